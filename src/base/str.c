/* str.c -- slices of bytes, and builders of bytes that are born with a maximum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/str.h"

#include "base/arena.h"
#include <stdarg.h>

#define BUF_FIRST 64

str str_of(const char *text)
{
	return (str){ text != NULL ? text : "", text != NULL ? strlen(text) : 0 };
}

bool str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

int str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.at, b.at, n) : 0;
	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq((str){ s.at, prefix.n }, prefix);
}

bool str_ends(str s, str suffix)
{
	return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, s.n), suffix);
}

ptrdiff_t str_find(str s, str needle)
{
	if (needle.n == 0)
		return 0;
	if (s.n < needle.n)
		return -1;
	const char *found = memmem(s.at, s.n, needle.at, needle.n);
	return found != NULL ? found - s.at : -1;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s)
{
	const str wide = STR("\xe3\x80\x80"); /* U+3000 */
	for (;;) {
		if (s.n > 0 && is_space(s.at[0]))
			s = (str){ s.at + 1, s.n - 1 };
		else if (str_starts(s, wide))
			s = (str){ s.at + wide.n, s.n - wide.n };
		else
			break;
	}
	for (;;) {
		if (s.n > 0 && is_space(s.at[s.n - 1]))
			s.n--;
		else if (str_ends(s, wide))
			s.n -= wide.n;
		else
			return s;
	}
}

str str_sub(str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (str){ from > 0 ? s.at + from : s.at, to - from };
}

bool str_cut(str *rest, str mark, str *part)
{
	assert(mark.n > 0);
	str all = *rest;
	ptrdiff_t found = str_find(all, mark);
	size_t end = found >= 0 ? (size_t)found : all.n;
	*part = str_sub(all, 0, end);
	*rest = str_sub(all, found >= 0 ? end + mark.n : end, all.n);
	return found >= 0;
}

bool str_item(str *rest, bool spaces, str *item)
{
	if (rest->n == 0)
		return false;
	(void)str_cut(rest, spaces ? STR(" ") : STR("、"), item);
	return true;
}

void buf_init(struct buf *buf, struct arena *arena, size_t max)
{
	if (max > SIZE_MAX / 4)
		max = SIZE_MAX / 4;
	*buf = (struct buf){ .arena = arena, .max = max };
}

/* Makes place for `n` more bytes and a NUL, as far as `max` allows; gives the
 * number of bytes that may be added. */
static size_t reserve(struct buf *buf, size_t n)
{
	size_t left = buf->max - buf->n;
	if (n > left) {
		n = left;
		buf->full = true;
	}
	size_t need = buf->n + n + 1;
	if (need <= buf->room)
		return n;
	size_t room = buf->room < BUF_FIRST / 2 ? BUF_FIRST : 2 * buf->room;
	if (room < need)
		room = need;
	if (room > buf->max + 1)
		room = buf->max + 1;
	buf->at = arena_grow(buf->arena, buf->at, buf->room, room);
	buf->room = room;
	return n;
}

void buf_add(struct buf *buf, str s)
{
	size_t n = reserve(buf, s.n);
	if (n > 0)
		memcpy(buf->at + buf->n, s.at, n);
	buf->n += n;
}

void buf_byte(struct buf *buf, char byte)
{
	if (buf->n + 1 < buf->room && buf->n < buf->max)
		buf->at[buf->n++] = byte;
	else
		buf_add(buf, (str){ &byte, 1 });
}

void buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, str_of(text));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	int wanted = vsnprintf(NULL, 0, format, values);
	va_end(values);
	assert(wanted >= 0);
	size_t n = reserve(buf, (size_t)wanted);
	va_start(values, format);
	vsnprintf(buf->at + buf->n, n + 1, format, values);
	va_end(values);
	buf->n += n;
}

void buf_int(struct buf *buf, int64_t value)
{
	char digits[24];
	size_t from = sizeof(digits);
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do {
		digits[--from] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (value < 0)
		digits[--from] = '-';
	buf_add(buf, (str){ digits + from, sizeof(digits) - from });
}

str buf_str(const struct buf *buf)
{
	return (str){ buf->at != NULL ? buf->at : "", buf->n };
}
