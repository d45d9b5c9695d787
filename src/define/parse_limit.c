/* parse_limit.c -- the limits of a rule: how long, from when to when, and what then.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/str.h"

#define EXAMPLE "审理期限  trial  60 日  自 受理  至 作出决定  第六十二条"

void parse_limit_names(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct limit limit = { .basis = words.basis, .index = rule->limit_count };
		if (!reader_declare(reader, &words, READER_LIMIT, &limit.name))
			continue;
		rule->limits = reader_room(reader, rule->limits, rule->limit_count,
		                           sizeof(*rule->limits));
		rule->limits[rule->limit_count++] = limit;
	}
}

/* A date or time field that holds a day. */
static const struct field *read_day_field(struct reader *reader, int line, str name)
{
	const struct field *field = reader_field(reader, line, name);
	if (field == NULL)
		return NULL;
	if (!field->many && (field->type == FIELD_DATE || field->type == FIELD_TIME))
		return field;
	err_fix(reader_fault(reader, line, "rule.limit_field", "“%.*s”不是日期、时刻字段",
	                     PSTR(field->name.text)),
	        "请换成日期字段，例如："
	        "履行期限  perform  截至 履行截止日  自 送达  至 履行完毕  惯例");
	return NULL;
}

/* "60 日", or "截至 FIELD" */
static bool read_extent(struct reader *reader, struct token_words *words,
                        struct term_length *length, const struct field **until)
{
	if (!token_passes(words, STR("截至")))
		return reader_length(reader, words, 1, length);
	*until = read_day_field(reader, words->line->number, token_take(words));
	return *until != NULL;
}

static bool fault_start(struct reader *reader, const struct limit *limit, const char *what)
{
	err_fix(reader_fault(reader, limit->name.line, "rule.limit_start", "期限“%.*s”%s",
	                     PSTR(limit->name.text), what),
	        "“自”后面写步骤、日期字段或“期限 名称 届满”，例如：%s", EXAMPLE);
	return false;
}

/* 期限 甲 届满 */
static bool read_start_limit(struct reader *reader, struct token_words *words, struct limit *limit)
{
	limit->from = LIMIT_FROM_LIMIT;
	limit->start_limit = reader_limit(reader, words->line->number, token_take(words));
	if (limit->start_limit == NULL)
		return false;
	if (limit->start_limit == limit)
		return fault_start(reader, limit, "不能从自己届满起算");
	reader->rule->limits[limit->start_limit->index].counted = true;
	return token_passes(words, STR("届满")) ||
	       fault_start(reader, limit, "起算写了“期限”，后面要有“届满”");
}

static bool read_start(struct reader *reader, struct token_words *words, struct limit *limit)
{
	if (token_passes(words, STR("期限")))
		return read_start_limit(reader, words, limit);
	if (token_passes(words, STR("首次")))
		limit->pick = LIMIT_PICK_FIRST;
	else if (token_passes(words, STR("末次")))
		limit->pick = LIMIT_PICK_LAST;
	str list = token_take(words);
	if (list.n == 0)
		return fault_start(reader, limit, "没有写从什么时候起算");
	bool is_field = limit->pick == LIMIT_PICK_ANY && model_field(reader->rule, list) != NULL;
	if (is_field && model_step(reader->rule, list) != NULL)
		return fault_start(reader, limit, "起算的名称既是步骤又是字段，请把其中一个改名");
	if (!is_field)
		return reader_steps(reader, words->line->number, list, &limit->starts,
		                    &limit->start_count);
	limit->from = LIMIT_FROM_FIELD;
	limit->start_field = read_day_field(reader, words->line->number, list);
	return limit->start_field != NULL;
}

static void read_head(struct reader *reader, struct token_words *words, struct limit *limit)
{
	if (!token_more(words)) {
		reader_missing(reader, words, "期限的长度", EXAMPLE);
		return;
	}
	if (!read_extent(reader, words, &limit->length, &limit->until))
		return;
	if (!token_passes(words, STR("自"))) {
		fault_start(reader, limit, "在长度之后没有写“自”");
		return;
	}
	if (!read_start(reader, words, limit))
		return;
	if (token_passes(words, STR("至"))) {
		if (!token_more(words))
			reader_missing(reader, words, "停止的步骤", EXAMPLE);
		reader_steps(reader, words->line->number, token_take(words), &limit->stops,
		             &limit->stop_count);
	}
	reader_ends_founded(reader, words);
}

