/* ledger_succeed.c -- a log that continues another one under a new name; heads kept elsewhere.
 *
 * A store that is put back from a copy may lack events that were signed and given away.
 * Going on under the old name would give two histories one name. So the continuation is a
 * log of its own: new keys, a new origin, and an event that says from where it goes on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "store/db.h"
#include <errno.h>
#include <unistd.h>

#define PAST_MAX ((size_t)128 * 512)

static const char *in_folder(struct arena *arena, const char *folder, const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name).at;
}

/* The open halves of the old keys go behind those of the logs before it. */
static bool keep_old_keys(struct arena *arena, const char *folder, struct err *err)
{
	const char *past = in_folder(arena, folder, "verifier.past");
	str before = STR(""), now;

	if (file_exists(past) && !file_read(arena, past, PAST_MAX, &before, err))
		return false;
	return file_read(arena, in_folder(arena, folder, "verifier.key"), PAST_MAX, &now, err) &&
	       file_write(past, arena_printf(arena, "%.*s%.*s", PSTR(before), PSTR(now)), 0644,
	                  err);
}

static bool take_away(const char *path, struct err *err)
{
	if (unlink(path) == 0 || errno == ENOENT)
		return true;
	err_set(err, ERR_STORE, "file.write", "旧的文件删不掉");
	return err_where(err, "%s", path);
}

static bool take_old_away(struct arena *arena, const char *folder, struct err *err)
{
	static const char *const names[] = { "keys/ed25519.secret", "keys/sm2.secret",
		                             "verifier.key", "checkpoint", "checkpoint.sm3" };

	for (size_t i = 0; i < countof(names); i++)
		if (!take_away(in_folder(arena, folder, names[i]), err))
			return false;
	return true;
}

static bool put_settings(struct db *db, struct arena *arena, str origin, int64_t since,
                         struct err *err)
{
	str number = arena_printf(arena, "%lld", (long long)since);

	if (!db_begin(db, err))
		return false;
	if (db_run(db, "UPDATE setting SET value = ?1 WHERE name = 'ledger.origin'",
	           VALUES(DB_TEXT(origin)), err) &&
	    db_run(db,
	           "INSERT INTO setting (name, value) VALUES ('ledger.since', ?1) "
	           "ON CONFLICT (name) DO UPDATE SET value = ?1",
	           VALUES(DB_TEXT(number)), err) &&
	    db_commit(db, err))
		return true;
	db_rollback(db);
	return false;
}

bool ledger_succeed(struct arena *arena, struct db *db, const char *folder, str origin,
                    struct chance *chance, struct ledger **ledger, struct err *err)
{
	struct ledger *old;

	if (!ledger_open(arena, db, folder, NULL, &old, err))
		return false;
	if (str_eq(old->origin, origin))
		return err_set(err, ERR_CONFLICT, "ledger.exists", "新账不能与旧账“%.*s”同名",
		               PSTR(origin));
	return keep_old_keys(arena, folder, err) && take_old_away(arena, folder, err) &&
	       ledger_keys_make(arena, folder, origin, old->national, chance, err) &&
	       put_settings(db, arena, origin, old->size, err) &&
	       ledger_open(arena, db, folder, chance, ledger, err);
}

int64_t ledger_since(const struct ledger *ledger)
{
	return ledger->since;
}

bool ledger_root_at(struct ledger *ledger, enum digest_kind kind, int64_t size, digest *root,
                    struct err *err)
{
	assert((size_t)kind < ledger->logs && !ledger->doubted);
	assert(size >= 0 && size <= ledger->size);
	return tree_root_at(&ledger->trees[kind], (uint64_t)size, root, err);
}

bool ledger_relate(struct ledger *ledger, struct arena *arena, str note, struct checkpoint *head,
                   enum ledger_relation *relation, struct err *err)
{
	struct err why[LEDGER_LOGS] = { { .kind = ERR_NONE }, { .kind = ERR_NONE } };
	size_t log = 0;
	digest root;

	while (log < ledger->logs &&
	       !ledger_keys_open(ledger, arena, (int)log, note, true, head, &why[log]))
		log++;
	if (log == ledger->logs) {
		*err = why[0];
		return false;
	}
	*relation = LEDGER_SHORT;
	if (head->size > (uint64_t)ledger->size)
		return true;
	if (!tree_root_at(&ledger->trees[log], head->size, &root, err))
		return false;
	*relation = digest_eq(root, head->root) ? LEDGER_HOLDS : LEDGER_FORKED;
	return true;
}
