/* lending.h -- a small store in a temporary folder with one tiny procedure, for reports.
 *
 * 2023: five lent, two given back. 2024: four lent (deposits 10.5 each), two given back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_LENDING_H
#define GUIJU_TEST_LENDING_H
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "report/cells.h"
#include "report/print.h"
#include <unistd.h>

#define LENDING_CHECK "  结存 = 上年 结存 + 借出 - 归还\n"
#define LENDING_RULE(check)                                                      \
	"规程  便民借伞  loan\n依据  《便民服务规定》（2020年）\n施行  2020-01-01\n"         \
	"主管  市政务服务局\n\n角色\n  借用人  borrower  公众\n"                           \
	"  管理员  keeper  任一单位 的 人员\n\n字段\n  押金  deposit  金额\n\n"              \
	"环节\n  在借  lent  起点\n  已还  returned  终点\n\n"                             \
	"步骤  借出  lend\n  由  借用人\n  到  在借\n  填  押金\n\n"                        \
	"步骤  归还  give_back\n  由  管理员\n  从  在借  到  已还\n\n指标\n"              \
	"  借出  lent  件  数  借出  写作 余 3\n  归还  given_back  件  数  归还  第三条\n" \
	"  押金合计  deposits  元  和 押金 于 借出\n  在借  out  件  在册 在借\n"            \
	"  结存  pending  件  存  借出 减 归还\n"                                          \
	"  归还率  return_rate  %  率  归还 / 借出  两位\n"                                \
	"  借还  both  件  算  借出 + 归还\n"                                              \
	"  最大押金  largest  元  最大 押金 于 借出\n"                                     \
	"  押金种类  kinds  种  去重 押金 于 借出\n\n核对\n" check

struct lending {
	struct arena *arena;
	char folder[64];
	instant now;
	struct desk *desk;
	struct problems problems;
	struct annual_of of;
	struct annual *annual;
	struct err err;
};

/* Noon of a day in China. */
static inline instant lending_at(int year, int month, int on)
{
	return (instant)day_of(year, month, on) * INSTANT_DAY + 4 * INSTANT_HOUR;
}

static inline bool lending_step(struct lending *l, int64_t serial, const char *step)
{
	const struct pair fields[] = { { STR("deposit"), STR("10.5") } };
	struct command command = {
		.procedure = STR("loan"), .serial = serial, .step = str_of(step),
		.person = STR("甲"), .trusted = true, .happened = l->now, .fields = fields,
		.field_count = serial == 0 ? 1 : 0, .cause = -1,
	};
	struct outcome outcome;

	return CHECK_OK(desk_take(l->desk, &command, &outcome, &l->err), &l->err) &&
	       CHECK_OK(desk_commit(l->desk, &l->err), &l->err);
}

static inline bool lending_year(struct lending *l, int year, int lent, int64_t back)
{
	l->now = lending_at(year, 3, 1);
	for (int i = 0; i < lent; i++)
		if (!lending_step(l, 0, "lend"))
			return false;
	l->now = lending_at(year, 5, 1);
	return lending_step(l, back, "give_back") && lending_step(l, back + 1, "give_back");
}

/* A store with the rule and its two years. */
static inline bool lending_make(struct lending *l, const char *rule)
{
	struct desk_begin begin = { .place = STR("620200"), .name = STR("嘉峪关市"),
		                    .seed = STR("lending") };

	*l = (struct lending){ .folder = "/tmp/guiju-lending-XXXXXX" };
	l->arena = arena_new(LIMIT_ARENA_LIFE);
	if (!CHECK(mkdtemp(l->folder) != NULL))
		return false;
	l->now = lending_at(2023, 1, 1);
	begin.folder = arena_printf(l->arena, "%s/store", l->folder).at;
	begin.clock = clock_fixed(&l->now);
	return CHECK_OK(desk_create(l->arena, &begin, &l->desk, &l->err), &l->err) &&
	       CHECK_OK(desk_adopt_rule(l->desk, STR("loan.rule"), str_of(rule), STR("admin"),
	                                &l->err), &l->err) &&
	       lending_year(l, 2023, 5, 1) && lending_year(l, 2024, 4, 3);
}

static inline void lending_end(struct lending *l)
{
	str command = arena_printf(l->arena, "rm -rf %s", l->folder);

	CHECK_INT(system(command.at), 0);
	arena_end(l->arena);
}

/* Compiles a report; `body` stands under the one paragraph. */
static inline bool lending_report(struct lending *l, const char *body)
{
	str text = arena_printf(l->arena,
	                        "报告  年度报告\n年度  2024\n系统  loan  S90  便民借伞\n"
	                        "标题  {市}{年}年报告\n章  情况\n段  借伞\n"
	                        "  {依 loan}有伞可借。\n%s",
	                        body);
	const struct template *template;

	l->err = (struct err){ 0 };
	problems_init(&l->problems, l->arena, STR("x/a.report"));
	template = template_read(l->arena, STR("x/a.report"), text, &l->problems);
	if (template == NULL)
		return CHECK(problems_err(&l->problems, &l->err));
	l->of = (struct annual_of){
		.template = template, .library = desk_world(l->desk)->library,
		.source = cells_source(l->arena, l->desk), .city = STR("<市&\"'>"),
		.origin = STR("guiju/620200"), .size = 12, .root = STR("cm9vdA=="),
	};
	return annual_build(l->arena, &l->of, &l->annual, &l->problems, &l->err);
}

static inline str lending_print(struct lending *l, void (*print)(struct buf *,
                                                                  const struct annual *))
{
	struct buf buf;

	buf_init(&buf, l->arena, PRINT_BYTES);
	print(&buf, l->annual);
	return buf_str(&buf);
}

static inline bool lending_has(str text, const char *part)
{
	return str_find(text, str_of(part)) >= 0;
}

#endif
