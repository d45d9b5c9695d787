/* csv.c -- CSV read row by row in constant memory, and written so that it does no harm.
 *
 *            quote                quote                 quote
 *   START ----------> QUOTED <-------------> CLOSING      |
 *     | other byte       any byte   |  quote     | other  | (inside BARE: a fault)
 *     v                             +--> cell    v        v
 *   BARE --delimiter, line end--> next cell   LOST: passes over the rest of the line
 *
 * A row with a fault is read to its end all the same, without keeping its bytes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/csv.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

enum state { START, BARE, QUOTED, CLOSING, LOST };
enum kind { PLAIN, DELIMITER, QUOTE, CR, LF, NUL };
enum fault { FAULT_NONE, FAULT_QUOTE, FAULT_OPEN, FAULT_NUL, FAULT_CELL, FAULT_COLUMNS, FAULT_ROW };

#define CHUNK 65536
#define BOM   "\xEF\xBB\xBF"

struct csv {
	struct csv_source source;
	unsigned char kinds[256]; /* enum kind of each byte */
	char chunk[CHUNK];
	size_t at, n;
	bool begun, ended, broken;
	bool after_cr; /* a LF that follows belongs to it */
	int64_t line;  /* of the byte at `at` */
	int64_t rows;  /* rows begun so far */
	enum state state;
	enum fault fault; /* the first one of the row */
	int64_t fault_line;
	size_t fault_cell;
	int64_t open_line; /* of the last quote that was opened in this row, or 0 */
	struct buf bytes;  /* all cells of the row, one behind the other */
	size_t cell_bytes; /* of the cell that is being read */
	size_t count;
	size_t ends[LIMIT_CSV_COLUMNS];
	str cells[LIMIT_CSV_COLUMNS];
};

struct csv *csv_new(struct arena *arena, const struct csv_source *source)
{
	struct csv *csv = arena_make(arena, struct csv, 1);

	csv->source = *source;
	if (!csv->source.delimiter)
		csv->source.delimiter = ',';
	csv->kinds[(unsigned char)csv->source.delimiter] = DELIMITER;
	csv->kinds['"'] = QUOTE;
	csv->kinds['\r'] = CR;
	csv->kinds['\n'] = LF;
	csv->kinds[0] = NUL;
	assert(csv->kinds[(unsigned char)csv->source.delimiter] == DELIMITER);
	csv->line = 1;
	buf_init(&csv->bytes, arena, LIMIT_CSV_ROW);
	return csv;
}

/* More bytes behind those that are not read yet, unless the source has ended or failed. */
static bool fill(struct csv *csv, struct err *err)
{
	size_t got = 0;

	if (csv->at == csv->n)
		csv->at = csv->n = 0;
	if (!csv->source.read(csv->source.with, csv->chunk + csv->n, CHUNK - csv->n, &got, err)) {
		csv->broken = true;
		return false;
	}
	assert(got <= CHUNK - csv->n);
	csv->n += got;
	csv->ended = got == 0;
	return true;
}

/* Passes over a byte order mark, which may come in single bytes. */
static bool begin(struct csv *csv, struct err *err)
{
	while (csv->n < 3 && !csv->ended)
		if (!fill(csv, err))
			return false;
	if (csv->n >= 3 && memcmp(csv->chunk, BOM, 3) == 0)
		csv->at = 3;
	csv->begun = true;
	return true;
}

static void set_fault(struct csv *csv, enum fault fault)
{
	if (csv->fault != FAULT_NONE)
		return;
	csv->fault = fault;
	csv->fault_line = csv->line;
	csv->fault_cell = csv->count + 1;
}

static void add(struct csv *csv, str bytes)
{
	csv->cell_bytes += bytes.n;
	if (csv->cell_bytes > LIMIT_CSV_CELL)
		set_fault(csv, FAULT_CELL);
	if (csv->bytes.n + bytes.n > LIMIT_CSV_ROW)
		set_fault(csv, FAULT_ROW);
	if (csv->fault == FAULT_NONE)
		buf_add(&csv->bytes, bytes);
}

static void end_cell(struct csv *csv)
{
	csv->cell_bytes = 0;
	csv->state = START;
	if (csv->count == LIMIT_CSV_COLUMNS)
		set_fault(csv, FAULT_COLUMNS);
	else if (csv->fault == FAULT_NONE)
		csv->ends[csv->count++] = csv->bytes.n;
	else if (csv->count < LIMIT_CSV_COLUMNS)
		csv->count++;
}

