/* test_postgres.c -- a store on a real server: values, batches, one writer, lost connections.
 *
 * The server's address is in $GUIJU_TEST_DATABASE (tests/postgres/run starts one).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/address.h"
#include "store/store.h"
#include <unistd.h>

struct fixture {
	struct arena *arena;
	const char *url, *folder;
	char above[32];
	struct db db;
	struct err err;
};

static bool set_up(struct fixture *f, const char *place)
{
	struct address address;

	*f = (struct fixture){ .arena = arena_new((size_t)256 << 20) };
	f->url = getenv("GUIJU_TEST_DATABASE");
	if (f->url == NULL)
		return false;
	if (file_exists("schema/0001-ground.sql"))
		setenv("GUIJU_HOME", ".", 1);
	snprintf(f->above, sizeof f->above, "/tmp/test_postgres.XXXXXX");
	CHECK(mkdtemp(f->above) != NULL);
	f->folder = arena_printf(f->arena, "%s/s", f->above).at;
	address = (struct address){ f->url, place };
	CHECK_OK(address_write(f->arena, f->folder, &address, &f->err), &f->err);
	CHECK_OK(store_open(f->arena, f->folder, STORE_CREATE, &f->db, &f->err), &f->err);
	return true;
}

static void tear_down(struct fixture *f)
{
	static const char *const inside[] = { "database", "lock", "keys", "files", "" };

	char path[64];

	arena_end(f->arena);
	for (size_t i = 0; i < countof(inside); i++) {
		snprintf(path, sizeof path, "%s/s/%s", f->above, inside[i]);
		CHECK_INT(remove(path), 0);
	}
	CHECK_INT(rmdir(f->above), 0);
}

static bool put(struct db *db, str name, str value, struct err *err)
{
	return db_run(db, "INSERT INTO setting (name, value) VALUES (?1, ?2)",
	              VALUES(DB_TEXT(name), DB_TEXT(value)), err);
}

static bool set_series(struct db *db, str name, int64_t last, struct err *err)
{
	return db_run(db, "INSERT INTO series (name, last) VALUES (?1, ?2) "
	                  "ON CONFLICT (name) DO UPDATE SET last = excluded.last",
	              VALUES(DB_TEXT(name), DB_INT(last)), err);
}

static int64_t number(struct fixture *f, const char *sql)
{
	struct db_rows rows;
	int64_t n = -1;

	if (!CHECK_OK(db_ask(&f->db, &rows, sql, NO_VALUES, &f->err), &f->err))
		return -1;
	if (db_next(&rows))
		n = db_int(&rows, 0);
	CHECK_OK(db_done(&rows), &f->err);
	return n;
}

#define FIXTURE(f, place)                                \
	struct fixture f;                                \
	if (!set_up(&f, place)) {                        \
		arena_end(f.arena);                      \
		SKIP("no GUIJU_TEST_DATABASE");          \
	}

TEST(values)
{
	FIXTURE(f, "11");
	struct db_rows rows;
	char word[] = "abc";

	CHECK_OK(db_run(&f.db, "INSERT INTO private (seq, key, body) VALUES (?1, ?2, ?3)",
	                VALUES(DB_INT(INT64_MIN), DB_BLOB(STR("\0\xff")), DB_BLOB(STR(""))),
	                &f.err), &f.err);
	CHECK_OK(db_run(&f.db, "INSERT INTO private (seq, key, body) VALUES (?1, ?2, ?3)",
	                VALUES(DB_INT(INT64_MAX), DB_BLOB(STR("k")), DB_BLOB(STR("b"))), &f.err),
	         &f.err);
	CHECK_OK(db_ask(&f.db, &rows, "SELECT seq, key, body FROM private ORDER BY seq", NO_VALUES,
	                &f.err), &f.err);
	CHECK(db_next(&rows));
	CHECK(db_int(&rows, 0) == INT64_MIN);
	CHECK_INT(db_text(&rows, 1).n, 2);
	CHECK(!db_is_null(&rows, 2) && db_text(&rows, 2).n == 0);
	CHECK(db_next(&rows) && db_int(&rows, 0) == INT64_MAX && !db_next(&rows));
	CHECK_OK(db_done(&rows), &f.err);
	CHECK_OK(put(&f.db, STR("abc"), STR("规矩"), &f.err), &f.err);
	CHECK_OK(db_ask(&f.db, &rows, "SELECT value FROM setting WHERE name = ?1",
	                VALUES(DB_TEXT(str_of(word))), &f.err), &f.err);
	memset(word, 'x', 3);
	CHECK(db_next(&rows));
	CHECK_STR(db_text(&rows, 0), "规矩");
	CHECK_OK(db_done(&rows), &f.err);
	tear_down(&f);
}

TEST(sums_and_order)
{
	FIXTURE(f, "12");
	static const char *const names[] = { "b", "B", "a", "_", "中", "é" };
	str in_order[] = { STR("B"), STR("_"), STR("a"), STR("b"), STR("é"), STR("中") };
	struct db_rows rows;

	CHECK_OK(db_begin(&f.db, &f.err), &f.err);
	for (size_t i = 0; i < countof(names); i++)
		CHECK_OK(set_series(&f.db, str_of(names[i]), 1000000007 * (int64_t)i - 3, &f.err),
		         &f.err);
	CHECK_INT(number(&f, "SELECT sum(last) FROM series"), 1000000007LL * 15 - 18);
	CHECK_INT(number(&f, "SELECT sum(last) FROM series WHERE last < 0"), -3);
	CHECK_INT(number(&f, "SELECT sum(last) - sum(last) FROM series"), 0);
	CHECK_OK(db_ask(&f.db, &rows, "SELECT name FROM series ORDER BY name", NO_VALUES, &f.err),
	         &f.err);
	for (size_t i = 0; i < countof(in_order); i++)
		CHECK(db_next(&rows) && str_eq(db_text(&rows, 0), in_order[i]));
	CHECK_OK(db_done(&rows) && db_commit(&f.db, &f.err), &f.err);
	/* What is no whole number is nobody's. */
	CHECK_OK(db_ask(&f.db, &rows, "SELECT 1.5", NO_VALUES, &f.err), &f.err);
	CHECK(db_next(&rows) && db_int(&rows, 0) == 0);
	CHECK(!db_done(&rows));
	CHECK_ERR(&f.err, ERR_TAMPERED, "store.type");
	tear_down(&f);
}

