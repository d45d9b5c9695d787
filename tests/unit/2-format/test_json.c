/* test_json.c -- JSON is read strictly, and every refusal says where.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "format/json.h"

#define VECTORS "data/vectors/json-parsing/test_parsing"

static bool refused(const char *text, const char *code, const char *where)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct err err = { 0 };
	const struct json *json = json_read(arena, str_of(text), &err);
	bool right = !json && strcmp(err.code, code) == 0;

	if (where && strcmp(err.where, where) != 0) {
		printf("  %s: where is \"%s\"\n", text, err.where);
		right = false;
	}
	arena_end(arena);
	return right;
}

TEST(tree)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct err err = { 0 };
	const struct json *map = json_read(arena,
		STR("{\"名\":\"规矩\\u0000\",\"b\":[1,-2,true,false,null],"
		    "\"a\":{},\"n\":-0}"), &err);

	CHECK_OK(map != NULL, &err);
	CHECK_INT(map->kind, JSON_MAP);
	CHECK_INT(map->count, 4);
	CHECK_STR(map->names[0], "名");
	CHECK_STR(map->names[1], "b");
	CHECK_INT(json_text(map, STR("名")).n, 7);
	const struct json *list = json_get(map, STR("b"));
	CHECK_INT(list->count, 5);
	CHECK_INT(list->items[1].number, -2);
	CHECK_INT(list->items[2].kind, JSON_TRUE);
	CHECK_INT(list->items[3].kind, JSON_FALSE);
	CHECK_INT(list->items[4].kind, JSON_NULL);
	CHECK_INT(json_get(map, STR("a"))->count, 0);
	CHECK_INT(json_int(map, STR("n"), 7), 0);
	CHECK_INT(json_int(map, STR("none"), 7), 7);
	CHECK_INT(json_int(map, STR("名"), 7), 7);
	CHECK_INT(json_text(map, STR("n")).n, 0);
	CHECK(json_get(list, STR("a")) == NULL);
	CHECK(json_get(NULL, STR("a")) == NULL);
	arena_end(arena);
}

TEST(integers_of_64_bits)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct err err = { 0 };
	const struct json *list = json_read(arena,
		STR("[9223372036854775807,-9223372036854775808]"), &err);

	CHECK_OK(list != NULL, &err);
	CHECK(list->items[0].number == INT64_MAX && list->items[1].number == INT64_MIN);
	CHECK(refused("[9223372036854775808]", "json.integer", NULL));
	CHECK(refused("[-9223372036854775809]", "json.integer", NULL));
	CHECK(refused("[1e999]", "json.real", NULL));
	arena_end(arena);
}

TEST(reals_are_refused_at_their_place)
{
	CHECK(refused("[1.5]", "json.real", "第1行第2列"));
	CHECK(refused("{\"a\": 1,\n \"e.E\": -0.0}", "json.real", "第2行第9列"));
	CHECK(refused("[true, false, \"1.5\", 12,\n12, 3e2]", "json.real", "第2行第5列"));
	CHECK(refused("[\"规矩\\\"1.5\", 1E2]", "json.real", "第1行第13列"));
	CHECK(refused("2.0", "json.real", "第1行第1列"));
}

TEST(syntax_is_refused_at_its_place)
{
	CHECK(refused("", "json.syntax", NULL));
	CHECK(refused("{\"a\":1,\n\"a\":2}", "json.syntax", "第2行第3列"));
	CHECK(refused("[1] x", "json.syntax", "第1行第5列"));
	CHECK(refused("[1,", "json.syntax", NULL));
	CHECK(refused("[\"\xff\"]", "json.syntax", NULL));
	CHECK(refused("{\"a\\u0000\":1}", "json.syntax", NULL));
	CHECK(refused("[\"\\uD800\"]", "json.syntax", NULL));

	struct arena *arena = arena_new((size_t)1 << 20);
	struct err err = { 0 };
	CHECK(!json_read(arena, STR("12\n3\0"), &err));
	CHECK_ERR(&err, ERR_INVALID, "json.syntax");
	CHECK_STR(str_of(err.where), "第2行第2列");
	arena_end(arena);
}

static str nested(struct arena *arena, size_t depth)
{
	char *text = arena_take(arena, 2 * depth);

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	return (str){ text, 2 * depth };
}

TEST(depth)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct err err = { 0 };

	CHECK_OK(json_read(arena, nested(arena, LIMIT_JSON_DEPTH), &err) != NULL, &err);
	CHECK(!json_read(arena, nested(arena, LIMIT_JSON_DEPTH + 1), &err));
	CHECK_ERR(&err, ERR_INVALID, "json.depth");
	err_clear(&err);
	CHECK(!json_read(arena, nested(arena, 100000), &err));
	CHECK_ERR(&err, ERR_INVALID, "json.depth");
	arena_end(arena);
}

TEST(too_long)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct err err = { 0 };
	str text = { "[]", LIMIT_JSON_BYTES + 1 }; /* refused before it is read */

	CHECK(!json_read(arena, text, &err));
	CHECK_ERR(&err, ERR_LIMIT, "json.bytes");
	arena_end(arena);
}

