/* workday.c -- which days are working days, by the State Council's yearly notices.
 *
 * All of 1990 .. 2149 lies in one table with running counts, made again whenever
 * a year is added (some 0.3 ms), so that every question is one or two look-ups:
 *
 *     day      kind     working   uncovered   (both counts include the day itself)
 *     04-03    ordinary      61           0
 *     04-04    holiday       61           0
 *     04-07    made-up       62           0   nth[61] = 04-07
 *
 * Outside of the table weeks are counted by arithmetic, without holidays.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/workday.h"
#include "calendar/notice.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"

#define YEAR_COUNT (NOTICE_YEAR_LAST - NOTICE_YEAR_FIRST + 1)
#define REACH_DATE 28 /* of December: what the next year's notice may still arrange */

struct day_state {
	int32_t working;   /* working days of the table up to and including this one */
	int32_t uncovered; /* days without a notice up to and including this one */
	uint16_t name;     /* in names */
	int16_t year;      /* of the notice that lists it, or of the day */
	uint8_t kind;      /* enum workday_kind */
	bool published;
};

struct workdays {
	struct arena *arena;
	struct workday_year *years; /* in order; room for YEAR_COUNT */
	struct notice *notices;     /* of the same index */
	size_t count;
	struct day_state *days; /* first .. last */
	day first, last;
	day *nth; /* the n-th working day of the table, from 0 */
	str *names;
	size_t name_count, name_room;
};

/* Monday to Friday days from 1969-12-29 (a Monday, day -3) to `d`. */
static int64_t weekdays_until(day d)
{
	int64_t since = (int64_t)d + 3;
	int64_t week = since >= 0 ? since / 7 : -((6 - since) / 7);
	int64_t rest = since - week * 7 + 1;

	return week * 5 + (rest > 5 ? 5 : rest);
}

/* The day whose weekdays_until is `count` and which is itself Monday to Friday. */
static day weekday_nth(int64_t count)
{
	int64_t before = count - 1;
	int64_t week = before >= 0 ? before / 5 : -((4 - before) / 5);

	return (day)(week * 7 + (before - week * 5) - 3);
}

static const struct day_state *state_of(const struct workdays *workdays, day d)
{
	assert(d != DAY_NONE);
	if (d < workdays->first || d > workdays->last)
		return NULL;
	return &workdays->days[d - workdays->first];
}

static const struct day_state *last_state(const struct workdays *workdays)
{
	return &workdays->days[workdays->last - workdays->first];
}

static uint16_t add_name(struct workdays *workdays, str name)
{
	if (workdays->name_count == workdays->name_room) {
		size_t room = workdays->name_room * 2 + 64;

		workdays->names = arena_grow(workdays->arena, workdays->names,
		                             workdays->name_room * sizeof(str), room * sizeof(str));
		workdays->name_room = room;
	}
	workdays->names[workdays->name_count] = name;
	assert(workdays->name_count < UINT16_MAX);
	return (uint16_t)workdays->name_count++;
}

static void mark_span(struct workdays *workdays, const struct notice_span *span, int year,
                      bool published)
{
	uint16_t name = add_name(workdays, span->name);

	for (day d = span->first; d <= span->last; d++) {
		struct day_state *state;

		if (d < workdays->first || d > workdays->last)
			continue;
		state = &workdays->days[d - workdays->first];
		state->kind = span->off ? WORKDAY_HOLIDAY : WORKDAY_MADE_UP;
		state->name = name;
		state->year = (int16_t)year;
		state->published = published;
	}
}

static ptrdiff_t index_of(const struct workdays *workdays, int year)
{
	for (size_t i = 0; i < workdays->count; i++)
		if (workdays->years[i].year == year)
			return (ptrdiff_t)i;
	return -1;
}

