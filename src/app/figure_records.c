/* figure_records.c -- the records behind a figure, also of other rules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/figure_records.h"

#include "app/options.h"
#include "app/view.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "define/value.h"
#include "store/db.h"

static bool is_stock(const struct indicator *indicator)
{
	return indicator->kind == COUNT_STOCK || indicator->kind == COUNT_STOCK_SUM ||
	       indicator->kind == COUNT_STOCK_DISTINCT;
}

/* What stands behind a figure: an indicator of a rule over a period. */
struct behind {
	struct figure_of of;
	struct figure_scope scope;
};
struct behind_record {
	int64_t serial, n, v;
	day on;
	str number;
	str source; /* of a statement */
};

static bool has_sum(const struct indicator *indicator)
{
	return indicator->kind == COUNT_SUM || indicator->kind == COUNT_STOCK_SUM ||
	       indicator->kind == COUNT_LAST_SUM;
}

static void record_line(struct figure_records_list *list, const struct behind *behind,
                        const struct behind_record *record)
{
	const struct indicator *indicator = behind->of.indicator;
	str name = record_key(list->arena, behind->of.rule->name.id, record->serial);
	struct buf on;

	buf_init(&on, list->arena, 16);
	day_write(&on, record->on);
	if (list->w != NULL) {
		jw_open(list->w, '{');
		jw_name_int(list->w, STR("count"), record->n);
		jw_name_str(list->w, STR("day"), buf_str(&on));
		jw_name_str(list->w, STR("indicator"), indicator->name.id);
		jw_name_str(list->w, STR("number"), record->number);
		jw_name_str(list->w, STR("record"), name);
		if (record->source.n > 0)
			jw_name_str(list->w, STR("source"), record->source);
		jw_name_int(list->w, STR("sum"), record->v);
		jw_close(list->w);
		return;
	}
	buf_text(list->buf, "    ");
	view_pad(list->buf, name, 22);
	view_pad(list->buf, record->source.n > 0 ? record->source : record->number, 30);
	buf_printf(list->buf, "%.*s  %lld", PSTR(buf_str(&on)), (long long)record->n);
	if (has_sum(indicator))
		buf_printf(list->buf, "  %lld", (long long)record->v);
	buf_byte(list->buf, '\n');
}

static void records_head(struct figure_records_list *list, const struct behind *behind,
                         const char *what)
{
	if (list->w != NULL)
		return;
	buf_text(list->buf, "  ");
	if (behind->of.rule != list->rule)
		buf_printf(list->buf, "%.*s.", PSTR(behind->of.rule->name.text));
	buf_printf(list->buf, "%.*s %s：\n", PSTR(behind->of.indicator->name.text), what);
}

static bool list_statements(struct figure_records_list *list, const struct behind *behind,
                            struct err *err)
{
	const struct figure_of *of = &behind->of;
	struct figure_statements found = { 0 };

	records_head(list, behind, "各来源最近一次报的");
	if (!list->source->latest(list->source->with, of->rule->name.id, of->indicator->name.id,
	                          &behind->scope, &found, err))
		return false;
	for (size_t i = 0; i < found.count; i++) {
		const struct figure_statement *one = &found.at[i];

		record_line(
			list, behind,
			&(struct behind_record){
				.serial = one->serial,
				.n = 1,
				.v = one->v,
				.on = one->on,
				.number = STR(""),
				.source = value_show(list->arena, of->indicator->source,
		                                     one->source) });
	}
	return true;
}

static bool list_records(struct figure_records_list *list, const struct behind *behind,
                         struct err *err)
{
	const struct figure_of *of = &behind->of;
	const struct figure_scope *scope = &behind->scope;
	struct db_rows rows;

	records_head(list, behind, "所数的记录");
	if (!db_ask(desk_db(list->desk), &rows,
	            "SELECT m.serial, sum(m.n), sum(m.v), max(m.day), coalesce(max(r.number), '') "
	            "FROM mark m LEFT JOIN record r ON r.procedure = m.procedure AND "
	            "r.serial = m.serial WHERE m.procedure = ?1 AND m.indicator = ?2 AND "
	            "m.day BETWEEN ?3 AND ?4 AND (?5 = '' OR m.organ = ?5) "
	            "GROUP BY m.serial HAVING sum(m.n) <> 0 ORDER BY m.serial",
	            VALUES(DB_TEXT(of->rule->name.id), DB_TEXT(of->indicator->name.id),
	                   DB_INT(scope->from), DB_INT(scope->to),
	                   DB_TEXT(scope->organ.n ? scope->organ : STR(""))),
	            err))
		return false;
	while (db_next(&rows)) {
		record_line(list, behind,
		            &(struct behind_record){ .serial = db_int(&rows, 0),
		                                     .n = db_int(&rows, 1),
		                                     .v = db_int(&rows, 2),
		                                     .on = (day)db_int(&rows, 3),
		                                     .number = db_text(&rows, 4) });
		if (list->w == NULL && list->buf->n > (1 << 16)) {
			if (!options_print(buf_str(list->buf), err))
				break;
			list->buf->n = 0;
		}
	}
	return db_done(&rows) && err->kind == ERR_NONE;
}

static bool open_records(struct figure_records_list *list, struct behind behind, struct err *err);

static bool open_operand(struct figure_records_list *list, const struct behind *from,
                         const struct operand *operand, bool last_year, struct err *err)
{
	struct behind behind = *from;

	if (operand->indicator == NULL && operand->procedure.n == 0)
		return true;
	if (last_year)
		behind.scope = figure_last_year(&from->scope);
	return figure_resolve(list->source, from->of.rule, operand, &behind.scope, &behind.of,
	                      err) &&
	       open_records(list, behind, err);
}

/* A computed figure opens to the records of what it is computed from. */
static bool open_records(struct figure_records_list *list, struct behind behind, struct err *err)
{
	const struct indicator *indicator = behind.of.indicator;

	if (is_stock(indicator) || indicator->kind == COUNT_BALANCE)
		behind.scope.from = INT32_MIN + 1;
	switch (indicator->kind) {
	case COUNT_RATE:
	case COUNT_MEAN:
		return open_operand(list, &behind, &indicator->above, false, err) &&
		       open_operand(list, &behind, &indicator->below, false, err);
	case COUNT_BALANCE:
	case COUNT_ADD:
		for (size_t i = 0; i < indicator->item_count; i++)
			if (!open_operand(list, &behind, &indicator->items[i].of,
			                  indicator->items[i].last_year, err))
				return false;
		return true;
	case COUNT_LAST_SUM: return list_statements(list, &behind, err);
	default: return list_records(list, &behind, err);
	}
}

bool figure_records(struct figure_records_list *list, struct figure_of of,
                    struct figure_scope scope, struct err *err)
{
	return open_records(list, (struct behind){ of, scope }, err);
}
