/* clause.c -- a 通则 as it is written: head, blanks, lines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/clause.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/basis.h"
#include "define/near.h"

/* The words that stand flush left in a 通则. */
enum clause_head {
	CLAUSE_TITLE,
	CLAUSE_LAW,
	CLAUSE_ORGAN,
	CLAUSE_BLANKS,
	CLAUSE_HERE,
	CLAUSE_SECTION, /* this and those behind it are sections of a rule */
};
static const char *const clause_words[] = {
	"通则", "依据", "主管", "空",   "本步", "角色", "字段",
	"材料", "环节", "步骤", "期限", "指标", "核对", "公开",
};

str clause_word(const struct token_line *line)
{
	struct token_words words = token_words(line, 0);
	return token_take(&words);
}

bool clause_begins(const struct token_line *line)
{
	return line->level == 0 && str_eq(clause_word(line), STR("通则"));
}

str clause_behind(const struct token_line *line)
{
	struct token_words words = token_words(line, 0);
	words.columns = line->count;
	token_take(&words);
	return token_all(&words);
}

/* ---- blanks ---- */

struct clause_blank *clause_blank(const struct clause *clause, str name)
{
	for (size_t i = 0; i < clause->blank_count; i++) {
		if (str_eq(clause->blanks[i].name, name))
			return &clause->blanks[i];
	}
	return NULL;
}

/* Words between { and } that a number pattern has. */
static bool is_pattern(str word)
{
	static const char *const words[] = { "年", "月", "日", "年月日", "号" };
	return reader_place(word, words, countof(words)) < countof(words) ||
	       str_starts(word, STR("号:"));
}

bool clause_gap(str *rest, str *before, str *word)
{
	str whole = *rest;
	ptrdiff_t open = str_find(whole, STR("{"));
	ptrdiff_t length = open < 0 ? -1
	                            : str_find(str_sub(whole, (size_t)open, whole.n), STR("}"));
	if (length < 0) {
		*before = whole;
		*rest = str_sub(whole, whole.n, whole.n);
		return false;
	}
	size_t from = (size_t)open + 1, to = (size_t)(open + length);
	*before = str_sub(whole, 0, (size_t)open);
	*word = str_sub(whole, from, to);
	*rest = str_sub(whole, to + 1, whole.n);
	return true;
}

static bool is_good_blank(struct reader *reader, const struct clause *clause, str name, int line)
{
	const struct clause_blank *before = clause_blank(clause, name);
	if (before != NULL) {
		err_fix(reader_fault(reader, line, "rule.name_twice", "“%.*s”在%.*s已经用过了",
		                     PSTR(name), PSTR(reader_line(reader, before->line, line))),
		        "两个空不能同名，请换一个");
		return false;
	}
	if (!str_eq(name, CLAUSE_STEPS) && !is_pattern(name) && name.n <= LIMIT_NAME_BYTES &&
	    str_find(name, STR("{")) < 0 && str_find(name, STR("}")) < 0)
		return true;
	err_fix(reader_fault(reader, line, "rule.blank_name", "“%.*s”不能作空的名称", PSTR(name)),
	        "本步、年、月、日、年月日、号另有意思，名称里不写花括号，例如：送达环节");
	return false;
}

/* 名, or 名  value */
static void read_blank(struct reader *reader, struct clause *clause, const struct token_line *line)
{
	str name = clause_word(line), value = clause_behind(line);
	if (!is_good_blank(reader, clause, name, line->number))
		return;
	struct clause_blank blank = {
		.name = name, .value = value, .given = value.n > 0, .line = line->number
	};
	clause->blanks = reader_room(reader, clause->blanks, clause->blank_count,
	                             sizeof(*clause->blanks));
	clause->blanks[clause->blank_count++] = blank;
}

