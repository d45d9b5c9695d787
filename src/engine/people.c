/* people.c -- offices, who holds which post in them, and who stands in for whom, by day.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/people.h"

#include "base/arena.h"
#include "base/str.h"

void people_init(struct people *people, struct arena *arena)
{
	*people = (struct people){ .arena = arena };
}

static str value_of(struct people *people, const struct record *record, const char *id)
{
	const struct field *field = model_field(record->rule, str_of(id));

	return field ? arena_copy(people->arena, record_value(record, field)) : (str){ 0 };
}

static day day_of_field(struct people *people, const struct record *record, const char *id)
{
	day d = DAY_NONE;
	str value = value_of(people, record, id);

	if (value.n > 0 && !day_read(value, &d))
		d = DAY_NONE;
	return d;
}

static void absorb_organ(struct people *people, const struct record *record)
{
	struct people_organ *organ = NULL;

	for (size_t i = 0; i < people->organ_count && organ == NULL; i++)
		if (people->organs[i].serial == record->serial)
			organ = &people->organs[i];
	if (organ == NULL) {
		if (people->organ_count == people->organ_room) {
			size_t room = people->organ_room * 2 + 16;

			people->organs = arena_grow(people->arena, people->organs,
			                            people->organ_room * sizeof(*organ),
			                            room * sizeof(*organ));
			people->organ_room = room;
		}
		organ = &people->organs[people->organ_count++];
	}
	organ->serial = record->serial;
	organ->code = value_of(people, record, "code");
	organ->name = value_of(people, record, "name");
	organ->short_name = value_of(people, record, "short_name");
	organ->duties = value_of(people, record, "duties");
	organ->active = record->ended == INSTANT_NONE;
}

static void absorb_post(struct people *people, const struct record *record)
{
	struct people_post *post = NULL;

	for (size_t i = 0; i < people->post_count && post == NULL; i++)
		if (people->posts[i].serial == record->serial)
			post = &people->posts[i];
	if (post == NULL) {
		if (people->post_count == people->post_room) {
			size_t room = people->post_room * 2 + 64;

			people->posts = arena_grow(people->arena, people->posts,
			                           people->post_room * sizeof(*post),
			                           room * sizeof(*post));
			people->post_room = room;
		}
		post = &people->posts[people->post_count++];
	}
	post->serial = record->serial;
	post->person = value_of(people, record, "person");
	post->person_name = value_of(people, record, "person_name");
	post->organ = value_of(people, record, "organ");
	post->post = value_of(people, record, "post");
	post->from = day_of_field(people, record, "from_date");
	post->to = day_of_field(people, record, "to_date");
	post->active = record->ended == INSTANT_NONE;
}

static void absorb_delegation(struct people *people, const struct record *record)
{
	struct people_delegation *delegation = NULL;

	for (size_t i = 0; i < people->delegation_count && delegation == NULL; i++)
		if (people->delegations[i].serial == record->serial)
			delegation = &people->delegations[i];
	if (delegation == NULL) {
		if (people->delegation_count == people->delegation_room) {
			size_t room = people->delegation_room * 2 + 16;

			people->delegations = arena_grow(people->arena, people->delegations,
			                                 people->delegation_room *
			                                         sizeof(*delegation),
			                                 room * sizeof(*delegation));
			people->delegation_room = room;
		}
		delegation = &people->delegations[people->delegation_count++];
	}
	delegation->serial = record->serial;
	delegation->principal = value_of(people, record, "principal");
	delegation->deputy = value_of(people, record, "deputy");
	delegation->organ = value_of(people, record, "organ");
	delegation->posts = value_of(people, record, "posts");
	delegation->from = day_of_field(people, record, "from_date");
	delegation->to = day_of_field(people, record, "to_date");
	delegation->active = record->stage != NULL && record->ended == INSTANT_NONE &&
	                     str_eq(record->stage->name.id, STR("active"));
}

bool people_absorb(struct people *people, const struct record *record)
{
	if (str_eq(record->rule->name.id, STR("organ")))
		absorb_organ(people, record);
	else if (str_eq(record->rule->name.id, STR("post")))
		absorb_post(people, record);
	else if (str_eq(record->rule->name.id, STR("delegation")))
		absorb_delegation(people, record);
	else
		return false;
	return true;
}

static bool has_duty(str duties, str duty)
{
	str item;

	while (duties.n > 0) {
		str_cut(&duties, STR("\n"), &item);
		if (str_eq(item, duty))
			return true;
	}
	return false;
}

static const struct people_organ *organ_find(const struct people *people, str written)
{
	for (size_t i = 0; i < people->organ_count; i++)
		if (str_eq(people->organs[i].code, written))
			return &people->organs[i];
	for (size_t i = 0; i < people->organ_count; i++)
		if (str_eq(people->organs[i].name, written) ||
		    str_eq(people->organs[i].short_name, written))
			return &people->organs[i];
	for (size_t i = 0; i < people->organ_count; i++)
		if (people->organs[i].active && has_duty(people->organs[i].duties, written))
			return &people->organs[i];
	return NULL;
}

str people_organ_code(const struct people *people, str written, bool *found)
{
	const struct people_organ *organ = people ? organ_find(people, written) : NULL;

	if (found != NULL)
		*found = organ != NULL;
	return organ ? organ->code : written;
}

str people_organ_name(const struct people *people, str code)
{
	const struct people_organ *organ = people ? organ_find(people, code) : NULL;

	return organ ? organ->name : code;
}

static bool post_lasts(const struct people_post *post, day on)
{
	return post->active && (post->from == DAY_NONE || post->from <= on) &&
	       (post->to == DAY_NONE || on <= post->to);
}

static bool is_admin(str post)
{
	static const char *const posts[] = { "系统管理员", "安全管理员", "审计管理员" };

	for (size_t i = 0; i < countof(posts); i++)
		if (str_eq(post, str_of(posts[i])))
			return true;
	return false;
}

/* Of two administrators' posts the first one counts: so that nobody gains by a second, and
 * nobody is put out of office by being given one. */
