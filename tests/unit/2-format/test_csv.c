/* test_csv.c -- rows are read exactly, faults are placed, formulas made harmless.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "format/csv.h"
#include "format/json.h"

struct bytes {
	str rest;
	size_t step; /* bytes given at once */
};

static bool give(void *with, char *out, size_t room, size_t *got, struct err *err)
{
	struct bytes *bytes = with;
	size_t n = bytes->rest.n < bytes->step ? bytes->rest.n : bytes->step;

	if (n > room)
		n = room;
	if (bytes->step == 0)
		return err_set(err, ERR_STORE, "file.read", "坏");
	if (n > 0)
		memcpy(out, bytes->rest.at, n);
	bytes->rest = str_sub(bytes->rest, n, bytes->rest.n);
	*got = n;
	return true;
}

/* All rows as "number@line(cell|cell)", faults as "!code where". */
static str shown(struct arena *arena, str text, size_t step, char delimiter)
{
	struct bytes bytes = { text, step };
	struct csv_source source = { give, &bytes, STR("a.csv"), delimiter };
	struct csv *csv = csv_new(arena, &source);
	struct buf *buf = arena_make(arena, struct buf, 1);
	struct err err = { 0 };
	struct csv_row row;
	bool more = true;

	buf_init(buf, arena, 65536);
	while (more) {
		if (!csv_next(csv, &row, &more, &err)) {
			buf_printf(buf, "!%s %s;", err.code, err.where);
			err_clear(&err);
			if (csv_broken(csv))
				break;
			continue;
		}
		if (!more)
			break;
		buf_printf(buf, "%lld@%lld(", (long long)row.number, (long long)row.line);
		for (size_t i = 0; i < row.count; i++)
			buf_printf(buf, "%s%.*s", i > 0 ? "|" : "", PSTR(row.cells[i]));
		buf_text(buf, ")");
	}
	return buf_str(buf);
}

static bool reads(const char *text, const char *want)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	bool whole = CHECK_STR(shown(arena, str_of(text), 65536, 0), want);
	bool split = CHECK_STR(shown(arena, str_of(text), 1, 0), want);

	arena_end(arena);
	return whole && split;
}

TEST(line_ends)
{
	CHECK(reads("", ""));
	CHECK(reads("a,b\n1,2\n", "1@1(a|b)2@2(1|2)"));
	CHECK(reads("a,b\r1,2", "1@1(a|b)2@2(1|2)"));
	CHECK(reads("a,b\r\n1,2\r\n", "1@1(a|b)2@2(1|2)"));
	CHECK(reads("a\r\n\r\n\n\rb\n", "1@1(a)2@5(b)"));
	CHECK(reads("\xEF\xBB\xBF" "a,\n,b", "1@1(a|)2@2(|b)"));
	CHECK(reads("\xEF\xBB\xBF", ""));
	CHECK(reads(",\n\"\"\n", "1@1(|)2@2()"));
}

TEST(quotes)
{
	CHECK(reads("\"a\"\"b\",\"\"\"\"\n", "1@1(a\"b|\")"));
	CHECK(reads("\"x\r\ny\",\"\n\"\nb\n", "1@1(x\r\ny|\n)2@4(b)"));
	CHECK(reads("\"a,b\rc\"\r\nd", "1@1(a,b\rc)2@3(d)"));
	CHECK(reads("\"\"", "1@1()"));
}

TEST(faults_are_placed_and_passed)
{
	CHECK(reads("a,b\"c,d\n1,2\n", "!csv.quote a.csv 第1行第2列;2@2(1|2)"));
	CHECK(reads("h\n\"a\"x,\"y\nz\n1\n", "1@1(h)!csv.quote a.csv 第2行第1列;3@3(z)4@4(1)"));
	CHECK(reads("h\n1,\"a\n\nb,", "1@1(h)!csv.open a.csv 第2行第2列;"));
	CHECK(reads("h\n\"a\n\"b\"\nc\n", "1@1(h)!csv.quote a.csv 第3行第1列;3@4(c)"));

	struct arena *arena = arena_new((size_t)16 << 20);
	CHECK_STR(shown(arena, STR("a,\0,c\nd\n"), 3, 0), "!csv.nul a.csv 第1行第2列;2@2(d)");
	CHECK_STR(shown(arena, STR("\"\0\n\"\nd\n"), 3, 0), "!csv.nul a.csv 第1行第1列;2@3(d)");
	CHECK_STR(shown(arena, STR("a"), 0, 0), "!file.read ;");
	arena_end(arena);
}