static void mark_weeks(struct workdays *workdays, int year)
{
	day end = day_of(year, 12, 31);

	for (day d = day_of(year, 1, 1); d <= end; d++) {
		int weekday = day_weekday(d);

		workdays->days[d - workdays->first] = (struct day_state){
			.year = (int16_t)year,
			.kind = weekday == 0 || weekday == 6 ? WORKDAY_WEEKEND : WORKDAY_ORDINARY,
		};
	}
}

static void mark_published(struct workdays *workdays, int year, bool next_known)
{
	day end = next_known ? day_of(year, 12, 31) : day_of(year, 12, REACH_DATE) - 1;

	for (day d = day_of(year, 1, 1); d <= end; d++)
		workdays->days[d - workdays->first].published = true;
}

static void count_days(struct workdays *workdays)
{
	int32_t working = 0, uncovered = 0;

	for (day d = workdays->first; d <= workdays->last; d++) {
		struct day_state *state = &workdays->days[d - workdays->first];

		if (state->kind == WORKDAY_ORDINARY || state->kind == WORKDAY_MADE_UP)
			workdays->nth[working++] = d;
		if (!state->published)
			uncovered++;
		state->working = working;
		state->uncovered = uncovered;
	}
}

/* Makes the table from the loaded years and the assumed ones. */
static void build(struct workdays *workdays)
{
	workdays->name_count = 0;
	add_name(workdays, STR(""));
	for (int year = NOTICE_YEAR_FIRST; year <= NOTICE_YEAR_LAST; year++) {
		struct notice_span assumed[NOTICE_ASSUMED_MAX];
		size_t n = 0;

		mark_weeks(workdays, year);
		if (index_of(workdays, year) < 0)
			n = notice_assume(year, assumed);
		else
			mark_published(workdays, year, index_of(workdays, year + 1) >= 0);
		for (size_t i = 0; i < n; i++)
			mark_span(workdays, &assumed[i], year, false);
	}
	for (size_t i = 0; i < workdays->count; i++)
		for (size_t j = 0; j < workdays->notices[i].count; j++)
			mark_span(workdays, &workdays->notices[i].spans[j], workdays->years[i].year,
			          true);
	count_days(workdays);
}

struct workdays *workdays_new(struct arena *arena)
{
	struct workdays *workdays = arena_make(arena, struct workdays, 1);
	size_t n;

	workdays->arena = arena;
	workdays->first = day_of(NOTICE_YEAR_FIRST, 1, 1);
	workdays->last = day_of(NOTICE_YEAR_LAST, 12, 31);
	n = (size_t)(workdays->last - workdays->first + 1);
	workdays->years = arena_make(arena, struct workday_year, YEAR_COUNT);
	workdays->notices = arena_make(arena, struct notice, YEAR_COUNT);
	workdays->days = arena_make(arena, struct day_state, n);
	workdays->nth = arena_make(arena, day, n);
	build(workdays);
	return workdays;
}

static void put(struct workdays *workdays, const struct notice *notice)
{
	ptrdiff_t found = index_of(workdays, notice->head.year);
	size_t at = found >= 0 ? (size_t)found : workdays->count;

	if (found < 0) {
		assert(workdays->count < YEAR_COUNT);
		while (at > 0 && workdays->years[at - 1].year > notice->head.year) {
			workdays->years[at] = workdays->years[at - 1];
			workdays->notices[at] = workdays->notices[at - 1];
			at--;
		}
		workdays->count++;
	}
	workdays->years[at] = notice->head;
	workdays->notices[at] = *notice;
}

bool workdays_add(struct workdays *workdays, str name, str text, struct err *err)
{
	struct notice notice;

	if (!notice_read(workdays->arena, name, text, &notice, err))
		return false;
	put(workdays, &notice);
	build(workdays);
	return true;
}

