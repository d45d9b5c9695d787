/* parse_count.c -- the indicators of a rule: what is counted, when, and how it is printed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/num.h"
#include "base/str.h"

#define EXAMPLE "受理  accepted  件  数  首次 受理"

enum count_word {
	WORD_COUNT,
	WORD_SUM,
	WORD_DISTINCT,
	WORD_MOST,
	WORD_STOCK,
	WORD_STOCK_SUM,
	WORD_BALANCE,
	WORD_ADD,
	WORD_RATE,
	WORD_MEAN,
	WORD_LAST_SUM,
	COUNT_WORDS,
};
static const char *const count_words[COUNT_WORDS] = {
	"数", "和", "去重", "最大", "在册", "在册和", "存", "算", "率", "均", "末值和",
};

void parse_count_names(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct indicator indicator = { .basis = words.basis };
		indicator.index = rule->indicator_count;
		if (!reader_declare(reader, &words, READER_INDICATOR, &indicator.name))
			continue;
		rule->indicators = reader_room(reader, rule->indicators, rule->indicator_count,
		                               sizeof(*rule->indicators));
		rule->indicators[rule->indicator_count++] = indicator;
	}
}

static bool fault_form(struct reader *reader, const struct indicator *indicator, const char *what,
                       const char *example)
{
	err_fix(reader_fault(reader, indicator->name.line, "rule.count_form", "指标“%.*s”%s",
	                     PSTR(indicator->name.text), what),
	        "例如：%s", example);
	return false;
}

/* 首次 受理、转办; 期限 LIMIT; 偏差 */
static bool read_events(struct reader *reader, struct token_words *words,
                        struct indicator *indicator)
{
	int line = indicator->name.line;
	indicator->kind = COUNT_STEP;
	if (token_passes(words, STR("偏差"))) {
		indicator->kind = COUNT_DEVIATION;
		return true;
	}
	if (token_passes(words, STR("期限"))) {
		indicator->kind = COUNT_LIMIT;
		const struct limit *limit = reader_limit(reader, line, token_take(words));
		if (limit == NULL)
			return false;
		indicator->limit = limit;
		reader->rule->limits[limit->index].counted = true;
		return true;
	}
	if (token_passes(words, STR("首次")))
		indicator->pick = LIMIT_PICK_FIRST;
	else if (token_passes(words, STR("末次")))
		indicator->pick = LIMIT_PICK_LAST;
	if (!token_more(words))
		return fault_form(reader, indicator, "没有写数哪些步骤", EXAMPLE);
	return reader_steps(reader, line, token_take(words), &indicator->steps,
	                    &indicator->step_count);
}

static bool is_number(const struct field *field)
{
	return field->type == FIELD_INT || field->type == FIELD_MONEY ||
	       (field->type == FIELD_CHOICE && field->ranked);
}

/* A record is one key of 去重: several values would be taken for one. */
static bool is_single(struct reader *reader, const struct indicator *indicator)
{
	return !indicator->field->many ||
	       fault_form(reader, indicator, "去重的字段是“多个”的，一案只能有一个值",
	                  "部门  organs  个  在册 已发布  去重 实施机构");
}

/* FIELD 于 STEPS, for 和, 去重 and 最大 */
static bool read_field_at(struct reader *reader, struct token_words *words,
                          struct indicator *indicator, enum count_kind kind)
{
	indicator->kind = kind;
	indicator->field = reader_field(reader, indicator->name.line, token_take(words));
	if (indicator->field == NULL)
		return false;
	if (kind == COUNT_DISTINCT && !is_single(reader, indicator))
		return false;
	if (kind == COUNT_SUM && token_passes(words, STR("个数"))) {
		indicator->in_items = true;
		if (!indicator->field->many && indicator->field->type != FIELD_LIST)
			return fault_form(reader, indicator, "的“个数”要数“多个”的字段或清单",
			                  "纳入件数  scoped  件  和 文件 个数 于 冻结范围");
	} else if (kind != COUNT_DISTINCT &&
	           (!is_number(indicator->field) || indicator->field->many))
		return fault_form(reader, indicator, "要加的字段不是整数、金额或数字选项",
		                  "参演人次  people  人次  和 参演人数 于 办结");
	if (!token_passes(words, STR("于")) || !token_more(words))
		return fault_form(reader, indicator, "没有写“于”哪一步",
		                  "参演人次  people  人次  和 参演人数 于 办结");
	return reader_steps(reader, indicator->name.line, token_take(words), &indicator->steps,
	                    &indicator->step_count);
}

