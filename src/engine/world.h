/* world.h -- what a step may know of the rest of the world: records, numbers, people, law.
 *
 * The engine decides over this interface; desk.c answers it from the database,
 * scratch.c from memory (worked examples). Answers tell the committed state plus
 * what this batch has already taken; the step in hand keeps its own changes
 * (struct outcome) until all of it is allowed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_WORLD_H
#define GUIJU_ENGINE_WORLD_H
#include "define/library.h"
#include "engine/people.h"
#include "engine/tally.h"
#include "ledger/event.h"

struct arena;
struct err;
struct workdays;

/* One event of a step, with what it makes of its record. */
struct change {
	struct event event;
	const struct record *before; /* NULL: begins */
	struct record *after;
	struct marks marks;
	int64_t seq;
};

/* All that one step does, orders included: taken together or not at all. */
struct outcome {
	struct change *changes;
	size_t count, room;
	struct { str name; int64_t last; } *series; /* numbers given */
	size_t series_count;
	struct { str procedure, field, value; int64_t serial; } *uniques;
	size_t unique_count;
};

struct world {
	struct arena *arena;            /* of the batch */
	const struct library *library;
	const struct workdays *workdays;
	str calendar;                   /* digest of the calendars, base64url */
	struct people *people;          /* NULL: roles are taken as given */
	instant now;                    /* recorded-at */
	void *with;
	/* *record = NULL when there is none. */
	bool (*load)(struct world *, str procedure, int64_t serial, struct record **record,
	             struct err *);
	bool (*last_serial)(struct world *, str procedure, int64_t *serial, struct err *);
	/* The record with this value in a 唯一 field, or with this official number where
	 * `field` is "number"; 0 when there is none. */
	bool (*find)(struct world *, str procedure, str field, str value, int64_t *serial,
	             struct err *);
	bool (*series)(struct world *, str name, int64_t *last, struct err *);
	/* The event that a client's key already has, or -1. */
	bool (*keyed)(struct world *, str key, int64_t *seq, struct err *);
	int64_t (*next_seq)(struct world *);
	/* Takes all changes for good (the batch may still fail as a whole). */
	bool (*accept)(struct world *, struct outcome *, struct err *);
};

#endif
