/* figure.c -- indicators computed: the sum of marks over a period, as the rule prints it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/figure.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"

#define FROM_THE_BEGINNING (INT32_MIN + 1)
/* Rules may name each other's figures; checked rules make no circle, adopted ones might. */
#define DEPTH_MAX 100

/* What is asked, on the way down through what it is computed of. */
struct asking {
	const struct figure_source *source;
	const struct rule *rule;
	const struct figure_scope *scope;
	int depth;
};

static bool compute(const struct asking *asking, const struct indicator *indicator,
                    struct figure *figure, struct err *err);

struct figure_scope figure_year(int year)
{
	return (struct figure_scope){ day_of(year, 1, 1), day_of(year, 12, 31), { 0 }, { 0 } };
}

struct figure_scope figure_month(int year, int month)
{
	day first = day_of(year, month, 1);

	return (struct figure_scope){ first, day_add_months(first, 1) - 1, { 0 }, { 0 } };
}

static struct figure_scope to_date(const struct figure_scope *scope)
{
	struct figure_scope all = *scope;

	all.from = FROM_THE_BEGINNING;
	return all;
}

/* The same day a year earlier; the last day of a February is the last of the other. */
static day day_before(day on)
{
	bool ends = day_civil(on + 1).date == 1;

	return ends ? day_add_months(on + 1, -12) - 1 : day_add_months(on, -12);
}

struct figure_scope figure_last_year(const struct figure_scope *scope)
{
	struct figure_scope last = *scope;

	last.from = scope->from == FROM_THE_BEGINNING ? scope->from
	                                              : day_add_months(scope->from, -12);
	last.to = day_before(scope->to);
	return last;
}

/* ---- what it is computed of ---- */

bool figure_resolve(const struct figure_source *source, const struct rule *rule,
                    const struct operand *operand, const struct figure_scope *scope,
                    struct figure_of *of, struct err *err)
{
	struct figure_of found = { rule, operand->indicator };

	if (found.indicator == NULL && source->library != NULL) {
		found.rule = library_in_force(source->library, operand->procedure, scope->to);
		if (found.rule == NULL)
			found.rule = library_newest(source->library, operand->procedure);
		if (found.rule != NULL)
			found.indicator = model_indicator(found.rule, operand->other);
	}
	if (found.indicator == NULL) {
		err_set(err, ERR_UNKNOWN, "figure.other",
		        "规程“%.*s”要用“%.*s.%.*s”，可是没有采用那个规程，或其中没有这个指标",
		        PSTR(rule->name.text), PSTR(operand->procedure), PSTR(operand->other));
		return err_fix(err, "先用 guiju adopt 采用规程“%.*s”", PSTR(operand->procedure));
	}
	*of = found;
	return true;
}

static bool fault_split(const struct rule *rule, const struct indicator *indicator, struct err *err)
{
	err_set(err, ERR_INVALID, "figure.not_split", "规程“%.*s”的“%.*s”不能分项统计",
	        PSTR(rule->name.text), PSTR(indicator->name.text));
	return err_fix(err, "只有写了“统计分项”的规程里，计数、求和、在册和由它们算出的指标分项");
}

/* Options are those of one rule: what another counts is not split by them. */
static bool compute_operand(const struct asking *asking, const struct operand *operand,
                            struct figure *figure, struct err *err)
{
	struct figure_of of;
	struct asking down = *asking;

	if (!figure_resolve(asking->source, asking->rule, operand, asking->scope, &of, err))
		return false;
	if (asking->scope->key.n > 0 && of.rule != asking->rule)
		return fault_split(of.rule, of.indicator, err);
	down.rule = of.rule;
	down.depth++;
	return compute(&down, of.indicator, figure, err);
}

static bool compute_item(const struct asking *asking, const struct sum_item *item,
                         struct figure *figure, struct err *err)
{
	struct figure_scope before = figure_last_year(asking->scope);
	struct asking when = *asking;

	if (item->of.indicator == NULL && item->of.procedure.n == 0) {
		*figure = (struct figure){ .value = item->constant };
		return true;
	}
	if (item->last_year)
		when.scope = &before;
	return compute_operand(&when, &item->of, figure, err);
}

/* Ten-thousandths, so that it can be added to money. */
static bool as_money(struct figure *figure)
{
	if (figure->money)
		return true;
	figure->money = true;
	return num_mul(figure->value, NUM_DECIMAL_ONE, &figure->value);
}

static bool sum_items(const struct asking *asking, const struct sum_item *items, size_t count,
                      struct figure *total, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct figure part;

		if (!compute_item(asking, &items[i], &part, err))
			return false;
		if ((total->money && !as_money(&part)) || (part.money && !as_money(total)) ||
		    !num_add(total->value, items[i].sign * part.value, &total->value))
			return err_set(err, ERR_LIMIT, "figure.overflow", "数太大，加不下");
		total->attested = total->attested || part.attested;
	}
	return true;
}

