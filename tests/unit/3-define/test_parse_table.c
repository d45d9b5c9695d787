/* test_parse_table.c -- 统计分项 and 统计表 in the model, and read aloud.
 *
 * Reads tests/procedure/accepted, from the root of the project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/parse.h"
#include "define/render.h"

static const struct rule *read_rule(struct arena *arena)
{
	const char *path = "tests/procedure/accepted/statistics.rule";
	struct problems problems;
	struct err err = { 0 };
	str text;

	problems_init(&problems, arena, str_of(path));
	if (!CHECK_OK(file_read(arena, path, LIMIT_RULE_BYTES, &text, &err), &err))
		return NULL;
	return parse_rule(arena, str_of(path), text, &problems);
}

TEST(tables_in_the_model)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_rule(arena);

	if (CHECK(rule != NULL) && CHECK_INT(rule->statistic_count, 2)) {
		const struct statistic *cases = model_statistic(rule, STR("收办情况"));
		const struct statistic *both = model_statistic(rule, STR("both"));

		CHECK(rule->split == model_field(rule, STR("matter")));
		CHECK(cases == &rule->statistics[0] && cases->by_option);
		CHECK_STR(cases->basis, "《某某办公室关于印发统计格式的通知》（办函〔2021〕30号）");
		CHECK_INT(cases->column_count, 0);
		CHECK_INT(cases->row_count, 5);
		CHECK_STR(cases->rows[0].name, "一、本年新收");
		CHECK(cases->rows[1].cells[0].item.last_year);
		CHECK(cases->rows[1].cells[0].item.of.indicator ==
		      model_indicator(rule, STR("open")));
		CHECK_INT(cases->rows[2].cell_count, 0);
		CHECK(both == &rule->statistics[1] && !both->by_option);
		CHECK_STR(both->basis, "惯例");
		CHECK_INT(both->column_count, 2);
		CHECK_STR(both->columns[1], "上年数");
		CHECK(both->rows[2].cells[1].none && !both->rows[2].cells[0].none);
		CHECK(both->rows[3].cells[1].item.of.indicator == NULL);
		CHECK_STR(both->rows[3].cells[1].item.of.procedure, "window");
		CHECK_STR(both->rows[3].cells[1].item.of.other, "filed");
	}
	arena_end(arena);
}

TEST(tables_read_aloud)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_rule(arena);
	struct buf prose;

	buf_init(&prose, arena, RENDER_BYTES);
	if (CHECK(rule != NULL)) {
		render_prose(&prose, rule);
		CHECK(str_find(buf_str(&prose), STR("各数都按“事项”分项统计。")) > 0);
		CHECK(str_find(buf_str(&prose), STR("、填哪些统计表\n  1. 收办情况（《某某")) > 0);
		CHECK(str_find(buf_str(&prose), STR("，各列是“事项”的各项和总计。\n"
		                                    "     一、本年新收：收件。\n"
		                                    "     二、上年结转：上年 待办。\n"
		                                    "     三、本年办理结果\n")) > 0);
		CHECK(str_find(buf_str(&prose), STR("，各列是“本年数”、“上年数”。\n")) > 0);
		CHECK(str_find(buf_str(&prose), STR("     来源数：来源数；—。\n")) > 0);
	}
	arena_end(arena);
}
