/* dir.c -- an exported ledger, verified from its files alone.
 *
 *   entries ──► leaf hash ──► tree ──► root = checkpoint ◄── signature
 *      │                       └────► each tile = file
 *      └─ commitment, kind, time, procedure = line of events.jsonl
 *                                              └─ rule, calendar = file of that digest
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "verify/dir.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "proof/merkle.h"
#include "verify/findings.h"
#include "verify/opening.h"

#define DIR_PAST_MAX (2 * (size_t)DIR_FORMER_MAX)
#define DIR_SMALL ((size_t)1 << 20)
#define DIR_ENTRIES_MAX ((size_t)MERKLE_TILE * (LEAF_BYTES_MAX + 2))
#define DIR_SCRATCH ((size_t)64 << 20)

/* One of the two logs: SHA-256, or its twin. */
struct dir_log {
	struct dir_walk *walk;
	const char *tiles; /* "tile" or "tile.sm3" */
	const char *checkpoint;
	struct merkle_edge edge;
	struct merkle_tiles tree;
	struct checkpoint signed_head;
	uint64_t old_size; /* UINT64_MAX: none is asked for */
	digest old_root;
	bool old_differs;  /* met at its size, and had another root */
};

struct dir_walk {
	struct arena *arena;   /* lives as long as the walk */
	struct arena *scratch; /* one bundle of entries */
	str path;
	struct dir_facts *facts;
	struct findings *findings;
	struct dir_log logs[2];
	size_t log_count;
	struct opening opening;
	str old_former; /* the former log whose checkpoint was given; empty: it is this log's */
	bool cut; /* entries are missing: no use in going on */
};

static bool dir_read(struct dir_walk *walk, struct arena *arena, const char *name, size_t max,
                     str *bytes)
{
	struct err err = { .kind = ERR_NONE };
	str path = arena_printf(arena, "%.*s/%s", PSTR(walk->path), name);

	if (file_read(arena, path.at, max, bytes, &err))
		return true;
	findings_add(walk->findings, "%s：%s", name, err.what);
	return false;
}

/* The keys of the folder; the first log is the Ed25519 one. */
static bool dir_keys(struct dir_walk *walk, str text, struct err *err)
{
	struct dir_facts *facts = walk->facts;
	str line;

	while (text.n > 0) {
		struct note_key key;
		str_cut(&text, STR("\n"), &line);
		if (line.n == 0)
			continue;
		if (!note_read_key(walk->arena, line, &key, err))
			return err_where(err, "verifier.key");
		if (facts->key_count == 2 ||
		    key.key.kind != (facts->key_count == 0 ? SIGN_ED25519 : SIGN_SM2)) {
			err_set(err, ERR_INVALID, "export.keys",
			        "应先有一行 Ed25519 公钥，国密账本再有一行 SM2 公钥");
			return err_where(err, "verifier.key");
		}
		facts->keys[facts->key_count++] = key;
	}
	if (facts->key_count > 0)
		return true;
	err_set(err, ERR_INVALID, "export.keys", "没有验证公钥");
	return err_where(err, "verifier.key");
}

static void dir_open_log(struct dir_walk *walk, size_t i)
{
	static const char *const checkpoints[] = { "checkpoint", "checkpoint.sm3" };
	static const char *const tiles[] = { "tile", "tile.sm3" };
	struct dir_log *log = &walk->logs[i];
	struct err err = { .kind = ERR_NONE };
	str note;

	log->walk = walk;
	log->tiles = tiles[i];
	log->checkpoint = checkpoints[i];
	log->edge.kind = log->tree.kind = i == 0 ? DIGEST_SHA256 : DIGEST_SM3;
	log->old_size = UINT64_MAX;
	if (!dir_read(walk, walk->arena, log->checkpoint, DIR_SMALL, &note))
		return;
	if (!checkpoint_open(walk->arena, note, &walk->facts->keys[i], &log->signed_head, &err))
		findings_err(walk->findings, log->checkpoint, &err);
	else
		walk->log_count++;
}

