/* notice.h -- one year's holiday notice: read from its file, or assumed.
 *
 * The file is written by hand from the State Council's notice, line by line, and
 * described in docs/formats/calendar.md. Used by workday.c only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CALENDAR_NOTICE_H
#define GUIJU_CALENDAR_NOTICE_H
#include "base/base.h"
#include "calendar/workday.h"

#define NOTICE_YEAR_FIRST 1990
#define NOTICE_YEAR_LAST 2149
#define NOTICE_BYTES_MAX ((size_t)65536) /* a year has at most 366 lines */
#define NOTICE_ASSUMED_MAX 8

struct notice_span {
	day first, last;
	bool off; /* else worked instead (调休上班) */
	str name;
};

struct notice {
	struct workday_year head;
	struct notice_span *spans;
	size_t count;
};

/* Reads a file (keeps `text`, not copied). ERR_INVALID with the line number. */
must_use bool notice_read(struct arena *arena, str name, str text, struct notice *notice,
                          struct err *err);
/* The statutory days of 《全国年节及纪念日放假办法》 in a year: the text of 2024-11-10
 * from 2025 on, the older one before. The days of the moon and of 清明 are known
 * for 2027 .. 2035 only. Days off that fall on a weekend are made good on another
 * day, which only a notice can say: it is not guessed. Gives the number of spans,
 * at most NOTICE_ASSUMED_MAX. */
size_t notice_assume(int year, struct notice_span *spans);

#endif
