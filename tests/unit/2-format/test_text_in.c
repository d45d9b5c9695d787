/* test_text_in.c -- files of several encodings, packed and not, whole and broken.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_TIME /* zlib.h */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "format/csv.h"
#include "format/text_in.h"
#include <unistd.h>
#include <zlib.h>

static const char *file_of(struct arena *arena, str bytes)
{
	struct err err = { 0 };
	str path = arena_printf(arena, "/tmp/test_text_in.%d", (int)getpid());

	CHECK_OK(file_write(path.at, bytes, 0600, &err), &err);
	return path.at;
}

/* All of the file, read in pieces of `room`; what came before a failure counts. */
static str all_of(struct arena *arena, const char *path, enum text_in_encoding encoding,
                  size_t room, struct err *err)
{
	struct text_in *in = text_in_open(arena, path, encoding, err);
	struct buf *buf = arena_make(arena, struct buf, 1);
	char *out = arena_take(arena, room);
	size_t got = 1;

	buf_init(buf, arena, (size_t)64 << 20);
	while (in && got > 0 && text_in_read(in, out, room, &got, err))
		buf_add(buf, (str){ out, got });
	if (in && err->kind == ERR_NONE)
		CHECK_INT(text_in_position(in), text_in_size(in));
	return buf_str(buf);
}

static bool reads(str bytes, const char *want)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct err err = { 0 };
	const char *path = file_of(arena, bytes);
	bool right = CHECK_STR(all_of(arena, path, TEXT_IN_DETECT, 64, &err), want);

	right = CHECK_OK(err.kind == ERR_NONE, &err) && right;
	unlink(path);
	arena_end(arena);
	return right;
}

static bool refused(str bytes, enum text_in_encoding encoding, const char *before,
                    const char *code, const char *where)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct err err = { 0 };
	const char *path = file_of(arena, bytes);
	bool right = CHECK_STR(all_of(arena, path, encoding, 64, &err), before);

	right = CHECK(strcmp(err.code, code) == 0) && right;
	right = CHECK(strstr(err.where, where) != NULL) && right;
	unlink(path);
	arena_end(arena);
	return right;
}

static str packed(struct arena *arena, str bytes)
{
	size_t room = bytes.n + 4096;
	char *out = arena_take(arena, room);
	z_stream z = { 0 };

	CHECK(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	z.next_in = (Bytef *)(uintptr_t)bytes.at;
	z.avail_in = (uInt)bytes.n;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)room;
	CHECK_INT(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return (str){ out, room - z.avail_out };
}

TEST(encodings)
{
	CHECK(reads(STR(""), ""));
	CHECK(reads(STR("规矩\n"), "规矩\n"));
	CHECK(reads(STR("\xEF\xBB\xBF规矩"), "规矩"));
	CHECK(reads(STR("\xEF\xBB\xBF"), ""));
	CHECK(reads(STR("\xB9\xE6\xBE\xD8\r\n"), "规矩\r\n"));
	CHECK(reads(STR("\x84\x31\x95\x33\xB9\xE6"), "规"));
	CHECK(reads(STR("\x95\x32\x82\x36\xB9"  "\xE6"), "𠀀规"));
}

TEST(refusals)
{
	CHECK(refused(STR("ab\xFF" "cd"), TEXT_IN_DETECT, "", "text.encoding", "偏移 2 字节"));
	CHECK(refused(STR("ab\xFF" "cd"), TEXT_IN_UTF8, "ab", "text.encoding", "偏移 2 字节"));
	CHECK(refused(STR("规\xE7\x9F"), TEXT_IN_UTF8, "规", "text.encoding", "偏移 3 字节"));
	CHECK(refused(STR("\xB9\xE6\xFF\xFF"), TEXT_IN_GB18030, "规", "text.encoding", "偏移 2"));
	CHECK(refused(STR("\xB9\xE6\xB9"), TEXT_IN_GB18030, "规", "text.encoding", "偏移 2"));
	CHECK(refused(STR("\xFF\xFE" "a\0"), TEXT_IN_DETECT, "", "text.kind", ""));
	CHECK(refused(STR("PK\x03\x04zzzz"), TEXT_IN_DETECT, "", "text.kind", ""));
	CHECK(refused(STR("\x1F\x8B\x08zz"), TEXT_IN_DETECT, "", "text.gzip", ""));
}

TEST(missing)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct err err = { 0 };

	CHECK(!text_in_open(arena, "/nonexistent/a.csv", TEXT_IN_DETECT, &err));
	CHECK_ERR(&err, ERR_UNKNOWN, "file.missing");
	err_clear(&err);
	CHECK(!text_in_open(arena, "/", TEXT_IN_DETECT, &err));
	CHECK_ERR(&err, ERR_STORE, "file.read");
	arena_end(arena);
}

