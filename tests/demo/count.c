/* count.c -- runs the statements of counts.sql on a store and prints their numbers.
 *
 * Knows nothing of guiju: only SQLite, opened read-only.
 * Usage: count store/guiju.db counts.sql
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static int print_number(sqlite3 *db, const char *name, const char *sql)
{
	sqlite3_stmt *question;

	if (sqlite3_prepare_v2(db, sql, -1, &question, NULL) != SQLITE_OK ||
	    sqlite3_step(question) != SQLITE_ROW) {
		fprintf(stderr, "count: %s: %s\n", name, sqlite3_errmsg(db));
		return 1;
	}
	printf("%s %lld\n", name, (long long)sqlite3_column_int64(question, 0));
	return sqlite3_finalize(question) != SQLITE_OK;
}

static int run_line(sqlite3 *db, char *line)
{
	char *select = strstr(line, ": SELECT ");

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '\0' || strncmp(line, "--", 2) == 0)
		return 0;
	if (strncmp(line, "CREATE ", 7) == 0) {
		if (sqlite3_exec(db, line, NULL, NULL, NULL) == SQLITE_OK)
			return 0;
		fprintf(stderr, "count: %s: %s\n", line, sqlite3_errmsg(db));
		return 1;
	}
	if (select == NULL)
		return 1;
	*select = '\0';
	return print_number(db, line, select + 2);
}

int main(int argc, char **argv)
{
	char line[4096];
	int failed = 0;
	sqlite3 *db;
	FILE *file;

	if (argc != 3 ||
	    sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		return 2;
	file = fopen(argv[2], "r");
	if (file == NULL)
		return 2;
	while (fgets(line, sizeof line, file) != NULL)
		failed |= run_line(db, line);
	fclose(file);
	sqlite3_close(db);
	return failed;
}
