/* search.c -- the index of what records say, and the question which have certain terms.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/search.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk_inside.h"
#include "engine/search_text.h"

#define QUESTION_BYTES ((size_t)1 << 20)
#define WORD_TERMS     32 /* of one word; more of them would hardly part what these do not */
#define MEMORY         ((size_t)48 << 20)

/* The words of a database for the same things. */
struct dialect {
	const char *drop_open, *put_open; /* drop_open NULL: what is put is added */
	const char *drop_closed, *put_closed, *merge_closed;
	const char *ask_open, *ask_closed;
	const char *and, *or;
	char quote;
};

static const struct dialect sqlite = {
	.put_open = "INSERT INTO search_open (rowid, terms) VALUES (?1, ?2)",
	.put_closed = "INSERT INTO search_closed (rowid, terms) VALUES (?1, ?2)",
	.drop_closed = "DELETE FROM search_closed WHERE rowid = ?1",
	.merge_closed = "INSERT INTO search_closed (search_closed) VALUES ('optimize')",
	.ask_open = "SELECT rowid FROM search_open WHERE search_open MATCH ?1 AND rowid < ?2 "
		    "ORDER BY rowid DESC LIMIT ?3",
	.ask_closed = "SELECT rowid FROM search_closed WHERE search_closed MATCH ?1 "
		      "AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3",
	.and = " AND ",
	.or = " OR ",
	.quote = '"',
};

static const struct dialect postgres = {
	.drop_open = "DELETE FROM search_open WHERE doc = ?1",
	.put_open = "INSERT INTO search_open (doc, terms) "
		    "VALUES (?1, array_to_tsvector(string_to_array(?2, ' ')))",
	.put_closed = "INSERT INTO search_closed (doc, terms) "
		      "VALUES (?1, array_to_tsvector(string_to_array(?2, ' ')))",
	.drop_closed = "DELETE FROM search_closed WHERE doc = ?1",
	.merge_closed = NULL,
	.ask_open = "SELECT doc FROM search_open WHERE terms @@ CAST(CAST(?1 AS text) AS tsquery) "
		    "AND doc < ?2 ORDER BY doc DESC LIMIT ?3",
	.ask_closed = "SELECT doc FROM search_closed WHERE terms @@ "
		      "CAST(CAST(?1 AS text) AS tsquery) AND doc < ?2 ORDER BY doc DESC LIMIT ?3",
	.and = " & ",
	.or = " | ",
	.quote = '\'',
};

static const struct dialect *dialect_of(const struct desk *desk)
{
	return strcmp(desk->db.driver->name, "sqlite") == 0 ? &sqlite : &postgres;
}

/* ---- how far it has come ---- */

static bool read_mark(struct desk *desk, int64_t *seq, struct err *err)
{
	struct db_rows rows;

	*seq = -1;
	if (!db_ask(&desk->db, &rows, "SELECT seq FROM search_mark WHERE name = 'indexed'",
	            NO_VALUES, err))
		return false;
	if (db_next(&rows))
		*seq = db_int(&rows, 0);
	return db_done(&rows);
}

static bool write_mark(struct desk *desk, int64_t seq, struct err *err)
{
	return db_run(&desk->db,
	              "INSERT INTO search_mark (name, seq) VALUES (?1, ?2) "
	              "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq",
	              VALUES(DB_TEXT(STR("indexed")), DB_INT(seq)), err);
}

bool search_behind(struct desk *desk, int64_t *events, struct err *err)
{
	struct db_rows rows;
	int64_t seq;

	*events = 0;
	if (!read_mark(desk, &seq, err) ||
	    !db_ask(&desk->db, &rows, "SELECT max(seq) FROM event", NO_VALUES, err))
		return false;
	if (db_next(&rows) && !db_is_null(&rows, 0))
		*events = db_int(&rows, 0) - seq;
	return db_done(&rows);
}

/* ---- taking in ---- */

/* First and last event of a record; *first = -1 when it has none. */
static bool span(struct desk *desk, str procedure, int64_t serial, int64_t *first, int64_t *last,
                 struct err *err)
{
	struct db_rows rows;

