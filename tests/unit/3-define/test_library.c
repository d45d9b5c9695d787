/* test_library.c -- versions of rules by day and digest, and what rules say of each other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/library.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "check.h"
#include "define/parse.h"

#define HEAD(name, id, from)                                                            \
	"规程  " name "  " id "\n依据  《甲办法》（2020年）\n施行  " from "\n主管  市司法局\n" \
	"角色\n  办事员  clerk  市司法局 的 人员\n"

/* What is opened by others. */
#define ORDER_RULE                                                                    \
	HEAD("督办件", "order", "2024-01-01")                                         \
	"字段\n  来源工单  source  关联 工单\n  事由  ground  文字 60  必填\n"          \
	"  单位  unit  机关\n  等级  grade  选项\n      高  high\n      低  low\n"      \
	"材料\n  通知  notice\n"                                                       \
	"环节\n  待办  open  起点\n  办结  closed  终点\n"                              \
	"步骤  立案  begin  第一条\n  由  办事员\n  到  待办\n"                         \
	"  填  来源工单  事由  单位  等级\n"                                            \
	"步骤  移来  moved  第一条\n  由  办事员\n  到  待办\n  要  通知\n"             \
	"步骤  办结  close  第二条\n  由  办事员\n  从  待办\n  到  办结\n  填  事由\n"

#define SOURCE_HEAD                                                                     \
	HEAD("工单", "sheet", "2024-01-01")                                             \
	"字段\n  内容  content  文字 60  必填  不公开\n  标题  title  文字 60\n"          \
	"  协办  partners  多个 机关\n  文件  file  关联 督办件\n  日子  date  日期\n"    \
	"环节\n  待办  open  起点\n  办结  closed  终点\n"                                \
	"步骤  登记  file_it  第一条\n  由  办事员\n  到  待办\n"                         \
	"  填  内容  标题  协办  文件  日子\n"                                            \
	"步骤  督办  press  第二条\n  由  办事员\n  从  待办\n  到  办结\n"

static const struct rule *rule_of(struct arena *arena, const char *text)
{
	struct problems problems;
	struct err err = { 0 };

	problems_init(&problems, arena, STR("x.rule"));
	const struct rule *rule = parse_rule(arena, STR("x.rule"), str_of(text), &problems);
	if (rule == NULL) {
		problems_err(&problems, &err);
		CHECK_OK(false, &err);
	}
	return rule;
}

TEST(versions)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct library *library = library_new(arena);
	const struct rule *old = rule_of(arena, HEAD("工单", "sheet", "2021-01-01")
	                                                "环节\n  甲  a  起点\n");
	const struct rule *now = rule_of(arena, HEAD("工单", "sheet", "2024-01-01")
	                                                "环节\n  甲  a  起点\n");
	const struct rule *other = rule_of(arena, ORDER_RULE);
	const struct rule *const *rules;

	CHECK(library_newest(library, STR("工单")) == NULL);
	library_add(library, now);
	library_add(library, other);
	library_add(library, old);
	library_add(library, now);
	CHECK_INT(library_rules(library, &rules), 3);
	CHECK(rules[0] == now && rules[1] == other && rules[2] == old);
	CHECK(library_in_force(library, STR("工单"), day_of(2020, 12, 31)) == NULL);
	CHECK(library_in_force(library, STR("工单"), day_of(2021, 1, 1)) == old);
	CHECK(library_in_force(library, STR("sheet"), day_of(2023, 12, 31)) == old);
	CHECK(library_in_force(library, STR("sheet"), day_of(2024, 1, 1)) == now);
	CHECK(library_newest(library, STR("sheet")) == now);
	CHECK(library_newest(library, STR("无此")) == NULL);
	CHECK(library_by_digest(library, old->digest) == old);
	digest unknown = old->digest;
	unknown.at[0] ^= 1;
	CHECK(library_by_digest(library, unknown) == NULL);
	arena_end(arena);
}

