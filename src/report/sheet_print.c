/* sheet_print.c -- a computed table as text, Markdown, rows for a spreadsheet, or data.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/sheet.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/render.h"
#include "format/csv.h"
#include "format/json_write.h"
#include "report/print.h"

static void blanks(struct buf *buf, int count)
{
	for (int i = 0; i < count; i++)
		buf_byte(buf, ' ');
}

/* ---- text ---- */

static int name_width(const struct sheet *sheet)
{
	int widest = 0;

	for (size_t i = 0; i < sheet->row_count; i++) {
		int width = utf8_width(sheet->rows[i].of->name);

		widest = width > widest && sheet->rows[i].cells != NULL ? width : widest;
	}
	return widest;
}

static int column_width(const struct sheet *sheet, size_t column)
{
	int widest = utf8_width(sheet->columns[column]);

	for (size_t i = 0; i < sheet->row_count; i++) {
		int width = 0;

		if (sheet->rows[i].cells != NULL)
			width = utf8_width(sheet->rows[i].cells[column].shown);
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void write_lines(struct buf *buf, const struct sheet *sheet)
{
	int names = name_width(sheet);

	blanks(buf, names);
	for (size_t k = 0; k < sheet->column_count; k++) {
		blanks(buf, 2 + column_width(sheet, k) - utf8_width(sheet->columns[k]));
		buf_add(buf, sheet->columns[k]);
	}
	buf_byte(buf, '\n');
	for (size_t i = 0; i < sheet->row_count; i++) {
		const struct sheet_row *row = &sheet->rows[i];

		buf_add(buf, row->of->name);
		if (row->cells != NULL)
			blanks(buf, names - utf8_width(row->of->name));
		for (size_t k = 0; row->cells != NULL && k < sheet->column_count; k++) {
			str shown = row->cells[k].shown;

			blanks(buf, 2 + column_width(sheet, k) - utf8_width(shown));
			buf_add(buf, shown);
		}
		buf_byte(buf, '\n');
	}
}

void sheet_print_text(struct buf *buf, const struct sheet *sheet)
{
	const struct sheet_of *of = sheet->of;

	buf_printf(buf, "%.*s  %.*s.%.*s  %d年\n", PSTR(of->statistic->name.text),
	           PSTR(of->rule->name.id), PSTR(of->statistic->name.id), of->year);
	if (of->statistic->basis.n > 0)
		buf_printf(buf, "依据%.*s\n",
		           PSTR(model_basis(buf->arena, of->rule, of->statistic->basis)));
	buf_byte(buf, '\n');
	write_lines(buf, sheet);
	if (sheet->fault_count == 0)
		buf_printf(buf, "\n核对 %zu 处，都成立。\n", sheet->trial_count);
	else
		buf_printf(buf, "\n核对 %zu 处，%zu 处不成立：\n", sheet->trial_count,
		           sheet->fault_count);
	for (size_t i = 0; i < sheet->trial_count; i++) {
		const struct sheet_trial *trial = &sheet->trials[i];

		if (!trial->holds)
			buf_printf(buf, "  规程第%d行  %.*s  %.*s\n", trial->line,
			           PSTR(trial->column), PSTR(trial->what));
	}
}

/* ---- Markdown ---- */

static void write_md_row(struct buf *buf, const struct sheet *sheet, const struct sheet_row *row)
{
	buf_text(buf, row->cells == NULL ? "| **" : "| ");
	print_md_escape(buf, row->of->name);
	buf_text(buf, row->cells == NULL ? "**" : "");
	for (size_t k = 0; k < sheet->column_count; k++) {
		buf_text(buf, row->cells == NULL ? " |" : " | ");
		if (row->cells != NULL)
			print_md_escape(buf, row->cells[k].shown);
	}
	buf_text(buf, " |\n");
}

void sheet_print_md(struct buf *buf, const struct sheet *sheet)
{
	const struct sheet_of *of = sheet->of;

	buf_text(buf, "## ");
	print_md_escape(buf, of->statistic->name.text);
	buf_printf(buf, "（%d年）\n\n|  |", of->year);
	for (size_t k = 0; k < sheet->column_count; k++) {
		buf_byte(buf, ' ');
		print_md_escape(buf, sheet->columns[k]);
		buf_text(buf, " |");
	}
	buf_text(buf, "\n|---|");
	for (size_t k = 0; k < sheet->column_count; k++)
		buf_text(buf, "---:|");
	buf_byte(buf, '\n');
	for (size_t i = 0; i < sheet->row_count; i++)
		write_md_row(buf, sheet, &sheet->rows[i]);
	buf_byte(buf, '\n');
	if (of->statistic->basis.n > 0) {
		buf_text(buf, "依据");
		print_md_escape(buf, model_basis(buf->arena, of->rule, of->statistic->basis));
		buf_text(buf, "。");
	}
	buf_printf(buf,
	           "各数由总账 `%.*s` 前 %lld 条记录算出，%zu 处核对都成立。"
	           "总账的根：`%.*s`\n",
	           PSTR(of->origin), (long long)of->size, sheet->trial_count, PSTR(of->root));
}

/* ---- rows for a spreadsheet ---- */

void sheet_print_csv(struct buf *buf, const struct sheet *sheet)
{
	csv_write_cell(buf, sheet->of->statistic->name.text, true);
	for (size_t k = 0; k < sheet->column_count; k++)
		csv_write_cell(buf, sheet->columns[k], false);
	csv_write_end(buf);
	for (size_t i = 0; i < sheet->row_count; i++) {
		const struct sheet_row *row = &sheet->rows[i];

		csv_write_cell(buf, row->of->name, true);
		for (size_t k = 0; k < sheet->column_count; k++)
			csv_write_cell(buf, row->cells != NULL ? row->cells[k].shown : STR(""),
			               false);
		csv_write_end(buf);
	}
}

/* ---- data ---- */

static void write_provenance(struct jw *w, const struct sheet *sheet, const struct sheet_cell *cell)
{
	struct arena *arena = w->buf->arena;
	const struct indicator *indicator = cell->indicator;
	struct buf formula;

	buf_init(&formula, arena, RENDER_BYTES);
	render_count(&formula, indicator);
	jw_name_str(w, STR("formula"), buf_str(&formula));
	jw_name_str(w, STR("indicator"),
	            arena_printf(arena, "%.*s.%.*s", PSTR(cell->rule->name.id),
	                         PSTR(indicator->name.id)));
	jw_name_int(w, STR("line"), indicator->name.line);
	jw_name_str(w, STR("name"), indicator->name.text);
	jw_name_str(w, STR("unit"), indicator->unit);
	jw_name_str(w, STR("value"), cell->exact);
	jw_name_int(w, STR("year"), sheet->of->year - (cell->last_year ? 1 : 0));
}

static void write_row(struct jw *w, const struct sheet *sheet, const struct sheet_row *row)
{
	jw_open(w, '{');
	jw_name(w, STR("cells"));
	jw_open(w, '[');
	for (size_t k = 0; row->cells != NULL && k < sheet->column_count; k++) {
		if (row->cells[k].rule == NULL) {
			jw_null(w);
			continue;
		}
		jw_open(w, '{');
		jw_name(w, STR("attested"));
		jw_bool(w, row->cells[k].figure.attested);
		write_provenance(w, sheet, &row->cells[k]);
		jw_close(w);
	}
	jw_close(w);
	jw_name_int(w, STR("line"), row->of->line);
	jw_name_str(w, STR("name"), row->of->name);
	jw_close(w);
}

static void write_trials(struct jw *w, const struct sheet *sheet)
{
	jw_name(w, STR("checks"));
	jw_open(w, '[');
	for (size_t i = 0; i < sheet->trial_count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("column"), sheet->trials[i].column);
		jw_name(w, STR("holds"));
		jw_bool(w, sheet->trials[i].holds);
		jw_name_int(w, STR("line"), sheet->trials[i].line);
		jw_name_str(w, STR("what"), sheet->trials[i].what);
		jw_close(w);
	}
	jw_close(w);
}

static void write_ledger(struct jw *w, const struct sheet_of *of)
{
	jw_name(w, STR("ledger"));
	jw_open(w, '{');
	jw_name_str(w, STR("origin"), of->origin);
	jw_name_str(w, STR("root"), of->root);
	jw_name_int(w, STR("size"), of->size);
	jw_close(w);
}

void sheet_print_json(struct buf *buf, const struct sheet *sheet)
{
	const struct sheet_of *of = sheet->of;
	struct jw w;

	jw_init(&w, buf, true);
	jw_open(&w, '{');
	jw_name_str(&w, STR("basis"), model_basis(buf->arena, of->rule, of->statistic->basis));
	write_trials(&w, sheet);
	jw_name(&w, STR("columns"));
	jw_open(&w, '[');
	for (size_t k = 0; k < sheet->column_count; k++)
		jw_str(&w, sheet->columns[k]);
	jw_close(&w);
	write_ledger(&w, of);
	jw_name_str(&w, STR("name"), of->statistic->name.text);
	jw_name_str(&w, STR("procedure"), of->rule->name.id);
	jw_name(&w, STR("rows"));
	jw_open(&w, '[');
	for (size_t i = 0; i < sheet->row_count; i++)
		write_row(&w, sheet, &sheet->rows[i]);
	jw_close(&w);
	jw_name_str(&w, STR("table"), of->statistic->name.id);
	jw_name_int(&w, STR("year"), of->year);
	jw_close(&w);
	buf_byte(buf, '\n');
}
