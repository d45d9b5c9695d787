/* test_db.c -- statements, transactions and refusals, on the scratch database.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"
#include "store/db_sqlite.h"

static struct arena *scratch(struct db *db)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	struct err err = { 0 };

	CHECK_OK(db_sqlite_open(arena, "", DB_SQLITE_SCRATCH, -1, db, &err), &err);
	CHECK_OK(db_script(db, "CREATE TABLE t (a bigint PRIMARY KEY, b text, c bytea);"
	                    "CREATE TABLE strict (x int NOT NULL);", &err), &err);
	return arena;
}

static int64_t count_of(struct db *db)
{
	struct err err = { 0 };
	struct db_rows rows;
	int64_t n = -1;

	CHECK_OK(db_ask(db, &rows, "SELECT count(*) FROM t", NO_VALUES, &err), &err);
	if (db_next(&rows))
		n = db_int(&rows, 0);
	CHECK_OK(db_done(&rows), &err);
	return n;
}

static bool put(struct db *db, int64_t a, str b, struct err *err)
{
	return db_run(db, "INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)",
	              VALUES(DB_INT(a), DB_TEXT(b), DB_BLOB(STR("\0\xff"))), err);
}

TEST(values)
{
	struct db db;
	struct arena *arena = scratch(&db);
	struct err err = { 0 };
	struct db_rows rows;

	CHECK_OK(put(&db, INT64_MIN, STR("规矩"), &err), &err);
	CHECK_OK(put(&db, INT64_MAX, (str){ 0 }, &err), &err);
	CHECK_OK(db_run(&db, "INSERT INTO t (a, b) VALUES (?1, ?2)",
	                VALUES(DB_INT(0), DB_NULLVALUE), &err), &err);
	CHECK_OK(db_ask(&db, &rows, "SELECT a, b, c FROM t ORDER BY a", NO_VALUES, &err), &err);
	CHECK(db_next(&rows));
	CHECK(db_int(&rows, 0) == INT64_MIN);
	CHECK_STR(db_text(&rows, 1), "规矩");
	CHECK_INT(db_text(&rows, 2).n, 2);
	CHECK(db_next(&rows));
	CHECK(db_is_null(&rows, 1) && db_is_null(&rows, 2));
	CHECK_INT(db_text(&rows, 1).n, 0);
	CHECK_INT(db_int(&rows, 2), 0);
	CHECK(db_next(&rows));
	CHECK(!db_is_null(&rows, 1));
	CHECK_INT(db_text(&rows, 1).n, 0);
	CHECK(!db_next(&rows));
	CHECK_OK(db_done(&rows), &err);
	arena_end(arena);
}

TEST(parameters_of_a_question_are_copied)
{
	struct db db;
	struct arena *arena = scratch(&db);
	struct err err = { 0 };
	struct db_rows rows;
	char word[] = "abc";

	CHECK_OK(put(&db, 1, STR("abc"), &err), &err);
	CHECK_OK(db_ask(&db, &rows, "SELECT a FROM t WHERE b = ?1",
	                VALUES(DB_TEXT(str_of(word))), &err), &err);
	memset(word, 'x', 3);
	CHECK(db_next(&rows));
	CHECK_OK(db_done(&rows), &err);
	arena_end(arena);
}

TEST(transactions)
{
	struct db db;
	struct arena *arena = scratch(&db);
	struct err err = { 0 };

	CHECK_OK(db_begin(&db, &err) && put(&db, 1, STR("x"), &err), &err);
	db_rollback(&db);
	db_rollback(&db);
	CHECK_INT(count_of(&db), 0);
	CHECK_OK(db_begin(&db, &err) && put(&db, 1, STR("x"), &err) && db_commit(&db, &err), &err);
	CHECK_INT(count_of(&db), 1);
	db_close(&db);
	arena_end(arena); /* closes nothing twice */
}

