/* day.h -- civil dates and instants: a day is a number, an instant is microseconds.
 *
 * All China keeps UTC+8 without summer time since 1992; days of older instants
 * are counted in +08:00 as well. Pure: asks no clock.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CALENDAR_DAY_H
#define GUIJU_CALENDAR_DAY_H
#include "base/base.h"

struct buf;

/* Days since 1970-01-01. */
typedef int32_t day;
#define DAY_NONE INT32_MIN

struct day_civil {
	int year, month, date; /* 1..12, 1..31 */
};

/* The day of a civil date; DAY_NONE when there is no such date (year 1..9999). */
day day_of(int year, int month, int date);
struct day_civil day_civil(day d);
/* 0 = Sunday .. 6 = Saturday. */
int day_weekday(day d);
/* The same date `months` later; where there is none, that month's last day
 * (《民法典》第二百零二条). */
day day_add_months(day d, int months);
/* The whole of `s` as YYYY-MM-DD. */
must_use bool day_read(str s, day *d);
/* Writes YYYY-MM-DD (10 characters). */
void day_write(struct buf *buf, day d);

/* The civil day (UTC+8) of an instant, and the first instant of a day. */
day day_at(instant t);
instant day_start(day d);
/* Reads YYYY-MM-DD[(T| )HH:MM[:SS[.ffffff]][Z|+HH:MM]]; without a zone it is
 * +08:00. A bare date is the start of that day. */
must_use bool day_read_instant(str s, instant *t);
/* Writes YYYY-MM-DDTHH:MM:SS[.ffffff]+08:00: the one form used in the ledger;
 * the fraction is left out when it is zero, trailing zeros never written. */
void day_write_instant(struct buf *buf, instant t);
/* Writes "2024-05-06 09:12" for people. */
void day_write_minute(struct buf *buf, instant t);

#endif
