/* render_table.c -- the tables of a rule: in its own layout, and in words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render_table.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/render_text.h"
#include "define/words.h"

static void write_cell(struct buf *out, const struct statistic_cell *cell)
{
	if (cell->none)
		buf_text(out, "—");
	else
		words_sum(out, &cell->item, 1);
}

static int widest_row(const struct statistic *statistic)
{
	int widest = 0;

	for (size_t i = 0; i < statistic->row_count; i++) {
		int width = utf8_width(statistic->rows[i].name);

		if (statistic->rows[i].cell_count > 0 && width > widest)
			widest = width;
	}
	return widest;
}

static void render_row(struct buf *out, const struct statistic_row *row, int width)
{
	if (row->cell_count == 0) {
		buf_printf(out, "  目  %.*s\n", PSTR(row->name));
		return;
	}
	buf_text(out, "  行  ");
	words_column(out, row->name, width);
	for (size_t i = 0; i < row->cell_count; i++) {
		buf_text(out, i > 0 ? "  " : "");
		write_cell(out, &row->cells[i]);
	}
	buf_byte(out, '\n');
}

void render_table_text(struct buf *out, const struct rule *rule)
{
	for (size_t i = 0; i < rule->statistic_count; i++) {
		const struct statistic *statistic = &rule->statistics[i];
		int width = widest_row(statistic);

		buf_printf(out, "\n统计表  %.*s  %.*s", PSTR(statistic->name.text),
		           PSTR(statistic->name.id));
		render_text_end(out, statistic->basis);
		buf_text(out, statistic->by_option ? "  列  分项" : "  列");
		for (size_t k = 0; k < statistic->column_count; k++)
			buf_printf(out, "  %.*s", PSTR(statistic->columns[k]));
		buf_byte(out, '\n');
		for (size_t k = 0; k < statistic->row_count; k++)
			render_row(out, &statistic->rows[k], width);
	}
}

static void write_columns(struct buf *out, const struct rule *rule,
                          const struct statistic *statistic)
{
	buf_text(out, "，各列是");
	for (size_t i = 0; i < statistic->column_count; i++)
		buf_printf(out, "%s“%.*s”", i > 0 ? "、" : "", PSTR(statistic->columns[i]));
	if (statistic->by_option && rule->split != NULL)
		buf_printf(out, "“%.*s”的各项和总计", PSTR(rule->split->name.text));
	buf_text(out, "。\n");
}

void render_table_prose(struct buf *out, const struct rule *rule,
                        const struct statistic *statistic)
{
	write_columns(out, rule, statistic);
	for (size_t i = 0; i < statistic->row_count; i++) {
		const struct statistic_row *row = &statistic->rows[i];

		buf_printf(out, "     %.*s", PSTR(row->name));
		for (size_t k = 0; k < row->cell_count; k++) {
			buf_text(out, k > 0 ? "；" : "：");
			write_cell(out, &row->cells[k]);
		}
		buf_text(out, row->cell_count > 0 ? "。\n" : "\n");
	}
}
