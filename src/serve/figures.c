/* figures.c -- indicators of a rule computed for a year, with formula, law and parts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/figures.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "define/render.h"
#include "engine/desk.h"
#include "serve/cached.h"
#include "serve/organs.h"
#include "serve/printed.h"
#include "store/db.h"

#define YEAR_FIRST  1990
#define YEAR_LAST   2149
#define KEPT_S      60
#define ORGANS_MOST 4096

/* ---- what is asked ---- */

bool figures_query_year(struct call *call, int *year)
{
	struct err err = { 0 };
	int64_t y;

	if (!call_query_int(call, STR("year"), YEAR_FIRST, YEAR_LAST, 0, &y))
		return false;
	*year = (int)y;
	if (y != 0)
		return true;
	err_set(&err, ERR_INVALID, "query.year", "要写明统计年度");
	err_fix(&err, "例如：?year=2024");
	call_problem(call, &err);
	return false;
}

/* Every rule has it; none declares it. */
static const struct indicator *deviations(struct arena *arena)
{
	struct indicator *indicator = arena_make(arena, struct indicator, 1);

	indicator->name.text = STR("偏差");
	indicator->name.id = STR("deviations");
	indicator->unit = STR("步");
	indicator->kind = COUNT_DEVIATION;
	return indicator;
}

/* The version in force at the end of the period, or else the newest. */
static bool find_rule(struct figures_ask *ask, struct err *err)
{
	const struct library *library = desk_world(ask->call->desk)->library;
	str name = route_param(ask->call->match, STR("procedure"));

	ask->rule = library_in_force(library, name, ask->scope.to);
	if (ask->rule == NULL)
		ask->rule = library_newest(library, name);
	return ask->rule != NULL || take_unknown_rule(name, err);
}

static bool find_indicator(struct figures_ask *ask, struct err *err)
{
	str name = route_param(ask->call->match, STR("indicator"));

	ask->indicator = str_eq(name, STR("deviations")) ? deviations(ask->call->arena)
	                                                 : model_indicator(ask->rule, name);
	if (ask->indicator != NULL)
		return true;
	err_set(err, ERR_UNKNOWN, "indicator.unknown", "“%.*s”没有“%.*s”这个指标",
	        PSTR(ask->rule->name.text), PSTR(str_sub(name, 0, 120)));
	return err_fix(err, "有哪些指标，看 /api/v1/procedures/%.*s", PSTR(ask->rule->name.id));
}

static bool find_option(struct figures_ask *ask, struct err *err)
{
	str written = http_query(ask->call->r, STR("option"));
	const struct option *option;

	if (written.n == 0)
		return true;
	option = ask->rule->split ? model_option(ask->rule->split, written) : NULL;
	if (option == NULL) {
		err_set(err, ERR_INVALID, "figure.not_split", "“%.*s”没有“%.*s”这个统计分项",
		        PSTR(ask->rule->name.text), PSTR(str_sub(written, 0, 120)));
		return err_fix(err, "有哪些分项，看规程的 split 字段的选项");
	}
	ask->scope.key = option->name.id;
	return true;
}

bool figures_read(struct call *call, struct figures_ask *ask)
{
	struct err err = { 0 };
	int64_t month;

	*ask = (struct figures_ask){ .call = call, .source = desk_figures(call->desk) };
	if (!figures_query_year(call, &ask->year) ||
	    !call_query_int(call, STR("month"), 1, 12, 0, &month))
		return false;
	ask->month = (int)month;
	ask->scope = month ? figure_month(ask->year, ask->month) : figure_year(ask->year);
	if (!organs_query(call, STR("organ"), &ask->scope.organ))
		return false;
	if (find_rule(ask, &err) && find_indicator(ask, &err) && find_option(ask, &err))
		return true;
	call_problem(call, &err);
	return false;
}

/* ---- one figure ---- */

str figures_exact(struct arena *arena, bool money, int64_t value)
{
	struct buf buf;

	buf_init(&buf, arena, 64);
	if (money)
		num_write_decimal(&buf, value);
	else
		buf_int(&buf, value);
	return buf_str(&buf);
}

