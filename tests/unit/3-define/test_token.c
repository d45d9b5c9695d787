/* test_token.c -- lines, levels, columns and words of a text; what is not a text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/token.h"

struct reading {
	struct arena *arena;
	struct token_lines lines;
	struct problems problems;
	bool good;
};

static struct reading read_bytes(str text)
{
	struct reading reading = { .arena = arena_new(LIMIT_ARENA_COMMAND) };
	problems_init(&reading.problems, reading.arena, STR("dir/a.rule"));
	reading.good = token_read(reading.arena, text, &reading.lines, &reading.problems);
	return reading;
}

static struct reading read_text(const char *text)
{
	return read_bytes(str_of(text));
}

static void check_refused(str text, int line, const char *code)
{
	struct reading reading = read_bytes(text);
	CHECK(!reading.good);
	if (CHECK(reading.problems.first != NULL)) {
		CHECK_INT(reading.problems.first->line, line);
		CHECK_ERR(&reading.problems.first->err, ERR_INVALID, code);
	}
	arena_end(reading.arena);
}

TEST(levels_and_columns)
{
	struct reading reading = read_text("角色\n  承办人   handler\t市司法局 的 人员\n"
	                                   "\t补充　　两列\n");
	CHECK(reading.good);
	if (CHECK_INT(reading.lines.count, 3)) {
		const struct token_line *lines = reading.lines.at;
		CHECK_INT(lines[0].level, 0);
		CHECK_INT(lines[1].level, 1);
		CHECK_INT(lines[2].level, 2);
		CHECK_INT(lines[1].number, 2);
		CHECK_INT(lines[1].count, 3);
		CHECK_STR(lines[1].columns[0], "承办人");
		CHECK_STR(lines[1].columns[1], "handler");
		CHECK_STR(lines[1].columns[2], "市司法局 的 人员");
		CHECK_INT(lines[2].count, 2);
		CHECK_STR(lines[2].columns[1], "两列");
	}
	arena_end(reading.arena);
}

TEST(one_wide_space_is_a_gap_and_an_indent)
{
	struct reading reading = read_text("　甲　乙\n　　丙\n");
	if (CHECK_INT(reading.lines.count, 2)) {
		CHECK_INT(reading.lines.at[0].level, 1);
		CHECK_INT(reading.lines.at[0].count, 2);
		CHECK_INT(reading.lines.at[1].level, 2);
	}
	arena_end(reading.arena);
}

TEST(comments_blank_lines_and_line_ends)
{
	struct reading reading = read_text("\xef\xbb\xbf# 注释\r\n\r\n甲\r\n   # 注释\n   \n  乙");
	if (CHECK_INT(reading.lines.count, 2)) {
		CHECK_STR(reading.lines.at[0].text, "甲");
		CHECK_INT(reading.lines.at[0].number, 3);
		CHECK_STR(reading.lines.at[1].text, "乙");
		CHECK_INT(reading.lines.at[1].number, 6);
	}
	arena_end(reading.arena);
}

TEST(a_line_goes_on_after_a_list_mark)
{
	struct reading reading = read_text("期限\n  审查  至 受理、\n# 注释\n      不予受理、\n"
	                                   "      补正   第三十条\n  下一行\n");
	if (CHECK_INT(reading.lines.count, 3)) {
		const struct token_line *line = &reading.lines.at[1];
		CHECK_INT(line->number, 2);
		CHECK_INT(line->level, 1);
		CHECK_INT(line->count, 3);
		CHECK_STR(line->columns[1], "至 受理、不予受理、补正");
		CHECK_STR(line->columns[2], "第三十条");
	}
	arena_end(reading.arena);
}

TEST(what_is_not_a_text)
{
	check_refused(STR("甲\n\xca\xd0\n"), 2, "text.utf8");
	check_refused(STR("甲\n乙\x01丙\n"), 2, "text.control");
	check_refused(STR("甲\r乙\n"), 1, "text.control");
	check_refused(((str){ "a\0b", 3 }), 1, "text.control");
	check_refused(STR("甲、\n乙\n"), 1, "text.continued");
	check_refused(STR("甲\n  乙、"), 2, "text.continued");
	check_refused(STR("  乙、\n\n  丙\n"), 1, "text.continued");
}

TEST(what_is_too_long)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	char *bytes = arena_take(arena, LIMIT_RULE_BYTES + 1);
	memset(bytes, 'a', LIMIT_RULE_BYTES + 1);
	check_refused((str){ bytes, LIMIT_LINE_BYTES + 1 }, 1, "text.line");
	check_refused((str){ bytes, LIMIT_RULE_BYTES + 1 }, 1, "text.bytes");
	memset(bytes, '\n', LIMIT_RULE_BYTES);
	check_refused((str){ bytes, LIMIT_RULE_LINES + 1 }, 1, "text.lines");
	struct reading reading = read_bytes((str){ bytes, LIMIT_RULE_LINES });
	CHECK(reading.good);
	CHECK_INT(reading.lines.count, 0);
	arena_end(reading.arena);
	arena_end(arena);
}

TEST(words_of_a_line)
{
	struct reading reading = read_text("延长  审理期限  按 日数  至多 30 日   "
	                                   "第六十二条、惯例\n");
	if (CHECK_INT(reading.lines.count, 1)) {
		struct token_words words = token_words(&reading.lines.at[0], 0);
		CHECK_STR(words.basis, "第六十二条、惯例");
		CHECK_STR(token_peek(&words), "延长");
		CHECK_STR(token_take(&words), "延长");
		CHECK(!token_passes(&words, STR("按")));
		CHECK_STR(token_take(&words), "审理期限");
		CHECK_STR(token_rest(&words), "按 日数");
		CHECK_STR(token_all(&words), "至多 30 日");
		CHECK(!token_more(&words));
		CHECK_STR(token_take(&words), "");
	}
	arena_end(reading.arena);
}

TEST(problems_stand_in_the_order_of_lines)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct problems problems;
	problems_init(&problems, arena, STR("procedures/a.rule"));
	err_fix(problems_add(&problems, 7, "rule.b", "乙"), "改");
	problems_add(&problems, 3, "rule.a", "甲%d", 1);
	problems_add(&problems, 7, "rule.c", "丙");
	for (int i = 0; i < 2 * PROBLEMS_MAX; i++)
		problems_add(&problems, 9, "rule.d", "丁");
	CHECK_INT(problems.count, 3 + 2 * PROBLEMS_MAX);
	CHECK_INT(problems.first->line, 3);
	CHECK_STR(str_of(problems.first->next->err.code), "rule.b");
	CHECK_STR(str_of(problems.first->next->next->err.code), "rule.c");
	int kept = 0;
	for (const struct problem *one = problems.first; one != NULL; one = one->next)
		kept++;
	CHECK_INT(kept, PROBLEMS_MAX);
	struct err err = { 0 };
	CHECK(!problems_err(&problems, &err));
	CHECK_STR(str_of(err.what), "甲1（另有 102 处）");
	CHECK_STR(str_of(err.where), "a.rule 第3行");
	arena_end(arena);
}