TEST(delimiters)
{
	struct arena *arena = arena_new((size_t)16 << 20);

	CHECK_STR(shown(arena, STR("a,b;c\td\n"), 3, ';'), "1@1(a,b|c\td)");
	CHECK_STR(shown(arena, STR("a,b;\"c\td\"\n"), 3, '\t'), "!csv.quote a.csv 第1行第1列;");
	CHECK_STR(shown(arena, STR("a\t\"c\td\"\n"), 3, '\t'), "1@1(a|c\td)");
	arena_end(arena);
}

static str repeated(struct arena *arena, const char *head, char byte, size_t n, const char *tail)
{
	char *text = arena_take(arena, n + 64);
	size_t front = strlen(head);

	memcpy(text, head, front);
	memset(text + front, byte, n);
	memcpy(text + front + n, tail, strlen(tail));
	return (str){ text, front + n + strlen(tail) };
}

TEST(limits)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct buf wide;

	str fits = repeated(arena, "\"", 'x', LIMIT_CSV_CELL, "\"\nb\n");
	struct bytes bytes = { fits, 4096 };
	struct csv_source source = { give, &bytes, STR(""), 0 };
	struct csv *csv = csv_new(arena, &source);
	struct csv_row row;
	bool more;
	struct err err = { 0 };
	CHECK_OK(csv_next(csv, &row, &more, &err), &err);
	CHECK_INT(row.cells[0].n, LIMIT_CSV_CELL);

	CHECK_STR(shown(arena, repeated(arena, "\"", 'x', LIMIT_CSV_CELL + 1, "\"\nb\n"), 4096, 0),
	          "!csv.cell a.csv 第1行第1列;2@2(b)");
	CHECK_STR(shown(arena, repeated(arena, "", ',', LIMIT_CSV_COLUMNS, "\nb\n"), 4096, 0),
	          "!csv.columns a.csv 第1行第1025列;2@2(b)");
	buf_init(&wide, arena, (size_t)8 << 20);
	for (int i = 0; i < 17; i++)
		buf_add(&wide, repeated(arena, "", 'x', LIMIT_CSV_CELL, ","));
	buf_text(&wide, "\nb");
	CHECK_STR(shown(arena, buf_str(&wide), 65536, 0), "!csv.row a.csv 第1行第17列;2@2(b)");
	arena_end(arena);
}

static const char *written(struct arena *arena, str cell)
{
	struct buf *buf = arena_make(arena, struct buf, 1);

	buf_init(buf, arena, 65536);
	csv_write_cell(buf, STR("x"), true);
	csv_write_cell(buf, cell, false);
	return arena_cstr(arena, str_sub(buf_str(buf), 2, buf->n));
}

TEST(writing)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct buf buf;

	CHECK_STR(str_of(written(arena, STR("规矩"))), "规矩");
	CHECK_STR(str_of(written(arena, STR("a\"b"))), "\"a\"\"b\"");
	CHECK_STR(str_of(written(arena, STR("a,b\n"))), "\"a,b\n\"");
	CHECK_STR(str_of(written(arena, STR("\xEF\xBB\xBF"))), "\"\xEF\xBB\xBF\"");
	CHECK_STR(str_of(written(arena, STR("=1+1"))), "'=1+1");
	CHECK_STR(str_of(written(arena, STR("@SUM(1,2)"))), "\"'@SUM(1,2)\"");
	CHECK_STR(str_of(written(arena, STR("＝1"))), "'＝1");
	CHECK_STR(str_of(written(arena, STR("－1"))), "'－1");
	CHECK_STR(str_of(written(arena, STR("\tx"))), "'\tx");
	CHECK_STR(str_of(written(arena, STR("-12.50"))), "-12.50");
	CHECK_STR(str_of(written(arena, STR("-3"))), "-3");
	CHECK_STR(str_of(written(arena, STR("-"))), "'-");
	CHECK_STR(str_of(written(arena, STR("-3."))), "'-3.");
	CHECK_STR(str_of(written(arena, STR("-.5"))), "'-.5");
	CHECK_STR(str_of(written(arena, STR("-1-1"))), "'-1-1");
	CHECK_STR(str_of(written(arena, STR("+86"))), "'+86");
	buf_init(&buf, arena, 64);
	csv_write_cell(&buf, STR(""), true);
	csv_write_end(&buf);
	csv_write_cell(&buf, STR(" a"), true);
	csv_write_cell(&buf, STR(""), false);
	csv_write_end(&buf);
	CHECK_STR(buf_str(&buf), "\"\"\r\n\" a\",\r\n");
	arena_end(arena);
}

