/* tree.c -- the hash tree of one log: its growing edge, and its full tiles as rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/tree.h"
#include "base/err.h"
#include "store/db.h"

void tree_init(struct tree *tree, struct db *db, int log)
{
	assert(log == DIGEST_SHA256 || log == DIGEST_SM3);
	tree->db = db;
	tree->log = log;
	tree->edge.kind = tree->tiles.kind = (enum digest_kind)log;
	tree->edge.size = tree->tiles.size = 0;
	tree->cached_level = -1;
}

/* What one append carries through merkle_tiles_append. */
struct tree_step {
	struct tree *tree;
	struct err *err;
};

static bool tree_write_tile(void *with, int level, uint64_t index, const digest *hashes)
{
	struct tree_step *step = with;
	str bytes = { (const char *)hashes, TREE_TILE_BYTES };

	return db_run(step->tree->db,
	              "INSERT INTO tile (log, level, idx, data) VALUES (?1, ?2, ?3, ?4)",
	              VALUES(DB_INT(step->tree->log), DB_INT(level), DB_INT((int64_t)index),
	                     DB_BLOB(bytes)),
	              step->err);
}

bool tree_append(struct tree *tree, str entry, struct err *err)
{
	struct tree_step step = { tree, err };
	digest leaf = merkle_leaf(tree->edge.kind, entry);

	merkle_append(&tree->edge, leaf);
	return merkle_tiles_append(&tree->tiles, leaf, tree_write_tile, &step);
}

/* How many hashes of `level` wait for their tile to fill. */
static size_t tree_open_count(uint64_t size, int level)
{
	return (size_t)(size >> (8 * level) & (MERKLE_TILE - 1));
}

void tree_copy(struct tree *to, const struct tree *from)
{
	to->db = from->db;
	to->log = from->log;
	to->edge = from->edge;
	to->tiles.kind = from->tiles.kind;
	to->tiles.size = from->tiles.size;
	for (int level = 0; level < MERKLE_LEVELS; level++) {
		size_t n = tree_open_count(from->tiles.size, level) * sizeof(digest);
		memcpy(to->tiles.open[level], from->tiles.open[level], n);
	}
	to->cached_level = -1; /* a rolled-back tile must not be remembered */
}

bool tree_read_tile(struct db *db, int log, int level, uint64_t index,
                    digest hashes[MERKLE_TILE], enum tree_tile *found, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(db, &rows,
	            "SELECT data FROM tile WHERE log = ?1 AND level = ?2 AND idx = ?3",
	            VALUES(DB_INT(log), DB_INT(level), DB_INT((int64_t)index)), err))
		return false;
	*found = TREE_TILE_NONE;
	while (db_next(&rows)) {
		str bytes = db_text(&rows, 0);
		*found = bytes.n == TREE_TILE_BYTES ? TREE_TILE_WHOLE : TREE_TILE_ODD;
		if (*found == TREE_TILE_WHOLE)
			memcpy(hashes, bytes.at, bytes.n);
	}
	return db_done(&rows);
}

/* The tile row into the cache; it must be there. */
static bool tree_cache(struct tree *tree, int level, uint64_t index, struct err *err)
{
	enum tree_tile found;

	if (tree->cached_level == level && tree->cached_index == index)
		return true;
	tree->cached_level = -1;
	if (!tree_read_tile(tree->db, tree->log, level, index, tree->cached, &found, err))
		return false;
	if (found != TREE_TILE_WHOLE) {
		err_set(err, ERR_TAMPERED, "ledger.tile", "账本的账页（第%d层第%llu页）%s", level,
		        (unsigned long long)index,
		        found == TREE_TILE_ODD ? "长度不对" : "不见了");
		return err_fix(err, "请停止办理，运行 guiju verify 查明，并从备份恢复");
	}
	tree->cached_level = level;
	tree->cached_index = index;
	return true;
}