TEST(gzip)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	str one = packed(arena, STR("规矩"));
	struct buf two;

	CHECK(reads(one, "规矩"));
	CHECK(reads(packed(arena, STR("\xB9\xE6\xBE\xD8")), "规矩"));
	CHECK(reads(packed(arena, STR("")), ""));
	buf_init(&two, arena, 4096);
	buf_add(&two, one);
	buf_add(&two, packed(arena, STR("方圆")));
	CHECK(reads(buf_str(&two), "规矩方圆"));
	CHECK(refused(str_sub(one, 0, one.n - 3), TEXT_IN_DETECT, "", "text.gzip", "偏移"));
	buf_text(&two, "junk");
	CHECK(refused(buf_str(&two), TEXT_IN_DETECT, "", "text.gzip", "偏移"));
	arena_end(arena);
}

/* 3 MB of characters of 1, 2, 3 and 4 bytes, so that every buffer's end cuts some. */
static str long_text(struct arena *arena)
{
	struct buf buf;

	buf_init(&buf, arena, (size_t)8 << 20);
	while (buf.n < 3000000)
		buf_text(&buf, "a规é𠀀矩b,");
	return buf_str(&buf);
}

TEST(long_files)
{
	struct arena *arena = arena_new((size_t)128 << 20);
	struct err err = { 0 };
	str text = long_text(arena);
	const char *path = file_of(arena, text);

	CHECK(str_eq(all_of(arena, path, TEXT_IN_DETECT, 65, &err), text));
	path = file_of(arena, packed(arena, text));
	CHECK(str_eq(all_of(arena, path, TEXT_IN_DETECT, 4096, &err), text));
	CHECK_OK(err.kind == ERR_NONE, &err);
	unlink(path);
	arena_end(arena);
}

TEST(long_gb18030)
{
	struct arena *arena = arena_new((size_t)128 << 20);
	struct err err = { 0 };
	struct buf bytes, want;
	const char *path;

	buf_init(&bytes, arena, (size_t)8 << 20);
	buf_init(&want, arena, (size_t)8 << 20);
	while (bytes.n < 2500000) {
		buf_text(&bytes, "x\x95\x32\x82\x36\xB9\xE6");
		buf_text(&want, "x𠀀规");
	}
	path = file_of(arena, buf_str(&bytes));
	CHECK(str_eq(all_of(arena, path, TEXT_IN_DETECT, 64, &err), buf_str(&want)));
	buf_text(&bytes, "\xFF");
	path = file_of(arena, buf_str(&bytes));
	CHECK(str_eq(all_of(arena, path, TEXT_IN_DETECT, 9999, &err), buf_str(&want)));
	CHECK_ERR(&err, ERR_INVALID, "text.encoding");
	unlink(path);
	arena_end(arena);
}

TEST(in_front_of_csv)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct err err = { 0 };
	const char *path = file_of(arena, packed(arena, STR("\xB9\xE6,\"\xBE\xD8\"\r\n")));
	struct text_in *in = text_in_open(arena, path, TEXT_IN_DETECT, &err);
	struct csv_source source = { text_in_read, in, STR("a.csv"), 0 };
	struct csv *csv = csv_new(arena, &source);
	struct csv_row row;
	bool more = false;

	CHECK_INT(text_in_encoding(in), TEXT_IN_GB18030);
	CHECK_OK(csv_next(csv, &row, &more, &err), &err);
	CHECK_INT(row.count, 2);
	CHECK_STR(row.cells[0], "规");
	CHECK_STR(row.cells[1], "矩");
	CHECK(csv_next(csv, &row, &more, &err) && !more);
	unlink(path);
	arena_end(arena);
}
