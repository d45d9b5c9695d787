/* db_postgres.h -- the database on a server, where many jurisdictions share the tables.
 *
 * A connection speaks for one jurisdiction (sql_place.h). Inside a transaction writes
 * are gathered, table by table, and sent as arrays: at the latest when a question
 * touches their table, or at the commit. So a refusal by the server ("store.unique")
 * comes out of a later call, and at last out of db_commit. Durability is read back from
 * the server when the connection is opened.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_DB_POSTGRES_H
#define GUIJU_STORE_DB_POSTGRES_H
#include "store/db.h"

struct arena;
struct pg_link;

struct db_postgres_open {
	const char *url;
	const char *place; /* digits; keeps */
	bool may_write;
};

/* Connects; the arena closes it if nobody did before. ERR_STORE "store.open". */
must_use bool db_postgres_open(struct arena *arena, const struct db_postgres_open *how,
                               struct db *db, struct err *err);
/* Keeps a file descriptor (or -1), and closes it after the database. */
void db_postgres_keep(struct db *db, int lock);
/* The connection, for what only a server knows. */
struct pg_link *db_postgres_link(struct db *db);
/* From now on every transaction makes sure, and keeps sure until its end, that the
 * jurisdiction's epoch is still this one: ERR_CONFLICT "store.fenced". */
must_use bool db_postgres_fence(struct db *db, int64_t epoch, struct err *err);

#endif
