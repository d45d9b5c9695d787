/* test_check.c -- the real rules are whole, and what can come after what.
 *
 * Each fault of a rule has its own pair in tests/procedure/refused (whole_*).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "check.h"
#include "define/flow.h"
#include "define/library.h"
#include "define/parse.h"
#include "define/source.h"

static void print_all(const struct problems *problems)
{
	char text[2048];

	for (const struct problem *p = problems->first; p != NULL; p = p->next) {
		err_text(&p->err, text, sizeof(text));
		printf("%s\n", text);
	}
}

/* Reads one of the rules that are delivered, judges it, adds it. */
static void add_rule(struct arena *arena, struct library *library, str folder, str name)
{
	struct problems problems;
	struct err err = { 0 };
	str path = arena_printf(arena, "%.*s/%.*s", PSTR(folder), PSTR(name));
	str text = STR("");

	CHECK_OK(source_read(arena, path, &text, &err), &err);
	problems_init(&problems, arena, name);
	const struct rule *rule = parse_rule(arena, name, text, &problems);
	if (rule != NULL) {
		check_rule(rule, &problems);
		library_add(library, rule);
	}
	if (!CHECK_INT(problems.count, 0))
		print_all(&problems);
}

TEST(delivered_rules_are_whole)
{
	struct arena *arena = arena_new((size_t)128 << 20);
	struct library *library = library_new(arena);
	str folder = arena_printf(arena, "%.*s/procedures", PSTR(file_home(arena)));
	const struct rule *const *rules;
	struct err err = { 0 };
	str *names;
	size_t count = 0;

	if (!file_is_dir(folder.at)) {
		arena_end(arena);
		SKIP("no procedures/");
	}
	CHECK_OK(file_list(arena, folder.at, ".rule", &names, &count, &err), &err);
	for (size_t i = 0; i < count; i++)
		add_rule(arena, library, folder, names[i]);
	count = library_rules(library, &rules);
	for (size_t i = 0; i < count; i++) {
		struct problems problems;
		problems_init(&problems, arena, rules[i]->file);
		library_check_links(library, rules[i], &problems);
		if (!CHECK_INT(problems.count, 0))
			print_all(&problems);
	}
	arena_end(arena);
}

#define RULE                                                                           \
	"规程  工单  sheet\n依据  《甲办法》（2020年）\n施行  2024-01-01\n主管  市司法局\n"   \
	"角色\n  办事员  clerk  市司法局 的 人员\n"                                        \
	"环节\n  待办  open  起点\n  在办  going\n  中止  paused  停表  第五条\n"           \
	"  办结  done  终点\n  孤岛  island\n"                                            \
	"步骤  登记  file  第一条\n  由  办事员\n  到  待办\n"                             \
	"步骤  受理  accept  第一条\n  由  办事员\n  从  待办\n  到  在办\n"               \
	"步骤  退回  back  第一条\n  由  办事员\n  从  在办\n  到  待办\n"                 \
	"步骤  中止  pause  第五条\n  由  办事员\n  从  任一未结\n  到  中止\n"            \
	"步骤  恢复  resume  第五条\n  由  办事员\n  从  中止\n  到  原环节\n"             \
	"步骤  看  look  第六条\n  由  办事员\n  从  在办\n"                               \
	"步骤  办结  close  第六条\n  由  办事员\n  从  在办\n  到  办结\n"                \
	"步骤  评价  rate  第六条\n  由  办事员\n  从  办结\n"                             \
	"期限\n  办理  handle  9 日  自 受理  至 退回、办结  第四条\n"

static const struct rule *read_rule(struct arena *arena)
{
	struct problems problems;

	problems_init(&problems, arena, STR("x.rule"));
	const struct rule *rule = parse_rule(arena, STR("x.rule"), STR(RULE), &problems);
	print_all(&problems);
	CHECK(rule != NULL);
	return rule;
}

TEST(stages_reached)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	const struct rule *rule = read_rule(arena);
	const struct flow *flow = flow_new(arena, rule);

	CHECK(flow_reached(flow, model_stage(rule, STR("办结"))));
	CHECK(flow_reached(flow, model_stage(rule, STR("中止"))));
	CHECK(!flow_reached(flow, model_stage(rule, STR("孤岛"))));
	CHECK(flow_ends(flow, model_stage(rule, STR("中止"))));
	CHECK(flow_takes(model_step(rule, STR("中止")), model_stage(rule, STR("在办"))));
	CHECK(!flow_takes(model_step(rule, STR("中止")), model_stage(rule, STR("办结"))));
	CHECK(!flow_leaves(model_step(rule, STR("看")), model_stage(rule, STR("在办"))));
	CHECK(flow_leaves(model_step(rule, STR("恢复")), model_stage(rule, STR("中止"))));
	arena_end(arena);
}

TEST(steps_that_follow)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	const struct rule *rule = read_rule(arena);
	const struct flow *flow = flow_new(arena, rule);
#define MAY(a, b) flow_may_follow(flow, model_step(rule, STR(a)), model_step(rule, STR(b)))
	CHECK(MAY("登记", "办结"));
	CHECK(!MAY("办结", "登记"));
	CHECK(!MAY("登记", "登记"));
	CHECK(MAY("受理", "受理")); /* after 退回 */
	CHECK(!MAY("看", "看"));    /* once only */
	CHECK(MAY("看", "退回"));
	CHECK(MAY("办结", "评价"));
	CHECK(!MAY("评价", "办结"));
	CHECK(MAY("中止", "办结")); /* by way of 原环节 */
#undef MAY
	arena_end(arena);
}

TEST(limits_that_run)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	const struct rule *rule = read_rule(arena);
	const struct flow *flow = flow_new(arena, rule);
	const struct limit *limit = model_limit(rule, STR("办理"));

	CHECK(flow_may_run(flow, limit, model_step(rule, STR("看"))));
	CHECK(flow_may_run(flow, limit, model_step(rule, STR("办结"))));
	CHECK(flow_may_run(flow, limit, model_step(rule, STR("中止"))));
	CHECK(!flow_may_run(flow, limit, model_step(rule, STR("评价"))));
	CHECK(!flow_may_run(flow, limit, model_step(rule, STR("登记"))));
	arena_end(arena);
}
