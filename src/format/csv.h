/* csv.h -- CSV read row by row in constant memory, and written so that it does no harm.
 *
 * Reads RFC 4180 and what offices really send: rows end with CR, LF or CRLF, also
 * mixed; a byte order mark in front; the last row without an end; empty lines are
 * passed over. A quoted cell keeps its line ends as they are. Nothing is guessed or
 * cut: a fault is reported with its line and column, and reading goes on behind it.
 *
 * The bytes come from a function, so that unpacking and re-encoding (text_in.h) can
 * stand in front. How many cells a row should have is the caller's business.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_FORMAT_CSV_H
#define GUIJU_FORMAT_CSV_H
#include "base/base.h"

struct arena;
struct buf;
struct csv;
struct err;

struct csv_source {
	/* Puts up to `room` bytes into `out`; *got = 0 at the end. */
	bool (*read)(void *with, char *out, size_t room, size_t *got, struct err *err);
	void *with;     /* borrows */
	str name;       /* for messages: "工单.csv"; may be empty; borrows */
	char delimiter; /* ',' when 0; never a quote, CR or LF */
};

struct csv_row {
	int64_t number;   /* of the row, the heading is 1; empty lines do not count */
	int64_t line;     /* of the file, where the row begins, from 1 */
	const str *cells; /* borrows: until the next csv_next */
	size_t count;
};

/* A reader over `source`; it keeps the arena and lives as long as it. */
struct csv *csv_new(struct arena *arena, const struct csv_source *source);

/* The next row; *more = false at the end (and `row` untouched).
 * False for a row that cannot be read: ERR_INVALID "csv.quote" (a quote inside or
 * behind a cell), "csv.open" (a quote that is never closed), "csv.nul", ERR_LIMIT
 * "csv.cell", "csv.columns", "csv.row"; then the next call goes on with the next row.
 * False also when the source fails: csv_broken tells, and there is no going on. */
must_use bool csv_next(struct csv *csv, struct csv_row *row, bool *more, struct err *err);
bool csv_broken(const struct csv *csv);
/* After csv_next has failed: the line and the cell (both from 1) of the fault, or those
 * that the reader was in when the source failed. */
void csv_place(const struct csv *csv, int64_t *line, size_t *cell);

/* Writes one cell, behind a ',' unless it is the first of its row. A cell that a
 * spreadsheet would run as a formula (it begins with = + - @ TAB CR or one of the
 * full-width ＝＋－＠) gets an apostrophe in front; a plain negative number stays. */
void csv_write_cell(struct buf *buf, str cell, bool first);
/* Ends the row (CRLF). */
void csv_write_end(struct buf *buf);

#endif