void figures_write(struct jw *w, const struct figure *figure)
{
	struct arena *arena = w->buf->arena;
	struct buf printed;

	buf_init(&printed, arena, 256);
	figure_print(&printed, figure);
	if (!figure->ratio && !figure->money)
		jw_name_int(w, STR("value"), figure->value);
	jw_name_str(w, STR("exact"),
	            figure->ratio ? buf_str(&printed)
	                          : figures_exact(arena, figure->money, figure->value));
	jw_name_str(w, STR("printed"), buf_str(&printed));
	if (figure->ratio) {
		jw_name_str(w, STR("numerator"),
		            figures_exact(arena, figure->money, figure->above));
		jw_name_str(w, STR("denominator"), figures_exact(arena, false, figure->below));
	}
	jw_name(w, STR("attested"));
	jw_bool(w, figure->attested);
}

/* ---- parts ---- */

struct part {
	str id, name;
	struct figure_scope scope;
};

static bool write_part(struct figures_ask *ask, struct jw *w, const struct part *part,
                       struct err *err)
{
	struct figure figure;

	if (!figure_compute(&ask->source, ask->rule, ask->indicator, &part->scope, &figure, err))
		return false;
	jw_open(w, '{');
	jw_name_str(w, STR("of"), part->id);
	jw_name_str(w, STR("name"), part->name);
	figures_write(w, &figure);
	jw_close(w);
	return true;
}

static bool by_month(struct figures_ask *ask, struct jw *w, struct err *err)
{
	for (int month = 1; month <= 12; month++) {
		str name = arena_printf(ask->call->arena, "%d-%02d", ask->year, month);
		struct part part = { name, name, figure_month(ask->year, month) };

		part.scope.organ = ask->scope.organ;
		part.scope.key = ask->scope.key;
		if (!write_part(ask, w, &part, err))
			return false;
	}
	return true;
}

/* The organs that anything was ever counted for under the rule; at most ORGANS_MOST. */
static bool list_organs(struct figures_ask *ask, str *organs, size_t *count, struct err *err)
{
	struct db_rows rows;

	*count = 0;
	if (!db_ask(desk_db(ask->call->desk), &rows,
	            "SELECT DISTINCT organ FROM cell WHERE procedure = ?1 AND day <= ?2 AND "
	            "organ <> '' ORDER BY organ",
	            VALUES(DB_TEXT(ask->rule->name.id), DB_INT(ask->scope.to)), err))
		return false;
	while (*count < ORGANS_MOST && db_next(&rows))
		organs[(*count)++] = arena_copy(ask->call->arena, db_text(&rows, 0));
	return db_done(&rows);
}