	*first = *last = -1;
	if (!db_ask(&desk->db, &rows,
	            "SELECT min(seq), max(seq) FROM event WHERE procedure = ?1 AND record = ?2",
	            VALUES(DB_TEXT(procedure), DB_INT(serial)), err))
		return false;
	if (db_next(&rows) && !db_is_null(&rows, 0)) {
		*first = db_int(&rows, 0);
		*last = db_int(&rows, 1);
	}
	return db_done(&rows);
}

/* Records that events speak of, each once. */
struct changed {
	struct arena *arena;
	struct table seen;
	struct search_hit *at;
	size_t count, room;
	int64_t last, events;
};

static void note_changed(struct changed *changed, str procedure, int64_t serial)
{
	str key = record_key(changed->arena, procedure, serial);

	if (table_find(&changed->seen, key) != NULL)
		return;
	table_put(&changed->seen, key, changed);
	if (changed->count == changed->room) {
		size_t room = changed->room * 2 + 64;

		changed->at = arena_grow(changed->arena, changed->at,
		                         changed->room * sizeof(*changed->at),
		                         room * sizeof(*changed->at));
		changed->room = room;
	}
	changed->at[changed->count++] =
		(struct search_hit){ 0, arena_copy(changed->arena, procedure), serial };
}

static bool read_changed(struct desk *desk, const char *sql, int64_t after, int64_t most,
                         struct changed *changed, struct err *err)
{
	struct db_rows rows;

	table_init(&changed->seen, changed->arena);
	changed->last = after;
	if (!db_ask(&desk->db, &rows, sql, VALUES(DB_INT(after), DB_INT(most)), err))
		return false;
	while (db_next(&rows)) {
		changed->events++;
		if (db_int(&rows, 0) > changed->last)
			changed->last = db_int(&rows, 0);
		if (db_int(&rows, 2) > 0)
			note_changed(changed, db_text(&rows, 1), db_int(&rows, 2));
	}
	return db_done(&rows);
}

static int by_doc(const void *a, const void *b)
{
	const struct search_hit *x = a, *y = b;

	return x->doc < y->doc ? -1 : x->doc > y->doc;
}

/* Fills in the docs, in order. Records with events behind the slice are left to a later one. */
static bool order_changed(struct desk *desk, struct changed *changed, struct err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < changed->count; i++) {
		struct search_hit hit = changed->at[i];
		int64_t last;

		if (!span(desk, hit.procedure, hit.serial, &hit.doc, &last, err))
			return false;
		if (last <= changed->last)
			changed->at[n++] = hit;
	}
	changed->count = n;
	if (n > 1)
		qsort(changed->at, n, sizeof(*changed->at), by_doc);
	return true;
}

static void add_pieces(struct arena *arena, const struct desk *desk, const struct record *record,
                       bool closed, struct terms *terms)
{
	size_t count;
	const struct search_piece *pieces =
		search_text_pieces(arena, record, &desk->people, closed, &count);

	for (size_t i = 0; i < count; i++) {
		struct folded text = terms_fold(arena, pieces[i].text);

		terms_add(terms, &text);
	}
	terms_sort(terms);
}

/* All terms of the record as one text of tokens; empty when there are none. */
static str tokens_of(struct arena *arena, const struct desk *desk, const struct record *record,
                     bool closed)
{
	struct terms terms;
	struct buf buf;
	size_t organ_count;
	const str *organs = search_text_organs(arena, record, &organ_count);

	terms_init(&terms, arena);
	add_pieces(arena, desk, record, closed, &terms);
	if (terms.count == 0)
		return (str){ 0 };
	buf_init(&buf, arena, LIMIT_ARENA_COMMAND);
	terms_write_tag(&buf, 'p', record->rule->name.id);
	for (size_t i = 0; i < organ_count; i++) {
		buf_byte(&buf, ' ');
		terms_write_tag(&buf, 'o', organs[i]);
	}
	for (size_t i = 0; i < terms.count; i++) {
		buf_byte(&buf, ' ');
		terms_write(&buf, terms.at[i]);
	}
	return buf_str(&buf);
}

