/* db_postgres.c -- the database on a server, where many jurisdictions share the tables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/db_postgres.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/table.h"
#include "store/pg_cursor.h"
#include "store/pg_link.h"
#include "store/pg_values.h"
#include "store/sql_place.h"
#include <unistd.h>

#define BUCKETS          256
#define STATEMENTS_BYTES ((size_t)512 << 20) /* with the room in which rows are gathered */
#define BATCH_BYTES      ((size_t)256 << 20)
#define GATHER_ROWS      128
#define GATHER_BYTES     ((size_t)4 << 20)

/* A table, and the statement whose rows for it wait to be sent. They are known by their
 * keys, so that a question for another key need not wait for them. */
struct target {
	struct statement *gathering;
	const struct sql_place *keyed; /* whose keys; NULL: not known yet */
	struct table keys;             /* of the waiting rows, in the batch's arena */
};

/* A prepared statement, found by the address of its text. */
struct statement {
	const char *sql;
	struct sql_place place;
	struct target *targets[SQL_PLACE_TABLES];
	char name[16], array_name[16];
	unsigned types[PG_VALUES_MAX];
	bool has_arrays;
	struct pg_rows *rows;   /* of a statement that gathers */
	struct statement *next; /* in the bucket */
};

struct postgres {
	struct arena *arena; /* of its own: the caller's may be rewound in between */
	struct arena *batch;
	struct pg_link *link;
	const char *place;
	const char *fence;   /* prepared under the name "fence"; NULL: none */
	bool may_write;
	bool in_transaction;
	bool closed;
	int lock;
	unsigned count;
	struct statement *buckets[BUCKETS];
	struct table targets;
	struct pg_cursors cursors;
};

static const struct db_driver driver;

/* ---- statements ---- */

static size_t bucket_of(const char *sql)
{
	return (size_t)(((uintptr_t)sql >> 3) * 0x9E3779B1u >> 7) % BUCKETS;
}

static struct target *target_of(struct postgres *self, str name)
{
	struct target *target = table_find(&self->targets, name);

	if (target == NULL) {
		target = arena_make(self->arena, struct target, 1);
		table_put(&self->targets, arena_copy(self->arena, name), target);
	}
	return target;
}

/* Numbers are sent as the widest kind to whatever compares them; a column that they go
 * into says its own. */
static struct statement *prepare(struct postgres *self, const char *sql,
                                 const struct db_value *values, size_t count, struct err *err)
{
	struct statement *made = arena_make(self->arena, struct statement, 1);
	size_t bucket = bucket_of(sql);

	assert(count <= PG_VALUES_MAX);
	made->sql = sql;
	made->place = sql_place_of(self->arena, sql, self->place);
	for (size_t i = 0; i < count; i++)
		made->types[i] = values[i].type == DB_INT && !made->place.gathers ? PG_INT8 : 0;
	snprintf(made->name, sizeof made->name, "s%u", self->count);
	snprintf(made->array_name, sizeof made->array_name, "a%u", self->count++);
	if (!pg_link_prepare(self->link, made->name, made->place.text.at, sql, made->types,
	                     (int)count, err))
		return NULL;
	for (size_t i = 0; i < made->place.table_count; i++)
		made->targets[i] = target_of(self, made->place.tables[i]);
	if (made->place.gathers) {
		assert(made->place.column_count == count);
		made->rows = arena_make(self->arena, struct pg_rows, 1);
		pg_rows_init(made->rows, self->arena, made->types, count);
	}
	made->next = self->buckets[bucket];
	self->buckets[bucket] = made;
	return made;
}

static struct statement *find(struct postgres *self, const char *sql,
                              const struct db_value *values, size_t count, struct err *err)
{
	struct statement *statement = self->buckets[bucket_of(sql)];

	assert(!self->closed);
	while (statement && statement->sql != sql)
		statement = statement->next;
	return statement ? statement : prepare(self, sql, values, count, err);
}

/* ---- rows being read ---- */

/* Outside of a transaction a failure is over when it was told. */
static bool over(struct postgres *self, bool good)
{
	if (!self->in_transaction)
		pg_link_forget(self->link);
	return good;
}

/* Before anything else is sent. */
static void hold(struct postgres *self)
{
	pg_cursor_hold(&self->cursors);
	(void)over(self, true);
}

