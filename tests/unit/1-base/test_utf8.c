/* test_utf8.c -- validity (with the shared vectors), width, half-width.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"

TEST(valid_and_bad_offset)
{
	size_t bad = 99;
	CHECK(utf8_valid(STR(""), &bad));
	CHECK(utf8_valid(STR("规矩 a \xf4\x8f\xbf\xbf"), &bad));
	CHECK_INT(bad, 99);
	CHECK(!utf8_valid(STR("ab\xc0\x80"), &bad));
	CHECK_INT(bad, 2);
	CHECK(!utf8_valid(STR("\xed\xa0\x80"), &bad));
	CHECK_INT(bad, 0);
	CHECK(!utf8_valid((str){ "字", 2 }, NULL));
	CHECK(!utf8_valid(STR("\xf4\x90\x80\x80"), NULL));
	CHECK(!utf8_valid(STR("a\xe0\x9f\xbf"), &bad));
	CHECK_INT(bad, 1);
}

TEST(every_code_point_there_and_back)
{
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		char out[4];
		str s = { out, utf8_put(code, out) };
		if (!utf8_valid(s, NULL) || utf8_next(&s) != code || s.n != 0) {
			CHECK_INT(code, -1);
			break;
		}
	}
	char out[4];
	CHECK_INT(utf8_put(0xd800, out), 3);
	CHECK_INT(utf8_put(0x110000, out), 3);
}

TEST(count_and_width)
{
	CHECK_INT(utf8_count(STR("规矩ab")), 4);
	CHECK_INT(utf8_count(STR("\xff\xff")), 2);
	CHECK_INT(utf8_width(STR("规矩ab")), 6);
	CHECK_INT(utf8_width(STR("，。！（）、")), 12);
	CHECK_INT(utf8_width(STR("e\xcc\x81")), 1);
	CHECK_INT(utf8_width(STR("\xf0\xa0\x80\x80")), 2);
	CHECK_INT(utf8_width(STR("")), 0);
}

TEST(han)
{
	CHECK(utf8_is_han(0x4e00) && utf8_is_han(0x9fff) && utf8_is_han(0x3007));
	CHECK(utf8_is_han(0x20000) && utf8_is_han(0x2f800) && utf8_is_han(0x31350));
	CHECK(!utf8_is_han('a') && !utf8_is_han(0x3002) && !utf8_is_han(0xff21));
	CHECK(!utf8_is_han(0x110000));
}

TEST(halfwidth)
{
	struct arena *arena = arena_new(1 << 20);
	CHECK_STR(utf8_halfwidth(arena, STR("Ａ１！～　規")), "A1!~ 規");
	CHECK_STR(utf8_halfwidth(arena, STR("，")), ",");
	CHECK_STR(utf8_halfwidth(arena, STR("。、“”")), "。、“”");
	CHECK_STR(utf8_halfwidth(arena, STR("a\xff")), "a\xff");
	CHECK_STR(utf8_halfwidth(arena, STR("")), "");
	arena_end(arena);
}

static str replaced(struct arena *arena, str s)
{
	struct buf buf;
	buf_init(&buf, arena, 4096);
	while (s.n > 0) {
		char out[4];
		size_t n = utf8_put(utf8_next(&s), out);
		buf_add(&buf, (str){ out, n });
	}
	return buf_str(&buf);
}

static str unhex(struct arena *arena, str text)
{
	struct buf tight;
	str bytes = STR("");
	buf_init(&tight, arena, 4096);
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] != ' ')
			buf_byte(&tight, text.at[i]);
	}
	CHECK(str_eq(text, STR("nothing")) || codec_unhex(arena, buf_str(&tight), &bytes));
	return bytes;
}

/* One line "num:kind:bytes[:skipped:replaced]"; gives whether it was a case. */
static bool vector(struct arena *arena, str line)
{
	str part[5] = { { NULL, 0 } };
	str all = line;
	for (size_t i = 0; i < countof(part); i++)
		(void)str_cut(&line, STR(":"), &part[i]);
	str kind = str_trim(part[1]);
	bool valid = str_eq(kind, STR("valid")) || str_eq(kind, STR("valid hex"));
	if (!valid && !str_eq(kind, STR("invalid hex")))
		return false;
	str bytes = str_ends(kind, STR("hex")) ? unhex(arena, part[2]) : part[2];
	if (!CHECK(utf8_valid(bytes, NULL) == valid))
		printf("    %.*s\n", PSTR(all));
	if (!valid && !CHECK(str_eq(replaced(arena, bytes), unhex(arena, part[4]))))
		printf("    %.*s\n", PSTR(all));
	return true;
}

TEST(shared_vectors)
{
	struct arena *arena = arena_new(8 << 20);
	struct err err = { 0 };
	const char *path = check_shared(arena, "data/vectors/utf8/utf8tests.txt");
	if (path == NULL) {
		arena_end(arena);
		SKIP("no shared data");
	}
	str text = STR("");
	CHECK_OK(file_read(arena, path, 1 << 20, &text, &err), &err);
	int cases = 0;
	while (text.n > 0) {
		str line;
		(void)str_cut(&text, STR("\n"), &line);
		if (line.n > 0 && line.at[0] != '#')
			cases += vector(arena, line);
	}
	CHECK(cases > 200);
	arena_end(arena);
}
