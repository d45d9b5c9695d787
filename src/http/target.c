/* target.c -- the address of a request: percent-decoding, path and query.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/target.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool target_decode(struct arena *arena, str text, bool plus, str *plain)
{
	char *out = arena_take(arena, text.n + 1);
	size_t n = 0;
	str all;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.at[i];

		if (c == '%') {
			int high = i + 2 < text.n ? hex_value(text.at[i + 1]) : -1;
			int low = i + 2 < text.n ? hex_value(text.at[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if (c == '\0')
			return false;
		out[n++] = c;
	}
	all = (str){ out, n };
	if (!utf8_valid(all, NULL))
		return false;
	*plain = all;
	return true;
}

str target_encode(struct arena *arena, str text, bool slash)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_take(arena, 3 * text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.at[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		             (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
		             c == '~' || (c == '/' && !slash);

		if (plain) {
			out[n++] = (char)c;
			continue;
		}
		out[n++] = '%';
		out[n++] = digits[c >> 4];
		out[n++] = digits[c & 15];
	}
	return (str){ out, n };
}

static bool read_param(struct arena *arena, str part, struct field_pair *field)
{
	str name;

	str_cut(&part, STR("="), &name);
	return target_decode(arena, name, true, &field->name) &&
	       target_decode(arena, part, true, &field->value);
}

bool target_read_query(struct arena *arena, str text, struct field_list *list)
{
	struct field_pair *fields;
	size_t most = 1, count = 0;

	for (size_t i = 0; i < text.n; i++)
		most += text.at[i] == '&';
	if (most > TARGET_PARAMS)
		return false;
	fields = arena_make(arena, struct field_pair, most);
	while (text.n > 0) {
		str part;

		str_cut(&text, STR("&"), &part);
		if (part.n > 0 && !read_param(arena, part, &fields[count++]))
			return false;
	}
	*list = (struct field_list){ fields, count };
	return true;
}

/* Nothing that a file system, a log or another program could take for something else. */
static bool is_safe(str path)
{
	str rest = path;

	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.at[i];

		if (c < 0x20 || c == 0x7f || c == '\\')
			return false;
	}
	rest = str_sub(rest, 1, rest.n);
	while (rest.n > 0) {
		str part;

		str_cut(&rest, STR("/"), &part);
		if (part.n == 0 || str_eq(part, STR(".")) || str_eq(part, STR("..")))
			return false;
	}
	return true;
}

static bool has_coded_slash(str path)
{
	for (size_t i = 0; i + 2 < path.n; i++)
		if (path.at[i] == '%' && path.at[i + 1] == '2' && (path.at[i + 2] | 0x20) == 'f')
			return true;
	return false;
}

/* Only '%' escapes, visible ASCII and UTF-8 may stand in a target; no '#'. */
static bool is_plain(str raw)
{
	for (size_t i = 0; i < raw.n; i++) {
		unsigned char c = (unsigned char)raw.at[i];

		if (c <= 0x20 || c == 0x7f || c == '#')
			return false;
	}
	return true;
}

/* Without "http://host" in front; the path behind it may be missing. */
static bool cut_origin(struct arena *arena, str *raw)
{
	size_t host = 0;
	str scheme = str_sub(*raw, 0, str_starts(*raw, STR("https://")) ? 8 : 7);

	if (!str_eq(scheme, STR("http://")) && !str_eq(scheme, STR("https://")))
		return false;
	*raw = str_sub(*raw, scheme.n, raw->n);
	while (host < raw->n && raw->at[host] != '/' && raw->at[host] != '?')
		host++;
	if (host == 0 || memchr(raw->at, '@', host) != NULL)
		return false;
	*raw = str_sub(*raw, host, raw->n);
	if (raw->n == 0 || raw->at[0] == '?')
		*raw = arena_printf(arena, "/%.*s", PSTR(*raw));
	return true;
}

bool target_read(struct arena *arena, str raw, struct target *target)
{
	str path, query, all = raw;

	*target = (struct target){ .raw = raw };
	if (raw.n == 0 || !is_plain(raw))
		return false;
	if (str_eq(raw, STR("*"))) {
		target->path = raw;
		return true;
	}
	if (raw.at[0] != '/' && !cut_origin(arena, &all))
		return false;
	target->raw = query = all;
	str_cut(&query, STR("?"), &path);
	if (has_coded_slash(path) || !target_decode(arena, path, false, &target->path))
		return false;
	return is_safe(target->path) && target_read_query(arena, query, &target->query);
}
