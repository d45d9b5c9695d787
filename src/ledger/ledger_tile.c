/* ledger_tile.c -- the log as others read it: the signed head, tiles of hashes, tiles of entries.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "proof/leaf.h"
#include "store/db.h"

bool ledger_note(struct arena *arena, struct ledger *ledger, enum digest_kind kind, str *note,
                 struct err *err)
{
	return ledger_heads_signed(ledger, arena, (int)kind, note, err);
}

static bool no_tile(struct err *err)
{
	return err_set(err, ERR_UNKNOWN, "ledger.no_tile", "签过名的总账没有这一块");
}

static bool hash_tile(struct arena *arena, struct ledger *ledger, const struct ledger_tile *tile,
                      str *bytes, struct err *err)
{
	digest *hashes = arena_make(arena, digest, (size_t)tile->width);

	for (int i = 0; i < tile->width; i++)
		if (!tree_get(&ledger->trees[tile->kind], tile->level,
		              tile->index * MERKLE_TILE + (uint64_t)i, &hashes[i], err))
			return false;
	*bytes = (str){ (const char *)hashes, (size_t)tile->width * sizeof(digest) };
	return true;
}

static bool entry_tile(struct arena *arena, struct ledger *ledger, const struct ledger_tile *tile,
                       str *bytes, struct err *err)
{
	int64_t first = (int64_t)(tile->index * MERKLE_TILE);
	struct db_rows rows;
	struct buf buf;
	int count = 0;

	buf_init(&buf, arena, (size_t)MERKLE_TILE * (LEAF_BYTES_MAX + 2));
	if (!db_ask(ledger->db, &rows,
	            "SELECT entry FROM event WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
	            VALUES(DB_INT(first), DB_INT(first + tile->width)), err))
		return false;
	while (db_next(&rows)) {
		str entry = db_text(&rows, 0);

		buf_byte(&buf, (char)(entry.n >> 8));
		buf_byte(&buf, (char)entry.n);
		buf_add(&buf, entry);
		count++;
	}
	if (!db_done(&rows))
		return false;
	*bytes = buf_str(&buf);
	return count == tile->width || no_tile(err);
}

bool ledger_tile(struct arena *arena, struct ledger *ledger, const struct ledger_tile *tile,
                 str *bytes, struct err *err)
{
	int level = tile->level < 0 ? 0 : tile->level;
	uint64_t have = (uint64_t)ledger->signed_size >> (8 * level);

	assert(tile->level < MERKLE_LEVELS && tile->width >= 1 && tile->width <= MERKLE_TILE);
	if ((size_t)tile->kind >= ledger->logs || tile->index > have / MERKLE_TILE ||
	    tile->index * MERKLE_TILE + (uint64_t)tile->width > have)
		return no_tile(err);
	return tile->level < 0 ? entry_tile(arena, ledger, tile, bytes, err)
	                       : hash_tile(arena, ledger, tile, bytes, err);
}
