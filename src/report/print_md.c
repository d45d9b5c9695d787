/* print_md.c -- a compiled report as Markdown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/print.h"

#include "base/str.h"

void print_md_escape(struct buf *buf, str text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] != 0 && strchr("\\`*_[]<>#&|!~", text.at[i]) != NULL)
			buf_byte(buf, '\\');
		buf_byte(buf, text.at[i]);
	}
}

static void write_heading(struct buf *buf, const char *level, const struct annual_block *block)
{
	buf_text(buf, level);
	print_md_escape(buf, block->ordinal);
	print_md_escape(buf, block->head);
	buf_text(buf, "\n\n");
}

static void write_paragraph(struct buf *buf, const struct annual_block *block)
{
	if (block->head.n > 0) {
		buf_text(buf, "**");
		print_md_escape(buf, block->ordinal);
		print_md_escape(buf, block->head);
		buf_text(buf, "。** "); /* without the blank the stars would be text */
	}
	for (size_t i = 0; i < block->count; i++)
		for (size_t j = 0; j < block->sentences[i].count; j++)
			print_md_escape(buf, block->sentences[i].pieces[j].text);
	buf_text(buf, "\n\n");
}

void print_md(struct buf *buf, const struct annual *annual)
{
	buf_text(buf, "# ");
	print_md_escape(buf, annual->title);
	buf_text(buf, "\n\n");
	for (size_t i = 0; i < annual->block_count; i++) {
		const struct annual_block *block = &annual->blocks[i];

		if (block->kind == TEMPLATE_CHAPTER)
			write_heading(buf, "## ", block);
		else if (block->kind == TEMPLATE_SECTION)
			write_heading(buf, "### ", block);
		else
			write_paragraph(buf, block);
	}
	buf_printf(buf,
	           "---\n\n共有 %zu 处数字，都由总账 `%.*s` 前 %lld 条记录算出，"
	           "%zu 条核对都成立。总账的根：`%.*s`\n",
	           annual->printed_count, PSTR(annual->of->origin), (long long)annual->of->size,
	           annual->check_count, PSTR(annual->of->root));
}