/* Gathered rows are seen by what asks for them, and an upsert may come twice. */
TEST(a_batch_sees_itself)
{
	FIXTURE(f, "13");

	CHECK_OK(db_begin(&f.db, &f.err), &f.err);
	for (int i = 0; i < 3000; i++) {
		char name[16];

		snprintf(name, sizeof name, "n%d", i % 1500);
		CHECK_OK(set_series(&f.db, str_of(name), i, &f.err), &f.err);
	}
	CHECK_INT(number(&f, "SELECT last FROM series WHERE name = 'n7'"), 1507);
	CHECK_INT(number(&f, "SELECT count(*) FROM series"), 1500);
	CHECK_OK(put(&f.db, STR("x"), STR("1"), &f.err), &f.err);
	CHECK_OK(db_run(&f.db, "UPDATE setting SET value = ?2 WHERE name = ?1",
	                VALUES(DB_TEXT(STR("x")), DB_TEXT(STR("2"))), &f.err), &f.err);
	CHECK_INT(number(&f, "SELECT count(*) FROM setting WHERE value = '2'"), 1);
	CHECK_OK(db_run(&f.db, "DELETE FROM setting WHERE name = ?1", VALUES(DB_TEXT(STR("x"))),
	                &f.err), &f.err);
	CHECK_OK(put(&f.db, STR("x"), STR("3"), &f.err), &f.err);
	db_rollback(&f.db);
	CHECK_INT(number(&f, "SELECT count(*) FROM series"), 0);
	CHECK_INT(number(&f, "SELECT count(*) FROM setting"), 0);
	tear_down(&f);
}

static bool has(struct fixture *f, str name)
{
	struct db_rows rows;
	bool found;

	if (!CHECK_OK(db_ask(&f->db, &rows, "SELECT value FROM setting WHERE name = ?1",
	                     VALUES(DB_TEXT(name)), &f->err), &f->err))
		return false;
	found = db_next(&rows);
	CHECK_OK(db_done(&rows), &f->err);
	return found;
}

TEST(a_question_by_key_finds_waiting_rows)
{
	FIXTURE(f, "14");

	CHECK_OK(db_begin(&f.db, &f.err), &f.err);
	CHECK(!has(&f, STR("a")));
	CHECK_OK(put(&f.db, STR("a"), STR("1"), &f.err), &f.err);
	CHECK(!has(&f, STR("b")));
	CHECK(has(&f, STR("a")));
	CHECK_OK(put(&f.db, STR("b"), STR("1"), &f.err), &f.err);
	CHECK(has(&f, STR("b")) && has(&f, STR("a")) && !has(&f, STR("c")));
	CHECK_OK(db_commit(&f.db, &f.err), &f.err);
	CHECK(has(&f, STR("b")));
	tear_down(&f);
}

