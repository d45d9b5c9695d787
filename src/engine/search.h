/* search.h -- the index of what records say, and the question which have certain terms.
 *
 * The index follows the log at a distance: `search_index` takes in what happened since the
 * last time, when the writer has nothing better to do. Records with events that it does not
 * know are looked through one by one, so that an answer is never older than the log. What the
 * index gives are candidates: whoever asks looks into the record itself.
 *
 * All SQL of searching is in search.c, for both databases.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_SEARCH_H
#define GUIJU_ENGINE_SEARCH_H
#include "engine/terms.h"

struct arena;
struct desk;
struct err;

#define SEARCH_TAIL  5000 /* events behind the index that a search looks through */
#define SEARCH_SLICE 1024 /* events that one call of search_index takes in, usually */
#define SEARCH_LAG   1024 /* events behind at which the writer stops to index */

/* Takes at most `most` events into the index, in a transaction of its own; the desk writes, and
 * its batch is empty. *left: events still to be taken in. */
must_use bool search_index(struct desk *desk, int64_t most, int64_t *left, struct err *err);
/* Events that the index does not know yet. */
must_use bool search_behind(struct desk *desk, int64_t *events, struct err *err);
/* Takes a record's private terms out of the index, inside an open transaction within
 * db_secure_delete: they are overwritten in the file. Costs a rewriting of the private index. */
must_use bool search_forget(struct desk *desk, str procedure, int64_t serial, struct err *err);

/* Where may it be? */
struct search_scope {
	bool everywhere;
	const str *whole; /* procedures of which all records */
	size_t whole_count;
	const str *partly; /* procedures of which those that one of `organs` has to do with */
	size_t partly_count;
	bool others; /* those are all that are not whole: they need not be told apart */
	const str *organs;
	size_t organ_count;
};

/* A record that may have what is looked for. */
struct search_hit {
	int64_t doc; /* greater = opened later */
	str procedure;
	int64_t serial;
};

struct search_ask {
	const struct search_scope *scope; /* with nothing in it: nowhere */
	const struct folded *words;       /* all must occur */
	size_t word_count;                /* at least one */
	int64_t before;                   /* hits with a smaller doc */
};

/* Candidates, newest first, each once: where the index has all words in the other fields, or
 * any in private ones, and all records that it does not know yet. */
struct search *search_start(struct arena *arena, struct desk *desk, const struct search_ask *ask,
                            struct err *err);
/* The next one; *more = false at the end. */
must_use bool search_next(struct search *search, struct search_hit *hit, bool *more,
                          struct err *err);
/* False while the index is so far behind that records may have been passed over. */
bool search_complete(const struct search *search);

/* Records below `before` with events that the index does not know, by doc; *complete as above. */
must_use bool search_tail(struct arena *arena, struct desk *desk, int64_t before,
                          struct search_hit **tail, size_t *count, bool *complete,
                          struct err *err);

/* The newest records (at most `most`) below `before` in the scope of which the index has all
 * these terms in fields that are not private, or (`closed`) in private ones. */
struct search_terms {
	const struct search_scope *scope;
	bool closed;
	const uint64_t *terms;
	size_t count;
	int64_t before;
};
must_use bool search_docs(struct arena *arena, struct desk *desk, const struct search_terms *ask,
                          size_t most, int64_t *docs, size_t *count, struct err *err);
/* The record that a doc stands for; *found = false when it is none. */
must_use bool search_record(struct arena *arena, struct desk *desk, int64_t doc,
                            struct search_hit *hit, bool *found, struct err *err);

#endif
