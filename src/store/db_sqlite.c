/* db_sqlite.c -- the database in a file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/db_sqlite.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUCKETS          256
#define BUSY_MS          5000
#define STATEMENTS_BYTES ((size_t)1 << 20) /* some ten thousand; the program has hundreds */

/* A prepared statement, found by the address of its text. While a cursor reads from
 * one, the same question asked again gets a second one. */
struct statement {
	const char *sql;
	sqlite3_stmt *prepared;
	bool in_use;
	struct statement *next; /* in the bucket */
};

struct sqlite {
	struct arena *arena; /* of its own: the caller's may be rewound in between */
	sqlite3 *handle;     /* NULL after closing */
	int lock;
	bool may_write;
	size_t count;
	struct statement *buckets[BUCKETS];
};

/* The file needs mending or room before the same thing can work. */
static bool refuse_file(struct err *err, int code)
{
	if (code == SQLITE_FULL || code == SQLITE_IOERR) {
		err_set(err, ERR_STORE, "store.full", "库文件写不进去：磁盘已满或出错");
		return err_fix(err, "请腾出磁盘空间、检查磁盘后重试；未答复的操作都没有记入");
	}
	err_set(err, ERR_STORE, "store.corrupt", "库文件损坏，或不是本程序的库");
	return err_fix(err, "请停止写入，从备份恢复，再用 guiju verify 核对");
}

/* Readers too write the -shm file beside the database. */
static bool refuse_readonly(struct err *err)
{
	err_set(err, ERR_STORE, "store.readonly", "库的文件夹不能写，读库也要能写其中的 -shm 文件");
	return err_fix(err, "请以这个库的主人运行；只读的备份，先复制到能写的地方再打开");
}

static bool is_taken(int extended)
{
	return extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
	       extended == SQLITE_CONSTRAINT_ROWID;
}

static bool refuse(const struct sqlite *self, const char *sql, struct err *err)
{
	int code = sqlite3_errcode(self->handle) & 0xFF;

	if (is_taken(sqlite3_extended_errcode(self->handle)))
		code = SQLITE_CONSTRAINT;
	else if (code == SQLITE_CONSTRAINT)
		code = SQLITE_ERROR; /* NOT NULL and the like: the program's mistake */
	switch (code) {
	case SQLITE_CONSTRAINT: err_set(err, ERR_CONFLICT, "store.unique", "这个键已经有了"); break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		err_set(err, ERR_CONFLICT, "store.busy", "库被别的程序占用超过 %d 秒",
		        BUSY_MS / 1000);
		err_fix(err, "请稍后重试");
		break;
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM: refuse_readonly(err); break;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: refuse_file(err, code); break;
	default: err_set(err, ERR_STORE, "store.sql", "数据库没有执行这个语句");
	}
	return err_detail(err, "sqlite %d: %s: %.120s", sqlite3_extended_errcode(self->handle),
	                  sqlite3_errmsg(self->handle), sql);
}

/* Literals lie apart by at least their length; the low bits say little. */
static size_t bucket_of(const char *sql)
{
	return (size_t)(((uintptr_t)sql >> 3) * 0x9E3779B1u >> 7) % BUCKETS;
}

static struct statement *prepare(struct sqlite *self, const char *sql, struct err *err)
{
	size_t bucket = bucket_of(sql);
	struct statement *statement;
	sqlite3_stmt *prepared = NULL;
	const char *tail = NULL;

	if (sqlite3_prepare_v3(self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared,
	                       &tail) != SQLITE_OK) {
		refuse(self, sql, err);
		return NULL;
	}
	assert(prepared && *tail == '\0');
	statement = arena_make(self->arena, struct statement, 1);
	statement->sql = sql;
	statement->prepared = prepared;
	statement->next = self->buckets[bucket];
	self->buckets[bucket] = statement;
	self->count++;
	return statement;
}

static struct statement *find(struct sqlite *self, const char *sql, struct err *err)
{
	struct statement *statement = self->buckets[bucket_of(sql)];

