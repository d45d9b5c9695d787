/* find.h -- records found by what they say, as far as who asks may see it.
 *
 * The index gives candidates within the scope of the lists (rights_scope); each is then read
 * and looked into with the rights over it, so that nothing is found by what may not be seen.
 * Nothing is counted but what is shown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_FIND_H
#define GUIJU_SERVE_FIND_H
#include "engine/search.h"
#include "engine/search_text.h"
#include "serve/api.h"
#include "serve/rights.h"

#define FIND_WORDS  8    /* more words than that are no question */
#define FIND_BYTES  600  /* 200 Chinese characters */
#define FIND_LOOKED 2000 /* records read for one answer; the next page goes on */

/* Where a word was found: a stretch of a piece, in bytes. */
struct find_place {
	const struct search_piece *piece;
	size_t from, to;
};

struct find_hit {
	struct search_hit at;
	const struct record *record;
	enum sight sight;
	struct find_place places[FIND_WORDS]; /* one for each word */
};

struct find_page {
	struct find_hit *hits; /* newest first */
	size_t count;
	size_t word_count;
	int64_t next; /* where the next page begins, or 0 */
	bool complete;
};

struct find_wish {
	str question;
	const struct rule *only; /* or NULL: all procedures */
	int64_t before;          /* INT64_MAX: from the newest on */
	size_t limit;
};

/* One page of what is found. ERR_INVALID "search.empty", "search.long". In the arena. */
must_use bool find_page(struct arena *arena, const struct rights *rights,
                        const struct find_wish *wish, struct find_page *page, struct err *err);

/* Which records a person may look for, rule by rule. */
struct find_scope {
	struct search_scope search; /* made of `whole` and `partly` */
	str *whole, *partly;
	const struct rule **rules; /* the newest version of each */
	struct rights_scope *of;   /* for each rule */
	size_t count;
};
/* Of one rule, or (NULL) of all. In the arena. */
struct find_scope *find_scope(struct arena *arena, const struct rights *rights,
                              const struct rule *only);
/* Is the record in it? */
bool find_in_scope(struct arena *arena, const struct find_scope *scope,
                   const struct record *record);
/* Writes the heads of records in lists of what was found, into an open map. */
void find_write_head(struct jw *w, struct arena *arena, const struct rights *rights,
                     const struct record *record, enum sight sight);

extern const struct api_op find_op; /* GET /search */

#endif
