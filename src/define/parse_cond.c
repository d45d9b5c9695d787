/* parse_cond.c -- conditions: words become a tree of comparisons.
 *
 *     cond := both { 或 both }      both := atom { 且 atom }
 *
 * The tree leans to the left and has at most LIMIT_COND_ATOMS leaves, so that
 * those who walk it need no other guard.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "define/basis.h"
#include "define/reader.h"

#define EXAMPLE "审理程序 为 普通程序 或 涉及金额 不超过 3000"

struct conds {
	struct reader *reader;
	struct token_words words;
	int line;
	int atoms;
};

struct comparer {
	const char *word;
	enum cond_op op;
	bool dates; /* compares dates, not numbers */
};

static const struct comparer comparers[] = {
	{ "为", COND_IS, false },           { "不为", COND_IS_NOT, false },
	{ "有值", COND_GIVEN, false },      { "无值", COND_MISSING, false },
	{ "含", COND_INCLUDES, false },     { "不少于", COND_AT_LEAST, false },
	{ "不低于", COND_AT_LEAST, false }, { "不超过", COND_AT_MOST, false },
	{ "超过", COND_ABOVE, false },      { "高于", COND_ABOVE, false },
	{ "低于", COND_BELOW, false },      { "少于", COND_BELOW, false },
	{ "不早于", COND_AT_LEAST, true },  { "不晚于", COND_AT_MOST, true },
	{ "早于", COND_BELOW, true },       { "晚于", COND_ABOVE, true },
};

static const struct comparer *find_comparer(str word)
{
	for (size_t i = 0; i < countof(comparers); i++) {
		if (str_eq(word, str_of(comparers[i].word)))
			return &comparers[i];
	}
	return NULL;
}

static bool fault_form(struct conds *conds, const char *what)
{
	err_fix(reader_fault(conds->reader, conds->line, "rule.cond_form", "条件不完整：%s", what),
	        "词与词之间空一格，例如：%s", EXAMPLE);
	return false;
}

static void add_value(struct conds *conds, struct cond *cond, str value)
{
	str *values = reader_room(conds->reader, cond->values, cond->value_count, sizeof(str));
	values[cond->value_count++] = value;
	cond->values = values;
}

/* 已 STEP, 未 STEP */
static bool read_taken(struct conds *conds, struct cond *cond, bool taken)
{
	if (!token_more(&conds->words))
		return fault_form(conds, "“已”“未”后面要写步骤");
	cond->kind = COND_COUNT;
	cond->op = taken ? COND_AT_LEAST : COND_IS;
	cond->number = taken;
	cond->step = reader_step(conds->reader, conds->line, token_take(&conds->words));
	return cond->step != NULL;
}

/* 期限 LIMIT 按时 / 逾期 / 在计 / 不在计 */
static bool read_limit(struct conds *conds, struct cond *cond)
{
	static const char *const states[] = { "按时", "逾期", "在计", "不在计" };
	static const enum cond_op ops[] = { COND_IN_TIME, COND_LATE, COND_RUNNING, COND_IDLE };
	str limit = token_take(&conds->words), state = token_take(&conds->words);
	if (state.n == 0)
		return fault_form(conds, "要写哪个期限、按时还是逾期，如“期限 审理期限 按时”");
	cond->kind = COND_LIMIT;
	cond->limit = reader_limit(conds->reader, conds->line, limit);
	size_t place = reader_place(state, states, countof(states));
	if (place == countof(states)) {
		reader_unknown_word(conds->reader, conds->line, "rule.cond_word", state, states,
		                    countof(states));
		return false;
	}
	cond->op = ops[place];
	return cond->limit != NULL;
}

/* 环节 为 A、B */
static bool read_stages(struct conds *conds, struct cond *cond)
{
	str word = token_take(&conds->words), list = token_take(&conds->words), item;
	const struct comparer *comparer = find_comparer(word);
	if (comparer == NULL || comparer->op > COND_IS_NOT || list.n == 0)
		return fault_form(conds, "“环节”后面写“为”或“不为”和环节名，如“环节 为 审理中”");
	cond->kind = COND_STAGE;
	cond->op = comparer->op;
	bool good = true;
	while (reader_list(conds->reader, conds->line, &list, &item)) {
		const struct stage *stage = reader_stage(conds->reader, conds->line, item);
		if (stage != NULL)
			add_value(conds, cond, stage->name.id);
		good = good && stage != NULL;
	}
	return good;
}

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

