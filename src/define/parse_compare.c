/* parse_compare.c -- one field compared with values, another field, a day; a step with times.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_cond.h"

#include "base/num.h"
#include "base/str.h"

#define LATER "有效期至 不晚于 施行日期 后 5 年"

static const struct parse_comparer comparers[] = {
	{ "为", COND_IS, false },           { "不为", COND_IS_NOT, false },
	{ "有值", COND_GIVEN, false },      { "无值", COND_MISSING, false },
	{ "含", COND_INCLUDES, false },     { "不含", COND_EXCLUDES, false },
	{ "不少于", COND_AT_LEAST, false }, { "不低于", COND_AT_LEAST, false },
	{ "不超过", COND_AT_MOST, false },  { "超过", COND_ABOVE, false },
	{ "高于", COND_ABOVE, false },      { "低于", COND_BELOW, false },
	{ "少于", COND_BELOW, false },      { "不早于", COND_AT_LEAST, true },
	{ "不晚于", COND_AT_MOST, true },   { "早于", COND_BELOW, true },
	{ "晚于", COND_ABOVE, true },
};

const struct parse_comparer *parse_compare_word(str word)
{
	for (size_t i = 0; i < countof(comparers); i++) {
		if (str_eq(word, str_of(comparers[i].word)))
			return &comparers[i];
	}
	return NULL;
}

bool parse_compare_unknown(struct conds *conds, str word)
{
	const char *words[countof(comparers) + 2];
	for (size_t i = 0; i < countof(comparers); i++)
		words[i] = comparers[i].word;
	words[countof(comparers)] = "距今";
	words[countof(comparers) + 1] = "个数";
	reader_unknown_word(conds->reader, conds->line, "rule.cond_word", word, words,
	                    countof(words));
	return false;
}

bool parse_compare_fault(struct conds *conds, const struct field *field, const char *word,
                         const char *fix)
{
	struct err *err = reader_fault(conds->reader, conds->line, "rule.cond_type",
	                               "字段“%.*s”不能用“%s”比较", PSTR(field->name.text), word);
	err_fix(err, "%s", fix);
	return false;
}

/* ---- a step and how often it was taken ---- */

/* Do the words after the comparer read "N 次"? */
static bool is_times(struct token_words ahead)
{
	str number = token_take(&ahead);
	int64_t value;
	if (str_ends(number, STR("次")))
		return num_read_int(str_sub(number, 0, number.n - STR("次").n), &value);
	return num_read_int(number, &value) && str_eq(token_take(&ahead), STR("次"));
}

/* STEP 不少于 N 次 */
static bool read_count(struct conds *conds, struct cond *cond, str name, enum cond_op op)
{
	int times = 0;
	cond->kind = COND_COUNT;
	cond->op = op;
	cond->step = reader_step(conds->reader, conds->line, name);
	bool good = reader_times(conds->reader, &conds->words, 0, &times);
	cond->number = times;
	return good && cond->step != NULL;
}

/* ---- a field ---- */

/* FIELD 距今 不少于 5 个工作日 */
static bool read_apart(struct conds *conds, struct cond *cond)
{
	const struct parse_comparer *comparer = parse_compare_word(token_take(&conds->words));
	if (comparer == NULL || (comparer->op != COND_AT_LEAST && comparer->op != COND_AT_MOST) ||
	    comparer->dates)
		return parse_cond_fault(conds, "“距今”后面只能写“不少于”或“不超过”，"
		                               "如“距今 不少于 5 个工作日”");
	if (cond->field->type != FIELD_DATE && cond->field->type != FIELD_TIME)
		return parse_cond_fault(conds, "“距今”前面要是日期或时刻字段");
	cond->kind = COND_APART;
	cond->op = comparer->op;
	return reader_length(conds->reader, &conds->words, 0, &cond->length);
}