/* A budget that is spent while the tree is turned: nothing is left behind. */
TEST(budget)
{
	struct arena *arena = arena_new(16384);
	char text[4096];
	struct err err = { 0 };
	jmp_buf escape;

	memset(text, '1', sizeof text);
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i == 0 ? '[' : i == sizeof text - 1 ? ']' : i % 2 ? '1' : ',';
	text[sizeof text - 2] = ' ';
	arena_escape(arena, &escape);
	if (setjmp(escape) == 0) {
		bool came_back = !json_read(arena, (str){ text, sizeof text }, &err) || true;

		CHECK(!came_back);
	}
	arena_end(arena);
}

struct tally {
	int accepted, reals, integers, refused;
};

static void read_vector(const char *folder, str name, struct tally *tally)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct err err = { 0 };
	str text;
	char path[4096];

	snprintf(path, sizeof path, "%s/%.*s", folder, PSTR(name));
	CHECK_OK(file_read(arena, path, (size_t)1 << 20, &text, &err), &err);
	if (json_read(arena, text, &err))
		tally->accepted++;
	else if (strcmp(err.code, "json.real") == 0)
		tally->reals++;
	else if (strcmp(err.code, "json.integer") == 0)
		tally->integers++;
	else
		tally->refused++;
	if (str_starts(name, STR("n_")) && tally->accepted > 0) {
		printf("  accepted: %.*s\n", PSTR(name));
		CHECK_INT(tally->accepted, 0);
		tally->accepted = 0;
	}
	arena_end(arena);
}

static struct tally read_vectors(const char *folder, str head)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct tally tally = { 0 };
	struct err err = { 0 };
	str *names;
	size_t count;

	CHECK_OK(file_list(arena, folder, ".json", &names, &count, &err), &err);
	for (size_t i = 0; i < count; i++)
		if (str_starts(names[i], head))
			read_vector(folder, names[i], &tally);
	arena_end(arena);
	return tally;
}

TEST(vectors)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	const char *folder = check_shared(arena, VECTORS);

	if (!folder) {
		arena_end(arena);
		SKIP(VECTORS);
	}
	struct tally must = read_vectors(folder, STR("y_"));
	struct tally must_not = read_vectors(folder, STR("n_"));
	struct tally may = read_vectors(folder, STR("i_"));

	/* Of what must be accepted we refuse reals, doubled names, and NUL in a name. */
	CHECK_INT(must.refused, 3);
	CHECK_INT(must.integers, 0);
	CHECK_INT(must.reals, 15);
	CHECK_INT(must.accepted, 95 - 18);
	CHECK_INT(must_not.accepted, 0);
	CHECK_INT(must_not.reals + must_not.integers + must_not.refused, 188);
	CHECK_INT(may.accepted, 0);
	arena_end(arena);
}
