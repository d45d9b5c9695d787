/* export.c -- the whole log written as files, for anyone to keep, check and continue.
 *
 *   event rows ──► entry ──► tile/entries/..., leaf ──► tile/..., root = signed head
 *       └─ body, salt ──► events.jsonl
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/export.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "ledger/export_file.h"
#include "ledger/export_law.h"
#include "ledger/inside.h"
#include "store/db.h"

#define EXPORT_ENTRIES_MAX ((size_t)MERKLE_TILE * (LEAF_BYTES_MAX + 2))
#define EXPORT_SMALL ((size_t)1 << 20)

/* One of the two logs on its way out. */
struct export_log {
	struct export *export;
	str note;                /* the signed head */
	struct checkpoint head;
	struct checkpoint older; /* of the folder; size 0: none */
	struct merkle_edge edge;
	struct merkle_tiles tiles;
	struct err *err;         /* of the append under way */
};

struct export {
	struct arena *life, *scratch;
	struct ledger *ledger;
	const char *folder;
	const struct export_listener *listener;
	struct export_count *count;
	struct export_log *logs;
	struct export_long lines;
	struct buf entries; /* of the present bundle */
};

static const char *export_path(struct export *export, struct arena *arena, const char *name)
{
	return arena_printf(arena, "%s/%s", export->folder, name).at;
}

static bool export_put(struct export *export, const char *name, str bytes, struct err *err)
{
	struct arena_mark mark = arena_mark(export->scratch);
	const char *path = export_path(export, export->scratch, name);
	bool wrote;

	if (!export_file_put(export->scratch, path, bytes, &wrote, err))
		return false;
	export->count->written += wrote;
	export->count->left += !wrote;
	arena_rewind(export->scratch, mark);
	return true;
}

/* Before anything is written */

static bool export_fix(struct err *err)
{
	return err_fix(err, "没有改动导出的树头。请停止公布，运行 guiju verify 查明");
}

/* The folder's older checkpoint: this log must continue it. */
static bool export_older(struct export *export, size_t i, struct err *err)
{
	struct export_log *log = &export->logs[i];
	const char *path = export_path(export, export->life,
	                               i == 0 ? "checkpoint" : "checkpoint.sm3");
	str note;

	if (!file_exists(path))
		return true;
	if (!file_read(export->life, path, EXPORT_SMALL, &note, err) ||
	    !checkpoint_open(export->life, note, &export->ledger->keys[i], &log->older, err))
		return err_where(err, "%s", path);
	if (log->older.size <= log->head.size)
		return true;
	err_set(err, ERR_TAMPERED, "export.rollback",
	        "从前导出到第 %llu 条，而这个库只签到第 %llu 条：库被截短或换成了旧的",
	        (unsigned long long)log->older.size, (unsigned long long)log->head.size);
	err_where(err, "%s", path);
	return export_fix(err);
}

static bool export_open_log(struct export *export, size_t i, struct err *err)
{
	struct ledger *ledger = export->ledger;
	struct export_log *log = &export->logs[i];

	log->export = export;
	log->edge.kind = log->tiles.kind = (enum digest_kind)i;
	return ledger_heads_signed(ledger, export->life, (int)i, &log->note, err) &&
	       checkpoint_open(export->life, log->note, &ledger->keys[i], &log->head, err);
}

static bool export_other(const char *path, const char *what, struct err *err)
{
	err_set(err, ERR_CONFLICT, "export.other", "%s", what);
	err_where(err, "%s", path);
	return err_fix(err, "请换一个文件夹");
}

/* The keys of former logs that this one continues. */
static bool export_past_keys(struct export *export, struct err *err)
{
	str keys = STR("");

	for (size_t i = 0; i < export->ledger->past_count; i++) {
		str line = note_write_key(export->life, &export->ledger->past[i]);
		keys = arena_printf(export->life, "%.*s%.*s\n", PSTR(keys), PSTR(line));
	}
	return keys.n == 0 || export_put(export, "verifier.past", keys, err);
}