static bool is_money(const struct indicator *indicator)
{
	return indicator->field != NULL && indicator->field->type == FIELD_MONEY &&
	       (indicator->kind == COUNT_SUM || indicator->kind == COUNT_MOST ||
	        indicator->kind == COUNT_STOCK_SUM || indicator->kind == COUNT_LAST_SUM);
}

static bool compute_ratio(const struct asking *asking, const struct indicator *indicator,
                          struct figure *figure, struct err *err)
{
	struct figure above, below;

	if (!compute_operand(asking, &indicator->above, &above, err) ||
	    !compute_operand(asking, &indicator->below, &below, err))
		return false;
	if (below.money && !as_money(&above))
		return err_set(err, ERR_LIMIT, "figure.overflow", "数太大，除不下");
	figure->ratio = true;
	figure->above = above.value;
	figure->below = below.value;
	figure->money = above.money && !below.money;
	figure->attested = figure->attested || above.attested || below.attested;
	return true;
}

/* ---- counted ---- */

bool figure_is_split(const struct indicator *indicator)
{
	switch (indicator->kind) {
	case COUNT_DISTINCT:
	case COUNT_STOCK_DISTINCT:
	case COUNT_MOST:
	case COUNT_LAST_SUM: return false;
	default: return true;
	}
}

static bool may_split(const struct rule *rule, const struct indicator *indicator, str key)
{
	return figure_is_split(indicator) && rule->split != NULL &&
	       model_option(rule->split, key) != NULL;
}

static bool sum_latest(const struct asking *asking, const struct indicator *indicator,
                       int64_t *value, struct err *err)
{
	const struct figure_source *source = asking->source;
	struct figure_statements latest = { 0 };

	if (!source->latest(source->with, asking->rule->name.id, indicator->name.id, asking->scope,
	                    &latest, err))
		return false;
	for (size_t i = 0; i < latest.count; i++)
		if (!num_add(*value, latest.at[i].v, value))
			return err_set(err, ERR_LIMIT, "figure.overflow", "数太大，加不下");
	return true;
}

static bool compute_cells(const struct asking *asking, const struct indicator *indicator,
                          struct figure *figure, struct err *err)
{
	const struct figure_source *source = asking->source;
	const struct figure_scope *scope = asking->scope;
	struct figure_scope all = to_date(scope);
	str procedure = asking->rule->name.id, id = indicator->name.id;
	int64_t n = 0, v = 0;
	bool ok;

	if (scope->key.n > 0 && !may_split(asking->rule, indicator, scope->key))
		return fault_split(asking->rule, indicator, err);
	switch (indicator->kind) {
	case COUNT_DISTINCT:
		return source->distinct(source->with, procedure, id, scope, &figure->value, err);
	case COUNT_STOCK_DISTINCT:
		return source->distinct(source->with, procedure, id, &all, &figure->value, err);
	case COUNT_MOST:
		return source->most(source->with, procedure, id, scope, &figure->value, err);
	case COUNT_LAST_SUM: return sum_latest(asking, indicator, &figure->value, err);
	case COUNT_STOCK:
	case COUNT_STOCK_SUM:
		ok = source->sum(source->with, procedure, id, &all, &n, &v, err);
		break;
	default: ok = source->sum(source->with, procedure, id, scope, &n, &v, err);
	}
	figure->value = indicator->kind == COUNT_SUM || indicator->kind == COUNT_STOCK_SUM ? v : n;
	return ok;
}

/* 算 and 存. A number that is added for each option would be added several times. */
static bool compute_sum(const struct asking *asking, const struct indicator *indicator,
                        struct figure *figure, struct err *err)
{
	struct figure_scope all = to_date(asking->scope);
	struct asking when = *asking;

	for (size_t i = 0; asking->scope->key.n > 0 && i < indicator->item_count; i++)
		if (indicator->items[i].constant != 0)
			return fault_split(asking->rule, indicator, err);
	if (indicator->kind == COUNT_BALANCE)
		when.scope = &all;
	return sum_items(&when, indicator->items, indicator->item_count, figure, err);
}

static bool compute(const struct asking *asking, const struct indicator *indicator,
                    struct figure *figure, struct err *err)
{
	struct figure f = { .indicator = indicator,
		            .money = is_money(indicator),
		            .attested = asking->rule->attested };
	bool ok;

