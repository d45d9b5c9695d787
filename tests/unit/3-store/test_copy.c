/* test_copy.c -- no table is forgotten when a store is copied; addresses are read strictly.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/address.h"
#include "store/copy.h"
#include "store/store.h"
#include <unistd.h>

static bool is_copied(str name)
{
	for (size_t i = 0; copy_table(i) != NULL; i++)
		if (str_eq(name, str_of(copy_table(i))))
			return true;
	return false;
}

static void home(void)
{
	if (file_exists("schema/0001-ground.sql"))
		setenv("GUIJU_HOME", ".", 1);
}

TEST(every_table_is_copied)
{
	struct arena *arena = arena_new((size_t)32 << 20);
	struct err err = { 0 };
	struct db_rows rows;
	struct db db;
	int found = 0;

	home();
	CHECK_OK(store_open_scratch(arena, &db, &err), &err);
	CHECK_OK(db_ask(&db, &rows,
	                "SELECT name FROM sqlite_master WHERE type = 'table' "
	                "AND name <> 'migration' AND name NOT LIKE 'sqlite_%' "
	                "AND name NOT LIKE 'search_%'",
	                NO_VALUES, &err), &err);
	while (db_next(&rows)) {
		found++;
		if (!CHECK(is_copied(db_text(&rows, 0))))
			printf("  %.*s\n", PSTR(db_text(&rows, 0)));
	}
	CHECK_OK(db_done(&rows), &err);
	for (int i = 0; i < found; i++)
		CHECK(copy_table((size_t)i) != NULL);
	arena_end(arena);
}

TEST(rows_are_the_same)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct err err = { 0 };
	struct db_rows rows;
	struct db from, to;
	int64_t count;

	home();
	CHECK_OK(store_open_scratch(arena, &from, &err) && store_open_scratch(arena, &to, &err),
	         &err);
	CHECK_OK(db_run(&from, "INSERT INTO setting (name, value) VALUES ('a', '规矩')", NO_VALUES,
	                &err) &&
	                 db_run(&from,
	                        "INSERT INTO term (procedure, serial, limit_id, started, due, "
	                        "ended, state) VALUES ('p', 1, 'l', 5, NULL, NULL, 6)",
	                        NO_VALUES, &err),
	         &err);
	CHECK_OK(copy_tables(&from, &to, &count, &err), &err);
	CHECK_INT(count, 2);
	CHECK_OK(db_ask(&to, &rows, "SELECT started, due FROM term", NO_VALUES, &err), &err);
	CHECK(db_next(&rows));
	CHECK_INT(db_int(&rows, 0), 5);
	CHECK(db_is_null(&rows, 1));
	CHECK_OK(db_done(&rows), &err);
	/* Into tables that have rows it does not go. */
	CHECK(!copy_tables(&from, &to, &count, &err));
	CHECK_ERR(&err, ERR_CONFLICT, "store.unique");
	arena_end(arena);
}

TEST(addresses)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	char folder[] = "/tmp/test_copy.XXXXXX";
	struct address address = { "postgresql:///g?host=/run", "620200" }, read;
	struct err err = { 0 };
	str path;

	CHECK(mkdtemp(folder) != NULL);
	path = arena_printf(arena, "%s/database", folder);
	CHECK_OK(address_read(arena, folder, &read, &err), &err);
	CHECK(read.url == NULL);
	CHECK_OK(address_write(arena, folder, &address, &err), &err);
	CHECK_OK(address_read(arena, folder, &read, &err), &err);
	CHECK_STR(str_of(read.url), "postgresql:///g?host=/run");
	CHECK_STR(str_of(read.place), "620200");
	address.place = "62'";
	CHECK(!address_write(arena, folder, &address, &err));
	CHECK_ERR(&err, ERR_INVALID, "store.address");
	err_clear(&err);
	address = (struct address){ "mysql://x", "620200" };
	CHECK(!address_write(arena, folder, &address, &err));
	CHECK_ERR(&err, ERR_INVALID, "store.address");
	err_clear(&err);
	CHECK_OK(file_write(path.at, STR("url postgresql:///g\nplace 6' OR 1\n"), 0600, &err),
	         &err);
	CHECK(!address_read(arena, folder, &read, &err));
	CHECK_ERR(&err, ERR_STORE, "store.address");
	unlink(path.at);
	rmdir(folder);
	arena_end(arena);
}