static bool export_open_folder(struct export *export, struct err *err)
{
	const char *path = export_path(export, export->life, "verifier.key");
	str keys = STR(""), had;

	if (file_exists(export_path(export, export->life, "guiju.db")) ||
	    file_exists(export_path(export, export->life, "database")))
		return export_other(export->folder, "这是一个库，不能把账本导出到库里", err);
	for (size_t i = 0; i < export->ledger->logs; i++) {
		str line = note_write_key(export->life, &export->ledger->keys[i]);
		keys = arena_printf(export->life, "%.*s%.*s\n", PSTR(keys), PSTR(line));
	}
	if (!file_exists(path))
		return file_make_dir(export->folder, 0755, err) &&
		       export_put(export, "verifier.key", keys, err) &&
		       export_past_keys(export, err);
	if (!file_read(export->life, path, EXPORT_SMALL, &had, err))
		return false;
	if (!str_eq(had, keys))
		return export_other(path, "这里是另一本账的导出，公钥不同", err);
	return export_put(export, "verifier.key", keys, err) && /* equal: counted */
	       export_past_keys(export, err);
}

/* The tree */

static bool export_tile(struct export_log *log, int level, uint64_t index, int width,
                        const digest *hashes, struct err *err)
{
	str bytes = { (const char *)hashes,
		      sizeof(digest) * (size_t)(width == 0 ? MERKLE_TILE : width) };
	struct export *export = log->export;
	char path[64];

	merkle_tile_path(level, index, width, path);
	if (log == export->logs)
		return export_put(export, path, bytes, err);
	struct arena_mark mark = arena_mark(export->scratch);
	str name = arena_printf(export->scratch, "tile.sm3%s", path + strlen("tile"));
	bool done = export_put(export, name.at, bytes, err);
	arena_rewind(export->scratch, mark);
	return done;
}

static bool export_full_tile(void *with, int level, uint64_t index, const digest *hashes)
{
	struct export_log *log = with;

	return export_tile(log, level, index, 0, hashes, log->err);
}

static bool export_part_tiles(struct export_log *log, struct err *err)
{
	uint64_t have = log->tiles.size;

	for (int level = 0; level < MERKLE_LEVELS && have > 0; level++) {
		int width = (int)(have % MERKLE_TILE);
		if (width > 0 && !export_tile(log, level, have / MERKLE_TILE, width,
		                              log->tiles.open[level], err))
			return false;
		have /= MERKLE_TILE;
	}
	return true;
}

/* Does the log still say what was signed, and what was exported before? */
static bool export_meet(const struct export_log *log, const struct checkpoint *head,
                        struct err *err)
{
	if (log->edge.size != head->size || digest_eq(merkle_root(&log->edge), head->root))
		return true;
	err_set(err, ERR_TAMPERED, "export.root", "账本前 %llu 条与%s的树头不符：历史被改动",
	        (unsigned long long)head->size,
	        head == &log->older ? "从前导出" : "签过名");
	return export_fix(err);
}

static bool export_leaf(struct export_log *log, str entry, struct err *err)
{
	digest leaf = merkle_leaf(log->edge.kind, entry);

	log->err = err;
	merkle_append(&log->edge, leaf);
	return merkle_tiles_append(&log->tiles, leaf, export_full_tile, log) &&
	       export_meet(log, &log->older, err) && export_meet(log, &log->head, err);
}

/* Events */

static bool export_bad_event(int64_t seq, const char *what, struct err *err)
{
	err_set(err, ERR_TAMPERED, "export.event", "第 %lld 号事件%s", (long long)seq, what);
	return export_fix(err);
}

static bool export_line(struct export *export, str body, const digest *salt, struct err *err)
{
	struct arena_mark mark = arena_mark(export->scratch);
	str text = codec_base64(export->scratch, digest_bytes(salt));
	bool done = export_long_add(&export->lines, STR("{\"body\":"), err) &&
	            export_long_add(&export->lines, body, err) &&
	            export_long_add(&export->lines, STR(",\"salt\":\""), err) &&
	            export_long_add(&export->lines, text, err) &&
	            export_long_add(&export->lines, STR("\"}\n"), err);

	arena_rewind(export->scratch, mark);
	return done;
}

static bool export_event(struct export *export, int64_t seq, struct db_rows *rows,
                         struct err *err)
{
	str entry = db_text(rows, 1), salt_bytes = db_text(rows, 2), body = db_text(rows, 3);
	struct leaf leaf;
	digest salt;

