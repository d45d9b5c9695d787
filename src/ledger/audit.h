/* audit.h -- one log recomputed from its events, and compared with its tiles and heads.
 *
 * Two trees grow side by side: one of the events as they are now, one of the hashes
 * that the tile rows hold. Where they part, the signed heads say which of the two was
 * changed: the one whose root is not the signed one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_AUDIT_H
#define GUIJU_LEDGER_AUDIT_H
#include "proof/merkle.h"

struct arena;
struct db;
struct err;
struct ledger;

#define AUDIT_SUSPECTS 256 /* named one by one; the rest is counted */
#define AUDIT_HOLE_MAX 100000

/* Where faults are told. */
struct audit_faults {
	void (*tell)(void *with, const char *code, const char *text);
	void *with;
	int64_t count;
};

/* A signed head to be met. */
struct audit_head {
	int64_t size;
	digest root;
	bool rows_agree, tiles_agree; /* known once the log has reached `size` */
	bool met;
};

/* An event that is not what the tile says. */
struct audit_suspect {
	int64_t seq;
	int64_t other; /* the event whose place the tile gives it, or -1 */
};

struct audit {
	struct ledger *ledger; /* borrows */
	int log;
	int64_t size; /* of the log, by its last event */
	struct audit_faults *faults;
	struct err *err;
	struct merkle_edge rows, kept;             /* the two trees */
	struct merkle_tiles row_tiles, kept_tiles;
	digest tile[MERKLE_TILE]; /* the tile row that covers the present event */
	bool has_tile;
	bool broken;              /* a hole that no tile fills: trees tell nothing more */
	int64_t tiles_found;
	struct audit_head *heads; /* ascending by size */
	size_t head_count, next_head;
	struct audit_suspect suspects[AUDIT_SUSPECTS];
	int64_t suspect_count;
	bool accused; /* events of this log were found changed by audit_end */
};

/* Tells one fault: a stable code and a Chinese sentence. */
void audit_tell(struct audit_faults *faults, const char *code, const char *format, ...)
	printf_like(3, 4);
/* Begins; reads the head rows and the checkpoint file and tells what is wrong with
 * them. The heads in the arena. */
must_use bool audit_begin(struct audit *audit, struct arena *arena, struct ledger *ledger, int log,
                          struct audit_faults *faults, struct err *err);
/* Goes to event `seq` (each in order): reads its tile row when it begins a tile. */
must_use bool audit_reach(struct audit *audit, int64_t seq, struct err *err);
/* Is this the hash that the tile has for `seq`? False also where there is no tile. */
bool audit_is_kept(const struct audit *audit, int64_t seq, digest leaf);
/* The event for which the present tile has this hash, or -1. */
int64_t audit_find(const struct audit *audit, int64_t seq, digest leaf);
/* Adds the leaf of event `seq`; NULL where the event is missing or already told. */
must_use bool audit_put(struct audit *audit, int64_t seq, const digest *leaf, struct err *err);
/* Ends: tells what the trees and the heads say. `told`: the twin has accused the events
 * already, so that only tiles and heads of this log are news. */
void audit_end(struct audit *audit, bool told);

#endif
