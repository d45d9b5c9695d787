/* desk_world.c -- the world as the batch and the database know it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

static struct desk *of(struct world *world)
{
	return world->with;
}

struct kept *desk_keep(struct desk *desk, struct record *now)
{
	struct kept *kept = arena_make(desk->batch, struct kept, 1);

	kept->now = now;
	table_put(&desk->records, record_key(desk->batch, now->rule->name.id, now->serial), kept);
	return kept;
}

static bool read_row(struct desk *desk, const struct record_row *row, struct record **record,
                     struct err *err)
{
	const struct rule *rule = NULL;
	digest identity;
	struct record *r;

	if (digest_read_base64url(row->rule, &identity))
		rule = library_by_digest(desk->library, identity);
	if (rule == NULL)
		return err_set(err, ERR_TAMPERED, "record.rule",
		               "%.*s/%lld 所用的规程版本（%.*s）不在库里", PSTR(row->procedure),
		               (long long)row->serial, PSTR(row->rule));
	r = record_new(desk->batch, rule, row->serial);
	r->number = arena_copy(desk->batch, row->number);
	r->stage = model_stage(rule, row->stage);
	r->opened = row->opened;
	r->changed = row->changed;
	r->ended = row->ended;
	r->organ = arena_copy(desk->batch, row->organ);
	r->events = row->events;
	*record = r;
	return record_read(desk->batch, row->state, r, err);
}

/* Columns: number, rule, stage, opened, changed, ended, organ, events, state. */
static struct record_row row_of(struct db_rows *rows, str procedure, int64_t serial)
{
	return (struct record_row){
		.procedure = procedure,
		.serial = serial,
		.number = db_text(rows, 0),
		.rule = db_text(rows, 1),
		.stage = db_text(rows, 2),
		.opened = db_int(rows, 3),
		.changed = db_int(rows, 4),
		.ended = db_is_null(rows, 5) ? INSTANT_NONE : db_int(rows, 5),
		.organ = db_text(rows, 6),
		.events = db_int(rows, 7),
		.state = db_text(rows, 8),
	};
}

static bool load_row(struct desk *desk, str procedure, int64_t serial, struct record **record,
                     struct err *err)
{
	const struct record_row *recent = desk_recent_find(desk, procedure, serial);
	struct record_row row;
	struct db_rows rows;
	bool ok = true;

	*record = NULL;
	if (recent != NULL) {
		row = *recent;
		row.procedure = procedure;
		return read_row(desk, &row, record, err);
	}
	if (!db_ask(&desk->db, &rows,
	            "SELECT number, rule, stage, opened, changed, ended, organ, events, state "
	            "FROM record WHERE procedure = ?1 AND serial = ?2",
	            VALUES(DB_TEXT(procedure), DB_INT(serial)), err))
		return false;
	if (db_next(&rows)) {
		row = row_of(&rows, procedure, serial);
		ok = rows.failed || read_row(desk, &row, record, err);
	}
	return db_done(&rows) && ok;
}

bool desk_kept(struct desk *desk, str procedure, int64_t serial, struct kept **kept,
               struct err *err)
{
	struct record *record;

	*kept = table_find(&desk->records, record_key(desk->batch, procedure, serial));
	if (*kept != NULL)
		return true;
	if (!load_row(desk, procedure, serial, &record, err))
		return false;
	if (record == NULL)
		return true;
	*kept = desk_keep(desk, record);
	(*kept)->stored = record;
	return true;
}

static bool world_load(struct world *world, str procedure, int64_t serial, struct record **record,
                       struct err *err)
{
	struct kept *kept;

	if (!desk_kept(of(world), procedure, serial, &kept, err))
		return false;
	*record = kept ? kept->now : NULL;
	return true;
}

static bool ask_number(struct desk *desk, const char *sql, const struct db_value *values,
                       size_t count, int64_t *number, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(&desk->db, &rows, sql, values, count, err))
		return false;
	if (db_next(&rows) && !db_is_null(&rows, 0))
		*number = db_int(&rows, 0);
	return db_done(&rows);
}

