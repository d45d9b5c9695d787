/* parse_sum.c -- conditions that add up: 就地化解数 + 移交数 不超过 发现数.
 *
 *     sum := side comparer side      side := item { (+ | -) item }      item := N | FIELD [个数]
 *
 * Integers and 个数 are added to one another, money to money; a number is of the kind of
 * the fields that it stands among.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_cond.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"

#define EXAMPLE "就地化解数 + 移交数 不超过 发现数，证据 个数 不少于 2"

static bool fault(struct conds *conds, const char *what)
{
	return parse_cond_fault_like(conds, what, EXAMPLE);
}

static bool is_sign(str word)
{
	return str_eq(word, STR("+")) || str_eq(word, STR("-"));
}

static bool is_items(str word)
{
	return str_eq(word, STR("个数"));
}

/* A number without a sign of its own. */
static bool is_constant(str word, int64_t *number)
{
	return word.n > 0 && word.at[0] != '-' && word.at[0] != '+' && num_read_int(word, number);
}

bool parse_sum_begins(const struct conds *conds, str name)
{
	struct token_words ahead = conds->words;
	str word = token_take(&ahead);
	int64_t number;

	if (is_sign(word) || is_items(word) || is_constant(name, &number))
		return true;
	if (parse_compare_word(word) == NULL || token_take(&ahead).n == 0)
		return false;
	word = token_peek(&ahead);
	return is_sign(word) || is_items(word);
}

/* FIELD, FIELD 个数 */
static bool read_field(struct conds *conds, str word, struct cond_term *term)
{
	const struct field *field = reader_field(conds->reader, conds->line, word);

	if (field == NULL)
		return false;
	term->field = field;
	term->items = token_passes(&conds->words, STR("个数"));
	if (term->items)
		return field->many || field->type == FIELD_LIST ||
		       parse_compare_fault(conds, field, "个数",
		                           "“个数”用于“多个”的字段和清单");
	if (!field->many && (field->type == FIELD_INT || field->type == FIELD_MONEY))
		return true;
	err_fix(reader_fault(conds->reader, conds->line, "rule.cond_type",
	                     "字段“%.*s”不能加减", PSTR(field->name.text)),
	        "能加减的是整数、金额字段和“个数”，例如：" EXAMPLE);
	return false;
}

static bool read_term(struct conds *conds, str word, struct cond_term *term)
{
	int64_t number;

	if (is_constant(word, &term->constant))
		return term->constant <= LIMIT_NUMBER || fault(conds, "数太大了");
	if (word.n == 0 || is_sign(word))
		return fault(conds, "加号、减号前后都要有字段或者数");
	if (str_starts(word, STR("（")) || str_starts(word, STR("(")))
		return fault(conds, "式子里没有括号，请把括号里的逐项写开");
	if (num_read_decimal(word, &number))
		return fault(conds, "式子里的数写不带正负号的整数，要减的写在减号后面");
	return read_field(conds, word, term);
}

static bool read_side(struct conds *conds, struct cond_side *side, str word)
{
	struct cond_term *terms = NULL;

	for (int sign = 1;; word = token_take(&conds->words)) {
		struct cond_term term = { .sign = sign };
		if (side->count == LIMIT_COND_TERMS) {
			err_fix(reader_fault(conds->reader, conds->line, "rule.cond_long",
			                     "式子太长"),
			        "一边最多 %d 项；请另设一个字段填合计", LIMIT_COND_TERMS);
			return false;
		}
		if (!read_term(conds, word, &term))
			return false;
		terms = reader_room(conds->reader, terms, side->count, sizeof(*terms));
		terms[side->count++] = term;
		side->terms = terms;
		if (!is_sign(token_peek(&conds->words)))
			return true;
		sign = str_eq(token_take(&conds->words), STR("+")) ? 1 : -1;
	}
}

/* The first field of a kind on either side, or NULL. */
static const struct field *find_kind(const struct cond *cond, bool money)
{
	for (size_t side = 0; side < countof(cond->sides); side++)
		for (size_t i = 0; i < cond->sides[side].count; i++) {
			const struct cond_term *term = &cond->sides[side].terms[i];
			bool is_money = !term->items && term->field != NULL &&
			                term->field->type == FIELD_MONEY;
			if (term->field != NULL && is_money == money)
				return term->field;
		}
	return NULL;
}

/* Numbers among money are counted like it. */
static bool scale(struct conds *conds, struct cond_side *side)
{
	struct cond_term *terms = arena_make(conds->reader->arena, struct cond_term, side->count);

	for (size_t i = 0; i < side->count; i++) {
		struct cond_term term = side->terms[i];
		if (term.field == NULL && term.constant > LIMIT_NUMBER / NUM_DECIMAL_ONE)
			return fault(conds, "数太大了");
		if (term.field == NULL)
			term.constant *= NUM_DECIMAL_ONE;
		terms[i] = term;
	}
	side->terms = terms;
	return true;
}

/* Do the items of both sides belong together? */
static bool settle(struct conds *conds, struct cond *cond)
{
	const struct field *whole = find_kind(cond, false), *money = find_kind(cond, true);

	if (whole == NULL && money == NULL)
		return fault(conds, "两边都是数，至少要有一个字段");
	if (whole != NULL && money != NULL) {
		err_fix(reader_fault(conds->reader, conds->line, "rule.cond_type",
		                     "“%.*s”是金额，“%.*s”不是，不能放在一起加减、比较",
		                     PSTR(money->name.text), PSTR(whole->name.text)),
		        "整数、“个数”与整数比，金额与金额比");
		return false;
	}
	return money == NULL || (scale(conds, &cond->sides[0]) && scale(conds, &cond->sides[1]));
}

bool parse_sum(struct conds *conds, struct cond *cond, str name)
{
	cond->kind = COND_SUM;
	if (!read_side(conds, &cond->sides[0], name))
		return false;
	str word = token_take(&conds->words);
	const struct parse_comparer *comparer = parse_compare_word(word);
	if (comparer == NULL && word.n > 0)
		return parse_compare_unknown(conds, word);
	if (comparer == NULL || comparer->dates || comparer->op > COND_BELOW)
		return fault(conds, "式子后面写比大小的词和另一边");
	cond->op = comparer->op;
	return read_side(conds, &cond->sides[1], token_take(&conds->words)) && settle(conds, cond);
}