/* Does the comparer fit the field's type? */
static bool fits(struct conds *conds, const struct field *field,
                 const struct parse_comparer *comparer)
{
	const char *word = comparer->word;
	bool dated = field->type == FIELD_DATE || field->type == FIELD_TIME;
	bool counted = field->type == FIELD_INT || field->type == FIELD_MONEY ||
	               (field->type == FIELD_CHOICE && field->ranked);
	switch (comparer->op) {
	case COND_GIVEN:
	case COND_MISSING: return true;
	case COND_INCLUDES:
	case COND_EXCLUDES:
		return field->many ||
		       parse_compare_fault(conds, field, word,
		                           "“含”“不含”只用于“多个”的字段；这里请用“为”“不为”");
	case COND_IS:
	case COND_IS_NOT:
		if (field->many)
			return parse_compare_fault(
				conds, field, word,
				"“多个”的字段请用“含”“不含”，例如：协办单位 含 市住建局");
		return field->type != FIELD_LIST ||
		       parse_compare_fault(conds, field, word,
		                           "清单只能看“有值”“无值”和“个数”");
	default: break;
	}
	if (comparer->dates)
		return dated || parse_compare_fault(conds, field, word,
		                                    "“早于”“晚于”用于日期、时刻字段");
	return (counted && !field->many) ||
	       parse_compare_fault(
		       conds, field, word,
		       "比大小只用于整数、金额和号为数字的选项；日期请用“早于”“晚于”");
}

/* ---- the right side: another field ---- */

/* The field that is meant on the right side, or NULL where it is a value. */
static const struct field *find_other(const struct conds *conds, const struct field *field,
                                      str written)
{
	static const char *const truths[] = { "是", "否", "true", "false" };
	if (field->type == FIELD_CHOICE && model_option(field, written) != NULL)
		return NULL;
	if (field->type == FIELD_BOOL &&
	    reader_place(written, truths, countof(truths)) < countof(truths))
		return NULL;
	return model_field(conds->reader->rule, written);
}

static bool same_options(const struct field *a, const struct field *b)
{
	bool same = a->option_count == b->option_count;
	for (size_t i = 0; same && i < a->option_count; i++)
		same = str_eq(a->options[i].name.id, b->options[i].name.id);
	return same;
}

/* 后 5 年, where it is written: what is added to the day or time on the right side. */
static bool read_later(struct conds *conds, struct cond *cond)
{
	if (!token_passes(&conds->words, STR("后")))
		return true;
	if (!reader_length(conds->reader, &conds->words, 1, &cond->length))
		return false;
	enum term_unit unit = cond->length.unit;
	bool timed = cond->other != NULL && cond->other->type == FIELD_TIME;
	return timed == (unit == TERM_HOURS || unit == TERM_MINUTES) ||
	       parse_cond_fault_like(
		       conds, "“后”的长度，日期写日、个工作日、个月、年，时刻写小时、分钟", LATER);
}

static bool read_other(struct conds *conds, struct cond *cond,
                       const struct parse_comparer *comparer, const struct field *other)
{
	const struct field *field = cond->field;
	const char *fix = NULL;
	if (other->many)
		fix = "右边的字段有多个值；两边都要是单个值的字段";
	else if (other->type != field->type)
		fix = "两边的字段要是同一种类型，例如：开工日期 早于 完工日期，审核人 不为 签署人";
	else if (field->type == FIELD_CHOICE && !same_options(field, other))
		fix = "两边的选项要一样，英文号和次序都相同";
	else if (field->type == FIELD_LINK && !str_eq(field->target, other->target))
		fix = "两边的关联要指同一个规程";
	else if (field->type == FIELD_LIST)
		fix = "清单只能看“有值”“无值”和“个数”";
	if (fix != NULL)
		return parse_compare_fault(conds, field, comparer->word, fix);
	cond->other = other;
	bool dated = field->type == FIELD_DATE || field->type == FIELD_TIME;
	return !dated || read_later(conds, cond);
}

/* ---- the right side: values ---- */

/* A copy of the field that takes any single value: bounds are no matter here. */
static struct field single(const struct field *field)
{
	struct field one = *field;
	one.many = false;
	one.least = INT64_MIN;
	one.most = INT64_MAX;
	return one;
}

static bool add_value(struct conds *conds, struct cond *cond, str written)
{
	struct field one = single(cond->field);
	str canonical;
	if (!reader_value(conds->reader, conds->line, &one, written, &canonical))
		return false;
	parse_cond_value(conds, cond, canonical);
	return true;
}

