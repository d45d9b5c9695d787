/* desk.c -- the working place over a store: records read, steps taken in batches, all kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/deadline.h"
#include "store/store.h"

#define BATCH_MEMORY ((size_t)48 << 20)

static void end_batch_arena(void *thing)
{
	struct desk *desk = thing;

	arena_end(desk->batch);
	desk->batch = NULL;
}

void desk_forget_batch(struct desk *desk)
{
	if (desk->batch != NULL) {
		arena_rewind(desk->batch, (struct arena_mark){ 0 });
	} else {
		arena_at_end(desk->life, end_batch_arena, desk);
		desk->batch = arena_new(LIMIT_ARENA_COMMAND);
	}
	desk->world.arena = desk->batch;
	desk->events_in_batch = 0;
	table_init(&desk->records, desk->batch);
	table_init(&desk->serials, desk->batch);
	table_init(&desk->series, desk->batch);
	table_init(&desk->cells, desk->batch);
}

instant desk_recorded_now(struct desk *desk)
{
	instant now = clock_now(&desk->clock);

	if (now < desk->last_recorded)
		now = desk->last_recorded;
	desk->last_recorded = now;
	return now;
}

bool desk_open(struct arena *arena, const char *folder, bool write, struct clock clock,
               struct desk **opened, struct err *err)
{
	struct db db;
	struct desk *desk;
	str seed;

	if (!store_open(arena, folder, write ? STORE_WRITE : STORE_READ, &db, err))
		return false;
	desk = desk_new(arena, db, clock);
	desk->folder = folder;
	if (!desk_load(desk, err))
		return false;
	seed = desk_setting(desk, "seed");
	if (!ledger_open(arena, &desk->db, folder, write ? &desk->chance : NULL, &desk->ledger,
	                 err) ||
	    !desk_load_recorded(desk, err))
		return false;
	if (seed.n > 0)
		chance_seeded(&desk->chance, digest_str(DIGEST_SHA256, seed),
		              (uint64_t)(ledger_size(desk->ledger) + 1) * 8);
	else
		chance_real(&desk->chance);
	*opened = desk;
	return !write || desk_fill_lists(desk, err);
}

bool desk_begin_batch(struct desk *desk, struct err *err)
{
	if (desk->db.in_transaction)
		return true;
	if (desk->ledger != NULL)
		ledger_mark(desk->ledger);
	desk->marked = true;
	return db_begin(&desk->db, err);
}

/* Posts given in a batch that is gone are gone too; if they cannot be read again, nobody
 * has a post. */
static void forget_people(struct desk *desk)
{
	struct err ignored = { 0 };

	if (!desk->people_changed)
		return;
	desk->people_changed = false;
	if (!desk_load_people(desk, &ignored))
		people_init(&desk->people, desk->life);
}

bool desk_lose_batch(struct desk *desk)
{
	db_rollback(&desk->db);
	if (desk->ledger != NULL && desk->marked)
		ledger_rewind(desk->ledger);
	desk->marked = false;
	desk_forget_batch(desk);
	desk_recent_forget(desk);
	forget_people(desk);
	desk->broken = true;
	return false;
}

bool desk_take_all(struct desk *desk, struct command *commands, size_t count,
                   struct outcome *outcome, size_t *failed, struct err *err)
{
	desk->world.now = desk_recorded_now(desk);
	desk->broken = false;
	if (take_commands(&desk->world, commands, count, outcome, failed, err))
		return true;
	if (desk->broken || err->kind == ERR_STORE)
		return desk_lose_batch(desk);
	return false;
}

bool desk_take(struct desk *desk, const struct command *command, struct outcome *outcome,
               struct err *err)
{
	struct command one = *command;
	size_t failed;

	return desk_take_all(desk, &one, 1, outcome, &failed, err);
}

void desk_try(struct desk *desk)
{
	desk->trial = true;
}

void desk_give_up(struct desk *desk)
{
	desk->trial = false;
	if (desk->db.in_transaction)
		desk_lose_batch(desk);
}

bool desk_commit(struct desk *desk, struct err *err)
{
	if (!desk->db.in_transaction) {
		desk_forget_batch(desk);
		return true;
	}
	if (!desk_flush(desk, err) || (!desk->trial && !db_commit(&desk->db, err)))
		return desk_lose_batch(desk);
	if (!desk->trial)
		desk->people_changed = desk->marked = false;
	desk_forget_batch(desk);
	return true;
}

bool desk_commit_if_full(struct desk *desk, struct err *err)
{
	if (desk->events_in_batch < LIMIT_BATCH_STEPS && arena_used(desk->batch) < BATCH_MEMORY)
		return true;
	return desk_commit(desk, err);
}

bool desk_broken(const struct desk *desk)
{
	return desk->broken;
}

void desk_mend(struct desk *desk)
{
	desk->broken = false;
}

