/* desk_rows.c -- what an event changes besides the log; and the writing of the batch.
 *
 * The same code serves the living store and its rebuilding from the ledger.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/deadline.h"
#include "engine/number.h"

/* ---- one event ---- */

static bool count_series(struct desk *desk, str pattern, instant happened, struct err *err)
{
	str name = number_series(desk->batch, pattern, day_at(happened));
	struct kept_number *number;

	if (!desk_series(desk, name, &number, err))
		return false;
	number->value++;
	number->dirty = true;
	return true;
}

static bool absorb_numbers(struct desk *desk, const struct change *change, struct err *err)
{
	const struct rule *rule = change->after->rule;
	const struct step *step = change->event.step.n ? model_step(rule, change->event.step)
	                                               : NULL;

	if (change->before == NULL && change->event.number.n > 0 &&
	    !count_series(desk, rule->number, change->event.happened, err))
		return false;
	for (size_t i = 0; step != NULL && i < step->number_count; i++)
		if (!count_series(desk, step->numbers[i].pattern, change->event.happened, err))
			return false;
	return true;
}

/* The value that a unique field had before gives way to the new one. */
static bool absorb_uniques(struct desk *desk, const struct change *change, struct err *err)
{
	const struct record *after = change->after, *before = change->before;
	const struct rule *rule = after->rule;

	for (size_t i = 0; i < rule->field_count; i++) {
		str old = before ? before->values[i] : (str){ 0 };

		if (!rule->fields[i].unique || str_eq(old, after->values[i]))
			continue;
		if (old.n > 0 && !db_run(&desk->db,
		                         "DELETE FROM uniq WHERE procedure = ?1 AND "
		                         "field = ?2 AND value = ?3",
		                         VALUES(DB_TEXT(rule->name.id),
		                                DB_TEXT(rule->fields[i].name.id), DB_TEXT(old)),
		                         err))
			return false;
		if (after->values[i].n > 0 &&
		    !db_run(&desk->db,
		            "INSERT INTO uniq (procedure, field, value, serial) "
		            "VALUES (?1, ?2, ?3, ?4)",
		            VALUES(DB_TEXT(rule->name.id), DB_TEXT(rule->fields[i].name.id),
		                   DB_TEXT(after->values[i]), DB_INT(after->serial)),
		            err))
			return false;
	}
	return true;
}

static str cell_key(struct desk *desk, str procedure, const struct mark *mark)
{
	const str parts[] = { procedure, mark->indicator, mark->organ, mark->key };
	struct buf buf;

	buf_init(&buf, desk->batch, LIMIT_VALUE_BYTES * 2);
	buf_int(&buf, mark->on);
	for (size_t i = 0; i < countof(parts); i++) {
		buf_byte(&buf, '\x1f');
		buf_add(&buf, parts[i]);
	}
	return buf_str(&buf);
}

static void add_cell(struct desk *desk, str procedure, const struct mark *mark)
{
	str key = cell_key(desk, procedure, mark);
	struct kept_cell *cell = table_find(&desk->cells, key);

	if (cell == NULL) {
		cell = arena_make(desk->batch, struct kept_cell, 1);
		*cell = (struct kept_cell){ procedure, mark->indicator, mark->organ,
			                    mark->key, mark->on,        0,
			                    0 };
		table_put(&desk->cells, key, cell);
	}
	cell->n += mark->n;
	cell->v += mark->v;
}

static bool absorb_marks(struct desk *desk, const struct change *change, struct err *err)
{
	str procedure = change->event.procedure;

	for (size_t i = 0; i < change->marks.count; i++) {
		const struct mark *mark = &change->marks.at[i];

		if (!db_run(&desk->db,
		            "INSERT INTO mark (procedure, indicator, day, organ, key, n, v, "
		            "serial, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
		            VALUES(DB_TEXT(procedure), DB_TEXT(mark->indicator), DB_INT(mark->on),
		                   DB_TEXT(mark->organ), DB_TEXT(mark->key), DB_INT(mark->n),
		                   DB_INT(mark->v), DB_INT(change->event.serial),
		                   DB_INT(change->seq)),
		            err))
			return false;
		add_cell(desk, procedure, mark);
	}
	return true;
}

/* A paper belongs to the first event that it was handed in with. */
static bool absorb_papers(struct desk *desk, const struct change *change, struct err *err)
{
	const struct event *event = &change->event;

	for (size_t i = 0; desk->ledger != NULL && i < event->paper_count; i++)
		if (!db_run(&desk->db, "UPDATE paper SET seq = ?2 WHERE digest = ?1 AND seq < 0",
		            VALUES(DB_TEXT(event->papers[i].value), DB_INT(change->seq)), err))
			return false;
	return true;
}

