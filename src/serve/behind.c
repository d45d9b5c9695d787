/* behind.c -- the records behind a figure, as far as who asks may see them.
 *
 * A computed figure has no records of its own: it tells its parts, each of which opens
 * likewise. What may not be seen is counted, and not named.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/behind.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "define/value.h"
#include "engine/desk.h"
#include "serve/figures.h"
#include "serve/rights.h"
#include "store/db.h"

#define PAGE_MOST   200
#define SCOPE_MOST  4 /* organs of one person that a question looks at */
#define FROM_START  (INT32_MIN + 1)

struct counted {
	int64_t serial, n, v;
	day on;
	str source; /* of a statement */
};

struct behind {
	struct figures_ask ask;
	struct rights rights;
	struct rights_scope scope;
	str organs[SCOPE_MOST];
	int64_t after, limit;
	struct counted *at;
	size_t count;
	int64_t total, reachable;
};

/* ---- what was counted ---- */

#define MARKS                                                                               \
	"SELECT m.serial AS serial, sum(m.n) AS n, sum(m.v) AS v, max(m.day) AS day FROM "  \
	"mark m WHERE m.procedure = ?1 AND m.indicator = ?2 AND m.day BETWEEN ?3 AND ?4 "   \
	"AND (?5 = '' OR m.organ = ?5) AND (?6 = '' OR m.key = ?6) AND (?7 = 1 OR EXISTS "  \
	"(SELECT 1 FROM involved i WHERE i.procedure = m.procedure AND i.serial = "         \
	"m.serial AND i.organ IN (?8, ?9, ?10, ?11))) "
#define MARKS_END "GROUP BY m.serial HAVING sum(m.n) <> 0 "
#define VALUES_COUNT 11

/* Those that may be reached, or (all) every one. */
static void fill_values(const struct behind *b, bool all, struct db_value values[VALUES_COUNT])
{
	const struct figure_scope *scope = &b->ask.scope;

	values[0] = DB_TEXT(b->ask.rule->name.id);
	values[1] = DB_TEXT(b->ask.indicator->name.id);
	values[2] = DB_INT(scope->from);
	values[3] = DB_INT(scope->to);
	values[4] = DB_TEXT(scope->organ.n ? scope->organ : STR(""));
	values[5] = DB_TEXT(scope->key.n ? scope->key : STR(""));
	values[6] = DB_INT(all || b->scope.all);
	for (size_t i = 0; i < SCOPE_MOST; i++)
		values[7 + i] = DB_TEXT(b->organs[i]);
}

static bool count_marks(struct behind *b, bool all, int64_t *found, struct err *err)
{
	struct db_value values[VALUES_COUNT];
	struct db_rows rows;

	fill_values(b, all, values);
	if (!db_ask(desk_db(b->ask.call->desk), &rows,
	            "SELECT count(*) FROM (" MARKS MARKS_END ") AS counted", values, VALUES_COUNT,
	            err))
		return false;
	if (db_next(&rows))
		*found = db_int(&rows, 0);
	return db_done(&rows);
}

static bool read_marks(struct behind *b, struct err *err)
{
	struct db_value values[VALUES_COUNT + 2];
	struct db_rows rows;

	fill_values(b, false, values);
	values[VALUES_COUNT] = DB_INT(b->after);
	values[VALUES_COUNT + 1] = DB_INT(b->limit + 1);
	if (!db_ask(desk_db(b->ask.call->desk), &rows,
	            MARKS "AND m.serial > ?12 " MARKS_END "ORDER BY m.serial LIMIT ?13", values,
	            VALUES_COUNT + 2, err))
		return false;
	while (db_next(&rows))
		b->at[b->count++] = (struct counted){ .serial = db_int(&rows, 0),
			                              .n = db_int(&rows, 1),
			                              .v = db_int(&rows, 2),
			                              .on = (day)db_int(&rows, 3) };
	return db_done(&rows);
}

/* 末值和: the latest of each source; there are few, so they come on one page. */
static bool read_statements(struct behind *b, struct err *err)
{
	struct figures_ask *ask = &b->ask;
	struct figure_statements found = { 0 };

	if (!ask->source.latest(ask->source.with, ask->rule->name.id, ask->indicator->name.id,
	                        &ask->scope, &found, err))
		return false;
	b->at = arena_make(ask->call->arena, struct counted, found.count);
	b->count = found.count;
	b->limit = (int64_t)found.count;
	b->total = b->reachable = (int64_t)found.count;
	for (size_t i = 0; i < found.count; i++)
		b->at[i] = (struct counted){ found.at[i].serial, 1, found.at[i].v, found.at[i].on,
			                     value_show(ask->call->arena, ask->indicator->source,
			                                found.at[i].source) };
	return true;
}

static bool read_counted(struct behind *b, struct err *err)
{
	enum count_kind kind = b->ask.indicator->kind;

	if (kind == COUNT_STOCK || kind == COUNT_STOCK_SUM || kind == COUNT_STOCK_DISTINCT)
		b->ask.scope.from = FROM_START;
	if (kind == COUNT_LAST_SUM)
		return read_statements(b, err);
	if (!count_marks(b, true, &b->total, err))
		return false;
	if (!b->scope.all && b->scope.count == 0)
		return true;
	b->reachable = b->total;
	return (b->scope.all || count_marks(b, false, &b->reachable, err)) && read_marks(b, err);
}

/* ---- the answer ---- */

