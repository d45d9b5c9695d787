/* sheet.c -- a table of a rule (统计表) computed, with the proof that it adds up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/sheet.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"

#define CELL_BYTES 256

struct laying {
	struct arena *arena;
	struct sheet *sheet;
	const struct sheet_of *of;
};

static str whole(void)
{
	return STR("总计");
}

/* ---- columns ---- */

static size_t option_count(const struct sheet_of *of)
{
	return of->rule->split != NULL ? of->rule->split->option_count : 0;
}

static void name_columns(struct laying *laying)
{
	const struct sheet_of *of = laying->of;
	struct sheet *sheet = laying->sheet;
	bool by_option = of->statistic->by_option;
	size_t options = by_option ? option_count(of) : 0;

	sheet->column_count = by_option ? options + 1 : of->statistic->column_count;
	sheet->columns = arena_make(laying->arena, str, sheet->column_count);
	for (size_t i = 0; i < sheet->column_count; i++)
		sheet->columns[i] = by_option ? whole() : of->statistic->columns[i];
	for (size_t i = 0; i < options; i++)
		sheet->columns[i] = of->rule->split->options[i].name.text;
}

/* The key of a column: the option's id; empty for the whole. */
static str key_of(const struct sheet_of *of, size_t column)
{
	if (!of->statistic->by_option || column >= option_count(of))
		return (str){ "", 0 };
	return of->rule->split->options[column].name.id;
}

/* ---- cells ---- */

static str exact_of(struct arena *arena, const struct figure *figure)
{
	struct buf buf;

	buf_init(&buf, arena, CELL_BYTES);
	if (figure->ratio)
		figure_print(&buf, figure);
	else if (figure->money)
		num_write_decimal(&buf, figure->value);
	else
		buf_int(&buf, figure->value);
	return buf_str(&buf);
}

static bool fill_cell(struct laying *laying, const struct statistic_cell *from, size_t column,
                      struct sheet_cell *to, struct err *err)
{
	const struct sheet_of *of = laying->of;
	struct figure_scope scope = figure_year(of->year);
	struct figure_of found;

	to->shown = STR("—");
	if (from->none)
		return true;
	scope.key = key_of(of, column);
	if (!figure_resolve(&of->source, of->rule, &from->item.of, &scope, &found, err) ||
	    !figure_item(&of->source, of->rule, &from->item, &scope, &to->figure, err))
		return false;
	to->rule = found.rule;
	to->indicator = found.indicator;
	to->last_year = from->item.last_year;
	to->exact = exact_of(laying->arena, &to->figure);
	to->shown = arena_printf(laying->arena, "%.*s%s", PSTR(to->exact),
	                         to->figure.attested ? "（报送）" : "");
	return true;
}

static bool fill_row(struct laying *laying, const struct statistic_row *from, struct sheet_row *to,
                     struct err *err)
{
	size_t count = laying->sheet->column_count;

	to->of = from;
	if (from->cell_count == 0)
		return true;
	to->cells = arena_make(laying->arena, struct sheet_cell, count);
	for (size_t i = 0; i < count; i++)
		if (!fill_cell(laying, &from->cells[from->cell_count == 1 ? 0 : i], i,
		               &to->cells[i], err))
			return false;
	return true;
}

/* ---- does it add up ---- */

static void add_trial(struct laying *laying, const struct sheet_trial *trial)
{
	struct sheet *sheet = laying->sheet;
	size_t count = sheet->trial_count++;

	if ((count & (count - 1)) == 0) /* grows at powers of two */
		sheet->trials = arena_grow(laying->arena, sheet->trials,
		                           count * sizeof(*sheet->trials),
		                           (count > 0 ? 2 * count : 1) * sizeof(*sheet->trials));
	sheet->trials[count] = *trial;
	sheet->fault_count += trial->holds ? 0 : 1;
}

/* The options of a row come to its whole. */
static bool try_row(struct laying *laying, const struct sheet_row *row, struct err *err)
{
	size_t options = option_count(laying->of);
	struct figure sum = { 0 };
	struct sheet_trial trial = { .line = row->of->line, .column = whole() };

	if (row->cells == NULL || row->cells[options].rule == NULL)
		return true;
	sum.money = row->cells[options].figure.money;
	for (size_t i = 0; i < options; i++)
		if (!num_add(sum.value, row->cells[i].figure.value, &sum.value))
			return err_set(err, ERR_LIMIT, "figure.overflow", "数太大，加不下");
	trial.holds = sum.value == row->cells[options].figure.value;
	trial.what = arena_printf(laying->arena, "“%.*s”：各项相加 %.*s，总计 %.*s",
	                          PSTR(row->of->name), PSTR(exact_of(laying->arena, &sum)),
	                          PSTR(row->cells[options].exact));
	add_trial(laying, &trial);
	return true;
}

/* One 核对 for one option, or (NULL) for the whole. */
static bool try_check(struct laying *laying, const struct check *check, const struct option *option,
                      struct err *err)
{
	const struct sheet_of *of = laying->of;
	struct figure_scope scope = figure_year(of->year);
	struct figure_verdict verdict;
	struct sheet_trial trial = { .line = check->line, .column = whole() };

	if (option != NULL) {
		scope.key = option->name.id;
		trial.column = option->name.text;
	}
	if (!figure_check_part(&of->source, of->rule, check, &scope, &verdict, err))
		return false;
	trial.holds = verdict.holds;
	trial.what = arena_copy(laying->arena, str_of(verdict.what));
	if (verdict.tried)
		add_trial(laying, &trial);
	return true;
}

static bool try_checks(struct laying *laying, struct err *err)
{
	const struct rule *rule = laying->of->rule;

	for (size_t i = 0; i < rule->check_count; i++) {
		if (!try_check(laying, &rule->checks[i], NULL, err))
			return false;
		for (size_t k = 0; k < option_count(laying->of); k++)
			if (!try_check(laying, &rule->checks[i], &rule->split->options[k], err))
				return false;
	}
	return true;
}

bool sheet_build(struct arena *arena, const struct sheet_of *of, struct sheet **made,
                 struct err *err)
{
	const struct statistic *statistic = of->statistic;
	struct sheet *sheet = arena_make(arena, struct sheet, 1);
	struct laying laying = { arena, sheet, of };

	sheet->of = of;
	name_columns(&laying);
	sheet->row_count = statistic->row_count;
	sheet->rows = arena_make(arena, struct sheet_row, statistic->row_count);
	for (size_t i = 0; i < statistic->row_count; i++)
		if (!fill_row(&laying, &statistic->rows[i], &sheet->rows[i], err) ||
		    (statistic->by_option && !try_row(&laying, &sheet->rows[i], err)))
			return false;
	if (!try_checks(&laying, err))
		return false;
	*made = sheet;
	return true;
}