static bool absorb_key(struct desk *desk, const struct change *change, struct err *err)
{
	str key = change->event.key;
	struct kept_number *expected = desk_expected(desk, key);

	if (expected != NULL)
		expected->value = change->seq;
	return key.n == 0 || db_run(&desk->db, "INSERT INTO done (key, seq) VALUES (?1, ?2)",
	                            VALUES(DB_TEXT(key), DB_INT(change->seq)), err);
}

bool desk_absorb(struct desk *desk, const struct change *change, struct err *err)
{
	const struct event *event = &change->event;
	struct kept *kept = NULL;

	/* A record that begins is in no table, nor yet in the batch. */
	if (change->before != NULL &&
	    !desk_kept(desk, event->procedure, event->serial, &kept, err))
		return false;
	if (kept == NULL)
		kept = desk_keep(desk, change->after);
	kept->now = change->after;
	kept->dirty = true;
	if (change->before == NULL) {
		struct kept_number *serial = table_find(&desk->serials, event->procedure);

		if (serial != NULL && serial->value < event->serial)
			serial->value = event->serial;
	}
	if (people_absorb(&desk->people, change->after)) {
		desk->people_changed = true;
		desk->registers++;
	}
	return absorb_key(desk, change, err) && absorb_papers(desk, change, err) &&
	       absorb_numbers(desk, change, err) && absorb_uniques(desk, change, err) &&
	       absorb_marks(desk, change, err) &&
	       desk_absorb_lists(desk, change->before, change->after, err);
}

/* ---- writing the batch ---- */

struct term_row {
	instant started, due, ended;
	int state; /* 0 runs, 1 met, 2 late, 3 ran out, 4 void, 5 paused, 6 without due date */
};

static struct term_row term_row(struct desk *desk, const struct record *record,
                                const struct limit *limit)
{
	const struct run *run = &record->runs[limit->index];
	struct term_row row = { run->started, INSTANT_NONE, run->stopped, 0 };
	struct deadline deadline = deadline_of(record, limit, desk->workdays);

	if (!deadline.endless && !deadline.due.paused)
		row.due = deadline.due.at;
	switch (run->state) {
	case RUN_MET: row.state = 1; break;
	case RUN_LATE: row.state = 2; break;
	case RUN_DROPPED: row.state = 4; break;
	default: row.state = run->expired ? 3 : deadline.endless ? 6 : deadline.due.paused ? 5 : 0;
	}
	return row;
}

static bool write_term(struct desk *desk, const struct kept *kept, const struct limit *limit,
                       struct err *err)
{
	const struct record *now = kept->now;
	struct term_row row = term_row(desk, now, limit);

	if (kept->stored != NULL && kept->stored->runs[limit->index].runs > 0) {
		struct term_row was = term_row(desk, kept->stored, limit);

		if (was.started == row.started && was.due == row.due && was.ended == row.ended &&
		    was.state == row.state)
			return true;
	}
	return db_run(&desk->db,
	              "INSERT INTO term (procedure, serial, limit_id, started, due, ended, state) "
	              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
	              "ON CONFLICT (procedure, serial, limit_id) DO UPDATE SET "
	              "started = excluded.started, due = excluded.due, ended = excluded.ended, "
	              "state = excluded.state",
	              VALUES(DB_TEXT(now->rule->name.id), DB_INT(now->serial),
	                     DB_TEXT(limit->name.id), DB_INT(row.started),
	                     row.due == INSTANT_NONE ? DB_NULLVALUE : DB_INT(row.due),
	                     row.ended == INSTANT_NONE ? DB_NULLVALUE : DB_INT(row.ended),
	                     DB_INT(row.state)),
	              err);
}

static bool put_row(struct desk *desk, const struct record_row *row, struct err *err)
{
	return db_run(&desk->db,
	              "INSERT INTO record (procedure, serial, number, rule, stage, opened, "
	              "changed, ended, organ, events, state) "
	              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
	              "ON CONFLICT (procedure, serial) DO UPDATE SET number = excluded.number, "
	              "stage = excluded.stage, changed = excluded.changed, "
	              "ended = excluded.ended, organ = excluded.organ, "
	              "events = excluded.events, state = excluded.state",
	              VALUES(DB_TEXT(row->procedure), DB_INT(row->serial),
	                     row->number.n ? DB_TEXT(row->number) : DB_NULLVALUE,
	                     DB_TEXT(row->rule), DB_TEXT(row->stage), DB_INT(row->opened),
	                     DB_INT(row->changed),
	                     row->ended == INSTANT_NONE ? DB_NULLVALUE : DB_INT(row->ended),
	                     DB_TEXT(row->organ), DB_INT(row->events), DB_BLOB(row->state)),
	              err);
}

