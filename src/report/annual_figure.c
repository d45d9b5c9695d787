/* annual_figure.c -- one figure of the report with its provenance.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/annual.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "define/near.h"
#include "define/render.h"
#include "define/value.h"

#define FROM_THE_BEGINNING (INT32_MIN + 1)

struct making {
	struct arena *arena;
	const struct figure_source *source;
	struct annual_figure *made;
	const struct rule *rule;
	struct figure_scope scope;
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

bool annual_other(struct problems *problems, int line, struct err *err)
{
	if (strcmp(err->code, "figure.other") != 0)
		return false;
	err_fix(problems_add(problems, line, "report.other", "%s", err->what), "%s", err->fix);
	err_clear(err);
	return true;
}

/* ---- what it is made of ---- */

/* Has it a state at a day, so that 年初 has a meaning? */
static bool is_dated(const struct making *making, struct figure_of of);

/* What cannot be found is told when the figure is computed. */
static bool is_dated_operand(const struct making *making, const struct rule *rule,
                             const struct operand *operand)
{
	struct err ignored = { 0 };
	struct figure_of of;

	return !figure_resolve(making->source, rule, operand, &making->scope, &of, &ignored) ||
	       is_dated(making, of);
}

static bool is_constant(const struct operand *operand)
{
	return operand->indicator == NULL && operand->procedure.n == 0;
}

static bool is_dated(const struct making *making, struct figure_of of)
{
	const struct indicator *indicator = of.indicator;

	switch (indicator->kind) {
	case COUNT_STOCK:
	case COUNT_STOCK_SUM:
	case COUNT_STOCK_DISTINCT:
	case COUNT_LAST_SUM:
	case COUNT_BALANCE: return true;
	case COUNT_RATE:
	case COUNT_MEAN:
		return is_dated_operand(making, of.rule, &indicator->above) &&
		       is_dated_operand(making, of.rule, &indicator->below);
	case COUNT_ADD:
		for (size_t i = 0; i < indicator->item_count; i++)
			if (!is_constant(&indicator->items[i].of) &&
			    !is_dated_operand(making, of.rule, &indicator->items[i].of))
				return false;
		return indicator->item_count > 0;
	default: return false;
	}
}

/* Looks at what is counted, itself or as a part; of a ratio at its denominator, and at its
 * numerator where statements are listed. */
struct looking {
	const struct making *making;
	bool statements; /* list them, else count records */
	int64_t records;
};

static bool look(struct looking *looking, struct figure_of of, struct figure_scope scope,
                 struct err *err);

static bool look_operand(struct looking *looking, const struct rule *rule,
                         const struct operand *operand, const struct figure_scope *scope,
                         struct err *err)
{
	struct figure_of of;

	return is_constant(operand) ||
	       (figure_resolve(looking->making->source, rule, operand, scope, &of, err) &&
	        look(looking, of, *scope, err));
}

static bool look_items(struct looking *looking, struct figure_of of,
                       const struct figure_scope *scope, struct err *err)
{
	for (size_t i = 0; i < of.indicator->item_count; i++) {
		const struct sum_item *item = &of.indicator->items[i];
		struct figure_scope when = item->last_year ? figure_last_year(scope) : *scope;

		if (!look_operand(looking, of.rule, &item->of, &when, err))
			return false;
	}
	return true;
}

static str number_of(struct arena *arena, int64_t value, bool money);

static void add_statements(const struct making *making, struct figure_of of,
                           const struct figure_statements *found)
{
	const struct indicator *indicator = of.indicator;
	struct annual_figure *made = making->made;
	const size_t size = sizeof(*made->statements);

	made->statements = arena_grow(making->arena, made->statements, made->statement_count * size,
	                              (made->statement_count + found->count) * size);
	for (size_t i = 0; i < found->count; i++) {
		const struct figure_statement *one = &found->at[i];

		made->statements[made->statement_count++] = (struct annual_statement){
			value_show(making->arena, indicator->source, one->source),
			number_of(making->arena, one->v, indicator->field->type == FIELD_MONEY),
			one->on,
			arena_printf(making->arena, "%.*s/%lld", PSTR(of.rule->name.id),
			             (long long)one->serial),
		};
	}
}

