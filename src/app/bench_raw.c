/* bench_raw.c -- what the engine wrote, written again by a bare SQLite loop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/bench_raw.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "proof/leaf.h"
#include "proof/merkle.h"
#include "store/db.h"

#include <sqlite3.h>

#define TEXTS_MAX   64
#define TRACE_BYTES ((size_t)1 << 30)
#define TRACE_ROOM  ((size_t)160 << 20) /* touched before, so that keeping costs a copy */

enum op_kind { OP_ROW, OP_EVENT, OP_PRIVATE, OP_COMMIT };

struct op {
	enum op_kind kind;
	size_t text;
	const struct db_value *values;
	size_t count;
};

struct bench_trace {
	struct db inner;
	struct arena *arena;
	char *room_at;
	size_t room_used;
	const char *texts[TEXTS_MAX];
	size_t text_count;
	struct op *ops;
	size_t count, room;
};

/* ---- the trace ---- */

static size_t text_of(struct bench_trace *trace, const char *sql)
{
	for (size_t i = 0; i < trace->text_count; i++)
		if (trace->texts[i] == sql)
			return i;
	assert(trace->text_count < TEXTS_MAX);
	trace->texts[trace->text_count] = sql;
	return trace->text_count++;
}

static void *take(struct bench_trace *trace, size_t n)
{
	void *place = trace->room_at + trace->room_used;

	if (n + 16 > TRACE_ROOM - trace->room_used)
		return arena_take(trace->arena, n);
	trace->room_used += (n + 15) / 16 * 16;
	return place;
}

static struct op *push(struct bench_trace *trace)
{
	if (trace->count == trace->room) {
		size_t room = trace->room * 2 + 65536;

		trace->ops = arena_grow(trace->arena, trace->ops, trace->room * sizeof(*trace->ops),
		                        room * sizeof(*trace->ops));
		trace->room = room;
	}
	return &trace->ops[trace->count++];
}

static void keep(struct bench_trace *trace, const char *sql, const struct db_value *values,
                 size_t count)
{
	struct db_value *kept = take(trace, count * sizeof(*kept));
	enum op_kind kind = strncmp(sql, "INSERT INTO event ", 18) == 0     ? OP_EVENT
	                    : strncmp(sql, "INSERT INTO private ", 20) == 0 ? OP_PRIVATE
	                                                                    : OP_ROW;

	for (size_t i = 0; i < count; i++) {
		kept[i] = values[i];
		if ((values[i].type != DB_TEXT && values[i].type != DB_BLOB) ||
		    values[i].bytes.n == 0)
			continue;
		char *bytes = take(trace, values[i].bytes.n);

		memcpy(bytes, values[i].bytes.at, values[i].bytes.n);
		kept[i].bytes.at = bytes;
	}
	*push(trace) = (struct op){ kind, text_of(trace, sql), kept, count };
}

static bool trace_run(void *self, const char *sql, const struct db_value *values, size_t count,
                      struct err *err)
{
	struct bench_trace *trace = self;

	keep(trace, sql, values, count);
	return trace->inner.driver->run(trace->inner.self, sql, values, count, err);
}

static bool trace_ask(void *self, const char *sql, const struct db_value *values, size_t count,
                      void **cursor, struct err *err)
{
	struct bench_trace *trace = self;

	return trace->inner.driver->ask(trace->inner.self, sql, values, count, cursor, err);
}

static bool trace_next(void *self, void *cursor, bool *more, struct err *err)
{
	struct bench_trace *trace = self;

	return trace->inner.driver->next(trace->inner.self, cursor, more, err);
}

static struct db_value trace_column(void *self, void *cursor, int column)
{
	struct bench_trace *trace = self;

	return trace->inner.driver->column(trace->inner.self, cursor, column);
}

static void trace_close_rows(void *self, void *cursor)
{
	struct bench_trace *trace = self;

	trace->inner.driver->close_rows(trace->inner.self, cursor);
}

static bool trace_begin(void *self, struct err *err)
{
	struct bench_trace *trace = self;

	return trace->inner.driver->begin(trace->inner.self, err);
}

static bool trace_commit(void *self, struct err *err)
{
	struct bench_trace *trace = self;

	*push(trace) = (struct op){ .kind = OP_COMMIT };
	return trace->inner.driver->commit(trace->inner.self, err);
}

static void trace_rollback(void *self)
{
	struct bench_trace *trace = self;

	trace->inner.driver->rollback(trace->inner.self);
}

static void trace_close(void *self)
{
	struct bench_trace *trace = self;

	trace->inner.driver->close(trace->inner.self);
}

static const struct db_driver tracing = {
	.name = "trace",
	.run = trace_run,
	.ask = trace_ask,
	.next = trace_next,
	.column = trace_column,
	.close_rows = trace_close_rows,
	.begin = trace_begin,
	.commit = trace_commit,
	.rollback = trace_rollback,
	.close = trace_close,
};

struct bench_trace *bench_raw_trace(struct arena *arena, struct db *db)
{
	struct bench_trace *trace = arena_make(arena, struct bench_trace, 1);

