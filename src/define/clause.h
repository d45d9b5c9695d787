/* clause.h -- a 通则 as it is written: head, blanks, lines.
 *
 * Inside define/ only. What it becomes in a rule is parse_clause.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CLAUSE_H
#define GUIJU_DEFINE_CLAUSE_H
#include "define/reader.h"

#define CLAUSE_STEPS STR("本步") /* {本步}: the steps that a rule applies it to */

/* 空: a gap in the text of a 通则, written {名} where it stands. */
struct clause_blank {
	str name;
	str value; /* by default; then what the using rule says */
	bool given;
	bool used;
	int line;
	int said; /* line of the value in the using rule, 0 = none */
};

/* A 通则 as it is written. */
struct clause {
	struct name name;
	const str *laws;
	size_t law_count;
	str organ;
	struct clause_blank *blanks;
	size_t blank_count;
	struct token_line *lines; /* of the sections other than 空 and 本步 */
	size_t line_count;
	struct token_line *here;  /* of 本步 */
	size_t here_count;
	bool begun;               /* its first section was read */
	bool needs_steps;         /* has 本步 or {本步} */
	int applied;              /* line of the 适用, 0 = none */
};

/* Reads all 通则 of the lines (which begin with one), noting faults; gives their number. */
size_t clause_read(struct reader *reader, const struct token_lines *lines,
                   struct clause **clauses);
/* Is it the title of a 通则? */
bool clause_begins(const struct token_line *line);
/* The first word of a line, and all behind it, also when it looks like an article. */
str clause_word(const struct token_line *line);
str clause_behind(const struct token_line *line);
/* The blank of this name, or NULL. */
struct clause_blank *clause_blank(const struct clause *clause, str name);
/* Notes at `line` that there is no blank `word`. */
void clause_fault_gap(struct reader *reader, const struct clause *clause, str word, int line);
/* The next {word} of `*rest`, which then begins behind it; `*before` is what stands before
 * the bracket. False when there is none any more; then `*before` is all. */
bool clause_gap(str *rest, str *before, str *word);

#endif
