/* people.c -- offices and who holds which post in them, on which day.
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

bool people_absorb(struct people *people, const struct record *record)
{
	if (str_eq(record->rule->name.id, STR("organ")))
		absorb_organ(people, record);
	else if (str_eq(record->rule->name.id, STR("post")))
		absorb_post(people, record);
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

bool people_holds(const struct people *people, const struct role *role, const struct record *record,
                  str person, day on, str *organ)
{
	for (size_t i = 0; i < people->post_count; i++) {
		const struct people_post *post = &people->posts[i];

		if (!str_eq(post->person, person) || !post_lasts(post, on))
			continue;
		if (!str_eq(role->post, STR("人员")) && !str_eq(role->post, post->post))
			continue;
		if (!people_post_fits(people, role, record, post))
			continue;
		*organ = post->organ;
		return true;
	}
	return false;
}
