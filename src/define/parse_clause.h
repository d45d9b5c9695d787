/* parse_clause.h -- 通则 and 适用: duties written once, copied into each rule that uses them.
 *
 * Works on lines: in those of a 通则 the blanks are replaced by what the using rule says,
 * bare articles are given the name of the 通则's own law, and what comes out is read as if
 * it stood in the rule. Inside define/, but for the two questions about a file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_PARSE_CLAUSE_H
#define GUIJU_DEFINE_PARSE_CLAUSE_H
#include "define/reader.h"

/* A 适用 carried out. */
struct parse_clause {
	const struct token_line *use; /* the line 适用 */
	str steps;                    /* behind 于, as written; may be empty */
	struct applied applied;       /* without its steps: they are not declared yet */
	struct token_lines lines;     /* its sections, as the rule would have to write them */
	struct token_lines here;      /* 本步: lines for each of the steps */
};

/* How many lines stand before the first 通则. */
size_t parse_clause_begin(const struct token_lines *lines);
/* Carries out the 适用 sections in their order; `lines` is all from the first 通则 on.
 * Faults are noted, a 适用 that has one is left out. Gives the number of `*clauses`. */
size_t parse_clause_apply(struct reader *reader, const struct token_lines *lines,
                          const struct reader_section *uses, size_t count,
                          struct parse_clause **clauses);

/* Is the text that of a 通则 and not of a rule? */
bool parse_clause_is(str text);
/* Judges a 通则 file by itself: layout, head, sections, blanks. The articles, stages and
 * steps that it names are judged in each rule that uses it. True when there is no fault;
 * then `*name` is its name. */
bool parse_clause_alone(struct arena *arena, str text, struct name *name,
                        struct problems *problems);

#endif