	if (db_int(rows, 0) != seq)
		return export_bad_event(seq, "不见了", err);
	if (salt_bytes.n != sizeof(salt.at) || !leaf_read(entry, &leaf))
		return export_bad_event(seq, "登记的账目或盐不成样子", err);
	memcpy(salt.at, salt_bytes.at, sizeof(salt.at));
	if (!digest_eq(leaf_commit(&salt, body), leaf.commitment))
		return export_bad_event(seq, "的正文或盐与账目里的承诺不符", err);
	buf_byte(&export->entries, (char)(entry.n >> 8));
	buf_byte(&export->entries, (char)entry.n);
	buf_add(&export->entries, entry);
	for (size_t i = 0; i < export->ledger->logs; i++) {
		if (!export_leaf(&export->logs[i], entry, err))
			return false;
	}
	return export_line(export, body, &salt, err);
}

/* Events first..to-1: one bundle of entries. */
static bool export_bundle(struct export *export, int64_t first, int64_t to, struct err *err)
{
	struct db_rows rows;
	int64_t seq = first;
	bool good = true;
	char path[64];

	export->entries.n = 0;
	if (!db_ask(export->ledger->db, &rows,
	            "SELECT seq, entry, salt, body FROM event WHERE seq >= ?1 AND seq < ?2"
	            " ORDER BY seq", VALUES(DB_INT(first), DB_INT(to)), err))
		return false;
	while (good && db_next(&rows))
		good = export_event(export, seq++, &rows, err);
	if (!db_done(&rows) || !good)
		return false;
	if (seq != to)
		return export_bad_event(seq, "不见了", err);
	merkle_tile_path(-1, (uint64_t)first / MERKLE_TILE, (int)((to - first) % MERKLE_TILE),
	                 path);
	return export_put(export, path, buf_str(&export->entries), err);
}

static bool export_events(struct export *export, struct err *err)
{
	int64_t size = (int64_t)export->logs[0].head.size;

	buf_init(&export->entries, export->life, EXPORT_ENTRIES_MAX);
	for (int64_t at = 0; at < size; at += MERKLE_TILE) {
		int64_t to = size - at < MERKLE_TILE ? size : at + MERKLE_TILE;
		if (!export_bundle(export, at, to, err))
			return false;
		if (export->listener != NULL)
			export->listener->progress(export->listener->with, to, size);
	}
	for (size_t i = 0; i < export->ledger->logs; i++) {
		if (!export_part_tiles(&export->logs[i], err))
			return false;
	}
	return export_long_finish(&export->lines, err);
}

/* Rules and calendars */

static bool export_law_file(void *with, const char *name, str text, struct err *err)
{
	return export_put(with, name, text, err);
}

/* The new state becomes the folder's: all else is on the disk. */
static bool export_publish(struct export *export, struct err *err)
{
	bool wrote;

	if (!export_file_sync(export->folder, err) ||
	    !export_long_place(&export->lines, &wrote, err))
		return false;
	export->count->written += wrote;
	export->count->left += !wrote;
	return (export->ledger->logs == 1 ||
	        export_put(export, "checkpoint.sm3", export->logs[1].note, err)) &&
	       export_put(export, "checkpoint", export->logs[0].note, err) &&
	       export_file_sync(export->folder, err);
}

static bool export_all(struct export *export, struct err *err)
{
	int64_t size;

	for (size_t i = 0; i < export->ledger->logs; i++) {
		if (!export_open_log(export, i, err))
			return false;
	}
	if (!export_open_folder(export, err))
		return false;
	for (size_t i = 0; i < export->ledger->logs; i++) {
		if (!export_older(export, i, err))
			return false;
	}
	size = export->count->events = (int64_t)export->logs[0].head.size;
	if (!export_long_open(export->life, export_path(export, export->life, "events.jsonl"),
	                      &export->lines, err))
		return false;
	return export_events(export, err) &&
	       export_law_each(export->ledger->db, size, export_law_file, export, err) &&
	       export_publish(export, err);
}

static void export_end(void *thing)
{
	arena_end(thing);
}

bool export_write(struct arena *arena, struct ledger *ledger, const char *folder,
                  const struct export_listener *listener, struct export_count *count,
                  struct err *err)
{
	struct export *export = arena_make(arena, struct export, 1);

	assert(!ledger->doubted && ledger->folder != NULL);
	*count = (struct export_count){ 0 };
	*export = (struct export){ .ledger = ledger, .folder = folder, .listener = listener,
		                   .count = count, .life = arena };
	export->scratch = arena_new(LIMIT_ARENA_COMMAND);
	arena_at_end(arena, export_end, export->scratch);
	(void)arena_take(export->scratch, 1); /* keeps the first block over each rewind */
	export->logs = arena_make(arena, struct export_log, ledger->logs);
	return export_all(export, err);
}
