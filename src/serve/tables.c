/* tables.c -- the tables of a rule (统计表) filled for a year.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/tables.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "report/sheet.h"
#include "serve/cached.h"
#include "serve/figures.h"
#include "store/db.h"

static bool find_table(struct call *call, struct sheet_of *of, struct err *err)
{
	const struct library *library = desk_world(call->desk)->library;
	str procedure = route_param(call->match, STR("procedure"));
	str table = route_param(call->match, STR("table"));

	of->rule = library_in_force(library, procedure, day_of(of->year, 12, 31));
	if (of->rule == NULL)
		return take_unknown_rule(procedure, err);
	of->statistic = model_statistic(of->rule, table);
	if (of->statistic != NULL)
		return true;
	err_set(err, ERR_UNKNOWN, "table.unknown", "“%.*s”没有“%.*s”这张统计表",
	        PSTR(of->rule->name.text), PSTR(str_sub(table, 0, 120)));
	return err_fix(err, "有哪些统计表，看 /api/v1/procedures/%.*s", PSTR(of->rule->name.id));
}

/* Within the snapshot: the ledger as it was then. */
static bool name_ledger(struct call *call, struct sheet_of *of, struct err *err)
{
	struct ledger *ledger;
	digest root;

	if (!ledger_open(call->arena, desk_db(call->desk), call->api->folder, NULL, &ledger, err))
		return false;
	root = ledger_root(ledger, DIGEST_SHA256);
	of->source = desk_figures(call->desk);
	of->origin = ledger_origin(ledger);
	of->size = ledger_size(ledger);
	of->root = codec_base64(call->arena, digest_bytes(&root));
	return true;
}

static bool build(struct call *call, struct sheet_of *of, struct sheet **sheet, struct err *err)
{
	struct db *db = desk_db(call->desk);
	bool ok = db_begin(db, err);

	if (!ok)
		return false;
	ok = name_ledger(call, of, err) && sheet_build(call->arena, of, sheet, err);
	db_rollback(db);
	return ok;
}

/* A table that does not add up is answered as 409, whole, so that both sides can be seen. */
static void show(struct call *call)
{
	struct sheet_of of = { 0 };
	struct sheet *sheet;
	struct err err = { 0 };
	struct jw w;

	if (!figures_query_year(call, &of.year))
		return;
	if (!find_table(call, &of, &err) || !build(call, &of, &sheet, &err)) {
		call_problem(call, &err);
		return;
	}
	if (sheet->fault_count > 0) {
		err_set(&err, ERR_CONFLICT, "table.check", "统计表“%.*s”有 %zu 处不成立",
		        PSTR(of.statistic->name.text), sheet->fault_count);
		for (size_t i = 0; i < sheet->trial_count; i++)
			if (!sheet->trials[i].holds)
				err_where(&err, "规程第%d行 %.*s：%.*s", sheet->trials[i].line,
				          PSTR(sheet->trials[i].column),
				          PSTR(sheet->trials[i].what));
		err_fix(&err, "先查清两边差在哪些记录（指标分项）");
		call_problem(call, &err);
		return;
	}
	call_json_begin(call, &w);
	sheet_print_json(w.buf, sheet);
	cached_json(call, &w, 0);
}

static const char *const queries[] = { "year", NULL };

const struct api_op tables_show_op = {
	.id = "showTable",
	.tag = "figures",
	.summary = "填一张统计表；核对不成立的不给",
	.summary_en = "Fills a table of a procedure; 409 when it does not add up",
	.door = API_STAFF,
	.scope = "figure",
	.run = show,
	.queries = queries,
	.answer = "Table",
	.status = 200,
};
