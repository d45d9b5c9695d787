/* test_field.c -- values of header fields, as clients send them and as they should not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/str.h"
#include "http/field.h"

TEST(same_and_find)
{
	const struct field_pair fields[] = { { STR("Host"), STR("a") }, { STR("X-a"), STR("1") },
		                        { STR("x-A"), STR("2") } };
	struct field_list list = { fields, countof(fields) };

	CHECK_STR(field_find(list, STR("HOST"), true), "a");
	CHECK(field_find(list, STR("HOST"), false).at == NULL);
	CHECK_STR(field_find(list, STR("x-A"), false), "2");
	CHECK_STR(field_find(list, STR("x-A"), true), "1");
	CHECK(field_same(STR(""), STR("")));
	CHECK(!field_same(STR("a"), STR("ab")));
	CHECK(!field_same(STR("[\x7f"), STR("{\x7f")));
}

TEST(token)
{
	CHECK(field_is_token(STR("X-Request-Id")));
	CHECK(field_is_token(STR("!#$%&'*+-.^_`|~09")));
	CHECK(!field_is_token(STR("")));
	CHECK(!field_is_token(STR("a b")));
	CHECK(!field_is_token(STR("a:")));
	CHECK(!field_is_token(STR("a\0b")));
	CHECK(!field_is_token(STR("\xe4")));
}

TEST(items)
{
	str rest = STR(" a , \"b,c\",, \"d\\\",e\" ,f;q=\"x,y\",\"open, end"), item;

	CHECK(field_item(&rest, &item));
	CHECK_STR(item, "a");
	CHECK(field_item(&rest, &item));
	CHECK_STR(item, "\"b,c\"");
	CHECK(field_item(&rest, &item));
	CHECK_STR(item, "\"d\\\",e\"");
	CHECK(field_item(&rest, &item));
	CHECK_STR(item, "f;q=\"x,y\"");
	CHECK(field_item(&rest, &item));
	CHECK_STR(item, "\"open, end");
	CHECK(!field_item(&rest, &item));
}

static str param(str value, str name)
{
	static char room[16];
	str found = { 0 };

	return field_param(value, name, room, sizeof(room), &found) ? found : (str){ 0 };
}

TEST(params)
{
	CHECK_STR(param(STR("form-data; name=a"), STR("name")), "a");
	CHECK_STR(param(STR("form-data; NAME = \"a;b\""), STR("name")), "a;b");
	CHECK_STR(param(STR("x; a=\"q\\\"\\\\\""), STR("a")), "q\"\\");
	CHECK_STR(param(STR("x; a=\"C:\\dir\""), STR("a")), "C:\\dir");
	CHECK_STR(param(STR("x; a=\"\""), STR("a")), "");
	CHECK(param(STR("name=a"), STR("name")).at == NULL);
	CHECK(param(STR("x; filename=a"), STR("name")).at == NULL);
	CHECK(param(STR("x; a=b c"), STR("a")).at == NULL);
	CHECK(param(STR("x; a="), STR("a")).at == NULL);
	CHECK(param(STR("x; a=\"b\"c\""), STR("a")).at == NULL);
	CHECK(param(STR("x; a=12345678901234567"), STR("a")).at == NULL);
	CHECK_STR(field_bare(STR(" text/html ; q=1")), "text/html");
	CHECK_STR(field_bare(STR("text/html")), "text/html");
}

TEST(cookies)
{
	CHECK_STR(field_cookie(STR("a=1; b=2"), STR("b")), "2");
	CHECK_STR(field_cookie(STR("a=1;b=2;b=3"), STR("b")), "2");
	CHECK_STR(field_cookie(STR("__Host-s=a=b"), STR("__Host-s")), "a=b");
	CHECK_STR(field_cookie(STR("a=\"q\""), STR("a")), "q");
	CHECK_STR(field_cookie(STR("a="), STR("a")), "");
	CHECK(field_cookie(STR("a="), STR("a")).at != NULL);
	CHECK(field_cookie(STR("a"), STR("a")).at == NULL);
	CHECK(field_cookie(STR("A=1"), STR("a")).at == NULL);
	CHECK(field_cookie(STR("a=1 2"), STR("a")).at == NULL);
	CHECK(field_cookie(STR("a=1\t"), STR("b")).at == NULL);
	CHECK(field_cookie(STR(""), STR("a")).at == NULL);
}

static int language(str header)
{
	const str offers[] = { STR("zh"), STR("en") };

	return field_choose(FIELD_LANGUAGE, header, offers, countof(offers));
}

TEST(languages)
{
	CHECK_INT(language(STR("")), 0);
	CHECK_INT(language(STR("en")), 1);
	CHECK_INT(language(STR("en-GB,en;q=0.9")), 1);
	CHECK_INT(language(STR("zh-CN,zh;q=0.9,en;q=0.8")), 0);
	CHECK_INT(language(STR("en;q=0.3, ZH;q=0.4")), 0);
	CHECK_INT(language(STR("fr")), -1);
	CHECK_INT(language(STR("fr, *;q=0.1")), 0);
	CHECK_INT(language(STR("zh;q=0, *")), 1);
	CHECK_INT(language(STR("english")), -1);
	CHECK_INT(language(STR("en;q=2")), -1);
	CHECK_INT(language(STR("en;q=-1, zh;q=0.001")), 0);
	CHECK_INT(language(STR("en;q=0.0001")), -1);
	CHECK_INT(language(STR("en;q=1.5")), -1);
}

static int media(str header)
{
	const str offers[] = { STR("application/json; charset=utf-8"), STR("text/csv") };

	return field_choose(FIELD_MEDIA, header, offers, countof(offers));
}

TEST(media)
{
	CHECK_INT(media(STR("*/*")), 0);
	CHECK_INT(media(STR("text/csv")), 1);
	CHECK_INT(media(STR("text/*, */*;q=0.1")), 1);
	CHECK_INT(media(STR("application/json;q=0.5, text/csv;q=0.4")), 0);
	CHECK_INT(media(STR("text/html")), -1);
	CHECK_INT(media(STR("*/*, application/json;q=0")), 1);
	CHECK_INT(media(STR("text/html,application/xhtml+xml,*/*;q=0.8")), 0);
	CHECK_INT(media(STR("/")), -1);
	CHECK_INT(media(STR("text/*;q=0, */*")), 0);
}