/* The shared copies of the *_crlf files have lost their CR on the way; give it back. */
static str with_crlf(struct arena *arena, str text)
{
	struct buf *buf = arena_make(arena, struct buf, 1);

	buf_init(buf, arena, 2 * text.n);
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] == '\n')
			buf_byte(buf, '\r');
		buf_byte(buf, text.at[i]);
	}
	return buf_str(buf);
}

/* The file's rows, each compared as a map with the expected JSON. */
static void compare_spectrum(const char *folder, str stem)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	struct err err = { 0 };
	struct csv_row row;
	str text, wanted, heading[16];
	size_t columns, at = 0;
	bool more;

	str path = arena_printf(arena, "%s/csvs/%.*s.csv", folder, PSTR(stem));
	CHECK_OK(file_read(arena, path.at, 65536, &text, &err), &err);
	if (str_ends(stem, STR("_crlf")) && str_find(text, STR("\r")) < 0)
		text = with_crlf(arena, text);
	path = arena_printf(arena, "%s/json/%.*s.json", folder, PSTR(stem));
	CHECK_OK(file_read(arena, path.at, 65536, &wanted, &err), &err);
	const struct json *list = json_read(arena, wanted, &err);
	CHECK_OK(list != NULL, &err);
	struct bytes bytes = { text, 7 };
	struct csv_source source = { give, &bytes, stem, ',' };
	struct csv *csv = csv_new(arena, &source);
	CHECK_OK(csv_next(csv, &row, &more, &err), &err);
	columns = row.count;
	for (size_t i = 0; i < columns; i++)
		heading[i] = arena_copy(arena, row.cells[i]);
	while (CHECK_OK(csv_next(csv, &row, &more, &err), &err) && more) {
		CHECK_INT(row.count, columns);
		for (size_t i = 0; i < columns && at < list->count; i++)
			CHECK_STR(row.cells[i],
			          arena_cstr(arena, json_text(&list->items[at], heading[i])));
		at++;
	}
	CHECK_INT(at, list->count);
	arena_end(arena);
}

TEST(spectrum)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	const char *folder = check_shared(arena, "data/vectors/csv-spectrum");
	struct err err = { 0 };
	str *names;
	size_t count;

	if (!folder) {
		arena_end(arena);
		SKIP("data/vectors/csv-spectrum");
	}
	str csvs = arena_printf(arena, "%s/csvs", folder);
	CHECK_OK(file_list(arena, csvs.at, ".csv", &names, &count, &err), &err);
	CHECK_INT(count, 11);
	for (size_t i = 0; i < count; i++)
		compare_spectrum(folder, str_sub(names[i], 0, names[i].n - 4));
	arena_end(arena);
}

TEST(injection)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	const char *path = check_shared(arena,
		"data/vectors/csv-injection/Intruder/csv-payload.txt");
	struct err err = { 0 };
	str text, line;
	int harmless = 0, seen = 0;

	if (!path) {
		arena_end(arena);
		SKIP("data/vectors/csv-injection");
	}
	CHECK_OK(file_read(arena, path, 65536, &text, &err), &err);
	while (text.n > 0) {
		str_cut(&text, STR("\n"), &line);
		const char *cell = written(arena, str_trim(line));

		seen++;
		harmless += strchr("=+-@\t\r", cell[cell[0] == '"']) == NULL;
	}
	CHECK_INT(seen, 6);
	CHECK_INT(harmless, 6);
	arena_end(arena);
}
