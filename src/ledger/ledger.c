/* ledger.c -- happenings appended, read back, proved; the signed head of the log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "ledger/inside.h"
#include "store/db.h"

static bool setting_write(struct db *db, str name, str value, struct err *err)
{
	return db_run(db, "INSERT INTO setting (name, value) VALUES (?1, ?2)",
	              VALUES(DB_TEXT(name), DB_TEXT(value)), err);
}

/* The value in the arena; empty when there is none. */
static bool setting_read(struct arena *arena, struct db *db, str name, str *value,
                         struct err *err)
{
	struct db_rows rows;
	str found = STR("");

	if (!db_ask(db, &rows, "SELECT value FROM setting WHERE name = ?1",
	            VALUES(DB_TEXT(name)), err))
		return false;
	while (db_next(&rows))
		found = arena_copy(arena, db_text(&rows, 0));
	if (!db_done(&rows))
		return false;
	*value = found;
	return true;
}

bool ledger_create(struct arena *arena, struct db *db, const char *folder, str origin,
                   bool national, struct chance *chance, struct err *err)
{
	str had;

	assert(db->in_transaction && origin.n > 0);
	if (!setting_read(arena, db, STR("ledger.origin"), &had, err))
		return false;
	if (had.n > 0)
		return err_set(err, ERR_CONFLICT, "ledger.exists", "这里已有账本“%.*s”", PSTR(had));
	return setting_write(db, STR("ledger.origin"), origin, err) &&
	       setting_write(db, STR("ledger.profile"), national ? STR("national") : STR("plain"),
	                     err) &&
	       (folder == NULL || ledger_keys_make(arena, folder, origin, national, chance, err));
}

/* Opening */

static void ledger_end_scratch(void *thing)
{
	arena_end(thing);
}

static bool ledger_read_size(struct ledger *ledger, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(ledger->db, &rows, "SELECT seq FROM event ORDER BY seq DESC LIMIT 1",
	            NO_VALUES, err))
		return false;
	while (db_next(&rows)) {
		int64_t last = db_int(&rows, 0);
		ledger->size = last < 0 ? 0 : last < INT64_MAX ? last + 1 : last;
	}
	return db_done(&rows);
}

static bool ledger_read_settings(struct ledger *ledger, struct err *err)
{
	str profile, since;

	if (!setting_read(ledger->arena, ledger->db, STR("ledger.origin"), &ledger->origin, err) ||
	    !setting_read(ledger->arena, ledger->db, STR("ledger.profile"), &profile, err) ||
	    !setting_read(ledger->arena, ledger->db, STR("ledger.since"), &since, err))
		return false;
	if (since.n > 0 && (!num_read_int(since, &ledger->since) || ledger->since < 0))
		return err_set(err, ERR_TAMPERED, "ledger.since",
		               "登记的续记起点不是条数：设置被改动");
	if (ledger->origin.n == 0) {
		err_set(err, ERR_UNKNOWN, "ledger.missing", "这个数据库里还没有账本");
		return err_fix(err, "请先用 guiju init 建立");
	}
	ledger->national = str_eq(profile, STR("national"));
	ledger->logs = ledger->national ? 2 : 1;
	return true;
}

static bool ledger_load_trees(struct ledger *ledger, struct err *err)
{
	ledger->trees = arena_make(ledger->arena, struct tree, ledger->logs);
	ledger->marked = arena_make(ledger->arena, struct tree, ledger->logs);
	for (size_t log = 0; log < ledger->logs; log++) {
		struct tree *tree = &ledger->trees[log];
		if (!tree_load(tree, ledger->db, (int)log, (uint64_t)ledger->size, err))
			return false;
		tree_copy(&ledger->marked[log], tree);
	}
	ledger->marked_size = ledger->size;
	return true;
}

static struct ledger *ledger_new(struct arena *arena, struct db *db, const char *folder)
{
	struct ledger *made = arena_make(arena, struct ledger, 1);

	made->arena = arena;
	made->scratch = arena_new(LIMIT_ARENA_COMMAND);
	arena_at_end(arena, ledger_end_scratch, made->scratch);
	(void)arena_take(made->scratch, 1); /* keeps the first block over each rewind */
	made->db = db;
	made->folder = folder == NULL ? NULL : arena_cstr(arena, str_of(folder));
	return made;
}

/* All from one state of the database, though a writer may go on meanwhile. */
static bool ledger_load(struct ledger *ledger, struct err *err)
{
	bool own = !ledger->db->in_transaction;

	if (own && !db_begin(ledger->db, err))
		return false;
	bool loaded = ledger_read_settings(ledger, err) && ledger_read_size(ledger, err) &&
	              ledger_keys_load(ledger, err) && ledger_load_trees(ledger, err) &&
	              ledger_heads_check(ledger, err);
	if (own)
		db_rollback(ledger->db);
	return loaded;
}

bool ledger_open(struct arena *arena, struct db *db, const char *folder, struct chance *chance,
                 struct ledger **ledger, struct err *err)
{
	struct ledger *made = ledger_new(arena, db, folder);
	struct arena_mark mark = arena_mark(made->scratch);

	made->chance = chance;
	if (!ledger_heads_before(made, err) || !ledger_load(made, err))
		return false;
	arena_rewind(made->scratch, mark);
	*ledger = made;
	return true;
}

bool ledger_open_doubted(struct arena *arena, struct db *db, const char *folder,
                         struct ledger **ledger, struct err *err)
{
	struct ledger *made = ledger_new(arena, db, folder);

	made->doubted = true;
	if (!ledger_heads_before(made, err) || !ledger_read_settings(made, err) ||
	    !ledger_read_size(made, err) || !ledger_keys_load(made, err))
		return false;
	*ledger = made;
	return true;
}

/* Appending */