/* FIELD 按 FIELD 于 STEPS: what each source last said */
static bool read_last_sum(struct reader *reader, struct token_words *words,
                          struct indicator *indicator)
{
	static const char example[] = "汇聚数据  records  条  末值和 数据条数 按 来源系统 于 记入";
	int line = indicator->name.line;

	indicator->kind = COUNT_LAST_SUM;
	indicator->field = reader_field(reader, line, token_take(words));
	if (indicator->field == NULL)
		return false;
	if (!is_number(indicator->field) || indicator->field->many)
		return fault_form(reader, indicator, "要加的字段不是整数、金额或数字选项", example);
	if (!token_passes(words, STR("按")) || !token_more(words))
		return fault_form(reader, indicator, "没有写“按”哪个字段分来源", example);
	indicator->source = reader_field(reader, line, token_take(words));
	if (indicator->source == NULL)
		return false;
	if (indicator->source->many || indicator->source->type == FIELD_LIST)
		return fault_form(reader, indicator, "分来源的字段要只有一个值，不能是“多个”或清单",
		                  example);
	if (!token_passes(words, STR("于")) || !token_more(words))
		return fault_form(reader, indicator, "没有写“于”哪一步", example);
	return reader_steps(reader, line, token_take(words), &indicator->steps,
	                    &indicator->step_count);
}

/* 在册 STAGES, 在册和 FIELD STAGES */
static bool read_stock(struct reader *reader, struct token_words *words,
                       struct indicator *indicator, bool sum)
{
	static const char example[] = "法定总时限  legal_sum  个工作日  在册和 法定时限 已发布";
	indicator->kind = sum ? COUNT_STOCK_SUM : COUNT_STOCK;
	if (sum) {
		indicator->field = reader_field(reader, indicator->name.line, token_take(words));
		if (indicator->field == NULL)
			return false;
		if (!is_number(indicator->field) || indicator->field->many)
			return fault_form(reader, indicator, "要加的字段不是整数、金额或数字选项",
			                  example);
	}
	if (!token_more(words))
		return fault_form(reader, indicator, "没有写在哪些环节", example);
	return reader_stages(reader, indicator->name.line, token_take(words), &indicator->stages,
	                     &indicator->stage_count);
}

static bool is_own(const struct rule *rule, str procedure)
{
	return str_eq(rule->name.text, procedure) || str_eq(rule->name.id, procedure);
}

bool parse_count_operand(struct reader *reader, int line, str word, struct operand *of)
{
	str rest = word, procedure;

	*of = (struct operand){ .indicator = model_indicator(reader->rule, word) };
	if (of->indicator != NULL)
		return true;
	if (!str_cut(&rest, STR("."), &procedure) || procedure.n == 0 || rest.n == 0) {
		of->indicator = reader_indicator(reader, line, word);
	} else if (is_own(reader->rule, procedure)) {
		of->indicator = reader_indicator(reader, line, rest);
	} else {
		of->procedure = procedure;
		of->other = rest;
		return true;
	}
	return of->indicator != NULL;
}

