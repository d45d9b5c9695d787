/* deadline.h -- the clocks that run on a record: begun, stopped, paused, extended; the lamp.
 *
 * A run is kept as what happened to it; due dates are always counted anew
 * (calendar/term.h). Nothing here writes or asks the time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_DEADLINE_H
#define GUIJU_ENGINE_DEADLINE_H
#include "engine/record.h"

struct arena;
struct workdays;

enum lamp { LAMP_NONE, LAMP_GREEN, LAMP_YELLOW, LAMP_RED, LAMP_PAUSED };

/* What a run comes to, with the calendar at hand. */
struct deadline {
	struct term_due due;
	bool exact;        /* an instant (hours, or 截至 a 时刻): late only after it */
	bool endless;      /* no due date: 截至 a field without value */
	str basis;         /* the article of the length that applies, or the limit's own */
};

/* The term of a run as calendar/term.h counts it (borrows from the record). With
 * 截至 there is no length: `*until` is the field then, else NULL. */
struct term deadline_term(const struct record *record, const struct limit *limit,
                          const struct workdays *workdays, const struct field **until,
                          str *basis);
struct deadline deadline_of(const struct record *record, const struct limit *limit,
                            const struct workdays *workdays);
/* Is `at` too late for this deadline? Never while it is paused. */
bool deadline_missed(const struct deadline *deadline, instant at);
/* The day to which its outcome belongs: the last day in time. */
day deadline_day(const struct deadline *deadline);
/* The colour at `now`. */
enum lamp deadline_lamp(const struct record *record, const struct limit *limit,
                        const struct workdays *workdays, instant now);
/* Does something happen in the ledger when this limit runs out? */
bool deadline_matters(const struct limit *limit);
/* The first limit of the record whose running out, not after `until`, is not yet
 * recorded, or NULL; `*at` is when it ran out: the last moment of its last day, so that
 * what the law deems done "on the day of expiry" is done on that day. */
const struct limit *deadline_next(const struct record *record, const struct workdays *workdays,
                                  instant until, instant *at);

/* Changes, used by fold.c alone. */
void deadline_begin(struct run *run, instant at);
/* Met or late is a matter of when it was done, not of when that was reported: a running
 * out that was recorded meanwhile is undone. `ran_out`: this very event is its end. */
void deadline_stop(struct record *record, const struct limit *limit,
                   const struct workdays *workdays, instant at, bool ran_out);
/* Pauses that overlap are kept as one after the other: what 暂停 began within a 停表
 * stage takes over from the stage, and outlasts it. */
void deadline_pause(struct arena *arena, struct run *run, instant at, bool by_stage, str why,
                    str basis);
/* Is it paused by 暂停, and not (only) by a 停表 stage? */
bool deadline_is_held(const struct run *run);
void deadline_resume(struct run *run, instant at);
void deadline_extend(struct arena *arena, struct run *run, struct term_length length);

#endif
