/* people.h -- offices, who holds which post in them, and who stands in for whom, by day.
 *
 * Folded from two registers that every store has: `organ` (机构) and `post` (任职), and from
 * `delegation` (代理) where it was adopted. Their field ids are part of the program: organ
 * {code, name, short_name, duties}, post {person, person_name, organ, post, from_date,
 * to_date}, delegation {principal, deputy, organ, posts, from_date, to_date; stage active}.
 *
 * The posts 系统管理员, 安全管理员 and 审计管理员 exclude one another: of two that one person
 * has on a day, the one that was entered first counts. They cannot be delegated.
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

struct people_delegation {
	int64_t serial;
	str principal, deputy, organ;
	str posts; /* parted by LF */
	day from, to;
	bool active; /* approved, and not ended */
};

/* In whose stead somebody acts, and for which organ. */
struct people_stead {
	str principal, organ;
};

struct people {
	struct arena *arena;
	struct people_organ *organs;
	size_t organ_count, organ_room;
	struct people_post *posts;
	size_t post_count, post_room;
	struct people_delegation *delegations;
	size_t delegation_count, delegation_room;
};

/* An empty one; keeps all it learns in the arena. */
void people_init(struct people *people, struct arena *arena);
/* Takes note of a record of these rules, new or changed; others are ignored
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
/* The same by an approved delegation: *principal is in whose stead. What the principal lost,
 * the deputy has lost; what a deputy has is not delegated further. */
bool people_stands_in(const struct people *people, const struct role *role,
                      const struct record *record, str person, day on,
                      struct people_stead *stead);
/* The next post after `post` (NULL: the first) that counts for the person on that day. */
const struct people_post *people_next(const struct people *people, str person, day on,
                                      const struct people_post *post);
/* What is wrong with entering this record (as the step would make it) by `actor`: nobody
 * gives themselves a post or approves a delegation to or of themselves, nobody stands in for
 * themselves, nobody gets a second of the administrators' posts. NULL: nothing. */
const char *people_fault(const struct people *people, const struct record *trial, str actor,
                         bool opening);

#endif