static bool fault_type(struct conds *conds, const struct cond *cond, const char *word,
                       const char *fix)
{
	struct err *err = reader_fault(conds->reader, conds->line, "rule.cond_type",
	                               "字段“%.*s”不能用“%s”比较", PSTR(cond->field->name.text),
	                               word);
	err_fix(err, "%s", fix);
	return false;
}

/* FIELD 个数 不少于 2; the right side may be an integer field */
static bool read_items(struct conds *conds, struct cond *cond, str name)
{
	static const char form[] = "“个数”后面写判断和数，如“证据 个数 不少于 2”";
	cond->kind = COND_FIELD;
	cond->items = true;
	cond->field = reader_field(conds->reader, conds->line, name);
	if (cond->field == NULL)
		return false;
	if (!cond->field->many && cond->field->type != FIELD_LIST)
		return fault_type(conds, cond, "个数", "“个数”用于“多个”的字段和清单");
	const struct comparer *comparer = find_comparer(token_take(&conds->words));
	str right = token_take(&conds->words);
	if (comparer == NULL || comparer->dates || comparer->op > COND_BELOW || right.n == 0)
		return fault_form(conds, form);
	cond->op = comparer->op;
	if (num_read_int(right, &cond->number))
		return cond->number >= 0 || fault_form(conds, form);
	cond->other = reader_field(conds->reader, conds->line, right);
	if (cond->other == NULL)
		return false;
	return (cond->other->type == FIELD_INT && !cond->other->many) ||
	       fault_form(conds, "“个数”只能与数或一个整数字段比较");
}

/* FIELD 距今 不少于 5 个工作日 */
static bool read_apart(struct conds *conds, struct cond *cond)
{
	const struct comparer *comparer = find_comparer(token_take(&conds->words));
	if (comparer == NULL || (comparer->op != COND_AT_LEAST && comparer->op != COND_AT_MOST) ||
	    comparer->dates)
		return fault_form(conds, "“距今”后面只能写“不少于”或“不超过”，"
		                         "如“距今 不少于 5 个工作日”");
	if (cond->field->type != FIELD_DATE && cond->field->type != FIELD_TIME)
		return fault_form(conds, "“距今”前面要是日期或时刻字段");
	cond->kind = COND_APART;
	cond->op = comparer->op;
	return reader_length(conds->reader, &conds->words, 0, &cond->length);
}

/* Does the comparer fit the field's type? */
static bool fits(struct conds *conds, const struct cond *cond, const struct comparer *comparer)
{
	const struct field *field = cond->field;
	bool dated = field->type == FIELD_DATE || field->type == FIELD_TIME;
	bool counted = field->type == FIELD_INT || field->type == FIELD_MONEY ||
	               (field->type == FIELD_CHOICE && field->ranked);
	switch (comparer->op) {
	case COND_GIVEN:
	case COND_MISSING: return true;
	case COND_INCLUDES:
		return field->many || fault_type(conds, cond, comparer->word,
		                                 "“含”只用于“多个”的字段；这里请用“为”");
	case COND_IS:
	case COND_IS_NOT:
		if (field->many)
			return fault_type(conds, cond, comparer->word,
			                  "“多个”的字段请用“含”，例如：协办单位 含 市住建局");
		return field->type != FIELD_LIST ||
		       fault_type(conds, cond, comparer->word, "清单只能看“有值”“无值”和“个数”");
	default: break;
	}
	if (comparer->dates)
		return dated ||
		       fault_type(conds, cond, comparer->word, "“早于”“晚于”用于日期、时刻字段");
	return (counted && !field->many) ||
	       fault_type(conds, cond, comparer->word,
	                  "比大小只用于整数、金额和号为数字的选项；日期请用“早于”“晚于”");
}

/* A copy of the field that takes any single value: bounds are no matter here. */
static struct field single(const struct field *field)
{
	struct field one = *field;
	one.many = false;
	one.least = INT64_MIN;
	one.most = INT64_MAX;
	return one;
}