/* Rows still to be read are kept while something else is asked and written. */
TEST(questions_within_questions)
{
	FIXTURE(f, "15");
	static const char sql[] = "SELECT last FROM series ORDER BY last";
	struct db_rows outer, inner;
	int64_t n = 0, m = 0;

	CHECK_OK(db_begin(&f.db, &f.err), &f.err);
	for (int i = 0; i < 50; i++)
		CHECK_OK(set_series(&f.db, arena_printf(f.arena, "%d", i), i, &f.err), &f.err);
	CHECK_OK(db_ask(&f.db, &outer, sql, NO_VALUES, &f.err), &f.err);
	for (; db_next(&outer); n++) {
		CHECK_INT(db_int(&outer, 0), n);
		CHECK_OK(put(&f.db, arena_printf(f.arena, "k%d", (int)n), STR("v"), &f.err),
		         &f.err);
		CHECK_OK(db_ask(&f.db, &inner, sql, NO_VALUES, &f.err), &f.err);
		for (m = 0; m <= n && db_next(&inner); m++)
			CHECK_INT(db_int(&inner, 0), m);
		CHECK_OK(db_done(&inner), &f.err);
	}
	CHECK_INT(n, 50);
	CHECK_OK(db_done(&outer) && db_commit(&f.db, &f.err), &f.err);
	CHECK_INT(number(&f, "SELECT count(*) FROM setting"), 50);
	tear_down(&f);
}