/* Drops what there was (where the database needs that) and puts the tokens, if any. */
static bool put_tokens(struct desk *desk, const char *drop, const char *add, int64_t doc,
                       str tokens, struct err *err)
{
	return (drop == NULL || db_run(&desk->db, drop, VALUES(DB_INT(doc)), err)) &&
	       (tokens.n == 0 ||
	        db_run(&desk->db, add, VALUES(DB_INT(doc), DB_TEXT(tokens)), err));
}

static bool put(struct arena *arena, struct desk *desk, const struct search_hit *hit,
                struct err *err)
{
	const struct dialect *say = dialect_of(desk);
	struct record *record = NULL;

	if (!desk_record(desk, hit->procedure, hit->serial, &record, err))
		return false;
	return record == NULL ||
	       (put_tokens(desk, say->drop_open, say->put_open, hit->doc,
	                   tokens_of(arena, desk, record, false), err) &&
	        put_tokens(desk, say->drop_closed, say->put_closed, hit->doc,
	                   tokens_of(arena, desk, record, true), err));
}

static bool put_all(struct desk *desk, const struct changed *changed, struct err *err)
{
	for (size_t i = 0; i < changed->count; i++) {
		struct arena_mark mark = arena_mark(changed->arena);

		if (!put(changed->arena, desk, &changed->at[i], err))
			return false;
		arena_rewind(changed->arena, mark);
		if (arena_used(desk->batch) > MEMORY)
			desk_forget_batch(desk);
	}
	return true;
}

static bool take_in(struct desk *desk, struct changed *changed, int64_t most, struct err *err)
{
	int64_t seq;

	return read_mark(desk, &seq, err) &&
	       read_changed(desk,
	                    "SELECT seq, procedure, record FROM event WHERE seq > ?1 "
	                    "ORDER BY seq LIMIT ?2",
	                    seq, most, changed, err) &&
	       order_changed(desk, changed, err) && put_all(desk, changed, err) &&
	       (changed->events == 0 || write_mark(desk, changed->last, err));
}

bool search_index(struct desk *desk, int64_t most, int64_t *left, struct err *err)
{
	struct changed changed = { 0 };
	bool good = desk_commit(desk, err) && search_behind(desk, left, err);

	if (!good || *left == 0)
		return good;
	if (!db_begin(&desk->db, err))
		return false;
	changed.arena = arena_new(LIMIT_ARENA_COMMAND);
	good = take_in(desk, &changed, most, err);
	if (good)
		good = db_commit(&desk->db, err);
	else
		db_rollback(&desk->db);
	arena_end(changed.arena);
	desk_forget_batch(desk);
	return good && search_behind(desk, left, err);
}

bool search_forget(struct desk *desk, str procedure, int64_t serial, struct err *err)
{
	const struct dialect *say = dialect_of(desk);
	int64_t doc, last;

	assert(desk->db.in_transaction);
	return span(desk, procedure, serial, &doc, &last, err) &&
	       db_run(&desk->db, say->drop_closed, VALUES(DB_INT(doc)), err) &&
	       (say->merge_closed == NULL || db_run(&desk->db, say->merge_closed, NO_VALUES, err));
}

/* ---- asking ---- */

static void quote_tag(struct buf *buf, const struct dialect *say, char kind, str id)
{
	buf_byte(buf, say->quote);
	terms_write_tag(buf, kind, id);
	buf_byte(buf, say->quote);
}

static void any_of(struct buf *buf, const struct dialect *say, char kind, const str *ids,
                   size_t count)
{
	buf_byte(buf, '(');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_text(buf, say->or);
		quote_tag(buf, say, kind, ids[i]);
	}
	buf_byte(buf, ')');
}

