/* json_write.c -- JSON written, always the same bytes for the same value.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/json_write.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/utf8.h"
#include "format/json.h"

/* UTF-8 sorts as code points; UTF-16 puts surrogate pairs before U+E000..U+FFFF.
 * The two orders differ only where the first differing bytes are one of EE, EF
 * (U+E000..U+FFFF) and one of F0..F4 (pairs): so those change places. */
static int rank(char byte)
{
	int value = (unsigned char)byte;

	if (value >= 0xF0)
		return value - 2;
	return value >= 0xEE ? value + 6 : value;
}

static int compare(str a, str b)
{
	size_t shorter = a.n < b.n ? a.n : b.n;

	for (size_t i = 0; i < shorter; i++)
		if (a.at[i] != b.at[i])
			return rank(a.at[i]) - rank(b.at[i]);
	return (a.n > b.n) - (a.n < b.n);
}

static void escape(struct buf *buf, char byte)
{
	switch (byte) {
	case '"': buf_text(buf, "\\\""); break;
	case '\\': buf_text(buf, "\\\\"); break;
	case '\b': buf_text(buf, "\\b"); break;
	case '\t': buf_text(buf, "\\t"); break;
	case '\n': buf_text(buf, "\\n"); break;
	case '\f': buf_text(buf, "\\f"); break;
	case '\r': buf_text(buf, "\\r"); break;
	default: buf_printf(buf, "\\u%04x", (unsigned)byte);
	}
}

static void write_string(struct buf *buf, str text)
{
	size_t from = 0;

	buf_byte(buf, '"');
	for (size_t i = 0; i < text.n; i++) {
		unsigned char byte = (unsigned char)text.at[i];

		if (byte >= 0x20 && byte != '"' && byte != '\\')
			continue;
		if (i > from)
			buf_add(buf, str_sub(text, from, i));
		escape(buf, text.at[i]);
		from = i + 1;
	}
	if (text.n > from)
		buf_add(buf, str_sub(text, from, text.n));
	buf_byte(buf, '"');
}

/* A text with wrong bytes, each shown as U+FFFD. */
static void write_mended(struct buf *buf, str text)
{
	struct buf mended;
	char out[4];

	buf_init(&mended, buf->arena, text.n * 3);
	while (text.n > 0) {
		size_t n = utf8_put(utf8_next(&text), out);

		buf_add(&mended, (str){ out, n });
	}
	write_string(buf, buf_str(&mended));
}

static void write_text(struct jw *w, str text)
{
	if (utf8_valid(text, NULL)) {
		write_string(w->buf, text);
		return;
	}
	assert(!w->canonical);
	write_mended(w->buf, text);
}

void jw_init(struct jw *w, struct buf *buf, bool canonical)
{
	memset(w, 0, sizeof *w);
	w->buf = buf;
	w->canonical = canonical;
	w->first[0] = true;
}

/* What stands before a value: a comma in a list, nothing behind a name. */
static void before_value(struct jw *w)
{
	bool in_map = w->depth > 0 && w->closers[w->depth] == '}';

	assert(w->named == in_map);
	assert(w->depth > 0 || w->first[0]);
	if (!in_map && !w->first[w->depth])
		buf_byte(w->buf, ',');
	w->first[w->depth] = false;
	w->named = false;
}

void jw_open(struct jw *w, char bracket)
{
	assert(bracket == '{' || bracket == '[');
	assert(w->depth < LIMIT_JSON_DEPTH);
	before_value(w);
	w->depth++;
	w->first[w->depth] = true;
	w->closers[w->depth] = bracket == '{' ? '}' : ']';
	buf_byte(w->buf, bracket);
}

void jw_close(struct jw *w)
{
	assert(w->depth > 0 && !w->named);
	buf_byte(w->buf, w->closers[w->depth]);
	w->depth--;
}

void jw_name(struct jw *w, str name)
{
	int d = w->depth;

	assert(d > 0 && w->closers[d] == '}' && !w->named);
	assert(!w->canonical || w->first[d] || compare(w->last[d], name) < 0);
	if (!w->first[d])
		buf_byte(w->buf, ',');
	w->last[d] = name;
	write_text(w, name);
	buf_byte(w->buf, ':');
	w->named = true;
}

void jw_str(struct jw *w, str text)
{
	before_value(w);
	write_text(w, text);
}

void jw_int(struct jw *w, int64_t number)
{
	before_value(w);
	buf_int(w->buf, number);
}

void jw_bool(struct jw *w, bool truth)
{
	before_value(w);
	buf_text(w->buf, truth ? "true" : "false");
}

void jw_null(struct jw *w)
{
	before_value(w);
	buf_text(w->buf, "null");
}

void jw_name_str(struct jw *w, str name, str text)
{
	jw_name(w, name);
	jw_str(w, text);
}

void jw_name_int(struct jw *w, str name, int64_t number)
{
	jw_name(w, name);
	jw_int(w, number);
}

struct member {
	str name;
	const struct json *item;
};

static int compare_members(const void *a, const void *b)
{
	return compare(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static bool in_order(const struct json *map)
{
	for (size_t i = 1; i < map->count; i++)
		if (compare(map->names[i - 1], map->names[i]) >= 0)
			return false;
	return true;
}

/* Names that already stand in order (all texts that the program itself has written)
 * cost no memory; others are sorted in the buffer's arena. */
static void write_map(struct jw *w, const struct json *map)
{
	struct member *members = NULL;

	if (w->canonical && !in_order(map)) {
		members = arena_make(w->buf->arena, struct member, map->count);
		for (size_t i = 0; i < map->count; i++)
			members[i] = (struct member){ map->names[i], &map->items[i] };
		qsort(members, map->count, sizeof *members, compare_members);
	}
	jw_open(w, '{');
	for (size_t i = 0; i < map->count; i++) {
		jw_name(w, members ? members[i].name : map->names[i]);
		jw_json(w, members ? members[i].item : &map->items[i]);
	}
	jw_close(w);
}

void jw_json(struct jw *w, const struct json *json)
{
	switch (json->kind) {
	case JSON_NULL: jw_null(w); break;
	case JSON_FALSE:
	case JSON_TRUE: jw_bool(w, json->kind == JSON_TRUE); break;
	case JSON_INT: jw_int(w, json->number); break;
	case JSON_TEXT: jw_str(w, json->text); break;
	case JSON_LIST:
		jw_open(w, '[');
		for (size_t i = 0; i < json->count; i++)
			jw_json(w, &json->items[i]);
		jw_close(w);
		break;
	case JSON_MAP: write_map(w, json); break;
	}
}

void jw_err(struct jw *w, const struct err *err)
{
	jw_open(w, '{');
	jw_name(w, STR("error"));
	jw_open(w, '{');
	jw_name_str(w, STR("code"), str_of(err->code));
	jw_name_str(w, STR("what"), str_of(err->what));
	if (err->where[0] != 0)
		jw_name_str(w, STR("where"), str_of(err->where));
	if (err->rule[0] != 0)
		jw_name_str(w, STR("rule"), str_of(err->rule));
	if (err->fix[0] != 0)
		jw_name_str(w, STR("fix"), str_of(err->fix));
	jw_close(w);
	jw_close(w);
}
