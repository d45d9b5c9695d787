/* rule_view.c -- a rule as JSON: its head, fields, roles, papers and stages.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/rule_view.h"

#include "base/num.h"
#include "base/str.h"
#include "serve/rule_parts.h"

str rule_view_type(enum field_type type)
{
	static const char *const names[] = { "text",   "long",  "int",    "money", "date",
		                             "time",   "bool",  "choice", "organ", "person",
		                             "phone",  "identity", "place", "link",  "list" };

	return str_of(names[type]);
}

/* ---- the head ---- */

static void write_day(struct jw *w, str name, day on)
{
	struct buf buf;

	buf_init(&buf, w->buf->arena, 16);
	day_write(&buf, on);
	jw_name_str(w, name, buf_str(&buf));
}

static void write_digest(struct jw *w, const struct rule *rule)
{
	char hex[65];

	digest_hex(rule->digest, hex);
	jw_name_str(w, STR("digest"), str_of(hex));
}

void rule_view_head(struct jw *w, const struct rule *rule)
{
	static const char *const kinds[] = { "procedure", "register", "note" };

	jw_name_str(w, STR("id"), rule->name.id);
	jw_name_str(w, STR("name"), rule->name.text);
	jw_name_str(w, STR("kind"), str_of(kinds[rule->kind]));
	write_day(w, STR("effective"), rule->effective);
	jw_name_str(w, STR("organ"), rule->organ);
	jw_name_str(w, STR("chapter"), rule->chapter);
	write_digest(w, rule);
	jw_name(w, STR("laws"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->law_count; i++)
		jw_str(w, rule->laws[i]);
	jw_close(w);
}

void rule_view_versions(struct jw *w, const struct library *library, str id)
{
	const struct rule *const *rules;
	size_t count = library_rules(library, &rules);

	jw_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		if (!str_eq(rules[i]->name.id, id))
			continue;
		jw_open(w, '{');
		write_day(w, STR("effective"), rules[i]->effective);
		write_digest(w, rules[i]);
		jw_close(w);
	}
	jw_close(w);
}

/* ---- fields ---- */

/* 金额 is bounded in ten-thousandths, and told as a decimal. */
static void write_bound(struct jw *w, str name, const struct field *field, int64_t bound)
{
	struct buf buf;

	if (bound == INT64_MIN || bound == INT64_MAX)
		return;
	if (field->type != FIELD_MONEY || field->many) {
		jw_name_int(w, name, bound);
		return;
	}
	buf_init(&buf, w->buf->arena, 64);
	num_write_decimal(&buf, bound);
	jw_name_str(w, name, buf_str(&buf));
}

static void write_options(struct jw *w, const struct rule *rule, const struct field *field)
{
	jw_name(w, STR("options"));
	jw_open(w, '[');
	for (size_t i = 0; i < field->option_count; i++) {
		const struct option *option = &field->options[i];

		jw_open(w, '{');
		jw_name_str(w, STR("id"), option->name.id);
		jw_name_str(w, STR("name"), option->name.text);
		jw_name_int(w, STR("rank"), option->rank);
		rule_parts_basis(w, rule, option->basis);
		jw_close(w);
	}
	jw_close(w);
}

/* What a value of the field may be. */
static void write_shape(struct jw *w, const struct rule *rule, const struct field *field,
                        const struct library *library)
{
	const struct rule *target = NULL;

	jw_name_str(w, STR("type"), rule_view_type(field->type));
	rule_parts_flag(w, STR("many"), field->many);
	write_bound(w, STR("least"), field, field->least);
	write_bound(w, STR("most"), field, field->most);
	if (field->characters > 0)
		jw_name_int(w, STR("characters"), field->characters);
	if (field->unit.n > 0)
		jw_name_str(w, STR("unit"), field->unit);
	if (field->type == FIELD_CHOICE) {
		rule_parts_flag(w, STR("ranked"), field->ranked);
		write_options(w, rule, field);
	}
	if (field->type == FIELD_LINK)
		target = library_newest(library, field->target);
	if (target != NULL)
		jw_name_str(w, STR("target"), target->name.id);
}

