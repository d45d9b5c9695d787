/* parse_clause.c -- 通则 and 适用: duties written once, copied into each rule that uses them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_clause.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/clause.h"

#define EXAMPLE_USE "适用  不利决定  于 作出处罚决定、不予处罚"

size_t parse_clause_begin(const struct token_lines *lines)
{
	size_t at = 0;
	while (at < lines->count && !clause_begins(&lines->at[at]))
		at++;
	return at;
}

/* ---- 适用 ---- */

static void fault_missing(struct reader *reader, const struct token_line *line, str name)
{
	str file = reader->rule->file, folder = { "", 0 };
	for (size_t i = file.n; i > 0 && folder.n == 0; i--) {
		if (file.at[i - 1] == '/')
			folder = str_sub(file, 0, i);
	}
	err_fix(reader_fault(reader, line->number, "rule.clause_missing",
	                     "没有“%.*s”这个通则：在规程旁的 %.*scommon 文件夹里没有找到",
	                     PSTR(name), PSTR(folder)),
	        "一个通则一个文件，以英文号为文件名，开头写：通则  不利决定  adverse_decision");
}

static struct clause *find_clause(struct reader *reader, struct clause *clauses, size_t count,
                                  const struct token_line *line, str name)
{
	struct clause *found = NULL;
	for (size_t i = 0; i < count && found == NULL; i++) {
		if (str_eq(clauses[i].name.text, name) || str_eq(clauses[i].name.id, name))
			found = &clauses[i];
	}
	if (found == NULL) {
		fault_missing(reader, line, name);
		return NULL;
	}
	if (found->applied == 0) {
		found->applied = line->number;
		return found;
	}
	err_fix(reader_fault(reader, line->number, "rule.clause_twice",
	                     "通则“%.*s”在第 %d 行已经适用了", PSTR(name), found->applied),
	        "一个规程里一个通则只适用一次，几步都适用的写在一行，例如：%s",
	        EXAMPLE_USE);
	return NULL;
}

static void fill_blank(struct reader *reader, struct clause *clause, const struct token_line *line)
{
	str name = clause_word(line), value = clause_behind(line);
	struct clause_blank *blank = clause_blank(clause, name);
	if (blank == NULL) {
		clause_fault_gap(reader, clause, name, line->number);
	} else if (value.n == 0) {
		struct token_words words = token_words(line, 0);
		reader_missing(reader, &words, "这个空的值", "  送达环节  已决定");
	} else if (blank->said != 0) {
		err_fix(reader_fault(reader, line->number, "rule.twice",
		                     "空“%.*s”在第 %d 行已经填了", PSTR(name), blank->said),
		        "请删去一行");
	} else {
		blank->value = value;
		blank->given = true;
		blank->said = line->number;
	}
}

/* 于 STEPS, and the values of the blanks. */
static bool read_use(struct reader *reader, struct clause *clause,
                     const struct reader_section *section, struct token_words *words, str *steps)
{
	size_t before = reader->problems->count;
	if (token_passes(words, STR("于"))) {
		*steps = token_take(words);
		if (steps->n == 0)
			reader_missing(reader, words, "适用于哪些步骤", EXAMPLE_USE);
	} else if (clause->needs_steps) {
		err_fix(reader_fault(reader, words->line->number, "rule.clause_steps",
		                     "通则“%.*s”要写明适用于哪些步骤",
		                     PSTR(clause->name.text)),
		        "请在名称后写“于”和步骤，例如：%s", EXAMPLE_USE);
	}
	(void)reader_ends(reader, words);
	struct token_words item;
	for (size_t at = 0; reader_item(section, &at, &item);) {
		reader_no_subs(reader, &item);
		fill_blank(reader, clause, item.line);
	}
	for (size_t i = 0; i < clause->blank_count; i++) {
		const struct clause_blank *blank = &clause->blanks[i];
		if (!blank->given)
			err_fix(reader_fault(reader, words->line->number, "rule.blank_missing",
			                     "适用通则“%.*s”，没有填空“%.*s”",
			                     PSTR(clause->name.text), PSTR(blank->name)),
			        "请在“适用”下一行缩进写上，例如：  %.*s  已决定",
			        PSTR(blank->name));
	}
	return reader->problems->count == before;
}