static void add_scope(struct buf *buf, const struct dialect *say, const struct search_scope *scope)
{
	if (scope->everywhere)
		return;
	buf_text(buf, say->and);
	buf_byte(buf, '(');
	if (scope->whole_count > 0)
		any_of(buf, say, 'p', scope->whole, scope->whole_count);
	if (scope->partly_count > 0 && scope->organ_count > 0) {
		if (scope->whole_count > 0)
			buf_text(buf, say->or);
		buf_byte(buf, '(');
		if (!scope->others) {
			any_of(buf, say, 'p', scope->partly, scope->partly_count);
			buf_text(buf, say->and);
		}
		any_of(buf, say, 'o', scope->organs, scope->organ_count);
		buf_byte(buf, ')');
	}
	buf_byte(buf, ')');
}

static void all_terms(struct buf *buf, const struct dialect *say, const uint64_t *terms,
                      size_t count)
{
	buf_byte(buf, '(');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_text(buf, say->and);
		buf_byte(buf, say->quote);
		terms_write(buf, terms[i]);
		buf_byte(buf, say->quote);
	}
	buf_byte(buf, ')');
}

static void add_words(struct arena *arena, struct buf *buf, const struct dialect *say,
                      const struct search_ask *ask, const char *between)
{
	buf_byte(buf, '(');
	for (size_t i = 0; i < ask->word_count; i++) {
		struct terms terms;

		terms_init(&terms, arena);
		terms_add_word(&terms, &ask->words[i]);
		terms_sort(&terms);
		if (i > 0)
			buf_text(buf, between);
		all_terms(buf, say, terms.at, terms.count < WORD_TERMS ? terms.count : WORD_TERMS);
	}
	buf_byte(buf, ')');
}

#define STREAM_MOST 512

/* Docs of one question, fetched by parts that grow. */
struct stream {
	const char *sql;
	str question;
	int64_t before;
	int64_t docs[STREAM_MOST];
	size_t count, at, part;
	bool over;
};

enum { OPEN, CLOSED, STREAMS };

struct search {
	struct arena *arena;
	struct desk *desk;
	struct stream streams[STREAMS];
	struct search_hit *tail; /* in order: taken from the end */
	size_t tail_count;
	bool complete;
};

static bool fetch(struct desk *desk, struct stream *stream, struct err *err)
{
	struct db_rows rows;
	size_t wanted = stream->part;

	stream->count = stream->at = 0;
	if (!db_ask(&desk->db, &rows, stream->sql,
	            VALUES(DB_TEXT(stream->question), DB_INT(stream->before),
	                   DB_INT((int64_t)wanted)),
	            err))
		return false;
	while (stream->count < wanted && db_next(&rows))
		stream->docs[stream->count++] = db_int(&rows, 0);
	stream->over = stream->count < wanted;
	if (stream->count > 0)
		stream->before = stream->docs[stream->count - 1];
	stream->part = wanted * 4 < STREAM_MOST ? wanted * 4 : STREAM_MOST;
	return db_done(&rows);
}

/* The next doc, without taking it; -1 at the end. */
static bool peek(struct desk *desk, struct stream *stream, int64_t *doc, struct err *err)
{
	if (stream->at == stream->count && !stream->over && !fetch(desk, stream, err))
		return false;
	*doc = stream->at < stream->count ? stream->docs[stream->at] : -1;
	return true;
}

bool search_tail(struct arena *arena, struct desk *desk, int64_t before, struct search_hit **tail,
                 size_t *count, bool *complete, struct err *err)
{
	struct changed changed = { .arena = arena };
	int64_t seq, last;
	size_t n = 0;

	if (!read_mark(desk, &seq, err) ||
	    !read_changed(desk,
	                  "SELECT seq, procedure, record FROM event WHERE seq > ?1 "
	                  "ORDER BY seq DESC LIMIT ?2",
	                  seq, SEARCH_TAIL + 1, &changed, err))
		return false;
	*complete = changed.events <= SEARCH_TAIL;
	for (size_t i = 0; i < changed.count; i++) {
		struct search_hit hit = changed.at[i];

		if (!span(desk, hit.procedure, hit.serial, &hit.doc, &last, err))
			return false;
		if (hit.doc >= 0 && hit.doc < before)
			changed.at[n++] = hit;
	}
	if (n > 1)
		qsort(changed.at, n, sizeof(*changed.at), by_doc);
	*tail = changed.at;
	*count = n;
	return true;
}

