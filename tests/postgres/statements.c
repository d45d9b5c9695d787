/* statements.c -- every SQL statement of the program, prepared on a real server.
 *
 * Usage: strings -a guiju | statements STORE. The literals of the program are read as they
 * lie in it, so that what macros put together is whole. STORE lies on the server. Prints
 * what was refused, and "statements: N passed, M failed".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/address.h"
#include "store/pg_link.h"
#include "store/pg_values.h"
#include "store/sql_place.h"

#define LINE_MAX_BYTES 65536

/* What is said to SQLite alone: full text search, scratch tables, measurements. */
static const char *const alone[] = {
	"search_open (rowid",   "search_closed (rowid", "WHERE rowid",     "rowid FROM search_",
	"VALUES ('optimize')",  "sqlite_master",        "INTO gone ",      "FROM gone ",
	"WITH RECURSIVE days",  "FROM record, (SELECT", "FROM jurisdiction",
	"UPDATE jurisdiction",  "INTO jurisdiction",    "information_schema",
	"pg_advisory",
};

static bool is_statement(str line)
{
	static const char *const heads[] = { "SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ",
		                             "REPLACE INTO " };
	bool starts = false;

	for (size_t i = 0; i < countof(heads); i++)
		starts = starts || str_starts(line, str_of(heads[i]));
	for (size_t i = 0; i < countof(alone); i++)
		if (str_find(line, str_of(alone[i])) >= 0)
			return false;
	/* Words of a statement, and what is filled in before it is sent. */
	return starts && str_find(line, STR("%")) < 0 && line.at[line.n - 1] != ' ' &&
	       line.at[line.n - 1] != '(';
}

/* The greatest N of its ?N. */
static int parameters(const char *sql)
{
	int most = 0, number = 0;
	bool reads = false;

	for (const char *at = sql; *at != '\0'; at++) {
		reads = *at == '?' || (reads && *at >= '0' && *at <= '9');
		number = *at == '?' || !reads ? 0 : number * 10 + (*at - '0');
		most = number > most ? number : most;
	}
	return most;
}

static bool prepares(struct arena *arena, struct pg_link *link, const char *place,
                     const char *sql, int number)
{
	unsigned types[PG_VALUES_MAX] = { 0 };
	str name = arena_printf(arena, "t%d", number);
	struct err err = { 0 };
	int count = parameters(sql);

	if (count <= PG_VALUES_MAX &&
	    pg_link_prepare(link, name.at, sql_place_of(arena, sql, place).text.at, sql, types,
	                    count, &err))
		return true;
	printf("refused: %s\n  %s\n", sql, count > PG_VALUES_MAX ? "parameters" : err.detail);
	pg_link_forget(link);
	return false;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new((size_t)256 << 20);
	static char line[LINE_MAX_BYTES];
	int passed = 0, failed = 0;
	struct address address = { 0 };
	struct pg_link *link;
	struct err err = { 0 };

	if (argc < 2 || !address_read(arena, argv[1], &address, &err) || address.url == NULL ||
	    !pg_link_open(arena, address.url, &link, &err)) {
		printf("statements: %s %s\n", err.what, err.detail);
		return 2;
	}
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (!is_statement(str_of(line)))
			continue;
		if (prepares(arena, link, address.place,
		             arena_copy(arena, str_of(line)).at, passed + failed))
			passed++;
		else
			failed++;
	}
	printf("statements: %d passed, %d failed\n", passed, failed);
	arena_end(arena);
	return failed > 0;
}
