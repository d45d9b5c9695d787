/* pg_guard.c -- one writer for each jurisdiction of a database, and durable or not at all.
 *
 * The place is digits and nothing else (address.c), so it may stand in a statement.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/pg_guard.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "store/pg_link.h"
#include <unistd.h>

/* "gu" in the upper bytes of our locks' numbers; a place has twelve digits at most. */
#define LOCK_SCHEMA ((int64_t)0x6775 << 48)

/* Plans shall not depend on what was last known of a table that grows fast: writers ask
 * by key alone. */
static const char settings[] =
	"SET lock_timeout = '5s'; SET jit = off; SET standard_conforming_strings = on;"
	"SET DateStyle = 'ISO'; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10;"
	"SET tcp_keepalives_count = 3;";
static const char writing[] = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";
static const char reading[] = "SET default_transaction_read_only = on";

static bool expect(struct arena *arena, struct pg_link *link, const char *name, const char *wanted,
                   struct err *err)
{
	str sql = arena_printf(arena, "SHOW %s", name), value;

	if (!pg_link_value(link, arena, sql.at, &value, err))
		return false;
	if (str_eq(value, str_of(wanted)))
		return true;
	if (strcmp(name, "server_encoding") == 0) {
		err_set(err, ERR_STORE, "store.open", "数据库的编码是 %.*s，不是 UTF8",
		        PSTR(value));
		return err_fix(err, "请另建数据库：createdb --template=template0 --encoding=UTF8");
	}
	err_set(err, ERR_STORE, "store.sync", "数据库不能保证断电不丢数据（%s=%.*s）", name,
	        PSTR(value));
	return err_fix(err, "请在数据库服务器上打开它：%s = %s", name, wanted);
}

bool pg_guard_session(struct arena *arena, struct pg_link *link, bool may_write, struct err *err)
{
	str sync;

	if (!pg_link_script(link, settings, err) ||
	    !pg_link_script(link, may_write ? writing : reading, err) ||
	    !pg_link_value(link, arena, "SHOW synchronous_commit", &sync, err))
		return false;
	/* What is stronger than `on` stays. */
	if (!str_starts(sync, STR("remote_")) &&
	    !pg_link_script(link, "SET synchronous_commit = on", err))
		return false;
	return expect(arena, link, "server_encoding", "UTF8", err) &&
	       expect(arena, link, "fsync", "on", err) &&
	       expect(arena, link, "full_page_writes", "on", err);
}

static int64_t lock_of(const char *place)
{
	int64_t number = 0;
	bool digits = num_read_int(str_of(place), &number);

	assert(digits);
	return LOCK_SCHEMA + 1 + number;
}

static bool refuse_busy(struct arena *arena, struct pg_link *link, const char *place,
                        struct err *err)
{
	str sql = arena_printf(arena, "SELECT holder FROM jurisdiction WHERE place = '%s'", place);
	struct err ignored = { 0 };
	str holder;

	if (!pg_link_value(link, arena, sql.at, &holder, &ignored))
		holder = STR("");
	pg_link_forget(link);
	err_set(err, ERR_CONFLICT, "store.busy", "另一个 guiju 正在写 %s 的库%s%.*s%s", place,
	        holder.n > 0 ? "（" : "", PSTR(holder), holder.n > 0 ? "）" : "");
	return err_fix(err, "请等它结束后重试；同一地区同一时间只能有一个程序写库");
}

/* A writer that was killed leaves its lock when the server has noticed: wait a little. */
bool pg_guard_lock(struct arena *arena, struct pg_link *link, const char *place, struct err *err)
{
	str sql = arena_printf(arena,
	                       "SET lock_timeout = '2s'; SELECT pg_advisory_lock(%lld); "
	                       "SET lock_timeout = '5s'",
	                       (long long)lock_of(place));

	if (pg_link_script(link, sql.at, err))
		return true;
	if (err->kind != ERR_CONFLICT)
		return false;
	err_clear(err);
	pg_link_forget(link);
	return refuse_busy(arena, link, place, err);
}

