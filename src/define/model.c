/* model.c -- a rule as read-only structs: its parts by name, and its articles in full.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/model.h"

#include "base/arena.h"
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

const struct statistic *model_statistic(const struct rule *rule, str name)
{
	FIND(rule->statistics, rule->statistic_count, name);
}

const struct option *model_option(const struct field *field, str name)
{
	FIND(field->options, field->option_count, name);
}

str model_basis(struct arena *arena, const struct rule *rule, str basis)
{
	return rule->law_count == 0 ? basis : basis_of_law(arena, rule->laws[0], basis);
}

str model_where(struct arena *arena, const struct rule *rule, int line)
{
	str file;
	int own = origin_own(&rule->origin, line, &file);
	return file.n > 0 ? arena_printf(arena, "%.*s:%d", PSTR(file), own)
	                  : arena_printf(arena, "%.*s.rule:%d", PSTR(rule->name.id), own);
}

const struct step *model_opening(const struct rule *rule)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		if (rule->steps[i].opening)
			return &rule->steps[i];
	}
	return NULL;
}