static bool read_value(struct conds *conds, struct cond *cond, str written)
{
	struct field one = single(cond->field);
	const struct field *other = model_field(conds->reader->rule, written);
	bool free_text = one.type != FIELD_CHOICE && one.type != FIELD_BOOL;
	if (other != NULL && free_text) {
		struct err *err = reader_fault(conds->reader, conds->line, "rule.cond_field",
		                               "“为”“含”的右边只能是值，“%.*s”是一个字段",
		                               PSTR(written));
		err_fix(err, "请写一个值，例如：承办单位 为 市住建局");
		return false;
	}
	if (one.type == FIELD_DATE && str_eq(written, STR("当日"))) {
		const str name = one.name.text;
		struct err *err = reader_fault(conds->reader, conds->line, "rule.cond_type",
		                               "“当日”不能用“为”“不为”比较");
		err_fix(err, "就是当日请写：%.*s 不早于 当日 且 %.*s 不晚于 当日", PSTR(name),
		        PSTR(name));
		return false;
	}
	str canonical;
	if (!reader_value(conds->reader, conds->line, &one, written, &canonical))
		return false;
	add_value(conds, cond, canonical);
	return true;
}

/* The right side of a comparison by size or date: a value, a field or 当日. */
static bool read_bound(struct conds *conds, struct cond *cond, const struct comparer *comparer,
                       str written)
{
	if (comparer->dates && str_eq(written, STR("当日"))) {
		add_value(conds, cond, written);
		return true;
	}
	const struct field *other = model_field(conds->reader->rule, written);
	bool option = model_option(cond->field, written) != NULL;
	if (other != NULL && !option) {
		cond->other = other;
		bool same = other->type == cond->field->type && !other->many;
		return same || fault_type(conds, cond, comparer->word,
		                          "两边的字段要是同一种类型，例如：开工日期 早于 完工日期");
	}
	struct field one = single(cond->field);
	str canonical;
	if (!reader_value(conds->reader, conds->line, &one, written, &canonical))
		return false;
	add_value(conds, cond, canonical);
	return true;
}

static bool read_values(struct conds *conds, struct cond *cond, const struct comparer *comparer)
{
	if (cond->op == COND_GIVEN || cond->op == COND_MISSING)
		return true;
	str list = token_take(&conds->words), item;
	if (list.n == 0)
		return fault_form(conds, "后面要写一个值");
	if (cond->op > COND_IS_NOT && cond->op != COND_INCLUDES)
		return read_bound(conds, cond, comparer, list);
	bool good = true;
	while (reader_list(conds->reader, conds->line, &list, &item))
		good = read_value(conds, cond, item) && good;
	return good && cond->value_count > 0;
}

