/* import_time.c -- dates and times of other systems' files, by the formats that a mapping lists.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_time.h"

#include "base/str.h"

/* What has been read so far; -1: nothing. */
struct pieces {
	int year, month, date, hour, minute, second;
	int micros;
	int half; /* 0 AM, 1 PM */
	bool zoned;
	int zone; /* minutes east */
};

static const struct gap_name {
	const char *name;
	char gap;
} gap_names[] = {
	{ "年", 'Y' }, { "月", 'M' },   { "日", 'D' },     { "时", 'h' },   { "分", 'm' },
	{ "秒", 's' }, { "小数", 'f' }, { "上下午", 'p' }, { "时差", 'z' },
};

static char gap_of(str name)
{
	for (size_t i = 0; i < countof(gap_names); i++)
		if (str_eq(name, str_of(gap_names[i].name)))
			return gap_names[i].gap;
	return 0;
}

static bool has_gap(const struct import_format *format, char gap)
{
	for (size_t i = 0; i < format->count; i++)
		if (format->parts[i].gap == gap)
			return true;
	return false;
}

/* Takes a text or a gap off the front of `*rest`. */
static bool take_part(str *rest, struct import_part *part)
{
	ptrdiff_t open = str_find(*rest, STR("{"));
	str name;

	*part = (struct import_part){ 0 };
	if (open != 0) {
		size_t n = open < 0 ? rest->n : (size_t)open;

		part->text = str_sub(*rest, 0, n);
		*rest = str_sub(*rest, n, rest->n);
		return str_find(part->text, STR("}")) < 0;
	}
	*rest = str_sub(*rest, 1, rest->n);
	if (!str_cut(rest, STR("}"), &name))
		return false;
	part->gap = gap_of(name);
	return part->gap != 0;
}

/* A time of day needs its larger parts, and 12 hours need to be told apart. */
static bool is_whole(const struct import_format *format)
{
	bool hour = has_gap(format, 'h'), minute = has_gap(format, 'm');

	return has_gap(format, 'Y') && has_gap(format, 'M') && has_gap(format, 'D') &&
	       hour == minute && (minute || !has_gap(format, 's')) &&
	       (hour || !has_gap(format, 'p')) && (hour || !has_gap(format, 'z')) &&
	       (has_gap(format, 's') || !has_gap(format, 'f'));
}

bool import_time_format(str text, struct import_format *format)
{
	struct import_format made = { .text = text, .iso = str_eq(text, STR("ISO")) };
	str rest = text;

	while (!made.iso && rest.n > 0) {
		struct import_part part;

		if (made.count == IMPORT_TIME_PARTS || !take_part(&rest, &part) ||
		    (part.gap != 0 && has_gap(&made, part.gap)))
			return false;
		made.parts[made.count++] = part;
	}
	if (!made.iso && !is_whole(&made))
		return false;
	*format = made;
	return true;
}

/* ---- reading ---- */

/* Takes `least` to `most` digits off the front. */
static bool take_number(str *rest, size_t least, size_t most, int *value)
{
	size_t n = 0;
	int number = 0;

	while (n < most && n < rest->n && rest->at[n] >= '0' && rest->at[n] <= '9')
		number = number * 10 + (rest->at[n++] - '0');
	if (n < least)
		return false;
	*value = number;
	*rest = str_sub(*rest, n, rest->n);
	return true;
}

static bool take_text(str *rest, str text)
{
	if (!str_starts(*rest, text))
		return false;
	*rest = str_sub(*rest, text.n, rest->n);
	return true;
}

/* A point with one to six digits, or nothing. */
static bool take_fraction(str *rest, int *micros)
{
	size_t before;
	int digits;

	if (rest->n == 0 || (rest->at[0] != '.' && rest->at[0] != ','))
		return true;
	*rest = str_sub(*rest, 1, rest->n);
	before = rest->n;
	if (!take_number(rest, 1, 6, &digits))
		return false;
	for (size_t n = before - rest->n; n < 6; n++)
		digits *= 10;
	*micros = digits;
	return true;
}

static bool take_zone(str *rest, struct pieces *p)
{
	bool west;
	int hours, minutes = 0;

	p->zoned = true;
	p->zone = 0;
	if (take_text(rest, STR("Z")))
		return true;
	west = rest->n > 0 && rest->at[0] == '-';
	if (!west && !str_starts(*rest, STR("+")))
		return false;
	*rest = str_sub(*rest, 1, rest->n);
	if (!take_number(rest, 2, 2, &hours))
		return false;
	if (take_text(rest, STR(":"))) {
		if (!take_number(rest, 2, 2, &minutes))
			return false;
	} else if (rest->n > 0 && !take_number(rest, 2, 2, &minutes)) {
		return false;
	}
	p->zone = (west ? -1 : 1) * (hours * 60 + minutes);
	return hours <= 14 && minutes <= 59;
}

