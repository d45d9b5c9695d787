/* reads.c -- who was shown private values: noted before the answer goes out, kept by the writer.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/reads.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/time.h"
#include "serve/writer.h"
#include "store/db.h"

#define WAITING_MOST 20000            /* some ten megabytes */
#define WAITING_MANY 256              /* worth a batch of their own */
#define WAITING_LONG INSTANT_SECOND

struct note {
	instant at;
	str person, key, address, request, procedure, fields;
	int64_t serial;
	struct note *next;
};

struct reads {
	struct job job; /* first */
	pthread_mutex_t lock;
	struct arena *life;
	struct arena *arena; /* of the notes that wait */
	struct note *first, **end;
	size_t count;
	bool submitted;
	struct writer *writer;
};

static void begin_waiting(struct reads *reads)
{
	reads->arena = arena_new(LIMIT_ARENA_COMMAND);
	reads->first = NULL;
	reads->end = &reads->first;
	reads->count = 0;
}

/* ---- on the writer's thread ---- */

/* The number of the last row, or 0. */
static bool last_note(struct db *db, int64_t *seq, struct err *err)
{
	struct db_rows rows;

	*seq = 0;
	if (!db_ask(db, &rows, "SELECT max(seq) FROM read_log", NO_VALUES, err))
		return false;
	if (db_next(&rows))
		*seq = db_int(&rows, 0);
	return db_done(&rows);
}

static bool write_note(struct db *db, int64_t seq, const struct note *note, struct err *err)
{
	return db_run(db,
	              "INSERT INTO read_log (seq, at, person, api_key, address, request, "
	              "procedure, serial, fields) "
	              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	              VALUES(DB_INT(seq), DB_INT(note->at), DB_TEXT(note->person),
	                     DB_TEXT(note->key),
	                     DB_TEXT(note->address), DB_TEXT(note->request),
	                     DB_TEXT(note->procedure), DB_INT(note->serial),
	                     DB_TEXT(note->fields)),
	              err);
}

static bool write_notes(struct reads *reads, struct desk *desk, struct err *err)
{
	struct arena *arena;
	struct note *note;
	int64_t seq;
	bool good;

	pthread_mutex_lock(&reads->lock);
	note = reads->first;
	arena = reads->arena;
	if (note != NULL)
		begin_waiting(reads);
	pthread_mutex_unlock(&reads->lock);
	if (note == NULL)
		return true;
	good = desk_begin_batch(desk, err) && last_note(desk_db(desk), &seq, err);
	for (; good && note != NULL; note = note->next)
		good = write_note(desk_db(desk), ++seq, note, err);
	arena_end(arena);
	return good;
}

void reads_flush(struct reads *reads, struct desk *desk)
{
	struct err err = { 0 };

	if (!write_notes(reads, desk, &err))
		fprintf(stderr, "查看不公开内容的记载没有写成：%s（%s）\n", err.what, err.code);
}

static bool work(struct job *job, struct desk *desk, struct err *err)
{
	struct reads *reads = (struct reads *)job;

	return write_notes(reads, desk, err);
}

static void done(struct job *job, const struct err *err)
{
	struct reads *reads = (struct reads *)job;

	pthread_mutex_lock(&reads->lock);
	reads->submitted = false; /* not before: until now the job lies in the writer's lists */
	pthread_mutex_unlock(&reads->lock);
	if (err != NULL)
		fprintf(stderr, "查看不公开内容的记载没有写成：%s（%s）\n", err->what, err->code);
}

/* ---- notes ---- */

struct reads *reads_new(void)
{
	struct arena *life = arena_new(LIMIT_ARENA_COMMAND);
	struct reads *reads = arena_make(life, struct reads, 1);

	reads->life = life;
	reads->job = (struct job){ .work = work, .done = done };
	pthread_mutex_init(&reads->lock, NULL);
	begin_waiting(reads);
	return reads;
}

void reads_start(struct reads *reads, struct writer *writer)
{
	reads->writer = writer;
}

void reads_end(struct reads *reads)
{
	pthread_mutex_destroy(&reads->lock);
	arena_end(reads->arena);
	arena_end(reads->life);
}

static str private_fields(struct arena *arena, const struct record *record)
{
	struct buf buf;

	buf_init(&buf, arena, LIMIT_LINE_BYTES);
	for (size_t i = 0; i < record->rule->field_count; i++) {
		if (!record->rule->fields[i].hidden || record->values[i].n == 0)
			continue;
		buf_text(&buf, buf.n > 0 ? "\n" : "");
		buf_add(&buf, record->rule->fields[i].name.id);
	}
	return buf_str(&buf);
}

static void add(struct reads *reads, const struct reads_by *by, const struct record *record,
                str fields)
{
	struct arena *arena = reads->arena;
	struct note *note = arena_make(arena, struct note, 1);

	*note = (struct note){ .at = by->now,
		               .person = arena_copy(arena, by->who->person),
		               .key = arena_copy(arena, by->who->key),
		               .address = arena_copy(arena, by->address),
		               .request = arena_copy(arena, by->request),
		               .procedure = arena_copy(arena, record->rule->name.id),
		               .fields = arena_copy(arena, fields),
		               .serial = record->serial };
	*reads->end = note;
	reads->end = &note->next;
	reads->count++;
}

