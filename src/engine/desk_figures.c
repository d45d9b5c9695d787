/* desk_figures.c -- cells summed by the database, for figures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/arena.h"
#include "base/str.h"

#define SCOPE_COUNT 6
#define SCOPE_VALUES                                                                               \
	(const struct db_value[])                                                                  \
	{                                                                                          \
		DB_TEXT(procedure), DB_TEXT(indicator), DB_INT(scope->from), DB_INT(scope->to),    \
			DB_TEXT(scope->organ.n ? scope->organ : STR("")),                          \
			DB_TEXT(scope->key.n ? scope->key : STR(""))                               \
	}

/* One row of one or two numbers: ?1 procedure, ?2 indicator, ?3..?4 days, ?5 organ or '',
 * ?6 option of 统计分项 or ''. */
static bool ask(void *with, const char *sql, const struct db_value *values, int64_t *first,
                int64_t *second, struct err *err)
{
	struct desk *desk = with;
	struct db_rows rows;

	*first = 0;
	if (!db_ask(&desk->db, &rows, sql, values, SCOPE_COUNT, err))
		return false;
	if (db_next(&rows)) {
		*first = db_int(&rows, 0);
		if (second != NULL)
			*second = db_int(&rows, 1);
	}
	return db_done(&rows);
}

static bool figures_sum(void *with, str procedure, str indicator, const struct figure_scope *scope,
                        int64_t *n, int64_t *v, struct err *err)
{
	*v = 0;
	return ask(with,
	           "SELECT coalesce(sum(n), 0), coalesce(sum(v), 0) FROM cell WHERE "
	           "procedure = ?1 AND indicator = ?2 AND day BETWEEN ?3 AND ?4 "
	           "AND (?5 = '' OR organ = ?5) AND (?6 = '' OR key = ?6)",
	           SCOPE_VALUES, n, v, err);
}

static bool figures_distinct(void *with, str procedure, str indicator,
                             const struct figure_scope *scope, int64_t *keys, struct err *err)
{
	return ask(with,
	           "SELECT count(*) FROM (SELECT key FROM cell WHERE procedure = ?1 AND "
	           "indicator = ?2 AND day BETWEEN ?3 AND ?4 AND (?5 = '' OR organ = ?5) "
	           "AND ?6 = '' GROUP BY key HAVING sum(n) > 0) AS keys",
	           SCOPE_VALUES, keys, NULL, err);
}

/* Marks, not cells: a cell is a sum and no longer knows its largest part. */
static bool figures_most(void *with, str procedure, str indicator, const struct figure_scope *scope,
                         int64_t *v, struct err *err)
{
	return ask(with,
	           "SELECT coalesce(max(v), 0) FROM mark WHERE procedure = ?1 AND "
	           "indicator = ?2 AND day BETWEEN ?3 AND ?4 AND (?5 = '' OR organ = ?5) "
	           "AND ?6 = ''",
	           SCOPE_VALUES, v, NULL, err);
}

static const char latest_sql[] =
	"SELECT key, day, v, serial FROM (SELECT key, day, v, serial, organ, row_number() OVER "
	"(PARTITION BY key ORDER BY day DESC, seq DESC) AS turn FROM mark WHERE procedure = ?1 "
	"AND indicator = ?2 AND day BETWEEN ?3 AND ?4) AS statement WHERE turn = 1 AND "
	"(?5 = '' OR organ = ?5) AND ?6 = '' ORDER BY key";

/* Marks again: which statement is the latest is known of each by itself. */
static bool figures_latest(void *with, str procedure, str indicator,
                           const struct figure_scope *whole, struct figure_statements *found,
                           struct err *err)
{
	struct desk *desk = with;
	struct figure_scope all = *whole, *scope = &all;
	struct figure_statements latest = { 0 };
	struct db_rows rows;
	size_t room = 0;

	all.from = INT32_MIN + 1;
	if (!db_ask(&desk->db, &rows, latest_sql, SCOPE_VALUES, SCOPE_COUNT, err))
		return false;
	while (db_next(&rows)) {
		if (latest.count == room) {
			latest.at = arena_grow(desk->batch, latest.at, room * sizeof(*latest.at),
			                       (2 * room + 8) * sizeof(*latest.at));
			room = 2 * room + 8;
		}
		latest.at[latest.count++] = (struct figure_statement){
			arena_copy(desk->batch, db_text(&rows, 0)),
			(day)db_int(&rows, 1),
			db_int(&rows, 2),
			db_int(&rows, 3),
		};
	}
	*found = latest;
	return db_done(&rows);
}

struct figure_source desk_figures(struct desk *desk)
{
	return (struct figure_source){ .sum = figures_sum,
		                       .distinct = figures_distinct,
		                       .most = figures_most,
		                       .latest = figures_latest,
		                       .with = desk,
		                       .library = desk->library };
}