static bool write_one(struct behind *b, struct jw *w, const struct counted *one, struct err *err)
{
	struct arena *arena = b->ask.call->arena;
	struct record *record = NULL;
	struct buf on;

	if (!desk_record(b->ask.call->desk, b->ask.rule->name.id, one->serial, &record, err))
		return false;
	if (record == NULL || rights_over(&b->rights, record) == SIGHT_NONE)
		return true;
	buf_init(&on, arena, 16);
	day_write(&on, one->on);
	jw_open(w, '{');
	jw_name_str(w, STR("record"), record_name(arena, record));
	if (record->number.n > 0)
		jw_name_str(w, STR("number"), record->number);
	jw_name_str(w, STR("day"), buf_str(&on));
	jw_name_int(w, STR("count"), one->n);
	jw_name_int(w, STR("sum"), one->v);
	if (one->source.n > 0)
		jw_name_str(w, STR("source"), one->source);
	jw_close(w);
	return true;
}

static bool write_items(struct behind *b, struct jw *w, struct err *err)
{
	size_t shown = b->count > (size_t)b->limit ? (size_t)b->limit : b->count;

	jw_name_int(w, STR("total"), b->total);
	jw_name_int(w, STR("others"), b->total - b->reachable);
	jw_name(w, STR("items"));
	jw_open(w, '[');
	for (size_t i = 0; i < shown; i++)
		if (!write_one(b, w, &b->at[i], err))
			return false;
	jw_close(w);
	if (b->count > shown)
		jw_name_str(w, STR("next"), arena_printf(b->ask.call->arena, "%lld",
		                                         (long long)b->at[shown - 1].serial));
	return true;
}

/* One thing that the figure is computed of; a constant has nothing behind it. */
static bool write_part(struct behind *b, struct jw *w, const struct operand *operand,
                       const char *as, bool last_year, struct err *err)
{
	struct figure_scope scope = b->ask.scope;
	struct figure_of of;

	if (operand->indicator == NULL && operand->procedure.n == 0)
		return true;
	if (last_year)
		scope = figure_last_year(&scope);
	if (!figure_resolve(&b->ask.source, b->ask.rule, operand, &scope, &of, err))
		return false;
	jw_open(w, '{');
	jw_name_str(w, STR("as"), str_of(as));
	jw_name_str(w, STR("procedure"), of.rule->name.id);
	jw_name_str(w, STR("indicator"), of.indicator->name.id);
	jw_name_str(w, STR("name"), of.indicator->name.text);
	jw_name_int(w, STR("year"), b->ask.year - last_year);
	jw_close(w);
	return true;
}

static bool write_parts(struct behind *b, struct jw *w, struct err *err)
{
	const struct indicator *indicator = b->ask.indicator;
	bool ok = true;

	jw_name(w, STR("parts"));
	jw_open(w, '[');
	if (indicator->kind == COUNT_RATE || indicator->kind == COUNT_MEAN)
		ok = write_part(b, w, &indicator->above, "numerator", false, err) &&
		     write_part(b, w, &indicator->below, "denominator", false, err);
	for (size_t i = 0; ok && i < indicator->item_count; i++) {
		const struct sum_item *item = &indicator->items[i];

		ok = write_part(b, w, &item->of, item->sign > 0 ? "plus" : "minus",
		                item->last_year, err);
	}
	jw_close(w);
	return ok;
}

static bool is_computed(const struct indicator *indicator)
{
	return indicator->kind == COUNT_RATE || indicator->kind == COUNT_MEAN ||
	       indicator->kind == COUNT_ADD || indicator->kind == COUNT_BALANCE;
}

static bool write_all(struct behind *b, struct jw *w, struct err *err)
{
	bool ok;

	jw_open(w, '{');
	if (is_computed(b->ask.indicator)) {
		ok = write_parts(b, w, err);
		jw_name(w, STR("items"));
		jw_open(w, '[');
		jw_close(w);
	} else {
		ok = read_counted(b, err) && write_items(b, w, err);
	}
	jw_close(w);
	return ok;
}

static void look_for(struct behind *b)
{
	struct call *call = b->ask.call;

	b->rights = (struct rights){ &call->who, call->desk, call->now };
	b->scope = rights_scope(&b->rights, b->ask.rule, call->arena);
	for (size_t i = 0; i < SCOPE_MOST; i++)
		b->organs[i] = i < b->scope.count ? b->scope.organs[i] : STR("");
	b->at = arena_make(call->arena, struct counted, (size_t)b->limit + 1);
}

static void list(struct call *call)
{
	struct behind *b = arena_make(call->arena, struct behind, 1);
	struct db *db = desk_db(call->desk);
	struct err err = { 0 };
	struct jw w;
	bool ok;

	if (!figures_read(call, &b->ask) ||
	    !call_query_int(call, STR("limit"), 1, PAGE_MOST, 20, &b->limit) ||
	    !call_query_int(call, STR("cursor"), 0, INT64_MAX, 0, &b->after))
		return;
	look_for(b);
	call_json_begin(call, &w);
	ok = db_begin(db, &err);
	if (ok) {
		ok = write_all(b, &w, &err);
		db_rollback(db);
	}
	if (ok)
		call_json_send(call, 200, &w);
	else
		call_problem(call, &err);
}

static const char *const queries[] = { "year",   "month", "organ", "option",
	                               "cursor", "limit", NULL };

const struct api_op behind_op = {
	.id = "listFigureRecords",
	.tag = "figures",
	.summary = "打开一个指标所数的记录；无权看的只计个数",
	.summary_en = "Opens the records behind a figure; those that may not be seen are counted",
	.door = API_STAFF,
	.scope = "figure",
	.run = list,
	.queries = queries,
	.answer = "FigureRecords",
	.status = 200,
};
