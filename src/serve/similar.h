/* similar.h -- records that may tell of the same matter, for those who take one in.
 *
 * Two texts are alike by the pairs of characters that they share; a pair counts the more the
 * fewer of the newer records have it. The same place counts as such. Private fields are looked
 * into where whoever asks may see them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SIMILAR_H
#define GUIJU_SERVE_SIMILAR_H
#include "serve/find.h"

#define SIMILAR_MOST   5   /* shown */
#define SIMILAR_SHARED 5   /* stretches of text told of each */
#define SIMILAR_LEAST  30  /* per cent of the text's weight */
#define SIMILAR_BYTES  3000

struct similar_wish {
	const struct rule *rule;
	str text, place; /* not both empty */
	instant since;   /* opened then or later */
	bool anybody;    /* for a bare count: without regard to rights, and of nothing private */
};

struct similar {
	struct search_hit at;
	const struct record *record;
	enum sight sight;
	int64_t score;               /* per cent of the text's weight that is shared */
	bool same_place;
	str shared[SIMILAR_SHARED];  /* stretches of the text that the record has too */
	size_t shared_count;
};

/* The most alike first, at most SIMILAR_MOST; *count of all that are alike enough, among the
 * candidates that were looked at (at most 64). In the arena. */
must_use bool similar_find(struct arena *arena, const struct rights *rights,
                           const struct similar_wish *wish, struct similar **found,
                           size_t *count, struct err *err);

extern const struct api_op similar_op; /* GET /records/{procedure}/similar */

#endif
