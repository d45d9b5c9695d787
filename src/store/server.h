/* server.h -- opens a store whose tables lie on a database server.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_SERVER_H
#define GUIJU_STORE_SERVER_H
#include "store/address.h"
#include "store/store.h"

/* As store_open, for the jurisdiction at `address`; the database keeps `lock` (a file
 * descriptor or -1) when it opens. STORE_CREATE enters the jurisdiction; until it is
 * opened with STORE_WRITE it counts as unfinished, and the next making replaces it.
 * ERR_STORE "store.postgres" from a program that was built without libpq. */
must_use bool server_open(struct arena *arena, const struct address *address, enum store_mode mode,
                          int lock, struct db *db, struct err *err);

#endif
