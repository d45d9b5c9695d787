/* parse_effect.c -- what a step does beyond moving: limits, numbers, values, other records.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/str.h"

/* "30 日 1 次", or "按 延长日数 至多 30 日 1 次" */
static bool read_extension(struct reader *reader, struct token_words *words,
                           struct clock_effect *effect)
{
	int line = words->line->number;
	if (token_passes(words, STR("按"))) {
		const struct field *by = reader_field(reader, line, token_take(words));
		if (by == NULL)
			return false;
		bool capped = token_passes(words, STR("至多"));
		if (by->type != FIELD_INT || by->many || !capped) {
			err_fix(reader_fault(reader, line, "rule.extend",
			                     "“按”后面要写一个整数字段和“至多”多长"),
			        "例如：延长  审理期限  按 延长日数  至多 30 日  1 次  第六十二条");
			return false;
		}
		effect->by = by;
	}
	if (!reader_length(reader, words, 1, &effect->length))
		return false;
	return !token_more(words) || reader_times(reader, words, 1, &effect->times);
}

void parse_effect_clock(struct reader *reader, struct step *step, struct token_words *words,
                        enum clock_verb verb)
{
	struct clock_effect effect = { .verb = verb,
		                       .basis = words->basis,
		                       .line = words->line->number };
	effect.limit = reader_limit(reader, words->line->number, token_take(words));
	if (effect.limit == NULL)
		return;
	if (verb == CLOCK_EXTEND && !read_extension(reader, words, &effect))
		return;
	if (!reader_ends_founded(reader, words))
		return;
	struct clock_effect *clocks = reader_room(reader, step->clocks, step->clock_count,
	                                          sizeof(*clocks));
	clocks[step->clock_count++] = effect;
	step->clocks = clocks;
}

void parse_effect_number(struct reader *reader, struct step *step, struct token_words *words)
{
	int line = words->line->number;
	struct numbering number = { 0 };
	number.field = reader_field(reader, line, token_take(words));
	number.pattern = token_rest(words);
	if (number.field == NULL || !reader_pattern(reader, line, number.pattern))
		return;
	if (number.field->type != FIELD_TEXT || number.field->many) {
		err_fix(reader_fault(reader, line, "rule.number_field",
		                     "编号要填进文字字段，“%.*s”不是",
		                     PSTR(number.field->name.text)),
		        "请把它声明为文字，例如：决定书文号  decision_number  文字 60");
		return;
	}
	struct numbering *numbers = reader_room(reader, step->numbers, step->number_count,
	                                        sizeof(*numbers));
	numbers[step->number_count++] = number;
	step->numbers = numbers;
}

/* 当日, 当时, 办理人, where the field's type can hold it. */
static bool is_moment(const struct field *field, str value)
{
	if (str_eq(value, STR("当日")))
		return field->type == FIELD_DATE;
	if (str_eq(value, STR("当时")))
		return field->type == FIELD_TIME;
	return str_eq(value, STR("办理人")) &&
	       (field->type == FIELD_PERSON || field->type == FIELD_TEXT);
}

/* Are values of the two fields of one kind? */
static bool is_alike(const struct field *to, const struct field *from)
{
	if (to->type != from->type || to->many != from->many || to->type == FIELD_LIST)
		return false;
	if (to->type == FIELD_LINK)
		return str_eq(to->target, from->target);
	for (size_t i = 0; i < from->option_count; i++) {
		if (model_option(to, from->options[i].name.id) == NULL)
			return false;
	}
	return true;
}

static bool read_assigned(struct reader *reader, int line, struct assign *assign, str value)
{
	const struct field *from = model_field(reader->rule, value);
	if (is_moment(assign->field, value)) {
		assign->value = value;
		return true;
	}
	if (from == NULL || model_option(assign->field, value) != NULL)
		return reader_value(reader, line, assign->field, value, &assign->value);
	assign->from = from;
	if (is_alike(assign->field, from))
		return true;
	err_fix(reader_fault(reader, line, "rule.assign_type", "“%.*s”和“%.*s”的类型不同，不能照抄",
	                     PSTR(assign->field->name.text), PSTR(from->name.text)),
	        "请用同一类型的字段，或写一个值，例如：定  审理程序 为 普通程序");
	return false;
}

void parse_effect_assign(struct reader *reader, struct step *step, struct token_words *words)
{
	int line = words->line->number;
	struct assign assign = { 0 };
	str name = token_take(words);
	bool is = token_passes(words, STR("为"));
	str value = token_all(words);
	if (!is || value.n == 0) {
		err_fix(reader_fault(reader, line, "rule.assign", "“定”要写成“字段 为 值”"),
		        "例如：定  审理程序 为 普通程序");
		return;
	}
	assign.field = reader_field(reader, line, name);
	if (assign.field == NULL || !read_assigned(reader, line, &assign, value))
		return;
	struct assign *assigns = reader_room(reader, step->assigns, step->assign_count,
	                                     sizeof(*assigns));
	assigns[step->assign_count++] = assign;
	step->assigns = assigns;
}

static bool fault_take(struct reader *reader, int line, const char *what)
{
	err_fix(reader_fault(reader, line, "rule.take", "%s", what),
	        "例如：取  文件名称 自 文件 的 标题；文件的环节写：取  文件环节 自 文件 的 环节");
	return false;
}