TEST(refusals)
{
	FIXTURE(f, "16");

	CHECK_OK(put(&f.db, STR("a"), STR("1"), &f.err), &f.err);
	CHECK(!put(&f.db, STR("a"), STR("2"), &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.unique");
	err_clear(&f.err);
	CHECK(!db_run(&f.db, "SELEKT 1", NO_VALUES, &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.sql");
	err_clear(&f.err);
	/* Inside a transaction it comes out later, at last from the commit. */
	CHECK_OK(db_begin(&f.db, &f.err) && put(&f.db, STR("b"), STR("1"), &f.err) &&
	                 put(&f.db, STR("a"), STR("2"), &f.err),
	         &f.err);
	CHECK(!db_commit(&f.db, &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.unique");
	err_clear(&f.err);
	CHECK(has(&f, STR("a")) && !has(&f, STR("b")));
	CHECK_OK(db_begin(&f.db, &f.err) && put(&f.db, STR("c"), STR("1"), &f.err) &&
	                 db_commit(&f.db, &f.err),
	         &f.err);
	CHECK(has(&f, STR("c")));
	/* A value that PostgreSQL has no text for. */
	CHECK(!put(&f.db, STR("\xff"), STR("1"), &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.sql");
	tear_down(&f);
}

/* A failure behind a savepoint takes nothing with it that was before; rows that wait know
 * on which side of it they are. */
TEST(savepoints)
{
	FIXTURE(f, "25");

	CHECK_OK(db_begin(&f.db, &f.err) && put(&f.db, STR("a"), STR("1"), &f.err) &&
	                 db_run(&f.db, "SAVEPOINT part", NO_VALUES, &f.err) &&
	                 put(&f.db, STR("b"), STR("1"), &f.err) &&
	                 db_run(&f.db, "ROLLBACK TO SAVEPOINT part", NO_VALUES, &f.err) &&
	                 db_run(&f.db, "RELEASE SAVEPOINT part", NO_VALUES, &f.err),
	         &f.err);
	CHECK_OK(db_run(&f.db, "SAVEPOINT part", NO_VALUES, &f.err) &&
	                 put(&f.db, STR("a"), STR("2"), &f.err),
	         &f.err);
	CHECK(!db_run(&f.db, "RELEASE SAVEPOINT part", NO_VALUES, &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.unique");
	err_clear(&f.err);
	CHECK_OK(db_run(&f.db, "ROLLBACK TO SAVEPOINT part", NO_VALUES, &f.err) &&
	                 db_run(&f.db, "RELEASE SAVEPOINT part", NO_VALUES, &f.err) &&
	                 put(&f.db, STR("c"), STR("1"), &f.err) && db_commit(&f.db, &f.err),
	         &f.err);
	CHECK(has(&f, STR("a")) && !has(&f, STR("b")) && has(&f, STR("c")));
	CHECK(!db_over(&f.db));
	tear_down(&f);
}

TEST(one_database_two_jurisdictions)
{
	FIXTURE(a, "17");
	struct fixture b;

	CHECK(set_up(&b, "18"));
	CHECK_OK(put(&a.db, STR("x"), STR("1"), &a.err), &a.err);
	CHECK_INT(number(&b, "SELECT count(*) FROM setting"), 0);
	CHECK_OK(put(&b.db, STR("x"), STR("2"), &b.err), &b.err);
	CHECK_OK(db_run(&b.db, "DELETE FROM setting", NO_VALUES, &b.err), &b.err);
	CHECK_INT(number(&a, "SELECT count(*) FROM setting"), 1);
	tear_down(&a);
	tear_down(&b);
}

TEST(one_writer)
{
	FIXTURE(f, "19");
	struct address address = { f.url, "19" };
	const char *copy = arena_printf(f.arena, "%s/copy", f.above).at;
	struct db other;

	CHECK_OK(address_write(f.arena, copy, &address, &f.err), &f.err);
	/* A copy of the folder has another lock file; the server's lock is the same. */
	CHECK(!store_open(f.arena, copy, STORE_WRITE, &other, &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.busy");
	err_clear(&f.err);
	CHECK_OK(store_open(f.arena, copy, STORE_READ, &other, &f.err), &f.err);
	CHECK(!put(&other, STR("x"), STR("1"), &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.readonly");
	err_clear(&f.err);
	db_close(&other);
	db_close(&f.db);
	CHECK_OK(store_open(f.arena, copy, STORE_WRITE, &other, &f.err), &f.err);
	db_close(&other);
	/* It was opened for writing: it is made, and is not made again. */
	CHECK(!store_open(f.arena, copy, STORE_CREATE, &other, &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.exists");
	CHECK_INT(remove(arena_printf(f.arena, "%s/database", copy).at), 0);
	remove(arena_printf(f.arena, "%s/lock", copy).at);
	remove(arena_printf(f.arena, "%s/keys", copy).at);
	remove(arena_printf(f.arena, "%s/files", copy).at);
	CHECK_INT(remove(copy), 0);
	tear_down(&f);
}

/* Another connection to the same server, that is no writer of ours. */
static void behind_its_back(struct fixture *f, const char *sql)
{
	str command = arena_printf(f->arena, "psql -q -X -d '%s' -c \"%s\" >/dev/null", f->url,
	                           sql);

	CHECK_INT(system(command.at), 0);
}

TEST(who_was_taken_over_commits_nothing)
{
	FIXTURE(f, "20");

	CHECK_OK(put(&f.db, STR("a"), STR("1"), &f.err), &f.err);
	behind_its_back(&f, "UPDATE jurisdiction SET epoch = epoch + 1 WHERE place = '20'");
	CHECK_OK(db_begin(&f.db, &f.err) && put(&f.db, STR("b"), STR("1"), &f.err), &f.err);
	CHECK(!db_commit(&f.db, &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.fenced");
	err_clear(&f.err);
	CHECK(!put(&f.db, STR("c"), STR("1"), &f.err));
	CHECK_ERR(&f.err, ERR_CONFLICT, "store.fenced");
	err_clear(&f.err);
	CHECK_INT(number(&f, "SELECT count(*) FROM setting"), 1);
	tear_down(&f);
}

TEST(a_lost_connection_is_told)
{
	FIXTURE(f, "21");
	struct db_rows rows;

	CHECK_OK(db_begin(&f.db, &f.err) && put(&f.db, STR("b"), STR("1"), &f.err), &f.err);
	behind_its_back(&f, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
	                    "WHERE application_name = 'guiju'");
	CHECK(!db_commit(&f.db, &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.lost");
	err_clear(&f.err);
	CHECK(!db_begin(&f.db, &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.lost");
	err_clear(&f.err);
	CHECK(!db_ask(&f.db, &rows, "SELECT 1", NO_VALUES, &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.lost");
	tear_down(&f);
}

/* A making that was interrupted is replaced by the next one. */
TEST(remains_of_a_making)
{
	FIXTURE(f, "22");

	CHECK_OK(put(&f.db, STR("a"), STR("1"), &f.err), &f.err);
	db_close(&f.db);
	CHECK_OK(store_open(f.arena, f.folder, STORE_CREATE, &f.db, &f.err), &f.err);
	CHECK_INT(number(&f, "SELECT count(*) FROM setting"), 0);
	tear_down(&f);
}

TEST(no_server)
{
	FIXTURE(f, "23");
	struct address address = { "postgresql:///x?host=/nowhere", "23" };
	struct db db;

	db_close(&f.db);
	CHECK_OK(address_write(f.arena, f.folder, &address, &f.err), &f.err);
	CHECK(!store_open(f.arena, f.folder, STORE_READ, &db, &f.err));
	CHECK_ERR(&f.err, ERR_STORE, "store.open");
	address = (struct address){ f.url, "24" };
	err_clear(&f.err);
	CHECK_OK(address_write(f.arena, f.folder, &address, &f.err), &f.err);
	CHECK(!store_open(f.arena, f.folder, STORE_WRITE, &db, &f.err));
	CHECK_ERR(&f.err, ERR_UNKNOWN, "store.missing");
	tear_down(&f);
}
