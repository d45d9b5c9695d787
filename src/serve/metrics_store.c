/* metrics_store.c -- numbers about the records of the store, counted now and then.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/metrics_store.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "store/db.h"

#define KEPT     INSTANT_MINUTE
#define TEXT_MAX ((size_t)1 << 20)
#define NEAR     (3 * 24 * INSTANT_HOUR)

struct metrics_store {
	pthread_mutex_t lock;
	struct arena *arena; /* of the text */
	instant counted;     /* 0: never */
	str text;
};

struct metrics_store *metrics_store_new(struct arena *arena)
{
	struct metrics_store *store = arena_make(arena, struct metrics_store, 1);

	pthread_mutex_init(&store->lock, NULL);
	store->arena = arena_new(4 * TEXT_MAX);
	return store;
}

void metrics_store_end(struct metrics_store *store)
{
	arena_end(store->arena);
	pthread_mutex_destroy(&store->lock);
}

/* A stage is named by the rule and may have any letters that a label's value may not. */
static void label(struct buf *buf, str value)
{
	for (size_t i = 0; i < value.n; i++) {
		if (value.at[i] == '"' || value.at[i] == '\\')
			buf_byte(buf, '\\');
		buf_byte(buf, value.at[i] == '\n' ? ' ' : value.at[i]);
	}
}

/* An index by procedure and stage gives this without looking at a record. */
static bool count_records(struct buf *buf, struct db *db)
{
	struct err ignored = { 0 };
	struct db_rows rows;

	buf_text(buf, "# HELP guiju_records Records by procedure and stage.\n"
	              "# TYPE guiju_records gauge\n");
	if (!db_ask(db, &rows,
	            "SELECT procedure, stage, count(*) FROM record GROUP BY procedure, stage",
	            NO_VALUES, &ignored))
		return false;
	while (db_next(&rows)) {
		buf_text(buf, "guiju_records{procedure=\"");
		label(buf, db_text(&rows, 0));
		buf_text(buf, "\",stage=\"");
		label(buf, db_text(&rows, 1));
		buf_printf(buf, "\"} %lld\n", (long long)db_int(&rows, 2));
	}
	return db_done(&rows);
}

static void limit_line(struct buf *buf, str procedure, const char *state, int64_t count)
{
	buf_text(buf, "guiju_limits{procedure=\"");
	label(buf, procedure);
	buf_printf(buf, "\",due=\"%s\"} %lld\n", state, (long long)count);
}

/* Limits that run, or ran out and are still owed: an index has them by procedure and due date,
 * and no more than that is asked. */
static bool count_limits(struct buf *buf, struct db *db, instant now)
{
	struct err ignored = { 0 };
	struct db_rows rows;

	buf_text(buf, "# HELP guiju_limits Limits that run: over, due within three days, later.\n"
	              "# TYPE guiju_limits gauge\n");
	if (!db_ask(db, &rows,
	            "SELECT procedure, sum(CASE WHEN due <= ?1 THEN 1 ELSE 0 END), "
	            "sum(CASE WHEN due > ?1 AND due <= ?2 THEN 1 ELSE 0 END), "
	            "sum(CASE WHEN due > ?2 THEN 1 ELSE 0 END) "
	            "FROM term WHERE state IN (0, 3) GROUP BY procedure",
	            VALUES(DB_INT(now), DB_INT(now + NEAR)), &ignored))
		return false;
	while (db_next(&rows)) {
		limit_line(buf, db_text(&rows, 0), "over", db_int(&rows, 1));
		limit_line(buf, db_text(&rows, 0), "soon", db_int(&rows, 2));
		limit_line(buf, db_text(&rows, 0), "later", db_int(&rows, 3));
	}
	return db_done(&rows);
}

/* Nothing goes out yet. */
static void count_outbox(struct buf *buf)
{
	buf_text(buf, "# HELP guiju_outbox_pending Messages that wait to go out.\n"
	              "# TYPE guiju_outbox_pending gauge\nguiju_outbox_pending 0\n");
}

static void count_all(struct metrics_store *store, struct desk *desk, instant now)
{
	struct buf buf;

	arena_rewind(store->arena, (struct arena_mark){ 0 });
	buf_init(&buf, store->arena, TEXT_MAX);
	count_outbox(&buf);
	if (count_records(&buf, desk_db(desk)) && count_limits(&buf, desk_db(desk), now) &&
	    !buf.full)
		store->text = buf_str(&buf);
	else
		store->text = STR("");
	store->counted = now;
}

void metrics_store_write(struct metrics_store *store, struct buf *buf, struct desk *desk,
                         instant now)
{
	pthread_mutex_lock(&store->lock);
	if (store->counted == 0 || now - store->counted >= KEPT || now < store->counted)
		count_all(store, desk, now);
	buf_add(buf, store->text);
	pthread_mutex_unlock(&store->lock);
}
