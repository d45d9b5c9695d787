/* print_html.c -- a compiled report as a page: every figure leads to its provenance.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/print.h"

#include "base/arena.h"
#include "base/str.h"

static const char style[] =
	"body{margin:0 auto;max-width:46rem;padding:1rem;color:#111;background:#fff;"
	"font:1.06rem/1.9 \"Noto Serif CJK SC\",SimSun,serif}\n"
	"h1{font-size:1.6rem;text-align:center;line-height:1.4}\n"
	"h2{font-size:1.25rem;margin-top:2.2rem}h3{font-size:1.08rem}h4{font-size:1rem;margin:0}\n"
	".p{text-indent:2em;margin:.4em 0}.p b{font-weight:600}\n"
	".office{color:#555;font-size:.86rem;white-space:nowrap}\n"
	"a{color:#0b4f9c}a.f{text-decoration:none;border-bottom:1px dotted #0b4f9c}\n"
	"a:focus{outline:3px solid #c60;outline-offset:2px}:target{background:#fff4c2}\n"
	".skip{position:absolute;left:-99rem}.skip:focus{left:1rem}\n"
	".t{border-top:1px solid #ccc;padding:.8rem 0}dl{display:grid;"
	"grid-template-columns:7em 1fr;gap:0 1em;margin:.3rem 0;font-size:.94rem}\n"
	"dt{color:#555}dd{margin:0;overflow-wrap:anywhere}\n"
	".w{overflow-x:auto}table{border-collapse:collapse;font-size:.84rem}"
	"caption{text-align:left;color:#555}th,td{border:1px solid #ccc;padding:.1rem .4rem;"
	"text-align:right;white-space:nowrap;font-weight:400}th{background:#f3f3f3}\n"
	"@media print{.skip{display:none}.t{break-inside:avoid}a{color:inherit}}\n";

void print_html_escape(struct buf *buf, str text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.at[i]) {
		case '&': buf_text(buf, "&amp;"); break;
		case '<': buf_text(buf, "&lt;"); break;
		case '>': buf_text(buf, "&gt;"); break;
		case '"': buf_text(buf, "&quot;"); break;
		case '\'': buf_text(buf, "&#39;"); break;
		default: buf_byte(buf, text.at[i]);
		}
	}
}

static void write_piece(struct buf *buf, const struct annual_piece *piece, bool *marked)
{
	int number;

	if (piece->figure == NULL) {
		print_html_escape(buf, piece->text);
		return;
	}
	number = piece->figure->number;
	buf_printf(buf, "<a class=\"f\" href=\"#f%d\"", number);
	if (!marked[number])
		buf_printf(buf, " id=\"r%d\"", number);
	marked[number] = true;
	buf_text(buf, ">");
	print_html_escape(buf, piece->text);
	buf_text(buf, "</a>");
}

static void write_paragraph(struct buf *buf, const struct annual_block *block, bool *marked)
{
	buf_text(buf, "<p class=\"p\">");
	if (block->head.n > 0) {
		buf_text(buf, "<b>");
		print_html_escape(buf, block->ordinal);
		print_html_escape(buf, block->head);
		buf_text(buf, "。</b>");
	}
	for (size_t i = 0; i < block->count; i++)
		for (size_t j = 0; j < block->sentences[i].count; j++)
			write_piece(buf, &block->sentences[i].pieces[j], marked);
	if (block->kind == TEMPLATE_NARRATIVE) {
		buf_text(buf, " <span class=\"office\">（叙述，由");
		print_html_escape(buf, block->office);
		buf_text(buf, "负责）</span>");
	}
	buf_text(buf, "</p>\n");
}

static void write_heading(struct buf *buf, const char *tag, const struct annual_block *block)
{
	buf_printf(buf, "<%s>", tag);
	print_html_escape(buf, block->ordinal);
	print_html_escape(buf, block->head);
	buf_printf(buf, "</%s>\n", tag);
}

static void write_top(struct buf *buf, const struct annual *annual)
{
	buf_text(buf, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
	              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	              "<title>");
	print_html_escape(buf, annual->title);
	buf_printf(buf,
	           "</title>\n<style>\n%s</style>\n</head>\n<body>\n"
	           "<a class=\"skip\" href=\"#trace\">跳到附录：各数的来源</a>\n<main>\n<h1>",
	           style);
	print_html_escape(buf, annual->title);
	buf_text(buf, "</h1>\n");
}

void print_html(struct buf *buf, const struct annual *annual)
{
	bool *marked = arena_make(buf->arena, bool, annual->figure_count + 1);

	write_top(buf, annual);
	for (size_t i = 0; i < annual->block_count; i++) {
		const struct annual_block *block = &annual->blocks[i];

		if (block->kind == TEMPLATE_CHAPTER)
			write_heading(buf, "h2", block);
		else if (block->kind == TEMPLATE_SECTION)
			write_heading(buf, "h3", block);
		else
			write_paragraph(buf, block, marked);
	}
	print_html_trace(buf, annual);
	buf_text(buf, "</main>\n</body>\n</html>\n");
}
