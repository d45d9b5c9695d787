/* store.h -- opens a store by its address, and keeps its tables at the program's version.
 *
 * A store is a folder: guiju.db (tables) or database (where the tables lie instead, see
 * address.h), checkpoint (the signed head), keys/ (0700: signing keys), files/ (papers
 * by digest).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_STORE_H
#define GUIJU_STORE_STORE_H
#include "base/base.h"
#include "store/db.h"

struct arena;

enum store_mode { STORE_CREATE, STORE_WRITE, STORE_READ };

/* Opens `guiju.db` in the folder (SQLite), or what the file `database` in it names.
 * STORE_CREATE refuses a folder (or a jurisdiction of the server) that already has one
 * (ERR_CONFLICT "store.exists"); the others refuse one that has none
 * (ERR_UNKNOWN "store.missing", with the init command as remedy). STORE_WRITE takes the
 * writer's lock for as long as the database is open (ERR_CONFLICT "store.busy").
 * Applies schema/NNNN-*.sql in order, inside transactions, remembering each digest;
 * a changed or unknown migration is ERR_STORE "store.schema". */
must_use bool store_open(struct arena *arena, const char *folder, enum store_mode mode,
                         struct db *db, struct err *err);
/* A database in memory or in a temporary file with the same tables, for rebuilding. */
must_use bool store_open_scratch(struct arena *arena, struct db *db, struct err *err);

#endif
