/* test_sheet.c -- tables filled from a store, option by option; a changed cell is told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "report/sheet.h"
#include "store/db.h"
#include <unistd.h>

#define ROOM ((size_t)1 << 20)
#define RULE                                                                     \
	"规程  收件  intake\n依据  《便民服务规定》（2020年）\n施行  2020-01-01\n"         \
	"主管  市政务服务局\n统计分项  来人\n\n角色\n  来人员  visitor  公众\n\n字段\n"     \
	"  来人  kind  选项  必填\n      市民  person\n      企业  company\n"              \
	"  费用  fee  金额\n\n环节\n  待办  waiting  起点\n  已办  done  终点\n\n"         \
	"步骤  提出  file\n  由  来人员\n  到  待办\n  填  来人  费用\n\n"                 \
	"步骤  办结  close\n  由  来人员\n  从  待办  到  已办\n\n指标\n"                  \
	"  收件  filed  件  数  提出\n  办结  closed  件  数  办结  第三条\n"              \
	"  费用  fees  元  和 费用 于 提出\n  结存  pending  件  存  收件 减 办结\n"       \
	"  在办  open  件  在册 待办\n"                                                   \
	"  办结率  rate  %  率  办结 / 收件  两位\n\n"                                     \
	"核对\n  结存 = 上年 结存 + 收件 - 办结\n  结存 = 在办\n\n"                     \
	"统计表  收办情况  cases  第五条\n  列  分项\n  行  收件  收件\n"                  \
	"  行  上年结转  上年 结存\n  目  结果\n  行  办结  办结\n  行  收费  费用\n\n"     \
	"统计表  对照  both\n  列  本年  上年\n  行  =办结  办结  上年 办结\n"             \
	"  行  办结率  办结率  —\n"

struct hall {
	struct arena *arena;
	char folder[64];
	instant now;
	struct desk *desk;
	struct sheet_of of;
	struct sheet *sheet;
	struct err err;
};

static bool step(struct hall *hall, day on, int64_t serial, const char *kind)
{
	const struct pair fields[] = { { STR("kind"), str_of(kind) },
		                       { STR("fee"), STR("10.5") } };
	struct command command = {
		.procedure = STR("intake"), .serial = serial,
		.step = serial == 0 ? STR("file") : STR("close"),
		.person = STR("甲"), .trusted = true, .fields = fields,
		.field_count = serial == 0 ? 2 : 0, .cause = -1,
	};
	struct outcome outcome;

	hall->now = (instant)on * INSTANT_DAY + 4 * INSTANT_HOUR;
	command.happened = hall->now;
	return CHECK_OK(desk_take(hall->desk, &command, &outcome, &hall->err), &hall->err) &&
	       CHECK_OK(desk_commit(hall->desk, &hall->err), &hall->err);
}

/* 2023: a citizen's. 2024: the citizen's is closed; two of companies come, one is closed. */
static bool make(struct hall *hall)
{
	struct desk_begin begin = { .place = STR("620200"), .name = STR("嘉峪关市"),
		                    .seed = STR("sheet") };

	*hall = (struct hall){ .folder = "/tmp/guiju-sheet-XXXXXX" };
	hall->arena = arena_new(LIMIT_ARENA_LIFE);
	if (!CHECK(mkdtemp(hall->folder) != NULL))
		return false;
	hall->now = (instant)day_of(2023, 1, 1) * INSTANT_DAY;
	begin.folder = arena_printf(hall->arena, "%s/store", hall->folder).at;
	begin.clock = clock_fixed(&hall->now);
	return CHECK_OK(desk_create(hall->arena, &begin, &hall->desk, &hall->err), &hall->err) &&
	       CHECK_OK(desk_adopt_rule(hall->desk, STR("intake.rule"), STR(RULE), STR("admin"),
	                                &hall->err), &hall->err) &&
	       step(hall, day_of(2023, 5, 4), 0, "person") &&
	       step(hall, day_of(2024, 1, 8), 1, "") &&
	       step(hall, day_of(2024, 3, 5), 0, "company") &&
	       step(hall, day_of(2024, 3, 6), 0, "company") &&
	       step(hall, day_of(2024, 3, 7), 2, "");
}

static bool build(struct hall *hall, const char *name, int year)
{
	hall->of.rule = library_newest(desk_world(hall->desk)->library, STR("intake"));
	hall->of.source = desk_figures(hall->desk);
	hall->of.statistic = model_statistic(hall->of.rule, str_of(name));
	hall->of.year = year;
	hall->of.origin = STR("guiju/620200");
	hall->of.root = STR("cm9vdA==");
	return CHECK(hall->of.statistic != NULL) &&
	       CHECK_OK(sheet_build(hall->arena, &hall->of, &hall->sheet, &hall->err), &hall->err);
}