TEST(etags)
{
	CHECK(field_etag_in(STR("\"7\""), STR("\"7\""), false));
	CHECK(field_etag_in(STR("\"6\", \"7\""), STR("\"7\""), false));
	CHECK(field_etag_in(STR("*"), STR("\"7\""), false));
	CHECK(!field_etag_in(STR("*"), STR(""), false));
	CHECK(!field_etag_in(STR("W/\"7\""), STR("\"7\""), false));
	CHECK(field_etag_in(STR("W/\"7\""), STR("\"7\""), true));
	CHECK(!field_etag_in(STR("7"), STR("\"7\""), true));
	CHECK(!field_etag_in(STR(""), STR("\"7\""), true));
	CHECK(field_etag_in(STR("\"a,b\""), STR("\"a,b\""), false));
}

static void check_range(str header, uint64_t size, enum field_range want, uint64_t from,
                        uint64_t length)
{
	uint64_t got_from = 0, got_length = 0;

	CHECK_INT(field_range(header, size, &got_from, &got_length), want);
	CHECK_INT(got_from, from);
	CHECK_INT(got_length, length);
}

TEST(ranges)
{
	check_range(STR("bytes=0-0"), 10, FIELD_RANGE_ONE, 0, 1);
	check_range(STR("bytes=0-9"), 10, FIELD_RANGE_ONE, 0, 10);
	check_range(STR("bytes=3-"), 10, FIELD_RANGE_ONE, 3, 7);
	check_range(STR("Bytes= 3-99"), 10, FIELD_RANGE_ONE, 3, 7);
	check_range(STR("bytes=-4"), 10, FIELD_RANGE_ONE, 6, 4);
	check_range(STR("bytes=-40"), 10, FIELD_RANGE_ONE, 0, 10);
	check_range(STR("bytes=10-"), 10, FIELD_RANGE_OUTSIDE, 0, 0);
	check_range(STR("bytes=-0"), 10, FIELD_RANGE_OUTSIDE, 0, 0);
	check_range(STR("bytes=0-"), 0, FIELD_RANGE_OUTSIDE, 0, 0);
	check_range(STR("bytes=9-8"), 10, FIELD_RANGE_NONE, 0, 0);
	check_range(STR("bytes=1-2,4-5"), 10, FIELD_RANGE_NONE, 0, 0);
	check_range(STR("bytes=-"), 10, FIELD_RANGE_NONE, 0, 0);
	check_range(STR("bytes=1"), 10, FIELD_RANGE_NONE, 0, 0);
	check_range(STR("rows=1-2"), 10, FIELD_RANGE_NONE, 0, 0);
	check_range(STR("bytes=18446744073709551615-"), 10, FIELD_RANGE_NONE, 0, 0);
	check_range(STR("bytes=0-999999999999999999"), 10, FIELD_RANGE_ONE, 0, 10);
}