/* One of the values of 为, 不为, 含, 不含. */
static bool read_value(struct conds *conds, struct cond *cond, str written)
{
	const struct field *field = cond->field;
	bool free_text = field->type != FIELD_CHOICE && field->type != FIELD_BOOL;
	if (free_text && model_field(conds->reader->rule, written) != NULL) {
		struct err *err = reader_fault(conds->reader, conds->line, "rule.cond_field",
		                               "“含”的右边和并列的几项只能是值，“%.*s”是一个字段",
		                               PSTR(written));
		err_fix(err, "请写值，例如：协办单位 含 市住建局；与字段比的一次写一个，例如："
		             "审核人 不为 签署人 且 审核人 不为 经办人");
		return false;
	}
	if (field->type == FIELD_DATE && str_eq(written, STR("当日"))) {
		const str name = field->name.text;
		struct err *err = reader_fault(conds->reader, conds->line, "rule.cond_type",
		                               "“当日”不能用“为”“不为”比较");
		err_fix(err, "就是当日请写：%.*s 不早于 当日 且 %.*s 不晚于 当日", PSTR(name),
		        PSTR(name));
		return false;
	}
	return add_value(conds, cond, written);
}

/* The right side of a comparison by size or date that is no field: a value or 当日. */
static bool read_bound(struct conds *conds, struct cond *cond,
                       const struct parse_comparer *comparer, str written)
{
	if (comparer->dates && str_eq(written, STR("当日"))) {
		parse_cond_value(conds, cond, written);
		return read_later(conds, cond);
	}
	if (!add_value(conds, cond, written))
		return false;
	return !comparer->dates || !str_eq(token_peek(&conds->words), STR("后")) ||
	       parse_cond_fault_like(conds,
	                             "“后”的前面要是日期字段或“当日”；"
	                             "写明的日期请直接写算好的那一天",
	                             LATER);
}

static bool read_values(struct conds *conds, struct cond *cond,
                        const struct parse_comparer *comparer)
{
	if (cond->op == COND_GIVEN || cond->op == COND_MISSING)
		return true;
	str list = token_take(&conds->words), item;
	if (list.n == 0)
		return parse_cond_fault(conds, "后面要写一个值");
	bool among = cond->op == COND_INCLUDES || cond->op == COND_EXCLUDES;
	const struct field *other = among ? NULL : find_other(conds, cond->field, list);
	if (other != NULL)
		return read_other(conds, cond, comparer, other);
	if (!among && cond->op > COND_IS_NOT)
		return read_bound(conds, cond, comparer, list);
	bool good = true;
	while (reader_list(conds->reader, conds->line, &list, &item))
		good = read_value(conds, cond, item) && good;
	return good && cond->value_count > 0;
}

/* What other rules hold cannot be asked. */
static bool fault_foreign(struct conds *conds, str name)
{
	struct err *err = reader_fault(conds->reader, conds->line, "rule.unsupported",
	                               "“%.*s”：条件里不能看别的规程", PSTR(name));
	err_fix(err, "请用“取”把它记进本规程的字段，再写条件，例如："
	             "取  前案结论 自 前案 的 结论");
	return false;
}

/* What can be seen to be wrong before a field is looked for. */
static bool begins_well(struct conds *conds, str name)
{
	if (str_find(name, STR(".")) > 0)
		return fault_foreign(conds, name);
	if (!token_more(&conds->words))
		return parse_cond_fault(conds, "要写“什么 为 什么”这样的判断");
	if (str_starts(name, STR("（")) || str_starts(name, STR("(")))
		return parse_cond_fault(conds, "条件里没有括号，请分成几行“若”，各行都要成立");
	return parse_compare_word(name) == NULL ||
	       parse_cond_fault(conds, "次序反了，先写字段，再写判断和值");
}

bool parse_compare(struct conds *conds, struct cond *cond, str name)
{
	if (!begins_well(conds, name))
		return false;
	if (parse_sum_begins(conds, name))
		return parse_sum(conds, cond, name);
	str word = token_take(&conds->words);
	const struct parse_comparer *comparer = parse_compare_word(word);
	bool apart = str_eq(word, STR("距今"));
	if (comparer == NULL && !apart)
		return parse_compare_unknown(conds, word);
	bool can_count = comparer != NULL && !comparer->dates && comparer->op <= COND_BELOW &&
	                 comparer->op != COND_IS_NOT;
	if (can_count && is_times(conds->words))
		return read_count(conds, cond, name, comparer->op);
	cond->field = reader_field(conds->reader, conds->line, name);
	if (cond->field == NULL)
		return false;
	if (apart)
		return read_apart(conds, cond);
	cond->kind = COND_FIELD;
	cond->op = comparer->op;
	return fits(conds, cond->field, comparer) && read_values(conds, cond, comparer);
}
