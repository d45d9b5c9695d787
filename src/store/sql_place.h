/* sql_place.h -- a shared statement as one jurisdiction's, in PostgreSQL's words.
 *
 * On a database server all jurisdictions share the tables; each table has a column
 * `place`, which stands first in every key, and which no shared statement names. It is
 * put in here, by the words of the statement:
 *     INSERT INTO t (a) VALUES (?1)      t (place, a) VALUES ('620200', $1)
 *     ON CONFLICT (a)                    ON CONFLICT (place, a)
 *     FROM t x, JOIN t x                 (SELECT * FROM t WHERE place = '620200') x
 *     UPDATE t .. WHERE c, DELETE ..     WHERE place = '620200' AND (c)
 * Questions within questions, and within what changes rows, are rewritten in the same way.
 * The place stands there as a constant, so that a distributed database can route by it.
 * What no statement may do: list tables by commas, name a column `place`, use FROM in
 * another sense, give the table that it changes another name, INSERT what a SELECT finds.
 * The table `migration` has no place. tests/postgres/run prepares every statement of the
 * program on a server.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_SQL_PLACE_H
#define GUIJU_STORE_SQL_PLACE_H
#include "base/base.h"

struct arena;

#define SQL_PLACE_TABLES 8
#define SQL_PLACE_KEYS   8

struct sql_place {
	str text;                     /* with $1, $2 and the place */
	str tables[SQL_PLACE_TABLES]; /* that it names */
	size_t table_count;
	/* An INSERT of its parameters in order: many rows can go in one statement. */
	bool gathers;
	bool updates;                 /* ... ON CONFLICT DO UPDATE: no key twice in one */
	str columns;                  /* "a, b" */
	size_t column_count;
	str conflict;                 /* "ON CONFLICT (place, a) ...", or empty */
	str keys[SQL_PLACE_KEYS];     /* columns that ON CONFLICT names; or of a question */
	size_t key_count;             /* ... WHERE a = ?1 AND b = ?2 of one table, just so */
};

/* `place` is digits. Copies; more tables or keys than there is room for are asserted. */
struct sql_place sql_place_of(struct arena *arena, const char *sql, const char *place);
/* Which of an INSERT's columns (or `column_count`: none) bears this name. */
size_t sql_place_column(const struct sql_place *sql, str name);
/* The same INSERT over arrays, one for each column; `types` are those of the elements. */
str sql_place_arrays(struct arena *arena, const struct sql_place *sql, const char *place,
                     const char *const *types);

#endif