	trace->inner = *db;
	trace->room_at = arena_take(arena, TRACE_ROOM);
	trace->arena = arena_new(TRACE_BYTES);
	db->driver = &tracing;
	db->self = trace;
	return trace;
}

void bench_raw_forget(struct bench_trace *trace)
{
	arena_rewind(trace->arena, (struct arena_mark){ 0 });
	trace->ops = NULL;
	trace->count = trace->room = trace->room_used = 0;
}

/* ---- the bare loop ---- */

struct bench_raw {
	sqlite3 *handle;
	sqlite3_stmt *prepared[TEXTS_MAX]; /* by the trace's texts */
	bool hashing;
	struct merkle_edge edge;
	unsigned char kept; /* of the digests, so that they are made */
};

/* The settings of the store's own driver. */
static const char settings[] =
	"PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=20000;"
	"PRAGMA cache_size=-65536; PRAGMA mmap_size=0; PRAGMA secure_delete=FAST;"
	"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";

static bool refuse(struct bench_raw *raw, struct err *err)
{
	err_set(err, ERR_STORE, "bench.sqlite", "裸循环写库没有成功");
	return err_detail(err, "%s", sqlite3_errmsg(raw->handle));
}

bool bench_raw_open(struct arena *arena, const char *path, bool hashing, struct bench_raw **opened,
                    struct err *err)
{
	struct bench_raw *raw = arena_make(arena, struct bench_raw, 1);

	raw->hashing = hashing;
	raw->edge.kind = DIGEST_SHA256;
	if (sqlite3_open_v2(path, &raw->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
	                    NULL) != SQLITE_OK ||
	    sqlite3_exec(raw->handle, settings, NULL, NULL, NULL) != SQLITE_OK)
		return refuse(raw, err);
	*opened = raw;
	return true;
}

static void bind(sqlite3_stmt *prepared, const struct op *op)
{
	for (size_t i = 0; i < op->count; i++) {
		const struct db_value *value = &op->values[i];
		const char *bytes = value->bytes.n > 0 ? value->bytes.at : "";
		int at = (int)i + 1;

		switch (value->type) {
		case DB_INT: sqlite3_bind_int64(prepared, at, value->number); break;
		case DB_TEXT:
			sqlite3_bind_text64(prepared, at, bytes, value->bytes.n, SQLITE_STATIC,
			                    SQLITE_UTF8);
			break;
		case DB_BLOB:
			sqlite3_bind_blob64(prepared, at, bytes, value->bytes.n, SQLITE_STATIC);
			break;
		default: sqlite3_bind_null(prepared, at);
		}
	}
}

/* What the log digests for a row: its commitment, its leaf and the tree's edge. */
static void hash_row(struct bench_raw *raw, const struct op *op)
{
	digest key, made;

	if (op->kind == OP_EVENT) {
		memcpy(&key, op->values[4].bytes.at, sizeof(key));
		made = leaf_commit(&key, op->values[5].bytes);
		merkle_append(&raw->edge, merkle_leaf(DIGEST_SHA256, op->values[3].bytes));
	} else if (op->kind == OP_PRIVATE) {
		memcpy(&key, op->values[1].bytes.at, sizeof(key));
		made = leaf_commit_field(&key, STR("private"), op->values[2].bytes);
	} else {
		return;
	}
	raw->kept ^= made.at[0];
}

static bool run_row(struct bench_raw *raw, const struct bench_trace *trace, const struct op *op)
{
	sqlite3_stmt **prepared = &raw->prepared[op->text];

	if (*prepared == NULL &&
	    sqlite3_prepare_v3(raw->handle, trace->texts[op->text], -1, SQLITE_PREPARE_PERSISTENT,
	                       prepared, NULL) != SQLITE_OK)
		return false;
	if (raw->hashing)
		hash_row(raw, op);
	bind(*prepared, op);
	bool done = sqlite3_step(*prepared) == SQLITE_DONE;

	sqlite3_reset(*prepared);
	return done;
}

static bool run_script(struct bench_raw *raw, const char *sql)
{
	return sqlite3_exec(raw->handle, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool bench_raw_run(struct bench_raw *raw, const struct bench_trace *trace, double *took,
                   struct err *err)
{
	double began = clock_monotonic();
	bool open = false;

	for (size_t i = 0; i < trace->count; i++) {
		const struct op *op = &trace->ops[i];
		bool good = open || run_script(raw, "BEGIN IMMEDIATE");

		open = op->kind != OP_COMMIT;
		good = good && (open ? run_row(raw, trace, op) : run_script(raw, "COMMIT"));
		if (!good)
			return refuse(raw, err);
	}
	assert(!open);
	*took = clock_monotonic() - began;
	return true;
}

void bench_raw_close(struct bench_raw *raw)
{
	for (size_t i = 0; i < TEXTS_MAX; i++)
		sqlite3_finalize(raw->prepared[i]);
	sqlite3_close(raw->handle);
}