static bool ask_twice(struct db *db, struct db_rows *rows, struct err *err)
{
	static const char sql[] = "SELECT a FROM t ORDER BY a";

	return db_ask(db, &rows[0], sql, NO_VALUES, err) &&
	       db_ask(db, &rows[1], sql, NO_VALUES, err);
}

TEST(statements_are_kept)
{
	struct db db;
	struct arena *arena = scratch(&db);
	struct err err = { 0 };
	struct db_rows rows[2];
	size_t before;

	for (int i = 0; i < 100; i++)
		CHECK_OK(put(&db, i, STR("x"), &err), &err);
	CHECK_INT(db_sqlite_statements(&db), 1);
	CHECK_INT(count_of(&db), 100);
	CHECK_INT(count_of(&db), 100);
	CHECK_INT(db_sqlite_statements(&db), 2);

	/* The same question within itself: two cursors, that do not disturb one another. */
	for (int again = 0; again < 3; again++) {
		CHECK_OK(ask_twice(&db, rows, &err), &err);
		CHECK(db_next(&rows[0]) && db_next(&rows[0]) && db_next(&rows[1]));
		CHECK_INT(db_int(&rows[0], 0), 1);
		CHECK_INT(db_int(&rows[1], 0), 0);
		CHECK_OK(db_done(&rows[1]) && db_done(&rows[0]), &err);
	}
	before = db_sqlite_statements(&db);
	CHECK_INT(before, 4);
	arena_end(arena);
}

/* The caller may rewind its arena without losing the statements. */
TEST(statements_outlive_a_rewind)
{
	struct db db;
	struct arena *arena = scratch(&db);
	struct err err = { 0 };
	struct arena_mark mark = arena_mark(arena);

	CHECK_OK(put(&db, 1, STR("x"), &err), &err);
	arena_rewind(arena, mark);
	memset(arena_take(arena, 4096), 0xAA, 4096);
	CHECK_OK(put(&db, 2, STR("x"), &err), &err);
	CHECK_INT(count_of(&db), 2);
	arena_end(arena);
}

TEST(refusals)
{
	struct db db;
	struct arena *arena = scratch(&db);
	struct err err = { 0 };
	struct db_rows rows;

	CHECK(!db_run(&db, "SELEKT 1", NO_VALUES, &err));
	CHECK_ERR(&err, ERR_STORE, "store.sql");
	CHECK(strstr(err.detail, "syntax error") && strstr(err.detail, "SELEKT 1"));
	err_clear(&err);
	CHECK(!db_ask(&db, &rows, "SELECT x FROM nowhere", NO_VALUES, &err));
	CHECK_ERR(&err, ERR_STORE, "store.sql");
	err_clear(&err);
	CHECK(!db_script(&db, "CREATE TABLE t (a int)", &err));
	CHECK_ERR(&err, ERR_STORE, "store.sql");
	err_clear(&err);
	CHECK_OK(put(&db, 1, STR("x"), &err), &err);
	CHECK(!put(&db, 1, STR("x"), &err));
	CHECK_ERR(&err, ERR_CONFLICT, "store.unique");
	err_clear(&err);
	CHECK(!db_run(&db, "INSERT INTO strict (x) VALUES (?1)", VALUES(DB_NULLVALUE), &err));
	CHECK_ERR(&err, ERR_STORE, "store.sql");
	err_clear(&err);
	CHECK_OK(put(&db, 2, STR("x"), &err), &err);
	/* A failure while reading rows comes out of db_done. */
	CHECK_OK(db_ask(&db, &rows, "SELECT abs(-9223372036854775807 - a) FROM t WHERE a = 1",
	                NO_VALUES, &err), &err);
	CHECK(!db_next(&rows));
	CHECK(!db_next(&rows));
	CHECK(!db_done(&rows));
	CHECK_ERR(&err, ERR_STORE, "store.sql");
	arena_end(arena);
}
