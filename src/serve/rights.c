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

/* May they read at all? A key must have the scope for it. */
static bool may_read(const struct rights *rights)
{
	const struct auth_who *who = rights->who;
	struct err ignored = { 0 };

	return (who->kind == WHO_STAFF || who->kind == WHO_KEY) && who_check(who, &ignored) &&
	       who_may(who, STR("read"));
}

static const struct people *people_of(const struct rights *rights)
{
	return desk_world(rights->desk)->people;
}

/* The registers that administrators keep: who is an office, who holds a post. */
static bool is_register(const struct rule *rule)
{
	return str_eq(rule->name.id, STR("organ")) || str_eq(rule->name.id, STR("post")) ||
	       str_eq(rule->name.id, STR("delegation"));
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

/* A role that every office has gives no sight of records by itself. */
static bool is_anybodys(const struct role *role)
{
	return role->field == NULL && str_eq(role->organ, ANY_ORGAN);
}

/* Do they have the role over this record (NULL: over all), themselves or in another's stead? */
static bool has_role(const struct rights *rights, const struct role *role,
                     const struct record *record)
{
	day on = day_at(rights->now);
	struct people_stead stead;
	str person = rights->who->person;

	return role->kind == ROLE_POST &&
	       (people_holds(people_of(rights), role, record, person, on, &stead.organ) ||
	        people_stands_in(people_of(rights), role, record, person, on, &stead));
}

static bool has_acted(const struct people_list *acted, str person)
{
	for (size_t i = 0; i < acted->count; i++)
		if (str_eq(acted->at[i], person))
			return true;
	return false;
}

/* Do they hold one of the rule's roles over this record? One that every office has counts for
 * those who have acted in it here. */
static bool takes_part(const struct rights *rights, const struct record *record)
{
	const struct rule *rule = record->rule;

	for (size_t i = 0; i < rule->role_count; i++) {
		const struct role *role = &rule->roles[i];

		if (is_anybodys(role) && !has_acted(&record->acted[i], rights->who->person))
			continue;
		if (has_role(rights, role, record))
			return true;
	}
	return false;
}

static bool names(const struct record *record, str organ)
{
	if (str_eq(record->organ, organ))
		return true;
	for (size_t i = 0; i < record->rule->field_count; i++) {
		const struct field *field = &record->rule->fields[i];
		str rest = record->values[i], item;

		while (field->type == FIELD_ORGAN && !field->hidden && rest.n > 0) {
			str_cut(&rest, STR("\n"), &item);
			if (str_eq(item, organ))
				return true;
		}
	}
	return false;
}

static bool works_for(const struct rights *rights, const struct people_delegation *delegation)
{
	const struct people_post *post = NULL;
	day on = day_at(rights->now);

	if (!delegation->active || !str_eq(delegation->deputy, rights->who->person) ||
	    delegation->from == DAY_NONE || delegation->from > on || delegation->to == DAY_NONE ||
	    delegation->to < on)
		return false;
	while ((post = people_next(people_of(rights), delegation->principal, on, post)) != NULL)
		if (str_eq(post->organ, delegation->organ))
			return true;
	return false;
}

static void add_organ(str *organs, size_t *count, str organ)
{
	for (size_t i = 0; i < *count; i++)
		if (str_eq(organs[i], organ))
			return;
	organs[(*count)++] = organ;
}

struct rights_scope rights_organs(const struct rights *rights, struct arena *arena)
{
	const struct people *people = people_of(rights);
	struct rights_scope scope = { 0 };
	str *organs;

	if (!may_read(rights))
		return scope;
	organs = arena_make(arena, str, rights->who->post_count + people->delegation_count);
	for (size_t i = 0; i < rights->who->post_count; i++)
		add_organ(organs, &scope.count, rights->who->posts[i]->organ);
	for (size_t i = 0; i < people->delegation_count; i++)
		if (works_for(rights, &people->delegations[i]))
			add_organ(organs, &scope.count, people->delegations[i].organ);
	scope.organs = organs;
	return scope;
}

/* Is one of their organs named in the record? */
static bool is_involved(const struct rights *rights, const struct record *record)
{
	struct rights_scope mine = rights_organs(rights, desk_world(rights->desk)->arena);

	for (size_t i = 0; i < mine.count; i++)
		if (names(record, mine.organs[i]))
			return true;
	return false;
}

/* ---- what is public ---- */

/* Was one of the steps taken after which it is public? */
static bool was_taken(const struct record *record, const struct publicity *public)
{
	for (size_t i = 0; i < public->after_count; i++)
		if (record->seen[public->after[i]->index].count > 0)
			return true;
	return false;
}

static bool is_listed(const struct publicity *public, const struct field *field)
{
	for (size_t i = 0; i < public->field_count; i++)
		if (public->fields[i] == field)
			return true;
	return false;
}

/* Does one of the rule's 公开 lines hold for this field; for the official number; or (both
 * absent) for any? Within what days it must be published is the office's duty; here it is
 * public from the step on. */
static bool is_public(const struct rights *rights, const struct record *record,
                      const struct field *field, bool number)
{
	struct judge_case c = { .record = record,
		                .workdays = desk_world(rights->desk)->workdays,
		                .now = rights->now,
		                .stage = record->stage };

	for (size_t i = 0; i < record->rule->public_count; i++) {
		const struct publicity *public = &record->rule->publics[i];

		if (!was_taken(record, public) ||
		    (public->when != NULL && !judge(public->when, &c)))
			continue;
		if (number ? public->number : field == NULL || is_listed(public, field))
			return true;
	}
	return false;
}

void rights_renew(struct auth_who *who, struct desk *desk, instant now, struct arena *arena)
{
	const struct people *people = desk_world(desk)->people;
	const struct people_post *post = NULL;
	day on = day_at(now);

	who->posts = NULL;
	who->post_count = 0;
	if (who->kind != WHO_STAFF && who->kind != WHO_KEY)
		return;
	while ((post = people_next(people, who->person, on, post)) != NULL) {
		who->posts = arena_grow(arena, who->posts, who->post_count * sizeof(*who->posts),
		                        (who->post_count + 1) * sizeof(*who->posts));
		who->posts[who->post_count++] = post;
	}
	who->power = admin_of(people, who->person, on);
	if (who->bar == WHO_FREE && who->post_count == 0)
		who->bar = WHO_NO_POST;
}

/* ---- the answers ---- */

static enum sight staff_sight(const struct rights *rights, const struct record *record)
{
	bool kept = is_register(record->rule);

	if (!may_read(rights))
		return SIGHT_NONE;
	if (rights->who->power != ADMIN_NONE) /* no business text, whatever else they are */
		return kept ? SIGHT_WHOLE : SIGHT_NONE;
	if (takes_part(rights, record))
		return SIGHT_WHOLE;
	if (str_eq(record->rule->name.id, STR("organ")) || in_charge(rights, record->rule) ||
	    is_involved(rights, record))
		return SIGHT_STAFF;
	return SIGHT_NONE;
}

enum sight rights_over(const struct rights *rights, const struct record *record)
{
	enum sight sight = staff_sight(rights, record);

	if (sight != SIGHT_NONE)
		return sight;
	return is_public(rights, record, NULL, false) ? SIGHT_PUBLIC : SIGHT_NONE;
}

bool rights_field(const struct rights *rights, const struct record *record,
                  const struct field *field, enum sight sight)
{
	switch (sight) {
	case SIGHT_WHOLE: return true;
	case SIGHT_STAFF: return !field->hidden;
	case SIGHT_PUBLIC: return !field->hidden && is_public(rights, record, field, false);
	case SIGHT_NONE: break;
	}
	return false;
}

bool rights_masked(const struct field *field, enum sight sight)
{
	return sight == SIGHT_STAFF && field->hidden &&
	       (field->type == FIELD_PERSON || field->type == FIELD_PHONE ||
	        field->type == FIELD_IDENTITY || field->type == FIELD_PLACE);
}

bool rights_number(const struct rights *rights, const struct record *record, enum sight sight)
{
	return sight >= SIGHT_STAFF ||
	       (sight == SIGHT_PUBLIC && is_public(rights, record, NULL, true));
}

/* Does one of their posts fit a role whose office is the same on every record? */
static bool sees_all(const struct rights *rights, const struct rule *rule)
{
	if (rights->who->power != ADMIN_NONE)
		return is_register(rule);
	if (str_eq(rule->name.id, STR("organ")) || in_charge(rights, rule))
		return true;
	for (size_t i = 0; i < rule->role_count; i++) {
		const struct role *role = &rule->roles[i];

		if (role->field == NULL && !is_anybodys(role) && has_role(rights, role, NULL))
			return true;
	}
	return false;
}

struct rights_scope rights_scope(const struct rights *rights, const struct rule *rule,
                                 struct arena *arena)
{
	struct rights_scope scope = { 0 };

	if (!may_read(rights))
		return scope;
	scope.all = sees_all(rights, rule);
	if (scope.all || rights->who->power != ADMIN_NONE)
		return scope;
	return rights_organs(rights, arena);
}