static bool world_last_serial(struct world *world, str procedure, int64_t *serial, struct err *err)
{
	struct desk *desk = of(world);
	struct kept_number *kept = table_find(&desk->serials, procedure);

	if (kept == NULL) {
		kept = arena_make(desk->batch, struct kept_number, 1);
		if (!ask_number(desk,
		                "SELECT serial FROM record WHERE procedure = ?1 "
		                "ORDER BY serial DESC LIMIT 1",
		                VALUES(DB_TEXT(procedure)), &kept->value, err))
			return false;
		table_put(&desk->serials, arena_copy(desk->batch, procedure), kept);
	}
	*serial = kept->value;
	return true;
}

/* A record that is new in the batch has no row yet: look at those first. */
static int64_t find_number_in_batch(struct desk *desk, str procedure, str value)
{
	for (size_t i = 0; i < desk->records.count; i++) {
		const struct kept *kept = desk->records.entries[i].thing;

		if (kept->stored == NULL && str_eq(kept->now->number, value) &&
		    str_eq(kept->now->rule->name.id, procedure))
			return kept->now->serial;
	}
	return 0;
}

static bool world_find(struct world *world, str procedure, str field, str value, int64_t *serial,
                       struct err *err)
{
	struct desk *desk = of(world);

	*serial = 0;
	if (str_eq(field, STR("number"))) {
		*serial = find_number_in_batch(desk, procedure, value);
		return *serial != 0 ||
		       ask_number(desk,
		                  "SELECT serial FROM record WHERE procedure = ?1 AND number = ?2",
		                  VALUES(DB_TEXT(procedure), DB_TEXT(value)), serial, err);
	}
	return ask_number(desk,
	                  "SELECT serial FROM uniq WHERE procedure = ?1 AND field = ?2 "
	                  "AND value = ?3",
	                  VALUES(DB_TEXT(procedure), DB_TEXT(field), DB_TEXT(value)), serial, err);
}

bool desk_series(struct desk *desk, str name, struct kept_number **number, struct err *err)
{
	*number = table_find(&desk->series, name);
	if (*number != NULL)
		return true;
	*number = arena_make(desk->batch, struct kept_number, 1);
	if (!ask_number(desk, "SELECT last FROM series WHERE name = ?1", VALUES(DB_TEXT(name)),
	                &(*number)->value, err))
		return false;
	table_put(&desk->series, arena_copy(desk->batch, name), *number);
	return true;
}

static bool world_series(struct world *world, str name, int64_t *last, struct err *err)
{
	struct kept_number *number;

	if (!desk_series(of(world), name, &number, err))
		return false;
	*last = number->value;
	return true;
}

static bool world_keyed(struct world *world, str key, int64_t *seq, struct err *err)
{
	struct kept_number *expected = desk_expected(of(world), key);

	*seq = expected != NULL ? expected->value : -1;
	if (expected != NULL)
		return true;
	return ask_number(of(world), "SELECT seq FROM done WHERE key = ?1", VALUES(DB_TEXT(key)),
	                  seq, err);
}

static int64_t world_next_seq(struct world *world)
{
	struct desk *desk = of(world);

	return desk->ledger ? ledger_size(desk->ledger) : desk->next_seq;
}

static bool world_accept(struct world *world, struct outcome *outcome, struct err *err)
{
	struct desk *desk = of(world);

	if (!desk_begin_batch(desk, err))
		return false;
	for (size_t i = 0; i < outcome->count; i++) {
		struct change *change = &outcome->changes[i];
		int64_t seq;

		if (!ledger_append(desk->ledger, &change->event, &seq, err) ||
		    !desk_absorb(desk, change, err)) {
			desk->broken = true;
			return false;
		}
		assert(seq == change->seq);
		desk->events_in_batch++;
	}
	return true;
}

void desk_world_init(struct desk *desk)
{
	desk->world.with = desk;
	desk->world.people = &desk->people;
	desk->world.load = world_load;
	desk->world.last_serial = world_last_serial;
	desk->world.find = world_find;
	desk->world.series = world_series;
	desk->world.keyed = world_keyed;
	desk->world.next_seq = world_next_seq;
	desk->world.accept = world_accept;
}
