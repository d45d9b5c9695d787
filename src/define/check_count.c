/* check_count.c -- faults of indicators, cross-checks and what is made public.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check_count.h"

#include "base/arena.h"
#include "base/str.h"

static bool is_ratio(const struct indicator *indicator)
{
	return indicator->kind == COUNT_RATE || indicator->kind == COUNT_MEAN;
}

/* The indicators of this rule that this one is counted from, one after the other; NULL for
 * a constant and for one of another rule (library_figures.c). */
static const struct indicator *part(const struct indicator *indicator, size_t i)
{
	if (is_ratio(indicator))
		return i == 0 ? indicator->above.indicator : indicator->below.indicator;
	return indicator->items[i].of.indicator;
}

static size_t part_count(const struct indicator *indicator)
{
	return is_ratio(indicator) ? 2 : indicator->item_count;
}

/* Is the indicator counted from itself, at any depth? Looks at each indicator once. */
static bool in_circle(struct arena *arena, const struct rule *rule,
                      const struct indicator *indicator)
{
	const struct indicator **open = arena_make(arena, const struct indicator *,
	                                           rule->indicator_count + 1);
	bool *seen = arena_make(arena, bool, rule->indicator_count);
	size_t count = 1;

	open[0] = indicator;
	while (count > 0) {
		const struct indicator *at = open[--count];
		for (size_t i = 0; i < part_count(at); i++) {
			const struct indicator *next = part(at, i);
			if (next == indicator)
				return true;
			if (next == NULL || seen[next - rule->indicators])
				continue;
			seen[next - rule->indicators] = true;
			open[count++] = next;
		}
	}
	return false;
}

static void unit_fault(struct problems *problems, int line, const char *code,
                       const struct indicator *a, const struct indicator *b)
{
	struct err *err = problems_add(
		problems, line, code, "“%.*s”的单位是“%.*s”，“%.*s”的单位是“%.*s”，不能放在一起算",
		PSTR(a->name.text), PSTR(a->unit), PSTR(b->name.text), PSTR(b->unit));
	err_fix(err, "请改成单位相同的指标");
}

static const struct indicator *first_indicator(const struct sum_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (items[i].of.indicator != NULL)
			return items[i].of.indicator;
	return NULL;
}

/* Notes the first item whose unit is not that of `like`. */
static bool same_units(const struct sum_item *items, size_t count, const struct indicator *like,
                       int line, const char *code, struct problems *problems)
{
	for (size_t i = 0; like != NULL && i < count; i++) {
		const struct indicator *indicator = items[i].of.indicator;
		if (indicator == NULL || str_eq(indicator->unit, like->unit))
			continue;
		unit_fault(problems, line, code, like, indicator);
		return false;
	}
	return true;
}

static void check_ratio(const struct indicator *indicator, struct problems *problems)
{
	int line = indicator->name.line;

	for (size_t i = 0; i < 2; i++) {
		const struct indicator *side = part(indicator, i);
		if (side == NULL || !is_ratio(side))
			continue;
		struct err *err = problems_add(problems, line, "rule.rate_of_rate",
		                               "“%.*s”用到的“%.*s”本身是率或平均数",
		                               PSTR(indicator->name.text), PSTR(side->name.text));
		err_fix(err, "率和平均数只能由计数、求和的指标相除");
		return;
	}
	const struct indicator *above = part(indicator, 0), *below = part(indicator, 1);
	if (indicator->kind == COUNT_RATE && above != NULL && below != NULL &&
	    !str_eq(above->unit, below->unit))
		unit_fault(problems, line, "rule.rate_unit", above, below);
}

/* 存 is a flow since the beginning: only what happens on a day can be added up so. */
static bool is_flow(const struct indicator *indicator)
{
	switch (indicator->kind) {
	case COUNT_STEP:
	case COUNT_SUM:
	case COUNT_LIMIT:
	case COUNT_DEVIATION:
	case COUNT_ADD: return true;
	default: return false;
	}
}

static void check_sum(const struct indicator *indicator, struct problems *problems)
{
	bool balance = indicator->kind == COUNT_BALANCE;

	for (size_t i = 0; i < indicator->item_count; i++) {
		const struct indicator *item = indicator->items[i].of.indicator;
		if (item == NULL || (!is_ratio(item) && (!balance || is_flow(item))))
			continue;
		struct err *err = problems_add(
			problems, indicator->name.line,
			is_ratio(item) ? "rule.sum_of_rates" : "rule.balance_kind",
			is_ratio(item) ? "“%.*s”不能加减“%.*s”：它是率或平均数"
				       : "“%.*s”不能由“%.*s”累计：它不是发生数",
			PSTR(indicator->name.text), PSTR(item->name.text));
		err_fix(err, balance ? "“存”只能用“数”“和”得到的指标" : "请改用计数、求和的指标");
		return;
	}
	(void)same_units(indicator->items, indicator->item_count,
	                 first_indicator(indicator->items, indicator->item_count),
	                 indicator->name.line, "rule.sum_unit", problems);
}

void check_count_indicators(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->indicator_count; i++) {
		const struct indicator *indicator = &rule->indicators[i];
		if (in_circle(problems->arena, rule, indicator)) {
			struct err *err = problems_add(
				problems, indicator->name.line, "rule.count_circle",
				"指标“%.*s”绕回来用到了它自己", PSTR(indicator->name.text));
			err_fix(err, "请改写其中一个算法");
			continue;
		}
		if (is_ratio(indicator))
			check_ratio(indicator, problems);
		else if (indicator->item_count > 0)
			check_sum(indicator, problems);
	}
}

static bool has_ratio(const struct sum_item *items, size_t count, int line,
                      struct problems *problems)
{
	for (size_t i = 0; i < count; i++) {
		const struct indicator *indicator = items[i].of.indicator;
		if (indicator == NULL || !is_ratio(indicator))
			continue;
		struct err *err = problems_add(problems, line, "rule.check_rate",
		                               "核对里的“%.*s”是率或平均数",
		                               PSTR(indicator->name.text));
		err_fix(err, "请核对它的分子和分母");
		return true;
	}
	return false;
}

void check_count_checks(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->check_count; i++) {
		const struct check *check = &rule->checks[i];
		const struct indicator *like = first_indicator(check->left, check->left_count);
		if (like == NULL)
			like = first_indicator(check->right, check->right_count);
		if (has_ratio(check->left, check->left_count, check->line, problems) ||
		    has_ratio(check->right, check->right_count, check->line, problems))
			continue;
		if (same_units(check->left, check->left_count, like, check->line, "rule.check_unit",
		               problems))
			(void)same_units(check->right, check->right_count, like, check->line,
			                 "rule.check_unit", problems);
	}
}

/* The hidden field, or hidden column of a list, that would be shown; or NULL. */
static const struct field *hidden_part(const struct field *field)
{
	if (field->hidden)
		return field;
	for (size_t i = 0; i < field->cell_count; i++)
		if (field->cells[i].hidden)
			return &field->cells[i];
	return NULL;
}

void check_count_publics(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->public_count; i++) {
		const struct publicity *publicity = &rule->publics[i];
		for (size_t k = 0; k < publicity->field_count; k++) {
			const struct field *hidden = hidden_part(publicity->fields[k]);
			if (hidden == NULL)
				continue;
			int line = publicity->line > 0 ? publicity->line : hidden->name.line;
			struct err *err = problems_add(problems, line, "rule.public_hidden",
			                               "“%.*s”是不公开的字段，不能列入公开",
			                               PSTR(hidden->name.text));
			err_fix(err, "请从“公开”里删去它，或者核对字段后面的 不公开");
		}
	}
}
