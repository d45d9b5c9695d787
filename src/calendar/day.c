/* day.c -- civil dates and instants: a day is a number, an instant is microseconds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/day.h"
#include "base/str.h"

#define DAY_YEAR_MAX          9999
#define DAY_EPOCH_FROM_YEAR_1 719162 /* days from 0001-01-01 to 1970-01-01 */
#define DAY_ZONE              (8 * INSTANT_HOUR)

/* Days before the first of a month, in a year that is not a leap year. */
static const int day_before_month[13] = {
	0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
};

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
	return day_before_month[month] - day_before_month[month - 1] +
	       (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days from 0001-01-01 to the first of January of `year`. */
static int32_t days_before_year(int year)
{
	int past = year - 1;

	return past * 365 + past / 4 - past / 100 + past / 400;
}

/* a / b rounded towards minus infinity; b > 0. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

day day_of(int year, int month, int date)
{
	if (year < 1 || year > DAY_YEAR_MAX || month < 1 || month > 12)
		return DAY_NONE;
	if (date < 1 || date > month_days(year, month))
		return DAY_NONE;
	return days_before_year(year) - DAY_EPOCH_FROM_YEAR_1 + day_before_month[month - 1] +
	       (month > 2 && is_leap(year) ? 1 : 0) + date - 1;
}

struct day_civil day_civil(day d)
{
	int64_t since = (int64_t)d + DAY_EPOCH_FROM_YEAR_1;
	struct day_civil civil;
	int rest;

	assert(d != DAY_NONE);
	/* 400 years have 146,097 days; the guess is right or one off. */
	civil.year = (int)floor_div(since * 400, 146097) + 1;
	while (days_before_year(civil.year) > since)
		civil.year--;
	while (days_before_year(civil.year + 1) <= since)
		civil.year++;
	rest = (int)(since - days_before_year(civil.year));
	civil.month = rest / 31 + 1;
	while (civil.month < 12 && rest >= day_before_month[civil.month] +
	                                           (civil.month > 1 && is_leap(civil.year) ? 1 : 0))
		civil.month++;
	civil.date = rest - day_before_month[civil.month - 1] -
	             (civil.month > 2 && is_leap(civil.year) ? 1 : 0) + 1;
	return civil;
}

int day_weekday(day d)
{
	/* 1970-01-01 was a Thursday. */
	return (int)(((int64_t)d % 7 + 11) % 7);
}

day day_add_months(day d, int months)
{
	struct day_civil civil = day_civil(d);
	int64_t count = (int64_t)civil.year * 12 + civil.month - 1 + months;
	int64_t year = floor_div(count, 12);
	int month = (int)(count - year * 12) + 1;

	if (year > DAY_YEAR_MAX)
		return day_of(DAY_YEAR_MAX, 12, 31);
	if (year < 1)
		return day_of(1, 1, 1);
	if (civil.date > month_days((int)year, month))
		civil.date = month_days((int)year, month);
	return day_of((int)year, month, civil.date);
}

/* Takes exactly `width` digits off the front of `*rest`. */
static bool take_digits(str *rest, size_t width, int *value)
{
	int sum = 0;

	if (rest->n < width)
		return false;
	for (size_t i = 0; i < width; i++) {
		if (rest->at[i] < '0' || rest->at[i] > '9')
			return false;
		sum = sum * 10 + (rest->at[i] - '0');
	}
	*rest = str_sub(*rest, width, rest->n);
	*value = sum;
	return true;
}

static bool take_byte(str *rest, char byte)
{
	if (rest->n == 0 || rest->at[0] != byte)
		return false;
	*rest = str_sub(*rest, 1, rest->n);
	return true;
}

static bool take_date(str *rest, day *d)
{
	int year, month, date;
	day got;

	if (!take_digits(rest, 4, &year) || !take_byte(rest, '-') ||
	    !take_digits(rest, 2, &month) || !take_byte(rest, '-') || !take_digits(rest, 2, &date))
		return false;
	got = day_of(year, month, date);
	if (got == DAY_NONE)
		return false;
	*d = got;
	return true;
}

bool day_read(str s, day *d)
{
	day got;

	if (!take_date(&s, &got) || s.n != 0)
		return false;
	*d = got;
	return true;
}

