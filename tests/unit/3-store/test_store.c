/* test_store.c -- a store is made, shared, killed in mid-transaction, and erased from.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db_sqlite.h"
#include "store/store.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const inside[] = { "guiju.db", "guiju.db-wal", "guiju.db-shm", "lock" };

struct fixture {
	struct arena *arena;
	const char *folder;
	struct err err;
};

static struct fixture set_up(void)
{
	struct fixture f = { .arena = arena_new((size_t)32 << 20) };
	char *name = arena_cstr(f.arena, STR("/tmp/test_store.XXXXXX"));

	/* Run from the root of the project, as the Makefile does. */
	if (file_exists("schema/0001-ground.sql"))
		setenv("GUIJU_HOME", ".", 1);
	CHECK(mkdtemp(name) != NULL);
	f.folder = arena_printf(f.arena, "%s/库", name).at;
	return f;
}

static const char *in(struct fixture *f, const char *name)
{
	return arena_printf(f->arena, "%s/%s", f->folder, name).at;
}

static void tear_down(struct fixture *f)
{
	char above[256];

	for (size_t i = 0; i < countof(inside); i++)
		unlink(in(f, inside[i]));
	rmdir(in(f, "keys"));
	rmdir(in(f, "files"));
	rmdir(f->folder);
	snprintf(above, sizeof above, "%.*s", (int)(strrchr(f->folder, '/') - f->folder),
	         f->folder);
	CHECK_INT(rmdir(above), 0);
	arena_end(f->arena);
}

static bool set(struct db *db, const char *name, str value, struct err *err)
{
	return db_run(db, "INSERT INTO setting (name, value) VALUES (?1, ?2)",
	              VALUES(DB_TEXT(str_of(name)), DB_TEXT(value)), err);
}

static int64_t settings(struct db *db)
{
	struct err err = { 0 };
	struct db_rows rows;
	int64_t n = -1;

	CHECK_OK(db_ask(db, &rows, "SELECT count(*) FROM setting", NO_VALUES, &err), &err);
	if (db_next(&rows))
		n = db_int(&rows, 0);
	CHECK_OK(db_done(&rows), &err);
	return n;
}

static unsigned rights(const char *path)
{
	struct stat state = { 0 };

	CHECK_INT(stat(path, &state), 0);
	return state.st_mode & 0777;
}

TEST(made_private_and_once)
{
	struct fixture f = set_up();
	struct db db;

	CHECK(!store_open(f.arena, f.folder, STORE_WRITE, &db, &f.err));
	CHECK_ERR(&f.err, ERR_UNKNOWN, "store.missing");
	CHECK(strstr(f.err.fix, "guiju init") != NULL);
	err_clear(&f.err);
	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err), &f.err);
	CHECK_INT(rights(f.folder), 0700);
	CHECK_INT(rights(in(&f, "keys")), 0700);
	CHECK_INT(rights(in(&f, "files")), 0700);
	CHECK_INT(rights(in(&f, "guiju.db")), 0600);
	CHECK_INT(rights(in(&f, "guiju.db-wal")), 0600);
	db_close(&db);
	CHECK(!store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.exists");
	tear_down(&f);
}

