/* tally.c -- what an event changes in the figures: marks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/tally.h"

#include "base/arena.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "define/value.h"
#include "engine/deadline.h"
#include "engine/judge.h"

struct tally {
	struct arena *arena;
	const struct record *before;
	struct record *after;
	const struct event *event;
	const struct step *step;
	struct judge_case judge;
	const struct workdays *workdays;
	struct marks *marks;
};

static void add(struct tally *t, str indicator, const struct slot *slot, int sign, day on)
{
	struct marks *marks = t->marks;

	if (marks->count == marks->room) {
		size_t room = marks->room * 2 + 8;

		marks->at = arena_grow(t->arena, marks->at, marks->room * sizeof(*marks->at),
		                       room * sizeof(*marks->at));
		marks->room = room;
	}
	marks->at[marks->count++] = (struct mark){ indicator,      on,
		                                   slot->organ,    slot->key,
		                                   sign * slot->n, sign * slot->v };
}

static bool is_among(const struct indicator *indicator, const struct step *step)
{
	for (size_t i = 0; i < indicator->step_count; i++)
		if (indicator->steps[i] == step)
			return true;
	return false;
}

static bool in_stage(const struct indicator *indicator, const struct stage *stage)
{
	for (size_t i = 0; i < indicator->stage_count; i++)
		if (indicator->stages[i] == stage)
			return true;
	return false;
}

/* Is this event the first, or the last, by its time, of the indicator's steps so far?
 * Of those at one moment the order of recording tells. */
static bool is_picked(const struct tally *t, const struct indicator *indicator)
{
	instant at = t->event->happened;

	for (size_t i = 0; t->before != NULL && i < indicator->step_count; i++) {
		const struct step_seen *seen = &t->before->seen[indicator->steps[i]->index];

		if (seen->count == 0)
			continue;
		if (indicator->pick == LIMIT_PICK_FIRST && at >= seen->first)
			return false;
		if (indicator->pick == LIMIT_PICK_LAST && at < seen->last)
			return false;
	}
	return true;
}

static str organ_of(const struct tally *t)
{
	return t->after->organ;
}

static bool counts(const struct tally *t, const struct indicator *indicator)
{
	return indicator->when == NULL || judge(indicator->when, &t->judge);
}

/* The option that the figures of the record are kept under (统计分项), or empty. */
static str split_of(const struct tally *t)
{
	const struct field *split = t->after->rule->split;

	return split ? record_value(t->after, split) : (str){ 0 };
}

/* What the record's field gives: its key or its value. False: it has no value. */
static bool fill(const struct tally *t, const struct indicator *indicator, struct slot *slot)
{
	str value;

	slot->n = 1;
	slot->organ = organ_of(t);
	switch (indicator->kind) {
	case COUNT_STEP:
	case COUNT_SUM:
	case COUNT_STOCK:
	case COUNT_STOCK_SUM: slot->key = split_of(t); break;
	case COUNT_LAST_SUM: slot->key = record_value(t->after, indicator->source); break;
	default: break;
	}
	if (indicator->kind == COUNT_LAST_SUM && slot->key.n == 0)
		return false;
	if (indicator->field == NULL)
		return true;
	value = record_value(t->after, indicator->field);
	if (indicator->kind == COUNT_DISTINCT || indicator->kind == COUNT_STOCK_DISTINCT)
		slot->key = value;
	else if (indicator->in_items)
		slot->v = value_items(value);
	else if (!value_number(indicator->field, value, &slot->v))
		return false;
	return value.n > 0;
}

/* The day of the event, or the day that a field tells (记在). */
static day counting_day(const struct tally *t, const struct indicator *indicator)
{
	instant at = t->event->happened, told;
	str value = indicator->dated_by ? record_value(t->after, indicator->dated_by) : (str){ 0 };

	return day_at(value.n > 0 && day_read_instant(value, &told) ? told : at);
}

static void tally_step(struct tally *t, const struct indicator *indicator)
{
	struct slot *slot = &t->after->slots[indicator->index];
	struct slot now = { .on = true, .on_day = counting_day(t, indicator) };

	if (t->step == NULL || !is_among(indicator, t->step))
		return;
	if (!is_picked(t, indicator))
		return;
	if (indicator->pick != LIMIT_PICK_ANY && slot->on) {
		add(t, indicator->name.id, slot, -1, slot->on_day);
		*slot = (struct slot){ 0 };
	}
	if (!counts(t, indicator) || !fill(t, indicator, &now))
		return;
	add(t, indicator->name.id, &now, +1, now.on_day);
	if (indicator->pick != LIMIT_PICK_ANY)
		*slot = now;
}

/* Where the run stands for statistics: settled (met, or run out) on a day, or not yet. */
static bool settled(const struct record *record, const struct limit *limit,
                    const struct workdays *workdays, day *on)
{
	const struct run *run = &record->runs[limit->index];
	struct deadline deadline;
	day last;

	if (run->state == RUN_NONE || (run->state == RUN_GOING && !run->expired) ||
	    (run->state == RUN_DROPPED && !run->expired))
		return false;
	deadline = deadline_of(record, limit, workdays);
	if (deadline.endless)
		return false; /* 截至 a field without value: nothing was due */
	last = deadline_day(&deadline);
	*on = run->stopped == INSTANT_NONE ? last : day_at(run->stopped);
	/* met is met: a field that is changed afterwards does not move it */
	if (run->state != RUN_MET && last != DAY_NONE && last < *on)
		*on = last;
	return true;
}

