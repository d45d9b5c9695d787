/* test_render.c -- a rule printed back: the same model again, prose, drawing, limits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "check.h"
#include "define/parse.h"
#include "define/source.h"

/* Every way of writing that the language has, at least once; in two halves, because a
 * literal may not be longer. */
#define NOUNS                                                                            \
	"规程  证照补办  reissue\n依据  《甲办法》（2020年）\n依据  《乙法》\n施行  2024-01-01\n" \
	"主管  市司法局\n案号  证补〔{年}〕{号:4}号\n归口  一（二）\n统计单位  经办单位\n"      \
	"保存  30 年\n"                                                                     \
	"角色\n  申请人  applicant  公众\n  经办人  handler  经办单位 的 人员\n"             \
	"  负责人  chief  市司法局 的 负责人\n"                                              \
	"字段\n  事项  matter  选项  必填  第二条\n      遗失  lost  第三条\n      损坏  broken\n" \
	"  姓名  person  人  必填  不公开\n  费用  fee  金额  单位 元  不少于 0.5  不超过 900\n" \
	"  经办单位  unit  机关\n  协办  partners  多个 机关  不少于 1\n"                      \
	"  说明  remark  文字 40\n  编码  code  文字 60  唯一\n  批文  number_of  文字 60\n"   \
	"  附表  rows  清单\n      名称  name  文字 100  必填\n      份数  copies  整数\n"     \
	"  期满日  until  日期\n  加日  more  整数  单位 日\n  来件  link  关联 督办件\n"      \
	"  批准日  on  日期\n"

#define VERBS \
	"材料\n  照片  photo  第四条\n  旧证  old\n"                                         \
	"环节\n  待办  filed  起点\n  在办  going\n  中止  paused  停表  第五条\n"            \
	"  办结  done  终点\n"                                                              \
	"步骤  申请  file  第一条\n  由  申请人、经办人\n  到  待办\n"                        \
	"  填  事项  姓名  费用  经办单位  协办  说明  编码  附表  期满日  加日  来件\n"       \
	"  要  照片\n  可附  旧证\n"                                                         \
	"步骤  受理  accept  第二条\n  由  经办人、时钟\n  从  待办\n  到  在办\n"            \
	"  若  费用 不超过 300 或 事项 为 损坏  第六条\n  送达  申请人\n"                     \
	"步骤  中止  pause  第五条\n  由  负责人  非 经办人\n  从  任一未结\n  到  中止\n"    \
	"  限  1 次  第五条\n  必填  说明\n"                                                 \
	"步骤  恢复  resume  第五条\n  由  负责人\n  从  中止\n  到  原环节\n"                \
	"步骤  延长  extend  第七条\n  由  负责人\n  从  在办\n  可重复\n"                    \
	"  延长  办理  按 加日  至多 30 日  1 次  第七条\n  延长  核对期  5 个工作日  第七条\n" \
	"  重计  核对期\n"                                                                  \
	"步骤  鉴定  test  第七条\n  由  经办人\n  从  在办\n  暂停  办理  第七条\n"          \
	"步骤  鉴定完  tested  第七条\n  由  经办人\n  从  在办\n  恢复  办理\n"              \
	"步骤  发证  issue  第八条\n  由  负责人\n  从  在办\n  到  办结\n"                   \
	"  编号  批文  证〔{年}〕{号}号\n  定  批准日 为 当日\n"                              \
	"  开  督办件  立案  每个 协办 作 单位\n      若  事项 为 遗失\n"                     \
	"      以  说明 作 事由\n      以  “高” 作 等级\n  令  来件  办结\n"                  \
	"步骤  到期  expire  第九条\n  由  时钟\n  从  在办\n  到  办结\n"                    \
	"期限\n  办理  handle  60 日  自 受理  至 发证  第九条\n"                             \
	"      若  事项 为 损坏  30 日  第九条第二款\n      若  期满日 有值  截至 期满日\n"    \
	"      预警  10 日\n      逾期  视为 到期  第九条\n      不顺延\n      不停表\n"       \
	"  核对期  check_it  4 小时  自 首次 受理  至 发证、到期  惯例\n"                     \
	"      当  事项 为 遗失\n"                                                          \
	"  领证  fetch  截至 期满日  自 批准日  至 发证  惯例：本地\n"                        \
	"  复核  again  3 个月  自 期限 办理 届满  至 发证  惯例\n"                           \
	"指标\n  收到  filed  件  数  首次 申请\n" \
	"  发证  issued  件  数  发证  其中 事项 为 遗失\n" \
	"  费用  fees  元  和  费用 于 申请  写作 万 两位\n  最贵  most  元  最大  费用 于 申请\n" \
	"  单位数  units  个  去重  经办单位 于 申请\n  到期数  due  件  数  期限 办理\n"      \
	"  按期  in_time  件  数  期限 办理  其中 期限 办理 按时\n"                           \
	"  按期率  rate  %  率  按期 / 到期数  两位  截尾\n" \
	"  均费  mean  元  均  费用 / 收到  一位\n" \
	"  在手  held  件  在册  在办、中止\n" \
	"  在手单位  held_units  个  在册 在办  去重 经办单位\n" \
	"  在手费  held_fee  元  在册和  费用 在办\n  未结  open  件  存  收到 减 发证\n"       \
	"  差  gap  件  算  收到 - 发证  写作 余 100\n  偏  odd  步  数  偏差\n"               \
	"核对\n  未结 = 上年 未结 + 收到 - 发证\n  发证 不超过 收到\n"                         \
	"公开\n  案号  事项  经办单位  自 发证 后 20 个工作日  若 事项 为 遗失  第十条\n"       \
	"示例  一案\n  2024-05-06 09:12  申请人  申请  事项 遗失  姓名 某人  缺 照片\n"        \
	"  应拒  第四条\n  2024-05-07  今日\n  应为  待办\n  应由  申请人  申请\n"             \
	"  应期  办理  无\n  应灯  办理  绿\n  应值  事项  遗失\n  应计  收到  2024 年  1\n"

