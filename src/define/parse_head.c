/* parse_head.c -- the head of a rule: what it is called, what it rests on, from when.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/str.h"

enum head_word {
	HEAD_PROCEDURE,
	HEAD_REGISTER,
	HEAD_NOTE,
	HEAD_LAW,
	HEAD_EFFECTIVE,
	HEAD_ORGAN,
	HEAD_NUMBER,
	HEAD_CHAPTER,
	HEAD_COUNTED_BY,
	HEAD_SPLIT,
	HEAD_RETENTION,
};
static const char *const head_words[PARSE_HEAD_WORDS] = {
	"规程", "名录", "记事", "依据", "施行", "主管", "案号", "归口", "统计单位",
	"统计分项", "保存",
};

static size_t place_of(const struct token_line *line)
{
	struct token_words words = token_words(line, 0);
	return reader_place(token_peek(&words), head_words, PARSE_HEAD_WORDS);
}

bool parse_head_is(const struct token_line *line)
{
	return place_of(line) < PARSE_HEAD_WORDS;
}

static void read_title(struct reader *reader, struct token_words *words, enum head_word word)
{
	struct rule *rule = reader->rule;
	struct table seen;
	table_init(&seen, reader->arena);
	rule->kind = word == HEAD_PROCEDURE  ? RULE_PROCEDURE
	             : word == HEAD_REGISTER ? RULE_REGISTER
	                                     : RULE_NOTE;
	if (!reader_name(reader, words, &seen, false, &rule->name))
		return;
	if (rule->kind == RULE_NOTE)
		rule->attested = token_passes(words, STR("报送"));
	reader_ends(reader, words);
}

/* The whole rest of the line, also when it looks like an article. */
static str whole_rest(const struct token_line *line)
{
	struct token_words words = token_words(line, 0);
	words.columns = line->count;
	token_take(&words);
	return token_all(&words);
}

static void read_law(struct reader *reader, const struct token_line *line)
{
	struct rule *rule = reader->rule;
	str *laws = reader_room(reader, rule->laws, rule->law_count, sizeof(*laws));
	laws[rule->law_count++] = whole_rest(line);
	rule->laws = laws;
}

static void read_effective(struct reader *reader, const struct token_line *line)
{
	str written = whole_rest(line);
	if (day_read(written, &reader->rule->effective))
		return;
	err_fix(reader_fault(reader, line->number, "rule.date", "“%.*s”不是日期", PSTR(written)),
	        "请写年-月-日，月和日都是两位，例如：施行  2024-01-01");
}

/* 永久, or N 年 */
static void read_retention(struct reader *reader, const struct token_line *line)
{
	struct term_length length;
	str written = whole_rest(line);
	reader->rule->retention = written;
	if (str_eq(written, STR("永久")) ||
	    (term_read_length(written, &length) && length.unit == TERM_YEARS && length.n > 0))
		return;
	err_fix(reader_fault(reader, line->number, "rule.retention", "“%.*s”不是保存期限",
	                     PSTR(written)),
	        "请写“永久”或年数，例如：保存  30 年");
}

static void read_number(struct reader *reader, const struct token_line *line)
{
	str pattern = whole_rest(line);
	if (reader_pattern(reader, line->number, pattern))
		reader->rule->number = pattern;
}

static void read_text(struct reader *reader, const struct token_line *line, enum head_word word)
{
	switch (word) {
	case HEAD_LAW: read_law(reader, line); break;
	case HEAD_EFFECTIVE: read_effective(reader, line); break;
	case HEAD_ORGAN: reader->rule->organ = whole_rest(line); break;
	case HEAD_NUMBER: read_number(reader, line); break;
	case HEAD_CHAPTER: reader->rule->chapter = whole_rest(line); break;
	case HEAD_RETENTION: read_retention(reader, line); break;
	default: break; /* 统计单位, 统计分项: the field is not declared yet */
	}
}

/* The first line of this word, or of its two brothers for a title. */
static const struct token_line **slot_of(struct parse_head *seen, enum head_word word)
{
	return &seen->lines[word <= HEAD_NOTE ? HEAD_PROCEDURE : word];
}

void parse_head_line(struct reader *reader, const struct token_line *line, struct parse_head *seen)
{
	enum head_word word = (enum head_word)place_of(line);
	const struct token_line **slot = slot_of(seen, word);
	if (*slot != NULL && word != HEAD_LAW) {
		struct err *err = reader_fault(reader, line->number, "rule.twice",
		                               "“%s”只能写一行，第 %d 行已经写了", head_words[word],
		                               (*slot)->number);
		err_fix(err, "请删去一行；两个规程请写成两个文件");
		return;
	}
	if (*slot == NULL)
		*slot = line;
	struct token_words words = token_words(line, 0);
	token_take(&words);
	if (word <= HEAD_NOTE)
		read_title(reader, &words, word);
	else if (whole_rest(line).n == 0)
		reader_missing(reader, &words, "内容", "主管  市司法局");
	else
		read_text(reader, line, word);
}

void parse_head_whole(struct reader *reader, const struct parse_head *seen)
{
	static const struct {
		enum head_word word;
		const char *what;
		const char *example;
	} needs[] = {
		{ HEAD_PROCEDURE, "规程（或名录、记事）", "规程  行政复议  reconsideration" },
		{ HEAD_LAW, "依据", "依据  《中华人民共和国行政复议法》（2023年修订）" },
		{ HEAD_EFFECTIVE, "施行", "施行  2024-01-01" },
		{ HEAD_ORGAN, "主管", "主管  市司法局" },
	};
	for (size_t i = 0; i < countof(needs); i++) {
		if (seen->lines[needs[i].word] != NULL)
			continue;
		err_fix(reader_fault(reader, 1, "rule.head_missing", "文件头没有“%s”这一行",
		                     needs[i].what),
		        "请在文件开头加上一行，例如：%s", needs[i].example);
	}
}

void parse_head_counted_by(struct reader *reader, const struct parse_head *seen)
{
	const struct token_line *line = seen->lines[HEAD_COUNTED_BY];
	if (line == NULL || whole_rest(line).n == 0)
		return;
	const struct field *field = reader_field(reader, line->number, whole_rest(line));
	if (field == NULL)
		return;
	if (field->type != FIELD_ORGAN || field->many) {
		struct err *err = reader_fault(reader, line->number, "rule.counted_by",
		                               "统计单位要是一个“机关”字段，“%.*s”不是",
		                               PSTR(field->name.text));
		err_fix(err, "请改成机关字段，例如：统计单位  承办单位");
		return;
	}
	reader->rule->counted_by = field;
}

void parse_head_split(struct reader *reader, const struct parse_head *seen)
{
	const struct token_line *line = seen->lines[HEAD_SPLIT];
	if (line == NULL || whole_rest(line).n == 0)
		return;
	const struct field *field = reader_field(reader, line->number, whole_rest(line));
	if (field == NULL)
		return;
	if (field->type != FIELD_CHOICE || field->many) {
		struct err *err = reader_fault(reader, line->number, "rule.split_field",
		                               "统计分项要是一个单值的“选项”字段，“%.*s”不是",
		                               PSTR(field->name.text));
		err_fix(err, "请改成选项字段，例如：统计分项  申请人类别");
		return;
	}
	reader->rule->split = field;
}
