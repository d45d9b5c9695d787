/* render_limits.c -- the limits of a rule as a table, one row for each length.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/words.h"

#define CELL_BYTES ((size_t)4096)

static str length_of(struct arena *arena, struct term_length length, const struct field *until)
{
	struct buf buf;

	buf_init(&buf, arena, CELL_BYTES);
	words_length(&buf, length, until);
	return buf_str(&buf);
}

static str start_of(struct arena *arena, const struct limit *limit)
{
	struct buf buf;

	buf_init(&buf, arena, CELL_BYTES);
	words_start(&buf, limit);
	if (limit->from == LIMIT_FROM_FIELD)
		buf_text(&buf, " 所写之日");
	return buf_str(&buf);
}

static str stop_of(struct arena *arena, const struct limit *limit)
{
	struct buf buf;

	buf_init(&buf, arena, CELL_BYTES);
	words_names(&buf, limit->stops, limit->stop_count);
	return buf_str(&buf);
}

static str expiry_of(struct arena *arena, const struct rule *rule, const struct limit *limit)
{
	if (limit->overdue == OVERDUE_LAMP)
		return STR("亮红灯");
	str what = arena_printf(arena, "%s%.*s", limit->overdue == OVERDUE_DEEMED ? "视为 " : "办 ",
	                        PSTR(limit->overdue_step->name.text));
	if (limit->overdue_basis.n == 0)
		return what;
	return arena_printf(arena, "%.*s（%.*s）", PSTR(what),
	                    PSTR(model_basis(arena, rule, limit->overdue_basis)));
}

size_t render_limit_rows(struct arena *arena, const struct rule *rule, struct render_limit **rows)
{
	size_t count = rule->limit_count;
	size_t n = 0;

	for (size_t i = 0; i < rule->limit_count; i++)
		count += rule->limits[i].choice_count;
	*rows = arena_make(arena, struct render_limit, count);
	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];
		struct render_limit row = {
			.limit = limit,
			.name = limit->name.text,
			.when = limit->when != NULL ? limit->when->text : STR(""),
			.length = length_of(arena, limit->length, limit->until),
			.from = start_of(arena, limit),
			.to = stop_of(arena, limit),
			.expiry = expiry_of(arena, rule, limit),
			.basis = model_basis(arena, rule, limit->basis),
		};
		(*rows)[n++] = row;
		for (size_t k = 0; k < limit->choice_count; k++) {
			const struct limit_choice *choice = &limit->choices[k];
			row.choice = choice;
			row.when = choice->when->text;
			row.length = length_of(arena, choice->length, choice->until);
			row.basis = model_basis(arena, rule,
			                        choice->basis.n > 0 ? choice->basis : limit->basis);
			(*rows)[n++] = row;
		}
	}
	return n;
}

#define COLUMNS 7

/* The cells of a row; of NULL the titles. A shorter row of a limit repeats nothing that
 * stands above it. */
static void cells_of(const struct render_limit *row, str cells[COLUMNS])
{
	if (row == NULL) {
		const str titles[COLUMNS] = { STR("期限"), STR("条件"), STR("长度"), STR("起算"),
			                      STR("止于"), STR("到期"), STR("依据") };
		memcpy(cells, titles, sizeof(titles));
		return;
	}
	bool below = row->choice != NULL;
	cells[0] = below ? STR("") : row->name;
	cells[1] = row->when;
	cells[2] = row->length;
	cells[3] = below ? STR("") : row->from;
	cells[4] = below ? STR("") : row->to;
	cells[5] = below ? STR("") : row->expiry;
	cells[6] = row->basis;
}

static void write_row(struct buf *out, const struct render_limit *row, const int *widths)
{
	str cells[COLUMNS];

	cells_of(row, cells);
	for (size_t c = 0; c + 1 < COLUMNS; c++)
		words_column(out, cells[c], widths[c]);
	buf_add(out, cells[COLUMNS - 1]);
	buf_byte(out, '\n');
}

void render_limits(struct buf *out, const struct rule *rule)
{
	struct render_limit *rows;
	size_t count = render_limit_rows(out->arena, rule, &rows);
	int widths[COLUMNS] = { 0 };
	str cells[COLUMNS];

	if (count == 0) {
		buf_printf(out, "%.*s没有期限。\n", PSTR(rule->name.text));
		return;
	}
	for (size_t i = 0; i <= count; i++) {
		cells_of(i < count ? &rows[i] : NULL, cells);
		for (size_t c = 0; c < COLUMNS; c++)
			if (utf8_width(cells[c]) > widths[c])
				widths[c] = utf8_width(cells[c]);
	}
	write_row(out, NULL, widths);
	for (size_t i = 0; i < count; i++)
		write_row(out, &rows[i], widths);
}