TEST(one_writer_many_readers)
{
	struct fixture f = set_up();
	struct db writer, other, reader;

	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &writer, &f.err), &f.err);
	CHECK(!store_open(f.arena, f.folder, STORE_WRITE, &other, &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.busy");
	CHECK(strstr(f.err.what, arena_printf(f.arena, "%d", (int)getpid()).at) != NULL);
	err_clear(&f.err);

	CHECK_OK(store_open(f.arena, f.folder, STORE_READ, &reader, &f.err), &f.err);
	CHECK_OK(db_begin(&writer, &f.err) && set(&writer, "a", STR("1"), &f.err), &f.err);
	CHECK_INT(settings(&reader), 0);
	CHECK_OK(db_commit(&writer, &f.err), &f.err);
	CHECK_INT(settings(&reader), 1);
	CHECK(!set(&reader, "b", STR("1"), &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.readonly");
	err_clear(&f.err);

	db_close(&writer);
	CHECK_OK(store_open(f.arena, f.folder, STORE_WRITE, &other, &f.err), &f.err);
	CHECK_OK(set(&other, "b", STR("1"), &f.err), &f.err);
	db_close(&other);
	db_close(&reader);
	tear_down(&f);
}

/* The arena frees the lock of a store that nobody closed. */
TEST(closed_by_the_arena)
{
	struct fixture f = set_up();
	struct arena *inner = arena_new((size_t)8 << 20);
	struct db db;

	CHECK_OK(store_open(inner, f.folder, STORE_CREATE, &db, &f.err), &f.err);
	arena_end(inner);
	CHECK_OK(store_open(f.arena, f.folder, STORE_WRITE, &db, &f.err), &f.err);
	db_close(&db);
	tear_down(&f);
}

/* One row is committed; a second one, with enough beside it to spill from the cache
 * into the log, is not. Then the writer waits to be killed. */
static void write_and_wait(const char *folder, int tell)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct err err = { 0 };
	struct db db;
	char *value = arena_take(arena, 60000);
	bool ok;

	memset(value, 'x', 60000);
	ok = store_open(arena, folder, STORE_WRITE, &db, &err) && db_begin(&db, &err) &&
	     set(&db, "kept", STR("1"), &err) && db_commit(&db, &err) && db_begin(&db, &err);
	for (int64_t i = 0; ok && i < 1300; i++)
		ok = db_run(&db, "INSERT INTO tile (log, level, idx, data) VALUES (0, 0, ?1, ?2)",
		            VALUES(DB_INT(i), DB_BLOB(((str){ value, 60000 }))), &err);
	ok = ok && set(&db, "lost", STR("1"), &err);
	(void)!write(tell, ok ? "1" : "0", 1);
	for (;;)
		pause();
}

TEST(killed_in_mid_transaction)
{
	struct fixture f = set_up();
	struct db db;
	struct stat log = { 0 };
	int pipes[2];
	char told = 0;

	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err), &f.err);
	db_close(&db);
	CHECK_INT(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0)
		write_and_wait(f.folder, pipes[1]);
	CHECK_INT(read(pipes[0], &told, 1), 1);
	CHECK_INT(told, '1');
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	CHECK(stat(in(&f, "guiju.db-wal"), &log) == 0 && log.st_size > 1000000);
	CHECK_OK(store_open(f.arena, f.folder, STORE_WRITE, &db, &f.err), &f.err);
	CHECK_INT(settings(&db), 1);
	CHECK_OK(set(&db, "lost", STR("1"), &f.err), &f.err);
	db_close(&db);
	close(pipes[0]);
	close(pipes[1]);
	tear_down(&f);
}

static bool holds(struct fixture *f, const char *name, const char *words)
{
	str bytes;

	if (!file_exists(in(f, name)))
		return false;
	CHECK_OK(file_read(f->arena, in(f, name), (size_t)8 << 20, &bytes, &f->err), &f->err);
	return str_find(bytes, str_of(words)) >= 0;
}

TEST(erased_bytes_are_gone)
{
	struct fixture f = set_up();
	struct db db;
	const char *words = "身份证号甲乙丙丁";

	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err), &f.err);
	for (int64_t i = 0; i < 50; i++)
		CHECK_OK(db_run(&db, "INSERT INTO private (seq, key, body) VALUES (?1, ?2, ?3)",
		                VALUES(DB_INT(i), DB_BLOB(STR("k")),
		                       DB_BLOB(i == 25 ? str_of(words) : STR("别的"))), &f.err),
		         &f.err);
	CHECK(holds(&f, "guiju.db", words) || holds(&f, "guiju.db-wal", words));
	CHECK_OK(db_secure_delete(&db, true, &f.err), &f.err);
	CHECK_OK(db_begin(&db, &f.err), &f.err);
	CHECK_OK(db_run(&db, "DELETE FROM private WHERE seq = ?1", VALUES(DB_INT(25)), &f.err),
	         &f.err);
	CHECK_OK(db_commit(&db, &f.err), &f.err);
	CHECK_OK(db_secure_delete(&db, false, &f.err), &f.err);
	CHECK(!holds(&f, "guiju.db", words) && !holds(&f, "guiju.db-wal", words));
	CHECK(holds(&f, "guiju.db", "别的"));
	db_close(&db);
	tear_down(&f);
}

