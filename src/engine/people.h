/* people.h -- offices and who holds which post in them, on which day.
 *
 * Folded from two registers that every store has: `organ` (机构) and `post` (任职).
 * Their field ids are part of the program: organ {code, name, short_name, duties},
 * post {person, person_name, organ, post, from_date, to_date}.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_PEOPLE_H
#define GUIJU_ENGINE_PEOPLE_H
#include "engine/record.h"

struct arena;

struct people_organ {
	int64_t serial;
	str code, name, short_name;
	str duties; /* parted by LF */
	bool active;
};

struct people_post {
	int64_t serial;
	str person, person_name, organ, post;
	day from, to; /* to: DAY_NONE while it lasts */
	bool active;
};

struct people {
	struct arena *arena;
	struct people_organ *organs;
	size_t organ_count, organ_room;
	struct people_post *posts;
	size_t post_count, post_room;
};

/* An empty one; keeps all it learns in the arena. */
void people_init(struct people *people, struct arena *arena);
/* Takes note of a record of rule `organ` or `post`, new or changed; others are ignored
 * (false). Copies what it needs. */
bool people_absorb(struct people *people, const struct record *record);
/* The code of the organ written as code, name, short name or duty; `written` itself when
 * there is no such organ (then *found is false; found may be NULL). */
str people_organ_code(const struct people *people, str written, bool *found);
/* The name of an organ's code, or the code. */
str people_organ_name(const struct people *people, str code);
/* Is the post in the organ that the role names, over this record? Whether it lasts, and
 * which post it is, are not looked at. */
bool people_post_fits(const struct people *people, const struct role *role,
                      const struct record *record, const struct people_post *post);
/* Does the person hold this role on that day, over this record (whose fields tell the
 * organ where the role says so)? On true, *organ is the organ for which they act. */
bool people_holds(const struct people *people, const struct role *role,
                  const struct record *record, str person, day on, str *organ);

#endif