static bool is_nowhere(const struct search_scope *scope)
{
	return !scope->everywhere && scope->whole_count == 0 &&
	       (scope->partly_count == 0 || scope->organ_count == 0);
}

struct search *search_start(struct arena *arena, struct desk *desk, const struct search_ask *ask,
                            struct err *err)
{
	struct search *search = arena_make(arena, struct search, 1);
	const struct dialect *say = dialect_of(desk);

	search->arena = arena;
	search->desk = desk;
	search->complete = true;
	for (size_t i = 0; i < STREAMS; i++) {
		struct stream *stream = &search->streams[i];
		struct buf buf;

		buf_init(&buf, arena, QUESTION_BYTES);
		add_words(arena, &buf, say, ask, i == OPEN ? say->and : say->or);
		add_scope(&buf, say, ask->scope);
		*stream = (struct stream){ .sql = i == OPEN ? say->ask_open : say->ask_closed,
			                   .question = buf_str(&buf),
			                   .before = ask->before,
			                   .part = 32,
			                   .over = buf.full || is_nowhere(ask->scope) };
	}
	if (!is_nowhere(ask->scope) &&
	    !search_tail(arena, desk, ask->before, &search->tail, &search->tail_count,
	                 &search->complete, err))
		return NULL;
	return search;
}

bool search_complete(const struct search *search)
{
	return search->complete;
}

bool search_next(struct search *search, struct search_hit *hit, bool *more, struct err *err)
{
	int64_t docs[STREAMS], best = -1;
	struct search_hit *tail;
	bool found = false;

	*more = true;
	while (!found) {
		tail = search->tail_count > 0 ? &search->tail[search->tail_count - 1] : NULL;
		best = tail ? tail->doc : -1;
		for (size_t i = 0; i < STREAMS; i++) {
			if (!peek(search->desk, &search->streams[i], &docs[i], err))
				return false;
			best = docs[i] > best ? docs[i] : best;
		}
		if (best < 0) {
			*more = false;
			return true;
		}
		for (size_t i = 0; i < STREAMS; i++)
			search->streams[i].at += docs[i] == best;
		if (tail != NULL && tail->doc == best) {
			*hit = *tail;
			search->tail_count--;
			return true;
		}
		if (!search_record(search->arena, search->desk, best, hit, &found, err))
			return false;
	}
	return true;
}

bool search_docs(struct arena *arena, struct desk *desk, const struct search_terms *ask,
                 size_t most, int64_t *docs, size_t *count, struct err *err)
{
	const struct dialect *say = dialect_of(desk);
	struct db_rows rows;
	struct buf buf;

	*count = 0;
	if (ask->count == 0 || is_nowhere(ask->scope))
		return true;
	buf_init(&buf, arena, QUESTION_BYTES);
	all_terms(&buf, say, ask->terms, ask->count);
	add_scope(&buf, say, ask->scope);
	if (!db_ask(&desk->db, &rows, ask->closed ? say->ask_closed : say->ask_open,
	            VALUES(DB_TEXT(buf_str(&buf)), DB_INT(ask->before), DB_INT((int64_t)most)),
	            err))
		return false;
	while (*count < most && db_next(&rows))
		docs[(*count)++] = db_int(&rows, 0);
	return db_done(&rows);
}

bool search_record(struct arena *arena, struct desk *desk, int64_t doc, struct search_hit *hit,
                   bool *found, struct err *err)
{
	struct db_rows rows;

	*found = false;
	if (!db_ask(&desk->db, &rows, "SELECT procedure, record FROM event WHERE seq = ?1",
	            VALUES(DB_INT(doc)), err))
		return false;
	if (db_next(&rows) && db_int(&rows, 1) > 0) {
		*hit = (struct search_hit){ doc, arena_copy(arena, db_text(&rows, 0)),
			                    db_int(&rows, 1) };
		*found = true;
	}
	return db_done(&rows);
}
