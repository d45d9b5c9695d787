/* pg_link.h -- a connection to PostgreSQL that queues, waits with a limit, and names failures.
 *
 * What is sent is queued (pipeline mode) and answered later: a failure comes out of the
 * next call that waits, and stays until pg_link_forget. Results are binary. A connection
 * that is lost stays lost; nothing is repeated behind the caller's back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_PG_LINK_H
#define GUIJU_STORE_PG_LINK_H
#include "base/base.h"

struct arena;
struct err;
struct pg_conn;   /* of libpq */
struct pg_link;
struct pg_result; /* of libpq: PGresult */

/* Parameters of a statement, all binary. A NULL in `at` is NULL. */
struct pg_params {
	int count;
	const char *const *at;
	const int *bytes;
	const int *formats; /* ones */
};

/* Connects; the arena closes. ERR_STORE "store.open" with the server's words in detail. */
must_use bool pg_link_open(struct arena *arena, const char *url, struct pg_link **link,
                           struct err *err);
/* Also frees what was not read. */
void pg_link_close(struct pg_link *link);

/* Prepares `text` as `name`, and waits. `types` of the parameters (0: the server's
 * choice), `count` of them; gives back the types that hold. `sql`: for messages. */
must_use bool pg_link_prepare(struct pg_link *link, const char *name, const char *text,
                              const char *sql, unsigned *types, int count, struct err *err);
/* Queues a prepared statement that gives no rows. False only for a lost connection or an
 * earlier failure. */
must_use bool pg_link_send(struct pg_link *link, const char *name, const char *sql,
                           const struct pg_params *params, struct err *err);
/* Queues words without parameters. */
must_use bool pg_link_say(struct pg_link *link, const char *sql, struct err *err);
/* Waits until all that was queued is answered. */
must_use bool pg_link_settle(struct pg_link *link, struct err *err);
/* Queues a question, waits for all before it, and leaves its rows to pg_link_row; until
 * their end nothing else may be sent. */
must_use bool pg_link_ask(struct pg_link *link, const char *name, const char *sql,
                          const struct pg_params *params, struct err *err);
/* The next row in a result of its own, which the caller clears; NULL at the end. */
must_use bool pg_link_row(struct pg_link *link, struct pg_result **row, struct err *err);
/* Many statements in one text, at once (outside of the pipeline). */
must_use bool pg_link_script(struct pg_link *link, const char *sql, struct err *err);
/* The first value of the first row of a question, as text in the arena. */
must_use bool pg_link_value(struct pg_link *link, struct arena *arena, const char *sql, str *value,
                            struct err *err);

/* Has something failed that was not forgotten? */
bool pg_link_failed(const struct pg_link *link);
/* Is it lost, or did the fence ever fail? */
bool pg_link_over(const struct pg_link *link);
/* After a rollback, or after a statement outside of transactions. */
void pg_link_forget(struct pg_link *link);
/* Answers what was sent and reads rows to their end, whatever they are. */
void pg_link_drain(struct pg_link *link);
/* From now on a failure of this statement (its address) means that another writer has
 * taken the jurisdiction over. */
void pg_link_fence(struct pg_link *link, const char *sql);

#endif
