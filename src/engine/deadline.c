/* deadline.c -- the clocks that run on a record: begun, stopped, paused, extended; the lamp.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/deadline.h"

#include "base/arena.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "define/value.h"
#include "engine/judge.h"

struct term deadline_term(const struct record *record, const struct limit *limit,
                          const struct workdays *workdays, const struct field **until, str *basis)
{
	const struct run *run = &record->runs[limit->index];
	struct term term = {
		.length = limit->length,
		.started = run->started,
		.no_roll = limit->no_roll,
		.extensions = run->extensions,
		.extension_count = run->extension_count,
		.pauses = run->pauses,
		.pause_count = run->pause_count,
	};
	struct judge_case c = { .record = record,
		                .workdays = workdays,
		                .now = run->started,
		                .stage = record->stage,
		                .choosing = true };

	*until = limit->until;
	*basis = limit->basis;
	for (size_t i = 0; i < limit->choice_count; i++) {
		const struct limit_choice *choice = &limit->choices[i];

		if (!judge(choice->when, &c))
			continue;
		term.length = choice->length;
		*until = choice->until;
		if (choice->basis.n > 0)
			*basis = choice->basis;
		break;
	}
	return term;
}

static struct deadline until_field(const struct record *record, const struct field *field,
                                   str basis)
{
	struct deadline deadline = { .basis = basis };
	str value = record_value(record, field);
	instant at = INSTANT_NONE;

	if (value.n == 0 || !day_read_instant(value, &at)) {
		deadline.endless = true;
		deadline.due.at = INSTANT_NONE;
		deadline.due.last_day = DAY_NONE;
		return deadline;
	}
	deadline.exact = field->type == FIELD_TIME;
	deadline.due.last_day = day_at(at);
	deadline.due.at = deadline.exact ? at : day_start(deadline.due.last_day + 1);
	return deadline;
}

struct deadline deadline_of(const struct record *record, const struct limit *limit,
                            const struct workdays *workdays)
{
	const struct field *until;
	str basis;
	struct term term = deadline_term(record, limit, workdays, &until, &basis);

	if (until != NULL)
		return until_field(record, until, basis);
	return (struct deadline){
		.due = term_due(&term, workdays),
		.exact = term.length.unit == TERM_HOURS || term.length.unit == TERM_MINUTES,
		.basis = basis,
	};
}

bool deadline_missed(const struct deadline *deadline, instant at)
{
	if (deadline->endless || deadline->due.paused)
		return false;
	return deadline->exact ? at > deadline->due.at : at >= deadline->due.at;
}

day deadline_day(const struct deadline *deadline)
{
	return deadline->due.last_day;
}

/* About how many of the units in which term_left tells what is left. */
static int units_of(struct term_length length)
{
	switch (length.unit) {
	case TERM_MONTHS: return length.n * 30;
	case TERM_YEARS: return length.n * 365;
	default: return length.n;
	}
}

/* Units that must be left for the green lamp. */
static int warning_of(const struct limit *limit, const struct term *term)
{
	int least = term->length.unit == TERM_WORKDAYS ? 1 : 0;
	int fifth = units_of(term->length) / 5;

	if (limit->warning.n > 0)
		return units_of(limit->warning);
	return fifth > least ? fifth : least;
}

/* 截至 has no length to take a fifth of: its last day, where no 预警 is written. */
static instant warning_before(const struct limit *limit, bool exact)
{
	struct term_length warning = limit->warning;

	switch (warning.unit) {
	case TERM_HOURS: return warning.n * INSTANT_HOUR;
	case TERM_MINUTES: return warning.n * INSTANT_MINUTE;
	default: return (units_of(warning) + (exact && warning.n > 0 ? 0 : 1)) * INSTANT_DAY;
	}
}