	if (asking->depth > DEPTH_MAX) {
		err_set(err, ERR_INVALID, "figure.circle", "指标“%.*s”绕回来用到了它自己",
		        PSTR(indicator->name.text));
		return err_fix(err, "用 guiju check 检查这些规程，改写其中一个算法");
	}
	switch (indicator->kind) {
	case COUNT_RATE:
	case COUNT_MEAN: ok = compute_ratio(asking, indicator, &f, err); break;
	case COUNT_BALANCE:
	case COUNT_ADD: ok = compute_sum(asking, indicator, &f, err); break;
	default: ok = compute_cells(asking, indicator, &f, err);
	}
	if (ok)
		*figure = f;
	return ok;
}

bool figure_compute(const struct figure_source *source, const struct rule *rule,
                    const struct indicator *indicator, const struct figure_scope *scope,
                    struct figure *figure, struct err *err)
{
	return compute(&(struct asking){ source, rule, scope, 0 }, indicator, figure, err);
}

bool figure_item(const struct figure_source *source, const struct rule *rule,
                 const struct sum_item *item, const struct figure_scope *scope,
                 struct figure *figure, struct err *err)
{
	return compute_item(&(struct asking){ source, rule, scope, 0 }, item, figure, err);
}

bool figure_deviations(const struct figure_source *source, const struct rule *rule,
                       const struct figure_scope *scope, int64_t *n, struct err *err)
{
	int64_t v;

	return source->sum(source->with, rule->name.id, STR("deviations"), scope, n, &v, err);
}

/* ---- cross-checks ---- */

static void show_side(char *out, size_t room, const struct figure *side)
{
	int64_t whole = side->value / NUM_DECIMAL_ONE, rest = side->value % NUM_DECIMAL_ONE;

	if (!side->money)
		snprintf(out, room, "%lld", (long long)side->value);
	else
		snprintf(out, room, "%s%lld.%04lld", side->value < 0 && whole == 0 ? "-" : "",
		         (long long)whole, (long long)(rest < 0 ? -rest : rest));
}

static bool check_once(const struct asking *asking, const struct check *check,
                       struct figure_verdict *verdict, struct err *err)
{
	struct figure left = { 0 }, right = { 0 };
	char shown[2][32];

	if (!sum_items(asking, check->left, check->left_count, &left, err) ||
	    !sum_items(asking, check->right, check->right_count, &right, err))
		return false;
	if ((left.money && !as_money(&right)) || (right.money && !as_money(&left)))
		return err_set(err, ERR_LIMIT, "figure.overflow", "数太大，比不了");
	show_side(shown[0], sizeof(shown[0]), &left);
	show_side(shown[1], sizeof(shown[1]), &right);
	verdict->holds = check->at_most ? left.value <= right.value : left.value == right.value;
	snprintf(verdict->what, sizeof(verdict->what), "%.*s：左边 %s，右边 %s", PSTR(check->text),
	         shown[0], shown[1]);
	return true;
}

/* A number says how many in all, not how many of each option. */
static bool has_constant(const struct check *check)
{
	for (size_t i = 0; i < check->left_count; i++)
		if (check->left[i].constant != 0)
			return true;
	for (size_t i = 0; i < check->right_count; i++)
		if (check->right[i].constant != 0)
			return true;
	return false;
}

bool figure_check_part(const struct figure_source *source, const struct rule *rule,
                       const struct check *check, const struct figure_scope *scope,
                       struct figure_verdict *verdict, struct err *err)
{
	struct figure_verdict found = { .tried = scope->key.n == 0 || !has_constant(check) };
	struct asking asking = { source, rule, scope, 0 };
	struct err fault = { 0 };

	if (found.tried && !check_once(&asking, check, &found, &fault)) {
		if (scope->key.n == 0 || strcmp(fault.code, "figure.not_split") != 0) {
			*err = fault;
			return false;
		}
		found.tried = false;
	}
	*verdict = found;
	return true;
}

bool figure_check(const struct figure_source *source, const struct rule *rule,
                  const struct check *check, const struct figure_scope *scope,
                  struct figure_verdict *verdict, struct err *err)
{
	size_t options = rule->split != NULL && scope->key.n == 0 ? rule->split->option_count : 0;
	struct figure_scope one = *scope;
	struct figure_verdict found, part;

	if (!figure_check_part(source, rule, check, scope, &found, err))
		return false;
	for (size_t i = 0; found.holds && i < options; i++) {
		const struct option *option = &rule->split->options[i];

		one.key = option->name.id;
		if (!figure_check_part(source, rule, check, &one, &part, err))
			return false;
		if (!part.tried || part.holds)
			continue;
		found.holds = false;
		snprintf(found.what, sizeof(found.what), "分项“%.*s”：%.400s",
		         PSTR(option->name.text), part.what);
	}
	*verdict = found;
	return true;
}
