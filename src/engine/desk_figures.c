/* desk_figures.c -- cells summed by the database, for figures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/str.h"

/* One row of one or two numbers: ?1 procedure, ?2 indicator, ?3..?4 days, ?5 organ or ''. */
static bool ask(void *with, const char *sql, const struct db_value *values, int64_t *first,
                int64_t *second, struct err *err)
{
	struct desk *desk = with;
	struct db_rows rows;

	*first = 0;
	if (!db_ask(&desk->db, &rows, sql, values, 5, err))
		return false;
	if (db_next(&rows)) {
		*first = db_int(&rows, 0);
		if (second != NULL)
			*second = db_int(&rows, 1);
	}
	return db_done(&rows);
}

#define SCOPE_VALUES                                                                               \
	(const struct db_value[])                                                                  \
	{                                                                                          \
		DB_TEXT(procedure), DB_TEXT(indicator), DB_INT(scope->from), DB_INT(scope->to),    \
			DB_TEXT(scope->organ.n ? scope->organ : STR(""))                           \
	}

static bool figures_sum(void *with, str procedure, str indicator, const struct figure_scope *scope,
                        int64_t *n, int64_t *v, struct err *err)
{
	*v = 0;
	return ask(with,
	           "SELECT coalesce(sum(n), 0), coalesce(sum(v), 0) FROM cell WHERE "
	           "procedure = ?1 AND indicator = ?2 AND day BETWEEN ?3 AND ?4 "
	           "AND (?5 = '' OR organ = ?5)",
	           SCOPE_VALUES, n, v, err);
}

static bool figures_distinct(void *with, str procedure, str indicator,
                             const struct figure_scope *scope, int64_t *keys, struct err *err)
{
	return ask(with,
	           "SELECT count(*) FROM (SELECT key FROM cell WHERE procedure = ?1 AND "
	           "indicator = ?2 AND day BETWEEN ?3 AND ?4 AND (?5 = '' OR organ = ?5) "
	           "GROUP BY key HAVING sum(n) > 0) AS keys",
	           SCOPE_VALUES, keys, NULL, err);
}

/* Marks, not cells: a cell is a sum and no longer knows its largest part. */
static bool figures_most(void *with, str procedure, str indicator, const struct figure_scope *scope,
                         int64_t *v, struct err *err)
{
	return ask(with,
	           "SELECT coalesce(max(v), 0) FROM mark WHERE procedure = ?1 AND "
	           "indicator = ?2 AND day BETWEEN ?3 AND ?4 AND (?5 = '' OR organ = ?5)",
	           SCOPE_VALUES, v, NULL, err);
}

struct figure_source desk_figures(struct desk *desk)
{
	return (struct figure_source){ figures_sum, figures_distinct, figures_most, desk };
}
