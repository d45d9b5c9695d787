/* parse_docket.c -- the worked examples of a rule: dated lines, and what must come of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/num.h"
#include "base/str.h"

#define EXAMPLE "2024-09-27 10:00  申请人  提出申请  复议事项 行政处罚"

static bool fault(struct reader *reader, int line, const char *what, const char *example)
{
	err_fix(reader_fault(reader, line, "rule.example", "%s", what), "例如：%s", example);
	return false;
}

/* One to three words; docket_resolve tells them apart. */
static bool read_actor(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->actor = token_rest(words);
	str rest = line->actor, part;
	size_t count = 0;
	for (; rest.n > 0; count++)
		str_cut(&rest, STR(" "), &part);
	return (count > 0 && count <= 3) ||
	       fault(reader, line->line, "要写角色，最多“单位 角色 姓名”三个词", EXAMPLE);
}

/* "norm_doc/1" in a column of its own */
static void read_record(struct token_words *words, struct example_line *line)
{
	if (docket_is_record(token_peek(words)))
		line->record = token_take(words);
}

/* "规范性文件.登记存量": the step of another rule. */
static void read_step_name(struct reader *reader, struct token_words *words,
                           struct example_line *line)
{
	line->part = token_take(words);
	str rest = line->part, rule;
	if (model_step(reader->rule, line->part) != NULL || !str_cut(&rest, STR("."), &rule) ||
	    rule.n == 0 || rest.n == 0)
		return;
	line->procedure = rule;
	line->part = rest;
}

/* "缺 复议申请书、证据" */
static bool read_lacks(struct reader *reader, struct token_words *words, struct example_line *line)
{
	str list = token_take(words), item;
	if (list.n == 0)
		return fault(reader, line->line, "“缺”后面要写材料", "缺 复议申请书");
	while (reader_list(reader, line->line, &list, &item)) {
		line->lack_names = reader_room(reader, line->lack_names, line->lack_count,
		                               sizeof(*line->lack_names));
		line->lack_names[line->lack_count++] = item;
	}
	return true;
}

/* "字段 值" in one column */
static bool read_given(struct reader *reader, struct token_words *words, struct example_line *line)
{
	str name = token_take(words);
	if (str_eq(name, STR("补录"))) {
		line->as_happened = true;
		return true;
	}
	if (str_eq(name, STR("缺")))
		return read_lacks(reader, words, line);
	if (words->rest.n == 0) {
		if (!docket_is_apart(line) && reader_field(reader, line->line, name) == NULL)
			return false;
		return fault(reader, line->line, "字段后面要写值，字段与值之间空一格", EXAMPLE);
	}
	line->names = reader_room(reader, line->names, line->field_count, sizeof(*line->names));
	line->values = reader_room(reader, line->values, line->field_count, sizeof(*line->values));
	line->names[line->field_count] = name;
	line->values[line->field_count++] = token_rest(words);
	return true;
}

/* Is it the time of day, "10:00"? */
static bool is_time(str word)
{
	return word.n > 0 && word.at[0] >= '0' && word.at[0] <= '9' && str_find(word, STR(":")) > 0;
}

static bool read_at(struct reader *reader, struct token_words *words, struct example_line *line)
{
	char text[40];
	str date = token_take(words), hour = { "", 0 };
	if (is_time(token_peek(words)))
		hour = token_take(words);
	int n = snprintf(text, sizeof(text), "%.*s%s%.*s", PSTR(date), hour.n > 0 ? " " : "",
	                 PSTR(hour));
	if (n > 0 && (size_t)n < sizeof(text) &&
	    day_read_instant((str){ text, (size_t)n }, &line->at))
		return true;
	struct err *err = reader_fault(reader, line->line, "rule.date", "“%.*s%s%.*s”不是日期",
	                               PSTR(date), hour.n > 0 ? " " : "", PSTR(hour));
	err_fix(err, "请写年-月-日，可以再写时刻，例如：%s", EXAMPLE);
	return false;
}

/* Do the words begin with a step of this rule, or with none at all? */
static bool is_own(struct reader *reader, struct token_words ahead)
{
	struct example_line line = { 0 };
	read_record(&ahead, &line);
	read_step_name(reader, &ahead, &line);
	return !docket_is_apart(&line);
}

/* A dated line. */
static bool read_step(struct reader *reader, struct token_words *words, struct example_line *line)
{
	if (!read_at(reader, words, line))
		return false;
	if (token_passes(words, STR("今日"))) {
		line->kind = EXAMPLE_TODAY;
		return reader_ends(reader, words);
	}
	line->kind = EXAMPLE_STEP;
	if (!read_actor(reader, words, line))
		return false;
	if (model_role(reader->rule, line->actor) == NULL &&
	    model_step(reader->rule, line->actor) != NULL && is_own(reader, *words))
		return fault(reader, line->line, "步骤前面没有写由谁办", EXAMPLE);
	read_record(words, line);
	if (!token_more(words))
		return fault(reader, line->line, "没有写办哪一步（角色与步骤之间空两格）", EXAMPLE);
	read_step_name(reader, words, line);
	if (words->rest.n > 0)
		return fault(reader, line->line, "步骤与字段之间要空两格以上", EXAMPLE);
	bool good = true;
	while (token_more(words))
		good = read_given(reader, words, line) && good;
	return good && reader_ends(reader, words);
}

static bool read_stage(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->kind = EXAMPLE_STAGE;
	line->part = token_take(words);
	return reader_ends(reader, words);
}

