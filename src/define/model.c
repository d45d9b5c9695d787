/* model.c -- a rule as read-only structs: its parts by name, and its articles in full.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/model.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/basis.h"

/* Asked for each part of a rule, step by step: lengths tell most names apart. */
static bool is_called(const struct name *name, str wanted)
{
	return (name->id.n == wanted.n && str_eq(name->id, wanted)) ||
	       (name->text.n == wanted.n && str_eq(name->text, wanted));
}

#define FIND(parts, count, wanted)                                                                 \
	do {                                                                                       \
		for (size_t i = 0; i < (count); i++) {                                             \
			if (is_called(&(parts)[i].name, wanted))                                   \
				return &(parts)[i];                                                \
		}                                                                                  \
		return NULL;                                                                       \
	} while (0)

const struct field *model_field(const struct rule *rule, str name)
{
	FIND(rule->fields, rule->field_count, name);
}

const struct role *model_role(const struct rule *rule, str name)
{
	FIND(rule->roles, rule->role_count, name);
}

const struct paper *model_paper(const struct rule *rule, str name)
{
	FIND(rule->papers, rule->paper_count, name);
}

const struct stage *model_stage(const struct rule *rule, str name)
{
	FIND(rule->stages, rule->stage_count, name);
}

const struct step *model_step(const struct rule *rule, str name)
{
	FIND(rule->steps, rule->step_count, name);
}

const struct limit *model_limit(const struct rule *rule, str name)
{
	FIND(rule->limits, rule->limit_count, name);
}

const struct indicator *model_indicator(const struct rule *rule, str name)
{
	FIND(rule->indicators, rule->indicator_count, name);
}

const struct option *model_option(const struct field *field, str name)
{
	FIND(field->options, field->option_count, name);
}

str model_basis(struct arena *arena, const struct rule *rule, str basis)
{
	if (rule->law_count == 0 || !basis_is(basis))
		return basis;
	str law = basis_law(arena, rule->laws[0]);
	struct buf buf;
	buf_init(&buf, arena, LIMIT_VALUE_BYTES);
	str rest = basis, item;
	bool named = false; /* a law was named: bare articles behind it are of that law */
	while (basis_next(&rest, &item)) {
		bool bare = str_starts(item, STR("第"));
		if (buf.n > 0)
			buf_text(&buf, "、");
		if (bare && !named)
			buf_add(&buf, law);
		buf_add(&buf, item);
		named = bare || str_starts(item, STR("《"));
	}
	return buf_str(&buf);
}

const struct step *model_opening(const struct rule *rule)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		if (rule->steps[i].opening)
			return &rule->steps[i];
	}
	return NULL;
}
