/* token.c -- a text in columns becomes lines with a number, a level and words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/token.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/basis.h"

#define WIDE_SPACE      STR("\xe3\x80\x80") /* U+3000 */
#define BYTE_ORDER_MARK STR("\xef\xbb\xbf")
#define LIST_MARK       STR("、")

struct cutter {
	struct arena *arena;
	struct problems *problems;
	struct token_line *lines;
	size_t count;
	size_t faults;
	struct buf open; /* a line that goes on, with its indent */
	int open_number; /* 0: none is open */
};

static struct err *fault(struct cutter *cutter, int line, const char *code, const char *what)
{
	cutter->faults++;
	return problems_add(cutter->problems, line, code, "%s", what);
}

/* The width of the white space at the front of `s`; 0 when there is none. */
static size_t space_bytes(str s)
{
	if (s.n > 0 && (s.at[0] == ' ' || s.at[0] == '\t'))
		return 1;
	return str_starts(s, WIDE_SPACE) ? WIDE_SPACE.n : 0;
}

/* Takes the indent off; gives the level. */
static int take_indent(str *s)
{
	size_t wide = 0;
	for (size_t n = space_bytes(*s); n > 0; n = space_bytes(*s)) {
		wide += n > 1 ? 2 : s->at[0] == '\t' ? 4 : 1;
		*s = str_sub(*s, n, s->n);
	}
	return wide == 0 ? 0 : wide < 4 ? 1 : 2;
}

/* The bytes of the gap at `s` that part two columns; 0 when it is none. */
static size_t gap_bytes(str s)
{
	size_t bytes = 0, wide = 0;
	for (size_t n = space_bytes(s); n > 0; n = space_bytes(str_sub(s, bytes, s.n))) {
		wide += s.at[bytes] == ' ' ? 1 : 2;
		bytes += n;
	}
	return wide >= 2 ? bytes : 0;
}

static size_t cut_columns(str text, str *columns)
{
	size_t count = 0, from = 0, at = 0;
	while (at < text.n) {
		size_t gap = gap_bytes(str_sub(text, at, text.n));
		if (gap == 0) {
			at++;
			continue;
		}
		if (columns != NULL)
			columns[count] = str_sub(text, from, at);
		count++;
		at += gap;
		from = at;
	}
	if (columns != NULL)
		columns[count] = str_sub(text, from, text.n);
	return count + 1;
}

struct token_line token_rewrite(struct arena *arena, const struct token_line *line, str text)
{
	struct token_line other = { .number = line->number, .level = line->level, .text = text };
	other.count = cut_columns(text, NULL);
	str *columns = arena_make(arena, str, other.count);
	cut_columns(text, columns);
	other.columns = columns;
	return other;
}

static void add_line(struct cutter *cutter, int number, str whole)
{
	struct token_line line = { .number = number, .level = take_indent(&whole) };
	cutter->lines[cutter->count++] = token_rewrite(cutter->arena, &line, str_trim(whole));
}

static void fault_continued(struct cutter *cutter)
{
	err_fix(fault(cutter, cutter->open_number, "text.continued",
	              "行末是顿号，下一行却没有接着写"),
	        "请删去行末的顿号，或在下一行缩进后接着写，例如：至 受理、（换行）  不予受理");
	cutter->open_number = 0;
}

/* One line without its end, known to be clean. */
static void take_line(struct cutter *cutter, int number, str line)
{
	str inner = line;
	int level = take_indent(&inner);
	inner = str_trim(inner);
	if (inner.n > 0 && inner.at[0] == '#')
		return;
	bool open = cutter->open_number != 0;
	if (open && (inner.n == 0 || level == 0)) {
		fault_continued(cutter);
		open = false;
	}
	if (inner.n == 0)
		return;
	bool goes_on = str_ends(inner, LIST_MARK);
	if (!open && !goes_on) {
		add_line(cutter, number, line);
		return;
	}
	if (!open) {
		buf_init(&cutter->open, cutter->arena, LIMIT_VALUE_BYTES);
		cutter->open_number = number;
	}
	size_t indent = (size_t)(inner.at - line.at);
	buf_add(&cutter->open, open ? inner : str_sub(line, 0, indent + inner.n));
	if (goes_on)
		return;
	add_line(cutter, cutter->open_number, buf_str(&cutter->open));
	cutter->open_number = 0;
}