/* "基准下限 自 裁量基准 的 罚款下限" */
static bool read_take(struct reader *reader, struct token_words *words, struct take *take)
{
	int line = words->line->number;
	str name = token_take(words);
	bool from = token_passes(words, STR("自"));
	str link = token_take(words);
	bool of = token_passes(words, STR("的"));
	take->source = token_take(words);
	if (!from || !of || take->source.n == 0)
		return fault_take(reader, line, "“取”要写成“字段 自 关联字段 的 对方字段”");
	take->field = reader_field(reader, line, name);
	take->link = reader_field(reader, line, link);
	if (take->field == NULL || take->link == NULL)
		return false;
	if (take->link->type != FIELD_LINK || take->link->many)
		return fault_take(reader, line, "“自”后面要是一个“关联”字段，不能是“多个”的");
	return true;
}

void parse_effect_take(struct reader *reader, struct step *step, struct token_words *words)
{
	struct take take = { .line = words->line->number };
	if (!read_take(reader, words, &take))
		return;
	struct take *takes = reader_room(reader, step->takes, step->take_count, sizeof(*takes));
	takes[step->take_count++] = take;
	step->takes = takes;
}

static bool fault_order(struct reader *reader, int line, const char *what, const char *example)
{
	err_fix(reader_fault(reader, line, "rule.order", "%s", what), "例如：%s", example);
	return false;
}

/* "协办单 [STEP] [每个 协办单位 作 承办单位]" */
static bool read_open(struct reader *reader, struct token_words *words, struct order *order)
{
	static const char example[] = "开  协办单  每个 协办单位 作 承办单位";
	order->procedure = token_take(words);
	if (token_more(words) && !str_eq(token_peek(words), STR("每个")))
		order->step = token_take(words);
	if (!token_passes(words, STR("每个")))
		return true;
	order->each = reader_field(reader, order->line, token_take(words));
	if (order->each == NULL)
		return false;
	if (!order->each->many)
		return fault_order(reader, order->line, "“每个”后面要是“多个”的字段", example);
	bool as = token_passes(words, STR("作"));
	order->each_target = token_take(words);
	if (!as || order->each_target.n == 0)
		return fault_order(reader, order->line, "“每个”要写明作对方的哪个字段", example);
	return true;
}

/* "文件 废止" */
static bool read_ordered(struct reader *reader, struct token_words *words, struct order *order)
{
	static const char example[] = "令  文件  废止";
	order->link = reader_field(reader, order->line, token_take(words));
	if (order->link == NULL)
		return false;
	if (order->link->type != FIELD_LINK)
		return fault_order(reader, order->line, "“令”后面要是“关联”字段", example);
	order->step = token_take(words);
	return order->step.n > 0 || fault_order(reader, order->line, "“令”要写明办哪一步", example);
}

/* Takes the “ ” off; false when they are not there. */
static bool unquote(str *word)
{
	if (!str_starts(*word, STR("“")) || !str_ends(*word, STR("”")) ||
	    word->n < STR("“").n + STR("”").n)
		return false;
	*word = str_sub(*word, STR("“").n, word->n - STR("”").n);
	return true;
}

/* "标题 作 事由", or "“值” 作 字段" where the value may have spaces */
static bool read_give(struct reader *reader, struct token_words *words, struct assign *give)
{
	static const char example[] = "以  标题 作 事由";
	int line = words->line->number;
	str all = token_all(words), from;
	bool as = str_cut(&all, STR(" 作 "), &from);
	if (!as || from.n == 0 || all.n == 0 || str_find(all, STR(" ")) >= 0)
		return fault_order(reader, line, "“以”要写成“本案字段 作 对方字段”", example);
	give->target = all;
	from = str_trim(from);
	if (unquote(&from)) {
		give->value = from;
		return true;
	}
	give->from = reader_field(reader, line, from);
	return give->from != NULL;
}

static void read_order_sub(struct reader *reader, struct order *order, struct token_words *words)
{
	static const char *const known[] = { "若", "以" };
	str keyword = token_take(words);
	switch (reader_place(keyword, known, countof(known))) {
	case 0:
		if (order->when != NULL)
			fault_order(reader, words->line->number,
			            "一个“开”“令”只能写一行“若”，都要成立的用“且”连写",
			            "若  结论 为 废止 且 已 公示");
		order->when = reader_cond_founded(reader, words);
		return;
	case 1: {
		struct assign give = { 0 };
		if (!read_give(reader, words, &give))
			return;
		struct assign *gives = reader_room(reader, order->gives, order->give_count,
		                                   sizeof(*gives));
		gives[order->give_count++] = give;
		order->gives = gives;
		reader_ends(reader, words);
		return;
	}
	default:
		reader_unknown_word(reader, words->line->number, "rule.keyword", keyword, known,
		                    countof(known));
	}
}

void parse_effect_order(struct reader *reader, struct step *step, struct token_words *words,
                        enum order_verb verb)
{
	struct order order = { .verb = verb, .line = words->line->number };
	bool good = verb == ORDER_OPEN ? read_open(reader, words, &order)
	                               : read_ordered(reader, words, &order);
	for (size_t i = 1; i <= words->subs; i++) {
		struct token_words sub = token_words(words->line + i, 0);
		read_order_sub(reader, &order, &sub);
	}
	if (!good)
		return;
	struct order *orders = reader_room(reader, step->orders, step->order_count,
	                                   sizeof(*orders));
	orders[step->order_count++] = order;
	step->orders = orders;
}