static bool look_latest(struct looking *looking, struct figure_of of,
                        const struct figure_scope *scope, struct err *err)
{
	const struct figure_source *source = looking->making->source;
	struct figure_statements found = { 0 };

	if (!source->latest(source->with, of.rule->name.id, of.indicator->name.id, scope, &found,
	                    err))
		return false;
	looking->records += (int64_t)found.count;
	if (looking->statements)
		add_statements(looking->making, of, &found);
	return true;
}

static bool look_counted(struct looking *looking, struct figure_of of,
                         const struct figure_scope *scope, struct err *err)
{
	const struct figure_source *source = looking->making->source;
	int64_t n = 0, v;

	if (!looking->statements &&
	    !source->sum(source->with, of.rule->name.id, of.indicator->name.id, scope, &n, &v, err))
		return false;
	looking->records += n;
	return true;
}

static bool look(struct looking *looking, struct figure_of of, struct figure_scope scope,
                 struct err *err)
{
	const struct indicator *indicator = of.indicator;

	switch (indicator->kind) {
	case COUNT_RATE:
	case COUNT_MEAN:
		return (!looking->statements ||
		        look_operand(looking, of.rule, &indicator->above, &scope, err)) &&
		       look_operand(looking, of.rule, &indicator->below, &scope, err);
	case COUNT_ADD: return look_items(looking, of, &scope, err);
	case COUNT_LAST_SUM: return look_latest(looking, of, &scope, err);
	case COUNT_BALANCE:
		scope.from = FROM_THE_BEGINNING;
		return look_items(looking, of, &scope, err);
	case COUNT_STOCK:
	case COUNT_STOCK_SUM:
	case COUNT_STOCK_DISTINCT: scope.from = FROM_THE_BEGINNING; break;
	default: break;
	}
	return look_counted(looking, of, &scope, err);
}

static bool look_behind(const struct making *making, struct err *err)
{
	struct annual_figure *made = making->made;
	struct figure_of of = { making->rule, made->indicator };
	struct looking counting = { .making = making };
	struct looking listing = { .making = making, .statements = true };

	if (!look(&counting, of, making->scope, err))
		return false;
	made->records = counting.records;
	return !made->figure.attested || look(&listing, of, making->scope, err);
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
	made->rule_line = model_where(making->arena, rule, made->indicator->name.line);
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
static bool is_sound(const struct making *making, int line, struct problems *problems)
{
	const struct annual_figure *figure = making->made;
	const struct indicator *indicator = figure->indicator;
	struct buf below;

	if (!figure->figure.ratio || figure->figure.below > 0)
		return true;
	buf_init(&below, making->arena, 512);
	render_operand(&below, &indicator->below);
	err_fix(problems_add(problems, line, "report.undefined", "“%.*s”没有分母：%s“%.*s”为 %lld",
	                     PSTR(indicator->name.text), figure->at_start ? "年初" : "本年",
	                     PSTR(buf_str(&below)), (long long)figure->figure.below),
	        "没有发生的事不能报比率，请删去这一句，或先把业务记入库");
	return false;
}

bool annual_figure_make(struct arena *arena, const struct annual_figure_wanted *wanted,
                        struct annual_figure **made, struct problems *problems, struct err *err)
{
	const struct rule *rule = wanted->system->rule;
	const struct indicator *indicator = model_indicator(rule, wanted->piece->indicator);
	struct annual_figure *figure = arena_make(arena, struct annual_figure, 1);
	bool at_start = wanted->piece->at_start;
	struct figure_scope scope = figure_year(wanted->annual->year - (at_start ? 1 : 0));
	struct making making = { arena, &wanted->annual->of->source, figure, rule, scope };

	*made = NULL;
	if (indicator == NULL) {
		fault_indicator(arena, wanted, problems);
		return true;
	}
	if (at_start && !is_dated(&making, (struct figure_of){ rule, indicator })) {
		err_fix(problems_add(problems, wanted->line, "report.at",
		                     "“%.*s”按期间计数，没有年初的数", PSTR(indicator->name.text)),
		        "@年初 只用于在册数、结存数和它们的比率");
		return true;
	}
	figure->system = wanted->system;
	figure->indicator = indicator;
	figure->at_start = at_start;
	if (!figure_compute(making.source, rule, indicator, &scope, &figure->figure, err) ||
	    !look_behind(&making, err))
		return annual_other(problems, wanted->line, err);
	if (!is_sound(&making, wanted->line, problems))
		return true;
	write_provenance(&making);
	if (!at_start && !write_months(&making, wanted->annual->year, err))
		return false;
	*made = figure;
	return true;
}
