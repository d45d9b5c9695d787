/* token.h -- a text in columns becomes lines with a number, a level and words.
 *
 * The layout that rules, mappings and report templates share (docs/clerk/rules.md,
 * section 一): columns stand two or more spaces (or a TAB, or U+3000) apart; flush
 * left is level 0, 1..3 spaces are level 1, 4 and more are level 2 (a TAB is 4 wide,
 * U+3000 is 2); '#' begins a comment line; a line that ends with '、' goes on in the
 * next one. Knows no keyword.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_TOKEN_H
#define GUIJU_DEFINE_TOKEN_H
#include "define/problems.h"

struct token_line {
	int number;         /* of its first line in the text, from 1 */
	int level;          /* 0, 1, 2 */
	str text;           /* without the indent and white space at the end */
	const str *columns; /* at least one; none is empty */
	size_t count;
};
struct token_lines {
	const struct token_line *at;
	size_t count;
};

/* Cuts `text` (borrowed: the slices point into it, joined lines into the arena). A
 * byte order mark and CR before LF are passed over. Faults "text.*" go to `problems`:
 * broken UTF-8, control characters, lines longer than LIMIT_LINE_BYTES, more than
 * LIMIT_RULE_LINES lines, texts above LIMIT_RULE_BYTES, '、' with nothing after it.
 * False (and no lines) when there was one. */
must_use bool token_read(struct arena *arena, str text, struct token_lines *lines,
                         struct problems *problems);

/* The line with another text (kept, without white space at its ends): its number and
 * level stay, its columns are cut anew. */
struct token_line token_rewrite(struct arena *arena, const struct token_line *line, str text);

/* Walks over the words of a line (parted by one space) without regard to columns,
 * with the article at its end taken off. */
struct token_words {
	const struct token_line *line;
	size_t columns;  /* without that of the article */
	size_t column;   /* the next one to be begun */
	str rest;        /* of the column that is being walked */
	str basis;       /* the article, or empty */
	size_t subs;     /* lines of level 2 that follow the line and belong to it */
};

/* At the first word of `line`; `subs` is what belongs to it. */
struct token_words token_words(const struct token_line *line, size_t subs);
/* Is there another word? */
bool token_more(const struct token_words *words);
/* The next word, or empty at the end; peek stays before it. */
str token_peek(const struct token_words *words);
str token_take(struct token_words *words);
/* Passes over the next word when it is `word`. */
bool token_passes(struct token_words *words, str word);
/* The rest of the column that is being walked, with its spaces; where that is at its
 * end, the whole next column; empty at the end of the line. */
str token_rest(struct token_words *words);
/* All that is left of the line, with its spaces. */
str token_all(struct token_words *words);

#endif