static str whole(struct arena *arena)
{
	return arena_printf(arena, "%s%s", NOUNS, VERBS);
}

static const struct rule *rule_of(struct arena *arena, str text)
{
	struct problems problems;
	char line[2048];

	problems_init(&problems, arena, STR("x.rule"));
	const struct rule *rule = parse_rule(arena, STR("x.rule"), text, &problems);
	for (const struct problem *p = problems.first; p != NULL; p = p->next) {
		err_text(&p->err, line, sizeof(line));
		printf("%s\n", line);
	}
	CHECK(rule != NULL);
	return rule;
}

static str printed(struct arena *arena, const struct rule *rule,
                   void (*render)(struct buf *out, const struct rule *rule))
{
	struct buf out;

	buf_init(&out, arena, RENDER_BYTES);
	render(&out, rule);
	CHECK(!out.full);
	return buf_str(&out);
}

/* Printed, read and printed again, it is the same in each of its forms. */
static void round_trip(struct arena *arena, str text)
{
	const struct rule *rule = rule_of(arena, text);
	if (rule == NULL)
		return;
	str first = printed(arena, rule, render_rule);
	const struct rule *again = rule_of(arena, first);
	if (again == NULL)
		return;
	CHECK_STR(printed(arena, again, render_rule), arena_cstr(arena, first));
	if (rule->applied_count == 0) /* the prose names the 通则, what it gave is alike */
		CHECK(str_eq(printed(arena, again, render_prose),
		             printed(arena, rule, render_prose)));
	CHECK(str_eq(printed(arena, again, render_dot), printed(arena, rule, render_dot)));
	CHECK(str_eq(printed(arena, again, render_limits), printed(arena, rule, render_limits)));
}

TEST(every_way_of_writing_comes_back)
{
	struct arena *arena = arena_new((size_t)128 << 20);

	round_trip(arena, whole(arena));
	arena_end(arena);
}

static void round_trips_of(struct arena *arena, const char *folder)
{
	struct err err = { 0 };
	str *names;
	size_t count = 0;

	CHECK_OK(file_list(arena, folder, ".rule", &names, &count, &err), &err);
	for (size_t i = 0; i < count; i++) {
		str path = arena_printf(arena, "%s/%.*s", folder, PSTR(names[i]));
		str text;
		if (CHECK_OK(source_read(arena, path, &text, &err), &err))
			round_trip(arena, text);
	}
}

TEST(delivered_rules_come_back)
{
	struct arena *arena = arena_new((size_t)256 << 20);
	str folder = arena_printf(arena, "%.*s/procedures", PSTR(file_home(arena)));

	if (!file_is_dir(folder.at)) {
		arena_end(arena);
		SKIP("no procedures/");
	}
	round_trips_of(arena, folder.at);
	folder = arena_printf(arena, "%.*s/tests/procedure/accepted", PSTR(file_home(arena)));
	if (file_is_dir(folder.at))
		round_trips_of(arena, folder.at);
	arena_end(arena);
}

static void has(str text, const char *part)
{
	if (!CHECK(str_find(text, str_of(part)) >= 0))
		printf("missing: %s\n", part);
}

TEST(layout)
{
	struct arena *arena = arena_new((size_t)128 << 20);
	str text = printed(arena, rule_of(arena, whole(arena)), render_rule);

	has(text, "规程  证照补办  reissue\n依据  《甲办法》（2020年）\n");
	has(text, "  费用      fee        金额  单位 元  不少于 0.5  不超过 900\n");
	has(text, "      遗失  lost  第三条\n");
	has(text, "  延长    办理  按 加日  至多 30 日  1 次  第七条\n");
	has(text, "  开      督办件  立案  每个 协办 作 单位\n      若  事项 为 遗失\n");
	has(text, "      以  “高” 作 等级\n");
	has(text, "  应拒  第四条\n");
	arena_end(arena);
}