static void begin_row(struct csv *csv)
{
	csv->state = START;
	csv->fault = FAULT_NONE;
	csv->bytes.n = 0;
	csv->cell_bytes = 0;
	csv->count = 0;
	csv->open_line = 0;
}

/* A line end inside quotes belongs to the cell. */
static void quoted_line_end(struct csv *csv, char byte)
{
	if (!(byte == '\n' && csv->after_cr))
		csv->line++;
	csv->after_cr = byte == '\r';
	add(csv, (str){ &byte, 1 });
}

static void take_quote(struct csv *csv)
{
	switch (csv->state) {
	case START:
		csv->state = QUOTED;
		csv->open_line = csv->line;
		break;
	case QUOTED: csv->state = CLOSING; break;
	case CLOSING:
		csv->state = QUOTED;
		add(csv, STR("\""));
		break;
	case BARE:
		set_fault(csv, FAULT_QUOTE);
		csv->state = LOST;
		break;
	case LOST: break;
	}
}

/* Takes plain bytes up to the next that means something. */
static void take_plain(struct csv *csv)
{
	size_t from = csv->at;

	while (csv->at < csv->n && csv->kinds[(unsigned char)csv->chunk[csv->at]] == PLAIN)
		csv->at++;
	if (csv->state == CLOSING) {
		set_fault(csv, FAULT_QUOTE);
		csv->state = LOST;
	}
	if (csv->state == LOST)
		return;
	if (csv->state == START)
		csv->state = BARE;
	add(csv, (str){ csv->chunk + from, csv->at - from });
}

/* Takes the end of a line outside quotes; true when a row ends with it. */
static bool take_line_end(struct csv *csv, enum kind kind)
{
	bool second_half = kind == LF && csv->after_cr;
	bool empty = csv->state == START && csv->count == 0 && csv->fault == FAULT_NONE;

	csv->after_cr = kind == CR;
	if (second_half)
		return false;
	if (empty) {
		csv->line++;
		return false;
	}
	end_cell(csv);
	csv->line++;
	return true;
}

/* Takes one byte that means something; true when a row ends with it. */
static bool take_mark(struct csv *csv, enum kind kind, char byte)
{
	if ((kind == CR || kind == LF) && csv->state != QUOTED)
		return take_line_end(csv, kind);
	if (kind == CR || kind == LF) {
		quoted_line_end(csv, byte);
		return false;
	}
	csv->after_cr = false;
	if (kind == QUOTE) {
		take_quote(csv);
	} else if (kind == NUL) {
		set_fault(csv, FAULT_NUL);
		csv->state = csv->state == QUOTED ? QUOTED : LOST;
	} else if (csv->state == QUOTED) {
		add(csv, (str){ &byte, 1 });
	} else if (csv->state != LOST) {
		end_cell(csv);
	}
	return false;
}

/* Reads up to the end of a row or of the source; *row = whether there was one. */
static bool read_row(struct csv *csv, int64_t *line, bool *row, struct err *err)
{
	bool started = false;

	*row = false;
	for (;;) {
		if (csv->at == csv->n && !csv->ended && !fill(csv, err))
			return false;
		if (csv->at == csv->n && csv->ended)
			break;
		enum kind kind = csv->kinds[(unsigned char)csv->chunk[csv->at]];

		if (!started && kind != CR && kind != LF) {
			started = true;
			*line = csv->line;
		}
		if (kind == PLAIN) {
			csv->after_cr = false;
			take_plain(csv);
		} else if (take_mark(csv, kind, csv->chunk[csv->at++])) {
			*row = true;
			return true;
		}
	}
	if (csv->state == QUOTED) {
		csv->fault = FAULT_OPEN;
		csv->fault_line = csv->open_line;
		csv->fault_cell = csv->count + 1;
	}
	if (started)
		end_cell(csv);
	*row = started;
	return true;
}

static bool place(const struct csv *csv, struct err *err)
{
	const char *gap = csv->source.name.n > 0 ? " " : "";

	return err_where(err, "%.*s%s第%lld行第%zu列", PSTR(csv->source.name), gap,
	                 (long long)csv->fault_line, csv->fault_cell);
}

static void refuse_quote(const struct csv *csv, struct err *err)
{
	if (csv->open_line > 0)
		err_set(err, ERR_INVALID, "csv.quote", "引号的位置不对（上一个引号在第%lld行打开）",
		        (long long)csv->open_line);
	else
		err_set(err, ERR_INVALID, "csv.quote", "没有用引号括起的单元格里出现引号");
	err_fix(err, "单元格里有引号时，整格用引号括起，格内的引号写两遍");
}