bool workdays_load(struct workdays *workdays, const char *folder, struct err *err)
{
	struct notice *notices;
	str *names;
	size_t count;

	if (!file_list(workdays->arena, folder, ".calendar", &names, &count, err))
		return err_fix(err, "日历应在这个文件夹里；"
		                    "程序的数据在别处的，用环境变量 GUIJU_HOME 写明");
	if (count == 0) {
		err_set(err, ERR_UNKNOWN, "calendar.none", "文件夹“%s”里没有一份日历", folder);
		return err_fix(err, "放入 2026.calendar 等日历文件，格式见 %s",
		               "docs/formats/calendar.md");
	}
	notices = arena_make(workdays->arena, struct notice, count);
	for (size_t i = 0; i < count; i++) {
		str path = arena_printf(workdays->arena, "%s/%.*s", folder, PSTR(names[i]));
		str text;

		if (!file_read(workdays->arena, path.at, NOTICE_BYTES_MAX, &text, err))
			return err_where(err, "%.*s", PSTR(path));
		if (!notice_read(workdays->arena, names[i], text, &notices[i], err))
			return false;
	}
	for (size_t i = 0; i < count; i++)
		put(workdays, &notices[i]);
	build(workdays);
	return true;
}

size_t workdays_years(const struct workdays *workdays, const struct workday_year **years)
{
	*years = workdays->years;
	return workdays->count;
}

bool workday_published(const struct workdays *workdays, day d)
{
	const struct day_state *state = state_of(workdays, d);

	return state && state->published;
}

bool workday_published_through(const struct workdays *workdays, day from, day to)
{
	int32_t before = 0;

	if (to <= from)
		return true;
	if (from + 1 < workdays->first || to > workdays->last)
		return false;
	if (from >= workdays->first)
		before = state_of(workdays, from)->uncovered;
	return state_of(workdays, to)->uncovered == before;
}

const struct workday_year *workday_year_of(const struct workdays *workdays, day d)
{
	const struct day_state *state = state_of(workdays, d);
	ptrdiff_t found = state ? index_of(workdays, state->year) : -1;

	return found < 0 ? NULL : &workdays->years[found];
}

enum workday_kind workday_kind(const struct workdays *workdays, day d)
{
	const struct day_state *state = state_of(workdays, d);
	int weekday;

	if (state)
		return (enum workday_kind)state->kind;
	weekday = day_weekday(d);
	return weekday == 0 || weekday == 6 ? WORKDAY_WEEKEND : WORKDAY_ORDINARY;
}

bool workday_is(const struct workdays *workdays, day d)
{
	enum workday_kind kind = workday_kind(workdays, d);

	return kind == WORKDAY_ORDINARY || kind == WORKDAY_MADE_UP;
}

str workday_name(const struct workdays *workdays, day d)
{
	const struct day_state *state = state_of(workdays, d);

	return state ? workdays->names[state->name] : STR("");
}

/* Working days from the first day of the table up to and including `d`; negative
 * before the table. */
static int64_t working_until(const struct workdays *workdays, day d)
{
	if (d < workdays->first)
		return weekdays_until(d) - weekdays_until(workdays->first - 1);
	if (d > workdays->last)
		return last_state(workdays)->working + weekdays_until(d) -
		       weekdays_until(workdays->last);
	return state_of(workdays, d)->working;
}

day workday_add(const struct workdays *workdays, day d, int n)
{
	int64_t want, total = last_state(workdays)->working;

	assert(d != DAY_NONE && n >= 0);
	if (n == 0)
		return d;
	want = working_until(workdays, d) + n;
	if (want <= 0)
		return weekday_nth(weekdays_until(workdays->first - 1) + want);
	if (want > total)
		return weekday_nth(weekdays_until(workdays->last) + want - total);
	return workdays->nth[want - 1];
}

day workday_next(const struct workdays *workdays, day d)
{
	return workday_is(workdays, d) ? d : workday_add(workdays, d, 1);
}

int workday_count(const struct workdays *workdays, day from, day to)
{
	assert(from != DAY_NONE && to != DAY_NONE);
	if (to <= from)
		return 0;
	return (int)(working_until(workdays, to) - working_until(workdays, from));
}