static bool post_counts(const struct people *people, const struct people_post *post, day on)
{
	if (!post_lasts(post, on))
		return false;
	if (!is_admin(post->post))
		return true;
	for (size_t i = 0; i < people->post_count; i++) {
		const struct people_post *other = &people->posts[i];

		if (other->serial < post->serial && post_lasts(other, on) &&
		    str_eq(other->person, post->person) && is_admin(other->post) &&
		    !str_eq(other->post, post->post))
			return false;
	}
	return true;
}

bool people_post_fits(const struct people *people, const struct role *role,
                      const struct record *record, const struct people_post *post)
{
	if (role->field != NULL)
		return has_duty(record_value(record, role->field), post->organ);
	if (str_eq(role->organ, STR("任一单位")))
		return true;
	for (size_t i = 0; i < people->organ_count; i++) {
		const struct people_organ *organ = &people->organs[i];

		if (str_eq(organ->code, post->organ))
			return str_eq(organ->code, role->organ) ||
			       str_eq(organ->name, role->organ) ||
			       str_eq(organ->short_name, role->organ) ||
			       has_duty(organ->duties, role->organ);
	}
	return false;
}

const struct people_post *people_next(const struct people *people, str person, day on,
                                      const struct people_post *post)
{
	size_t i = post == NULL ? 0 : (size_t)(post - people->posts) + 1;

	for (; i < people->post_count; i++)
		if (str_eq(people->posts[i].person, person) &&
		    post_counts(people, &people->posts[i], on))
			return &people->posts[i];
	return NULL;
}

static bool post_fits(const struct people *people, const struct role *role,
                      const struct record *record, const struct people_post *post)
{
	return (str_eq(role->post, STR("人员")) || str_eq(role->post, post->post)) &&
	       people_post_fits(people, role, record, post);
}

