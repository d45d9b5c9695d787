/* listing.h -- which records of a rule are asked for, in what order; a page of them found.
 *
 * Filters and orders are those declared here; anything else is refused. A page is found either
 * by walking an index in the order asked for, or, where a filter leaves few records, by
 * gathering those and sorting them. A walk looks at no more than LISTING_WALK records: a page
 * may be shorter than its limit, even empty, and still have a next one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_LISTING_H
#define GUIJU_SERVE_LISTING_H
#include "serve/api.h"
#include "serve/rights.h"

#define LISTING_MOST   200  /* records on a page */
#define LISTING_FACETS 3    /* f.FIELD=VALUE in one question */
#define LISTING_ORGANS 8    /* in one statement; more organs are several */
#define LISTING_WALK   6000 /* records looked at for one page */
#define LISTING_DUES   1500 /* limits looked at for one page in order of their due dates */

enum listing_sort { LISTING_CHANGED, LISTING_OPENED, LISTING_DUE };
enum listing_lamp { LISTING_ANY, LISTING_RED, LISTING_YELLOW, LISTING_NOT_RED };

/* A place in the order: the key (an instant) and the serial. */
struct listing_place {
	int64_t key, serial;
};

struct listing_stage {
	str id;
	bool certain; /* all records in it have ended, or none (as asked) */
};

struct listing {
	struct arena *arena;
	const struct rule *rule; /* the newest */
	enum listing_sort sort;
	bool falling;            /* latest first */
	const struct listing_stage *stages; /* records in one of these; 0: in any */
	size_t stage_count;
	bool stage_given;        /* by its name, not by whether it is an end */
	int ended;               /* 0 not ended, 1 ended, -1 either */
	str organ;               /* involved, or empty */
	instant opened_from, opened_to, changed_from, changed_to; /* from <= at < to */
	str number;              /* official number, or empty */
	struct { str field, value; } facets[LISTING_FACETS];
	size_t facet_count;
	enum listing_lamp lamp;
	instant due_from, due_to; /* of a limit that runs: from < due <= to */
	struct rights_scope scope;
	bool begun;              /* `after` is set */
	struct listing_place after;
	int64_t limit;
	bool count;              /* count=exact */
};

/* Reads the question of a request for the rule in its path. False: a problem was answered. */
must_use bool listing_read(struct call *call, struct listing *listing);

struct listing_page {
	struct listing_place *at;
	size_t count;
	bool more;
	struct listing_place next; /* of the next page's `after` */
};
/* The page; records that a lamp would leave out still among them (LISTING_YELLOW). */
must_use bool listing_find(const struct listing *listing, struct db *db, struct listing_page *page,
                           struct err *err);
/* How many there are in all; ERR_INVALID "query.count" when that cannot be told. */
must_use bool listing_count(const struct listing *listing, struct db *db, int64_t *count,
                            struct err *err);

/* A place as an opaque word that fits this question only, and back. */
str listing_cursor(const struct listing *listing, struct listing_place place);
must_use bool listing_read_cursor(struct listing *listing, str word);

#endif
