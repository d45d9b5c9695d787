/* test_migrate.c -- the tables grow with the files, and only with them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db.h"
#include "store/db_sqlite.h"
#include "store/migrate.h"
#include <unistd.h>

struct fixture {
	struct arena *arena;
	const char *folder;
	struct db db;
	struct err err;
};

static struct fixture set_up(void)
{
	struct fixture f = { .arena = arena_new((size_t)8 << 20) };
	char *name = arena_cstr(f.arena, STR("/tmp/test_migrate.XXXXXX"));

	CHECK(mkdtemp(name) != NULL);
	f.folder = name;
	CHECK_OK(db_sqlite_open(f.arena, "", DB_SQLITE_SCRATCH, -1, &f.db, &f.err), &f.err);
	return f;
}

static void put(struct fixture *f, const char *name, const char *text)
{
	str path = arena_printf(f->arena, "%s/%s", f->folder, name);

	CHECK_OK(file_write(path.at, str_of(text), 0600, &f->err), &f->err);
}

static void remove_one(struct fixture *f, const char *name)
{
	unlink(arena_printf(f->arena, "%s/%s", f->folder, name).at);
}

static void tear_down(struct fixture *f)
{
	str *names;
	size_t count;

	CHECK_OK(file_list(f->arena, f->folder, "", &names, &count, &f->err), &f->err);
	for (size_t i = 0; i < count; i++)
		remove_one(f, names[i].at);
	CHECK_INT(rmdir(f->folder), 0);
	arena_end(f->arena);
}

static bool apply(struct fixture *f, bool may_write)
{
	err_clear(&f->err);
	return migrate_apply(f->arena, &f->db, f->folder, may_write, &f->err);
}

static void check_refused(struct fixture *f, bool may_write, const char *where)
{
	CHECK(!apply(f, may_write));
	CHECK_ERR(&f->err, ERR_STORE, "store.schema");
	CHECK(strstr(f->err.where, where) != NULL);
}

static bool has(struct fixture *f, const char *sql)
{
	struct err err = { 0 };

	return db_script(&f->db, sql, &err);
}

TEST(one_after_the_other)
{
	struct fixture f = set_up();

	put(&f, "0001-a.sql", "CREATE TABLE a (x int);\n");
	CHECK_OK(apply(&f, true), &f.err);
	CHECK_OK(apply(&f, true), &f.err);
	CHECK_OK(apply(&f, false), &f.err);
	put(&f, "0002-b.sql", "CREATE TABLE b (x int);\n");
	check_refused(&f, false, "0002-b.sql");
	CHECK_OK(apply(&f, true), &f.err);
	CHECK(has(&f, "INSERT INTO a (x) VALUES (1); INSERT INTO b (x) VALUES (1)"));
	tear_down(&f);
}

TEST(changed_unknown_misnumbered)
{
	struct fixture f = set_up();

	check_refused(&f, true, "");
	put(&f, "0001-a.sql", "CREATE TABLE a (x int);\n");
	put(&f, "0002-b.sql", "CREATE TABLE b (x int);\n");
	CHECK_OK(apply(&f, true), &f.err);
	put(&f, "0001-a.sql", "CREATE TABLE a (x int);\n\n");
	check_refused(&f, true, "0001-a.sql");
	put(&f, "0001-a.sql", "CREATE TABLE a (x int);\n");
	remove_one(&f, "0002-b.sql");
	check_refused(&f, true, "");
	CHECK(strstr(f.err.fix, "更新的") != NULL);
	put(&f, "0003-c.sql", "CREATE TABLE c (x int);\n");
	check_refused(&f, true, "0003-c.sql");
	remove_one(&f, "0003-c.sql");
	put(&f, "2-c.sql", "CREATE TABLE c (x int);\n");
	check_refused(&f, true, "2-c.sql");
	err_clear(&f.err);
	tear_down(&f);
}

/* A migration that fails in the middle leaves nothing of itself. */
TEST(all_or_nothing)
{
	struct fixture f = set_up();

	put(&f, "0001-a.sql", "CREATE TABLE a (x int);\nCREATE TABLE a (y int);\n");
	CHECK(!apply(&f, true));
	CHECK_ERR(&f.err, ERR_STORE, "store.sql");
	CHECK(strstr(f.err.where, "0001-a.sql") != NULL);
	CHECK(!has(&f, "INSERT INTO a (x) VALUES (1)"));
	put(&f, "0001-a.sql", "CREATE TABLE a (x int);\n");
	CHECK_OK(apply(&f, true), &f.err);
	tear_down(&f);
}

TEST(lines_for_one_database)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	str text = STR("-- a\nb\n-- sqlite: c\n-- postgres: d\n  -- sqlite: e\nf");

	CHECK_STR(migrate_choose(arena, text, "sqlite"), "-- a\nb\nc\n  -- sqlite: e\nf\n");
	CHECK_STR(migrate_choose(arena, text, "postgres"), "-- a\nb\nd\n  -- sqlite: e\nf\n");
	arena_end(arena);
}
