/* scratch.c -- a world in memory, for worked examples and trials: nothing is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/scratch.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/table.h"
#include "engine/deadline.h"
#include "engine/take.h"

struct kept_mark {
	str procedure;
	int64_t serial;
	struct mark mark;
};

struct scratch {
	struct world world;
	struct arena *arena;
	struct table records; /* "procedure/serial" -> struct record */
	struct table serials; /* procedure -> int64_t */
	struct table series;  /* name -> int64_t */
	struct table uniques; /* "procedure|field|value" -> int64_t serial */
	struct table keys;    /* key -> int64_t seq */
	struct event *events;
	size_t event_count, event_room;
	struct kept_mark *marks; /* in the order of recording */
	size_t mark_count, mark_room;
};

static struct scratch *of(struct world *world)
{
	return world->with;
}

static bool world_load(struct world *world, str procedure, int64_t serial, struct record **record,
                       struct err *err)
{
	struct scratch *s = of(world);

	(void)err;
	*record = table_find(&s->records, record_key(s->arena, procedure, serial));
	return true;
}

static int64_t number_in(const struct table *table, str name, int64_t otherwise)
{
	const int64_t *number = table_find(table, name);

	return number ? *number : otherwise;
}

static void put_number(struct scratch *s, struct table *table, str name, int64_t number)
{
	int64_t *kept = arena_make(s->arena, int64_t, 1);

	*kept = number;
	table_put(table, name, kept);
}

static bool world_last_serial(struct world *world, str procedure, int64_t *serial, struct err *err)
{
	(void)err;
	*serial = number_in(&of(world)->serials, procedure, 0);
	return true;
}

static str unique_key(struct scratch *s, str procedure, str field, str value)
{
	return arena_printf(s->arena, "%.*s|%.*s|%.*s", PSTR(procedure), PSTR(field), PSTR(value));
}

static bool world_find(struct world *world, str procedure, str field, str value, int64_t *serial,
                       struct err *err)
{
	struct scratch *s = of(world);

	(void)err;
	*serial = number_in(&s->uniques, unique_key(s, procedure, field, value), 0);
	return true;
}

static bool world_series(struct world *world, str name, int64_t *last, struct err *err)
{
	(void)err;
	*last = number_in(&of(world)->series, name, 0);
	return true;
}

static bool world_keyed(struct world *world, str key, int64_t *seq, struct err *err)
{
	(void)err;
	*seq = number_in(&of(world)->keys, key, -1);
	return true;
}

static int64_t world_next_seq(struct world *world)
{
	return (int64_t)of(world)->event_count;
}

/* The value that a unique field had before is free again. */
static void keep_uniques(struct scratch *s, const struct change *change)
{
	const struct rule *rule = change->after->rule;

	for (size_t i = 0; i < rule->field_count; i++) {
		const struct field *field = &rule->fields[i];
		str old = change->before ? change->before->values[i] : (str){ 0 };
		str now = change->after->values[i];

		if (!field->unique || str_eq(old, now))
			continue;
		if (old.n > 0)
			put_number(s, &s->uniques,
			           unique_key(s, rule->name.id, field->name.id, old), 0);
		if (now.n > 0)
			put_number(s, &s->uniques,
			           unique_key(s, rule->name.id, field->name.id, now),
			           change->after->serial);
	}
}

static void keep_change(struct scratch *s, const struct change *change)
{
	const struct event *event = &change->event;

	if (s->event_count == s->event_room) {
		size_t room = s->event_room * 2 + 64;

		s->events = arena_grow(s->arena, s->events, s->event_room * sizeof(*event),
		                       room * sizeof(*event));
		s->event_room = room;
	}
	s->events[s->event_count++] = *event;
	table_put(&s->records, record_key(s->arena, event->procedure, event->serial),
	          change->after);
	if (change->before == NULL) {
		put_number(s, &s->serials, event->procedure, event->serial);
		if (event->number.n > 0)
			put_number(s, &s->uniques,
			           unique_key(s, event->procedure, STR("number"), event->number),
			           event->serial);
	}
	keep_uniques(s, change);
	if (event->key.n > 0)
		put_number(s, &s->keys, event->key, change->seq);
	for (size_t i = 0; i < change->marks.count; i++) {
		if (s->mark_count == s->mark_room) {
			size_t room = s->mark_room * 2 + 64;

			s->marks = arena_grow(s->arena, s->marks, s->mark_room * sizeof(*s->marks),
			                      room * sizeof(*s->marks));
			s->mark_room = room;
		}
		s->marks[s->mark_count++] = (struct kept_mark){ event->procedure, event->serial,
			                                        change->marks.at[i] };
	}
}

static bool world_accept(struct world *world, struct outcome *outcome, struct err *err)
{
	struct scratch *s = of(world);

	(void)err;
	for (size_t i = 0; i < outcome->count; i++)
		keep_change(s, &outcome->changes[i]);
	for (size_t i = 0; i < outcome->series_count; i++)
		put_number(s, &s->series, outcome->series[i].name, outcome->series[i].last);
	return true;
}

struct scratch *scratch_new(struct arena *arena, const struct library *library,
                            const struct workdays *workdays)
{
	struct scratch *s = arena_make(arena, struct scratch, 1);

	s->arena = arena;
	s->world = (struct world){
		.arena = arena,
		.library = library,
		.workdays = workdays,
		.with = s,
		.load = world_load,
		.last_serial = world_last_serial,
		.find = world_find,
		.series = world_series,
		.keyed = world_keyed,
		.next_seq = world_next_seq,
		.accept = world_accept,
	};
	table_init(&s->records, arena);
	table_init(&s->serials, arena);
	table_init(&s->series, arena);
	table_init(&s->uniques, arena);
	table_init(&s->keys, arena);
	return s;
}

