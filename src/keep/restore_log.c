/* restore_log.c -- how a restored store's log goes on, and what its door forgets.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep/restore_log.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "calendar/day.h"
#include "format/json_write.h"
#include "keep/copy.h"
#include "ledger/ledger.h"
#include "store/store.h"

struct going_on {
	struct arena *arena;
	const struct restore_ask *ask;
	struct restore_done *done;
	const char *folder;
	struct db db;
	struct chance chance;
	struct ledger *ledger;
	instant now;
};

/* ---- the door ---- */

static bool run_all(struct db *db, const char *const *statements, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!db_run(db, statements[i], NO_VALUES, err))
			return false;
	return true;
}

static bool count_accounts(struct db *db, int64_t *count, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(db, &rows, "SELECT count(*) FROM account", NO_VALUES, err))
		return false;
	while (db_next(&rows))
		*count = db_int(&rows, 0);
	return db_done(&rows);
}

/* Passwords, second factors and the log of the door hang on keys/auth.secret. */
static bool check_door_key(struct going_on *g, struct err *err)
{
	int64_t accounts = 0;

	if (file_exists(copy_path(g->arena, g->folder, "keys/auth.secret")) ||
	    g->ask->without_accounts)
		return true;
	if (!count_accounts(&g->db, &accounts, err))
		return false;
	if (accounts == 0)
		return true;
	err_set(err, ERR_UNKNOWN, "restore.keys",
	        "备份里没有密钥，%lld 个账号离了 keys/auth.secret 不能用", (long long)accounts);
	return err_fix(err, "加上 --keys 文件夹（另存的 keys/）；密钥确已丢失，"
	                    "用 --without-accounts，恢复后重新邀请每个人");
}

/* Its rows are chained by the key that is lost: they go into a file, and the log begins anew. */
static bool put_log_away(struct going_on *g, struct err *err)
{
	struct db_rows rows;
	struct buf buf;
	struct jw w;

	buf_init(&buf, g->arena, LIMIT_JSON_BYTES);
	if (!db_ask(&g->db, &rows,
	            "SELECT seq, at, kind, good, person, actor, address, detail "
	            "FROM security_log ORDER BY seq", NO_VALUES, err))
		return false;
	while (db_next(&rows)) {
		jw_init(&w, &buf, false);
		jw_open(&w, '{');
		jw_name_int(&w, STR("seq"), db_int(&rows, 0));
		jw_name_int(&w, STR("at"), db_int(&rows, 1));
		jw_name_str(&w, STR("kind"), db_text(&rows, 2));
		jw_name_int(&w, STR("good"), db_int(&rows, 3));
		jw_name_str(&w, STR("person"), db_text(&rows, 4));
		jw_name_str(&w, STR("actor"), db_text(&rows, 5));
		jw_name_str(&w, STR("address"), db_text(&rows, 6));
		jw_name_str(&w, STR("detail"), db_text(&rows, 7));
		jw_close(&w);
		buf_byte(&buf, '\n');
	}
	if (!db_done(&rows))
		return false;
	if (buf.full)
		return err_set(err, ERR_LIMIT, "restore.log", "登录安全日志太长，另存不下");
	return file_write(copy_path(g->arena, g->folder, "security_log.past"), buf_str(&buf), 0600,
	                  err) &&
	       db_script(&g->db,
	                 "DROP TRIGGER security_log_no_delete; DELETE FROM security_log;"
	                 "CREATE TRIGGER security_log_no_delete BEFORE DELETE ON security_log "
	                 "BEGIN SELECT RAISE(ABORT, 'security_log is append-only'); END;"
	                 "DELETE FROM auth_setting WHERE name = 'log_head'", err);
}

/* What was ended after the copy was taken must not come to life again. */
static bool close_door(struct going_on *g, struct err *err)
{
	static const char *const always[] = {
		"DELETE FROM session",
		"DELETE FROM invitation",
		"DELETE FROM device",
	};
	static const char *const accounts[] = {
		"DELETE FROM account",  "DELETE FROM password_past",
		"DELETE FROM recovery", "DELETE FROM pace",
		"DELETE FROM api_key",
	};

	return run_all(&g->db, always, countof(always), err) &&
	       (!g->done->new_log ||
	        db_run(&g->db, "UPDATE api_key SET revoked = ?1 WHERE revoked IS NULL",
	               VALUES(DB_INT(g->now)), err)) &&
	       (!g->ask->without_accounts ||
	        (run_all(&g->db, accounts, countof(accounts), err) && put_log_away(g, err)));
}

/* ---- the event ---- */

static bool note_time(void *with, const struct ledger_row *row, struct err *err)
{
	struct going_on *g = with;

	(void)err;
	if (row->event != NULL && row->event->recorded > g->now)
		g->now = row->event->recorded;
	return true;
}