/* Another program, without our lock, holds the database's own one. */
TEST(held_by_another_program)
{
	struct fixture f = set_up();
	struct db db, other;

	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err), &f.err);
	CHECK_OK(db_sqlite_open(f.arena, in(&f, "guiju.db"), DB_SQLITE_WRITE, -1, &other, &f.err),
	         &f.err);
	CHECK_OK(db_begin(&other, &f.err), &f.err);
	CHECK_OK(db_script(&db, "PRAGMA busy_timeout=50", &f.err), &f.err);
	CHECK(!db_begin(&db, &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.busy");
	CHECK(!db.in_transaction);
	err_clear(&f.err);
	db_rollback(&other);
	CHECK_OK(db_begin(&db, &f.err), &f.err);
	CHECK_OK(set(&db, "a", STR("1"), &f.err) && db_commit(&db, &f.err), &f.err);
	db_close(&other);
	db_close(&db);
	tear_down(&f);
}

/* A reader that still sees the old state keeps its bytes in the log. */
TEST(erasing_beside_a_reader)
{
	struct fixture f = set_up();
	struct db db, reader;

	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err), &f.err);
	CHECK_OK(set(&db, "a", STR("1"), &f.err), &f.err);
	CHECK_OK(store_open(f.arena, f.folder, STORE_READ, &reader, &f.err), &f.err);
	CHECK_OK(db_begin(&reader, &f.err), &f.err);
	CHECK_INT(settings(&reader), 1);
	CHECK_OK(db_script(&db, "PRAGMA busy_timeout=50", &f.err), &f.err);
	CHECK_OK(db_secure_delete(&db, true, &f.err), &f.err);
	CHECK_OK(db_run(&db, "DELETE FROM setting WHERE name = ?1", VALUES(DB_TEXT(STR("a"))),
	                &f.err), &f.err);
	CHECK(!db_secure_delete(&db, false, &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.erasing");
	err_clear(&f.err);
	db_rollback(&reader);
	CHECK_OK(db_secure_delete(&db, false, &f.err), &f.err);
	db_close(&reader);
	db_close(&db);
	tear_down(&f);
}

TEST(damaged_file)
{
	struct fixture f = set_up();
	struct db db;

	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err), &f.err);
	db_close(&db);
	CHECK_OK(file_write(in(&f, "guiju.db"), STR("这不是数据库这不是数据库这不是数据库"), 0600,
	                    &f.err), &f.err);
	CHECK(!store_open(f.arena, f.folder, STORE_WRITE, &db, &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.corrupt");
	tear_down(&f);
}

/* Neither an emptied file nor another program's gets tables of ours. */
TEST(not_our_file)
{
	struct fixture f = set_up();
	struct db db;

	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err), &f.err);
	db_close(&db);
	CHECK_OK(file_write(in(&f, "guiju.db"), STR(""), 0600, &f.err), &f.err);
	for (int i = 0; i < 2; i++) {
		CHECK(!store_open(f.arena, f.folder, i ? STORE_WRITE : STORE_READ, &db, &f.err));
		CHECK_ERR(&f.err, ERR_STORE, "store.corrupt");
		err_clear(&f.err);
	}
	tear_down(&f);
}

/* A store whose tables cannot be made is not left half made. */
TEST(no_schema)
{
	struct fixture f = set_up();
	struct db db;

	setenv("GUIJU_HOME", "/nonexistent", 1);
	CHECK(!store_open(f.arena, f.folder, STORE_CREATE, &db, &f.err));
	CHECK(f.err.kind != ERR_NONE);
	CHECK(!file_exists(in(&f, "guiju.db")));
	tear_down(&f);
}

TEST(scratch)
{
	struct fixture f = set_up();
	struct db db;

	CHECK_OK(store_open_scratch(f.arena, &db, &f.err), &f.err);
	CHECK_INT(settings(&db), 0);
	CHECK_OK(set(&db, "a", STR("1"), &f.err), &f.err);
	CHECK_INT(settings(&db), 1);
	db_close(&db);
	tear_down(&f);
}
