/* parse_parts.c -- the roles, papers and stages of a rule.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/str.h"

void parse_parts_roles(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct role role = { 0 };
		if (!reader_declare(reader, &words, READER_ROLE, &role.name))
			continue;
		rule->roles = reader_room(reader, rule->roles, rule->role_count,
		                          sizeof(*rule->roles));
		rule->roles[rule->role_count++] = role;
	}
}

/* 公众, or "单位 的 职务" where the organ may be a field of the rule. */
static void read_organ(struct reader *reader, struct token_words *words, struct role *role)
{
	int line = words->line->number;
	str organ = token_take(words);
	if (str_eq(organ, STR("公众"))) {
		role->kind = ROLE_PUBLIC;
		reader_ends(reader, words);
		return;
	}
	bool joined = token_passes(words, STR("的"));
	role->kind = ROLE_POST;
	role->organ = organ;
	role->post = token_take(words);
	if (!joined || role->post.n == 0) {
		struct err *err = reader_fault(reader, line, "rule.role",
		                               "角色“%.*s”没有写明是哪个单位的什么职务",
		                               PSTR(role->name.text));
		err_fix(err, "请写“单位 的 职务”（“的”前后各空一格）或“公众”，例如："
		             "承办人  handler  市司法局 的 人员");
		return;
	}
	const struct field *field = model_field(reader->rule, organ);
	if (field != NULL && field->type != FIELD_ORGAN) {
		struct err *err = reader_fault(reader, line, "rule.role_field",
		                               "字段“%.*s”不是机关，不能作角色的单位", PSTR(organ));
		err_fix(err, "请改用“机关”类字段，例如：经办人  unit_handler  承办单位 的 人员");
		return;
	}
	role->field = field;
	reader_ends(reader, words);
}

void parse_parts_organs(struct reader *reader, const struct reader_section *section)
{
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		reader_no_subs(reader, &words);
		const struct role *role = model_role(reader->rule, token_take(&words));
		token_take(&words);
		if (role != NULL && role->name.line == words.line->number)
			read_organ(reader, &words,
			           &reader->rule->roles[role - reader->rule->roles]);
	}
}

void parse_parts_papers(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct paper paper = { .basis = words.basis };
		reader_no_subs(reader, &words);
		if (!reader_declare(reader, &words, READER_PAPER, &paper.name) ||
		    !reader_ends_founded(reader, &words))
			continue;
		rule->papers = reader_room(reader, rule->papers, rule->paper_count,
		                           sizeof(*rule->papers));
		rule->papers[rule->paper_count++] = paper;
	}
}

static void read_stage_marks(struct reader *reader, struct token_words *words, struct stage *stage)
{
	static const char *const marks[] = { "起点", "终点", "停表" };
	while (token_more(words)) {
		str word = token_take(words);
		switch (reader_place(word, marks, countof(marks))) {
		case 0: stage->start = true; break;
		case 1: stage->end = true; break;
		case 2: stage->pause = true; break;
		default:
			reader_unknown_word(reader, stage->name.line, "rule.stage_mark", word,
			                    marks, countof(marks));
		}
	}
}

void parse_parts_stages(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct stage stage = { .basis = words.basis };
		reader_no_subs(reader, &words);
		if (!reader_declare(reader, &words, READER_STAGE, &stage.name))
			continue;
		read_stage_marks(reader, &words, &stage);
		rule->stages = reader_room(reader, rule->stages, rule->stage_count,
		                           sizeof(*rule->stages));
		rule->stages[rule->stage_count++] = stage;
	}
}
