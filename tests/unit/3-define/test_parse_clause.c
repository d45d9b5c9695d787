/* test_parse_clause.c -- a 通则 in a rule is read as if its lines stood there, filled in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/parse.h"
#include "define/parse_clause.h"
#include "define/source.h"

#define RULE                                                                                       \
	"规程  处罚  penalty\n依据  《中华人民共和国行政处罚法》（2021年修订）\n"                  \
	"施行  2024-01-01\n主管  市司法局\n"                                                       \
	"角色\n  承办人  handler  市司法局 的 人员\n"                                              \
	"字段\n  事由  matter  文字 60\n"                                                          \
	"环节\n  已立案  filed  起点\n  已决定  decided\n"                                         \
	"步骤  立案  file\n  由  承办人\n  到  已立案\n"                                           \
	"步骤  决定  decide  第五十七条\n  由  承办人\n  从  已立案  到  已决定\n"                 \
	"期限\n  办案期限  handling  90 日  自 立案  至 决定  第六十条\n"
#define USE                                                                                        \
	"适用  送达通则  于 决定\n  谁送  承办人\n  在哪  已决定、已立案\n  凭什么  第六十一条\n"
#define CLAUSE                                                                                     \
	"通则  送达通则  delivery\n依据  《中华人民共和国民事诉讼法》\n主管  市法院\n"             \
	"空\n  谁送\n  在哪\n  凭什么\n  多久  7 个工作日\n  文号  嘉送〔{年}〕{号:3}号\n"         \
	"字段\n  事由  matter  长文  必填\n  方式  way  选项\n      直接  direct  第八十八条\n"    \
	"      公告  notice  惯例\n  送达号  serve_no  文字 40\n"                                  \
	"环节\n  已送达  served  终点\n"                                                           \
	"步骤  送达  serve  第八十七条、第八十八条\n  由  {谁送}\n  从  {在哪}  到  已送达\n"      \
	"  若  方式 为 直接  {凭什么}\n  编号  送达号  {文号}\n"                                   \
	"期限\n  送达期限  service  {多久}  自 {本步}  至 送达  {凭什么}\n"                        \
	"      逾期  红灯  第九十条\n"                                                             \
	"本步\n  填  方式\n  若  事由 有值  第一条\n"

static const struct rule *read_text(struct arena *arena, const char *text)
{
	struct problems problems;
	problems_init(&problems, arena, STR("penalty.rule"));
	const struct rule *rule = parse_rule(arena, STR("penalty.rule"), str_of(text), &problems);
	for (const struct problem *p = problems.first; p != NULL; p = p->next)
		printf("    %s %s\n", p->err.where, p->err.what);
	CHECK(rule != NULL);
	return rule;
}

TEST(lines_are_filled_in)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_text(arena, RULE USE CLAUSE);
	if (rule == NULL)
		return;
	const struct step *serve = model_step(rule, STR("送达"));
	const struct limit *limit = model_limit(rule, STR("service"));
	CHECK(serve != NULL && limit != NULL);
	CHECK_INT(serve->from_count, 2);
	CHECK(serve->from[0] == model_stage(rule, STR("已决定")));
	CHECK_STR(serve->by[0]->name.text, "承办人");
	CHECK_STR(serve->numbers[0].pattern, "嘉送〔{年}〕{号:3}号");
	CHECK_INT(limit->length.n, 7);
	CHECK_INT(limit->length.unit, TERM_WORKDAYS);
	CHECK_INT(limit->start_count, 1);
	CHECK(limit->starts[0] == model_step(rule, STR("决定")));
	CHECK_INT(rule->limit_count, 2);
	CHECK_INT(rule->limits[0].length.n, 90);
	arena_end(arena);
}

TEST(articles_keep_their_law)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_text(arena, RULE USE CLAUSE);
	if (rule == NULL)
		return;
	const struct step *serve = model_step(rule, STR("serve"));
	const struct field *way = model_field(rule, STR("way"));
	const struct limit *limit = model_limit(rule, STR("service"));
	CHECK_STR(serve->basis, "《民事诉讼法》第八十七条、第八十八条");
	CHECK_STR(way->options[0].basis, "《民事诉讼法》第八十八条");
	CHECK_STR(way->options[1].basis, "惯例");
	CHECK_STR(limit->overdue_basis, "《民事诉讼法》第九十条");
	CHECK_STR(model_basis(arena, rule, limit->overdue_basis), "《民事诉讼法》第九十条");
	/* what the using rule fills in is of its own law */
	CHECK_STR(limit->basis, "第六十一条");
	CHECK_STR(model_basis(arena, rule, serve->guards[0]->basis), "《行政处罚法》第六十一条");
	arena_end(arena);
}

TEST(steps_named_get_its_lines)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_text(arena, RULE USE CLAUSE);
	if (rule == NULL)
		return;
	const struct step *decide = model_step(rule, STR("决定"));
	const struct step *file = model_step(rule, STR("立案"));
	CHECK_INT(decide->fill_count, 1);
	CHECK_STR(decide->fills[0]->name.id, "way");
	CHECK_INT(decide->guard_count, 1);
	CHECK_STR(decide->guards[0]->basis, "《民事诉讼法》第一条");
	CHECK_INT(file->fill_count, 0);
	CHECK_INT(rule->applied_count, 1);
	CHECK_STR(rule->applied[0].name.text, "送达通则");
	CHECK_STR(rule->applied[0].organ, "市法院");
	CHECK_STR(rule->applied[0].file, "common/delivery.rule");
	CHECK_INT(rule->applied[0].law_count, 1);
	CHECK_INT(rule->applied[0].step_count, 1);
	CHECK(rule->applied[0].steps[0] == decide);
	CHECK_INT(rule->law_count, 1);
	arena_end(arena);
}

