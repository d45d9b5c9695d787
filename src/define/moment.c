/* moment.c -- dates and times as people write them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/moment.h"

#include "base/str.h"

#define TIME_BYTES 32 /* "2024-05-06T09:12:13.123456+08:00" without its date, with room */

/* Takes 1 to `width` digits off the front. */
static bool take_digits(str *rest, size_t width, int *value)
{
	size_t n = 0;

	*value = 0;
	while (n < width && n < rest->n && rest->at[n] >= '0' && rest->at[n] <= '9')
		*value = *value * 10 + (rest->at[n++] - '0');
	*rest = str_sub(*rest, n, rest->n);
	return n > 0;
}

static bool take(str *rest, str mark)
{
	if (!str_starts(*rest, mark))
		return false;
	*rest = str_sub(*rest, mark.n, rest->n);
	return true;
}

/* Takes a date with these marks off the front. */
static bool take_marked(str *rest, const str marks[3], day *on)
{
	str s = *rest;
	int year, month, date;

	if (!take_digits(&s, 4, &year) || !take(&s, marks[0]) || !take_digits(&s, 2, &month) ||
	    !take(&s, marks[1]) || !take_digits(&s, 2, &date) || !take(&s, marks[2]))
		return false;
	*on = year >= 1000 ? day_of(year, month, date) : DAY_NONE;
	*rest = s;
	return *on != DAY_NONE;
}

static bool take_date(str *rest, day *on)
{
	const str marks[][3] = {
		{ STR("-"), STR("-"), STR("") },
		{ STR("/"), STR("/"), STR("") },
		{ STR("."), STR("."), STR("") },
		{ STR("年"), STR("月"), STR("日") },
	};

	for (size_t i = 0; i < countof(marks); i++)
		if (take_marked(rest, marks[i], on))
			return true;
	return false;
}

bool moment_read_day(str s, day *on)
{
	day got;

	if (!take_date(&s, &got) || s.n > 0)
		return false;
	*on = got;
	return true;
}

bool moment_read_instant(str s, instant *at)
{
	struct day_civil civil;
	char text[TIME_BYTES + 16];
	str rest = s;
	day on;

	if (!take_date(&rest, &on))
		return false;
	if (rest.n == 0) {
		*at = day_start(on);
		return true;
	}
	str date = str_sub(s, 0, s.n - rest.n);
	if (!take(&rest, STR("T")) && rest.at[0] != ' ' && !str_ends(date, STR("日")))
		return false;
	rest = str_trim(rest);
	if (rest.n == 0 || rest.n > TIME_BYTES)
		return false;
	civil = day_civil(on);
	int n = snprintf(text, sizeof(text), "%04d-%02d-%02dT%s%.*s", civil.year, civil.month,
	                 civil.date, rest.n > 1 && rest.at[1] == ':' ? "0" : "", PSTR(rest));
	return day_read_instant((str){ text, (size_t)n }, at);
}
