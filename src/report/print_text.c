/* print_text.c -- a compiled report as text, wrapped at 80 columns.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/print.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"

#define COLUMNS 80

/* A paragraph on its way out. */
struct wrap {
	struct buf *buf;
	int column;
};

static bool is_among(str mark, const char *marks)
{
	return mark.n > 1 && str_find(str_of(marks), mark) >= 0;
}

static bool closes(str mark)
{
	return is_among(mark, "、，。；：？！）》”’】〕—…％");
}

static bool opens(str mark)
{
	return is_among(mark, "（《“‘【〔");
}

static str take_one(str *rest)
{
	str all = *rest;

	utf8_next(rest);
	return str_sub(all, 0, all.n - rest->n);
}

/* What may not be torn: a run of ASCII, or one character, with the marks that belong to it. */
static str take_unit(str *rest)
{
	str all = *rest, one = take_one(rest);

	while (opens(one) && rest->n > 0)
		one = take_one(rest);
	while (one.n == 1 && one.at[0] != ' ' && rest->n > 0 && (unsigned char)rest->at[0] < 0x80 &&
	       rest->at[0] != ' ')
		one = take_one(rest);
	while (rest->n > 0) {
		str ahead = *rest;

		if (!closes(take_one(&ahead)))
			break;
		*rest = ahead;
	}
	return str_sub(all, 0, all.n - rest->n);
}

static void wrap_add(struct wrap *wrap, str text)
{
	while (text.n > 0) {
		str unit = take_unit(&text);
		int width = utf8_width(unit);

		if (wrap->column > 0 && wrap->column + width > COLUMNS) {
			buf_byte(wrap->buf, '\n');
			wrap->column = 0;
		}
		buf_add(wrap->buf, unit);
		wrap->column += width;
	}
}

static void wrap_paragraph(struct buf *buf, str text)
{
	struct wrap wrap = { buf, 4 };

	buf_text(buf, "　　");
	wrap_add(&wrap, text);
	buf_text(buf, "\n");
}

static str paragraph_of(const struct annual_block *block, struct arena *arena)
{
	struct buf buf;

	buf_init(&buf, arena, PRINT_BYTES);
	buf_add(&buf, block->ordinal);
	buf_add(&buf, block->head);
	if (block->head.n > 0)
		buf_text(&buf, "。");
	for (size_t i = 0; i < block->count; i++)
		for (size_t j = 0; j < block->sentences[i].count; j++)
			buf_add(&buf, block->sentences[i].pieces[j].text);
	return buf_str(&buf);
}

static void write_title(struct buf *buf, str title)
{
	int width = utf8_width(title);

	for (int i = 0; i < (COLUMNS - width) / 2; i++)
		buf_byte(buf, ' ');
	buf_add(buf, title);
	buf_text(buf, "\n\n");
}

static bool is_heading(const struct annual_block *block)
{
	return block->kind == TEMPLATE_CHAPTER || block->kind == TEMPLATE_SECTION;
}

void print_text(struct buf *buf, const struct annual *annual)
{
	write_title(buf, annual->title);
	for (size_t i = 0; i < annual->block_count; i++) {
		const struct annual_block *block = &annual->blocks[i];

		if (is_heading(block))
			buf_printf(buf, "%s%.*s%.*s\n\n",
			           i > 0 && !is_heading(block - 1) ? "\n" : "",
			           PSTR(block->ordinal), PSTR(block->head));
		else
			wrap_paragraph(buf, paragraph_of(block, buf->arena));
	}
	buf_byte(buf, '\n');
	wrap_paragraph(buf, arena_printf(buf->arena,
	                                 "本报告共有 %zu 处数字，都由总账 %.*s 前 %lld 条记录算出，"
	                                 "%zu 条核对都成立。总账的根：%.*s",
	                                 annual->printed_count, PSTR(annual->of->origin),
	                                 (long long)annual->of->size, annual->check_count,
	                                 PSTR(annual->of->root)));
}
