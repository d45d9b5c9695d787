/* demo.c -- an invented year lived through the engine.
 *
 * Chance is a function of (seed, course, instance, step, use), so that one line changed
 * in the description does not change the rest. Begins of a course are spread evenly
 * over its open hours; a heap keeps what is under way in order of time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/demo.h"

#include "app/demo_fill.h"
#include "app/demo_text.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "engine/paper.h"

struct under_way {
	instant at;
	size_t course;
	int64_t instance;
	size_t line;
	int64_t serial;
};

struct heap {
	struct under_way *at;
	size_t count, room;
};

static bool before(const struct under_way *a, const struct under_way *b)
{
	if (a->at != b->at)
		return a->at < b->at;
	if (a->course != b->course)
		return a->course < b->course;
	return a->instance < b->instance;
}

static void push(struct arena *arena, struct heap *heap, struct under_way one)
{
	size_t i = heap->count++;

	if (i == heap->room) {
		size_t room = heap->room * 2 + 1024;

		heap->at = arena_grow(arena, heap->at, heap->room * sizeof(one),
		                      room * sizeof(one));
		heap->room = room;
	}
	while (i > 0 && before(&one, &heap->at[(i - 1) / 2])) {
		heap->at[i] = heap->at[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->at[i] = one;
}

static struct under_way pop(struct heap *heap)
{
	struct under_way top = heap->at[0], last = heap->at[--heap->count];
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= heap->count)
			break;
		if (child + 1 < heap->count && before(&heap->at[child + 1], &heap->at[child]))
			child++;
		if (!before(&heap->at[child], &last))
			break;
		heap->at[i] = heap->at[child];
		i = child;
	}
	heap->at[i] = last;
	return top;
}

/* ---- time ---- */

#define WORK_FROM   (9 * INSTANT_HOUR)
#define WORK_LENGTH (8 * INSTANT_HOUR)

static instant into_work(const struct workdays *workdays, instant at)
{
	day d = day_at(at);
	instant start = day_start(d) + WORK_FROM;

	if (workday_is(workdays, d) && at < start)
		return start;
	if (workday_is(workdays, d) && at < start + WORK_LENGTH)
		return at;
	d = workday_next(workdays, d + 1);
	return day_start(d) + WORK_FROM +
	       (at % (90 * INSTANT_MINUTE) + 90 * INSTANT_MINUTE) % (90 * INSTANT_MINUTE);
}

/* When instance i of a course begins: evenly over its open time, with chance inside its share. */
static instant begin_of(const struct demo *demo, const struct city_course *course, size_t index,
                        int64_t i)
{
	const struct workdays *workdays = desk_world(demo->desk)->workdays;
	int64_t open = course->at_work ? WORK_LENGTH : INSTANT_DAY;
	int64_t days = course->at_work ? workday_count(workdays, course->first - 1, course->last)
	                               : course->last - course->first + 1;
	int64_t share = days * (open / INSTANT_SECOND) / course->count;
	int64_t within = share > 1 ? (int64_t)(demo_chance(demo, index, i, 0, 1) % (uint64_t)share)
	                           : 0;
	int64_t second = days * (open / INSTANT_SECOND) * i / course->count + within;
	int64_t d = second / (open / INSTANT_SECOND);
	instant rest = (second % (open / INSTANT_SECOND)) * INSTANT_SECOND;

	if (!course->at_work)
		return day_start((day)(course->first + d)) + rest;
	return day_start(workday_add(workdays, course->first - 1, (int)d + 1)) + WORK_FROM + rest;
}

static void push_begin(const struct demo *demo, struct heap *heap, size_t course, int64_t instance)
{
	instant at = begin_of(demo, &demo->city->courses[course], course, instance);

	int64_t goes_on = demo->city->courses[course].goes_on;

	push(demo->arena, heap,
	     (struct under_way){ at, course, instance, 0, goes_on > 0 ? goes_on + instance : 0 });
}

