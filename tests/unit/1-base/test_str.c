/* test_str.c -- slices and builders at their edges.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/str.h"

TEST(of_and_eq)
{
	CHECK_INT(str_of(NULL).n, 0);
	CHECK(str_eq(str_of("字"), STR("字")));
	CHECK(str_eq((str){ NULL, 0 }, STR("")));
	CHECK(!str_eq(STR("ab"), STR("a")));
}

TEST(cmp_is_bytewise)
{
	CHECK(str_cmp(STR("a"), STR("ab")) < 0);
	CHECK(str_cmp(STR("b"), STR("ab")) > 0);
	CHECK_INT(str_cmp(STR(""), (str){ NULL, 0 }), 0);
	CHECK(str_cmp(STR("\xff"), STR("\x01")) > 0);
}

TEST(starts_ends_find)
{
	CHECK(str_starts(STR("abc"), STR("")));
	CHECK(str_starts(STR("abc"), STR("ab")));
	CHECK(!str_starts(STR("a"), STR("ab")));
	CHECK(str_ends(STR("a.rule"), STR(".rule")));
	CHECK(!str_ends(STR("rule"), STR(".rule")));
	CHECK(str_ends(STR("x"), STR("")));
	CHECK_INT(str_find(STR("规矩规矩"), STR("矩")), 3);
	CHECK_INT(str_find(STR("abc"), STR("d")), -1);
	CHECK_INT(str_find(STR(""), STR("")), 0);
	CHECK_INT(str_find((str){ NULL, 0 }, STR("a")), -1);
}

TEST(trim)
{
	CHECK_STR(str_trim(STR(" \t　a 　b　\r\n")), "a 　b");
	CHECK_STR(str_trim(STR("　 　")), "");
	CHECK_STR(str_trim((str){ NULL, 0 }), "");
	CHECK_STR(str_trim(STR("\x80\x80 ")), "\x80\x80");
}

TEST(sub_is_clamped)
{
	CHECK_STR(str_sub(STR("abcdef"), 2, 4), "cd");
	CHECK_STR(str_sub(STR("abc"), 2, 99), "c");
	CHECK_STR(str_sub(STR("abc"), 9, 99), "");
	CHECK_STR(str_sub(STR("abc"), 2, 1), "");
}

TEST(cut)
{
	str rest = STR("a,,b");
	str part;
	CHECK(str_cut(&rest, STR(","), &part));
	CHECK_STR(part, "a");
	CHECK(str_cut(&rest, STR(","), &part));
	CHECK_STR(part, "");
	CHECK(!str_cut(&rest, STR(","), &part));
	CHECK_STR(part, "b");
	CHECK_INT(rest.n, 0);
}

TEST(items)
{
	str rest = STR("住建局、城管局、公安局");
	str item;
	CHECK(str_item(&rest, false, &item));
	CHECK_STR(item, "住建局");
	CHECK(str_item(&rest, false, &item));
	CHECK_STR(item, "城管局");
	CHECK(str_item(&rest, false, &item));
	CHECK_STR(item, "公安局");
	CHECK(!str_item(&rest, false, &item));
	rest = STR("甲 乙");
	CHECK(str_item(&rest, true, &item));
	CHECK_STR(item, "甲");
	CHECK(str_item(&rest, true, &item));
	CHECK_STR(item, "乙");
	CHECK(!str_item(&rest, true, &item));
	rest = STR("");
	CHECK(!str_item(&rest, false, &item));
}

TEST(buf_builds)
{
	struct arena *arena = arena_new(4 << 20);
	struct buf buf;
	buf_init(&buf, arena, 1 << 20);
	CHECK_STR(buf_str(&buf), "");
	buf_add(&buf, STR("甲"));
	buf_byte(&buf, '=');
	buf_int(&buf, INT64_MIN);
	buf_printf(&buf, " %03d", 7);
	buf_text(&buf, " 乙");
	CHECK_STR(buf_str(&buf), "甲=-9223372036854775808 007 乙");
	for (int i = 0; i < 5000; i++)
		buf_printf(&buf, "%d,", i);
	CHECK(str_ends(buf_str(&buf), STR("4998,4999,")));
	CHECK(!buf.full);
	arena_end(arena);
}

TEST(buf_stops_at_max)
{
	struct arena *arena = arena_new(1 << 20);
	struct buf buf;
	buf_init(&buf, arena, 5);
	buf_text(&buf, "abcde");
	CHECK(!buf.full);
	buf_text(&buf, "");
	CHECK(!buf.full);
	buf_byte(&buf, 'f');
	CHECK(buf.full);
	CHECK_STR(buf_str(&buf), "abcde");
	buf_init(&buf, arena, 5);
	buf_printf(&buf, "%s", "1234567");
	CHECK(buf.full);
	CHECK_STR(buf_str(&buf), "12345");
	buf_init(&buf, arena, 0);
	buf_printf(&buf, "%s", "1");
	CHECK(buf.full);
	CHECK_STR(buf_str(&buf), "");
	buf_init(&buf, arena, SIZE_MAX);
	buf_text(&buf, "ok");
	CHECK_STR(buf_str(&buf), "ok");
	arena_end(arena);
}
