/* move.c -- an office moves from one store to another, with the same log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/move.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "engine/inspect.h"
#include "store/address.h"
#include "store/copy.h"
#include "store/making.h"
#include "store/store.h"

static bool copy_folders(struct arena *arena, struct move *move, const char *beside,
                         struct err *err)
{
	static const char *const parts[] = { "", "/files", "/keys" };

	for (size_t i = 0; i < countof(parts) - move->without_keys; i++)
		if (!copy_files(arena, arena_printf(arena, "%s%s", move->from, parts[i]).at,
		                arena_printf(arena, "%s%s", beside, parts[i]).at, &move->files,
		                err))
			return false;
	return true;
}

static bool put_address(struct arena *arena, struct desk *from, const struct move *move,
                        const char *beside, struct err *err)
{
	struct address address = { move->database, arena_cstr(arena, desk_setting(from, "place")) };

	return move->database == NULL || address_write(arena, beside, &address, err);
}

static bool fill(struct arena *arena, struct desk *from, struct move *move, const char *beside,
                 struct err *err)
{
	struct db db;
	bool good;

	if (!put_address(arena, from, move, beside, err) ||
	    !store_open(arena, beside, STORE_CREATE, &db, err))
		return false;
	good = copy_tables(desk_db(from), &db, &move->rows, err) &&
	       copy_folders(arena, move, beside, err);
	db_close(&db);
	return good;
}

struct hearing {
	char first[512];
};

static void hear(void *with, const char *code, const char *text)
{
	struct hearing *hearing = with;

	if (hearing->first[0] == '\0')
		snprintf(hearing->first, sizeof hearing->first, "%s（%s）", text, code);
}

/* From its rows and files alone. */
static bool verify(struct arena *arena, const char *beside, struct err *err)
{
	struct hearing hearing = { "" };
	const struct inspect_listener listener = { .fault = hear, .with = &hearing };
	struct inspection found;

	if (!inspect_store(arena, beside, true, &listener, &found, err))
		return false;
	return found.faults == 0 ||
	       err_set(err, ERR_TAMPERED, "move.verify", "新库核对不过：%s", hearing.first);
}

static bool same_root(struct arena *arena, struct desk *from, struct move *move,
                      const char *beside, struct err *err)
{
	struct ledger *old = desk_ledger(from), *new;
	struct desk *desk;
	digest root;

	if (!desk_open(arena, beside, false, clock_real(), &desk, err))
		return false;
	new = desk_ledger(desk);
	move->root = ledger_root(old, DIGEST_SHA256);
	move->events = ledger_size(old);
	root = ledger_root(new, DIGEST_SHA256);
	return (ledger_size(new) == move->events && memcmp(&root, &move->root, sizeof root) == 0) ||
	       err_set(err, ERR_TAMPERED, "move.root", "新库的总账与旧库不同");
}

/* Opening it for writing once settles that it is made (store/server.h). */
static bool settle(struct arena *arena, const char *folder, struct err *err)
{
	struct db db;

	if (!store_open(arena, folder, STORE_WRITE, &db, err))
		return false;
	db_close(&db);
	return true;
}

bool move_store(struct arena *arena, struct move *move, struct err *err)
{
	struct arena *life = arena_new(LIMIT_ARENA_LIFE);
	struct desk *from;
	const char *beside = NULL;
	bool clear = desk_open(life, move->from, true, clock_real(), &from, err) &&
	             making_begin(arena, move->to, &beside, err);
	bool made = clear && fill(life, from, move, beside, err) && verify(life, beside, err) &&
	            same_root(life, from, move, beside, err);

	arena_end(life);
	if (clear && !made)
		making_abandon(arena, beside);
	return made && making_finish(arena, beside, move->to, err) &&
	       settle(arena, move->to, err);
}