static void write_field(struct jw *w, const struct rule *rule, const struct field *field,
                        const struct library *library)
{
	jw_open(w, '{');
	rule_parts_name(w, &field->name);
	write_shape(w, rule, field, library);
	rule_parts_flag(w, STR("required"), field->required);
	rule_parts_flag(w, STR("private"), field->hidden);
	rule_parts_flag(w, STR("unique"), field->unique);
	rule_parts_basis(w, rule, field->basis);
	if (field->type == FIELD_LIST) {
		jw_name(w, STR("cells"));
		jw_open(w, '[');
		for (size_t i = 0; i < field->cell_count; i++) {
			jw_open(w, '{');
			rule_parts_name(w, &field->cells[i].name);
			write_shape(w, rule, &field->cells[i], library);
			jw_close(w);
		}
		jw_close(w);
	}
	jw_close(w);
}

/* ---- roles, papers, stages ---- */

static void write_role(struct jw *w, const struct role *role)
{
	static const char *const kinds[] = { "public", "post", "clock" };

	jw_open(w, '{');
	rule_parts_name(w, &role->name);
	jw_name_str(w, STR("kind"), str_of(kinds[role->kind]));
	if (role->organ.n > 0)
		jw_name_str(w, STR("organ"), role->organ);
	if (role->field != NULL)
		jw_name_str(w, STR("field"), role->field->name.id);
	if (role->post.n > 0)
		jw_name_str(w, STR("post"), role->post);
	jw_close(w);
}

static void write_stage(struct jw *w, const struct rule *rule, const struct stage *stage)
{
	jw_open(w, '{');
	rule_parts_name(w, &stage->name);
	rule_parts_flag(w, STR("start"), stage->start);
	rule_parts_flag(w, STR("end"), stage->end);
	rule_parts_flag(w, STR("pause"), stage->pause);
	rule_parts_basis(w, rule, stage->basis);
	jw_close(w);
}

static void write_nouns(struct jw *w, const struct rule *rule, const struct library *library)
{
	jw_name(w, STR("fields"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->field_count; i++)
		write_field(w, rule, &rule->fields[i], library);
	jw_close(w);
	jw_name(w, STR("roles"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->role_count; i++)
		write_role(w, &rule->roles[i]);
	jw_close(w);
	jw_name(w, STR("papers"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->paper_count; i++) {
		jw_open(w, '{');
		rule_parts_name(w, &rule->papers[i].name);
		rule_parts_basis(w, rule, rule->papers[i].basis);
		jw_close(w);
	}
	jw_close(w);
	jw_name(w, STR("stages"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->stage_count; i++)
		write_stage(w, rule, &rule->stages[i]);
	jw_close(w);
}

static void write_rest_of_head(struct jw *w, const struct rule *rule)
{
	rule_parts_flag(w, STR("attested"), rule->attested);
	if (rule->number.n > 0)
		jw_name_str(w, STR("number"), rule->number);
	if (rule->retention.n > 0)
		jw_name_str(w, STR("retention"), rule->retention);
	if (rule->counted_by != NULL)
		jw_name_str(w, STR("counted_by"), rule->counted_by->name.id);
	if (rule->split != NULL)
		jw_name_str(w, STR("split"), rule->split->name.id);
	jw_name(w, STR("applied"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->applied_count; i++) {
		jw_open(w, '{');
		rule_parts_name(w, &rule->applied[i].name);
		jw_close(w);
	}
	jw_close(w);
}

void rule_view_write(struct jw *w, const struct rule *rule, const struct library *library)
{
	jw_open(w, '{');
	rule_view_head(w, rule);
	write_rest_of_head(w, rule);
	jw_name(w, STR("versions"));
	rule_view_versions(w, library, rule->name.id);
	write_nouns(w, rule, library);
	rule_parts_steps(w, rule);
	rule_parts_limits(w, rule);
	rule_parts_counts(w, rule);
	rule_parts_publics(w, rule);
	jw_close(w);
}