TEST(many_versions_are_kept)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct library *library = library_new(arena);
	struct rule *rules = arena_make(arena, struct rule, 40);

	for (int i = 0; i < 40; i++) {
		rules[i].name = (struct name){ STR("工单"), STR("sheet"), 1 };
		rules[i].effective = 100 + i;
		rules[i].digest.at[0] = (unsigned char)i;
		library_add(library, &rules[i]);
	}
	CHECK(library_in_force(library, STR("sheet"), 117) == &rules[17]);
	CHECK(library_newest(library, STR("sheet")) == &rules[39]);
	arena_end(arena);
}

/* Judges the source rule with `tail` behind its last step; gives the codes in order. */
static str faults(struct arena *arena, const char *tail, bool with_target)
{
	struct library *library = library_new(arena);
	struct problems problems;
	struct buf codes;

	if (with_target)
		library_add(library, rule_of(arena, ORDER_RULE));
	str text = arena_printf(arena, "%s%s", SOURCE_HEAD, tail);
	problems_init(&problems, arena, STR("x.rule"));
	const struct rule *rule = rule_of(arena, text.at);
	if (rule == NULL)
		return STR("unread");
	library_check_links(library, rule, &problems);
	buf_init(&codes, arena, 4096);
	for (const struct problem *p = problems.first; p != NULL; p = p->next) {
		CHECK(p->err.fix[0] != '\0' && p->line > 0);
		buf_printf(&codes, "%s%s", codes.n > 0 ? " " : "", p->err.code);
	}
	return buf_str(&codes);
}

TEST(links_that_hold)
{
	struct arena *arena = arena_new((size_t)64 << 20);

	CHECK_STR(faults(arena, "  开  督办件  立案\n      以  标题 作 事由\n", true), "");
	CHECK_STR(faults(arena, "  开  督办件  立案\n      以  “逾期” 作 事由\n"
	                        "      以  “高” 作 等级\n", true), "");
	CHECK_STR(faults(arena, "  开  督办件  立案  每个 协办 作 单位\n"
	                        "      以  标题 作 事由\n", true), "");
	CHECK_STR(faults(arena, "  令  文件  办结\n      以  标题 作 事由\n", true), "");
	arena_end(arena);
}

TEST(links_that_do_not)
{
	struct arena *arena = arena_new((size_t)64 << 20);

	CHECK_STR(faults(arena, "", false), "rule.link_unknown");
	CHECK_STR(faults(arena, "  开  抽查\n", true), "rule.link_unknown");
	CHECK_STR(faults(arena, "  开  督办件\n      以  标题 作 事由\n", true),
	          "rule.link_which");
	CHECK_STR(faults(arena, "  开  督办件  办结\n      以  标题 作 事由\n", true),
	          "rule.link_step");
	CHECK_STR(faults(arena, "  开  督办件  立案\n", true), "rule.link_required");
	CHECK_STR(faults(arena, "  开  督办件  移来\n", true), "rule.link_paper");
	CHECK_STR(faults(arena, "  开  督办件  立案\n      以  标题 作 缘由\n", true),
	          "rule.link_field rule.link_required");
	CHECK_STR(faults(arena, "  开  督办件  立案\n      以  内容 作 事由\n", true),
	          "rule.link_hidden");
	CHECK_STR(faults(arena, "  开  督办件  立案\n      以  标题 作 事由\n"
	                        "      以  标题 作 单位\n", true), "rule.link_type");
	CHECK_STR(faults(arena, "  开  督办件  立案\n      以  标题 作 事由\n"
	                        "      以  “中” 作 等级\n", true), "rule.link_value");
	CHECK_STR(faults(arena, "  开  督办件  立案  每个 协办 作 部门\n"
	                        "      以  标题 作 事由\n", true), "rule.link_field");
	CHECK_STR(faults(arena, "  令  文件  立案\n", true), "rule.link_step");
	CHECK_STR(faults(arena, "  令  文件  退回\n", true), "rule.link_step");
	CHECK_STR(faults(arena, "  令  文件  办结\n", true), "rule.link_required");
	arena_end(arena);
}