struct world *scratch_world(struct scratch *scratch)
{
	return &scratch->world;
}

bool scratch_tick(struct scratch *s, instant until, struct err *err)
{
	for (;;) {
		const struct record *first = NULL;
		instant first_at = 0;
		int taken;

		for (size_t i = 0; i < s->records.count; i++) {
			const struct record *record = s->records.entries[i].thing;
			instant at;

			if (deadline_next(record, s->world.workdays, until, &at) != NULL &&
			    (first == NULL || at < first_at)) {
				first = record;
				first_at = at;
			}
		}
		if (first == NULL)
			return true;
		/* the moment after: when it ran out it was not late yet */
		if (!take_overdue(&s->world, first->rule->name.id, first->serial, first_at + 1,
		                  &taken, err))
			return false;
		assert(taken > 0);
	}
}

bool scratch_has(const struct scratch *s, str procedure)
{
	return number_in(&s->serials, procedure, 0) > 0;
}

const struct event *scratch_last(const struct scratch *s, str procedure, int64_t serial)
{
	for (size_t i = s->event_count; i-- > 0;)
		if (s->events[i].serial == serial && str_eq(s->events[i].procedure, procedure))
			return &s->events[i];
	return NULL;
}

/* ---- figures ---- */

static bool in_scope(const struct kept_mark *kept, str procedure, str indicator,
                     const struct figure_scope *scope)
{
	const struct mark *mark = &kept->mark;

	return str_eq(kept->procedure, procedure) && str_eq(mark->indicator, indicator) &&
	       mark->on >= scope->from && mark->on <= scope->to &&
	       (scope->organ.n == 0 || str_eq(scope->organ, mark->organ)) &&
	       (scope->key.n == 0 || str_eq(scope->key, mark->key));
}

static bool figures_sum(void *with, str procedure, str indicator, const struct figure_scope *scope,
                        int64_t *n, int64_t *v, struct err *err)
{
	const struct scratch *s = with;

	(void)err;
	*n = *v = 0;
	for (size_t i = 0; i < s->mark_count; i++) {
		if (!in_scope(&s->marks[i], procedure, indicator, scope))
			continue;
		*n += s->marks[i].mark.n;
		*v += s->marks[i].mark.v;
	}
	return true;
}

static bool figures_distinct(void *with, str procedure, str indicator,
                             const struct figure_scope *scope, int64_t *keys, struct err *err)
{
	struct scratch *s = with;
	struct table sums;

	(void)err;
	table_init(&sums, s->arena);
	for (size_t i = 0; i < s->mark_count; i++) {
		const struct mark *mark = &s->marks[i].mark;

		if (in_scope(&s->marks[i], procedure, indicator, scope))
			put_number(s, &sums, mark->key, number_in(&sums, mark->key, 0) + mark->n);
	}
	*keys = 0;
	for (size_t i = 0; i < sums.count; i++)
		*keys += *(const int64_t *)sums.entries[i].thing > 0;
	return true;
}

static bool figures_most(void *with, str procedure, str indicator, const struct figure_scope *scope,
                         int64_t *v, struct err *err)
{
	const struct scratch *s = with;

	(void)err;
	*v = 0;
	for (size_t i = 0; i < s->mark_count; i++)
		if (in_scope(&s->marks[i], procedure, indicator, scope) && s->marks[i].mark.v > *v)
			*v = s->marks[i].mark.v;
	return true;
}

/* The mark that tells the latest statement of a source: a later day, or recorded later. */
static void keep_latest(struct table *latest, const struct kept_mark *kept)
{
	const struct kept_mark *known = table_find(latest, kept->mark.key);

	if (known == NULL || kept->mark.on >= known->mark.on)
		table_put(latest, kept->mark.key, (void *)kept);
}

static bool figures_latest(void *with, str procedure, str indicator,
                           const struct figure_scope *scope, struct figure_statements *found,
                           struct err *err)
{
	struct scratch *s = with;
	struct figure_scope all = { INT32_MIN + 1, scope->to, { 0 }, { 0 } };
	struct table latest;

	(void)err;
	table_init(&latest, s->arena);
	for (size_t i = 0; i < s->mark_count; i++)
		if (in_scope(&s->marks[i], procedure, indicator, &all))
			keep_latest(&latest, &s->marks[i]);
	*found = (struct figure_statements){
		arena_make(s->arena, struct figure_statement, latest.count), 0
	};
	for (size_t i = 0; i < latest.count; i++) {
		const struct kept_mark *kept = latest.entries[i].thing;
		const struct mark *mark = &kept->mark;

		if (scope->organ.n == 0 || str_eq(scope->organ, mark->organ))
			found->at[found->count++] = (struct figure_statement){ mark->key, mark->on,
				                                               mark->v,
				                                               kept->serial };
	}
	return true;
}

struct figure_source scratch_figures(struct scratch *scratch)
{
	return (struct figure_source){ .sum = figures_sum,
		                       .distinct = figures_distinct,
		                       .most = figures_most,
		                       .latest = figures_latest,
		                       .with = scratch,
		                       .library = scratch->world.library };
}
