/* pg_guard.h -- one writer for each jurisdiction of a database, and durable or not at all.
 *
 * Two things keep a second writer out. An advisory lock of the session is taken at
 * opening: who comes second is refused at once, and a writer that is gone (or whose
 * connection is) leaves none behind. And table `jurisdiction` counts the takings
 * (`epoch`): each transaction of a writer makes sure that the last taking was its own
 * (db_postgres_fence), so that a writer that lost its lock unawares commits nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_PG_GUARD_H
#define GUIJU_STORE_PG_GUARD_H
#include "base/base.h"

struct arena;
struct err;
struct pg_link;

/* Sets what a session of ours needs, and reads back what durability rests on. ERR_STORE
 * "store.sync" for a server that does not keep its word, "store.open" for another
 * encoding than UTF-8. */
must_use bool pg_guard_session(struct arena *arena, struct pg_link *link, bool may_write,
                               struct err *err);
/* ERR_CONFLICT "store.busy" when another has it. */
must_use bool pg_guard_lock(struct arena *arena, struct pg_link *link, const char *place,
                            struct err *err);
/* Around migrations: waits for another program that migrates. */
must_use bool pg_guard_schema(struct arena *arena, struct pg_link *link, bool on,
                              struct err *err);
/* Are the program's tables in this database? */
must_use bool pg_guard_has_tables(struct arena *arena, struct pg_link *link, bool *has,
                                  struct err *err);

enum pg_claim { PG_CLAIM_MAKE, PG_CLAIM_WRITE, PG_CLAIM_READ };
/* Making enters the jurisdiction (ERR_CONFLICT "store.exists"; remains of a making that
 * was interrupted are deleted); writing counts one taking more, and settles that it is
 * made; both give the epoch. ERR_UNKNOWN "store.missing" when it is not there. */
must_use bool pg_guard_claim(struct arena *arena, struct pg_link *link, const char *place,
                             enum pg_claim claim, int64_t *epoch, struct err *err);
/* Deletes all rows of the jurisdiction, after a making that failed. */
must_use bool pg_guard_wipe(struct arena *arena, struct pg_link *link, const char *place,
                            struct err *err);

#endif