/* The line with its blanks filled. */
static struct token_line fill_line(struct reader *reader, const struct clause *clause, str steps,
                                   const struct token_line *line)
{
	if (str_find(line->text, STR("{")) < 0)
		return *line;
	struct buf text;
	str rest = line->text, before, word;
	buf_init(&text, reader->arena, LIMIT_VALUE_BYTES);
	bool gap;
	do {
		gap = clause_gap(&rest, &before, &word);
		buf_add(&text, before);
		const struct clause_blank *blank = gap ? clause_blank(clause, word) : NULL;
		if (blank != NULL)
			buf_add(&text, blank->value);
		else if (gap && str_eq(word, CLAUSE_STEPS))
			buf_add(&text, steps);
		else if (gap)
			buf_printf(&text, "{%.*s}", PSTR(word));
	} while (gap);
	if (text.full)
		err_fix(reader_fault(reader, line->number, "text.line", "填了空，这一行太长"),
		        "请把填的内容写短一些");
	return token_rewrite(reader->arena, line, str_trim(buf_str(&text)));
}

static struct token_lines fill_lines(struct reader *reader, const struct clause *clause, str steps,
                                     const struct token_line *lines, size_t count)
{
	struct token_line *filled = arena_make(reader->arena, struct token_line, count);
	for (size_t i = 0; i < count; i++)
		filled[i] = fill_line(reader, clause, steps, &lines[i]);
	return (struct token_lines){ filled, count };
}

static bool apply(struct reader *reader, struct clause *clauses, size_t count,
                  const struct reader_section *section, struct parse_clause *done)
{
	struct token_words words = token_words(section->head, 0);
	token_take(&words);
	str name = token_take(&words);
	if (name.n == 0) {
		reader_missing(reader, &words, "适用哪个通则", EXAMPLE_USE);
		return false;
	}
	struct clause *clause = find_clause(reader, clauses, count, section->head, name);
	if (clause == NULL || !read_use(reader, clause, section, &words, &done->steps))
		return false;
	done->use = section->head;
	done->applied = (struct applied){ .name = clause->name,
		                          .laws = clause->laws,
		                          .law_count = clause->law_count,
		                          .organ = clause->organ,
		                          .line = section->head->number };
	(void)origin_own(&reader->rule->origin, clause->name.line, &done->applied.file);
	done->lines = fill_lines(reader, clause, done->steps, clause->lines, clause->line_count);
	done->here = fill_lines(reader, clause, done->steps, clause->here, clause->here_count);
	return true;
}

size_t parse_clause_apply(struct reader *reader, const struct token_lines *lines,
                          const struct reader_section *uses, size_t count,
                          struct parse_clause **clauses)
{
	struct clause *known;
	size_t known_count = clause_read(reader, lines, &known), done = 0;
	*clauses = arena_make(reader->arena, struct parse_clause, count);
	for (size_t i = 0; i < count; i++)
		done += apply(reader, known, known_count, &uses[i], &(*clauses)[done]);
	for (size_t i = 0; i < known_count; i++) {
		if (known[i].applied == 0)
			err_fix(reader_fault(reader, known[i].name.line, "rule.clause_unused",
			                     "通则“%.*s”在这里没有用处，规程没有适用它",
			                     PSTR(known[i].name.text)),
			        "通则单独写成一个文件，放在 common 文件夹；规程里写：%s",
			        EXAMPLE_USE);
	}
	return done;
}

/* ---- a file ---- */

bool parse_clause_is(str text)
{
	str name, id;
	return origin_title(text, &name, &id);
}

bool parse_clause_alone(struct arena *arena, str text, struct name *name, struct problems *problems)
{
	size_t before = problems->count;
	struct token_lines lines;
	if (!token_read(arena, text, &lines, problems))
		return false;
	struct rule none = { 0 };
	struct reader reader = { .arena = arena, .problems = problems, .rule = &none };
	struct clause *clauses;
	size_t count = clause_read(&reader, &lines, &clauses);
	if (count > 1)
		err_fix(reader_fault(&reader, clauses[1].name.line, "rule.twice",
		                     "一个文件只写一个通则"),
		        "请把它移到另一个文件");
	if (count > 0)
		*name = clauses[0].name;
	return count > 0 && problems->count == before;
}
