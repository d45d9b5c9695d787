/* parse_cond.h -- what the readers of conditions share: the words, and the kinds of comparison.
 *
 * Inside define/ only. parse_cond.c reads 且, 或 and what stands by itself (已, 期限, 环节),
 * parse_compare.c a field with what it is compared with, parse_sum.c sums. A function that
 * fails has noted the fault.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_PARSE_COND_H
#define GUIJU_DEFINE_PARSE_COND_H
#include "define/reader.h"

/* A condition that is being read. */
struct conds {
	struct reader *reader;
	struct token_words words; /* what is left of it */
	int line;
	int atoms;
};

/* A word that compares. */
struct parse_comparer {
	const char *word;
	enum cond_op op;
	bool dates; /* compares dates, not numbers */
};

/* Notes that a condition is not whole; `what` is a clause. Always false. */
bool parse_cond_fault(struct conds *conds, const char *what);
/* The same with an example of what is meant instead of the usual one. */
bool parse_cond_fault_like(struct conds *conds, const char *what, const char *example);
/* Notes that the field cannot be compared so. Always false. */
bool parse_compare_fault(struct conds *conds, const struct field *field, const char *word,
                         const char *fix);
/* Adds a value (kept) to those of the condition. */
void parse_cond_value(struct conds *conds, struct cond *cond, str value);
/* The comparer of this word, or NULL. */
const struct parse_comparer *parse_compare_word(str word);
/* Notes a word that should be a comparer. Always false. */
bool parse_compare_unknown(struct conds *conds, str word);
/* FIELD or STEP, comparer, values; `name` is its first word, taken already. */
bool parse_compare(struct conds *conds, struct cond *cond, str name);
/* Do `name` and the words after it make a comparison of sums: a number first, a + or -,
 * or 个数? */
bool parse_sum_begins(const struct conds *conds, str name);
/* 甲 + 乙 个数 - 2 不超过 丙; `name` is its first word, taken already. */
bool parse_sum(struct conds *conds, struct cond *cond, str name);

#endif