/* A misspelt comparer: all that can stand behind a field. */
static bool fault_comparer(struct conds *conds, str word)
{
	static const char *const words[] = {
		"为",   "不为", "有值", "无值",   "含",     "不少于", "不低于", "不超过", "超过",
		"高于", "低于", "少于", "不早于", "不晚于", "早于",   "晚于",   "距今", "个数",
	};
	reader_unknown_word(conds->reader, conds->line, "rule.cond_word", word, words,
	                    countof(words));
	return false;
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

/* FIELD or STEP, comparer, values */
static bool read_comparison(struct conds *conds, struct cond *cond, str name)
{
	str word = token_take(&conds->words);
	if (str_find(name, STR(".")) > 0)
		return fault_foreign(conds, name);
	if (word.n == 0)
		return fault_form(conds, "要写“什么 为 什么”这样的判断");
	if (str_starts(name, STR("（")) || str_starts(name, STR("(")))
		return fault_form(conds, "条件里没有括号，请分成几行“若”，各行都要成立");
	if (find_comparer(name) != NULL)
		return fault_form(conds, "次序反了，先写字段，再写判断和值");
	const struct comparer *comparer = find_comparer(word);
	bool apart = str_eq(word, STR("距今"));
	if (str_eq(word, STR("个数")))
		return read_items(conds, cond, name);
	if (comparer == NULL && !apart)
		return fault_comparer(conds, word);
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
	return fits(conds, cond, comparer) && read_values(conds, cond, comparer);
}

static bool read_atom(struct conds *conds, struct cond *cond)
{
	str word = token_take(&conds->words);
	if (word.n == 0 || str_eq(word, STR("且")) || str_eq(word, STR("或")))
		return fault_form(conds, "“且”“或”前后都要有判断");
	if (str_eq(word, STR("已")) || str_eq(word, STR("未")))
		return read_taken(conds, cond, str_eq(word, STR("已")));
	if (str_eq(word, STR("期限")))
		return read_limit(conds, cond);
	if (str_eq(word, STR("环节")))
		return read_stages(conds, cond);
	if (!str_eq(word, STR("偏差")))
		return read_comparison(conds, cond, word);
	cond->kind = COND_DEVIATION;
	return true;
}

/* What was read since `from`, without the spaces around it. */
static str since(const struct conds *conds, const char *from)
{
	return str_trim((str){ from, (size_t)(conds->words.rest.at - from) });
}

static struct cond *new_cond(struct conds *conds)
{
	struct cond *cond = arena_make(conds->reader->arena, struct cond, 1);
	cond->line = conds->line;
	return cond;
}

static struct cond *join(struct conds *conds, enum cond_kind kind, const struct cond *left,
                         const struct cond *right)
{
	if (left == NULL || right == NULL)
		return NULL;
	struct cond *cond = new_cond(conds);
	cond->kind = kind;
	cond->left = left;
	cond->right = right;
	cond->text = since(conds, left->text.at);
	return cond;
}

static struct cond *read_one(struct conds *conds)
{
	const char *from = conds->words.rest.at;
	struct cond *cond = new_cond(conds);
	if (!read_atom(conds, cond))
		return NULL;
	cond->text = since(conds, from);
	conds->atoms++;
	return cond;
}

static struct cond *read_both(struct conds *conds)
{
	struct cond *left = read_one(conds);
	while (left != NULL && token_passes(&conds->words, STR("且")))
		left = join(conds, COND_AND, left, read_one(conds));
	return left;
}

/* Something stands where 且, 或 or the end should be. */
static void fault_rest(struct conds *conds)
{
	str rest = token_all(&conds->words);
	struct err *err = reader_fault(conds->reader, conds->line, "rule.cond_rest",
	                               "条件里不明白“%.*s”", PSTR(rest));
	if (basis_is(rest))
		err_fix(err, "依据要与条件空两格以上，例如：若  已 听取意见  第四十九条");
	else
		err_fix(err, "两个判断之间写“且”或“或”；值里不能有空格，也不写单位，例如：%s",
		        EXAMPLE);
}

static bool is_short(struct conds *conds, str text)
{
	int atoms = 1;
	for (str rest = text, before; str_cut(&rest, STR(" "), &before);)
		atoms += str_eq(before, STR("且")) || str_eq(before, STR("或"));
	if (atoms <= LIMIT_COND_ATOMS)
		return true;
	err_fix(reader_fault(conds->reader, conds->line, "rule.cond_long", "条件太长"),
	        "一个条件最多 %d 个判断；同一字段的几个值用顿号，例如：决定 为 变更、撤销",
	        LIMIT_COND_ATOMS);
	return false;
}

const struct cond *parse_cond(struct arena *arena, const struct rule *rule, str text, int line,
                              struct problems *problems)
{
	struct reader reader = { .arena = arena, .problems = problems };
	struct rule view = *rule; /* read only, but a reader's rule can be written */
	reader.rule = &view;
	struct token_line whole = { .number = line, .text = str_trim(text), .count = 1 };
	whole.columns = &whole.text;
	struct conds conds = { .reader = &reader, .line = line };
	conds.words = (struct token_words){
		.line = &whole, .columns = 1, .column = 1, .rest = whole.text
	};
	if (!is_short(&conds, whole.text))
		return NULL;
	struct cond *cond = read_both(&conds);
	while (cond != NULL && token_passes(&conds.words, STR("或")))
		cond = join(&conds, COND_OR, cond, read_both(&conds));
	if (cond != NULL && token_more(&conds.words)) {
		fault_rest(&conds);
		return NULL;
	}
	return cond;
}
