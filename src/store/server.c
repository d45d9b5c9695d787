/* server.c -- opens a store whose tables lie on a database server.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/server.h"
#include "base/err.h"

#ifndef GUIJU_POSTGRES

bool server_open(struct arena *arena, const struct address *address, enum store_mode mode, int lock,
                 struct db *db, struct err *err)
{
	(void)arena;
	(void)address;
	(void)mode;
	(void)lock;
	(void)db;
	err_set(err, ERR_STORE, "store.postgres",
	        "这个程序编译时没有 libpq，打不开 PostgreSQL 的库");
	return err_fix(err, "请安装 libpq-dev 和 pkg-config，重新 make");
}

#else

#include "base/arena.h"
#include "base/file.h"
#include "store/db_postgres.h"
#include "store/migrate.h"
#include "store/pg_guard.h"

/* Reading needs tables that are there; making and writing bring them up to date. */
static bool bring_tables(struct arena *arena, struct db *db, bool may_write, struct err *err)
{
	struct pg_link *link = db_postgres_link(db);
	str schema = arena_printf(arena, "%.*s/schema", PSTR(file_home(arena)));

	if (!may_write)
		return migrate_apply(arena, db, schema.at, false, err);
	return pg_guard_schema(arena, link, true, err) &&
	       migrate_apply(arena, db, schema.at, true, err) &&
	       pg_guard_schema(arena, link, false, err);
}

static bool refuse_missing(const struct address *address, struct err *err)
{
	err_set(err, ERR_UNKNOWN, "store.missing", "这个数据库里没有 %s 的库", address->place);
	return err_fix(err, "请核对库文件夹里的 database 文件；新的库用 guiju init 建");
}

static bool set_up(struct arena *arena, const struct address *address, enum store_mode mode,
                   struct db *db, struct err *err)
{
	struct pg_link *link = db_postgres_link(db);
	enum pg_claim claim = mode == STORE_CREATE  ? PG_CLAIM_MAKE
	                      : mode == STORE_WRITE ? PG_CLAIM_WRITE
	                                            : PG_CLAIM_READ;
	bool may_write = mode != STORE_READ, has;
	int64_t epoch;

	if (!pg_guard_session(arena, link, may_write, err) ||
	    (may_write && !pg_guard_lock(arena, link, address->place, err)) ||
	    !pg_guard_has_tables(arena, link, &has, err))
		return false;
	if (!has && mode != STORE_CREATE)
		return refuse_missing(address, err);
	return bring_tables(arena, db, may_write, err) &&
	       pg_guard_claim(arena, link, address->place, claim, &epoch, err) &&
	       (!may_write || db_postgres_fence(db, epoch, err));
}

bool server_open(struct arena *arena, const struct address *address, enum store_mode mode, int lock,
                 struct db *db, struct err *err)
{
	struct db_postgres_open how = { address->url, address->place, mode != STORE_READ };
	struct db opened;

	if (!db_postgres_open(arena, &how, &opened, err))
		return false;
	if (!set_up(arena, address, mode, &opened, err)) {
		db_close(&opened);
		return false;
	}
	db_postgres_keep(&opened, lock);
	*db = opened;
	return true;
}

#endif