void clause_fault_gap(struct reader *reader, const struct clause *clause, str word, int line)
{
	struct err *err = reader_fault(reader, line, "rule.blank_unknown",
	                               "通则“%.*s”没有“%.*s”这个空", PSTR(clause->name.text),
	                               PSTR(str_sub(word, 0, LIMIT_NAME_BYTES)));
	if (reader->problems->count > PROBLEMS_MAX)
		return;
	struct buf known;
	str *names = arena_make(reader->arena, str, clause->blank_count);
	buf_init(&known, reader->arena, 400);
	for (size_t i = 0; i < clause->blank_count; i++) {
		names[i] = clause->blanks[i].name;
		buf_printf(&known, "%s%.*s", i > 0 ? "、" : "", PSTR(names[i]));
	}
	str meant = near_find(word, names, clause->blank_count);
	if (meant.n > 0)
		err_fix(err, "是不是“%.*s”？", PSTR(meant));
	else
		err_fix(err, "它的“空”一节里有：%.*s",
		        PSTR(known.n > 0 ? buf_str(&known) : STR("（没有）")));
}

/* Which blanks does the line use? Notes those that are not declared. */
static void note_gaps(struct reader *reader, struct clause *clause, const struct token_line *line)
{
	str rest = line->text, before, word;
	while (clause_gap(&rest, &before, &word)) {
		struct clause_blank *blank = clause_blank(clause, word);
		if (blank != NULL)
			blank->used = true;
		else if (str_eq(word, CLAUSE_STEPS))
			clause->needs_steps = true;
		else if (!is_pattern(word))
			clause_fault_gap(reader, clause, word, line->number);
	}
}

static void judge_gaps(struct reader *reader, struct clause *clause)
{
	for (size_t i = 0; i < clause->line_count; i++)
		note_gaps(reader, clause, &clause->lines[i]);
	for (size_t i = 0; i < clause->here_count; i++)
		note_gaps(reader, clause, &clause->here[i]);
	for (size_t i = 0; i < clause->blank_count; i++) {
		const struct clause_blank *blank = &clause->blanks[i];
		if (!blank->used)
			err_fix(reader_fault(reader, blank->line, "rule.blank_unused",
			                     "空“%.*s”声明了，没有用到", PSTR(blank->name)),
			        "请删去这一行，或在用它的地方写{%.*s}", PSTR(blank->name));
	}
}

/* ---- a 通则 as it is written ---- */

/* The line with bare articles at its end given the name of the law. */
static struct token_line qualify(struct reader *reader, const struct clause *clause,
                                 const struct token_line *line)
{
	struct token_words words = token_words(line, 0);
	if (words.basis.n == 0 || clause->law_count == 0)
		return *line;
	str front = str_sub(line->text, 0, (size_t)(words.basis.at - line->text.at));
	str full = basis_of_law(reader->arena, clause->laws[0], words.basis);
	str text = arena_printf(reader->arena, "%.*s%.*s", PSTR(front), PSTR(full));
	return token_rewrite(reader->arena, line, text);
}

static void fault_indent(struct reader *reader, int line, const char *what)
{
	err_fix(reader_fault(reader, line, "rule.indent", "%s", what),
	        "节的名称顶格，节的内容缩进 1 至 3 格，补充缩进 4 格以上，例如："
	        "  送达环节  已决定");
}

static void read_head(struct reader *reader, struct clause *clause, const struct token_line *line,
                      enum clause_head word)
{
	struct token_words words = token_words(line, 0);
	token_take(&words);
	str value = clause_behind(line);
	if (clause->begun) {
		err_fix(reader_fault(reader, line->number, "rule.head_late", "“%s”要写在文件头",
		                     clause_words[word]),
		        "请移到通则那一行下面");
	} else if (value.n == 0) {
		reader_missing(reader, &words, "内容", "主管  市司法局");
	} else if (word == CLAUSE_LAW) {
		str *laws = reader_room(reader, clause->laws, clause->law_count, sizeof(*laws));
		laws[clause->law_count++] = value;
		clause->laws = laws;
	} else if (clause->organ.n > 0) {
		err_fix(reader_fault(reader, line->number, "rule.twice", "“主管”只能写一行"),
		        "请删去一行");
	} else {
		clause->organ = value;
	}
}

static void keep_line(struct reader *reader, const struct clause *clause,
                      const struct token_line *line, struct token_line **lines, size_t *count)
{
	*lines = reader_room(reader, *lines, *count, sizeof(**lines));
	(*lines)[(*count)++] = qualify(reader, clause, line);
}

