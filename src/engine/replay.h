/* replay.h -- a store's tables rebuilt from its ledger, and compared with what they hold.
 *
 * The rebuilding runs through the same code as the living store (fold.h, tally.h,
 * desk_rows.c), over an empty database that vanishes afterwards. Only what the
 * ledger cannot hold is taken from the store: the texts of rules and calendars, each
 * under the digest that the ledger has of it, and private values not erased.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_REPLAY_H
#define GUIJU_ENGINE_REPLAY_H
#include "base/base.h"

struct arena;
struct db;
struct err;
struct replay;

#define REPLAY_NAMED_MAX 50 /* faults named one by one; the rest is counted */

/* What the caller hears. Codes are "rebuild.<table>", "rebuild.event" (the ledger
 * cannot be replayed from here on), "rebuild.erased", "rebuild.type". */
struct replay_listener {
	void (*fault)(void *with, const char *code, const char *text);
	void (*progress)(void *with, int64_t done, int64_t all); /* may be NULL */
	void *with;
};

struct replay_count {
	int64_t events; /* replayed */
	int64_t rows;   /* compared, on both sides together counted once */
	int64_t papers; /* files whose bytes were digested */
	int64_t faults; /* told and untold */
};

/* Prepares an empty scratch store beside `db`, the tables of the store in `folder`. All
 * are borrowed and must outlive the arena. */
must_use bool replay_new(struct arena *arena, struct db *db, const char *folder,
                         const struct replay_listener *listener, struct replay **replay,
                         struct err *err);
/* Replays events 0..size-1, which ledger_verify has found good. False only when a
 * database fails; what the store lacks or has altered is a fault. */
must_use bool replay_rebuild(struct replay *replay, int64_t size, struct err *err);
/* Compares all tables, and the files of papers, with the rebuilt ones. Does nothing
 * when the rebuilding did not come to the end (which is a fault already). */
must_use bool replay_compare(struct replay *replay, struct err *err);
struct replay_count replay_counted(const struct replay *replay);

#endif
