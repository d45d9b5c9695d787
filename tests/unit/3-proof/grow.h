/* grow.h -- a small log in memory for the tests: entries in, tiles and proofs out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_GROW_H
#define GUIJU_TEST_GROW_H
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/str.h"
#include "check.h"
#include "proof/merkle.h"

#define GROW_MAX 70000

struct grow {
	enum digest_kind kind;
	struct merkle_edge edge;
	struct merkle_tiles tiles;
	digest *level[3]; /* hashes of tile levels 0, 1, 2 */
	uint64_t count[3];
};

static inline bool grow_full(void *with, int level, uint64_t index, const digest *hashes)
{
	struct grow *log = with;

	/* the tile must be what the level below it says */
	for (size_t i = 0; level < 3 && i < MERKLE_TILE; i++)
		log->level[level][index * MERKLE_TILE + i] = hashes[i];
	return true;
}

static inline struct grow *grow_new(struct arena *arena, enum digest_kind kind)
{
	struct grow *log = arena_make(arena, struct grow, 1);

	log->kind = log->edge.kind = log->tiles.kind = kind;
	for (int i = 0; i < 3; i++)
		log->level[i] = arena_make(arena, digest, GROW_MAX >> 8 * i | 512);
	return log;
}

static inline void grow_add(struct grow *log, str entry)
{
	digest leaf = merkle_leaf(log->kind, entry);

	merkle_append(&log->edge, leaf);
	CHECK(merkle_tiles_append(&log->tiles, leaf, grow_full, log));
}

/* A source over full tiles and, for the rest, the open ones. */
static inline bool grow_get(void *with, int level, uint64_t index, digest *hash, struct err *err)
{
	struct grow *log = with;
	uint64_t have = log->edge.size >> 8 * level;

	(void)err;
	assert(level < 3 && index < have);
	if (index / MERKLE_TILE < have / MERKLE_TILE)
		*hash = log->level[level][index];
	else
		*hash = log->tiles.open[level][index % MERKLE_TILE];
	return true;
}

#endif