void desk_lose(struct desk *desk)
{
	(void)desk_lose_batch(desk);
}

void desk_escape(struct desk *desk, jmp_buf *escape)
{
	arena_escape(desk->life, escape);
	arena_escape(desk->batch, escape);
}

int64_t desk_registers(const struct desk *desk)
{
	return desk->registers;
}

bool desk_seal(struct desk *desk, struct err *err)
{
	return ledger_sign(desk->ledger, err);
}

/* ---- the clock ---- */

struct overdue {
	str procedure;
	int64_t serial;
	instant due;
};

/* Columns 3 and 4: the limit, and the version of the rule under which its record runs. */
static bool row_matters(struct desk *desk, struct db_rows *rows)
{
	const struct rule *rule = NULL;
	const struct limit *limit;
	digest identity;

	if (digest_read_base64url(db_text(rows, 4), &identity))
		rule = library_by_digest(desk->library, identity);
	limit = rule ? model_limit(rule, db_text(rows, 3)) : NULL;
	return limit == NULL || deadline_matters(limit);
}

static bool list_overdue(struct desk *desk, instant until, struct arena *arena,
                         struct overdue **list, size_t *count, struct err *err)
{
	struct db_rows rows;
	size_t n = 0, room = 0;

	*list = NULL;
	if (!db_ask(&desk->db, &rows,
	            "SELECT t.procedure, t.serial, t.due, t.limit_id, r.rule FROM term t "
	            "JOIN record r ON r.procedure = t.procedure AND r.serial = t.serial "
	            "WHERE t.state = 0 AND t.due <= ?1 "
	            "ORDER BY t.due, t.procedure, t.serial, t.limit_id",
	            VALUES(DB_INT(until)), err))
		return false;
	while (db_next(&rows)) {
		if (!row_matters(desk, &rows))
			continue;
		if (n == room) {
			*list = arena_grow(arena, *list, room * sizeof(**list),
			                   (room * 2 + 64) * sizeof(**list));
			room = room * 2 + 64;
		}
		(*list)[n++] = (struct overdue){ arena_copy(arena, db_text(&rows, 0)),
			                         db_int(&rows, 1), db_int(&rows, 2) };
	}
	*count = n;
	return db_done(&rows);
}

bool desk_tick(struct desk *desk, instant until, int64_t *count, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct overdue *list;
	size_t n = 0;
	int taken = 0;
	int64_t total = 0;
	bool ok = desk_commit(desk, err);

	do {
		int64_t before = total;

		ok = ok && list_overdue(desk, until, arena, &list, &n, err);
		for (size_t i = 0; ok && i < n; i++) {
			desk->world.now = desk_recorded_now(desk);
			ok = take_overdue(&desk->world, list[i].procedure, list[i].serial,
			                  list[i].due + 1 < until ? list[i].due + 1 : until, &taken,
			                  err) &&
			     desk_commit_if_full(desk, err);
			total += taken;
		}
		ok = ok && desk_commit(desk, err);
		if (total == before)
			break; /* what is listed has no consequence */
	} while (ok && n > 0);
	arena_end(arena);
	if (!ok && desk->db.in_transaction)
		desk_lose_batch(desk);
	if (count != NULL)
		*count = total;
	return ok;
}

/* ---- reading ---- */

bool desk_record(struct desk *desk, str procedure, int64_t serial, struct record **record,
                 struct err *err)
{
	return desk->world.load(&desk->world, procedure, serial, record, err);
}

bool desk_find(struct desk *desk, str name, const struct rule **rule, int64_t *serial,
               struct err *err)
{
	const struct rule *const *rules;
	size_t count = library_rules(desk->library, &rules);
	struct err ignored = { 0 };

	for (size_t i = 0; i < count; i++) {
		err_clear(&ignored);
		if (take_find(&desk->world, rules[i]->name.id, name, rule, serial, &ignored))
			return true;
		if (ignored.kind != ERR_UNKNOWN) {
			*err = ignored;
			return false;
		}
	}
	return take_find(&desk->world, (str){ 0 }, name, rule, serial, err);
}

struct world *desk_world(struct desk *desk)
{
	return &desk->world;
}

struct db *desk_db(struct desk *desk)
{
	return &desk->db;
}

struct ledger *desk_ledger(struct desk *desk)
{
	return desk->ledger;
}

str desk_setting(struct desk *desk, const char *name)
{
	struct err err = { 0 };
	struct db_rows rows;
	str value = { 0 };

	if (!db_ask(&desk->db, &rows, "SELECT value FROM setting WHERE name = ?1",
	            VALUES(DB_TEXT(str_of(name))), &err))
		return value;
	if (db_next(&rows))
		value = arena_copy(desk->life, db_text(&rows, 0));
	return db_done(&rows) ? value : (str){ 0 };
}