/* The twin holds the same entries, is signed at the same size and named after the log. */
static void dir_compare_logs(struct dir_walk *walk)
{
	const struct checkpoint *main = &walk->logs[0].signed_head;
	const struct checkpoint *twin = &walk->logs[1].signed_head;
	str name = arena_printf(walk->arena, "%.*s/sm3", PSTR(main->origin));

	if (walk->log_count < 2)
		return;
	if (!str_eq(twin->origin, name))
		findings_add(walk->findings, "checkpoint.sm3：名称应为 %.*s", PSTR(name));
	if (twin->size != main->size)
		findings_add(walk->findings,
		             "checkpoint.sm3：所签条数 %llu 与 checkpoint 的 %llu 不同",
		             (unsigned long long)twin->size, (unsigned long long)main->size);
}

/* Keys of former logs, for old checkpoints. */
static bool dir_past_keys(struct dir_walk *walk, struct err *err)
{
	struct dir_facts *facts = walk->facts;
	str path = arena_printf(walk->arena, "%.*s/verifier.past", PSTR(walk->path)), text, line;

	facts->past = arena_make(walk->arena, struct note_key, DIR_PAST_MAX);
	if (!file_exists(path.at))
		return true;
	if (!file_read(walk->arena, path.at, DIR_SMALL, &text, err))
		return false;
	while (text.n > 0 && facts->past_count < DIR_PAST_MAX) {
		str_cut(&text, STR("\n"), &line);
		if (!note_read_key(walk->arena, line, &facts->past[facts->past_count], err))
			return err_where(err, "verifier.past");
		facts->past_count++;
	}
	return true;
}

/* Is `old` of a former log? Then size and root are met by the tree of its kind. */
static bool dir_open_former(struct dir_walk *walk, str old)
{
	for (size_t i = 0; i < walk->facts->past_count; i++) {
		const struct note_key *key = &walk->facts->past[i];
		struct err ignored = { .kind = ERR_NONE };
		struct checkpoint head;
		size_t log = key->key.kind == SIGN_ED25519 ? 0 : 1;

		if (log >= walk->log_count ||
		    !checkpoint_open(walk->arena, old, key, &head, &ignored))
			continue;
		walk->old_former = head.origin;
		if (log > 0)
			walk->old_former.n -= strlen("/sm3");
		walk->facts->old_size = walk->logs[log].old_size = head.size;
		walk->logs[log].old_root = head.root;
		return true;
	}
	return false;
}

/* What became of the former log whose checkpoint was given. */
static void dir_judge_former(struct dir_walk *walk)
{
	const struct dir_facts *facts = walk->facts;
	const struct dir_former *former = NULL;

	for (size_t i = 0; i < facts->former_count && former == NULL; i++)
		if (str_eq(facts->former[i].origin, walk->old_former))
			former = &facts->former[i];
	if (former == NULL)
		findings_add(walk->findings, "旧检查点属于“%.*s”，账本里却没有续自它的事件",
		             PSTR(walk->old_former));
	else if (facts->old_size > former->size)
		findings_add(walk->findings,
		             "分叉：旧检查点是“%.*s”的 %llu 条，本账“%.*s”只从它的前 %llu 条"
		             "续记（由备份恢复），其后的 %llu 条不在本账里",
		             PSTR(former->origin), (unsigned long long)facts->old_size,
		             PSTR(former->heir), (unsigned long long)former->size,
		             (unsigned long long)(facts->old_size - former->size));
}

/* Is this log, by name and key, the one that the last succession speaks of? */
static bool dir_is_heir(const struct dir_walk *walk)
{
	const struct dir_facts *facts = walk->facts;
	const struct dir_former *last;

	if (facts->former_count == 0)
		return true;
	last = &facts->former[facts->former_count - 1];
	return str_eq(last->heir, facts->checkpoint.origin) &&
	       str_eq(last->key, note_write_key(walk->arena, &facts->keys[0]));
}

/* Old checkpoint and succession, once all events were read. */
static void dir_finish_old(struct dir_walk *walk)
{
	uint64_t before = walk->findings->count;

	if (!dir_is_heir(walk))
		findings_add(walk->findings,
		             "最后一次续记所写的名称和公钥不是本账的：签名的不是续记的那本账");
	if (walk->old_former.n > 0)
		dir_judge_former(walk);
	for (size_t i = 0; i < walk->log_count && walk->findings->count == before; i++)
		if (walk->logs[i].old_differs)
			findings_add(walk->findings,
			             "账本前 %llu 条与旧检查点不符：历史被改写",
			             (unsigned long long)walk->logs[i].old_size);
}

