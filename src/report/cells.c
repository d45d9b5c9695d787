/* cells.c -- the sums of days of an indicator read once, so that twelve months cost one question.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/cells.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/table.h"
#include "store/db.h"

/* n and v are sums from the beginning up to and including the day. */
struct cells_day {
	int64_t on;
	int64_t n, v;
};
struct cells_days {
	struct cells_day *at; /* in ascending order */
	size_t count, room;
};
struct cells {
	struct arena *arena;
	struct desk *desk;
	struct figure_source below;
	struct table kept; /* "procedure indicator" -> struct cells_days */
};

static void add_day(struct cells *cells, struct cells_days *days, int64_t on, int64_t n, int64_t v)
{
	const struct cells_day *last = days->count > 0 ? &days->at[days->count - 1] : NULL;
	struct cells_day next = { on, n + (last ? last->n : 0), v + (last ? last->v : 0) };

	if (days->count == days->room) {
		size_t room = days->room * 2 + 64;

		days->at = arena_grow(cells->arena, days->at, days->room * sizeof(*days->at),
		                      room * sizeof(*days->at));
		days->room = room;
	}
	days->at[days->count++] = next;
}

static bool read_days(struct cells *cells, str procedure, str indicator, struct cells_days *days,
                      struct err *err)
{
	struct db_rows rows;

	if (!db_ask(desk_db(cells->desk), &rows,
	            "SELECT day, sum(n), sum(v) FROM cell WHERE procedure = ?1 AND "
	            "indicator = ?2 GROUP BY day ORDER BY day",
	            VALUES(DB_TEXT(procedure), DB_TEXT(indicator)), err))
		return false;
	while (db_next(&rows))
		add_day(cells, days, db_int(&rows, 0), db_int(&rows, 1), db_int(&rows, 2));
	return db_done(&rows);
}

static bool days_of(struct cells *cells, str procedure, str indicator,
                    const struct cells_days **found, struct err *err)
{
	str name = arena_printf(cells->arena, "%.*s %.*s", PSTR(procedure), PSTR(indicator));
	struct cells_days *days = table_find(&cells->kept, name);

	if (days == NULL) {
		days = arena_make(cells->arena, struct cells_days, 1);
		if (!read_days(cells, procedure, indicator, days, err))
			return false;
		table_put(&cells->kept, name, days);
	}
	*found = days;
	return true;
}

/* The sums up to and including a day. */
static struct cells_day until(const struct cells_days *days, int64_t on)
{
	size_t low = 0, high = days->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (days->at[middle].on <= on)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? days->at[low - 1] : (struct cells_day){ 0 };
}

static bool cells_sum(void *with, str procedure, str indicator, const struct figure_scope *scope,
                      int64_t *n, int64_t *v, struct err *err)
{
	struct cells *cells = with;
	const struct cells_days *days;
	struct cells_day to, before;

	if (scope->organ.n > 0)
		return cells->below.sum(cells->below.with, procedure, indicator, scope, n, v, err);
	if (!days_of(cells, procedure, indicator, &days, err))
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

struct figure_source cells_source(struct arena *arena, struct desk *desk)
{
	struct cells *cells = arena_make(arena, struct cells, 1);

	cells->arena = arena;
	cells->desk = desk;
	cells->below = desk_figures(desk);
	table_init(&cells->kept, arena);
	return (struct figure_source){ cells_sum, cells_distinct, cells_most, cells };
}