	assert(self->handle);
	while (statement && (statement->sql != sql || statement->in_use))
		statement = statement->next;
	if (!statement)
		return prepare(self, sql, err);
	assert(strcmp(sqlite3_sql(statement->prepared), sql) == 0); /* else no literal */
	return statement;
}

static int bind_one(sqlite3_stmt *prepared, int at, const struct db_value *value, bool copy)
{
	const char *bytes = value->bytes.n > 0 ? value->bytes.at : "";
	void (*keep)(void *) = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;

	switch (value->type) {
	case DB_NULL: return sqlite3_bind_null(prepared, at);
	case DB_INT: return sqlite3_bind_int64(prepared, at, value->number);
	case DB_TEXT:
		return sqlite3_bind_text64(prepared, at, bytes, value->bytes.n, keep, SQLITE_UTF8);
	case DB_BLOB: return sqlite3_bind_blob64(prepared, at, bytes, value->bytes.n, keep);
	case DB_REAL: break;
	}
	return SQLITE_MISUSE;
}

/* Every parameter is bound every time, so nothing old can stay behind. */
static bool bind_all(struct sqlite *self, struct statement *statement,
                     const struct db_value *values, size_t count, bool copy, struct err *err)
{
	assert(count == (size_t)sqlite3_bind_parameter_count(statement->prepared));
	for (size_t i = 0; i < count; i++)
		if (bind_one(statement->prepared, (int)i + 1, &values[i], copy) != SQLITE_OK)
			return refuse(self, statement->sql, err);
	return true;
}

static bool run(void *thing, const char *sql, const struct db_value *values, size_t count,
                struct err *err)
{
	struct sqlite *self = thing;
	struct statement *statement = find(self, sql, err);
	int result = SQLITE_ROW;

	if (!statement || !bind_all(self, statement, values, count, false, err))
		return false;
	while (result == SQLITE_ROW)
		result = sqlite3_step(statement->prepared);
	if (result != SQLITE_DONE)
		refuse(self, sql, err);
	sqlite3_reset(statement->prepared);
	return result == SQLITE_DONE;
}

static bool ask(void *thing, const char *sql, const struct db_value *values, size_t count,
                void **cursor, struct err *err)
{
	struct sqlite *self = thing;
	struct statement *statement = find(self, sql, err);

	if (!statement || !bind_all(self, statement, values, count, true, err))
		return false;
	statement->in_use = true;
	*cursor = statement;
	return true;
}

static bool next(void *thing, void *cursor, bool *more, struct err *err)
{
	struct statement *statement = cursor;
	int result = sqlite3_step(statement->prepared);

	*more = result == SQLITE_ROW;
	return result == SQLITE_ROW || result == SQLITE_DONE || refuse(thing, statement->sql, err);
}

static struct db_value column(void *thing, void *cursor, int at)
{
	sqlite3_stmt *prepared = ((struct statement *)cursor)->prepared;
	struct db_value value = { 0 };

	(void)thing;
	assert(at >= 0 && at < sqlite3_data_count(prepared));
	switch (sqlite3_column_type(prepared, at)) {
	case SQLITE_INTEGER: return DB_INT(sqlite3_column_int64(prepared, at));
	case SQLITE_NULL: return DB_NULLVALUE;
	case SQLITE_TEXT:
		value.type = DB_TEXT;
		value.bytes.at = (const char *)sqlite3_column_text(prepared, at);
		break;
	case SQLITE_BLOB:
		value.type = DB_BLOB;
		value.bytes.at = sqlite3_column_blob(prepared, at);
		break;
	default: /* a real: no statement of the program makes one, nor asks for one */
		return (struct db_value){ DB_REAL, 0, { 0 } };
	}
	value.bytes.n = (size_t)sqlite3_column_bytes(prepared, at);
	return value;
}

static void close_rows(void *thing, void *cursor)
{
	struct statement *statement = cursor;

	(void)thing;
	sqlite3_reset(statement->prepared);
	statement->in_use = false;
}