/* Which log continues `old`, by its key; remembers size and root to meet. */
static void dir_open_old(struct dir_walk *walk, str old)
{
	struct err why[2] = { { .kind = ERR_NONE }, { .kind = ERR_NONE } };

	if (old.n == 0)
		return;
	for (size_t i = 0; i < walk->facts->key_count; i++) {
		struct checkpoint head;
		struct dir_log *log = &walk->logs[i];
		if (!checkpoint_open(walk->arena, old, &walk->facts->keys[i], &head, &why[i]))
			continue;
		walk->facts->old_size = log->old_size = head.size;
		log->old_root = head.root;
		if (head.size > log->signed_head.size)
			findings_add(walk->findings,
			             "旧检查点有 %llu 条，导出的账本只有 %llu 条：账本被截短",
			             (unsigned long long)head.size,
			             (unsigned long long)log->signed_head.size);
		return;
	}
	if (!dir_open_former(walk, old))
		findings_err(walk->findings, "旧检查点", &why[0]);
}

/* A hash tile on the disk must be what the entries give. */
static void dir_compare_tile(struct dir_log *log, int level, uint64_t index, int width,
                             const digest *hashes)
{
	struct dir_walk *walk = log->walk;
	size_t n = (size_t)(width == 0 ? MERKLE_TILE : width);
	char path[64];
	str bytes;

	merkle_tile_path(level, index, width, path); /* "tile/..." */
	str name = arena_printf(walk->scratch, "%s%s", log->tiles, path + strlen("tile"));
	if (!dir_read(walk, walk->scratch, name.at, MERKLE_TILE * sizeof(digest), &bytes))
		return;
	if (bytes.n == n * sizeof(digest) && memcmp(bytes.at, hashes, bytes.n) == 0)
		return;
	findings_add(walk->findings, "%.*s：哈希块与由条目重算的不同", PSTR(name));
}

static bool dir_full_tile(void *with, int level, uint64_t index, const digest *hashes)
{
	dir_compare_tile(with, level, index, 0, hashes);
	return true;
}

static void dir_meet_old(struct dir_log *log)
{
	if (log->edge.size == log->old_size && !digest_eq(merkle_root(&log->edge), log->old_root))
		log->old_differs = true;
}

static void dir_entry(struct dir_walk *walk, uint64_t index, str entry)
{
	struct leaf opened;

	if (leaf_read(entry, &opened) && opened.kind == LEAF_STORE)
		walk->opening.before = merkle_root(&walk->logs[0].edge);
	for (size_t i = 0; i < walk->log_count; i++) {
		struct dir_log *log = &walk->logs[i];
		digest leaf = merkle_leaf(log->edge.kind, entry);
		merkle_append(&log->edge, leaf);
		bool kept = merkle_tiles_append(&log->tree, leaf, dir_full_tile, log);
		assert(kept); /* dir_full_tile never fails */
		(void)kept;
		dir_meet_old(log);
	}
	opening_check(&walk->opening, walk->scratch, index, entry);
}

/* One bundle of entries: u16be length and entry, `count` times, nothing behind. */
static void dir_bundle(struct dir_walk *walk, uint64_t first, size_t count)
{
	char path[64];
	str rest;

	merkle_tile_path(-1, first / MERKLE_TILE, count == MERKLE_TILE ? 0 : (int)count, path);
	walk->cut = true;
	if (!dir_read(walk, walk->scratch, path, DIR_ENTRIES_MAX, &rest))
		return;
	for (size_t i = 0; i < count; i++) {
		const unsigned char *at = (const unsigned char *)rest.at;
		size_t n = rest.n >= 2 ? (size_t)at[0] << 8 | at[1] : 0;
		if (rest.n < 2 + n || rest.n < 2) {
			findings_add(walk->findings, "%s：条目不足 %zu 条，文件被截断", path,
			             count);
			return;
		}
		dir_entry(walk, first + i, str_sub(rest, 2, 2 + n));
		rest = str_sub(rest, 2 + n, rest.n);
	}
	walk->cut = false;
	if (rest.n > 0)
		findings_add(walk->findings, "%s：末尾有多余字节", path);
}

