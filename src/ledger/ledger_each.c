/* ledger_each.c -- events read back in order, and their private values erased.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "ledger/inside.h"
#include "ledger/rows.h"
#include "store/db.h"

struct each {
	bool (*call)(void *with, const struct ledger_row *row, struct err *err);
	void *with;
};

static bool each_row(struct arena *arena, const struct row *row, const struct each *each,
                     struct err *err)
{
	struct ledger_row told = { .seq = row->seq, .body = row->body, .salt = row->salt,
		                   .private_key = row->private_key };
	struct event event;
	digest *commitments = NULL;

	if (row->body.n > 0) {
		if (!event_read(arena, row->body, &event, &commitments, err) ||
		    (row->has_private &&
		     !event_read_hidden(arena, row->private_body, &event, err)))
			return err_where(err, "事件 %lld", (long long)row->seq);
		told.event = &event;
		told.commitments = commitments;
	}
	return each->call(each->with, &told, err);
}

static bool each_part(struct arena *arena, const struct row *rows, size_t count,
                      const struct each *each, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(arena);
		if (!each_row(arena, &rows[i], each, err))
			return false;
		arena_rewind(arena, mark);
	}
	return true;
}

bool ledger_each(struct db *db, int64_t from, int64_t to,
                 bool (*each)(void *with, const struct ledger_row *row, struct err *err),
                 void *with, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct row *rows = arena_make(arena, struct row, ROWS_PART);
	struct arena_mark mark = arena_mark(arena);
	const struct each call = { each, with };
	size_t count = 0;
	bool good;

	for (;;) {
		good = rows_read(arena, db, from, to, rows, &count, err) &&
		       each_part(arena, rows, count, &call, err);
		if (!good || count == 0)
			break;
		from = rows[count - 1].seq + 1;
		arena_rewind(arena, mark);
	}
	arena_end(arena);
	return good;
}

/* Erasure */

static bool erase_find(struct ledger *ledger, int64_t seq, size_t *bytes, struct err *err)
{
	struct db_rows rows;
	bool found = false;

	if (!db_ask(ledger->db, &rows, "SELECT body FROM private WHERE seq = ?1",
	            VALUES(DB_INT(seq)), err))
		return false;
	while (db_next(&rows)) {
		found = true;
		*bytes = db_text(&rows, 0).n;
	}
	if (!db_done(&rows))
		return false;
	return found || err_set(err, ERR_UNKNOWN, "ledger.erased",
	                        "第 %lld 号事件没有不公开的内容，或已经抹除", (long long)seq);
}

bool ledger_erase(struct ledger *ledger, int64_t seq, struct err *err)
{
	struct arena_mark mark = arena_mark(ledger->scratch);
	digest zero = { { 0 } };
	size_t bytes = 0;

	assert(ledger->db->in_transaction);
	if (!erase_find(ledger, seq, &bytes, err))
		return false;
	str blank = { arena_take(ledger->scratch, bytes), bytes };
	bool done = db_run(ledger->db, "UPDATE private SET key = ?2, body = ?3 WHERE seq = ?1",
	                   VALUES(DB_INT(seq), DB_BLOB(digest_bytes(&zero)), DB_BLOB(blank)),
	                   err) &&
	            db_run(ledger->db, "DELETE FROM private WHERE seq = ?1", VALUES(DB_INT(seq)),
	                   err);
	arena_rewind(ledger->scratch, mark);
	return done;
}
