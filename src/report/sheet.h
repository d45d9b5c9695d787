/* sheet.h -- a table of a rule (统计表) computed, with the proof that it adds up.
 *
 * Each cell is one indicator over the year (or the year before). A table whose columns are
 * the options of 统计分项 must add up along each row; every 核对 of the rule must hold in
 * the whole, and for each option where its figures are kept so. What does not is a fault
 * of the sheet, with both sides.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_REPORT_SHEET_H
#define GUIJU_REPORT_SHEET_H
#include "engine/figure.h"

struct arena;
struct buf;

struct sheet_cell {
	const struct rule *rule;           /* of the indicator; NULL: no figure (—) */
	const struct indicator *indicator;
	bool last_year;                    /* 上年 */
	struct figure figure;
	str exact;                         /* "78"; of a ratio the printed form */
	str shown;                         /* the same, "78（报送）", or "—" */
};
struct sheet_row {
	const struct statistic_row *of;
	struct sheet_cell *cells;          /* one for each column; NULL: a heading */
};

/* A sum or a 核对, tried. */
struct sheet_trial {
	bool holds;
	int line;                          /* in the rule: of the row, or of the 核对 */
	str column;                        /* "总计", or the option's name */
	str what;                          /* both sides */
};

/* What a sheet is made of; all is borrowed for as long as the sheet lives. */
struct sheet_of {
	struct figure_source source;
	const struct rule *rule;
	const struct statistic *statistic;
	int year;
	str origin;                        /* of the ledger */
	int64_t size;                      /* events in the ledger */
	str root;                          /* base64 */
};
struct sheet {
	const struct sheet_of *of;
	str *columns;
	size_t column_count;
	struct sheet_row *rows;
	size_t row_count;
	struct sheet_trial *trials;
	size_t trial_count, fault_count;
};

/* Computes. Fails as figure_compute does, so with ERR_UNKNOWN "figure.other" when a figure of
 * another rule is wanted that is not there. A sheet that does not add up is no failure of
 * this function: see fault_count. */
must_use bool sheet_build(struct arena *arena, const struct sheet_of *of, struct sheet **sheet,
                          struct err *err);

/* sheet_print.c: for a terminal, as Markdown, as rows for a spreadsheet, and as data with
 * the provenance of each cell (docs/formats/table.md). */
void sheet_print_text(struct buf *buf, const struct sheet *sheet);
void sheet_print_md(struct buf *buf, const struct sheet *sheet);
void sheet_print_csv(struct buf *buf, const struct sheet *sheet);
void sheet_print_json(struct buf *buf, const struct sheet *sheet);

#endif
