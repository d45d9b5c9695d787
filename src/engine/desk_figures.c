/* desk_figures.c -- cells summed by the database, for figures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/str.h"

static bool figures_sum(void *with, str procedure, str indicator, const struct figure_scope *scope,
                        int64_t *n, int64_t *v, struct err *err)
{
	struct desk *desk = with;
	struct db_rows rows;

	*n = *v = 0;
	if (!db_ask(&desk->db, &rows,
	            scope->organ.n == 0
	                    ? "SELECT coalesce(sum(n), 0), coalesce(sum(v), 0) FROM cell "
	                      "WHERE procedure = ?1 AND indicator = ?2 AND day BETWEEN ?3 AND ?4"
	                    : "SELECT coalesce(sum(n), 0), coalesce(sum(v), 0) FROM cell "
	                      "WHERE procedure = ?1 AND indicator = ?2 AND day BETWEEN ?3 AND ?4 "
	                      "AND organ = ?5",
	            (const struct db_value[]){ DB_TEXT(procedure), DB_TEXT(indicator),
	                                       DB_INT(scope->from), DB_INT(scope->to),
	                                       DB_TEXT(scope->organ) },
	            scope->organ.n == 0 ? 4 : 5, err))
		return false;
	if (db_next(&rows)) {
		*n = db_int(&rows, 0);
		*v = db_int(&rows, 1);
	}
	return db_done(&rows);
}

static bool figures_distinct(void *with, str procedure, str indicator,
                             const struct figure_scope *scope, int64_t *keys, struct err *err)
{
	struct desk *desk = with;
	struct db_rows rows;

	*keys = 0;
	if (!db_ask(&desk->db, &rows,
	            "SELECT count(*) FROM (SELECT key FROM cell WHERE procedure = ?1 AND "
	            "indicator = ?2 AND day BETWEEN ?3 AND ?4 AND (?5 = '' OR organ = ?5) "
	            "GROUP BY key HAVING sum(n) > 0) AS keys",
	            VALUES(DB_TEXT(procedure), DB_TEXT(indicator), DB_INT(scope->from),
	                   DB_INT(scope->to), DB_TEXT(scope->organ.n ? scope->organ : STR(""))),
	            err))
		return false;
	if (db_next(&rows))
		*keys = db_int(&rows, 0);
	return db_done(&rows);
}

/* Marks, not cells: a cell is a sum and no longer knows its largest part. */
static bool figures_most(void *with, str procedure, str indicator, const struct figure_scope *scope,
                         int64_t *v, struct err *err)
{
	struct desk *desk = with;
	struct db_rows rows;

	*v = 0;
	if (!db_ask(&desk->db, &rows,
	            "SELECT coalesce(max(v), 0) FROM mark WHERE procedure = ?1 AND "
	            "indicator = ?2 AND day BETWEEN ?3 AND ?4 AND (?5 = '' OR organ = ?5)",
	            VALUES(DB_TEXT(procedure), DB_TEXT(indicator), DB_INT(scope->from),
	                   DB_INT(scope->to), DB_TEXT(scope->organ.n ? scope->organ : STR(""))),
	            err))
		return false;
	if (db_next(&rows))
		*v = db_int(&rows, 0);
	return db_done(&rows);
}

struct figure_source desk_figures(struct desk *desk)
{
	return (struct figure_source){ figures_sum, figures_distinct, figures_most, desk };
}
