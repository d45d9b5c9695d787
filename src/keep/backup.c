/* backup.c -- a copy of a store taken while it is in use, verified, with a manifest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep/backup.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "calendar/day.h"
#include "engine/inspect.h"
#include "keep/copy.h"
#include "ledger/ledger.h"
#include "store/making.h"
#include "store/store.h"

struct backup {
	struct arena *arena;
	const struct backup_ask *ask;
	struct backup_done *done;
	const char *beside;
	struct db copy; /* the copied tables, open for reading */
};

static bool copy_name(struct backup *b, const char *name, struct err *err)
{
	return copy_file(copy_path(b->arena, b->ask->store, name),
	                 copy_path(b->arena, b->beside, name), err);
}

/* ---- the tables ---- */

static bool copy_tables(struct backup *b, struct err *err)
{
	struct db db;
	bool copied;

	if (!store_open(b->arena, b->ask->store, STORE_READ, &db, err))
		return false;
	copied = db_copy_to(&db, copy_path(b->arena, b->beside, "guiju.db"), err);
	db_close(&db);
	return copied && store_open(b->arena, b->beside, STORE_READ, &b->copy, err);
}

/* The last head of the copied tables becomes the copy's checkpoint file: the store's own may
 * be newer than the snapshot. */
static bool write_heads(struct backup *b, struct err *err)
{
	static const char *const names[] = { "checkpoint", "checkpoint.sm3" };
	struct db_rows rows;

	for (size_t log = 0; log < countof(names); log++) {
		str note = { 0 };

		if (!db_ask(&b->copy, &rows,
		            "SELECT note, size FROM head WHERE log = ?1 ORDER BY size DESC LIMIT 1",
		            VALUES(DB_INT((int64_t)log)), err))
			return false;
		while (db_next(&rows)) {
			note = arena_copy(b->arena, db_text(&rows, 0));
			if (log == 0)
				b->done->manifest.signed_events = db_int(&rows, 1);
		}
		if (!db_done(&rows) ||
		    (note.n > 0 &&
		     !file_write(copy_path(b->arena, b->beside, names[log]), note, 0644, err)))
			return false;
	}
	return true;
}

static bool read_setting(struct backup *b, const char *name, str *value, struct err *err)
{
	struct db_rows rows;

	*value = STR("");
	if (!db_ask(&b->copy, &rows, "SELECT value FROM setting WHERE name = ?1",
	            VALUES(DB_TEXT(str_of(name))), err))
		return false;
	while (db_next(&rows))
		*value = arena_copy(b->arena, db_text(&rows, 0));
	return db_done(&rows);
}

/* What the manifest says of the log; the ledger is opened with all its checks. */
static bool describe(struct backup *b, struct err *err)
{
	struct manifest *m = &b->done->manifest;
	struct ledger *ledger;
	struct buf made;
	char root[44];

	if (!read_setting(b, "place", &m->place, err) || !read_setting(b, "name", &m->name, err) ||
	    !ledger_open(b->arena, &b->copy, b->beside, NULL, &ledger, err))
		return false;
	digest_base64url(ledger_root(ledger, DIGEST_SHA256), root);
	m->origin = ledger_origin(ledger);
	m->events = ledger_size(ledger);
	m->root = arena_copy(b->arena, str_of(root));
	m->keys = b->ask->keys;
	m->papers = b->ask->papers;
	buf_init(&made, b->arena, 64);
	day_write_instant(&made, clock_now(&b->ask->clock));
	m->made = buf_str(&made);
	return true;
}

/* ---- papers and keys ---- */

static bool copy_paper(struct backup *b, str hex, struct err *err)
{
	struct arena_mark mark = arena_mark(b->arena);
	const char *name = arena_printf(b->arena, "files/%.*s", PSTR(hex)).at;
	bool copied = copy_name(b, name, err);

	arena_rewind(b->arena, mark);
	return copied;
}

/* Those that an event names; they were on the disk before the event was. */
static bool copy_papers(struct backup *b, struct err *err)
{
	struct db_rows rows;
	struct err failed = { 0 };
	bool good = true;

	if (!db_ask(&b->copy, &rows, "SELECT digest FROM paper WHERE seq >= 0", NO_VALUES, err))
		return false;
	rows.err = &failed;
	while (good && db_next(&rows)) {
		b->done->papers++;
		good = !b->ask->papers || copy_paper(b, db_text(&rows, 0), err);
	}
	if (db_done(&rows))
		return good;
	if (good)
		*err = failed;
	return false;
}

static bool copy_keys(struct backup *b, struct err *err)
{
	str *names;
	size_t count;

	if (!b->ask->keys)
		return true;
	if (!file_list(b->arena, copy_path(b->arena, b->ask->store, "keys"), "", &names, &count,
	               err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!copy_name(b, arena_printf(b->arena, "keys/%.*s", PSTR(names[i])).at, err))
			return false;
	return true;
}

static bool copy_open_keys(struct backup *b, struct err *err)
{
	return copy_name(b, "verifier.key", err) &&
	       (!file_exists(copy_path(b->arena, b->ask->store, "verifier.past")) ||
	        copy_name(b, "verifier.past", err));
}

/* ---- is it good? ---- */

static bool inspect_copy(struct backup *b, struct err *err)
{
	struct inspection found;
	bool quick = b->ask->quick || !b->ask->papers;

	if (!inspect_store(b->arena, b->beside, quick, b->ask->listener, &found, err))
		return false;
	if (found.faults == 0)
		return true;
	err_set(err, ERR_TAMPERED, "backup.faults", "副本核对不过：%lld 处，没有留下备份",
	        (long long)found.faults);
	err_where(err, "%s", b->ask->store);
	return err_fix(err, "请用 guiju verify 核对这个库，从较早的备份恢复");
}

/* With the last connection SQLite folds its log back into the file and takes it away. */
static bool check_closed(struct backup *b, struct err *err)
{
	if (!file_exists(copy_path(b->arena, b->beside, "guiju.db-wal")))
		return true;
	err_set(err, ERR_STORE, "store.copy", "副本没有合上：有别的程序正在读它");
	return err_where(err, "%s", b->beside);
}

static bool fill(struct backup *b, struct err *err)
{
	bool good = copy_begin(b->arena, b->beside, err) && copy_open_keys(b, err) &&
	            copy_tables(b, err);

	if (!good)
		return false;
	good = write_heads(b, err) && describe(b, err) && copy_papers(b, err) && copy_keys(b, err);
	db_close(&b->copy);
	return good && inspect_copy(b, err) && check_closed(b, err) &&
	       manifest_sum(b->arena, b->beside, &b->done->manifest, &b->done->bytes, err) &&
	       copy_sync(b->arena, b->beside, true, err) &&
	       manifest_write(b->arena, b->beside, &b->done->manifest, err);
}

bool backup_write(struct arena *arena, const struct backup_ask *ask, struct backup_done *done,
                  struct err *err)
{
	struct backup b = { .arena = arena, .ask = ask, .done = done };

	*done = (struct backup_done){ 0 };
	if (!making_begin(arena, ask->target, &b.beside, err))
		return false;
	if (!fill(&b, err)) {
		making_abandon(arena, b.beside);
		return false;
	}
	if (!making_finish(arena, b.beside, ask->target, err))
		return false;
	(void)unlink(copy_path(arena, ask->target, "lock"));
	return true;
}