/* "guiju/620200" of a log that may have been restored before. */
static str first_of(str origin)
{
	ptrdiff_t slash = str_find(origin, STR("/"));
	str rest = str_sub(origin, (size_t)(slash + 1), origin.n), part;

	(void)str_cut(&rest, STR("/"), &part);
	return str_sub(origin, 0, (size_t)(slash + 1) + part.n);
}

/* The name tells when it was restored, and comes after that of the log before it: twice
 * within a second, the next second is taken. */
static str origin_of(struct going_on *g, str old, instant at)
{
	struct buf text;
	char name[32] = "";
	size_t n = 0;
	str made;

	buf_init(&text, g->arena, 64);
	day_write_instant(&text, at - at % INSTANT_SECOND);
	for (size_t i = 0; i < 19; i++) /* 2026-11-23T15:16:37 */
		if (text.at[i] != '-' && text.at[i] != ':')
			name[n++] = text.at[i];
	made = arena_printf(g->arena, "%.*s/%s", PSTR(first_of(old)), name);
	return str_cmp(made, old) <= 0 ? origin_of(g, old, at + INSTANT_SECOND) : made;
}

static str number(struct arena *arena, int64_t value)
{
	return arena_printf(arena, "%lld", (long long)value);
}

/* In the order of their names, as a body has them. */
static size_t tell_fields(struct going_on *g, str old, str root, struct pair fields[10])
{
	const struct note_key *keys;
	str lost = g->done->lost < 0 ? STR("unknown") : number(g->arena, g->done->lost);
	size_t n = 0;

	(void)ledger_keys(g->ledger, &keys);
	fields[n++] = (struct pair){ STR("backup"), g->done->manifest.made };
	if (g->done->new_log) {
		fields[n++] = (struct pair){ STR("continues"), old };
		fields[n++] = (struct pair){ STR("key"), note_write_key(g->arena, &keys[0]) };
		fields[n++] = (struct pair){ STR("lost"), lost };
		fields[n++] = (struct pair){ STR("origin"), ledger_origin(g->ledger) };
	}
	if (g->ask->reason.n > 0)
		fields[n++] = (struct pair){ STR("reason"), g->ask->reason };
	fields[n++] = (struct pair){ STR("root"), root };
	fields[n++] = (struct pair){ STR("size"), number(g->arena, ledger_size(g->ledger)) };
	return n;
}

static bool append(struct going_on *g, str old, str root, struct err *err)
{
	struct pair fields[10];
	struct event event = {
		.kind = LEAF_STORE,
		.procedure = STR("store"),
		.happened = g->now,
		.recorded = g->now,
		.person = g->ask->person,
		.role = STR("restorer"),
		.cause = -1,
		.fields = fields,
		.field_count = tell_fields(g, old, root, fields),
	};
	int64_t seq;

	if (!db_begin(&g->db, err))
		return false;
	ledger_mark(g->ledger);
	if (close_door(g, err) && ledger_append(g->ledger, &event, &seq, err) &&
	    db_commit(&g->db, err))
		return ledger_sign(g->ledger, err);
	db_rollback(&g->db);
	return false;
}

static bool open_old(struct going_on *g, struct err *err)
{
	struct ledger *old;
	int64_t size;

	if (!ledger_open(g->arena, &g->db, g->folder, NULL, &old, err))
		return false;
	size = ledger_size(old);
	g->ledger = old;
	return size == 0 || ledger_each(&g->db, size - 1, size, note_time, g, err);
}

static bool go_on(struct going_on *g, struct err *err)
{
	char root[44];
	str old;

	if (!check_door_key(g, err) || !open_old(g, err))
		return false;
	old = ledger_origin(g->ledger);
	digest_base64url(ledger_root(g->ledger, DIGEST_SHA256), root);
	if (g->done->new_log
	            ? !ledger_succeed(g->arena, &g->db, g->folder, origin_of(g, old, g->now),
	                              &g->chance, &g->ledger, err)
	            : !ledger_open(g->arena, &g->db, g->folder, &g->chance, &g->ledger, err))
		return false;
	g->done->origin = ledger_origin(g->ledger);
	if (!append(g, old, arena_copy(g->arena, str_of(root)), err))
		return false;
	g->done->events = ledger_size(g->ledger);
	return true;
}

bool restore_log(struct arena *arena, const struct restore_ask *ask, const char *beside,
                 struct restore_done *done, struct err *err)
{
	struct going_on g = { .arena = arena, .ask = ask, .done = done, .folder = beside };
	bool good;

	g.now = clock_now(&ask->clock);
	chance_real(&g.chance);
	if (!store_open(arena, beside, STORE_WRITE, &g.db, err))
		return false;
	good = go_on(&g, err);
	db_close(&g.db);
	return good;
}
