/* annual_figure.c -- one figure of the report with its provenance.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/annual.h"

#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"
#include "define/near.h"
#include "define/render.h"

#define FROM_THE_BEGINNING (INT32_MIN + 1)

struct making {
	struct arena *arena;
	const struct figure_source *source;
	struct annual_figure *made;
	const struct rule *rule;
};

static void fault_indicator(struct arena *arena, const struct annual_figure_wanted *wanted,
                            struct problems *problems)
{
	const struct rule *rule = wanted->system->rule;
	str indicator = wanted->piece->indicator;
	str *known = arena_make(arena, str, rule->indicator_count + 1);
	struct err *err = problems_add(problems, wanted->line, "report.indicator",
	                               "规程“%.*s”没有指标“%.*s”", PSTR(rule->name.text),
	                               PSTR(indicator));
	str near;

	for (size_t i = 0; i < rule->indicator_count; i++)
		known[i] = rule->indicators[i].name.id;
	near = near_find(indicator, known, rule->indicator_count);
	if (near.n > 0)
		err_fix(err, "是不是 %.*s.%.*s？", PSTR(rule->name.id), PSTR(near));
	else
		err_fix(err, "有哪些指标，看 guiju explain %.*s.rule", PSTR(rule->name.id));
}

/* Has it a state at a day, so that 年初 has a meaning? */
static bool is_dated(const struct indicator *indicator)
{
	switch (indicator->kind) {
	case COUNT_STOCK:
	case COUNT_STOCK_SUM:
	case COUNT_STOCK_DISTINCT:
	case COUNT_BALANCE: return true;
	case COUNT_RATE:
	case COUNT_MEAN: return is_dated(indicator->above) && is_dated(indicator->below);
	case COUNT_ADD:
		for (size_t i = 0; i < indicator->item_count; i++)
			if (indicator->items[i].indicator != NULL &&
			    !is_dated(indicator->items[i].indicator))
				return false;
		return indicator->item_count > 0;
	default: return false;
	}
}

/* ---- how many records ---- */

static bool count_records(const struct making *making, const struct indicator *indicator,
                          struct figure_scope scope, int64_t *records, struct err *err);

static bool count_items(const struct making *making, const struct indicator *indicator,
                        struct figure_scope scope, int64_t *records, struct err *err)
{
	*records = 0;
	for (size_t i = 0; i < indicator->item_count; i++) {
		const struct sum_item *item = &indicator->items[i];
		struct figure_scope when = scope;
		int64_t part = 0;

		if (item->indicator == NULL)
			continue;
		if (item->last_year) {
			when.to = day_add_months(when.to, -12);
			if (when.from != FROM_THE_BEGINNING)
				when.from = day_add_months(when.from, -12);
		}
		if (!count_records(making, item->indicator, when, &part, err))
			return false;
		*records += part;
	}
	return true;
}

static bool count_records(const struct making *making, const struct indicator *indicator,
                          struct figure_scope scope, int64_t *records, struct err *err)
{
	const struct figure_source *source = making->source;
	int64_t v;

	switch (indicator->kind) {
	case COUNT_RATE:
	case COUNT_MEAN: return count_records(making, indicator->below, scope, records, err);
	case COUNT_BALANCE:
		scope.from = FROM_THE_BEGINNING;
		return count_items(making, indicator, scope, records, err);
	case COUNT_ADD: return count_items(making, indicator, scope, records, err);
	case COUNT_STOCK:
	case COUNT_STOCK_SUM:
	case COUNT_STOCK_DISTINCT: scope.from = FROM_THE_BEGINNING; break;
	default: break;
	}
	return source->sum(source->with, making->rule->name.id, indicator->name.id, &scope, records,
	                   &v, err);
}

/* ---- as text ---- */

static str printed_of(struct arena *arena, const struct figure *figure)
{
	struct buf buf;

	buf_init(&buf, arena, 256);
	figure_print(&buf, figure);
	return buf_str(&buf);
}