/* May the line stand in a text? */
static bool is_clean(struct cutter *cutter, int number, str line)
{
	if (line.n > LIMIT_LINE_BYTES) {
		err_fix(fault(cutter, number, "text.line", "这一行太长"),
		        "一行最多 %d 字节（约 %d 个汉字），请在顿号后换行", LIMIT_LINE_BYTES,
		        LIMIT_LINE_BYTES / 3);
		return false;
	}
	if (!utf8_valid(line, NULL)) {
		err_fix(fault(cutter, number, "text.utf8", "这一行的文字不是 UTF-8 编码"),
		        "请用 UTF-8 编码另存文件（编辑器的“另存为”里选编码）");
		return false;
	}
	for (str rest = line; rest.n > 0;) {
		uint32_t code = utf8_next(&rest);
		if (code == '\t' || (code >= 0x20 && code != 0x7f && code != 0xfeff))
			continue;
		err_fix(fault(cutter, number, "text.control", "这一行里有看不见的控制字符"),
		        "请删去这一行，重新手工录入");
		return false;
	}
	return true;
}

static size_t count_lines(str text)
{
	size_t count = 1;
	for (size_t i = 0; i < text.n; i++)
		count += text.at[i] == '\n';
	return count;
}

static bool fits(struct cutter *cutter, str text)
{
	if (text.n > LIMIT_RULE_BYTES) {
		err_fix(fault(cutter, 1, "text.bytes", "文件太大"),
		        "一个文件最多 %zu 字节，请拆成几个", LIMIT_RULE_BYTES);
		return false;
	}
	if (count_lines(text) > LIMIT_RULE_LINES + 1) {
		err_fix(fault(cutter, 1, "text.lines", "文件的行数太多"),
		        "一个文件最多 %d 行，请拆成几个", LIMIT_RULE_LINES);
		return false;
	}
	return true;
}

bool token_read(struct arena *arena, str text, struct token_lines *lines, struct problems *problems)
{
	struct cutter cutter = { .arena = arena, .problems = problems };
	if (!fits(&cutter, text))
		return false;
	if (str_starts(text, BYTE_ORDER_MARK))
		text = str_sub(text, BYTE_ORDER_MARK.n, text.n);
	cutter.lines = arena_make(arena, struct token_line, count_lines(text));
	for (int number = 1; text.n > 0; number++) {
		str line;
		str_cut(&text, STR("\n"), &line);
		if (str_ends(line, STR("\r")))
			line.n--;
		if (is_clean(&cutter, number, line))
			take_line(&cutter, number, line);
	}
	if (cutter.open_number != 0)
		fault_continued(&cutter);
	if (cutter.faults > 0)
		return false;
	*lines = (struct token_lines){ cutter.lines, cutter.count };
	return true;
}

struct token_words token_words(const struct token_line *line, size_t subs)
{
	struct token_words words = { .line = line, .columns = line->count, .subs = subs };
	if (line->count > 1 && basis_is(line->columns[line->count - 1])) {
		words.basis = line->columns[line->count - 1];
		words.columns--;
	}
	return words;
}

/* Begins the next column where the last is at its end. */
static void load(struct token_words *words)
{
	if (words->rest.n == 0 && words->column < words->columns)
		words->rest = words->line->columns[words->column++];
}

bool token_more(const struct token_words *words)
{
	return words->rest.n > 0 || words->column < words->columns;
}

str token_take(struct token_words *words)
{
	load(words);
	str word;
	str_cut(&words->rest, STR(" "), &word);
	return word;
}

str token_peek(const struct token_words *words)
{
	struct token_words ahead = *words;
	return token_take(&ahead);
}

bool token_passes(struct token_words *words, str word)
{
	if (!token_more(words) || !str_eq(token_peek(words), word))
		return false;
	token_take(words);
	return true;
}

str token_rest(struct token_words *words)
{
	load(words);
	str rest = words->rest;
	words->rest = (str){ rest.at, 0 };
	return rest;
}

str token_all(struct token_words *words)
{
	load(words);
	if (words->rest.n == 0)
		return words->rest;
	str last = words->line->columns[words->columns - 1];
	const char *from = words->rest.at;
	words->column = words->columns;
	words->rest.n = 0;
	return (str){ from, (size_t)(last.at + last.n - from) };
}