bool reads_note(struct reads *reads, const struct reads_by *by, const struct record *record,
                enum sight sight, struct err *err)
{
	struct arena *scratch = NULL;
	bool room, submit = false;
	str fields;

	if (sight != SIGHT_WHOLE)
		return true;
	scratch = arena_new(LIMIT_ARENA_COMMAND);
	fields = private_fields(scratch, record);
	pthread_mutex_lock(&reads->lock);
	room = fields.n == 0 || reads->count < WAITING_MOST;
	if (room && fields.n > 0) {
		add(reads, by, record, fields);
		submit = reads->count >= WAITING_MANY || by->now - reads->first->at > WAITING_LONG;
		submit = submit && !reads->submitted;
		reads->submitted = reads->submitted || submit;
	}
	pthread_mutex_unlock(&reads->lock);
	arena_end(scratch);
	if (submit && !writer_submit(reads->writer, &reads->job)) {
		pthread_mutex_lock(&reads->lock);
		reads->submitted = false;
		pthread_mutex_unlock(&reads->lock);
	}
	return room || err_set(err, ERR_STORE, "serve.busy", "现在太忙，请稍后再试");
}

bool reads_call(struct call *call, const struct record *record, enum sight sight)
{
	const struct reads_by by = { &call->who, http_peer(call->r), http_id(call->r), call->now };
	struct err err = { 0 };

	if (reads_note(call->api->reads, &by, record, sight, &err))
		return true;
	http_set(call->r, STR("Retry-After"), STR("1"));
	call_problem(call, &err);
	return false;
}

/* ---- for the audit administrator ---- */

#define LIST_MOST 200

static void write_row(struct call *call, struct jw *w, struct db_rows *rows)
{
	static const char *const texts[] = { "person", "key", "address", "request" };
	str fields = db_text(rows, 8), one;

	jw_open(w, '{');
	jw_name_int(w, STR("seq"), db_int(rows, 0));
	jw_name_str(w, STR("at"), time_text(call->arena, db_int(rows, 1)));
	for (int i = 0; i < 4; i++)
		if (db_text(rows, 2 + i).n > 0)
			jw_name_str(w, str_of(texts[i]), db_text(rows, 2 + i));
	jw_name_str(w, STR("record"),
	            record_key(call->arena, db_text(rows, 6), db_int(rows, 7)));
	jw_name(w, STR("fields"));
	jw_open(w, '[');
	while (fields.n > 0) {
		str_cut(&fields, STR("\n"), &one);
		jw_str(w, one);
	}
	jw_close(w);
	jw_close(w);
}

static bool write_rows(struct call *call, struct jw *w, int64_t before, int64_t limit,
                       struct err *err)
{
	struct db_rows rows;
	int64_t count = 0, last = 0;

	if (!db_ask(desk_db(call->desk), &rows,
	            "SELECT seq, at, person, api_key, address, request, procedure, serial, fields "
	            "FROM read_log WHERE seq < ?1 AND (?2 = '' OR person = ?2) "
	            "ORDER BY seq DESC LIMIT ?3",
	            VALUES(DB_INT(before), DB_TEXT(http_query(call->r, STR("person"))),
	                   DB_INT(limit + 1)),
	            err))
		return false;
	jw_name(w, STR("items"));
	jw_open(w, '[');
	while (db_next(&rows) && ++count <= limit) {
		last = db_int(&rows, 0);
		write_row(call, w, &rows);
	}
	jw_close(w);
	if (count > limit)
		jw_name_str(w, STR("next"),
		            arena_printf(call->arena, "%lld", (long long)last));
	return db_done(&rows);
}

static void list(struct call *call)
{
	struct err err = { 0 };
	int64_t before, limit;
	struct jw w;

	if (!admin_require(&call->who, ADMIN_AUDIT, (str){ 0 }, &err)) {
		call_problem(call, &err);
		return;
	}
	if (!call_query_int(call, STR("limit"), 1, LIST_MOST, 50, &limit) ||
	    !call_query_int(call, STR("cursor"), 1, INT64_MAX, INT64_MAX, &before))
		return;
	call_json_begin(call, &w);
	jw_open(&w, '{');
	if (!write_rows(call, &w, before, limit, &err)) {
		call_problem(call, &err);
		return;
	}
	jw_close(&w);
	call_json_send(call, 200, &w);
}

static const char *const list_queries[] = { "limit", "cursor", "person", NULL };

const struct api_op reads_list_op = {
	.id = "listReads",
	.tag = "audit",
	.summary = "谁看过不公开的内容，新的在前",
	.summary_en = "Who was shown private values, newest first",
	.door = API_STAFF,
	.scope = "admin:audit",
	.run = list,
	.queries = list_queries,
	.answer = "ReadList",
	.status = 200,
};
