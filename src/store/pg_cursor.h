/* pg_cursor.h -- rows being read from a connection on which only one question can be open.
 *
 * Rows come from the wire one by one. When something else must be sent, those still to
 * come are first read into memory; their reader does not notice.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_PG_CURSOR_H
#define GUIJU_STORE_PG_CURSOR_H
#include "store/db.h"

struct arena;
struct err;
struct pg_cursor;
struct pg_link;

struct pg_cursors {
	struct arena *arena;
	struct pg_link *link;
	struct pg_cursor *live;  /* reads from the wire */
	struct pg_cursor *spare;
};

/* For the question that pg_link_ask has just opened. Closed by pg_cursor_close. */
struct pg_cursor *pg_cursor_open(struct pg_cursors *cursors);
/* Reads into memory what still comes over the wire; a failure is told by the next
 * pg_cursor_next. */
void pg_cursor_hold(struct pg_cursors *cursors);
/* *more = false at the end. */
must_use bool pg_cursor_next(struct pg_cursors *cursors, struct pg_cursor *cursor, bool *more,
                             struct err *err);
/* Of the row in hand; borrows until the next pg_cursor_next. */
struct db_value pg_cursor_column(const struct pg_cursor *cursor, int column);
void pg_cursor_close(struct pg_cursors *cursors, struct pg_cursor *cursor);

#endif