static bool by_organ(struct figures_ask *ask, struct jw *w, struct err *err)
{
	str *organs = arena_make(ask->call->arena, str, ORGANS_MOST);
	const struct people *people = desk_world(ask->call->desk)->people;
	size_t count;

	if (!list_organs(ask, organs, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct part part = { organs[i], people_organ_name(people, organs[i]), ask->scope };

		part.scope.organ = organs[i];
		if (!write_part(ask, w, &part, err))
			return false;
	}
	return true;
}

static bool by_option(struct figures_ask *ask, struct jw *w, struct err *err)
{
	const struct field *split = ask->rule->split;

	if (split == NULL) {
		err_set(err, ERR_INVALID, "figure.not_split", "规程“%.*s”没有统计分项",
		        PSTR(ask->rule->name.text));
		return err_fix(err, "在规程文件头写“统计分项  字段”后才能分项");
	}
	for (size_t i = 0; i < split->option_count; i++) {
		struct part part = { split->options[i].name.id, split->options[i].name.text,
			             ask->scope };

		part.scope.key = part.id;
		if (!write_part(ask, w, &part, err))
			return false;
	}
	return true;
}

static bool write_parts(struct figures_ask *ask, struct jw *w, struct err *err)
{
	static const struct {
		const char *by;
		bool (*write)(struct figures_ask *ask, struct jw *w, struct err *err);
	} ways[] = { { "month", by_month }, { "organ", by_organ }, { "option", by_option } };
	str by = http_query(ask->call->r, STR("by"));

	if (by.n == 0)
		return true;
	for (size_t i = 0; i < countof(ways); i++) {
		bool ok;

		if (!str_eq(by, str_of(ways[i].by)))
			continue;
		jw_name(w, STR("by"));
		jw_open(w, '[');
		ok = ways[i].write(ask, w, err);
		jw_close(w);
		return ok;
	}
	return err_set(err, ERR_INVALID, "query.by", "by 只能是 month、organ 或 option");
}

/* ---- all of it ---- */

static void write_names(struct figures_ask *ask, struct jw *w)
{
	const struct rule *rule = ask->rule;
	const struct indicator *indicator = ask->indicator;
	struct buf formula;

	buf_init(&formula, desk_world(ask->call->desk)->arena, RENDER_BYTES);
	render_count(&formula, indicator);
	jw_name_str(w, STR("procedure"), rule->name.id);
	jw_name_str(w, STR("indicator"), indicator->name.id);
	jw_name_str(w, STR("name"), indicator->name.text);
	jw_name_str(w, STR("unit"), indicator->unit);
	jw_name_int(w, STR("year"), ask->year);
	if (ask->month > 0)
		jw_name_int(w, STR("month"), ask->month);
	if (ask->scope.organ.n > 0)
		jw_name_str(w, STR("organ"), ask->scope.organ);
	if (ask->scope.key.n > 0)
		jw_name_str(w, STR("option"), ask->scope.key);
	jw_name_str(w, STR("formula"), buf_str(&formula));
	if (indicator->name.line > 0)
		jw_name_str(w, STR("rule_line"),
		            model_where(ask->call->arena, rule, indicator->name.line));
	jw_name_str(w, STR("law"),
	            indicator->basis.n > 0
	                    ? model_basis(ask->call->arena, rule, indicator->basis)
	                    : (rule->law_count > 0 ? rule->laws[0] : STR("")));
}

/* One state of the store for all that is summed up. */
static bool compute(struct figures_ask *ask, struct jw *w, struct err *err)
{
	struct db *db = desk_db(ask->call->desk);
	struct figure figure;
	bool ok = db_begin(db, err);

	if (!ok)
		return false;
	ok = figure_compute(&ask->source, ask->rule, ask->indicator, &ask->scope, &figure, err);
	if (ok) {
		jw_open(w, '{');
		write_names(ask, w);
		figures_write(w, &figure);
		ok = write_parts(ask, w, err);
		jw_close(w);
	}
	db_rollback(db);
	return ok;
}

static void answer(struct figures_ask *ask)
{
	struct err err = { 0 };
	struct jw w;

	call_json_begin(ask->call, &w);
	if (compute(ask, &w, &err))
		cached_json(ask->call, &w, KEPT_S);
	else
		call_problem(ask->call, &err);
}

static void show(struct call *call)
{
	struct figures_ask ask;

	if (figures_read(call, &ask))
		answer(&ask);
}

/* Only the whole city's, and its months: what the report of the year prints. */
static void show_public(struct call *call)
{
	struct figures_ask ask;
	struct err err = { 0 };
	str by = http_query(call->r, STR("by"));

	if (!figures_read(call, &ask))
		return;
	if (ask.scope.organ.n == 0 && ask.scope.key.n == 0 &&
	    (by.n == 0 || str_eq(by, STR("month"))) &&
	    printed_has(call, ask.year, ask.rule->name.id, ask.indicator->name.id)) {
		answer(&ask);
		return;
	}
	err_set(&err, ERR_UNKNOWN, "figure.private", "年度报告没有印这个数");
	err_fix(&err, "公开的是年度报告所印的数，全市合计，可以分月（by=month）");
	call_problem(call, &err);
}

static const char *const queries[] = { "year", "month", "organ", "option", "by", NULL };
static const char *const public_queries[] = { "year", "month", "by", NULL };

const struct api_op figures_show_op = {
	.id = "showFigure",
	.tag = "figures",
	.summary = "算一个指标：准确的数、印作、算法、依据；可以分月、分机构、分项",
	.summary_en = "Computes an indicator, with its formula, law and parts",
	.door = API_STAFF,
	.scope = "figure",
	.run = show,
	.queries = queries,
	.answer = "Figure",
	.status = 200,
};

const struct api_op figures_public_op = {
	.id = "publicFigure",
	.tag = "figures",
	.summary = "看年度报告所印的一个数",
	.summary_en = "Shows a figure that the yearly report prints",
	.door = API_ANYONE,
	.run = show_public,
	.queries = public_queries,
	.answer = "Figure",
	.status = 200,
};