static bool next(void *thing, void *cursor, bool *more, struct err *err)
{
	struct postgres *self = thing;
	bool good = pg_cursor_next(&self->cursors, cursor, more, err);

	return good || over(self, false);
}

static struct db_value column(void *thing, void *cursor, int at)
{
	(void)thing;
	return pg_cursor_column(cursor, at);
}

static void close_rows(void *thing, void *cursor)
{
	struct postgres *self = thing;

	pg_cursor_close(&self->cursors, cursor);
	(void)over(self, true);
}

/* ---- rows gathered ---- */

static bool prepare_arrays(struct postgres *self, struct statement *statement, struct err *err)
{
	const char *types[PG_VALUES_MAX];
	unsigned chosen[PG_VALUES_MAX] = { 0 };
	struct sql_place *place = &statement->place;

	if (statement->has_arrays)
		return true;
	for (size_t i = 0; i < place->column_count; i++)
		types[i] = pg_rows_type(statement->rows, i);
	statement->has_arrays = pg_link_prepare(
		self->link, statement->array_name,
		sql_place_arrays(self->arena, place, self->place, types).at, statement->sql, chosen,
		(int)place->column_count, err);
	return statement->has_arrays;
}

/* One row goes as itself: an array of one costs more. */
static bool send_rows(struct postgres *self, struct statement *statement, struct err *err)
{
	bool one = statement->rows->count == 1;
	struct pg_values values;
	struct pg_params params;

	if (one ? !pg_rows_single(statement->rows, statement->types, &values, err)
	        : !prepare_arrays(self, statement, err))
		return false;
	if (!one)
		pg_rows_arrays(statement->rows, &values);
	params = pg_values_params(&values);
	return pg_link_send(self->link, one ? statement->name : statement->array_name,
	                    statement->sql, &params, err);
}

static void forget_rows(struct postgres *self, struct target *target)
{
	pg_rows_clear(target->gathering->rows);
	table_init(&target->keys, self->batch);
	target->gathering = NULL;
}

static bool flush(struct postgres *self, struct target *target, struct err *err)
{
	if (target->gathering == NULL)
		return true;
	if (!send_rows(self, target->gathering, err))
		return false;
	forget_rows(self, target);
	return true;
}

static bool flush_targets(struct postgres *self, struct statement *statement, struct err *err)
{
	for (size_t i = 0; i < statement->place.table_count; i++)
		if (!flush(self, statement->targets[i], err))
			return false;
	return true;
}

static bool flush_all(struct postgres *self, struct err *err)
{
	for (size_t i = 0; i < self->targets.count; i++)
		if (!flush(self, self->targets.entries[i].thing, err))
			return false;
	return true;
}

static void add_value(struct buf *key, const struct db_value *value)
{
	buf_add(key, (str){ (const char *)&value->number, sizeof value->number });
	buf_add(key, (str){ (const char *)&value->bytes.n, sizeof value->bytes.n });
	buf_add(key, value->bytes);
}

/* The key of a row to be inserted; nothing when it does not say all columns of it. */
static str key_of_row(struct postgres *self, const struct target *target,
                      const struct statement *statement, const struct db_value *values)
{
	struct buf key;

	buf_init(&key, self->batch, (size_t)1 << 20);
	for (size_t i = 0; i < target->keyed->key_count; i++) {
		size_t at = sql_place_column(&statement->place, target->keyed->keys[i]);

		if (at == statement->place.column_count)
			return (str){ 0 };
		add_value(&key, &values[at]);
	}
	return buf_str(&key);
}

static bool same_keys(const struct sql_place *a, const struct sql_place *b)
{
	for (size_t i = 0; i < a->key_count && i < b->key_count; i++)
		if (!str_eq(a->keys[i], b->keys[i]))
			return false;
	return a->key_count == b->key_count;
}

/* Can the question find one of the waiting rows? The first question of its kind settles
 * by which columns a table's rows are known from then on. */
static bool may_find(struct postgres *self, const struct statement *question,
                     const struct db_value *values)
{
	struct target *target = question->targets[0];
	const struct sql_place *place = &question->place;
	struct buf key;

	if (place->key_count == 0)
		return true;
	if (target->keyed == NULL) {
		target->keyed = place;
		return true;
	}
	if (!same_keys(target->keyed, place))
		return true;
	buf_init(&key, self->batch, (size_t)1 << 20);
	for (size_t i = 0; i < place->key_count; i++)
		add_value(&key, &values[i]);
	return table_find(&target->keys, buf_str(&key)) != NULL;
}

