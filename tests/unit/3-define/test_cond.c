/* test_cond.c -- conditions: every comparison once, what binds closer, what is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/parse.h"

static const char town[] =
	"规程  行政复议  reconsideration\n"
	"依据  《中华人民共和国行政复议法》\n"
	"施行  2024-01-01\n"
	"主管  sfj\n"
	"角色\n"
	"  承办人  handler  sfj 的 人员\n"
	"字段\n"
	"  事项    matter   选项\n"
	"      处罚  penalty\n"
	"      强制  compulsion\n"
	"  满意度  rating   选项\n"
	"      满意  5\n"
	"      一般  3\n"
	"  金额    amount   金额\n"
	"  另额    other    金额\n"
	"  日数    days     整数\n"
	"  开始    began    日期\n"
	"  结束    ended    日期\n"
	"  时刻甲  at       时刻\n"
	"  时刻乙  left     时刻\n"
	"  公开吗  open     是否\n"
	"  件数    items    整数\n"
	"  标题    title    文字\n"
	"  审核人  checker  人\n"
	"  签署人  signer   人\n"
	"  又事项  again    选项\n"
	"      处罚  penalty\n"
	"      强制  compulsion\n"
	"  反事项  turned   选项\n"
	"      强制  compulsion\n"
	"      处罚  penalty\n"
	"  牵头    leader   机关\n"
	"  文件    document 关联 规范性文件\n"
	"  前文    earlier  关联 规范性文件\n"
	"  案子    case     关联 案件\n"
	"  单位    organ    机关\n"
	"  协办    helpers  多个 机关\n"
	"  清单甲  rows     清单\n"
	"      栏  cell  文字\n"
	"环节\n"
	"  待审查  filed  起点\n"
	"  已审结  closed  终点\n"
	"步骤  提出  file\n"
	"  由  承办人\n"
	"  到  待审查\n"
	"步骤  决定  decide\n"
	"  由  承办人\n"
	"  从  待审查  到  已审结\n"
	"期限\n"
	"  审限  trial  60 日  自 提出  至 决定  第一条\n";

struct trial {
	struct arena *arena;
	const struct rule *rule;
	struct problems problems;
	const struct cond *cond;
};

static struct trial try(const char *text)
{
	struct trial trial = { .arena = arena_new(LIMIT_ARENA_COMMAND) };
	problems_init(&trial.problems, trial.arena, STR("a.rule"));
	trial.rule = parse_rule(trial.arena, STR("a.rule"), str_of(town), &trial.problems);
	if (CHECK(trial.rule != NULL))
		trial.cond = parse_cond(trial.arena, trial.rule, str_of(text), 9,
		                        &trial.problems);
	return trial;
}

static bool is(const char *text, enum cond_kind kind, enum cond_op op)
{
	struct trial trial = try(text);
	bool good = CHECK(trial.cond != NULL) && CHECK_INT(trial.cond->kind, kind)
	            && CHECK_INT(trial.cond->op, op) && CHECK_STR(trial.cond->text, text)
	            && CHECK_INT(trial.cond->line, 9);
	if (!good)
		printf("    %s\n", text);
	arena_end(trial.arena);
	return good;
}

static void refused(const char *text, const char *code)
{
	struct trial trial = try(text);
	CHECK(trial.cond == NULL);
	if (!CHECK_INT(trial.problems.count, 1) || !CHECK(trial.problems.first != NULL)
	    || !CHECK_ERR(&trial.problems.first->err, ERR_INVALID, code))
		printf("    %s\n", text);
	arena_end(trial.arena);
}

TEST(every_comparison)
{
	is("事项 为 处罚", COND_FIELD, COND_IS);
	is("事项 不为 处罚、强制", COND_FIELD, COND_IS_NOT);
	is("公开吗 为 是", COND_FIELD, COND_IS);
	is("单位 为 sfj", COND_FIELD, COND_IS);
	is("金额 不少于 3000.5", COND_FIELD, COND_AT_LEAST);
	is("满意度 不低于 一般", COND_FIELD, COND_AT_LEAST);
	is("满意度 不低于 3", COND_FIELD, COND_AT_LEAST);
	is("日数 不超过 -1", COND_FIELD, COND_AT_MOST);
	is("金额 超过 另额", COND_FIELD, COND_ABOVE);
	is("金额 高于 0", COND_FIELD, COND_ABOVE);
	is("金额 低于 1", COND_FIELD, COND_BELOW);
	is("日数 少于 1", COND_FIELD, COND_BELOW);
	is("开始 不早于 2024-01-01", COND_FIELD, COND_AT_LEAST);
	is("开始 不晚于 当日", COND_FIELD, COND_AT_MOST);
	is("开始 早于 结束", COND_FIELD, COND_BELOW);
	is("时刻甲 晚于 2024-01-01T09:30", COND_FIELD, COND_ABOVE);
	is("清单甲 有值", COND_FIELD, COND_GIVEN);
	is("金额 无值", COND_FIELD, COND_MISSING);
	is("协办 含 sfj", COND_FIELD, COND_INCLUDES);
	is("协办 不含 sfj、gaj", COND_FIELD, COND_EXCLUDES);
	is("审核人 不为 签署人", COND_FIELD, COND_IS_NOT);
	is("牵头 为 单位", COND_FIELD, COND_IS);
	is("文件 不为 前文", COND_FIELD, COND_IS_NOT);
	is("事项 为 又事项", COND_FIELD, COND_IS);
	is("开始 为 结束", COND_FIELD, COND_IS);
	is("日数 为 件数", COND_FIELD, COND_IS);
	is("结束 不晚于 开始 后 5 年", COND_FIELD, COND_AT_MOST);
	is("结束 为 开始 后 6个月", COND_FIELD, COND_IS);
	is("结束 不早于 当日 后 5 个工作日", COND_FIELD, COND_AT_LEAST);
	is("时刻乙 早于 时刻甲 后 30 分钟", COND_FIELD, COND_BELOW);
	is("日数 + 件数 不超过 30", COND_SUM, COND_AT_MOST);
	is("30 不少于 日数 - 件数 + 1", COND_SUM, COND_AT_LEAST);
	is("金额 为 另额 + 2", COND_SUM, COND_IS);
	is("协办 个数 不为 清单甲 个数", COND_SUM, COND_IS_NOT);
	is("日数 超过 协办 个数", COND_SUM, COND_ABOVE);
	is("已 提出", COND_COUNT, COND_AT_LEAST);
	is("未 提出", COND_COUNT, COND_IS);
	is("提出 为 1 次", COND_COUNT, COND_IS);
	is("提出 不少于 2次", COND_COUNT, COND_AT_LEAST);
	is("提出 不超过 2 次", COND_COUNT, COND_AT_MOST);
	is("提出 超过 2 次", COND_COUNT, COND_ABOVE);
	is("期限 审限 按时", COND_LIMIT, COND_IN_TIME);
	is("期限 审限 逾期", COND_LIMIT, COND_LATE);
	is("期限 审限 在计", COND_LIMIT, COND_RUNNING);
	is("开始 距今 不少于 5 个工作日", COND_APART, COND_AT_LEAST);
	is("开始 距今 不超过 5个工作日", COND_APART, COND_AT_MOST);
	is("环节 为 待审查、已审结", COND_STAGE, COND_IS);
	is("偏差", COND_DEVIATION, COND_IS);
}

TEST(both_binds_closer_than_either)
{
	struct trial trial = try("已 提出 或 金额 超过 1 且 未 决定 或 偏差");
	const struct cond *cond = trial.cond;
	if (CHECK(cond != NULL) && CHECK_INT(cond->kind, COND_OR)
	    && CHECK_INT(cond->left->kind, COND_OR)) {
		CHECK_INT(cond->right->kind, COND_DEVIATION);
		CHECK_INT(cond->left->left->kind, COND_COUNT);
		CHECK_INT(cond->left->right->kind, COND_AND);
		CHECK_STR(cond->left->right->text, "金额 超过 1 且 未 决定");
		CHECK_STR(cond->left->text, "已 提出 或 金额 超过 1 且 未 决定");
	}
	arena_end(trial.arena);
}

TEST(values_are_kept_in_their_one_form)
{
	struct trial trial = try("事项 为 处罚、compulsion");
	if (CHECK(trial.cond != NULL) && CHECK_INT(trial.cond->value_count, 2)) {
		CHECK_STR(trial.cond->values[0], "penalty");
		CHECK_STR(trial.cond->values[1], "compulsion");
	}
	arena_end(trial.arena);
	trial = try("满意度 低于 满意");
	if (CHECK(trial.cond != NULL))
		CHECK_STR(trial.cond->values[0], "5");
	arena_end(trial.arena);
	trial = try("环节 不为 待审查");
	if (CHECK(trial.cond != NULL) && CHECK_INT(trial.cond->value_count, 1))
		CHECK_STR(trial.cond->values[0], "filed");
	arena_end(trial.arena);
	trial = try("开始 距今 不少于 5 个工作日");
	if (CHECK(trial.cond != NULL)) {
		CHECK_INT(trial.cond->length.n, 5);
		CHECK_INT(trial.cond->length.unit, TERM_WORKDAYS);
	}
	arena_end(trial.arena);
}

TEST(sums_have_signs_and_one_scale)
{
	struct trial trial = try("日数 - 协办 个数 + 2 不超过 件数");
	if (CHECK(trial.cond != NULL) && CHECK_INT(trial.cond->sides[0].count, 3)) {
		const struct cond_term *terms = trial.cond->sides[0].terms;
		CHECK(!terms[0].items && terms[1].items && terms[2].field == NULL);
		CHECK_INT(terms[0].sign, 1);
		CHECK_INT(terms[1].sign, -1);
		CHECK_INT(terms[2].constant, 2);
		CHECK_INT(trial.cond->sides[1].count, 1);
	}
	arena_end(trial.arena);
	trial = try("金额 + 2 为 另额");
	if (CHECK(trial.cond != NULL))
		CHECK_INT(trial.cond->sides[0].terms[1].constant, 20000);
	arena_end(trial.arena);
}

TEST(a_length_is_kept_beside_the_other_date)
{
	struct trial trial = try("结束 不晚于 开始 后 5 年");
	if (CHECK(trial.cond != NULL && trial.cond->other != NULL)) {
		CHECK_STR(trial.cond->other->name.id, "began");
		CHECK_INT(trial.cond->length.n, 5);
		CHECK_INT(trial.cond->length.unit, TERM_YEARS);
	}
	arena_end(trial.arena);
}

TEST(what_is_refused)
{
	refused("", "rule.cond_form");
	refused("事项", "rule.cond_form");
	refused("事项 为", "rule.cond_form");
	refused("事项 为 处罚 且", "rule.cond_form");
	refused("且 已 提出", "rule.cond_form");
	refused("事项 等于 处罚", "rule.cond_word");
	refused("事项 为 许可", "rule.value");
	refused("事像 为 处罚", "rule.unknown_field");
	refused("已 提交", "rule.unknown_step");
	refused("单位 为 市司法局", "rule.organ_code");
	refused("协办 含 sfj、市公安局", "rule.organ_code");
	refused("协办 为 sfj", "rule.cond_type");
	refused("事项 含 处罚", "rule.cond_type");
	refused("事项 超过 1", "rule.cond_type");
	refused("金额 早于 当日", "rule.cond_type");
	refused("金额 超过 日数", "rule.cond_type");
	refused("清单甲 为 一", "rule.cond_type");
	refused("单位 为 协办", "rule.cond_type");
	refused("审核人 为 标题", "rule.cond_type");
	refused("事项 为 反事项", "rule.cond_type");
	refused("文件 为 案子", "rule.cond_type");
	refused("审核人 为 张三、签署人", "rule.cond_field");
	refused("协办 不含 单位", "rule.cond_field");
	refused("单位 不含 sfj", "rule.cond_type");
	refused("日数 + 金额 超过 1", "rule.cond_type");
	refused("日数 + 标题 超过 1", "rule.cond_type");
	refused("日数 + 协办 超过 1", "rule.cond_type");
	refused("1 + 1 为 2", "rule.cond_form");
	refused("日数 + 超过 1", "rule.unknown_field");
	refused("日数 超过 件数 + ", "rule.cond_form");
	refused("日数 + 件数 超过 -1", "rule.cond_form");
	refused("日数 + 件数 含 1", "rule.cond_form");
	refused("结束 不晚于 开始 后 5 小时", "rule.cond_form");
	refused("时刻乙 不晚于 时刻甲 后 5 日", "rule.cond_form");
	refused("结束 不晚于 2024-01-01 后 5 日", "rule.cond_form");
	refused("结束 不晚于 开始 后 五日", "rule.length");
	refused("金额 超过 100 元", "rule.cond_rest");
	refused("已 提出 第三条", "rule.cond_rest");
	refused("热线.满意度 为 5", "rule.unsupported");
	refused("期限 审限 准时", "rule.cond_word");
	refused("开始 距今 不少于 五天", "rule.length");
}