bool tree_get(void *with, int level, uint64_t index, digest *hash, struct err *err)
{
	struct tree *tree = with;
	uint64_t full = tree->tiles.size >> (8 * level) >> 8;

	assert(level >= 0 && level < MERKLE_LEVELS);
	assert(index < tree->tiles.size >> (8 * level));
	if (index / MERKLE_TILE >= full) {
		*hash = tree->tiles.open[level][index % MERKLE_TILE];
		return true;
	}
	if (!tree_cache(tree, level, index / MERKLE_TILE, err))
		return false;
	*hash = tree->cached[index % MERKLE_TILE];
	return true;
}

/* Puts the `count` hashes of `level` into the edge: its bits 8·level and above. */
static void tree_put_edge(struct merkle_edge *edge, int level, const digest *hashes,
                          size_t count)
{
	struct merkle_edge small = { .kind = edge->kind };

	for (size_t i = 0; i < count; i++)
		merkle_append(&small, hashes[i]);
	for (int bit = 0; bit < 8; bit++)
		edge->full[8 * level + bit] = small.full[bit];
}

bool tree_root_at(struct tree *tree, uint64_t size, digest *root, struct err *err)
{
	struct merkle_edge edge = { .kind = tree->edge.kind, .size = size };
	digest hashes[MERKLE_TILE];

	assert(size <= tree->edge.size);
	if (size == tree->edge.size) {
		*root = merkle_root(&tree->edge);
		return true;
	}
	for (int level = 0; level < MERKLE_LEVELS; level++) {
		size_t count = tree_open_count(size, level);
		uint64_t first = (size >> (8 * level)) - count;
		for (size_t i = 0; i < count; i++) {
			if (!tree_get(tree, level, first + i, &hashes[i], err))
				return false;
		}
		tree_put_edge(&edge, level, hashes, count);
	}
	*root = merkle_root(&edge);
	return true;
}

/* Loading */

/* The leaves of the last entries, which no tile row holds yet. */
static bool tree_load_leaves(struct tree *tree, uint64_t first, struct err *err)
{
	struct db_rows rows;
	uint64_t at = first;
	bool whole = true;

	if (!db_ask(tree->db, &rows,
	            "SELECT seq, entry FROM event WHERE seq >= ?1 ORDER BY seq",
	            VALUES(DB_INT((int64_t)first)), err))
		return false;
	while (db_next(&rows)) {
		whole = whole && db_int(&rows, 0) == (int64_t)at && at < tree->tiles.size;
		if (whole)
			tree->tiles.open[0][at % MERKLE_TILE] =
				merkle_leaf(tree->tiles.kind, db_text(&rows, 1));
		at++;
	}
	if (!db_done(&rows))
		return false;
	if (whole && at == tree->tiles.size)
		return true;
	err_set(err, ERR_TAMPERED, "ledger.entry", "账本末尾的事件不连续，有事件不见了");
	return err_fix(err, "请停止办理，运行 guiju verify 查明，并从备份恢复");
}

/* The hashes of `level` from `first` on: each the root of a full tile one level below. */
static bool tree_load_level(struct tree *tree, int level, uint64_t first, size_t count,
                            struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct merkle_edge tile = { .kind = tree->tiles.kind };
		if (!tree_cache(tree, level - 1, first + i, err))
			return false;
		for (size_t j = 0; j < MERKLE_TILE; j++)
			merkle_append(&tile, tree->cached[j]);
		tree->tiles.open[level][i] = merkle_root(&tile);
	}
	return true;
}

bool tree_load(struct tree *tree, struct db *db, int log, uint64_t size, struct err *err)
{
	tree_init(tree, db, log);
	tree->edge.size = tree->tiles.size = size;
	for (int level = 0; level < MERKLE_LEVELS; level++) {
		size_t count = tree_open_count(size, level);
		uint64_t first = (size >> (8 * level)) - count;
		bool loaded = level == 0 ? tree_load_leaves(tree, first, err)
		                         : tree_load_level(tree, level, first, count, err);
		if (!loaded)
			return false;
		tree_put_edge(&tree->edge, level, tree->tiles.open[level], count);
	}
	return true;
}
