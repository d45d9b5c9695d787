/* fuzz_http.c -- any bytes may be an address, a form or a header's value: they are read or
 * refused in peace, and what was read keeps what its reader promises.
 *
 * The first byte chooses: t target, q query, m multipart, f urlencoded, c cookie, r range,
 * l languages, a media types, e entity tags, p parameters. In a multipart form the first
 * line is the Content-Type.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/field.h"
#include "http/form.h"
#include "http/target.h"

#define FUZZ_BUDGET ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

static void read_target(struct arena *arena, str text)
{
	struct target target, again;
	str path;

	if (!target_read(arena, text, &target))
		return;
	path = target.path;
	must(path.n > 0 && (path.at[0] == '/' || str_eq(path, STR("*"))));
	must(utf8_valid(path, NULL) && memchr(path.at, '\0', path.n) == NULL);
	must(str_find(path, STR("/../")) < 0 && str_find(path, STR("//")) < 0);
	must(!str_ends(path, STR("/..")) && str_find(path, STR("\\")) < 0);
	if (path.at[0] == '*')
		return;
	must(target_read(arena, target_encode(arena, path, false), &again));
	must(str_eq(again.path, path));
}

static void read_form(struct arena *arena, str type, str body)
{
	struct err err = { 0 };
	struct form_data form;

	if (!form_parse(arena, type, body, &form, &err)) {
		must(err.kind != ERR_NONE);
		return;
	}
	must(form.count <= FORM_PARTS);
	for (size_t i = 0; i < form.count; i++) {
		must(utf8_valid(form.at[i].name, NULL));
		must(form.at[i].is_file || utf8_valid(form.at[i].value, NULL));
		must(form.at[i].filename.n == 0 ||
		     memchr(form.at[i].filename.at, '/', form.at[i].filename.n) == NULL);
	}
}

static void read_range(str text)
{
	const uint64_t sizes[] = { 0, 1, 1000, UINT64_MAX / 2 };
	uint64_t from, length;

	for (size_t i = 0; i < countof(sizes); i++)
		if (field_range(text, sizes[i], &from, &length) == FIELD_RANGE_ONE)
			must(length > 0 && from < sizes[i] && length <= sizes[i] - from);
}

static void read_choice(enum field_accept kind, str text)
{
	const str offers[] = { STR("zh"), STR("en"), STR("text/html"), STR("gzip") };
	int chosen = field_choose(kind, text, offers, countof(offers));

	must(chosen >= -1 && chosen < (int)countof(offers));
}

static void read_value(char kind, str text)
{
	char room[64];
	str param = { 0 };

	if (kind == 'c') {
		param = field_cookie(text, STR("a"));
		must(param.at == NULL || str_find(param, STR(";")) < 0);
	} else if (kind == 'e') {
		field_etag_in(text, STR("\"1\""), false);
	} else if (field_param(text, STR("a"), room, sizeof(room), &param)) {
		must(param.n <= sizeof(room));
	}
}

static void read_one(struct arena *arena, char kind, str text)
{
	str type;

	switch (kind) {
	case 't':
		read_target(arena, text);
		return;
	case 'q':
		read_target(arena, arena_printf(arena, "/?%.*s", PSTR(text)));
		return;
	case 'm':
		str_cut(&text, STR("\n"), &type);
		read_form(arena, type, text);
		return;
	case 'f':
		read_form(arena, STR("application/x-www-form-urlencoded"), text);
		return;
	case 'r':
		read_range(text);
		return;
	case 'l':
	case 'a':
		read_choice(kind == 'l' ? FIELD_LANGUAGE : FIELD_MEDIA, text);
		return;
	default:
		read_value(kind, text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new(FUZZ_BUDGET);
	jmp_buf escape;

	if (size > 0 && setjmp(escape) == 0) {
		arena_escape(arena, &escape);
		read_one(arena, (char)bytes[0], (str){ (const char *)bytes + 1, size - 1 });
	}
	arena_end(arena);
	return 0;
}
