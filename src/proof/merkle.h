/* merkle.h -- this entry is in that log; this log continues that log (RFC 6962).
 *
 * Leaf hash H(00 ‖ entry), node H(01 ‖ left ‖ right), split at the largest power
 * of two below n; the root of the empty log is H(). H is SHA-256, or SM3 for the
 * national twin. Hashes are kept in tiles of 256 (C2SP tlog-tiles): tile (L, N)
 * holds the roots of 256 full subtrees of 256^L entries each.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_PROOF_MERKLE_H
#define GUIJU_PROOF_MERKLE_H
#include "base/base.h"
#include "crypto/digest.h"

struct arena;
struct err;

#define MERKLE_TILE 256
#define MERKLE_LEVELS 8

/* The hash of an entry, and of two neighbours. */
digest merkle_leaf(enum digest_kind kind, str entry);
digest merkle_node(enum digest_kind kind, digest left, digest right);

/* The growing edge of a log: enough to append and to know the root, O(log n). */
struct merkle_edge {
	enum digest_kind kind;
	uint64_t size;
	digest full[64]; /* full[i]: root of 2^i entries, if bit i of size is set */
};
/* One entry more; the root of what there is now. */
void merkle_append(struct merkle_edge *edge, digest leaf);
digest merkle_root(const struct merkle_edge *edge);

/* Tiles as the log grows: collects hashes and hands out each full tile once.
 * `open[L]` holds the hashes of level L that do not fill a tile yet. */
struct merkle_tiles {
	enum digest_kind kind;
	uint64_t size;
	digest open[MERKLE_LEVELS][MERKLE_TILE];
};
/* Calls `full(with, level, index, 256 hashes)` for each tile that this leaf completes.
 * false when `full` does. */
must_use bool merkle_tiles_append(struct merkle_tiles *tiles, digest leaf,
                                  bool (*full)(void *with, int level, uint64_t index,
                                               const digest *hashes),
                                  void *with);

/* A proof: the hashes beside the way from a leaf (or an old root) to the root. */
struct merkle_path {
	digest *at;
	size_t count;
};

/* Where proofs get hashes from: hash `index` of tile level `level` (the root of 256^level
 * entries), asked for only when the log is long enough to have it. */
struct merkle_source {
	enum digest_kind kind;
	bool (*get)(void *with, int level, uint64_t index, digest *hash, struct err *err);
	void *with;
};
/* RFC 6962 §2.1.1 and §2.1.2; the path in the arena. index < size; old <= size.
 * Fails only when the source does. */
must_use bool merkle_prove_inclusion(struct arena *arena, const struct merkle_source *source,
                                     uint64_t index, uint64_t size, struct merkle_path *path,
                                     struct err *err);
must_use bool merkle_prove_consistency(struct arena *arena, const struct merkle_source *source,
                                       uint64_t old, uint64_t size, struct merkle_path *path,
                                       struct err *err);
/* Pure checks (RFC 9162 §2.1.3.2, §2.1.4.2); anything odd is false, and so is a proof
 * from the empty log (old = 0 < size), since it would say nothing. */
bool merkle_check_inclusion(enum digest_kind kind, uint64_t index, uint64_t size, digest leaf,
                            struct merkle_path path, digest root);
bool merkle_check_consistency(enum digest_kind kind, uint64_t old, uint64_t size, digest old_root,
                              digest root, struct merkle_path path);
/* "tile/0/x001/234" (C2SP path) of a full tile, or with ".p/W" for width 1..255;
 * level -1 gives "tile/entries/...". Into `out` of 64 bytes. */
void merkle_tile_path(int level, uint64_t index, int width, char out[64]);

#endif
