/* test_codec.c -- RFC 4648 vectors, strictness, and every length there and back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/str.h"

TEST(hex)
{
	struct arena *arena = arena_new(1 << 20);
	str out = STR("untouched");
	CHECK_STR(codec_hex(arena, (str){ "\x00\xff\x1a", 3 }), "00ff1a");
	CHECK_STR(codec_hex(arena, STR("")), "");
	CHECK(!codec_unhex(arena, STR("abc"), &out));
	CHECK(!codec_unhex(arena, STR("0g"), &out));
	CHECK(!codec_unhex(arena, STR("0 "), &out));
	CHECK_STR(out, "untouched");
	CHECK(codec_unhex(arena, STR("4A4b"), &out));
	CHECK_STR(out, "JK");
	CHECK(codec_unhex(arena, STR(""), &out));
	CHECK_INT(out.n, 0);
	arena_end(arena);
}

TEST(base64_rfc4648)
{
	static const char *const pairs[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xbf", "+/+/" },
	};
	struct arena *arena = arena_new(1 << 20);
	for (size_t i = 0; i < countof(pairs); i++) {
		str back;
		CHECK_STR(codec_base64(arena, str_of(pairs[i][0])), pairs[i][1]);
		CHECK(codec_unbase64(arena, str_of(pairs[i][1]), &back));
		CHECK_STR(back, pairs[i][0]);
	}
	arena_end(arena);
}

TEST(base64_is_strict)
{
	static const char *const wrong[] = { "Zg", "Zg=", "Zh==", "Zm9=", "Zg==\n", "Z===",
		                             "====", "Zg==Zg==", "-_-_", "Zm 9", "=", "Zm9v=" };
	struct arena *arena = arena_new(1 << 20);
	str out = STR("untouched");
	for (size_t i = 0; i < countof(wrong); i++)
		CHECK(!codec_unbase64(arena, str_of(wrong[i]), &out));
	CHECK_STR(out, "untouched");
	arena_end(arena);
}

TEST(base64url)
{
	struct arena *arena = arena_new(1 << 20);
	char out[64];
	str back;
	CHECK_INT(codec_base64url(STR("\xfb\xff\xbf\x01"), out), 6);
	CHECK_STR(str_of(out), "-_-_AQ");
	CHECK_INT(codec_base64url(STR(""), out), 0);
	CHECK(codec_unbase64url(arena, STR("-_-_AQ"), &back));
	CHECK_STR(back, "\xfb\xff\xbf\x01");
	CHECK(!codec_unbase64url(arena, STR("-_-_AQ=="), &back));
	CHECK(!codec_unbase64url(arena, STR("-_-_A"), &back));
	CHECK(!codec_unbase64url(arena, STR("-_-_AR"), &back));
	CHECK(!codec_unbase64url(arena, STR("+/+/"), &back));
	arena_end(arena);
}

TEST(all_lengths_there_and_back)
{
	struct arena *arena = arena_new(4 << 20);
	char bytes[200];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 151 + 7);
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		str s = { bytes, n };
		str back;
		char *url = arena_take(arena, (n * 4 + 2) / 3 + 1);
		CHECK(codec_unhex(arena, codec_hex(arena, s), &back) && str_eq(s, back));
		CHECK(codec_unbase64(arena, codec_base64(arena, s), &back) && str_eq(s, back));
		str text = { url, codec_base64url(s, url) };
		CHECK_INT(text.n, (n * 4 + 2) / 3);
		CHECK(codec_unbase64url(arena, text, &back) && str_eq(s, back));
	}
	arena_end(arena);
}

TEST(base32)
{
	/* RFC 4648, section 10 */
	static const char *const pairs[][2] = {
		{ "", "" },           { "f", "MY" },          { "fo", "MZXQ" },
		{ "foo", "MZXW6" },   { "foob", "MZXW6YQ" },  { "fooba", "MZXW6YTB" },
		{ "foobar", "MZXW6YTBOI" },
	};
	static const char *const bad[] = { "M", "MZX", "MZXW6Y", "MZ", "1A", "MY======", "M!" };
	struct arena *arena = arena_new((size_t)1 << 20);
	str bytes;

	for (size_t i = 0; i < countof(pairs); i++) {
		CHECK_STR(codec_base32(arena, str_of(pairs[i][0])), pairs[i][1]);
		CHECK(codec_unbase32(arena, str_of(pairs[i][1]), &bytes));
		CHECK_STR(bytes, pairs[i][0]);
	}
	CHECK(codec_unbase32(arena, STR("mzxw-6ytb oi"), &bytes));
	CHECK_STR(bytes, "foobar");
	for (size_t i = 0; i < countof(bad); i++)
		CHECK(!codec_unbase32(arena, str_of(bad[i]), &bytes));
	arena_end(arena);
}
