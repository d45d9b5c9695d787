/* mask.c -- private values in a form that lets a case be recognised, but nobody be found.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/mask.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"

/* Bytes of the first `n` characters, or of all. */
static size_t bytes_of(str s, size_t n)
{
	size_t at = 0;

	while (n > 0 && at < s.n) {
		at++;
		while (at < s.n && ((unsigned char)s.at[at] & 0xC0) == 0x80)
			at++;
		n--;
	}
	return at;
}

static size_t characters(str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.at[i] & 0xC0) != 0x80;
	return n;
}

/* The first and the last characters with `stars` between, if so much is hidden by them. */
static void keep_ends(struct buf *buf, str s, size_t first, size_t last, size_t stars)
{
	size_t n = characters(s), from = bytes_of(s, n - (last < n ? last : n));
	bool enough = n >= first + last + 4;

	if (enough)
		buf_add(buf, str_sub(s, 0, bytes_of(s, first)));
	for (size_t i = 0; i < (enough ? stars : 4); i++)
		buf_byte(buf, '*');
	if (enough)
		buf_add(buf, str_sub(s, from, s.n));
}

static void mask_place(struct buf *buf, str s)
{
	static const char *const ends[] = { "街道", "社区", "大道", "镇", "乡", "村", "街", "路" };
	size_t keep = 0;

	for (size_t i = 0; i < countof(ends); i++) {
		str end = str_of(ends[i]);
		ptrdiff_t at = str_find(s, end);

		if (at >= 0 && (keep == 0 || (size_t)at + end.n < keep))
			keep = (size_t)at + end.n;
	}
	buf_add(buf, str_sub(s, 0, keep));
	buf_text(buf, "**");
}

static void mask_one(struct buf *buf, const struct field *field, str s)
{
	size_t n = characters(s);

	switch (field->type) {
	case FIELD_PERSON:
		if (n > 1)
			buf_add(buf, str_sub(s, 0, bytes_of(s, 1)));
		buf_text(buf, "**");
		break;
	case FIELD_PHONE: keep_ends(buf, s, 3, 4, 4); break;
	case FIELD_IDENTITY: keep_ends(buf, s, 6, 4, n > 10 ? n - 10 : 4); break;
	case FIELD_PLACE: mask_place(buf, s); break;
	default: buf_text(buf, "****");
	}
}

str mask_value(struct arena *arena, const struct field *field, str value)
{
	struct buf buf;
	bool first = true;
	str item;

	buf_init(&buf, arena, LIMIT_VALUE_BYTES * 2);
	while (value.n > 0) {
		str_cut(&value, STR("\n"), &item);
		if (!first)
			buf_byte(&buf, '\n');
		mask_one(&buf, field, item);
		first = false;
	}
	return buf_str(&buf);
}