bool pg_guard_schema(struct arena *arena, struct pg_link *link, bool on, struct err *err)
{
	str sql = arena_printf(arena, "SELECT pg_advisory_%s(%lld)", on ? "lock" : "unlock",
	                       (long long)LOCK_SCHEMA);

	return pg_link_script(link, sql.at, err);
}

bool pg_guard_has_tables(struct arena *arena, struct pg_link *link, bool *has, struct err *err)
{
	str found;

	if (!pg_link_value(link, arena, "SELECT count(to_regclass('jurisdiction'))", &found, err))
		return false;
	*has = str_eq(found, STR("1"));
	return true;
}

static bool refuse_missing(const char *place, struct err *err)
{
	err_set(err, ERR_UNKNOWN, "store.missing", "这个数据库里没有 %s 的库", place);
	return err_fix(err, "请核对库文件夹里的 database 文件；新的库用 guiju init 建");
}

/* Host and process, for people. */
static str holder_of(struct arena *arena)
{
	char host[64] = "";
	struct buf clean;

	(void)gethostname(host, sizeof host - 1);
	buf_init(&clean, arena, sizeof host);
	for (const char *c = host; *c != '\0'; c++)
		if (*c != '\'' && *c != '\\' && *c > ' ')
			buf_byte(&clean, *c);
	return arena_printf(arena, "主机 %.*s，进程号 %d", PSTR(buf_str(&clean)), (int)getpid());
}

bool pg_guard_wipe(struct arena *arena, struct pg_link *link, const char *place, struct err *err)
{
	str sql = arena_printf(
		arena,
		"DO $wipe$ DECLARE one text; BEGIN FOR one IN SELECT table_name FROM "
		"information_schema.columns WHERE column_name = 'place' AND table_schema = "
		"current_schema() AND table_name <> 'jurisdiction' LOOP EXECUTE "
		"format('DELETE FROM %%I WHERE place = %%L', one, '%s'); END LOOP; "
		"DELETE FROM jurisdiction WHERE place = '%s' AND made = 0; END $wipe$",
		place, place);

	return pg_link_script(link, sql.at, err);
}

static bool make(struct arena *arena, struct pg_link *link, const char *place, struct err *err)
{
	str sql = arena_printf(arena, "SELECT made FROM jurisdiction WHERE place = '%s'", place);
	str made;

	if (!pg_link_value(link, arena, sql.at, &made, err))
		return false;
	if (str_eq(made, STR("1"))) {
		err_set(err, ERR_CONFLICT, "store.exists", "这个数据库里已经有 %s 的库", place);
		return err_fix(err, "请换一个数据库；已有的库直接使用即可");
	}
	if (made.n > 0 && !pg_guard_wipe(arena, link, place, err))
		return false;
	sql = arena_printf(arena, "INSERT INTO jurisdiction (place, epoch, made, holder) "
	                          "VALUES ('%s', 0, 0, '')", place);
	return pg_link_script(link, sql.at, err);
}

bool pg_guard_claim(struct arena *arena, struct pg_link *link, const char *place,
                    enum pg_claim claim, int64_t *epoch, struct err *err)
{
	str sql, value;

	*epoch = 0;
	if (claim == PG_CLAIM_MAKE && !make(arena, link, place, err))
		return false;
	if (claim == PG_CLAIM_READ)
		sql = arena_printf(arena, "SELECT epoch FROM jurisdiction WHERE place = '%s'",
		                   place);
	else
		sql = arena_printf(arena,
		                   "UPDATE jurisdiction SET epoch = epoch + 1, made = %d, "
		                   "holder = '%.*s' WHERE place = '%s' RETURNING epoch",
		                   claim == PG_CLAIM_WRITE, PSTR(holder_of(arena)), place);
	if (!pg_link_value(link, arena, sql.at, &value, err))
		return false;
	return num_read_int(value, epoch) || refuse_missing(place, err);
}