static bool read_by(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->kind = EXAMPLE_BY;
	if (!read_actor(reader, words, line))
		return false;
	if (!token_more(words))
		return fault(reader, line->line, "“应由”后面要写角色和步骤", "应由    时钟  受理");
	line->part = token_take(words);
	return reader_ends(reader, words);
}

/* A date, an instant to the minute, 无 or 停 */
static bool read_due(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->kind = EXAMPLE_DUE;
	line->part = token_take(words);
	line->expected = token_all(words);
	instant ignored;
	if (str_eq(line->expected, STR("无")) || str_eq(line->expected, STR("停")) ||
	    day_read_instant(line->expected, &ignored))
		return reader_ends(reader, words);
	return fault(reader, line->line, "“应期”要写期限和日期，或“无”“停”",
	             "应期    受理审查  2024-10-10");
}

static bool read_lamp(struct reader *reader, struct token_words *words, struct example_line *line)
{
	static const char *const lamps[] = { "绿", "黄", "红", "停", "无" };
	line->kind = EXAMPLE_LAMP;
	line->part = token_take(words);
	line->expected = token_take(words);
	if (reader_place(line->expected, lamps, countof(lamps)) == countof(lamps))
		return fault(reader, line->line, "“应灯”要写期限和绿、黄、红、停或无",
		             "应灯    审理期限  黄");
	return reader_ends(reader, words);
}

static bool read_value(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->kind = EXAMPLE_VALUE;
	line->part = token_take(words);
	line->expected = token_all(words);
	if (line->expected.n == 0)
		return fault(reader, line->line, "“应值”要写字段和值",
		             "应值    审理程序  普通程序");
	return reader_ends(reader, words);
}

/* "受理 2024 年 1" */
static bool read_count(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->kind = EXAMPLE_COUNT;
	line->indicator = reader_indicator(reader, line->line, token_take(words));
	if (line->indicator == NULL)
		return false;
	str year = token_take(words);
	bool marked = str_ends(year, STR("年"));
	if (marked)
		year.n -= STR("年").n;
	else
		marked = token_passes(words, STR("年"));
	int64_t number;
	bool good = marked && num_read_int(year, &number) && number >= 1900 && number <= 9999;
	line->year = good ? (int)number : 0;
	line->expected = token_all(words);
	if (!good || line->expected.n == 0)
		return fault(reader, line->line, "“应计”要写指标、年份和印出来的数",
		             "应计    受理  2024 年  1");
	return reader_ends(reader, words);
}

static bool read_refused(struct reader *reader, struct token_words *words,
                         struct example_line *line)
{
	line->kind = EXAMPLE_REFUSED;
	line->expected = words->basis;
	return reader_ends_founded(reader, words);
}

static bool read_line(struct reader *reader, struct token_words *words, struct example_line *line)
{
	static const char *const known[] = {
		"应为", "应由", "应期", "应计", "应值", "应拒", "应灯",
	};
	str first = token_peek(words);
	if (first.at[0] >= '0' && first.at[0] <= '9')
		return read_step(reader, words, line);
	token_take(words);
	size_t place = reader_place(first, known, countof(known));
	if (place != 3 && place != 5)
		read_record(words, line); /* figures and refusals are of no record */
	if (place < 5 && !token_more(words))
		return fault(reader, line->line, "这一行没有写完", "应为    审理中");
	switch (place) {
	case 0: return read_stage(reader, words, line);
	case 1: return read_by(reader, words, line);
	case 2: return read_due(reader, words, line);
	case 3: return read_count(reader, words, line);
	case 4: return read_value(reader, words, line);
	case 5: return read_refused(reader, words, line);
	case 6: return read_lamp(reader, words, line);
	default: break;
	}
	reader_unknown_word(reader, line->line, "rule.keyword", first, known, countof(known));
	return false;
}

/* 应拒 speaks of the line before, so there must be one that takes a step. */
static void check_refused(struct reader *reader, const struct example *example)
{
	for (size_t i = 0; i < example->line_count; i++) {
		const struct example_line *line = &example->lines[i];
		if (line->kind == EXAMPLE_REFUSED &&
		    (i == 0 || example->lines[i - 1].kind != EXAMPLE_STEP))
			fault(reader, line->line, "“应拒”的上一行要是办一步的行", EXAMPLE);
	}
}

void parse_docket_section(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct example example = { .line = section->head->number };
	struct token_words words = token_words(section->head, 0);
	bool whole = true;
	words.columns = section->head->count; /* a title may end like an article */
	token_take(&words);
	example.title = token_all(&words);
	if (example.title.n == 0)
		reader_missing(reader, &words, "示例的名称", "示例  逾期未审查，视为受理");
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct example_line line = { .line = words.line->number, .at = INSTANT_NONE };
		reader_no_subs(reader, &words);
		bool read = read_line(reader, &words, &line);
		if (read && !docket_is_apart(&line))
			read = docket_resolve(reader->arena, rule, &line, reader->problems);
		whole = read && whole;
		example.lines = reader_room(reader, example.lines, example.line_count,
		                            sizeof(*example.lines));
		example.lines[example.line_count++] = line;
	}
	if (whole)
		check_refused(reader, &example);
	rule->examples = reader_room(reader, rule->examples, rule->example_count,
	                             sizeof(*rule->examples));
	rule->examples[rule->example_count++] = example;
}