static bool write_record(struct desk *desk, struct kept *kept, struct err *err)
{
	const struct record *r = kept->now;
	struct record_row row;
	char rule[44];
	struct buf state;

	digest_base64url(r->rule->digest, rule);
	buf_init(&state, desk->batch, LIMIT_EVENT_BYTES * 4);
	record_write(&state, r);
	if (state.full)
		return err_set(err, ERR_LIMIT, "record.size", "%.*s/%lld 的内容太多",
		               PSTR(r->rule->name.id), (long long)r->serial);
	row = (struct record_row){
		.procedure = r->rule->name.id,
		.serial = r->serial,
		.number = r->number,
		.rule = str_of(rule),
		.stage = r->stage ? r->stage->name.id : STR(""),
		.opened = r->opened,
		.changed = r->changed,
		.ended = r->ended,
		.organ = r->organ.n ? r->organ : STR(""),
		.events = r->events,
		.state = buf_str(&state),
	};
	if (!put_row(desk, &row, err))
		return false;
	desk_recent_put(desk, &row);
	for (size_t i = 0; i < r->rule->limit_count; i++)
		if (r->runs[i].runs > 0 && !write_term(desk, kept, &r->rule->limits[i], err))
			return false;
	return true;
}

static bool write_cell(struct desk *desk, const struct kept_cell *cell, struct err *err)
{
	if (cell->n == 0 && cell->v == 0)
		return true;
	return db_run(&desk->db,
	              "INSERT INTO cell (procedure, indicator, day, organ, key, n, v) "
	              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
	              "ON CONFLICT (procedure, indicator, organ, key, day) DO UPDATE SET "
	              "n = cell.n + excluded.n, v = cell.v + excluded.v",
	              VALUES(DB_TEXT(cell->procedure), DB_TEXT(cell->indicator), DB_INT(cell->on),
	                     DB_TEXT(cell->organ), DB_TEXT(cell->key), DB_INT(cell->n),
	                     DB_INT(cell->v)),
	              err);
}

bool desk_flush(struct desk *desk, struct err *err)
{
	for (size_t i = 0; i < desk->records.count; i++) {
		struct kept *kept = desk->records.entries[i].thing;

		if (kept->dirty && !write_record(desk, kept, err))
			return false;
		kept->dirty = false;
		kept->stored = kept->now;
	}
	for (size_t i = 0; i < desk->cells.count; i++) {
		struct kept_cell *cell = desk->cells.entries[i].thing;

		if (!write_cell(desk, cell, err))
			return false;
		cell->n = cell->v = 0;
	}
	for (size_t i = 0; i < desk->series.count; i++) {
		struct kept_number *number = desk->series.entries[i].thing;

		if (number->dirty &&
		    !db_run(&desk->db,
		            "INSERT INTO series (name, last) VALUES (?1, ?2) "
		            "ON CONFLICT (name) DO UPDATE SET last = excluded.last",
		            VALUES(DB_TEXT(desk->series.entries[i].name), DB_INT(number->value)),
		            err))
			return false;
		number->dirty = false;
	}
	return true;
}

/* ---- due dates counted anew ---- */

#define RECOUNT_PART 256

/* The next records with running limits, behind (procedure, serial); their terms written. */
static bool recount_part(struct desk *desk, struct arena *arena, str *procedure, int64_t *serial,
                         size_t *count, struct err *err)
{
	struct {
		str procedure;
		int64_t serial;
	} part[RECOUNT_PART];
	struct db_rows rows;

	*count = 0;
	if (!db_ask(&desk->db, &rows,
	            "SELECT DISTINCT procedure, serial FROM term "
	            "WHERE state IN (0, 5) AND (procedure, serial) > (?1, ?2) "
	            "ORDER BY procedure, serial LIMIT 256",
	            VALUES(DB_TEXT(*procedure), DB_INT(*serial)), err))
		return false;
	while (db_next(&rows)) {
		assert(*count < RECOUNT_PART);
		part[*count].procedure = arena_copy(arena, db_text(&rows, 0));
		part[(*count)++].serial = db_int(&rows, 1);
	}
	if (!db_done(&rows))
		return false;
	for (size_t i = 0; i < *count; i++) {
		struct kept *kept;

		*procedure = part[i].procedure;
		*serial = part[i].serial;
		if (!desk_kept(desk, *procedure, *serial, &kept, err))
			return false;
		if (kept == NULL)
			continue;
		kept->dirty = true;
		kept->stored = NULL; /* so that its terms are all written */
	}
	return desk_flush(desk, err);
}

bool desk_recount_terms(struct desk *desk, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	str procedure = STR("");
	int64_t serial = 0;
	size_t count;
	bool good;

	assert(desk->db.in_transaction);
	do {
		good = recount_part(desk, arena, &procedure, &serial, &count, err);
		desk_forget_batch(desk);
	} while (good && count > 0);
	arena_end(arena);
	return good;
}