/* Dates stand in every event: no printf for them. */
static void write_padded(struct buf *buf, int value, int width)
{
	char digits[16];
	int from = (int)sizeof(digits);

	assert(width < from && value >= 0);
	for (; value > 0 || width > 0; value /= 10, width--)
		digits[--from] = (char)('0' + value % 10);
	buf_add(buf, (str){ digits + from, sizeof(digits) - (size_t)from });
}

void day_write(struct buf *buf, day d)
{
	struct day_civil civil = day_civil(d);

	if (civil.year < 0)
		buf_byte(buf, '-');
	write_padded(buf, civil.year < 0 ? -civil.year : civil.year, 4);
	buf_byte(buf, '-');
	write_padded(buf, civil.month, 2);
	buf_byte(buf, '-');
	write_padded(buf, civil.date, 2);
}

day day_at(instant t)
{
	assert(t != INSTANT_NONE);
	return (day)floor_div(t + DAY_ZONE, INSTANT_DAY);
}

instant day_start(day d)
{
	return (instant)d * INSTANT_DAY - DAY_ZONE;
}

/* HH:MM[:SS[.f..]] as microseconds of the day. */
static bool take_clock(str *rest, instant *of_day)
{
	int hour, minute, second = 0, digit = 0;
	instant fraction = 0, unit = INSTANT_SECOND / 10;

	if (!take_digits(rest, 2, &hour) || !take_byte(rest, ':') ||
	    !take_digits(rest, 2, &minute) || hour > 23 || minute > 59)
		return false;
	if (take_byte(rest, ':')) {
		if (!take_digits(rest, 2, &second) || second > 59)
			return false;
		if (take_byte(rest, '.')) {
			if (!take_digits(rest, 1, &digit))
				return false;
			fraction = digit * unit;
			while (unit > 1 && take_digits(rest, 1, &digit))
				fraction += digit * (unit /= 10);
		}
	}
	*of_day = hour * INSTANT_HOUR + minute * INSTANT_MINUTE + second * INSTANT_SECOND +
	          fraction;
	return true;
}

/* Z or +HH:MM, as what must be taken off to reach UTC; nothing is +08:00. */
static bool take_zone(str *rest, instant *zone)
{
	int hours, minutes;

	*zone = DAY_ZONE;
	if (rest->n == 0)
		return true;
	*zone = 0;
	if (take_byte(rest, 'Z'))
		return true;
	if (!take_byte(rest, '+') || !take_digits(rest, 2, &hours) || !take_byte(rest, ':') ||
	    !take_digits(rest, 2, &minutes) || hours > 14 || minutes > 59)
		return false;
	*zone = hours * INSTANT_HOUR + minutes * INSTANT_MINUTE;
	return true;
}

bool day_read_instant(str s, instant *t)
{
	instant of_day = 0, zone = DAY_ZONE;
	day d;

	if (!take_date(&s, &d))
		return false;
	if (s.n > 0) {
		if (!take_byte(&s, 'T') && !take_byte(&s, ' '))
			return false;
		if (!take_clock(&s, &of_day) || !take_zone(&s, &zone) || s.n != 0)
			return false;
	}
	*t = (instant)d * INSTANT_DAY + of_day - zone;
	return true;
}

void day_write_instant(struct buf *buf, instant t)
{
	day d = day_at(t);
	instant rest = t - day_start(d);
	int fraction = (int)(rest % INSTANT_SECOND);
	int second = (int)(rest / INSTANT_SECOND);
	int digits = 6;

	day_write(buf, d);
	buf_byte(buf, 'T');
	write_padded(buf, second / 3600, 2);
	buf_byte(buf, ':');
	write_padded(buf, second / 60 % 60, 2);
	buf_byte(buf, ':');
	write_padded(buf, second % 60, 2);
	while (fraction != 0 && fraction % 10 == 0) {
		fraction /= 10;
		digits--;
	}
	if (fraction != 0) {
		buf_byte(buf, '.');
		write_padded(buf, fraction, digits);
	}
	buf_text(buf, "+08:00");
}

void day_write_minute(struct buf *buf, instant t)
{
	day d = day_at(t);
	int minute = (int)((t - day_start(d)) / INSTANT_MINUTE);

	day_write(buf, d);
	buf_printf(buf, " %02d:%02d", minute / 60, minute % 60);
}