static bool script(void *thing, const char *sql, struct err *err)
{
	struct sqlite *self = thing;

	return sqlite3_exec(self->handle, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       refuse(self, sql, err);
}

/* A writer takes its lock at once: a later upgrade could fail in mid-transaction. */
static bool begin(void *thing, struct err *err)
{
	struct sqlite *self = thing;

	return run(self, self->may_write ? "BEGIN IMMEDIATE" : "BEGIN", NO_VALUES, err);
}

static bool commit(void *thing, struct err *err)
{
	return run(thing, "COMMIT", NO_VALUES, err);
}

static void rollback(void *thing)
{
	struct sqlite *self = thing;

	/* After a full disk SQLite has rolled back by itself. */
	if (self->handle && !sqlite3_get_autocommit(self->handle))
		sqlite3_exec(self->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* The first column of the first row of a pragma as text, into `out`. */
static bool pragma(struct sqlite *self, const char *sql, char out[32], struct err *err)
{
	sqlite3_stmt *prepared = NULL;
	const unsigned char *text = NULL;
	bool ok = sqlite3_prepare_v2(self->handle, sql, -1, &prepared, NULL) == SQLITE_OK;

	out[0] = '\0';
	if (ok) {
		int result = sqlite3_step(prepared);

		ok = result == SQLITE_ROW || result == SQLITE_DONE;
		if (result == SQLITE_ROW)
			text = sqlite3_column_text(prepared, 0);
	}
	if (text)
		snprintf(out, 32, "%s", (const char *)text);
	if (!ok)
		refuse(self, sql, err);
	sqlite3_finalize(prepared);
	return ok;
}

static bool secure_delete(void *thing, bool on, struct err *err)
{
	struct sqlite *self = thing;
	char answer[32];

	if (on)
		return pragma(self, "PRAGMA secure_delete=ON", answer, err);
	if (!pragma(self, "PRAGMA secure_delete=FAST", answer, err) ||
	    !pragma(self, "PRAGMA wal_checkpoint(TRUNCATE)", answer, err))
		return false;
	if (strcmp(answer, "0") == 0)
		return true;
	err_set(err, ERR_STORE, "store.erasing",
	        "内容已删除，但预写日志里还留有旧字节：有别的程序正在读库");
	return err_fix(err, "请在读库的程序结束后再执行一次");
}

static bool refuse_copy(const char *path, const char *why, struct err *err)
{
	err_set(err, ERR_STORE, "store.copy", "库的副本写不成");
	err_where(err, "%s", path);
	err_fix(err, "请核对那里的空间和权限后重试");
	return err_detail(err, "%s", why);
}

static bool sync_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 && fchmod(fd, 0600) == 0 && fsync(fd) == 0;

	if (!done)
		refuse_copy(path, strerror(errno), err);
	if (fd >= 0)
		close(fd);
	return done;
}

/* One statement reads one snapshot, so writers go on. query_only forbids writing any
 * file, also another one. SQLite does not sync what it makes so. */
static bool copy_to(void *thing, const char *path, struct err *err)
{
	struct sqlite *self = thing;
	sqlite3_stmt *vacuum = NULL;
	char answer[32];
	bool done = pragma(self, "PRAGMA query_only=OFF", answer, err);

	if (!done)
		return false;
	done = sqlite3_prepare_v2(self->handle, "VACUUM INTO ?1", -1, &vacuum, NULL) ==
	               SQLITE_OK &&
	       sqlite3_bind_text(vacuum, 1, path, -1, SQLITE_STATIC) == SQLITE_OK &&
	       sqlite3_step(vacuum) == SQLITE_DONE;
	if (!done)
		refuse_copy(path, sqlite3_errmsg(self->handle), err);
	sqlite3_finalize(vacuum);
	if (!self->may_write && done)
		done = pragma(self, "PRAGMA query_only=ON", answer, err);
	return done && sync_file(path, err);
}

static void close_all(void *thing)
{
	struct sqlite *self = thing;

	if (!self->handle)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct statement *s = self->buckets[i]; s; s = s->next)
			sqlite3_finalize(s->prepared);
	sqlite3_close(self->handle);
	self->handle = NULL;
	arena_end(self->arena);
	if (self->lock >= 0)
		close(self->lock);
}

static const struct db_driver driver = {
	.name = "sqlite",
	.run = run,
	.ask = ask,
	.next = next,
	.column = column,
	.close_rows = close_rows,
	.script = script,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.secure_delete = secure_delete,
	.copy_to = copy_to,
	.close = close_all,
};

/* The checkpoint limit is large because SQLite folds the log back inside the commit
 * that reaches it; 20 000 pages are 80 MB. Deleted cells are overwritten where that
 * costs no extra write (FAST); erasures ask for more (db_secure_delete). */
static const char settings[] =
	"PRAGMA foreign_keys=OFF; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;"
	"PRAGMA wal_autocheckpoint=20000; PRAGMA cache_size=-65536; PRAGMA mmap_size=0;"
	"PRAGMA secure_delete=FAST;";

static bool refuse_sync(const char *what, const char *got, struct err *err)
{
	err_set(err, ERR_STORE, "store.sync", "数据库不能保证断电不丢数据（%s=%s）", what, got);
	return err_fix(err, "请把库放在本机磁盘上，不要放在网络文件系统上");
}

/* Durability is asked for, then read back. */
static bool set_durable(struct sqlite *self, struct err *err)
{
	char answer[32];

	if (!pragma(self, "PRAGMA journal_mode=WAL", answer, err))
		return false;
	if (strcmp(answer, "wal") != 0)
		return refuse_sync("journal_mode", answer, err);
	if (!pragma(self, "PRAGMA synchronous=FULL", answer, err) ||
	    !pragma(self, "PRAGMA synchronous", answer, err))
		return false;
	if (strcmp(answer, "2") != 0)
		return refuse_sync("synchronous", answer, err);
	return true;
}

static bool set_up(struct sqlite *self, enum db_sqlite_mode mode, struct err *err)
{
	sqlite3_busy_timeout(self->handle, BUSY_MS);
	if (mode == DB_SQLITE_SCRATCH)
		return script(self, settings, err) &&
		       script(self, "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;", err);
	if (!script(self, settings, err) || !set_durable(self, err))
		return false;
	return mode != DB_SQLITE_READ || script(self, "PRAGMA query_only=ON", err);
}

static bool open_handle(struct sqlite *self, const char *path, enum db_sqlite_mode mode,
                        struct err *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	bool scratch = mode == DB_SQLITE_SCRATCH;

	if (scratch)
		flags |= SQLITE_OPEN_CREATE;
	if (sqlite3_open_v2(scratch ? "" : path, &self->handle, flags, NULL) == SQLITE_OK)
		return true;
	err_set(err, ERR_STORE, "store.open", "库文件打不开");
	err_where(err, "%s", scratch ? "临时库" : path);
	err_fix(err, "请以这个库的主人运行，并核对它是一个文件");
	return err_detail(err, "%s", self->handle ? sqlite3_errmsg(self->handle) : "no memory");
}

bool db_sqlite_open(struct arena *arena, const char *path, enum db_sqlite_mode mode, int lock,
                    struct db *db, struct err *err)
{
	struct sqlite *self = arena_make(arena, struct sqlite, 1);

	self->lock = -1;
	self->may_write = mode != DB_SQLITE_READ;
	if (!open_handle(self, path, mode, err) || !set_up(self, mode, err)) {
		sqlite3_close(self->handle);
		self->handle = NULL;
		return false;
	}
	self->arena = arena_new(STATEMENTS_BYTES);
	self->lock = lock;
	arena_at_end(arena, close_all, self);
	*db = (struct db){ .driver = &driver, .self = self };
	return true;
}

size_t db_sqlite_statements(const struct db *db)
{
	assert(db->driver == &driver);
	return ((const struct sqlite *)db->self)->count;
}