static bool ledger_good_event(const struct event *event, struct err *err)
{
	bool good = event->kind >= LEAF_OPEN && event->kind <= LEAF_MEND &&
	            leaf_good_procedure(event->procedure) && event->serial >= 0 &&
	            event->cause >= -1 && event->recorded >= 0 &&
	            (event->happened == INSTANT_NONE || event->happened >= 0);

	return good || err_set(err, ERR_INVALID, "ledger.event",
	                       "事件的种类、事项、编号或时间不能记入账本（时间须在1970年以后）");
}

/* Draws the event's private key and commits to each hidden field with it. */
static digest *ledger_commit_hidden(struct ledger *ledger, const struct event *event, digest *key)
{
	digest *commitments = arena_make(ledger->scratch, digest, event->hidden_count);

	if (event->hidden_count > 0)
		*key = chance_take(ledger->chance);
	for (size_t i = 0; i < event->hidden_count; i++) {
		assert(event->hidden[i].value.at != NULL);
		commitments[i] = leaf_commit_field(key, event->hidden[i].id,
		                                   event->hidden[i].value);
	}
	return commitments;
}

static bool ledger_write_private(struct ledger *ledger, const struct event *event,
                                 const digest *key, struct err *err)
{
	struct buf values;

	if (event->hidden_count == 0)
		return true;
	buf_init(&values, ledger->scratch, LIMIT_EVENT_BYTES);
	event_write_hidden(&values, event);
	if (values.full)
		return err_set(err, ERR_LIMIT, "ledger.long", "不公开字段合计超过 %d 字节",
		               LIMIT_EVENT_BYTES);
	return db_run(ledger->db, "INSERT INTO private (seq, key, body) VALUES (?1, ?2, ?3)",
	              VALUES(DB_INT(ledger->size), DB_BLOB(digest_bytes(key)),
	                     DB_BLOB(buf_str(&values))),
	              err);
}

static bool ledger_write_event(struct ledger *ledger, const struct event *event,
                               const digest *commitments, str *entry, struct err *err)
{
	digest salt = chance_take(ledger->chance);
	unsigned char *bytes = arena_take(ledger->scratch, LEAF_BYTES_MAX);
	struct buf body;

	buf_init(&body, ledger->scratch, LIMIT_EVENT_BYTES);
	event_write(&body, event, commitments);
	if (body.full)
		return err_set(err, ERR_LIMIT, "ledger.long", "事件正文超过 %d 字节",
		               LIMIT_EVENT_BYTES);
	struct leaf leaf = { event->kind, event->recorded, event->procedure,
		             leaf_commit(&salt, buf_str(&body)) };
	*entry = (str){ (const char *)bytes, leaf_write(&leaf, bytes) };
	return db_run(ledger->db,
	              "INSERT INTO event (seq, procedure, record, entry, salt, body)"
	              " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	              VALUES(DB_INT(ledger->size), DB_TEXT(event->procedure),
	                     DB_INT(event->serial), DB_BLOB(*entry),
	                     DB_BLOB(digest_bytes(&salt)), DB_TEXT(buf_str(&body))),
	              err);
}

static bool ledger_append_in(struct ledger *ledger, const struct event *event, struct err *err)
{
	digest key = { { 0 } };
	digest *commitments = ledger_commit_hidden(ledger, event, &key);
	str entry;

	if (!ledger_write_event(ledger, event, commitments, &entry, err) ||
	    !ledger_write_private(ledger, event, &key, err))
		return false;
	for (size_t log = 0; log < ledger->logs; log++) {
		if (!tree_append(&ledger->trees[log], entry, err))
			return false;
	}
	return true;
}

bool ledger_append(struct ledger *ledger, const struct event *event, int64_t *seq,
                   struct err *err)
{
	struct arena_mark mark = arena_mark(ledger->scratch);

	assert(ledger->chance != NULL && !ledger->doubted && ledger->db->in_transaction);
	bool done = ledger_good_event(event, err) && ledger_append_in(ledger, event, err);
	arena_rewind(ledger->scratch, mark);
	if (!done)
		return false;
	*seq = ledger->size++;
	assert(ledger->trees[0].edge.size == (uint64_t)ledger->size);
	return true;
}

void ledger_mark(struct ledger *ledger)
{
	for (size_t log = 0; log < ledger->logs; log++)
		tree_copy(&ledger->marked[log], &ledger->trees[log]);
	ledger->marked_size = ledger->size;
}

void ledger_rewind(struct ledger *ledger)
{
	for (size_t log = 0; log < ledger->logs; log++)
		tree_copy(&ledger->trees[log], &ledger->marked[log]);
	ledger->size = ledger->marked_size;
}

int64_t ledger_size(const struct ledger *ledger)
{
	return ledger->size;
}

digest ledger_root(const struct ledger *ledger, enum digest_kind kind)
{
	assert((size_t)kind < ledger->logs && !ledger->doubted);
	return merkle_root(&ledger->trees[kind].edge);
}

str ledger_origin(const struct ledger *ledger)
{
	return ledger->origin;
}

bool ledger_national(const struct ledger *ledger)
{
	return ledger->national;
}

bool ledger_prove(struct arena *arena, struct ledger *ledger, enum digest_kind kind, int64_t seq,
                  struct merkle_path *path, struct err *err)
{
	assert((size_t)kind < ledger->logs && !ledger->doubted);
	struct merkle_source source = { kind, tree_get, &ledger->trees[kind] };

	if (seq < 0 || seq >= ledger->size)
		return err_set(err, ERR_UNKNOWN, "ledger.event", "账本里没有第 %lld 号事件",
		               (long long)seq);
	return merkle_prove_inclusion(arena, &source, (uint64_t)seq, (uint64_t)ledger->size, path,
	                              err);
}