static void dir_finish_log(struct dir_log *log)
{
	struct dir_walk *walk = log->walk;
	uint64_t have = log->tree.size;

	for (int level = 0; level < MERKLE_LEVELS && have > 0; level++) {
		int width = (int)(have % MERKLE_TILE);
		if (width > 0)
			dir_compare_tile(log, level, have / MERKLE_TILE, width,
			                 log->tree.open[level]);
		have /= MERKLE_TILE;
	}
	if (!digest_eq(merkle_root(&log->edge), log->signed_head.root))
		findings_add(walk->findings, "%s：由条目重算的树根与所签的不同",
		             log->checkpoint);
}

static bool dir_walk_entries(struct dir_walk *walk)
{
	uint64_t size = walk->logs[0].signed_head.size;

	for (uint64_t at = 0; at < size && !walk->cut; at += MERKLE_TILE) {
		struct arena_mark mark = arena_mark(walk->scratch);
		uint64_t left = size - at;
		dir_bundle(walk, at, left < MERKLE_TILE ? (size_t)left : MERKLE_TILE);
		arena_rewind(walk->scratch, mark);
	}
	return !walk->cut;
}

/* Files of `folder` must be called after their own digest; gives how many there are. */
static uint64_t dir_named_files(struct dir_walk *walk, const char *folder, const char *suffix)
{
	struct err err = { .kind = ERR_NONE };
	str path = arena_printf(walk->arena, "%.*s/%s", PSTR(walk->path), folder), bytes;
	str *names;
	size_t count;
	char digest_name[44];

	if (!file_is_dir(path.at))
		return 0; /* a file that an event needs is missed there */
	if (!file_list(walk->arena, path.at, suffix, &names, &count, &err)) {
		findings_err(walk->findings, folder, &err);
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(walk->scratch);
		str name = arena_printf(walk->scratch, "%s/%.*s", folder, PSTR(names[i]));
		if (dir_read(walk, walk->scratch, name.at, LIMIT_RULE_BYTES * 16, &bytes)) {
			digest_base64url(digest_str(DIGEST_SHA256, bytes), digest_name);
			str stem = str_sub(names[i], 0, names[i].n - strlen(suffix));
			if (!str_eq(stem, str_of(digest_name)))
				findings_add(walk->findings, "%.*s：内容与文件名所载摘要不符",
				             PSTR(name));
		}
		arena_rewind(walk->scratch, mark);
	}
	return count;
}

static void dir_end(void *thing)
{
	arena_end(thing);
}

bool dir_verify(struct arena *arena, str path, str old, struct dir_facts *facts,
                struct findings *findings, struct err *err)
{
	struct dir_walk *walk = arena_make(arena, struct dir_walk, 1);
	str keys, name = arena_printf(arena, "%.*s/verifier.key", PSTR(path));
	str head = arena_printf(arena, "%.*s/checkpoint", PSTR(path));

	if (!file_exists(head.at)) {
		err_set(err, ERR_UNKNOWN, "file.missing", "不是导出的账本：没有 checkpoint 文件");
		return err_where(err, "%.*s", PSTR(path));
	}
	if (!file_read(arena, name.at, DIR_SMALL, &keys, err))
		return false;
	*facts = (struct dir_facts){ .first = INSTANT_NONE, .last = INSTANT_NONE,
		                      .old_size = UINT64_MAX };
	*walk = (struct dir_walk){ .arena = arena, .path = path, .facts = facts,
		                   .findings = findings };
	walk->scratch = arena_new(DIR_SCRATCH);
	arena_at_end(arena, dir_end, walk->scratch);
	if (!dir_keys(walk, keys, err) || !dir_past_keys(walk, err))
		return false;
	for (size_t i = 0; i < facts->key_count && i == walk->log_count; i++)
		dir_open_log(walk, i);
	if (walk->log_count == 0)
		return true; /* nothing is signed: there is nothing to compare with */
	facts->checkpoint = walk->logs[0].signed_head;
	dir_compare_logs(walk);
	dir_open_old(walk, old);
	for (size_t i = 0; i < walk->log_count; i++)
		dir_meet_old(&walk->logs[i]);
	facts->rules = dir_named_files(walk, "rules", ".rule");
	facts->calendars = dir_named_files(walk, "calendars", ".calendar");
	if (!opening_begin(&walk->opening, arena, path, facts, findings, err))
		return false;
	if (!dir_walk_entries(walk))
		return true;
	for (size_t i = 0; i < walk->log_count; i++)
		dir_finish_log(&walk->logs[i]);
	opening_finish(&walk->opening);
	dir_finish_old(walk);
	return true;
}