/* The lines of a section, its head line first. */
static void read_section(struct reader *reader, struct clause *clause,
                         const struct token_line *head, size_t count, enum clause_head word)
{
	if (word < CLAUSE_BLANKS && count > 1)
		fault_indent(reader, head[1].number, "文件头的行不能有缩进的内容");
	else if (count > 1 && head[1].level == 2)
		fault_indent(reader, head[1].number, "这一行缩进太多，不知道补充的是哪一行");
	if (word == CLAUSE_LAW || word == CLAUSE_ORGAN)
		read_head(reader, clause, head, word);
	clause->begun = clause->begun || word >= CLAUSE_BLANKS;
	if (word == CLAUSE_BLANKS || word == CLAUSE_HERE) {
		struct token_words words = token_words(head, 0);
		token_take(&words);
		(void)reader_ends(reader, &words);
	}
	clause->needs_steps = clause->needs_steps || word == CLAUSE_HERE;
	for (size_t i = 0; i < count; i++) {
		struct token_words words = token_words(&head[i], 1);
		if (word >= CLAUSE_SECTION) {
			keep_line(reader, clause, &head[i], &clause->lines, &clause->line_count);
		} else if (word == CLAUSE_HERE && i > 0) {
			keep_line(reader, clause, &head[i], &clause->here, &clause->here_count);
		} else if (word == CLAUSE_BLANKS && i > 0 && head[i].level == 1) {
			struct token_line line = qualify(reader, clause, &head[i]);
			read_blank(reader, clause, &line);
		} else if (word == CLAUSE_BLANKS && i > 1) {
			words.line = &head[i - 1];
			reader_no_subs(reader, &words);
		}
	}
}

static void fault_section(struct reader *reader, int line, str word)
{
	static const char *const rules[] = {
		"规程", "名录", "记事",     "施行",     "案号", "归口",
		"保存", "示例", "统计单位", "统计分项", "适用", "统计表",
	};
	if (reader_place(word, rules, countof(rules)) == countof(rules)) {
		reader_unknown_word(reader, line, "rule.clause_section", word, clause_words,
		                    countof(clause_words));
		return;
	}
	err_fix(reader_fault(reader, line, "rule.clause_section", "通则里不能写“%.*s”",
	                     PSTR(word)),
	        "请写在适用它的规程里");
}

static void fault_whole(struct reader *reader, const struct clause *clause, const char *what,
                        const char *example)
{
	err_fix(reader_fault(reader, clause->name.line, "rule.head_missing",
	                     "通则的文件头没有“%s”这一行", what),
	        "请在通则那一行下面加上一行，例如：%s", example);
}

/* One 通则: its title and the lines up to the next one. `seen` has the names of the others. */
static void read_clause(struct reader *reader, struct table *seen, const struct token_lines *lines,
                        struct clause *clause)
{
	struct token_words title = token_words(&lines->at[0], 0);
	token_take(&title);
	if (reader_name(reader, &title, seen, false, &clause->name))
		(void)reader_ends(reader, &title);
	for (size_t at = 0; at < lines->count;) {
		const struct token_line *head = &lines->at[at];
		size_t count = 1;
		while (at + count < lines->count && head[count].level > 0)
			count++;
		at += count;
		size_t place = reader_place(clause_word(head), clause_words, countof(clause_words));
		if (place < countof(clause_words))
			read_section(reader, clause, head, count, (enum clause_head)place);
		else
			fault_section(reader, head->number, clause_word(head));
	}
	if (clause->law_count == 0)
		fault_whole(reader, clause, "依据", "依据  《中华人民共和国行政处罚法》");
	if (clause->organ.n == 0)
		fault_whole(reader, clause, "主管", "主管  市司法局");
	judge_gaps(reader, clause);
}

size_t clause_read(struct reader *reader, const struct token_lines *lines,
                           struct clause **clauses)
{
	struct table seen;
	size_t count = 0;
	table_init(&seen, reader->arena);
	*clauses = NULL;
	for (size_t at = 0, end; at < lines->count; at = end) {
		for (end = at + 1; end < lines->count && !clause_begins(&lines->at[end]);)
			end++;
		struct clause clause = { .name.line = lines->at[at].number };
		struct token_lines own = { lines->at + at, end - at };
		read_clause(reader, &seen, &own, &clause);
		*clauses = reader_room(reader, *clauses, count, sizeof(**clauses));
		(*clauses)[count++] = clause;
	}
	return count;
}