static bool refuse(const struct csv *csv, struct err *err)
{
	switch (csv->fault) {
	case FAULT_QUOTE: refuse_quote(csv, err); break;
	case FAULT_OPEN:
		err_set(err, ERR_INVALID, "csv.open", "这里打开的引号直到文件末尾没有关上");
		err_fix(err, "请在该格末尾补上引号；其后的各行都没有读入");
		break;
	case FAULT_NUL:
		err_set(err, ERR_INVALID, "csv.nul", "有空字节（0x00），文件可能损坏或不是文本");
		err_fix(err, "重新导出，或另存为“CSV UTF-8（逗号分隔）”后再读入");
		break;
	case FAULT_CELL:
		err_set(err, ERR_LIMIT, "csv.cell", "单元格超过 %d 字节", LIMIT_CSV_CELL);
		err_fix(err, "缩短它；本来不长的，看前面是不是少了一个引号");
		break;
	case FAULT_COLUMNS:
		err_set(err, ERR_LIMIT, "csv.columns", "一行超过 %d 列", LIMIT_CSV_COLUMNS);
		break;
	case FAULT_ROW:
		err_set(err, ERR_LIMIT, "csv.row", "一行超过 %zu 字节", LIMIT_CSV_ROW);
		err_fix(err, "缩短它；本来不长的，看前面是不是少了一个引号");
		break;
	case FAULT_NONE: assert(false);
	}
	return place(csv, err);
}

static void give(struct csv *csv, int64_t line, struct csv_row *row)
{
	size_t from = 0;

	for (size_t i = 0; i < csv->count; i++) {
		csv->cells[i] = (str){ csv->bytes.at + from, csv->ends[i] - from };
		from = csv->ends[i];
	}
	row->number = csv->rows;
	row->line = line;
	row->cells = csv->cells;
	row->count = csv->count;
}

bool csv_next(struct csv *csv, struct csv_row *row, bool *more, struct err *err)
{
	int64_t line = 0;
	bool found = false;

	assert(!csv->broken);
	if (!csv->begun && !begin(csv, err))
		return false;
	begin_row(csv);
	if (!read_row(csv, &line, &found, err))
		return false;
	if (found) {
		csv->rows++;
		if (csv->fault != FAULT_NONE)
			return refuse(csv, err);
		give(csv, line, row);
	}
	*more = found;
	return true;
}

bool csv_broken(const struct csv *csv)
{
	return csv->broken;
}

void csv_place(const struct csv *csv, int64_t *line, size_t *cell)
{
	bool fault = csv->fault != FAULT_NONE;

	*line = fault ? csv->fault_line : csv->line;
	*cell = fault ? csv->fault_cell : csv->count + 1;
}

/* "-3", "-0.50"; not "-", "-1+1", "-cmd". */
static bool is_negative_number(str cell)
{
	bool point = false;
	size_t digits = 0;

	if (cell.n < 2 || cell.at[0] != '-')
		return false;
	for (size_t i = 1; i < cell.n; i++) {
		if (cell.at[i] >= '0' && cell.at[i] <= '9')
			digits++;
		else if (cell.at[i] == '.' && !point && digits > 0 && i + 1 < cell.n)
			point = true;
		else
			return false;
	}
	return digits > 0;
}

static bool is_formula(str cell)
{
	static const char *const wide[] = { "＝", "＋", "－", "＠" };

	if (cell.n == 0 || is_negative_number(cell))
		return false;
	if (memchr("=+-@\t\r", cell.at[0], 6))
		return true;
	for (size_t i = 0; i < countof(wide); i++)
		if (str_starts(cell, str_of(wide[i])))
			return true;
	return false;
}

static bool needs_quotes(str cell, bool first)
{
	if (cell.n == 0)
		return first; /* else a row of one empty cell would be an empty line */
	if (cell.at[0] == ' ' || cell.at[cell.n - 1] == ' ' || str_starts(cell, STR(BOM)))
		return true;
	for (size_t i = 0; i < cell.n; i++)
		if (memchr(",\"\r\n", cell.at[i], 4))
			return true;
	return false;
}

void csv_write_cell(struct buf *buf, str cell, bool first)
{
	bool quotes = needs_quotes(cell, first);

	if (!first)
		buf_byte(buf, ',');
	if (quotes)
		buf_byte(buf, '"');
	if (is_formula(cell))
		buf_byte(buf, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.at[i] == '"')
			buf_byte(buf, '"');
		buf_byte(buf, cell.at[i]);
	}
	if (quotes)
		buf_byte(buf, '"');
}

void csv_write_end(struct buf *buf)
{
	buf_text(buf, "\r\n");
}
