/* parse_cond.c -- conditions: words become a tree of comparisons.
 *
 *     cond := both { 或 both }      both := atom { 且 atom }
 *
 * The tree leans to the left and has at most LIMIT_COND_ATOMS leaves, so that
 * those who walk it need no other guard.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_cond.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/basis.h"
#include "define/parse.h"

#define EXAMPLE "审理程序 为 普通程序 或 涉及金额 不超过 3000"

bool parse_cond_fault_like(struct conds *conds, const char *what, const char *example)
{
	err_fix(reader_fault(conds->reader, conds->line, "rule.cond_form", "条件不完整：%s", what),
	        "词与词之间空一格，例如：%s", example);
	return false;
}

bool parse_cond_fault(struct conds *conds, const char *what)
{
	return parse_cond_fault_like(conds, what, EXAMPLE);
}

void parse_cond_value(struct conds *conds, struct cond *cond, str value)
{
	str *values = reader_room(conds->reader, cond->values, cond->value_count, sizeof(str));
	values[cond->value_count++] = value;
	cond->values = values;
}

/* 已 STEP, 未 STEP */
static bool read_taken(struct conds *conds, struct cond *cond, bool taken)
{
	if (!token_more(&conds->words))
		return parse_cond_fault(conds, "“已”“未”后面要写步骤");
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
		return parse_cond_fault(conds,
		                        "要写哪个期限、按时还是逾期，如“期限 审理期限 按时”");
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
	const struct parse_comparer *comparer = parse_compare_word(word);
	if (comparer == NULL || comparer->op > COND_IS_NOT || list.n == 0)
		return parse_cond_fault(
			conds, "“环节”后面写“为”或“不为”和环节名，如“环节 为 审理中”");
	cond->kind = COND_STAGE;
	cond->op = comparer->op;
	bool good = true;
	while (reader_list(conds->reader, conds->line, &list, &item)) {
		const struct stage *stage = reader_stage(conds->reader, conds->line, item);
		if (stage != NULL)
			parse_cond_value(conds, cond, stage->name.id);
		good = good && stage != NULL;
	}
	return good;
}

static bool read_atom(struct conds *conds, struct cond *cond)
{
	str word = token_take(&conds->words);
	if (word.n == 0 || str_eq(word, STR("且")) || str_eq(word, STR("或")))
		return parse_cond_fault(conds, "“且”“或”前后都要有判断");
	if (str_eq(word, STR("已")) || str_eq(word, STR("未")))
		return read_taken(conds, cond, str_eq(word, STR("已")));
	if (str_eq(word, STR("期限")))
		return read_limit(conds, cond);
	if (str_eq(word, STR("环节")))
		return read_stages(conds, cond);
	if (!str_eq(word, STR("偏差")))
		return parse_compare(conds, cond, word);
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