/* Notes the row's key; one INSERT may not update a row twice. A row without one may not
 * wait (`*alone`). */
static bool note_key(struct postgres *self, struct statement *statement,
                     const struct db_value *values, bool *alone, struct err *err)
{
	struct target *target = statement->targets[0];
	str key;

	if (statement->place.updates && !(target->keyed && same_keys(target->keyed,
	                                                             &statement->place))) {
		if (!flush(self, target, err))
			return false;
		target->keyed = &statement->place;
	}
	if (target->keyed == NULL)
		return true;
	key = key_of_row(self, target, statement, values);
	*alone = key.n == 0;
	if (*alone)
		return flush(self, target, err);
	if (statement->place.updates && target->gathering != NULL &&
	    table_find(&target->keys, key) != NULL && !flush(self, target, err))
		return false;
	if (target->gathering == NULL)
		table_init(&target->keys, self->batch);
	table_put(&target->keys, key, statement);
	return true;
}

static bool gather(struct postgres *self, struct statement *statement,
                   const struct db_value *values, struct err *err)
{
	struct target *target = statement->targets[0];
	bool alone = false;

	if ((target->gathering != statement && !flush(self, target, err)) ||
	    !note_key(self, statement, values, &alone, err) ||
	    !pg_rows_add(statement->rows, values, err))
		return false;
	target->gathering = statement;
	if (!alone && statement->rows->count < GATHER_ROWS &&
	    statement->rows->bytes < GATHER_BYTES)
		return true;
	return flush(self, target, err);
}

/* ---- transactions ---- */

static void forget_waiting(struct postgres *self)
{
	for (size_t i = 0; i < self->targets.count; i++) {
		struct target *target = self->targets.entries[i].thing;

		if (target->gathering != NULL)
			forget_rows(self, target);
	}
}

static void empty_batch(struct postgres *self)
{
	forget_waiting(self);
	arena_rewind(self->batch, (struct arena_mark){ 0 });
}

/* Nothing is waited for: if the fence fails, so does everything behind it. */
static bool begin(void *thing, struct err *err)
{
	static const struct pg_params none = { 0 };
	struct postgres *self = thing;

	hold(self);
	self->in_transaction =
		pg_link_say(self->link,
	                    self->may_write ? "BEGIN"
	                                    : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	                    err) &&
		(self->fence == NULL ||
	         pg_link_send(self->link, "fence", self->fence, &none, err));
	return over(self, self->in_transaction);
}

static bool commit(void *thing, struct err *err)
{
	struct postgres *self = thing;

	hold(self);
	if (!flush_all(self, err) || !pg_link_say(self->link, "COMMIT", err) ||
	    !pg_link_settle(self->link, err))
		return false;
	self->in_transaction = false;
	pg_link_forget(self->link);
	empty_batch(self);
	return true;
}

static void rollback(void *thing)
{
	struct postgres *self = thing;
	struct err ignored = { 0 };

	if (self->closed || !self->in_transaction)
		return;
	hold(self);
	empty_batch(self);
	pg_link_drain(self->link);
	pg_link_forget(self->link);
	(void)!(pg_link_say(self->link, "ROLLBACK", &ignored) &&
	        pg_link_settle(self->link, &ignored));
	self->in_transaction = false;
	pg_link_forget(self->link);
}

/* ---- statements without and with rows ---- */

/* A savepoint parts what came before it from what comes: the failures, and the rows that
 * wait. Behind a failure only going back to it is heard. */
static bool run_savepoint(struct postgres *self, const char *sql, struct err *err)
{
	if (str_starts(str_of(sql), STR("ROLLBACK"))) {
		forget_waiting(self);
		pg_link_drain(self->link);
		pg_link_forget(self->link);
	}
	return flush_all(self, err) && pg_link_say(self->link, sql, err) &&
	       pg_link_settle(self->link, err);
}

static bool is_savepoint(const char *sql)
{
	return str_find(str_of(sql), STR("SAVEPOINT ")) >= 0;
}

