/* merkle.c -- this entry is in that log; this log continues that log (RFC 6962).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/merkle.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define MERKLE_PATH_MAX 65 /* 64 splits of a 64-bit size, and the last node */

digest merkle_leaf(enum digest_kind kind, str entry)
{
	str parts[2] = { STR("\0"), entry };

	return digest_of(kind, parts, countof(parts));
}

digest merkle_node(enum digest_kind kind, digest left, digest right)
{
	unsigned char both[1 + 2 * sizeof(left.at)] = { 0x01 };

	memcpy(both + 1, left.at, sizeof(left.at));
	memcpy(both + 1 + sizeof(left.at), right.at, sizeof(right.at));
	return digest_str(kind, (str){ (const char *)both, sizeof(both) });
}

void merkle_append(struct merkle_edge *edge, digest leaf)
{
	int i = 0;

	for (; (edge->size >> i & 1) != 0; i++)
		leaf = merkle_node(edge->kind, edge->full[i], leaf);
	edge->full[i] = leaf;
	edge->size++;
	assert(edge->size != 0);
}

digest merkle_root(const struct merkle_edge *edge)
{
	bool first = true;
	digest root = { { 0 } };

	if (edge->size == 0)
		return digest_str(edge->kind, STR(""));
	for (int i = 0; i < 64; i++) {
		if ((edge->size >> i & 1) == 0)
			continue;
		root = first ? edge->full[i] : merkle_node(edge->kind, edge->full[i], root);
		first = false;
	}
	return root;
}

/* The root of 2^k hashes, k <= 8. */
static digest merkle_fold(enum digest_kind kind, const digest *hashes, size_t count)
{
	digest row[MERKLE_TILE];

	assert(count >= 1 && count <= MERKLE_TILE && (count & (count - 1)) == 0);
	memcpy(row, hashes, count * sizeof(row[0]));
	for (; count > 1; count /= 2)
		for (size_t i = 0; i < count / 2; i++)
			row[i] = merkle_node(kind, row[2 * i], row[2 * i + 1]);
	return row[0];
}

bool merkle_tiles_append(struct merkle_tiles *tiles, digest leaf,
                         bool (*full)(void *with, int level, uint64_t index, const digest *hashes),
                         void *with)
{
	uint64_t at = tiles->size++;

	for (int level = 0; level < MERKLE_LEVELS; level++) {
		tiles->open[level][at % MERKLE_TILE] = leaf;
		if (at % MERKLE_TILE != MERKLE_TILE - 1)
			return true;
		at /= MERKLE_TILE; /* the number of the tile, and of its root one level up */
		if (!full(with, level, at, tiles->open[level]))
			return false;
		leaf = merkle_fold(tiles->kind, tiles->open[level], MERKLE_TILE);
	}
	return true;
}

struct merkle_walk {
	const struct merkle_source *source;
	struct merkle_path path; /* from the root down while it is gathered */
};

/* The largest power of two below n, n >= 2. */
static uint64_t merkle_split(uint64_t n)
{
	uint64_t k = 1;

	assert(n >= 2);
	while (k < n - k)
		k *= 2;
	return k;
}

/* The root of the full subtree of 2^power entries that begins at `start`. */
static bool merkle_full(struct merkle_walk *walk, uint64_t start, int power, digest *root,
                        struct err *err)
{
	digest row[MERKLE_TILE / 2];
	int level = power / 8;
	size_t count = (size_t)1 << power % 8;
	uint64_t first = start >> 8 * level;

	for (size_t i = 0; i < count; i++)
		if (!walk->source->get(walk->source->with, level, first + i, &row[i], err))
			return false;
	*root = merkle_fold(walk->source->kind, row, count);
	return true;
}

/* The root of the n entries from `start` on, where `start` is a multiple of the
 * power of two that holds n: folds the full subtrees from the right. */
static bool merkle_range(struct merkle_walk *walk, uint64_t start, uint64_t n, digest *root,
                         struct err *err)
{
	digest right = { { 0 } }, left;
	bool first = true;

	for (int power = 0; power < 64; power++) {
		uint64_t rest = n >> power << power;
		if ((n >> power & 1) == 0)
			continue;
		rest -= (uint64_t)1 << power;
		if (!merkle_full(walk, start + rest, power, &left, err))
			return false;
		right = first ? left : merkle_node(walk->source->kind, left, right);
		first = false;
	}
	*root = right;
	return true;
}

static bool merkle_gather(struct merkle_walk *walk, uint64_t start, uint64_t n, struct err *err)
{
	assert(walk->path.count < MERKLE_PATH_MAX);
	return merkle_range(walk, start, n, &walk->path.at[walk->path.count++], err);
}

static struct merkle_walk merkle_walk_of(struct arena *arena, const struct merkle_source *source)
{
	digest *path = arena_make(arena, digest, MERKLE_PATH_MAX);

	return (struct merkle_walk){ source, { path, 0 } };
}

/* Turns what was gathered from the root down into the order of a proof. */
static struct merkle_path merkle_give(const struct merkle_walk *walk)
{
	struct merkle_path path = walk->path;