static str number_of(struct arena *arena, int64_t value, bool money)
{
	struct buf buf;

	buf_init(&buf, arena, 64);
	if (money)
		num_write_decimal(&buf, value);
	else
		buf_int(&buf, value);
	return buf_str(&buf);
}

static str exact_of(struct arena *arena, const struct figure *figure)
{
	if (!figure->ratio)
		return number_of(arena, figure->value, figure->money);
	return arena_printf(arena, "%.*s/%.*s",
	                    PSTR(number_of(arena, figure->above, figure->money)),
	                    PSTR(number_of(arena, figure->below, false)));
}

static void write_provenance(const struct making *making)
{
	struct annual_figure *made = making->made;
	const struct rule *rule = making->rule;
	struct buf formula;

	buf_init(&formula, making->arena, RENDER_BYTES);
	render_count(&formula, made->indicator);
	made->formula = buf_str(&formula);
	made->rule_line = arena_printf(making->arena, "%.*s.rule:%d", PSTR(rule->name.id),
	                               made->indicator->name.line);
	if (made->indicator->basis.n > 0)
		made->basis = model_basis(making->arena, rule, made->indicator->basis);
	else if (rule->law_count > 0)
		made->basis = rule->laws[0];
	made->printed = printed_of(making->arena, &made->figure);
	made->exact = exact_of(making->arena, &made->figure);
	if (!made->figure.ratio)
		return;
	made->above = number_of(making->arena, made->figure.above, made->figure.money);
	made->below = number_of(making->arena, made->figure.below, false);
}

static bool write_months(const struct making *making, int year, struct err *err)
{
	struct annual_figure *made = making->made;
	struct figure figure;

	for (int month = 1; month <= 12; month++) {
		struct figure_scope scope = figure_month(year, month);

		if (!figure_compute(making->source, making->rule, made->indicator, &scope, &figure,
		                    err))
			return false;
		made->months[month - 1] = printed_of(making->arena, &figure);
		made->months_exact[month - 1] = exact_of(making->arena, &figure);
	}
	made->monthly = true;
	return true;
}

/* May the figure stand in a report? */
static bool is_sound(const struct annual_figure *figure, int line, struct problems *problems)
{
	const struct indicator *indicator = figure->indicator;

	if (!figure->figure.ratio || figure->figure.below > 0)
		return true;
	err_fix(problems_add(problems, line, "report.undefined", "“%.*s”没有分母：%s“%.*s”为 %lld",
	                     PSTR(indicator->name.text), figure->at_start ? "年初" : "本年",
	                     PSTR(indicator->below->name.text), (long long)figure->figure.below),
	        "没有发生的事不能报比率，请删去这一句，或先把业务记入库");
	return false;
}

bool annual_figure_make(struct arena *arena, const struct annual_figure_wanted *wanted,
                        struct annual_figure **made, struct problems *problems, struct err *err)
{
	const struct rule *rule = wanted->system->rule;
	const struct indicator *indicator = model_indicator(rule, wanted->piece->indicator);
	struct annual_figure *figure = arena_make(arena, struct annual_figure, 1);
	struct making making = { arena, &wanted->annual->of->source, figure, rule };
	bool at_start = wanted->piece->at_start;
	struct figure_scope scope = figure_year(wanted->annual->year - (at_start ? 1 : 0));

	*made = NULL;
	if (indicator == NULL) {
		fault_indicator(arena, wanted, problems);
		return true;
	}
	if (at_start && !is_dated(indicator)) {
		err_fix(problems_add(problems, wanted->line, "report.at",
		                     "“%.*s”按期间计数，没有年初的数", PSTR(indicator->name.text)),
		        "@年初 只用于在册数、结存数和它们的比率");
		return true;
	}
	figure->system = wanted->system;
	figure->indicator = indicator;
	figure->at_start = at_start;
	if (!figure_compute(making.source, rule, indicator, &scope, &figure->figure, err) ||
	    !count_records(&making, indicator, scope, &figure->records, err))
		return false;
	if (!is_sound(figure, wanted->line, problems))
		return true;
	write_provenance(&making);
	if (!at_start && !write_months(&making, wanted->annual->year, err))
		return false;
	*made = figure;
	return true;
}
