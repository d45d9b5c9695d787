/* rows.c -- event rows read in small parts, so that no question stays open meanwhile.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/rows.h"
#include "base/arena.h"
#include "store/db.h"

static struct row row_of(struct arena *arena, struct db_rows *rows)
{
	struct row row = { .seq = db_int(rows, 0), .record = db_int(rows, 2) };

	row.procedure = arena_copy(arena, db_text(rows, 1));
	row.entry = arena_copy(arena, db_text(rows, 3));
	row.salt = arena_copy(arena, db_text(rows, 4));
	row.body = arena_copy(arena, db_text(rows, 5));
	row.has_private = !db_is_null(rows, 6);
	if (row.has_private) {
		row.private_key = arena_copy(arena, db_text(rows, 7));
		row.private_body = arena_copy(arena, db_text(rows, 8));
	}
	return row;
}

bool rows_read(struct arena *arena, struct db *db, int64_t from, int64_t to,
               struct row rows[ROWS_PART], size_t *count, struct err *err)
{
	struct db_rows found;
	size_t n = 0;

	if (!db_ask(db, &found,
	            "SELECT e.seq, e.procedure, e.record, e.entry, e.salt, e.body,"
	            " p.seq, p.key, p.body FROM event e LEFT JOIN private p ON p.seq = e.seq"
	            " WHERE e.seq >= ?1 AND e.seq < ?2 ORDER BY e.seq LIMIT 64",
	            VALUES(DB_INT(from), DB_INT(to)), err))
		return false;
	while (db_next(&found)) {
		assert(n < ROWS_PART);
		rows[n++] = row_of(arena, &found);
	}
	if (!db_done(&found))
		return false;
	*count = n;
	return true;
}
