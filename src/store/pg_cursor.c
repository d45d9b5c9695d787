/* pg_cursor.c -- rows being read from a connection on which only one question can be open.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/pg_cursor.h"
#include "base/arena.h"
#include "base/err.h"
#include "store/pg_link.h"
#include "store/pg_values.h"
#include <libpq-fe.h>

struct pg_cursor {
	PGresult *row;
	PGresult **kept;
	size_t count, at, room;
	struct err failure;
	struct pg_cursor *next; /* among the spare ones */
};

struct pg_cursor *pg_cursor_open(struct pg_cursors *cursors)
{
	struct pg_cursor *cursor = cursors->spare;

	assert(cursors->live == NULL);
	if (cursor == NULL)
		cursor = arena_make(cursors->arena, struct pg_cursor, 1);
	cursors->spare = cursor->next;
	cursor->next = NULL;
	cursors->live = cursor;
	return cursor;
}

static void keep_row(struct pg_cursors *cursors, struct pg_cursor *cursor, PGresult *row)
{
	if (cursor->count == cursor->room) {
		size_t room = cursor->room * 2 + 16;

		cursor->kept = arena_grow(cursors->arena, cursor->kept,
		                          cursor->room * sizeof(*cursor->kept),
		                          room * sizeof(*cursor->kept));
		cursor->room = room;
	}
	cursor->kept[cursor->count++] = row;
}

void pg_cursor_hold(struct pg_cursors *cursors)
{
	struct pg_cursor *cursor = cursors->live;
	PGresult *row = NULL;

	if (cursor == NULL)
		return;
	while (pg_link_row(cursors->link, &row, &cursor->failure) && row != NULL)
		keep_row(cursors, cursor, row);
	cursors->live = NULL;
}

bool pg_cursor_next(struct pg_cursors *cursors, struct pg_cursor *cursor, bool *more,
                    struct err *err)
{
	bool good = true;

	PQclear(cursor->row);
	cursor->row = NULL;
	*more = false;
	if (cursor->at < cursor->count) {
		cursor->row = cursor->kept[cursor->at++];
	} else if (cursor->failure.kind != ERR_NONE) {
		*err = cursor->failure;
		return false;
	} else if (cursors->live == cursor) {
		good = pg_link_row(cursors->link, &cursor->row, err);
		if (cursor->row == NULL)
			cursors->live = NULL;
	}
	*more = cursor->row != NULL;
	return good;
}

struct db_value pg_cursor_column(const struct pg_cursor *cursor, int column)
{
	return pg_values_column(cursor->row, column);
}

void pg_cursor_close(struct pg_cursors *cursors, struct pg_cursor *cursor)
{
	if (cursors->live == cursor) {
		pg_link_drain(cursors->link);
		cursors->live = NULL;
	}
	PQclear(cursor->row);
	while (cursor->at < cursor->count)
		PQclear(cursor->kept[cursor->at++]);
	*cursor = (struct pg_cursor){ .kept = cursor->kept,
		                      .room = cursor->room,
		                      .next = cursors->spare };
	cursors->spare = cursor;
}
