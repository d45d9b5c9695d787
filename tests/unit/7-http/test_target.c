/* test_target.c -- addresses: what is decoded, and what is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "http/target.h"

static struct arena *arena;
static struct target target;

/* The decoded path, or "no". Everything lives until the program ends. */
static str path_of(const char *raw)
{
	if (arena == NULL)
		arena = arena_new((size_t)16 << 20);
	if (!target_read(arena, arena_printf(arena, "%s", raw), &target))
		return STR("no");
	return target.path;
}

TEST(paths)
{
	CHECK_STR(path_of("/"), "/");
	CHECK_STR(path_of("/api/v1/records"), "/api/v1/records");
	CHECK_STR(path_of("/a/"), "/a/");
	CHECK_STR(path_of("/%E7%83%AD%e7%ba%bf"), "/热线");
	CHECK_STR(path_of("/热线"), "/热线");
	CHECK_STR(path_of("/a+b"), "/a+b");
	CHECK_STR(path_of("/a%20b"), "/a b");
	CHECK_STR(path_of("/%25%32%66"), "/%2f");
	CHECK_STR(path_of("/..."), "/...");
	CHECK_STR(path_of("/a?b#"), "no");
	CHECK_STR(path_of("*"), "*");
	CHECK_STR(path_of("http://guiju/x"), "/x");
	CHECK_STR(path_of("https://guiju:8443"), "/");
	CHECK_STR(path_of("http://guiju?a=1"), "/");
	CHECK_INT(target.query.count, 1);
	CHECK_STR(target.raw, "/?a=1");
}

TEST(refused_paths)
{
	static const char *const bad[] = {
		"", "a", "a/b", "%2fa", "/%", "/%1", "/%g0", "/%0g", "/%00", "/%0d%0a", "/\x01",
		"/%7f", "/%ff", "/%c0%ae", "/%ed%a0%80", "/%f4%90%80%80", "/a\\b", "/%5c", "//",
		"//a", "/a//b", "/a//", "/.", "/..", "/./a", "/a/..", "/a/../b", "/%2e", "/%2E%2e/",
		"/a%2fb", "/a%2Fb", "/a b", "/a#b", "ftp://a/b", "http://", "http:///a",
		"http://a@b/c", "http:/a", "**", "/?%", "/?a=%zz", "/?a=%00", "/?=%ff",
	};

	for (size_t i = 0; i < countof(bad); i++)
		if (!CHECK_STR(path_of(bad[i]), "no"))
			printf("    %s\n", bad[i]);
}

TEST(queries)
{
	path_of("/?a=1&b=%E4%B8%AD+x&&c&=d&a=2%26%3D&e=f=g");
	CHECK_INT(target.query.count, 6);
	CHECK_STR(field_find(target.query, STR("a"), false), "1");
	CHECK_STR(field_find(target.query, STR("b"), false), "中 x");
	CHECK_STR(field_find(target.query, STR("c"), false), "");
	CHECK_STR(field_find(target.query, STR(""), false), "d");
	CHECK_STR(target.query.at[4].value, "2&=");
	CHECK_STR(field_find(target.query, STR("e"), false), "f=g");
	CHECK(field_find(target.query, STR("d"), false).at == NULL);
}

TEST(too_many)
{
	struct field_list list;
	char text[2 * TARGET_PARAMS + 8];

	path_of("/");
	memset(text, '&', sizeof(text));
	CHECK(target_read_query(arena, (str){ text, TARGET_PARAMS - 1 }, &list));
	CHECK(!target_read_query(arena, (str){ text, TARGET_PARAMS }, &list));
}

TEST(encode)
{
	path_of("/");
	CHECK_STR(target_encode(arena, STR("a/b c~中\xff"), true), "a%2Fb%20c~%E4%B8%AD%FF");
	CHECK_STR(target_encode(arena, STR("a/b"), false), "a/b");
	CHECK_STR(target_encode(arena, STR(""), true), "");
}