static bool same_slot(const struct slot *a, const struct slot *b)
{
	return a->on == b->on && a->on_day == b->on_day && a->n == b->n && a->v == b->v &&
	       str_eq(a->organ, b->organ) && str_eq(a->key, b->key);
}

static void tally_run(struct tally *t, const struct indicator *indicator)
{
	const struct limit *limit = indicator->limit;
	struct slot *slot = &t->after->slots[indicator->index];
	struct slot now = { 0 };

	if (settled(t->after, limit, t->workdays, &now.on_day) && counts(t, indicator)) {
		now.on = true;
		now.n = 1;
		now.organ = slot->on ? slot->organ : organ_of(t);
		now.key = split_of(t);
	}
	if (same_slot(slot, &now))
		return;
	if (slot->on)
		add(t, indicator->name.id, slot, -1, slot->on_day);
	if (now.on)
		add(t, indicator->name.id, &now, +1, now.on_day);
	*slot = now.on ? now : (struct slot){ 0 };
}

/* A step that stops a limit and begins it anew: how the run that it stopped came out. */
static void tally_stopped_run(struct tally *t, const struct indicator *indicator)
{
	const struct limit *limit = indicator->limit;
	struct tally stopped = *t;
	bool stops = false;

	for (size_t i = 0; i < limit->stop_count; i++)
		stops = stops || (t->step != NULL && limit->stops[i] == t->step);
	if (!stops || t->before->runs[limit->index].state != RUN_GOING)
		return;
	stopped.after = record_copy(t->arena, t->after);
	stopped.after->runs[limit->index] = record_copy(t->arena, t->before)->runs[limit->index];
	deadline_stop(stopped.after, limit, t->workdays, t->event->happened,
	              str_eq(t->event->limit, limit->name.id));
	stopped.judge.record = stopped.after;
	tally_run(&stopped, indicator);
}

static void tally_limit(struct tally *t, const struct indicator *indicator)
{
	const struct limit *limit = indicator->limit;
	int64_t runs_before = t->before ? t->before->runs[limit->index].runs : 0;

	if (t->after->runs[limit->index].runs > runs_before) {
		if (runs_before > 0)
			tally_stopped_run(t, indicator);
		/* a new run: what the last one left stays */
		t->after->slots[indicator->index] = (struct slot){ 0 };
	}
	tally_run(t, indicator);
}

static void tally_stock(struct tally *t, const struct indicator *indicator)
{
	struct slot *slot = &t->after->slots[indicator->index];
	/* What is recorded out of its order changes the stock on the newest day it knows of. */
	struct slot now = { .on_day = day_at(t->after->changed) };
	day today = now.on_day;

	now.on = in_stage(indicator, t->after->stage) && counts(t, indicator) &&
	         fill(t, indicator, &now);
	if (!now.on && !slot->on)
		return;
	if (now.on && slot->on) {
		now.on_day = slot->on_day;
		if (same_slot(slot, &now))
			return;
		now.on_day = today;
	}
	if (slot->on)
		add(t, indicator->name.id, slot, -1, today);
	if (now.on)
		add(t, indicator->name.id, &now, +1, today);
	*slot = now.on ? now : (struct slot){ 0 };
}

static void tally_deviation(struct tally *t, str indicator)
{
	struct slot now = { true, day_at(t->event->happened), 1, 0, organ_of(t), split_of(t) };

	if (t->event->deviation_count > 0)
		add(t, indicator, &now, +1, now.on_day);
}

static void tally_indicator(struct tally *t, const struct indicator *indicator)
{
	switch (indicator->kind) {
	case COUNT_STEP:
	case COUNT_SUM:
	case COUNT_DISTINCT:
	case COUNT_MOST:
	case COUNT_LAST_SUM: tally_step(t, indicator); break;
	case COUNT_LIMIT: tally_limit(t, indicator); break;
	case COUNT_STOCK:
	case COUNT_STOCK_SUM:
	case COUNT_STOCK_DISTINCT: tally_stock(t, indicator); break;
	case COUNT_DEVIATION: tally_deviation(t, indicator->name.id); break;
	case COUNT_BALANCE:
	case COUNT_ADD:
	case COUNT_RATE:
	case COUNT_MEAN: break; /* computed from the others */
	}
}

void tally_event(struct arena *arena, const struct record *before, struct record *after,
                 const struct event *event, const struct workdays *workdays, struct marks *marks)
{
	const struct rule *rule = after->rule;
	struct tally t = { .arena = arena,
		           .before = before,
		           .after = after,
		           .event = event,
		           .workdays = workdays,
		           .marks = marks };

	t.step = event->step.n > 0 ? model_step(rule, event->step) : NULL;
	t.judge = (struct judge_case){ .record = after,
		                       .workdays = workdays,
		                       .now = event->happened,
		                       .stage = before ? before->stage : NULL,
		                       .deviation = event->deviation_count > 0 };
	for (size_t i = 0; i < rule->indicator_count; i++)
		tally_indicator(&t, &rule->indicators[i]);
	tally_deviation(&t, STR("deviations"));
}