static instant delayed(const struct demo *demo, const struct city_line *line,
                       const struct under_way *one)
{
	static const instant units[] = { INSTANT_MINUTE, INSTANT_HOUR, INSTANT_DAY, INSTANT_DAY };
	const struct workdays *workdays = desk_world(demo->desk)->workdays;
	uint64_t chance = demo_chance(demo, one->course, one->instance, one->line, 2);
	int64_t width = (line->to - line->from) * 60 + 1;
	instant at;

	if (line->unit == CITY_WORKDAYS) {
		int64_t n = line->from + (int64_t)(chance % (uint64_t)(line->to - line->from + 1));
		day d = workday_add(workdays, day_at(one->at), (int)n);

		at = day_start(d) + WORK_FROM +
		     (instant)((chance >> 20) % (uint64_t)(WORK_LENGTH / INSTANT_SECOND)) *
		             INSTANT_SECOND;
		if (at <= one->at)
			at = one->at + INSTANT_MINUTE;
		return at;
	}
	at = one->at + line->from * units[line->unit] +
	     (instant)(chance % (uint64_t)width) * (units[line->unit] / 60);
	return line->at_work ? into_work(workdays, at) : at;
}

/* ---- steps ---- */

static bool refused(const struct city_course *course, const struct city_line *line, instant at,
                    struct err *err)
{
	struct buf when;
	struct arena *arena = arena_new(4096);

	buf_init(&when, arena, 64);
	day_write_minute(&when, at);
	err_where(err, "示范描述 %.*s 第%d行（%.*s：%.*s，%.*s）", PSTR(course->file), line->number,
	          PSTR(course->name), PSTR(line->step), PSTR(buf_str(&when)));
	arena_end(arena);
	return false;
}

static bool take(struct demo *demo, struct under_way *one, struct err *err)
{
	const struct city_course *course = &demo->city->courses[one->course];
	const struct city_line *line = &course->lines[one->line];
	struct demo_step step = { .course = one->course,
		                  .instance = one->instance,
		                  .line = one->line,
		                  .serial = one->serial };
	struct command command;
	struct outcome outcome;

	if (!demo_fill(demo, &step, &command, err))
		return refused(course, line, one->at, err);
	command.happened = one->at;
	for (size_t i = 0; i < step.person_count; i++) {
		command.person = step.persons[i];
		err_clear(err);
		if (desk_take(demo->desk, &command, &outcome, err)) {
			if (one->serial == 0)
				one->serial = outcome.changes[0].event.serial;
			demo->steps++;
			return true;
		}
		if (strcmp(err->code, "step.four_eyes") != 0 && strcmp(err->code, "step.role") != 0)
			break;
	}
	if (err->kind == ERR_NONE)
		err_set(err, ERR_UNKNOWN, "demo.nobody", "没有人能以“%.*s”办理", PSTR(line->role));
	return refused(course, line, one->at, err);
}

static bool commit(struct demo *demo, instant at, struct err *err)
{
	if (!desk_commit(demo->desk, err))
		return false;
	if (demo->durable != NULL)
		demo->durable(demo->with, demo, at);
	return true;
}

static bool midnights(struct demo *demo, day *today, instant until, struct err *err)
{
	while (*today < day_at(until)) {
		(*today)++;
		*demo->now = day_start(*today);
		if (!desk_tick(demo->desk, *demo->now, NULL, err) || !commit(demo, *demo->now, err))
			return false;
	}
	return true;
}

static bool live(struct demo *demo, struct heap *heap, day *today, instant end, struct err *err)
{
	struct city_course *courses = demo->city->courses;
	int64_t events = ledger_size(desk_ledger(demo->desk));

	while (heap->count > 0 && heap->at[0].at < end) {
		struct under_way one = pop(heap);
		const struct city_course *course = &courses[one.course];

		if (!midnights(demo, today, one.at, err))
			return false;
		*demo->now = one.at;
		if (one.line == 0 && one.instance + 1 < course->count)
			push_begin(demo, heap, one.course, one.instance + 1);
		if (!take(demo, &one, err))
			return false;
		if (ledger_size(desk_ledger(demo->desk)) - events >= 256) {
			events = ledger_size(desk_ledger(demo->desk));
			if (!commit(demo, one.at, err))
				return false;
		}
		if (++one.line < course->line_count) {
			one.at = delayed(demo, &course->lines[one.line], &one);
			push(demo->arena, heap, one);
		}
	}
	return midnights(demo, today, end, err);
}

bool demo_run(struct demo *demo, struct err *err)
{
	const struct city *city = demo->city;
	instant end = day_start(day_of((int)city->year + 1, 1, 1));
	struct heap heap = { 0 };
	day today = city->begins;

	if (!demo_people(demo, err) || !commit(demo, *demo->now, err))
		return false;
	for (size_t i = 0; i < city->course_count; i++)
		if (city->courses[i].count > 0 && city->courses[i].line_count > 0)
			push_begin(demo, &heap, i, 0);
	return live(demo, &heap, &today, end, err) && commit(demo, end, err) &&
	       desk_seal(demo->desk, err);
}