static void end(struct hall *hall)
{
	str command = arena_printf(hall->arena, "rm -rf %s", hall->folder);

	CHECK_INT(system(command.at), 0);
	arena_end(hall->arena);
}

static str printed(struct hall *hall, void (*print)(struct buf *, const struct sheet *))
{
	struct buf buf;

	buf_init(&buf, hall->arena, ROOM);
	print(&buf, hall->sheet);
	return buf_str(&buf);
}

static bool has(str text, const char *part)
{
	return str_find(text, str_of(part)) >= 0;
}

TEST(options_and_their_sum)
{
	struct hall hall;

	if (make(&hall) && build(&hall, "cases", 2024)) {
		CHECK_INT(hall.sheet->fault_count, 0);
		CHECK_INT(hall.sheet->trial_count, 4 + 6); /* rows; two checks, thrice */
		CHECK_STR(printed(&hall, sheet_print_csv),
		          "收办情况,市民,企业,总计\r\n收件,0,2,2\r\n上年结转,1,0,1\r\n"
		          "结果,,,\r\n办结,1,1,2\r\n收费,0,21,21\r\n");
		CHECK(has(printed(&hall, sheet_print_text), "依据《便民服务规定》第五条\n"));
		CHECK(has(printed(&hall, sheet_print_text), "核对 10 处，都成立。"));
		CHECK(has(printed(&hall, sheet_print_md), "| 上年结转 | 1 | 0 | 1 |\n"
		                                          "| **结果** | | | |\n"));
		CHECK(has(printed(&hall, sheet_print_json),
		          "{\"attested\":false,\"formula\":\"从开始到期末，收件 - 办结\","
		          "\"indicator\":\"intake.pending\",\"line\":33,\"name\":\"结存\","
		          "\"unit\":\"件\",\"value\":\"1\",\"year\":2023}"));
	}
	end(&hall);
}

TEST(named_columns)
{
	struct hall hall;

	if (make(&hall) && build(&hall, "对照", 2024)) {
		CHECK_INT(hall.sheet->fault_count, 0);
		CHECK_STR(printed(&hall, sheet_print_csv),
		          "对照,本年,上年\r\n'=办结,2,0\r\n办结率,100.00%,—\r\n");
		CHECK(has(printed(&hall, sheet_print_md), "| =办结 | 2 | 0 |\n"));
	}
	end(&hall);
}

/* A cell that no option owns: the columns no longer come to the sum. */
TEST(a_cell_without_option_is_told)
{
	struct hall hall;

	if (make(&hall) &&
	    CHECK_OK(db_run(desk_db(hall.desk),
	                    "UPDATE cell SET key = '' WHERE indicator = 'fees' AND day = ?1",
	                    VALUES(DB_INT(day_of(2024, 3, 5))), &hall.err), &hall.err) &&
	    build(&hall, "cases", 2024)) {
		CHECK_INT(hall.sheet->fault_count, 1);
		CHECK(has(printed(&hall, sheet_print_text),
		          "核对 10 处，1 处不成立：\n"
		          "  规程第47行  总计  “收费”：各项相加 10.5，总计 21\n"));
	}
	end(&hall);
}

/* A number moved from one option to another: the sum is right, the options are not. */
TEST(a_number_under_another_option_is_told)
{
	struct hall hall;
	struct figure_verdict verdict;
	struct figure_scope year = figure_year(2024);

	if (make(&hall) &&
	    CHECK_OK(db_run(desk_db(hall.desk),
	                    "UPDATE cell SET key = 'person' WHERE indicator = 'closed' AND "
	                    "day = ?1",
	                    VALUES(DB_INT(day_of(2024, 3, 7))), &hall.err), &hall.err) &&
	    build(&hall, "cases", 2024)) {
		CHECK_INT(hall.sheet->fault_count, 2);
		CHECK(has(printed(&hall, sheet_print_text),
		          "  规程第39行  市民  结存 = 在办：左边 -1，右边 0\n"
		          "  规程第39行  企业  结存 = 在办：左边 2，右边 1\n"));
		CHECK(figure_check(&hall.of.source, hall.of.rule, &hall.of.rule->checks[1], &year,
		                   &verdict, &hall.err));
		CHECK(!verdict.holds);
		CHECK_STR(str_of(verdict.what), "分项“市民”：结存 = 在办：左边 -1，右边 0");
	}
	end(&hall);
}
