/* fold.c -- an event changes a record: the same way when it happens and when it is replayed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/fold.h"

#include "base/arena.h"
#include "base/str.h"
#include "engine/deadline.h"
#include "engine/judge.h"

struct fold {
	struct arena *arena;
	struct record *record;
	const struct event *event;
	const struct step *step; /* NULL: only a limit ran out */
	const struct stage *before;
	const struct workdays *workdays;
	instant *due; /* by limit, see note_expired */
};

void fold_values(struct record *record, const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct field *field = model_field(record->rule, pairs[i].id);

		if (field != NULL)
			record->values[field - record->rule->fields] = pairs[i].value;
	}
}

static bool has_step(const struct step *const *steps, size_t count, const struct step *step)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i] == step)
			return true;
	return false;
}

static void note_person(struct fold *f, const struct role *role, str person)
{
	struct people_list *list;

	if (role == NULL || person.n == 0)
		return;
	list = &f->record->acted[role - f->record->rule->roles];
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->at[i], person))
			return;
	str *grown = arena_make(f->arena, str, list->count + 1);

	if (list->count > 0)
		memcpy(grown, list->at, list->count * sizeof(*grown));
	grown[list->count] = person;
	list->at = grown;
	list->count++;
}

/* A deputy and the person in whose stead it was done have both handled the case. */
static void note_actor(struct fold *f)
{
	const struct role *role = model_role(f->record->rule, f->event->role);

	note_person(f, role, f->event->person);
	note_person(f, role, f->event->stead);
}

static void note_step(struct fold *f)
{
	struct step_seen *seen = &f->record->seen[f->step->index];

	if (seen->count == 0 || f->event->happened < seen->first)
		seen->first = f->event->happened;
	if (seen->count == 0 || f->event->happened >= seen->last) {
		seen->last = f->event->happened;
		seen->person = f->event->person;
	}
	seen->count++;
	note_actor(f);
}

static void note_stage(struct fold *f)
{
	const struct stage *stage = model_stage(f->record->rule, f->event->stage);

	if (stage == NULL || stage == f->record->stage)
		return;
	if (f->record->stage == NULL || !f->record->stage->pause)
		f->record->previous = f->record->stage; /* 原环节 is never a stopped one */
	f->record->stage = stage;
	if (stage->end && f->record->ended == INSTANT_NONE)
		f->record->ended = f->event->happened;
	else if (!stage->end)
		f->record->ended = INSTANT_NONE;
}

/* ---- clocks ---- */

static bool may_begin(struct fold *f, const struct limit *limit)
{
	struct judge_case c = { .record = f->record,
		                .workdays = f->workdays,
		                .now = f->event->happened,
		                .stage = f->before };

	return limit->when == NULL || judge(limit->when, &c);
}

/* A limit that starts from a date field begins when the field is first given. */
static void begin_from_field(struct fold *f, const struct limit *limit)
{
	struct run *run = &f->record->runs[limit->index];
	str value = record_value(f->record, limit->start_field);
	instant at;

	if (run->runs > 0 && run->state != RUN_GOING)
		return;
	if (value.n == 0 || !day_read_instant(value, &at) || !may_begin(f, limit))
		return;
	if (run->state == RUN_GOING)
		run->started = at;
	else
		deadline_begin(run, at);
}

static void begin_from_step(struct fold *f, const struct limit *limit)
{
	struct run *run = &f->record->runs[limit->index];

	if (!has_step(limit->starts, limit->start_count, f->step))
		return;
	if (limit->pick == LIMIT_PICK_FIRST && run->runs > 0)
		return;
	if (limit->pick == LIMIT_PICK_ANY && run->state == RUN_GOING)
		return;
	if (may_begin(f, limit))
		deadline_begin(run, f->event->happened);
}

static void begin_from_limit(struct fold *f, const struct limit *limit)
{
	const struct limit *other = limit->start_limit;
	struct run *run = &f->record->runs[limit->index];

	if (run->runs > 0 || !str_eq(f->event->limit, other->name.id) || !may_begin(f, limit))
		return;
	deadline_begin(run, f->event->happened);
}

static void begin_all(struct fold *f, enum limit_from from)
{
	const struct rule *rule = f->record->rule;

	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];

		if (limit->from != from)
			continue;
		if (from == LIMIT_FROM_FIELD)
			begin_from_field(f, limit);
		else if (from == LIMIT_FROM_LIMIT)
			begin_from_limit(f, limit);
		else if (f->step != NULL)
			begin_from_step(f, limit);
	}
}

static void stop_all(struct fold *f)
{
	const struct rule *rule = f->record->rule;

	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];

		if (f->record->runs[i].state == RUN_GOING &&
		    has_step(limit->stops, limit->stop_count, f->step))
			deadline_stop(f->record, limit, f->workdays, f->event->happened,
			              str_eq(f->event->limit, limit->name.id));
	}
}

static struct term_length extension_of(const struct fold *f, const struct clock_effect *effect)
{
	struct term_length length = effect->length;
	str value;
	int64_t units = 0;

	if (effect->by == NULL)
		return length;
	value = record_value(f->record, effect->by);
	for (size_t i = 0; i < value.n; i++)
		if (value.at[i] >= '0' && value.at[i] <= '9' && units < 100000)
			units = units * 10 + (value.at[i] - '0');
	length.n = (int)(units < length.n ? units : length.n);
	return length;
}

/* 恢复 ends what 暂停 began; a 停表 stage that the record does not leave holds on. */
static void resume(struct fold *f, const struct limit *limit, struct run *run)
{
	const struct stage *stage = f->record->stage;
	bool held = deadline_is_held(run);

	deadline_resume(run, f->event->happened);
	if (held && stage != NULL && stage == f->before && stage->pause && !limit->no_pause)
		deadline_pause(f->arena, run, f->event->happened, true, stage->name.text,
		               stage->basis);
}