TEST(prose)
{
	struct arena *arena = arena_new((size_t)128 << 20);
	str text = printed(arena, rule_of(arena, whole(arena)), render_prose);

	has(text, "自 2024-01-01 起施行，由市司法局主管。案号编为“证补〔{年}〕{号:4}号”。");
	has(text, "  2. 受理（《甲办法》第二条）：经办人或时钟可以在“待办”时办，办后到“在办”。"
	          "须费用不超过 300 或事项为损坏（《甲办法》第六条）。送达申请人。\n");
	has(text, "负责人（在本案以经办人身份办过的人除外）在办结以前都可以办，办后到“中止”。");
	has(text, "把“办理”延长“加日”所写的时间，至多 30 日，最多 1 次（《甲办法》第七条）。");
	has(text, "  1. 办理：自受理起，60 日内须办“发证”（《甲办法》第九条）。事项为损坏的，30 日"
	          "（《甲办法》第九条第二款）。");
	has(text, "逾期由时钟办“到期”，法律视为已办（《甲办法》第九条）。剩 10 日时亮黄灯。");
	has(text, "按期率 = 按期 ÷ 到期数，截到两位，单位%。\n");
	has(text, "案号、事项、经办单位：发证后 20 个工作日内公开，但须事项为遗失");
	arena_end(arena);
}

static str formula(struct arena *arena, const struct rule *rule, const char *name)
{
	const struct indicator *indicator = model_indicator(rule, str_of(name));
	struct buf out;

	buf_init(&out, arena, 4096);
	render_count(&out, indicator);
	return buf_str(&out);
}

TEST(formulas)
{
	struct arena *arena = arena_new((size_t)128 << 20);
	const struct rule *rule = rule_of(arena, whole(arena));

	CHECK_STR(formula(arena, rule, "收到"), "办“申请”的次数，每案只数第一次");
	CHECK_STR(formula(arena, rule, "发证"), "办“发证”的次数，只数事项为遗失的");
	CHECK_STR(formula(arena, rule, "费用"),
	          "办“申请”时“费用”之和，以万为单位，四舍五入两位");
	CHECK_STR(formula(arena, rule, "到期数"), "期限“办理”了结的次数（办了，或者到期未办）");
	CHECK_STR(formula(arena, rule, "在手"), "期末在“在办、中止”的记录数");
	CHECK_STR(formula(arena, rule, "在手单位"), "期末在“在办”的记录的“经办单位”有几个不同的值");
	CHECK_STR(formula(arena, rule, "在手费"), "期末在“在办”的记录的“费用”之和");
	CHECK_STR(formula(arena, rule, "未结"), "从开始到期末，收到 - 发证");
	CHECK_STR(formula(arena, rule, "差"), "收到 - 发证，取整加“余”（满 100）");
	CHECK_STR(formula(arena, rule, "均费"), "费用 ÷ 收到，四舍五入一位");
	CHECK_STR(formula(arena, rule, "偏"), "据实补录、与规程不符的步骤数");
	arena_end(arena);
}

TEST(drawing)
{
	struct arena *arena = arena_new((size_t)128 << 20);
	str text = printed(arena, rule_of(arena, whole(arena)), render_dot);

	has(text, "digraph \"reissue\" {");
	has(text, "\ts2 [label=\"中止（停表）\", style=\"rounded,dashed\"];\n");
	has(text, "\ts3 [label=\"办结\", peripheries=2];\n");
	has(text, "\tbegin -> s0 [label=\"申请\"];\n");
	has(text, "\ts1 -> s3 [label=\"办理逾期\\n视为到期\", style=dashed];\n");
	has(text, "\ts2 -> s1 [label=\"恢复\"];\n"); /* 原环节: wherever one came from */
	has(text, "\ts2 -> s0 [label=\"恢复\"];\n");
	CHECK(str_find(text, STR("s1 -> s3 [label=\"到期\"")) < 0);
	arena_end(arena);
}

TEST(limit_rows)
{
	struct arena *arena = arena_new((size_t)128 << 20);
	struct render_limit *rows;
	size_t count = render_limit_rows(arena, rule_of(arena, whole(arena)), &rows);

	if (!CHECK_INT(count, 6)) {
		arena_end(arena);
		return;
	}
	CHECK_STR(rows[0].length, "60 日");
	CHECK_STR(rows[0].from, "受理");
	CHECK_STR(rows[0].to, "发证");
	CHECK_STR(rows[0].expiry, "视为 到期（《甲办法》第九条）");
	CHECK_STR(rows[0].basis, "《甲办法》第九条");
	CHECK_STR(rows[1].when, "事项 为 损坏");
	CHECK_STR(rows[1].length, "30 日");
	CHECK_STR(rows[1].basis, "《甲办法》第九条第二款");
	CHECK_STR(rows[2].length, "截至 期满日");
	CHECK_STR(rows[2].basis, "《甲办法》第九条");
	CHECK_STR(rows[3].from, "首次 受理");
	CHECK_STR(rows[3].when, "事项 为 遗失");
	CHECK_STR(rows[3].expiry, "亮红灯");
	CHECK_STR(rows[4].from, "批准日 所写之日");
	CHECK_STR(rows[5].from, "期限 办理 届满");
	arena_end(arena);
}