TEST(what_the_rule_declares_wins)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_text(arena, RULE USE CLAUSE);
	if (rule == NULL)
		return;
	const struct field *matter = model_field(rule, STR("事由"));
	CHECK_INT(matter->type, FIELD_TEXT);
	CHECK(!matter->required);
	CHECK_INT(rule->field_count, 3);
	arena_end(arena);
}

TEST(a_whole_step_of_the_rule_wins)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_text(
		arena,
		RULE "步骤  送达  serve\n  由  承办人\n  从  已决定\n  填  方式\n" USE CLAUSE);
	if (rule == NULL)
		return;
	const struct step *serve = model_step(rule, STR("serve"));
	CHECK_INT(rule->step_count, 3);
	CHECK_INT(serve->from_count, 1);
	CHECK_INT(serve->guard_count, 0);
	CHECK_INT(serve->basis.n, 0);
	arena_end(arena);
}

TEST(two_clauses_may_say_the_same)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_text(
		arena, RULE "适用  甲\n适用  乙\n"
			    "通则  甲  one\n依据  《甲办法》\n主管  市司法局\n"
			    "字段\n  备注  remark  选项\n      一  one\n      二  two\n"
			    "通则  乙  two\n依据  《乙办法》\n主管  市司法局\n"
			    "字段\n  备注  remark  选项\n      一  one\n      二  two\n");
	if (rule != NULL)
		CHECK_INT(rule->field_count, 2);
	arena_end(arena);
}

TEST(lines_are_told_by_file)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	const struct rule *rule = read_text(arena, RULE USE CLAUSE);
	if (rule == NULL)
		return;
	int own = model_step(rule, STR("立案"))->name.line;
	int other = model_stage(rule, STR("已送达"))->name.line;
	CHECK_STR(model_where(arena, rule, own), "penalty.rule:12");
	CHECK_STR(model_where(arena, rule, other), "common/delivery.rule:17");
	CHECK_STR(origin_place(arena, &rule->origin, other, own),
	          "common/delivery.rule 第 17 行");
	CHECK_STR(origin_place(arena, &rule->origin, own, other), "规程第 12 行");
	CHECK_STR(origin_place(arena, &rule->origin, own, own), "第 12 行");
	arena_end(arena);
}

TEST(a_clause_alone)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct problems problems;
	struct name name;
	problems_init(&problems, arena, STR("delivery.rule"));
	CHECK(parse_clause_is(STR("# 说明\n\n" CLAUSE)));
	CHECK(!parse_clause_is(STR(RULE USE CLAUSE)));
	CHECK(!parse_clause_is(STR("")));
	CHECK(parse_clause_alone(arena, STR(CLAUSE), &name, &problems));
	CHECK_STR(name.id, "delivery");
	CHECK(parse_rule(arena, STR("delivery.rule"), STR(CLAUSE), &problems) == NULL);
	CHECK_STR(str_of(problems.first->err.code), "rule.clause_alone");
	arena_end(arena);
}

/* A folder with the rule and, in common/, the clause as `file`. */
static str write_folder(struct arena *arena, const char *file)
{
	struct err err = { 0 };
	char *name = arena_cstr(arena, STR("/tmp/test_parse_clause.XXXXXX"));
	CHECK(mkdtemp(name) != NULL);
	str folder = str_of(name);
	str common = arena_printf(arena, "%.*s/common", PSTR(folder));
	str rule = arena_printf(arena, "%.*s/penalty.rule", PSTR(folder));
	str clause = arena_printf(arena, "%.*s/%s", PSTR(common), file);
	CHECK_OK(file_make_dir(common.at, 0755, &err), &err);
	CHECK_OK(file_write(rule.at, STR(RULE USE "# 没有换行"), 0644, &err), &err);
	CHECK_OK(file_write(clause.at, STR("\xef\xbb\xbf# 先说明\n" CLAUSE), 0644, &err), &err);
	return rule;
}

TEST(files_become_one_text)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct err err = { 0 };
	str path = write_folder(arena, "delivery.rule"), text = STR(""), again = STR("");
	CHECK_OK(source_read(arena, path, &text, &err), &err);
	CHECK_STR(text, RULE USE "# 没有换行\n# common/delivery.rule\n# 先说明\n" CLAUSE);
	const struct rule *rule = read_text(arena, text.at);
	if (rule != NULL)
		CHECK_STR(model_where(arena, rule, model_stage(rule, STR("已送达"))->name.line),
		          "common/delivery.rule:18");
	/* a text that has its 通则 is whole */
	CHECK_OK(file_write(path.at, text, 0644, &err), &err);
	CHECK_OK(source_read(arena, path, &again, &err), &err);
	CHECK(str_eq(text, again));
	arena_end(arena);
}

TEST(a_clause_file_is_called_after_its_id)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct err err = { 0 };
	str path = write_folder(arena, "other.rule"), text;
	CHECK(!source_read(arena, path, &text, &err));
	CHECK_STR(str_of(err.code), "source.name");
	arena_end(arena);
}
