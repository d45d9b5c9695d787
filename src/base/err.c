/* err.c -- what went wrong, where, under which rule, and what to do about it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/err.h"

#include "base/str.h"
#include "base/utf8.h"
#include <stdarg.h>

/* Shortens the text of `n` bytes so that it does not end inside a character. */
static size_t whole_characters(const char *text, size_t n)
{
	size_t start = n;
	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return n;
	unsigned char lead = (unsigned char)text[start - 1];
	size_t need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	return n - (start - 1) < need ? start - 1 : n;
}

/* What somebody typed stands in a message: bytes that are no text (a character cut in
 * two, the orders of a terminal) become '?', so that they do nothing to who reads it. */
static void clean(char *text)
{
	str rest = str_of(text);
	while (rest.n > 0) {
		str here = rest;
		uint32_t c = utf8_next(&rest);
		bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
		if (control || !utf8_valid((str){ here.at, here.n - rest.n }, NULL))
			memset(text + (here.at - text), '?', here.n - rest.n);
	}
}

static void fill(char *out, size_t room, const char *format, va_list values)
{
	int n = vsnprintf(out, room, format, values);
	if (n < 0)
		out[0] = '\0';
	else if ((size_t)n >= room)
		out[whole_characters(out, room - 1)] = '\0';
	clean(out);
}

bool err_set_at(struct err *err, const char *file, int line, enum err_kind kind, const char *code,
                const char *format, ...)
{
	assert(err->kind == ERR_NONE && kind != ERR_NONE);
	assert(strlen(code) < sizeof(err->code));
	memset(err, 0, sizeof(*err));
	err->kind = kind;
	err->file = file;
	err->line = line;
	memcpy(err->code, code, strlen(code) + 1);
	va_list values;
	va_start(values, format);
	fill(err->what, sizeof(err->what), format, values);
	va_end(values);
	return false;
}

bool err_where(struct err *err, const char *format, ...)
{
	assert(err->kind != ERR_NONE);
	if (err->where[0] != '\0')
		return false;
	va_list values;
	va_start(values, format);
	fill(err->where, sizeof(err->where), format, values);
	va_end(values);
	return false;
}

bool err_rule(struct err *err, str basis)
{
	assert(err->kind != ERR_NONE);
	if (err->rule[0] != '\0' || basis.n == 0)
		return false;
	size_t n = basis.n;
	if (n >= sizeof(err->rule))
		n = whole_characters(basis.at, sizeof(err->rule) - 1);
	memcpy(err->rule, basis.at, n);
	err->rule[n] = '\0';
	return false;
}

bool err_fix(struct err *err, const char *format, ...)
{
	assert(err->kind != ERR_NONE);
	if (err->fix[0] != '\0')
		return false;
	va_list values;
	va_start(values, format);
	fill(err->fix, sizeof(err->fix), format, values);
	va_end(values);
	return false;
}

bool err_detail(struct err *err, const char *format, ...)
{
	assert(err->kind != ERR_NONE);
	char all[2 * sizeof(err->detail) + 2];
	va_list values;
	va_start(values, format);
	fill(all, sizeof(err->detail), format, values);
	va_end(values);
	size_t n = strlen(all);
	if (err->detail[0] != '\0')
		n += (size_t)snprintf(all + n, sizeof(all) - n, ": %s", err->detail);
	if (n >= sizeof(err->detail))
		n = whole_characters(all, sizeof(err->detail) - 1);
	memcpy(err->detail, all, n);
	err->detail[n] = '\0';
	return false;
}

void err_clear(struct err *err)
{
	memset(err, 0, sizeof(*err));
}

int err_exit_code(const struct err *err)
{
	switch (err->kind) {
	case ERR_NONE: return 0;
	case ERR_INVALID: return 2;
	case ERR_DENIED: return 4;
	case ERR_UNKNOWN: return 3;
	case ERR_CONFLICT: return 5;
	case ERR_REFUSED: return 9;
	case ERR_LIMIT: return 10;
	case ERR_STORE: return 75;
	case ERR_TAMPERED: return 6;
	case ERR_WANTING: return 1;
	case ERR_PARTLY: return 8;
	}
	return 70;
}

/* Adds `text` behind the `*n` bytes of `out`, cut at `room` (NUL included). */
static void put(char *out, size_t room, size_t *n, const char *text)
{
	size_t more = strlen(text);
	bool cut = more > room - 1 - *n;
	if (cut)
		more = room - 1 - *n;
	memcpy(out + *n, text, more);
	*n += more;
	if (cut)
		*n = whole_characters(out, *n);
	out[*n] = '\0';
}

/* Adds the full stop that a sentence lacks. */
static void put_stop(char *out, size_t room, size_t *n)
{
	static const char *const stops[] = { "。", "！", "？", "；", "：", "\n" };
	for (size_t i = 0; i < countof(stops); i++) {
		size_t width = strlen(stops[i]);
		if (*n >= width && memcmp(out + *n - width, stops[i], width) == 0)
			return;
	}
	put(out, room, n, "。");
}

void err_text(const struct err *err, char *out, size_t room)
{
	assert(room > 0);
	size_t n = 0;
	out[0] = '\0';
	if (err->where[0] != '\0') {
		put(out, room, &n, err->where);
		put(out, room, &n, "：");
	}
	put(out, room, &n, err->what);
	put_stop(out, room, &n);
	if (err->rule[0] != '\0') {
		put(out, room, &n, "依据：");
		put(out, room, &n, err->rule);
		put_stop(out, room, &n);
	}
	put(out, room, &n, err->fix);
	put(out, room, &n, "（");
	put(out, room, &n, err->code);
	put(out, room, &n, "）");
}
