/* rights.h -- who may see what of a record, and which records a list may show.
 *
 * An argument of every question, never a state of a thread: each function is given who asks
 * and fails closed. Rights come from the rule (its roles, its 主管, its 公开) and from the
 * registers of offices and posts as they are at the moment. The whole of it as a table:
 * docs/developer/rights.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_RIGHTS_H
#define GUIJU_SERVE_RIGHTS_H
#include "auth/who.h"
#include "engine/record.h"

struct desk;

enum sight {
	SIGHT_NONE,   /* as if it did not exist */
	SIGHT_PUBLIC, /* the fields that 公开 lists, once they are due to be public */
	SIGHT_STAFF,  /* all but the private fields; some of those in a masked form */
	SIGHT_WHOLE,  /* private fields too; reading them is noted (serve/reads.h) */
};

/* Who asks, of which desk, on which day. */
struct rights {
	const struct auth_who *who;
	struct desk *desk;
	instant now;
};

/* The same person on another desk (the writer's), with the posts that it knows: `who` is filled
 * anew in the arena. */
void rights_renew(struct auth_who *who, struct desk *desk, instant now, struct arena *arena);
/* What of the record they may see. */
enum sight rights_over(const struct rights *rights, const struct record *record);
/* May this field's value be shown in the clear at that sight, on that record, at that time? */
bool rights_field(const struct rights *rights, const struct record *record,
                  const struct field *field, enum sight sight);
/* If not: may its masked form (serve/mask.h)? */
bool rights_masked(const struct field *field, enum sight sight);
/* May the official number be shown? */
bool rights_number(const struct rights *rights, const struct record *record, enum sight sight);

/* Which records of a rule a list may show. */
struct rights_scope {
	bool all;
	const str *organs; /* codes, each once: records in which one of these is involved */
	size_t count;      /* 0 and not all: none */
};
struct rights_scope rights_scope(const struct rights *rights, const struct rule *rule,
                                 struct arena *arena);
/* The organs for which they work today, by a post of their own or in somebody's stead. */
struct rights_scope rights_organs(const struct rights *rights, struct arena *arena);

#endif
