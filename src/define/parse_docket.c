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

static bool is_clock(str word)
{
	return str_eq(word, STR("时钟"));
}

/* "角色", "角色 张三", "市住建局 角色", "市住建局 角色 张三" */
static bool read_actor(struct reader *reader, struct token_words *words, struct example_line *line)
{
	str actor = token_rest(words), rest = actor, part[3] = { { "", 0 } };
	size_t count = 0;
	while (rest.n > 0 && count < 3)
		str_cut(&rest, STR(" "), &part[count++]);
	if (count == 0 || rest.n > 0)
		return fault(reader, line->line, "要写角色，最多“单位 角色 姓名”三个词", EXAMPLE);
	line->actor = actor;
	if (count == 1 && is_clock(part[0]))
		return true;
	size_t place = count == 3 || (count == 2 && model_role(reader->rule, part[0]) == NULL);
	if (count == 1 && model_role(reader->rule, actor) == NULL &&
	    model_step(reader->rule, actor) != NULL)
		return fault(reader, line->line, "步骤前面没有写由谁办", EXAMPLE);
	line->role = reader_role(reader, line->line, part[place]);
	line->organ = place > 0 ? part[0] : (str){ "", 0 };
	line->person = count > place + 1 ? part[place + 1] : (str){ "", 0 };
	return line->role != NULL;
}

/* "缺 复议申请书、证据" */
static bool read_lacks(struct reader *reader, struct token_words *words, struct example_line *line)
{
	str list = token_take(words), item;
	if (list.n == 0)
		return fault(reader, line->line, "“缺”后面要写材料", "缺 复议申请书");
	bool good = true;
	while (reader_list(reader, line->line, &list, &item)) {
		const struct paper *paper = reader_paper(reader, line->line, item);
		good = good && paper != NULL;
		line->lacks = reader_room(reader, line->lacks, line->lack_count,
		                          sizeof(*line->lacks));
		line->lacks[line->lack_count++] = paper;
	}
	return good;
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
	const struct field *field = reader_field(reader, line->line, name);
	if (field == NULL) {
		(void)token_rest(words); /* the value of what is not known */
		return false;
	}
	if (words->rest.n == 0)
		return fault(reader, line->line, "字段后面要写值，字段与值之间空一格", EXAMPLE);
	str value = token_rest(words);
	line->fields = reader_room(reader, line->fields, line->field_count, sizeof(*line->fields));
	line->values = reader_room(reader, line->values, line->field_count, sizeof(*line->values));
	line->fields[line->field_count] = field;
	line->values[line->field_count++] = value;
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
	if (!token_more(words))
		return fault(reader, line->line, "没有写办哪一步（角色与步骤之间空两格）", EXAMPLE);
	line->step = reader_step(reader, line->line, token_take(words));
	if (line->step == NULL)
		return false;
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
	line->stage = reader_stage(reader, line->line, token_take(words));
	return line->stage != NULL && reader_ends(reader, words);
}

static bool read_by(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->kind = EXAMPLE_BY;
	if (!read_actor(reader, words, line))
		return false;
	if (!token_more(words))
		return fault(reader, line->line, "“应由”后面要写角色和步骤", "应由    时钟  受理");
	line->step = reader_step(reader, line->line, token_take(words));
	return line->step != NULL && reader_ends(reader, words);
}

/* A date, an instant to the minute, 无 or 停 */
static bool read_due(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->kind = EXAMPLE_DUE;
	line->limit = reader_limit(reader, line->line, token_take(words));
	if (line->limit == NULL)
		return false;
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
	line->limit = reader_limit(reader, line->line, token_take(words));
	if (line->limit == NULL)
		return false;
	line->expected = token_take(words);
	if (reader_place(line->expected, lamps, countof(lamps)) == countof(lamps))
		return fault(reader, line->line, "“应灯”要写期限和绿、黄、红、停或无",
		             "应灯    审理期限  黄");
	return reader_ends(reader, words);
}

static bool read_value(struct reader *reader, struct token_words *words, struct example_line *line)
{
	line->kind = EXAMPLE_VALUE;
	line->field = reader_field(reader, line->line, token_take(words));
	if (line->field == NULL)
		return false;
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
		whole = read_line(reader, &words, &line) && whole;
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
