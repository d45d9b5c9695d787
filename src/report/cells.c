/* cells.c -- the sums of days of an indicator read once, so that twelve months cost one question.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/cells.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/table.h"
#include "store/db.h"

#define AROUND 400 /* days of room made at either end at a time */

/* Day by day without gaps; after reading, sums from the beginning up to the day. */
struct cells_days {
	int64_t first; /* the day of at[0] */
	struct cells_day {
		int64_t n, v;
	} * at;
	size_t count;
};
struct cells {
	struct arena *arena;
	struct desk *desk;
	struct figure_source below;
	day low, high;     /* reports are of 1990..2149: what lies beyond may stand on these */
	struct table kept; /* "procedure indicator key" -> struct cells_days */
};

/* Makes room so that `on` lies within the days. */
static void reach(struct cells *cells, struct cells_days *days, int64_t on)
{
	int64_t first = on - AROUND, end = on + AROUND + 1;
	struct cells_day *at;

	if (days->count > 0 && days->first < first)
		first = days->first;
	if (days->count > 0 && days->first + (int64_t)days->count > end)
		end = days->first + (int64_t)days->count;
	at = arena_make(cells->arena, struct cells_day, (size_t)(end - first));
	if (days->count > 0)
		memcpy(at + (days->first - first), days->at, days->count * sizeof(*at));
	*days = (struct cells_days){ first, at, (size_t)(end - first) };
}

static void add_cell(struct cells *cells, struct cells_days *days, int64_t on, int64_t n, int64_t v)
{
	if (on < cells->low)
		on = cells->low;
	if (on > cells->high)
		on = cells->high;
	if (on < days->first || on >= days->first + (int64_t)days->count)
		reach(cells, days, on);
	days->at[on - days->first].n += n;
	days->at[on - days->first].v += v;
}

/* Added up here and not by GROUP BY, which would sort the cells of all organs. */
static bool read_days(struct cells *cells, str procedure, str indicator, str key,
                      struct cells_days *days, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(desk_db(cells->desk), &rows,
	            "SELECT day, n, v FROM cell WHERE procedure = ?1 AND indicator = ?2 "
	            "AND (?3 = '' OR key = ?3)",
	            VALUES(DB_TEXT(procedure), DB_TEXT(indicator), DB_TEXT(key.n ? key : STR(""))),
	            err))
		return false;
	while (db_next(&rows))
		add_cell(cells, days, db_int(&rows, 0), db_int(&rows, 1), db_int(&rows, 2));
	for (size_t i = 1; i < days->count; i++) {
		days->at[i].n += days->at[i - 1].n;
		days->at[i].v += days->at[i - 1].v;
	}
	return db_done(&rows);
}

static bool days_of(struct cells *cells, str procedure, str indicator, str key,
                    const struct cells_days **found, struct err *err)
{
	str name = arena_printf(cells->arena, "%.*s %.*s %.*s", PSTR(procedure), PSTR(indicator),
	                        PSTR(key));
	struct cells_days *days = table_find(&cells->kept, name);

	if (days == NULL) {
		days = arena_make(cells->arena, struct cells_days, 1);
		if (!read_days(cells, procedure, indicator, key, days, err))
			return false;
		table_put(&cells->kept, name, days);
	}
	*found = days;
	return true;
}

/* The sums up to and including a day. */
static struct cells_day until(const struct cells_days *days, int64_t on)
{
	if (days->count == 0 || on < days->first)
		return (struct cells_day){ 0 };
	if (on >= days->first + (int64_t)days->count)
		on = days->first + (int64_t)days->count - 1;
	return days->at[on - days->first];
}

static bool cells_sum(void *with, str procedure, str indicator, const struct figure_scope *scope,
                      int64_t *n, int64_t *v, struct err *err)
{
	struct cells *cells = with;
	const struct cells_days *days;
	struct cells_day to, before;

	if (scope->organ.n > 0)
		return cells->below.sum(cells->below.with, procedure, indicator, scope, n, v, err);
	if (!days_of(cells, procedure, indicator, scope->key, &days, err))
		return false;
	to = until(days, scope->to);
	before = until(days, (int64_t)scope->from - 1);
	*n = to.n - before.n;
	*v = to.v - before.v;
	return true;
}

static bool cells_distinct(void *with, str procedure, str indicator,
                           const struct figure_scope *scope, int64_t *keys, struct err *err)
{
	struct cells *cells = with;

	return cells->below.distinct(cells->below.with, procedure, indicator, scope, keys, err);
}

static bool cells_most(void *with, str procedure, str indicator, const struct figure_scope *scope,
                       int64_t *v, struct err *err)
{
	struct cells *cells = with;

	return cells->below.most(cells->below.with, procedure, indicator, scope, v, err);
}

static bool cells_latest(void *with, str procedure, str indicator, const struct figure_scope *scope,
                         struct figure_statements *found, struct err *err)
{
	struct cells *cells = with;

	return cells->below.latest(cells->below.with, procedure, indicator, scope, found, err);
}

struct figure_source cells_source(struct arena *arena, struct desk *desk)
{
	struct cells *cells = arena_make(arena, struct cells, 1);

	cells->arena = arena;
	cells->desk = desk;
	cells->below = desk_figures(desk);
	cells->low = day_of(1900, 1, 1);
	cells->high = day_of(2200, 12, 31);
	table_init(&cells->kept, arena);
	return (struct figure_source){ .sum = cells_sum,
		                       .distinct = cells_distinct,
		                       .most = cells_most,
		                       .latest = cells_latest,
		                       .with = cells,
		                       .library = cells->below.library };
}