/* 若 COND LENGTH */
static void read_choice(struct reader *reader, struct token_words *words, struct limit *limit)
{
	struct limit_choice choice = { .basis = words->basis };
	choice.when = reader_cond(reader, words);
	if (choice.when == NULL)
		return;
	if (!token_more(words)) {
		reader_missing(reader, words, "条件成立时的长度（与条件空两格以上）",
		               "若  审理程序 为 简易程序  30 日  第六十二条");
		return;
	}
	if (!read_extent(reader, words, &choice.length, &choice.until) ||
	    !reader_ends_founded(reader, words))
		return;
	limit->choices = reader_room(reader, limit->choices, limit->choice_count,
	                             sizeof(*limit->choices));
	limit->choices[limit->choice_count++] = choice;
}

/* 视为 STEP, STEP, or 红灯 */
static void read_overdue(struct reader *reader, struct token_words *words, struct limit *limit)
{
	bool deemed = token_passes(words, STR("视为"));
	str word = token_take(words);
	limit->overdue_basis = words->basis;
	if (!deemed && str_eq(word, STR("红灯"))) {
		reader_ends_founded(reader, words);
		return;
	}
	if (word.n == 0) {
		reader_missing(reader, words, "到期由时钟办的步骤",
		               "逾期  视为 受理  "
		               "第三十条第三款");
		return;
	}
	limit->overdue = deemed ? OVERDUE_DEEMED : OVERDUE_STEP;
	limit->overdue_step = reader_step(reader, words->line->number, word);
	reader_ends_founded(reader, words);
}

enum limit_word {
	LIMIT_IF,
	LIMIT_WHEN,
	LIMIT_WARNING,
	LIMIT_OVERDUE,
	LIMIT_NO_ROLL,
	LIMIT_NO_PAUSE,
	LIMIT_WORDS,
};
static const char *const limit_words[LIMIT_WORDS] = {
	"若", "当", "预警", "逾期", "不顺延", "不停表",
};

static bool is_twice(struct reader *reader, const struct token_words *words, enum limit_word word,
                     unsigned *seen)
{
	bool twice = word != LIMIT_IF && (*seen >> word & 1u) != 0;
	*seen |= 1u << word;
	if (twice)
		err_fix(reader_fault(reader, words->line->number, "rule.twice",
		                     "一个期限只能写一行“%s”", limit_words[word]),
		        "请删去一行；要都成立的条件用“且”连写，例如：当  结果 为 甲 且 已 送达");
	return twice;
}

static void read_sub(struct reader *reader, struct token_words *words, struct limit *limit,
                     unsigned *seen)
{
	str keyword = token_take(words);
	enum limit_word word = (enum limit_word)reader_place(keyword, limit_words, LIMIT_WORDS);
	if (word != LIMIT_WORDS && is_twice(reader, words, word, seen))
		return;
	switch (word) {
	case LIMIT_IF: read_choice(reader, words, limit); return;
	case LIMIT_WHEN: limit->when = reader_cond_founded(reader, words); return;
	case LIMIT_WARNING:
		if (reader_length(reader, words, 1, &limit->warning))
			reader_ends(reader, words);
		return;
	case LIMIT_OVERDUE: read_overdue(reader, words, limit); return;
	case LIMIT_NO_ROLL:
		limit->no_roll = true;
		reader_ends(reader, words);
		return;
	case LIMIT_NO_PAUSE:
		limit->no_pause = true;
		reader_ends(reader, words);
		return;
	case LIMIT_WORDS: break;
	}
	reader_unknown_word(reader, words->line->number, "rule.keyword", keyword, limit_words,
	                    LIMIT_WORDS);
}

/* The limit that the line declared; NULL: its name was refused. */
static struct limit *find_limit(const struct rule *rule, int line)
{
	for (size_t i = 0; i < rule->limit_count; i++) {
		if (rule->limits[i].name.line == line)
			return &rule->limits[i];
	}
	return NULL;
}

void parse_limit_section(struct reader *reader, const struct reader_section *section)
{
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct limit *limit = find_limit(reader->rule, words.line->number);
		if (limit == NULL)
			continue;
		unsigned seen = 0;
		token_take(&words);
		token_take(&words);
		read_head(reader, &words, limit);
		for (size_t sub = 1; sub <= words.subs; sub++) {
			struct token_words below = token_words(words.line + sub, 0);
			read_sub(reader, &below, limit, &seen);
		}
	}
}