bool parse_count_item(struct reader *reader, struct token_words *words, struct sum_item *item)
{
	item->last_year = token_passes(words, STR("上年"));
	str word = token_take(words);
	if (word.n == 0) {
		reader_missing(reader, words, "指标", "期末未结 = 上年 期末未结 + 受理 - 审结");
		return false;
	}
	if (!item->last_year && num_read_int(word, &item->constant))
		return true;
	return parse_count_operand(reader, words->line->number, word, &item->of);
}

/* Adds one indicator, or an integer, to a sum. */
static bool read_item(struct reader *reader, struct indicator *indicator, str word, int sign)
{
	struct sum_item item = { .sign = sign };
	if (!num_read_int(word, &item.constant) &&
	    !parse_count_operand(reader, indicator->name.line, word, &item.of))
		return false;
	if (item.of.procedure.n > 0 && indicator->kind == COUNT_BALANCE) {
		err_fix(reader_fault(reader, indicator->name.line, "rule.balance_other",
		                     "“存”只能用本规程的指标，“%.*s”是别的规程的", PSTR(word)),
		        "请在那个规程里写好“存”，这里用“算 规程.指标”引用它");
		return false;
	}
	struct sum_item *items = reader_room(reader, indicator->items, indicator->item_count,
	                                     sizeof(*items));
	items[indicator->item_count++] = item;
	indicator->items = items;
	return true;
}

/* 甲 减 乙 */
static bool read_balance(struct reader *reader, struct token_words *words,
                         struct indicator *indicator)
{
	indicator->kind = COUNT_BALANCE;
	str gained = token_take(words);
	bool minus = token_passes(words, STR("减"));
	str lost = token_take(words);
	if (!minus || lost.n == 0)
		return fault_form(reader, indicator, "要写成“存 甲 减 乙”",
		                  "期末未结  pending  件  存  受理 减 审结");
	bool good = read_item(reader, indicator, gained, 1);
	return read_item(reader, indicator, lost, -1) && good;
}

/* 甲 + 乙 - 丙 */
static bool read_sum(struct reader *reader, struct token_words *words, struct indicator *indicator)
{
	indicator->kind = COUNT_ADD;
	int sign = 1;
	for (;;) {
		if (!token_more(words))
			return fault_form(reader, indicator, "要写成“算 甲 + 乙 - 丙”",
			                  "压缩时限  saved  个工作日  算  法定总时限 - 承诺总时限");
		if (!read_item(reader, indicator, token_take(words), sign))
			return false;
		if (token_passes(words, STR("+")))
			sign = 1;
		else if (token_passes(words, STR("-")))
			sign = -1;
		else
			return true;
	}
}

/* 甲 / 乙 */
static bool read_ratio(struct reader *reader, struct token_words *words,
                       struct indicator *indicator, enum count_kind kind)
{
	indicator->kind = kind;
	str above = token_take(words);
	bool over = token_passes(words, STR("/"));
	str below = token_take(words);
	if (!over || below.n == 0)
		return fault_form(reader, indicator, "要写成“甲 / 乙”，斜线前后各空一格",
		                  "按期审结率  rate  %  率  按期审结 / 到期应结  两位");
	bool good = parse_count_operand(reader, indicator->name.line, above, &indicator->above);
	return parse_count_operand(reader, indicator->name.line, below, &indicator->below) && good;
}

static bool read_method(struct reader *reader, struct token_words *words,
                        struct indicator *indicator)
{
	str word = token_take(words);
	if (word.n == 0) {
		reader_missing(reader, words, "算法", EXAMPLE);
		return false;
	}
	switch ((enum count_word)reader_place(word, count_words, COUNT_WORDS)) {
	case WORD_COUNT: return read_events(reader, words, indicator);
	case WORD_SUM: return read_field_at(reader, words, indicator, COUNT_SUM);
	case WORD_DISTINCT: return read_field_at(reader, words, indicator, COUNT_DISTINCT);
	case WORD_MOST: return read_field_at(reader, words, indicator, COUNT_MOST);
	case WORD_STOCK: return read_stock(reader, words, indicator, false);
	case WORD_STOCK_SUM: return read_stock(reader, words, indicator, true);
	case WORD_BALANCE: return read_balance(reader, words, indicator);
	case WORD_ADD: return read_sum(reader, words, indicator);
	case WORD_RATE: return read_ratio(reader, words, indicator, COUNT_RATE);
	case WORD_MEAN: return read_ratio(reader, words, indicator, COUNT_MEAN);
	case WORD_LAST_SUM: return read_last_sum(reader, words, indicator);
	case COUNT_WORDS: break;
	}
	reader_unknown_word(reader, indicator->name.line, "rule.count_kind", word, count_words,
	                    COUNT_WORDS);
	return false;
}