static bool run_inside(struct postgres *self, const char *sql, const struct db_value *values,
                       size_t count, struct err *err)
{
	struct statement *statement = find(self, sql, values, count, err);
	struct pg_values bound;
	struct pg_params params;

	if (statement == NULL)
		return false;
	if (statement->place.gathers)
		return gather(self, statement, values, err);
	if (!pg_values_set(&bound, statement->types, values, count, err))
		return false;
	params = pg_values_params(&bound);
	return flush_targets(self, statement, err) &&
	       pg_link_send(self->link, statement->name, sql, &params, err);
}

/* A statement outside of transactions is one: the fence holds for it too. */
static bool run(void *thing, const char *sql, const struct db_value *values, size_t count,
                struct err *err)
{
	struct postgres *self = thing;

	hold(self);
	if (self->in_transaction && is_savepoint(sql))
		return run_savepoint(self, sql, err);
	if (self->in_transaction)
		return run_inside(self, sql, values, count, err);
	if (begin(self, err) && run_inside(self, sql, values, count, err) && commit(self, err))
		return true;
	rollback(self);
	return false;
}

static bool ask(void *thing, const char *sql, const struct db_value *values, size_t count,
                void **cursor, struct err *err)
{
	struct postgres *self = thing;
	struct statement *statement;
	struct pg_values bound;
	struct pg_params params;

	hold(self);
	statement = find(self, sql, values, count, err);
	if (statement == NULL)
		return over(self, false);
	if (!pg_values_set(&bound, statement->types, values, count, err))
		return false;
	params = pg_values_params(&bound);
	if ((may_find(self, statement, values) && !flush_targets(self, statement, err)) ||
	    !pg_link_ask(self->link, statement->name, sql, &params, err))
		return over(self, false);
	*cursor = pg_cursor_open(&self->cursors);
	return true;
}

static bool script(void *thing, const char *sql, struct err *err)
{
	struct postgres *self = thing;

	hold(self);
	return over(self, flush_all(self, err) && pg_link_script(self->link, sql, err));
}

static bool is_over(const void *thing)
{
	const struct postgres *self = thing;

	return pg_link_over(self->link);
}

static void close_all(void *thing)
{
	struct postgres *self = thing;

	if (self->closed)
		return;
	self->closed = true;
	if (self->cursors.live != NULL)
		close_rows(self, self->cursors.live);
	pg_link_close(self->link);
	arena_end(self->batch);
	arena_end(self->arena);
	if (self->lock >= 0)
		close(self->lock);
}

static const struct db_driver driver = {
	.name = "postgres",
	.run = run,
	.ask = ask,
	.next = next,
	.column = column,
	.close_rows = close_rows,
	.script = script,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.over = is_over,
	.close = close_all,
};

/* ---- opening ---- */

bool db_postgres_open(struct arena *arena, const struct db_postgres_open *how, struct db *db,
                      struct err *err)
{
	struct postgres *self;
	struct pg_link *link;

	if (!pg_link_open(arena, how->url, &link, err))
		return false;
	self = arena_make(arena, struct postgres, 1);
	self->link = link;
	self->place = how->place;
	self->may_write = how->may_write;
	self->lock = -1;
	self->arena = arena_new(STATEMENTS_BYTES);
	self->batch = arena_new(BATCH_BYTES);
	self->cursors = (struct pg_cursors){ .arena = self->arena, .link = link };
	table_init(&self->targets, self->arena);
	arena_at_end(arena, close_all, self);
	*db = (struct db){ .driver = &driver, .self = self };
	return true;
}

void db_postgres_keep(struct db *db, int lock)
{
	assert(db->driver == &driver);
	((struct postgres *)db->self)->lock = lock;
}

struct pg_link *db_postgres_link(struct db *db)
{
	assert(db->driver == &driver);
	return ((struct postgres *)db->self)->link;
}

/* No row left to divide by: an error, which undoes the transaction at the server. The row
 * stays locked until the end, so that no other writer can take over in between. */
bool db_postgres_fence(struct db *db, int64_t epoch, struct err *err)
{
	struct postgres *self = db->self;
	str text = arena_printf(self->arena,
	                        "SELECT 1 / count(*) FROM (SELECT 1 FROM jurisdiction "
	                        "WHERE place = '%s' AND epoch = %lld FOR SHARE) held",
	                        self->place, (long long)epoch);
	unsigned none = 0;

	assert(db->driver == &driver && !self->in_transaction);
	if (!pg_link_prepare(self->link, "fence", text.at, text.at, &none, 0, err))
		return false;
	self->fence = text.at;
	pg_link_fence(self->link, text.at);
	return true;
}
