/* test_json_write.c -- the same value always gives the same bytes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "format/json.h"
#include "format/json_write.h"

#define VECTORS "data/vectors/json-canonicalization/testdata"

TEST(by_hand)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct buf buf;
	struct jw w;

	buf_init(&buf, arena, 4096);
	jw_init(&w, &buf, true);
	jw_open(&w, '{');
	jw_name_int(&w, STR("a"), INT64_MIN);
	jw_name(&w, STR("b"));
	jw_open(&w, '[');
	jw_null(&w);
	jw_bool(&w, true);
	jw_open(&w, '{');
	jw_close(&w);
	jw_open(&w, '[');
	jw_close(&w);
	jw_str(&w, STR(""));
	jw_close(&w);
	jw_name_str(&w, STR("名"), STR("\"\\/\b\f\n\r\t\x01\x1f\x7f规"));
	jw_close(&w);
	CHECK_STR(buf_str(&buf), "{\"a\":-9223372036854775808,\"b\":[null,true,{},[],\"\"],"
	          "\"名\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f规\"}");
	arena_end(arena);
}

TEST(wrong_bytes_are_shown)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct buf buf;
	struct jw w;

	buf_init(&buf, arena, 4096);
	jw_init(&w, &buf, false);
	jw_str(&w, STR("a\xff" "b\n"));
	CHECK_STR(buf_str(&buf), "\"a\xEF\xBF\xBD" "b\\n\"");
	arena_end(arena);
}

static str rewritten(struct arena *arena, str text, bool canonical, struct err *err)
{
	const struct json *json = json_read(arena, text, err);
	struct buf *buf = arena_make(arena, struct buf, 1);
	struct jw w;

	if (!json)
		return (str){ 0 };
	buf_init(buf, arena, (size_t)1 << 20);
	jw_init(&w, buf, canonical);
	jw_json(&w, json);
	CHECK(!buf->full);
	return buf_str(buf);
}

/* U+20AC < pair of U+1F602 (D83D DE02) < U+FB33 in UTF-16; not so in UTF-8. */
TEST(names_sort_by_utf16)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct err err = { 0 };
	str text = STR("{\"\xEF\xAC\xB3\":1,\"b\":2,"
	               "\"\xF0\x9F\x98\x82\":3,\"€\":4,\"aa\":5,\"a\":6}");

	CHECK_STR(rewritten(arena, text, true, &err),
	          "{\"a\":6,\"aa\":5,\"b\":2,\"€\":4,\"\xF0\x9F\x98\x82\":3,\"\xEF\xAC\xB3\":1}");
	CHECK_STR(rewritten(arena, text, false, &err), text.at);
	arena_end(arena);
}

static void compare_vector(const char *folder, str name, struct err *err)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	str in, want, got;
	char path[4096];

	snprintf(path, sizeof path, "%s/input/%.*s", folder, PSTR(name));
	CHECK_OK(file_read(arena, path, (size_t)1 << 20, &in, err), err);
	snprintf(path, sizeof path, "%s/output/%.*s", folder, PSTR(name));
	CHECK_OK(file_read(arena, path, (size_t)1 << 20, &want, err), err);
	got = rewritten(arena, in, true, err);
	if (err->kind == ERR_NONE) {
		CHECK_STR(got, arena_cstr(arena, want));
		CHECK_STR(rewritten(arena, got, true, err), arena_cstr(arena, want));
	}
	arena_end(arena);
}

TEST(vectors)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	const char *folder = check_shared(arena, VECTORS);
	str *names;
	size_t count;
	int reals = 0;
	struct err err = { 0 };

	if (!folder) {
		arena_end(arena);
		SKIP(VECTORS);
	}
	str input = arena_printf(arena, "%s/input", folder);
	CHECK_OK(file_list(arena, input.at, ".json", &names, &count, &err), &err);
	CHECK_INT(count, 6);
	for (size_t i = 0; i < count; i++) {
		compare_vector(folder, names[i], &err);
		if (err.kind != ERR_NONE) { /* two of them have reals */
			CHECK_ERR(&err, ERR_INVALID, "json.real");
			reals++;
			err_clear(&err);
		}
	}
	CHECK_INT(reals, 2);
	arena_end(arena);
}