/* 其中 COND: alike for all that are counted, not for what is computed of others. */
static bool read_when(struct reader *reader, struct token_words *words, struct indicator *indicator)
{
	bool computed = indicator->kind >= COUNT_BALANCE;
	if (computed || indicator->when != NULL)
		return fault_form(reader, indicator,
		                  computed ? "是由别的指标算出来的，不能再写“其中”"
		                           : "写了两个“其中”",
		                  "满意  satisfied  件  数 回访  "
		                  "其中 满意度 不低于 满意 且 已 办结");
	indicator->when = reader_cond(reader, words);
	return indicator->when != NULL;
}

static bool read_distinct(struct reader *reader, struct token_words *words,
                          struct indicator *indicator)
{
	if (indicator->kind != COUNT_STEP && indicator->kind != COUNT_STOCK)
		return fault_form(reader, indicator, "的算法不能加“去重”",
		                  "部门  organs  个  在册 已发布  去重 实施机构");
	indicator->field = reader_field(reader, indicator->name.line, token_take(words));
	indicator->kind = indicator->kind == COUNT_STEP ? COUNT_DISTINCT : COUNT_STOCK_DISTINCT;
	return indicator->field != NULL && is_single(reader, indicator);
}

/* 记在 举行日期 */
static bool read_dated(struct reader *reader, struct token_words *words,
                       struct indicator *indicator)
{
	const struct field *field;

	bool flow = indicator->kind <= COUNT_MOST || indicator->kind == COUNT_LAST_SUM;
	if (!flow || indicator->dated_by != NULL)
		return fault_form(reader, indicator,
		                  indicator->dated_by ? "写了两个“记在”" : "的算法不能加“记在”",
		                  "演练  drills  场次  数 核实  记在 举行日期");
	field = reader_field(reader, indicator->name.line, token_take(words));
	if (field == NULL)
		return false;
	if (field->many || (field->type != FIELD_DATE && field->type != FIELD_TIME))
		return fault_form(reader, indicator, "的“记在”要写日期或时刻字段",
		                  "演练  drills  场次  数 核实  记在 举行日期");
	indicator->dated_by = field;
	return true;
}

/* 写作 万 / 亿 / 余 100 / 万余 / 超过 10000 / 汉字 */
static bool read_style(struct reader *reader, struct token_words *words,
                       struct indicator *indicator)
{
	static const char *const styles[] = { "万", "亿", "余", "万余", "超过", "汉字" };
	str word = token_take(words);
	size_t place = reader_place(word, styles, countof(styles));
	if (place == countof(styles)) {
		reader_unknown_word(reader, indicator->name.line, "rule.form", word, styles,
		                    countof(styles));
		return false;
	}
	struct form *form = &indicator->form;
	form->kind = (enum form_kind)(FORM_WAN + place);
	if (form->kind != FORM_YU && form->kind != FORM_OVER)
		return true;
	str step = token_take(words);
	if (num_read_int(step, &form->step) && form->step > 0)
		return true;
	err_fix(reader_fault(reader, indicator->name.line, "rule.form", "“写作 %.*s”后面要写正整数",
	                     PSTR(word)),
	        "例如：写作 余 100（2836 印作 2800余）");
	return false;
}