	for (size_t i = 0; i < path.count / 2; i++) {
		digest other = path.at[i];
		path.at[i] = path.at[path.count - 1 - i];
		path.at[path.count - 1 - i] = other;
	}
	return path;
}

bool merkle_prove_inclusion(struct arena *arena, const struct merkle_source *source,
                            uint64_t index, uint64_t size, struct merkle_path *path,
                            struct err *err)
{
	struct merkle_walk walk = merkle_walk_of(arena, source);
	uint64_t start = 0, n = size;

	assert(index < size);
	while (n > 1) {
		uint64_t k = merkle_split(n);
		bool left = index - start < k;
		if (!merkle_gather(&walk, left ? start + k : start, left ? n - k : k, err))
			return false;
		start += left ? 0 : k;
		n = left ? k : n - k;
	}
	*path = merkle_give(&walk);
	return true;
}

bool merkle_prove_consistency(struct arena *arena, const struct merkle_source *source,
                              uint64_t old, uint64_t size, struct merkle_path *path,
                              struct err *err)
{
	struct merkle_walk walk = merkle_walk_of(arena, source);
	uint64_t start = 0, m = old, n = size;
	bool whole = true; /* the old root itself is known to the reader */

	assert(old <= size);
	while (m != 0 && m != n) {
		uint64_t k = merkle_split(n);
		bool left = m <= k;
		if (!merkle_gather(&walk, left ? start + k : start, left ? n - k : k, err))
			return false;
		start += left ? 0 : k;
		m -= left ? 0 : k;
		n = left ? k : n - k;
		whole = whole && left;
	}
	if (!whole && !merkle_gather(&walk, start, n, err))
		return false;
	*path = merkle_give(&walk);
	return true;
}

bool merkle_check_inclusion(enum digest_kind kind, uint64_t index, uint64_t size, digest leaf,
                            struct merkle_path path, digest root)
{
	uint64_t at = index, last = size - 1;

	if (index >= size)
		return false;
	for (size_t i = 0; i < path.count; i++) {
		if (last == 0)
			return false;
		if ((at & 1) != 0 || at == last) {
			leaf = merkle_node(kind, path.at[i], leaf);
			while ((at & 1) == 0 && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			leaf = merkle_node(kind, leaf, path.at[i]);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && digest_eq(leaf, root);
}

/* 0 < old < size, with the first hash in front of the path (RFC 9162 §2.1.4.2). */
static bool merkle_check_growth(enum digest_kind kind, const uint64_t sizes[2],
                                const digest roots[2], digest first,
                                struct merkle_path path)
{
	uint64_t at = sizes[0] - 1, last = sizes[1] - 1;
	digest old = first, now = first;

	while ((at & 1) != 0) {
		at >>= 1;
		last >>= 1;
	}
	for (size_t i = 0; i < path.count; i++) {
		if (last == 0)
			return false;
		if ((at & 1) != 0 || at == last) {
			old = merkle_node(kind, path.at[i], old);
			now = merkle_node(kind, path.at[i], now);
			while ((at & 1) == 0 && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			now = merkle_node(kind, now, path.at[i]);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && digest_eq(old, roots[0]) && digest_eq(now, roots[1]);
}

bool merkle_check_consistency(enum digest_kind kind, uint64_t old, uint64_t size, digest old_root,
                              digest root, struct merkle_path path)
{
	const uint64_t sizes[2] = { old, size };
	const digest roots[2] = { old_root, root };

	if (old > size)
		return false;
	if (old == size)
		return path.count == 0 && digest_eq(old_root, root) &&
		       (old > 0 || digest_eq(root, digest_str(kind, STR(""))));
	if (old == 0) /* every log continues the empty one: such a proof says nothing */
		return false;
	if ((old & (old - 1)) == 0)
		return merkle_check_growth(kind, sizes, roots, old_root, path);
	if (path.count == 0)
		return false;
	struct merkle_path rest = { path.at + 1, path.count - 1 };
	return merkle_check_growth(kind, sizes, roots, path.at[0], rest);
}

void merkle_tile_path(int level, uint64_t index, int width, char out[64])
{
	char digits[24];
	size_t at = 0;
	int n = snprintf(digits, sizeof(digits), "%03llu", (unsigned long long)index);

	assert(level >= -1 && level < 64 && width >= 0 && width < MERKLE_TILE && n >= 3);
	if (level < 0)
		at = (size_t)snprintf(out, 64, "tile/entries");
	else
		at = (size_t)snprintf(out, 64, "tile/%d", level);
	/* Groups of three digits; the first group takes leading zeros. */
	int lead = (3 - n % 3) % 3;
	for (int i = -lead; i < n; i += 3) {
		out[at++] = '/';
		if (i + 3 < n)
			out[at++] = 'x';
		for (int j = i; j < i + 3; j++)
			out[at++] = j < 0 ? '0' : digits[j];
	}
	out[at] = '\0';
	if (width > 0)
		snprintf(out + at, 64 - at, ".p/%d", width);
}
