/* terms.h -- text as search sees it: folded characters, and the terms of the index.
 *
 * Folding makes alike what people take for the same: full and half width, upper and lower
 * case, letters with and without accents, the brackets and quotes of different keyboards.
 * Terms are single characters, pairs of neighbours, and of digits also triples, so that any
 * substring, of Chinese words as of numbers, is found by what it is made of. Blanks part; no
 * term crosses one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_TERMS_H
#define GUIJU_ENGINE_TERMS_H
#include "base/base.h"

struct arena;
struct buf;

struct folded {
	const uint32_t *codes;   /* folded code points; 0 for one or more blanks */
	const uint32_t *offsets; /* where each begins in the text; [count] is its length */
	size_t count;
};

/* Any bytes fold; wrong UTF-8 becomes U+FFFD. At most 4 GiB. In the arena. */
struct folded terms_fold(struct arena *arena, str text);
/* Is `word` in `text`, from code `from` on? *at is the place of its first code. */
bool terms_find(const struct folded *text, const struct folded *word, size_t from, size_t *at);
/* The words of a question, parted by blanks; more than `most` are counted, not kept. */
size_t terms_words(struct arena *arena, str question, struct folded *words, size_t most);

/* A set of terms: up to three code points of 21 bits, the first one highest. */
struct terms {
	struct arena *arena;
	uint64_t *at;
	size_t count, room;
};

/* An empty set that grows in the arena. */
void terms_init(struct terms *terms, struct arena *arena);
/* All terms of a text: each character, each pair, each three digits. */
void terms_add(struct terms *terms, const struct folded *text);
/* Terms that a text with this word in it must have, and few others do. */
void terms_add_word(struct terms *terms, const struct folded *word);
/* In order, each once: after the last addition. */
void terms_sort(struct terms *terms);
/* The pair of characters that begins at place `i`; 0 when there is none. */
uint64_t terms_pair(const struct folded *text, size_t i);
/* Is the term a pair? */
bool terms_is_pair(uint64_t term);
/* A term as a token of letters: no blank, no sign that a database takes for its own. */
void terms_write(struct buf *buf, uint64_t term);
/* A token that no text has: of what kind ('p' a procedure, 'o' an organ) and which. */
void terms_write_tag(struct buf *buf, char kind, str id);

#endif