enum lamp deadline_lamp(const struct record *record, const struct limit *limit,
                        const struct workdays *workdays, instant now)
{
	const struct run *run = &record->runs[limit->index];
	const struct field *until;
	str basis;
	struct deadline deadline;
	struct term term;

	if (run->state == RUN_MET || run->state == RUN_DROPPED || run->state == RUN_NONE)
		return LAMP_NONE;
	deadline = deadline_of(record, limit, workdays);
	if (run->state == RUN_LATE || run->expired || deadline_missed(&deadline, now))
		return LAMP_RED;
	if (deadline.endless)
		return LAMP_GREEN;
	if (deadline.due.paused)
		return LAMP_PAUSED;
	term = deadline_term(record, limit, workdays, &until, &basis);
	if (until != NULL)
		return deadline.due.at - now <= warning_before(limit, deadline.exact) ? LAMP_YELLOW
		                                                                      : LAMP_GREEN;
	return term_left(&term, workdays, now) <= warning_of(limit, &term) ? LAMP_YELLOW
	                                                                   : LAMP_GREEN;
}

bool deadline_matters(const struct limit *limit)
{
	return limit->counted || limit->overdue != OVERDUE_LAMP;
}

const struct limit *deadline_next(const struct record *record, const struct workdays *workdays,
                                  instant until, instant *at)
{
	const struct rule *rule = record->rule;
	const struct limit *first = NULL;

	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];
		const struct run *run = &record->runs[i];
		struct deadline deadline;

		if (run->state != RUN_GOING || run->expired || !deadline_matters(limit))
			continue;
		deadline = deadline_of(record, limit, workdays);
		if (!deadline_missed(&deadline, until))
			continue;
		instant ran_out = deadline.due.at - (deadline.exact ? 0 : 1);

		if (first == NULL || ran_out < *at) {
			first = limit;
			*at = ran_out;
		}
	}
	return first;
}

void deadline_begin(struct run *run, instant at)
{
	int64_t runs = run->runs;

	*run = (struct run){
		.state = RUN_GOING, .runs = runs + 1, .started = at, .stopped = INSTANT_NONE
	};
}

void deadline_resume(struct run *run, instant at)
{
	for (size_t i = 0; i < run->pause_count; i++)
		if (run->pauses[i].to == INSTANT_NONE)
			run->pauses[i].to = at > run->pauses[i].from ? at : run->pauses[i].from;
}

bool deadline_is_held(const struct run *run)
{
	size_t n = run->pause_count;

	return n > 0 && run->pauses[n - 1].to == INSTANT_NONE && !run->by_stage[n - 1];
}

void deadline_stop(struct record *record, const struct limit *limit,
                   const struct workdays *workdays, instant at, bool ran_out)
{
	struct run *run = &record->runs[limit->index];
	struct deadline deadline;

	deadline_resume(run, at);
	deadline = deadline_of(record, limit, workdays);
	run->expired = ran_out || deadline_missed(&deadline, at);
	run->state = run->expired ? RUN_LATE : RUN_MET;
	run->stopped = at;
}

void deadline_pause(struct arena *arena, struct run *run, instant at, bool by_stage, str why,
                    str basis)
{
	size_t n = run->pause_count;

	if (n > 0 && run->pauses[n - 1].to == INSTANT_NONE) {
		if (by_stage || !run->by_stage[n - 1])
			return;
		deadline_resume(run, at);
	}
	if (n > 0 && at < run->pauses[n - 1].to)
		at = run->pauses[n - 1].to; /* recorded out of its order */
	run->pauses = arena_grow(arena, run->pauses, n * sizeof(*run->pauses),
	                         (n + 1) * sizeof(*run->pauses));
	run->by_stage = arena_grow(arena, run->by_stage, n * sizeof(bool), (n + 1) * sizeof(bool));
	run->pauses[n] = (struct term_pause){ at, INSTANT_NONE, why, basis };
	run->by_stage[n] = by_stage;
	run->pause_count = n + 1;
}

void deadline_extend(struct arena *arena, struct run *run, struct term_length length)
{
	size_t n = run->extension_count;
	struct term_length *grown = arena_make(arena, struct term_length, n + 1);

	if (n > 0)
		memcpy(grown, run->extensions, n * sizeof(*grown));
	grown[n] = length;
	run->extensions = grown;
	run->extension_count = n + 1;
}
