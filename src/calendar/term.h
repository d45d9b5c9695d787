/* term.h -- statutory periods: a budget, and the list of what consumed it.
 *
 * The due date is never stored as the truth: it is counted from the budget, the
 * start, the pauses and the extensions with the calendar at hand, and can be
 * counted again when a notice arrives.
 *
 *     start 03-04 ── consumed 30 日 ──┤ pause 04-03 .. 05-13 ├── remaining 30 日 ──> due 06-12
 *
 * Rules: the day of the start is not counted (《民法典》第二百零一条); months end on
 * the corresponding day (第二百零二条); a period in days, months or years whose last
 * day is a day of rest ends on the next working day (第二百零三条) unless `no_roll`;
 * it runs to 24:00 of its last day. Hours and minutes run from the instant itself.
 * A pause freezes what remains; extensions are counted on from the last day before
 * roll-over, in their own unit, and roll-over is applied once, at the end.
 * Pure: no clock, no files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CALENDAR_TERM_H
#define GUIJU_CALENDAR_TERM_H
#include "calendar/day.h"

struct arena;
struct buf;
struct err;
struct workdays;

enum term_unit { TERM_DAYS, TERM_WORKDAYS, TERM_MONTHS, TERM_YEARS, TERM_HOURS, TERM_MINUTES };

struct term_length {
	int n; /* >= 0 */
	enum term_unit unit;
};

/* "60 日", "5 个工作日", "5 工作日", "3 个月", "1 年", "4 小时", "30 分钟"; spaces
 * optional, half- or full-width digits. 天 = 日 = 自然日. */
must_use bool term_read_length(str s, struct term_length *length);
/* Writes it back in the one normal form: "5 个工作日". */
void term_write_length(struct buf *buf, struct term_length length);

struct term_pause {
	instant from;
	instant to; /* INSTANT_NONE while it lasts */
	str why;    /* for the explanation: "中止", "鉴定"; may be empty */
	str basis;
};

struct term {
	struct term_length length;
	instant started;
	bool no_roll;               /* 不顺延 */
	const struct term_length *extensions;
	size_t extension_count;
	const struct term_pause *pauses; /* in order of time, not overlapping */
	size_t pause_count;
};

struct term_due {
	instant at;       /* the last instant that is in time is before this one: for day
	                   * units the end (24:00) of the last day, as the next day's start */
	day last_day;     /* the last day in time; DAY_NONE while paused */
	bool provisional; /* rests on a year without a published notice */
	bool paused;      /* a pause is open: `at` is INSTANT_NONE, `left` says what remains */
	int left;         /* units not consumed when the open pause began; see term_left */
};

/* Counts. Never fails: lengths are bounded by LIMIT_TERM_DAYS (checked by readers). */
struct term_due term_due(const struct term *term, const struct workdays *workdays);
/* Whole units of the length's own kind still to run at `now`: 0 on the last day (or
 * in the last hour, minute), negative when past due. Months and years are told in
 * days; while a pause is open, what it froze. */
int term_left(const struct term *term, const struct workdays *workdays, instant now);

/* The count, line by line, for people and for checking by hand. */
struct term_line {
	day on;
	int counted; /* running number of the day within its budget, 0 = not counted */
	char mark;   /* 's' start, 'c' counted, 'w' weekend, 'h' holiday, 'm' made-up day counted,
	              * 'p' paused, 'r' rolled over, 'e' last day */
	str why;     /* Chinese: "起始日不计入", "国庆节放假", "调休上班", "中止" ... */
	str basis;   /* article, or the notice */
	bool provisional;
};
/* All lines from the start to the last day, in the arena. For hour units only the
 * start and the end. An open pause ends the list. */
size_t term_explain(struct arena *arena, const struct term *term, const struct workdays *workdays,
                    struct term_line **lines);

#endif
