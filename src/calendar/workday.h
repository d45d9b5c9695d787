/* workday.h -- which days are working days, by the State Council's yearly notices.
 *
 * A year's file (calendars/2024.calendar) holds only exceptions: days off and
 * make-up working days, under the notice that published them. Other Saturdays
 * and Sundays are off. Where no notice is loaded for a year, the statutory days
 * of 《全国年节及纪念日放假办法》 are assumed, and every answer that rests on such
 * a year is marked provisional: it is never passed off as published. Years from
 * 1990 to 2149 can be loaded; outside of them only weekends are known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CALENDAR_WORKDAY_H
#define GUIJU_CALENDAR_WORKDAY_H
#include "calendar/day.h"

struct arena;
struct err;

enum workday_kind {
	WORKDAY_ORDINARY, /* Monday to Friday */
	WORKDAY_MADE_UP,  /* a weekend day worked for a day off (调休上班) */
	WORKDAY_WEEKEND,
	WORKDAY_HOLIDAY,  /* off by the notice (or assumed, see provisional) */
};

struct workday_year {
	int year;
	str notice;   /* "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）" */
	str source;   /* where it was published */
	str text;     /* the whole file, whose digest stands in the ledger */
};

struct workdays; /* all loaded years */

/* No year loaded yet: all are assumed. Takes some 0.9 MB of the arena, and keeps it. */
struct workdays *workdays_new(struct arena *arena);
/* Adds the year of the file `text` (kept, not copied). ERR_INVALID with line
 * number; a year that is already loaded is replaced. `name` is for messages. */
must_use bool workdays_add(struct workdays *workdays, str name, str text, struct err *err);
/* Adds every *.calendar of a folder: all of them, or on failure none. The folder
 * must hold at least one. */
must_use bool workdays_load(struct workdays *workdays, const char *folder, struct err *err);
/* The loaded years, in order. */
size_t workdays_years(const struct workdays *workdays, const struct workday_year **years);
/* Is the day covered by a published notice? A notice arranges 1 January together
 * with the days around it, so the last four days of a year (12-28 .. 12-31) are
 * covered only once the next year's notice is loaded too. */
bool workday_published(const struct workdays *workdays, day d);
/* Are all days in (from, to] covered? True for an empty range. O(1). */
bool workday_published_through(const struct workdays *workdays, day from, day to);
enum workday_kind workday_kind(const struct workdays *workdays, day d);
/* ORDINARY or MADE_UP. O(1). */
bool workday_is(const struct workdays *workdays, day d);
/* The year whose notice lists the day, or else the year of the day; NULL when it
 * is not loaded. */
const struct workday_year *workday_year_of(const struct workdays *workdays, day d);
/* The name of the holiday that a day off or a made-up day belongs to, or "". */
str workday_name(const struct workdays *workdays, day d);
/* The n-th working day after `d` (n >= 0; n = 0 gives d itself). */
day workday_add(const struct workdays *workdays, day d, int n);
/* `d` if it is a working day, else the next one. */
day workday_next(const struct workdays *workdays, day d);
/* Working days in (from, to]; negative never: 0 when to <= from. */
int workday_count(const struct workdays *workdays, day from, day to);

#endif