struct printing { /* what was said about the printed form */
	bool style;
	bool digits;
};

/* 一位, 截尾, 去零 */
static bool read_printing(struct reader *reader, struct token_words *words,
                          struct indicator *indicator, struct printing *said)
{
	static const char *const known[] = {
		"整数", "一位", "两位", "三位", "四位", "截尾",
		"去零", "写作", "其中", "去重", "记在",
	};
	str word = token_take(words);
	size_t place = reader_place(word, known, countof(known));
	if (place <= 4) {
		bool twice = said->digits;
		indicator->form.digits = (int)place;
		said->digits = true;
		return !twice || fault_form(reader, indicator, "写了两次小数位",
		                            "按期审结率  rate  %  率  按期审结 / 到期应结  两位");
	}
	switch (place) {
	case 5: indicator->form.truncate = true; return true;
	case 6: indicator->form.strip = true; return true;
	case 7: said->style = true; return read_style(reader, words, indicator);
	case 8: return read_when(reader, words, indicator);
	case 9: return read_distinct(reader, words, indicator);
	case 10: return read_dated(reader, words, indicator);
	default: break;
	}
	reader_unknown_word(reader, indicator->name.line, "rule.count_word", word, known,
	                    countof(known));
	return false;
}

/* Decimals are never guessed; a plain sum of money shows all that there are. */
static void settle_digits(struct reader *reader, struct indicator *indicator,
                          const struct printing *said)
{
	bool ratio = indicator->kind == COUNT_RATE || indicator->kind == COUNT_MEAN;
	enum form_kind form = indicator->form.kind;
	bool scaled = form == FORM_WAN || form == FORM_YI || form == FORM_WAN_YU;
	if (said->digits)
		return;
	if (ratio || scaled) {
		err_fix(reader_fault(reader, indicator->name.line, "rule.form_digits",
		                     "指标“%.*s”没有写印几位小数", PSTR(indicator->name.text)),
		        "请写“整数”“一位”“两位”等，例如："
		        "按期审结率  rate  %%  率  按期审结 / 到期应结  两位");
		return;
	}
	bool money = indicator->field != NULL && indicator->field->type == FIELD_MONEY &&
	             (indicator->kind == COUNT_SUM || indicator->kind == COUNT_MOST ||
	              indicator->kind == COUNT_STOCK_SUM || indicator->kind == COUNT_LAST_SUM);
	if (money && form == FORM_PLAIN) {
		indicator->form.digits = 4;
		indicator->form.strip = true;
	}
}

static void read_indicator(struct reader *reader, struct token_words *words,
                           struct indicator *indicator)
{
	struct printing said = { 0 };
	indicator->unit = token_take(words);
	if (reader_place(indicator->unit, count_words, COUNT_WORDS) < COUNT_WORDS) {
		reader_missing(reader, words, "单位（写在英文号后面）", EXAMPLE);
		return;
	}
	if (!read_method(reader, words, indicator))
		return;
	while (token_more(words)) {
		if (!read_printing(reader, words, indicator, &said))
			return;
	}
	settle_digits(reader, indicator, &said);
}

/* The indicator that the line declared; NULL: its name was refused. */
static struct indicator *find_indicator(const struct rule *rule, int line)
{
	for (size_t i = 0; i < rule->indicator_count; i++) {
		if (rule->indicators[i].name.line == line)
			return &rule->indicators[i];
	}
	return NULL;
}

void parse_count_section(struct reader *reader, const struct reader_section *section)
{
	struct token_words words;
	for (size_t at = 0; reader_item(section, &at, &words);) {
		struct indicator *indicator = find_indicator(reader->rule, words.line->number);
		reader_no_subs(reader, &words);
		if (indicator == NULL)
			continue;
		token_take(&words);
		token_take(&words);
		read_indicator(reader, &words, indicator);
	}
}
