/* tree.h -- the hash tree of one log: its growing edge, and its full tiles as rows.
 *
 * Log 0 is the SHA-256 log, log 1 its SM3 twin over the same entries. A tile row is
 * written when its 256 hashes are complete and never changes; what does not fill a
 * tile yet lies in memory and comes back from the last events' entries.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_TREE_H
#define GUIJU_LEDGER_TREE_H
#include "proof/merkle.h"

struct arena;
struct db;
struct err;

#define TREE_TILE_BYTES (MERKLE_TILE * sizeof(digest))

struct tree {
	struct db *db; /* borrows */
	int log;       /* 0: SHA-256, 1: SM3; the row's key and enum digest_kind */
	struct merkle_edge edge;
	struct merkle_tiles tiles;
	int cached_level; /* the tile row read last; -1: none */
	uint64_t cached_index;
	digest cached[MERKLE_TILE];
};

/* An empty tree over `db`. */
void tree_init(struct tree *tree, struct db *db, int log);
/* The tree of `size` committed entries, from tile rows and the last entries.
 * ERR_TAMPERED "ledger.tile" or "ledger.entry" when a row that it needs is missing or odd. */
must_use bool tree_load(struct tree *tree, struct db *db, int log, uint64_t size,
                        struct err *err);
/* Adds the entry's leaf; writes the tile rows that it completes. */
must_use bool tree_append(struct tree *tree, str entry, struct err *err);
/* `to` becomes what `from` is; copies only the hashes in use. */
void tree_copy(struct tree *to, const struct tree *from);
/* Hash `index` of `level` (struct merkle_source; `with` is the tree). */
must_use bool tree_get(void *with, int level, uint64_t index, digest *hash, struct err *err);
/* The root when the log had `size` entries; size <= the present one. */
must_use bool tree_root_at(struct tree *tree, uint64_t size, digest *root, struct err *err);
/* What there is of a tile row: nothing, one of another length, or its 256 hashes. */
enum tree_tile { TREE_TILE_NONE, TREE_TILE_ODD, TREE_TILE_WHOLE };
/* Reads a tile row; `hashes` are filled only when it is whole. */
must_use bool tree_read_tile(struct db *db, int log, int level, uint64_t index,
                             digest hashes[MERKLE_TILE], enum tree_tile *found,
                             struct err *err);

#endif