static bool take_half(str *rest, int *half)
{
	static const struct {
		const char *word;
		int half;
	} words[] = { { "AM", 0 }, { "PM", 1 },   { "am", 0 },
		      { "pm", 1 }, { "上午", 0 }, { "下午", 1 } };

	for (size_t i = 0; i < countof(words); i++)
		if (take_text(rest, str_of(words[i].word))) {
			*half = words[i].half;
			return true;
		}
	return false;
}

static bool take_gap(str *rest, char gap, struct pieces *p)
{
	switch (gap) {
	case 'Y': return take_number(rest, 4, 4, &p->year);
	case 'M': return take_number(rest, 1, 2, &p->month);
	case 'D': return take_number(rest, 1, 2, &p->date);
	case 'h': return take_number(rest, 1, 2, &p->hour);
	case 'm': return take_number(rest, 2, 2, &p->minute);
	case 's': return take_number(rest, 2, 2, &p->second);
	case 'f': return take_fraction(rest, &p->micros);
	case 'p': return take_half(rest, &p->half);
	default: return take_zone(rest, p);
	}
}

static bool take_clock(str *rest, struct pieces *p)
{
	if (!take_number(rest, 2, 2, &p->hour) || !take_text(rest, STR(":")) ||
	    !take_number(rest, 2, 2, &p->minute))
		return false;
	if (take_text(rest, STR(":")) &&
	    (!take_number(rest, 2, 2, &p->second) || !take_fraction(rest, &p->micros)))
		return false;
	return rest->n == 0 || take_zone(rest, p);
}

static bool read_iso(str rest, struct pieces *p)
{
	if (!take_number(&rest, 4, 4, &p->year) || !take_text(&rest, STR("-")) ||
	    !take_number(&rest, 2, 2, &p->month) || !take_text(&rest, STR("-")) ||
	    !take_number(&rest, 2, 2, &p->date))
		return false;
	if (rest.n == 0)
		return true;
	if (!take_text(&rest, STR("T")) && !take_text(&rest, STR(" ")))
		return false;
	return take_clock(&rest, p) && rest.n == 0;
}

static bool read_parts(const struct import_format *format, str rest, struct pieces *p)
{
	for (size_t i = 0; i < format->count; i++) {
		const struct import_part *part = &format->parts[i];

		if (part->gap == 0 ? !take_text(&rest, part->text) : !take_gap(&rest, part->gap, p))
			return false;
	}
	return rest.n == 0;
}

/* Twelve hours: 12 AM is 0, 12 PM is 12. */
static bool settle_half(struct pieces *p)
{
	if (p->half < 0)
		return true;
	if (p->hour < 1 || p->hour > 12)
		return false;
	p->hour = p->hour % 12 + 12 * p->half;
	return true;
}

static bool settle(struct pieces *p, int zone, struct import_time *moment)
{
	day on = day_of(p->year, p->month, p->date);
	int64_t seconds;

	if (on == DAY_NONE || !settle_half(p) || p->hour > 23 || p->minute > 59 || p->second > 59)
		return false;
	moment->bare = p->hour < 0;
	seconds = (int64_t)on * 86400 - (int64_t)(p->zoned ? p->zone : zone) * 60;
	if (!moment->bare)
		seconds += p->hour * 3600 + p->minute * 60 + p->second;
	moment->at = seconds * INSTANT_SECOND + p->micros;
	moment->on = moment->bare ? on : day_at(moment->at);
	return true;
}

static bool read_one(const struct import_format *format, int zone, str value,
                     struct import_time *moment)
{
	struct pieces p = { .hour = -1, .half = -1 };

	if (!(format->iso ? read_iso(value, &p) : read_parts(format, value, &p)))
		return false;
	return settle(&p, zone, moment);
}

enum import_reading import_time_read(const struct import_format *formats, size_t count, int zone,
                                     str value, struct import_time *moment)
{
	struct import_time first = { 0 };
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		struct import_time one;

		if (!read_one(&formats[i], zone, value, &one))
			continue;
		if (found && (one.at != first.at || one.bare != first.bare))
			return IMPORT_AMBIGUOUS;
		first = one;
		found = true;
	}
	if (!found)
		return IMPORT_UNREADABLE;
	*moment = first;
	return IMPORT_READ;
}

bool import_time_zone(str text, int *minutes)
{
	struct pieces p = { 0 };

	if (!take_zone(&text, &p) || text.n > 0)
		return false;
	*minutes = p.zone;
	return true;
}
