/* reader.h -- what the readers of the sections share: names, lists, lengths, complaints.
 *
 * Inside define/ only. A rule is read in two passes: first every section declares its
 * names, so that the second pass can resolve names in any order of sections.
 * A function that fails has noted the fault; its caller goes on with the next line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_READER_H
#define GUIJU_DEFINE_READER_H
#include "base/table.h"
#include "define/token.h"
#include "define/model.h"

/* What a name can be the name of. */
enum reader_kind {
	READER_FIELD, READER_ROLE, READER_PAPER, READER_STAGE, READER_STEP, READER_LIMIT,
	READER_INDICATOR, READER_STATISTIC,
};
#define READER_KINDS 8

struct reader {
	struct arena *arena;
	struct problems *problems;
	struct rule *rule;
	struct table seen[READER_KINDS]; /* names and ids declared so far */
};

/* A section: its head line (level 0) and the lines that follow it. */
struct reader_section {
	const struct token_line *head;
	const struct token_line *lines;
	size_t count;
};

/* Room for one more thing in an array of `count` things of `size` bytes. */
void *reader_room(struct reader *reader, const void *array, size_t count, size_t size);
/* Notes a fault. */
#define reader_fault(reader, line, code, ...) \
	problems_add((reader)->problems, line, code, __VA_ARGS__)
/* Notes that something was expected at the end of a line; `example` is a whole line. */
void reader_missing(struct reader *reader, const struct token_words *words, const char *what,
                    const char *example);
/* Notes words that are left over, or an article where the line has no place for one.
 * True when nothing is left. */
bool reader_ends(struct reader *reader, struct token_words *words);
bool reader_ends_founded(struct reader *reader, struct token_words *words);
/* "第 5 行", as it is said at the line `from`: with its file where that is another one. */
str reader_line(struct reader *reader, int line, int from);
/* The place of `word` among `words`, or `count`. */
size_t reader_place(str word, const char *const *words, size_t count);
/* Notes an unknown word, with the nearest known one or else all of them. */
void reader_unknown_word(struct reader *reader, int line, const char *code, str word,
                         const char *const *known, size_t count);

/* The next item of a section from `*at`: its line and how many lines of level 2 follow.
 * False at the end. Lines of level 2 without a line above them are passed over. */
bool reader_item(const struct reader_section *section, size_t *at, struct token_words *words);
/* Notes lines of level 2 where there may be none. */
void reader_no_subs(struct reader *reader, const struct token_words *words);

/* Reads "名  号" and makes sure that it is new in its kind. False when the name is of no
 * use; a wrong id is noted, but its name stays known, so that one fault is one message. */
bool reader_declare(struct reader *reader, struct token_words *words, enum reader_kind kind,
                    struct name *name);
/* The same into a set of the caller's own. `digits`: the id may be a number. */
bool reader_name(struct reader *reader, struct token_words *words, struct table *seen,
                 bool digits, struct name *name);
/* Is it an ASCII id: small letters, digits, '_', begun by a letter, not too long? */
bool reader_is_id(str id);

/* The declared thing of this name; NULL (and a fault) when there is none. */
const struct field *reader_field(struct reader *reader, int line, str name);
const struct role *reader_role(struct reader *reader, int line, str name);
const struct paper *reader_paper(struct reader *reader, int line, str name);
const struct stage *reader_stage(struct reader *reader, int line, str name);
const struct step *reader_step(struct reader *reader, int line, str name);
const struct limit *reader_limit(struct reader *reader, int line, str name);
const struct indicator *reader_indicator(struct reader *reader, int line, str name);
/* Steps or stages of a '、' list, added to an array; false when one is wrong. */
bool reader_steps(struct reader *reader, int line, str list, const struct step ***steps,
                  size_t *count);
bool reader_stages(struct reader *reader, int line, str list, const struct stage ***stages,
                   size_t *count);
/* The next item of a '、' list; an empty one is noted and passed over. */
bool reader_list(struct reader *reader, int line, str *rest, str *item);

/* The next words as a length ("5 个工作日", "60日"), at least `least`. */
bool reader_length(struct reader *reader, struct token_words *words, int least,
                   struct term_length *length);
/* The next words as "N 次" or "N次", N from `least`. */
bool reader_times(struct reader *reader, struct token_words *words, int least, int *times);
/* A value of a field in its kept form. */
bool reader_value(struct reader *reader, int line, const struct field *field, str written,
                  str *canonical);
/* The rest of the column as a condition (the reader of conditions proper). */
const struct cond *reader_cond(struct reader *reader, struct token_words *words);
/* The same with the article of the line, which must end behind it. */
const struct cond *reader_cond_founded(struct reader *reader, struct token_words *words);
/* A number pattern: known placeholders, one {号}. */
bool reader_pattern(struct reader *reader, int line, str pattern);

#endif
