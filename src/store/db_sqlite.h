/* db_sqlite.h -- the database in a file.
 *
 * Write-ahead log with synchronous=FULL: a commit that was answered survives a power
 * cut. That is read back from SQLite when the file is opened, and anything less is
 * refused. One writer at a time is the store's affair (store.h); readers never wait.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_DB_SQLITE_H
#define GUIJU_STORE_DB_SQLITE_H
#include "store/db.h"

struct arena;

enum db_sqlite_mode {
	DB_SQLITE_WRITE,   /* the file must be there; an empty one becomes a database */
	DB_SQLITE_READ,    /* every change is refused */
	DB_SQLITE_SCRATCH, /* a private file that SQLite deletes at the end; `path` unused */
};

/* Opens `path`; the arena closes it if nobody did before. Keeps `lock`, a file
 * descriptor or -1, and closes it after the database. On failure `lock` stays the
 * caller's. Fails with ERR_STORE "store.open", "store.corrupt", "store.sync". */
must_use bool db_sqlite_open(struct arena *arena, const char *path, enum db_sqlite_mode mode,
                             int lock, struct db *db, struct err *err);
/* How many statements are prepared, for tests. */
size_t db_sqlite_statements(const struct db *db);

#endif