bool people_holds(const struct people *people, const struct role *role, const struct record *record,
                  str person, day on, str *organ)
{
	const struct people_post *post = NULL;

	while ((post = people_next(people, person, on, post)) != NULL) {
		if (!post_fits(people, role, record, post))
			continue;
		*organ = post->organ;
		return true;
	}
	return false;
}

static bool covers(const struct people_delegation *delegation, str deputy, day on)
{
	return delegation->active && str_eq(delegation->deputy, deputy) &&
	       delegation->from != DAY_NONE && delegation->from <= on &&
	       delegation->to != DAY_NONE && on <= delegation->to &&
	       !str_eq(delegation->principal, deputy);
}

bool people_stands_in(const struct people *people, const struct role *role,
                      const struct record *record, str person, day on, struct people_stead *stead)
{
	for (size_t i = 0; i < people->delegation_count; i++) {
		const struct people_delegation *delegation = &people->delegations[i];
		const struct people_post *post = NULL;

		if (!covers(delegation, person, on))
			continue;
		while ((post = people_next(people, delegation->principal, on, post)) != NULL) {
			if (is_admin(post->post) || !str_eq(post->organ, delegation->organ) ||
			    !has_duty(delegation->posts, post->post) ||
			    !post_fits(people, role, record, post))
				continue;
			*stead = (struct people_stead){ delegation->principal, post->organ };
			return true;
		}
	}
	return false;
}

/* ---- entries that are refused ---- */

static str trial_value(const struct record *trial, const char *id)
{
	const struct field *field = model_field(trial->rule, str_of(id));

	return field ? record_value(trial, field) : (str){ 0 };
}

static day trial_day(const struct record *trial, const char *id)
{
	str value = trial_value(trial, id);
	day d = DAY_NONE;

	return value.n > 0 && day_read(value, &d) ? d : DAY_NONE;
}

/* Have the two periods a day in common? DAY_NONE is open at that end. */
static bool overlap(const struct people_post *post, day from, day to)
{
	return (to == DAY_NONE || post->from == DAY_NONE || post->from <= to) &&
	       (post->to == DAY_NONE || from == DAY_NONE || from <= post->to);
}

static const char *post_fault(const struct people *people, const struct record *trial, str actor)
{
	str person = trial_value(trial, "person"), name = trial_value(trial, "post");

	if (str_eq(person, actor))
		return "不能给自己任职、改自己的任职";
	if (!is_admin(name))
		return NULL;
	for (size_t i = 0; i < people->post_count; i++) {
		const struct people_post *post = &people->posts[i];

		if (post->active && post->serial != trial->serial && is_admin(post->post) &&
		    str_eq(post->person, person) && !str_eq(post->post, name) &&
		    overlap(post, trial_day(trial, "from_date"), trial_day(trial, "to_date")))
			return "系统管理员、安全管理员、审计管理员不能由一人兼任";
	}
	return NULL;
}

static const char *delegation_fault(const struct record *trial, str actor, bool opening)
{
	str principal = trial_value(trial, "principal"), deputy = trial_value(trial, "deputy");

	if (str_eq(principal, deputy))
		return "委托人和受托人不能是一个人";
	if (!opening && (str_eq(actor, principal) || str_eq(actor, deputy)))
		return "委托人、受托人不能批自己的代理";
	for (str rest = trial_value(trial, "posts"), post; rest.n > 0;) {
		str_cut(&rest, STR("\n"), &post);
		if (is_admin(post))
			return "系统管理员、安全管理员、审计管理员的职务不能代理";
	}
	return NULL;
}

const char *people_fault(const struct people *people, const struct record *trial, str actor,
                         bool opening)
{
	if (str_eq(trial->rule->name.id, STR("post")))
		return post_fault(people, trial, actor);
	if (str_eq(trial->rule->name.id, STR("delegation")))
		return delegation_fault(trial, actor, opening);
	return NULL;
}
