/* check_table.c -- faults of 统计分项 and of the tables laid out by it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check_table.h"

#include "base/arena.h"
#include "base/str.h"

/* Has the record a value of the field when the step is done? */
static bool gives(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->fill_count; i++)
		if (step->fills[i] == field && step->musts[i] != FILL_MAY)
			return true;
	for (size_t i = 0; i < step->assign_count; i++)
		if (step->assigns[i].field == field && step->assigns[i].from == NULL)
			return true;
	return false;
}

static void check_given(const struct rule *rule, struct problems *problems)
{
	const struct field *split = rule->split;

	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];

		if (!step->opening || gives(step, split))
			continue;
		struct err *err = problems_add(problems, split->name.line, "rule.split_missing",
		                               "“%.*s”可以不填统计分项“%.*s”：没有值的，"
		                               "哪一项也不算，各项加起来就不等于总数",
		                               PSTR(step->name.text), PSTR(split->name.text));
		err_fix(err, "请在字段后面写 必填，并由每个开办步骤填它");
		return;
	}
}

/* May the step give the field another value? */
static bool changes(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->fill_count; i++)
		if (step->fills[i] == field)
			return true;
	for (size_t i = 0; i < step->assign_count; i++)
		if (step->assigns[i].field == field)
			return true;
	for (size_t i = 0; i < step->take_count; i++)
		if (step->takes[i].field == field)
			return true;
	return false;
}

/* What is counted once stays under the option of that day; only stocks move along. */
static bool has_flow(const struct sum_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct indicator *indicator = items[i].of.indicator;

		if (indicator != NULL && indicator->kind != COUNT_STOCK &&
		    indicator->kind != COUNT_STOCK_SUM)
			return true;
	}
	return false;
}

static void check_kept(const struct rule *rule, struct problems *problems)
{
	const struct step *step = NULL;

	for (size_t i = 0; i < rule->step_count && step == NULL; i++)
		if (!rule->steps[i].opening && changes(&rule->steps[i], rule->split))
			step = &rule->steps[i];
	for (size_t i = 0; i < rule->check_count && step != NULL; i++) {
		const struct check *check = &rule->checks[i];

		if (!has_flow(check->left, check->left_count) &&
		    !has_flow(check->right, check->right_count))
			continue;
		struct err *err = problems_add(
			problems, check->line, "rule.split_changed",
			"“%.*s”会改统计分项“%.*s”：已经数过的留在原来那一项，"
			"这条核对在各分项上就不成立了",
			PSTR(step->name.text), PSTR(rule->split->name.text));
		err_fix(err, "请只在开办时填这个字段；办理中会改的，核对里只能用在册数");
		return;
	}
}

void check_table_split(const struct rule *rule, struct problems *problems)
{
	if (rule->split == NULL)
		return;
	check_given(rule, problems);
	check_kept(rule, problems);
}

static bool is_counted(const struct indicator *indicator)
{
	switch (indicator->kind) {
	case COUNT_STEP:
	case COUNT_SUM:
	case COUNT_LIMIT:
	case COUNT_DEVIATION:
	case COUNT_STOCK:
	case COUNT_STOCK_SUM:
	case COUNT_BALANCE:
	case COUNT_ADD: return true;
	default: return false;
	}
}

/* Is an item a constant, of another rule, or known not to add up? */
static bool breaks(const struct rule *rule, const struct indicator *indicator, const bool *good)
{
	for (size_t i = 0; i < indicator->item_count; i++) {
		const struct indicator *item = indicator->items[i].of.indicator;

		if (item == NULL || !good[item - rule->indicators])
			return true;
	}
	return false;
}

/* Do the options of the indicator come to the whole? Counts and sums do, and what is added
 * of such. */
static bool adds_up(struct arena *arena, const struct rule *rule, const struct indicator *indicator)
{
	bool *good = arena_make(arena, bool, rule->indicator_count);
	bool more = true;

	for (size_t i = 0; i < rule->indicator_count; i++)
		good[i] = is_counted(&rule->indicators[i]);
	while (more) { /* each round takes away at least one */
		more = false;
		for (size_t i = 0; i < rule->indicator_count; i++) {
			if (!good[i] || !breaks(rule, &rule->indicators[i], good))
				continue;
			good[i] = false;
			more = true;
		}
	}
	return good[indicator - rule->indicators];
}

static void check_cell(const struct rule *rule, const struct statistic_row *row,
                       struct problems *problems)
{
	const struct operand *of = &row->cells[0].item.of;

	if (row->cells[0].none)
		return;
	if (of->indicator == NULL) {
		err_fix(problems_add(problems, row->line, "rule.table_other",
		                     "分项的表不能用别的规程的指标“%.*s.%.*s”",
		                     PSTR(of->procedure), PSTR(of->other)),
		        "请改用本规程的指标；要用别的规程的数，请另写一张逐列写名的表");
		return;
	}
	if (adds_up(problems->arena, rule, of->indicator))
		return;
	err_fix(problems_add(problems, row->line, "rule.table_kind",
	                     "“%.*s”的各项加起来不等于总数，不能放进分项的表",
	                     PSTR(of->indicator->name.text)),
	        "分项的表只用数、和、在册、在册和得到的指标，以及由它们加减得到的");
}

void check_table_rows(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->statistic_count; i++) {
		const struct statistic *statistic = &rule->statistics[i];
		size_t figures = 0;

		for (size_t k = 0; k < statistic->row_count; k++) {
			const struct statistic_row *row = &statistic->rows[k];

			for (size_t j = 0; j < row->cell_count; j++)
				figures += row->cells[j].none ? 0 : 1;
			if (statistic->by_option && row->cell_count > 0)
				check_cell(rule, row, problems);
		}
		if (figures > 0)
			continue;
		err_fix(problems_add(problems, statistic->name.line, "rule.table_empty",
		                     "统计表“%.*s”没有一个数", PSTR(statistic->name.text)),
		        "请加上各行，例如：行  一、本年新收数量  受理");
	}
}