static void apply_effect(struct fold *f, const struct clock_effect *effect)
{
	struct run *run = &f->record->runs[effect->limit->index];
	instant at = f->event->happened;

	switch (effect->verb) {
	case CLOCK_EXTEND: deadline_extend(f->arena, run, extension_of(f, effect)); break;
	case CLOCK_RESTART: deadline_begin(run, at); break;
	case CLOCK_RESUME_RUN:
		if (run->state == RUN_MET || run->state == RUN_LATE) {
			deadline_pause(f->arena, run, run->stopped, false, f->step->name.text,
			               f->step->basis);
			deadline_resume(run, at);
			run->state = RUN_GOING;
			run->stopped = INSTANT_NONE;
		}
		break;
	case CLOCK_PAUSE:
		if (run->state == RUN_GOING)
			deadline_pause(f->arena, run, at, false, f->step->name.text,
			               effect->basis.n > 0 ? effect->basis : f->step->basis);
		break;
	case CLOCK_RESUME: resume(f, effect->limit, run); break;
	}
}

/* The due dates of what has run out, before the event. */
static void note_expired(struct fold *f)
{
	const struct rule *rule = f->record->rule;

	f->due = arena_make(f->arena, instant, rule->limit_count);
	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct run *run = &f->record->runs[i];

		if (run->state == RUN_GOING && run->expired)
			f->due[i] = deadline_of(f->record, &rule->limits[i], f->workdays).due.at;
	}
}

/* Where an extension, a field or the length now chosen puts the due date beyond today,
 * a running out that was recorded is undone. */
static void revive(struct fold *f)
{
	const struct rule *rule = f->record->rule;

	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];
		struct run *run = &f->record->runs[i];
		struct deadline deadline;

		if (run->state != RUN_GOING || !run->expired ||
		    str_eq(f->event->limit, limit->name.id))
			continue;
		deadline = deadline_of(f->record, limit, f->workdays);
		if ((deadline.due.at == INSTANT_NONE || deadline.due.at > f->due[i]) &&
		    !deadline_missed(&deadline, f->event->happened))
			run->expired = false;
	}
}

static void pause_for_stage(struct fold *f)
{
	const struct rule *rule = f->record->rule;
	const struct stage *now = f->record->stage;

	if (now == f->before)
		return;
	for (size_t i = 0; i < rule->limit_count; i++) {
		struct run *run = &f->record->runs[i];
		size_t last = run->pause_count - 1;

		if (run->state != RUN_GOING || rule->limits[i].no_pause)
			continue;
		if (now != NULL && now->pause)
			deadline_pause(f->arena, run, f->event->happened, true, now->name.text,
			               now->basis);
		else if (run->pause_count > 0 && run->by_stage[last])
			deadline_resume(run, f->event->happened);
	}
}

/* When the record ends, limits that no step from here could still stop are void. */
static void drop_void(struct fold *f)
{
	const struct rule *rule = f->record->rule;
	const struct stage *end = f->record->stage;

	if (end == NULL || !end->end || f->before == end)
		return;
	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];
		struct run *run = &f->record->runs[i];
		bool alive = run->state != RUN_GOING || limit->stop_count == 0;

		for (size_t s = 0; s < limit->stop_count && !alive; s++) {
			const struct step *stop = limit->stops[s];

			for (size_t k = 0; k < stop->from_count; k++)
				alive = alive || stop->from[k] == end;
		}
		if (!alive) {
			deadline_resume(run, f->event->happened);
			run->state = RUN_DROPPED;
			run->stopped = f->event->happened;
		}
	}
}

static void note_organ(struct fold *f)
{
	const struct field *field = f->record->rule->counted_by;

	if (field != NULL)
		f->record->organ = record_value(f->record, field);
	else if (f->event->organ.n > 0)
		f->record->organ = f->event->organ;
}

/* A lawful erasure: the private values are gone. Its own fields say why, and are no
 * fields of the record. */
static void fold_erasure(struct record *record)
{
	const struct rule *rule = record->rule;

	for (size_t i = 0; i < rule->field_count; i++)
		if (rule->fields[i].hidden)
			record->values[i] = (str){ 0 };
}

void fold_event(struct arena *arena, struct record *record, const struct event *event,
                const struct workdays *workdays)
{
	struct fold f = { .arena = arena,
		          .record = record,
		          .event = event,
		          .workdays = workdays,
		          .before = record->stage };
	const struct limit *ran_out = model_limit(record->rule, event->limit);

	f.step = event->step.n > 0 ? model_step(record->rule, event->step) : NULL;
	if (record->events++ == 0) {
		record->opened = event->happened;
		record->number = event->number;
	}
	if (record->changed < event->happened && (f.step != NULL || record->events == 1))
		record->changed = event->happened; /* not by a limit that ran out */
	if (event->kind == LEAF_MEND) {
		fold_erasure(record);
		return;
	}
	note_expired(&f);
	fold_values(record, event->fields, event->field_count);
	fold_values(record, event->hidden, event->hidden_count);
	if (event->limit.n > 0 && ran_out != NULL)
		record->runs[ran_out->index].expired = true;
	begin_all(&f, LIMIT_FROM_FIELD);
	begin_all(&f, LIMIT_FROM_LIMIT);
	if (f.step != NULL) {
		note_step(&f);
		note_stage(&f);
		stop_all(&f);
		for (size_t i = 0; i < f.step->clock_count; i++)
			apply_effect(&f, &f.step->clocks[i]);
		pause_for_stage(&f);
		begin_all(&f, LIMIT_FROM_STEP);
		drop_void(&f);
		revive(&f);
	}
	note_organ(&f);
}
