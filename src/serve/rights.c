/* rights.c -- who may see what of a record, and which records a list may show.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/rights.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "engine/desk.h"
#include "engine/judge.h"

#define ANY_ORGAN STR("任一单位")

static bool signed_in(const struct rights *rights)
{
	const struct auth_who *who = rights->who;
	struct err ignored = { 0 };

	return (who->kind == WHO_STAFF || who->kind == WHO_KEY) && who_check(who, &ignored);
}

static const struct people *people_of(const struct rights *rights)
{
	return desk_world(rights->desk)->people;
}

/* Do they hold a post in the office that answers for the rule (主管)? */
static bool in_charge(const struct rights *rights, const struct rule *rule)
{
	bool found = true;
	str code = people_organ_code(people_of(rights), rule->organ, &found);

	for (size_t i = 0; found && i < rights->who->post_count; i++)
		if (str_eq(rights->who->posts[i]->organ, code))
			return true;
	return false;
}

/* Do they hold one of the rule's roles over this record? A role that any office has gives
 * no sight by itself. */
static bool takes_part(const struct rights *rights, const struct record *record)
{
	const struct rule *rule = record->rule;
	day on = day_at(rights->now);
	str organ;

	for (size_t i = 0; i < rule->role_count; i++) {
		const struct role *role = &rule->roles[i];

		if (role->kind != ROLE_POST ||
		    (role->field == NULL && str_eq(role->organ, ANY_ORGAN)))
			continue;
		if (people_holds(people_of(rights), role, record, rights->who->person, on, &organ))
			return true;
	}
	return false;
}

/* Was one of the steps taken after which it is public? */
static bool was_taken(const struct record *record, const struct publicity *public)
{
	for (size_t i = 0; i < public->after_count; i++)
		if (record->seen[public->after[i]->index].count > 0)
			return true;
	return false;
}

/* Does one of the rule's 公开 lines hold for this field, or (NULL) for any? Within what days
 * it must be published is the office's duty; here it is public from the step on. */
static bool is_public(const struct rights *rights, const struct record *record,
                      const struct field *field)
{
	const struct rule *rule = record->rule;

	for (size_t i = 0; i < rule->public_count; i++) {
		const struct publicity *public = &rule->publics[i];
		struct judge_case c = { .record = record,
			                .workdays = desk_world(rights->desk)->workdays,
			                .now = rights->now,
			                .stage = record->stage };
		bool named = field == NULL;

		if (!was_taken(record, public) ||
		    (public->when != NULL && !judge(public->when, &c)))
			continue;
		for (size_t k = 0; k < public->field_count; k++)
			named = named || public->fields[k] == field;
		if (named)
			return true;
	}
	return false;
}

enum sight rights_over(const struct rights *rights, const struct record *record)
{
	if (signed_in(rights)) {
		if (takes_part(rights, record) || in_charge(rights, record->rule))
			return SIGHT_WHOLE;
		for (size_t i = 0; i < rights->who->post_count; i++)
			if (record->organ.n > 0 &&
			    str_eq(rights->who->posts[i]->organ, record->organ))
				return SIGHT_STAFF;
	}
	return is_public(rights, record, NULL) ? SIGHT_PUBLIC : SIGHT_NONE;
}

bool rights_field(const struct rights *rights, const struct record *record,
                  const struct field *field, enum sight sight)
{
	switch (sight) {
	case SIGHT_WHOLE: return true;
	case SIGHT_STAFF: return !field->hidden;
	case SIGHT_PUBLIC: return !field->hidden && is_public(rights, record, field);
	case SIGHT_NONE: break;
	}
	return false;
}

/* Does one of the posts fit a role whose office is the same on every record? */
static bool sees_all(const struct rights *rights, const struct rule *rule)
{
	day on = day_at(rights->now);
	str organ;

	if (in_charge(rights, rule))
		return true;
	for (size_t i = 0; i < rule->role_count; i++) {
		const struct role *role = &rule->roles[i];

		if (role->kind == ROLE_POST && role->field == NULL &&
		    !str_eq(role->organ, ANY_ORGAN) &&
		    people_holds(people_of(rights), role, NULL, rights->who->person, on, &organ))
			return true;
	}
	return false;
}

struct rights_scope rights_scope(const struct rights *rights, const struct rule *rule,
                                 struct arena *arena)
{
	struct rights_scope scope = { 0 };
	str *organs;

	if (!signed_in(rights))
		return scope;
	scope.all = sees_all(rights, rule);
	if (scope.all)
		return scope;
	organs = arena_make(arena, str, rights->who->post_count);
	for (size_t i = 0; i < rights->who->post_count; i++)
		organs[scope.count++] = rights->who->posts[i]->organ;
	scope.organs = organs;
	return scope;
}
