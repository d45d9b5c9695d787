/* print_html_trace.c -- the appendix of the page: where each figure comes from.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "report/print.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/render.h"

static void write_row(struct buf *buf, const char *name, str value)
{
	if (value.n == 0)
		return;
	buf_printf(buf, "<dt>%s</dt><dd>", name);
	print_html_escape(buf, value);
	buf_text(buf, "</dd>\n");
}

/* The name, the integer. */
static void write_part(struct buf *buf, const char *name, const struct operand *part, str value)
{
	struct buf words;

	buf_init(&words, buf->arena, 512);
	render_operand(&words, part);
	buf_printf(buf, "<dt>%s</dt><dd>", name);
	print_html_escape(buf, buf_str(&words));
	buf_text(buf, " ");
	print_html_escape(buf, value);
	buf_text(buf, "</dd>\n");
}

static void write_months(struct buf *buf, const struct annual_figure *figure, int year)
{
	buf_printf(buf,
	           "<div class=\"w\" tabindex=\"0\" role=\"region\" "
	           "aria-label=\"第%d号分月\"><table><caption>%d年分月%s</caption>\n<tr>",
	           figure->number, year, figure->figure.ratio ? "（分子/分母）" : "");
	for (int month = 1; month <= 12; month++)
		buf_printf(buf, "<th scope=\"col\">%d月</th>", month);
	buf_text(buf, "</tr>\n<tr>");
	for (int month = 0; month < 12; month++) {
		buf_text(buf, "<td>");
		print_html_escape(buf, figure->months_exact[month]);
		buf_text(buf, "</td>");
	}
	buf_text(buf, "</tr></table></div>\n");
}

static void write_value(struct buf *buf, const struct annual_figure *figure)
{
	const struct indicator *indicator = figure->indicator;

	if (figure->figure.ratio) {
		write_part(buf, "分子", &indicator->above, figure->above);
		write_part(buf, "分母", &indicator->below, figure->below);
	} else {
		buf_text(buf, "<dt>准确数</dt><dd>");
		print_html_escape(buf, figure->exact);
		buf_text(buf, " ");
		print_html_escape(buf, indicator->unit);
		buf_text(buf, "</dd>\n");
	}
}

/* What was counted; of what was attested, who stated it. */
static void write_records(struct buf *buf, const struct annual_figure *figure)
{
	if (!figure->figure.attested) {
		buf_printf(buf, "<dt>%s</dt><dd>%lld 条</dd>\n",
		           figure->figure.ratio ? "分母所数" : "所数记录",
		           (long long)figure->records);
		return;
	}
	buf_printf(buf, "<dt>报送数</dt><dd>不是逐件计数，由别的系统报送，共 %lld 条",
	           (long long)figure->records);
	for (size_t i = 0; i < figure->statement_count; i++) {
		const struct annual_statement *one = &figure->statements[i];

		buf_text(buf, i == 0 ? "。各来源最近一次报的：" : "；");
		print_html_escape(buf, one->source);
		buf_byte(buf, ' ');
		print_html_escape(buf, one->value);
		buf_text(buf, "（");
		day_write(buf, one->on);
		buf_text(buf, "，");
		print_html_escape(buf, one->record);
		buf_text(buf, "）");
	}
	buf_text(buf, "</dd>\n");
}

static void write_figure(struct buf *buf, const struct annual_figure *figure,
                         const struct annual *annual)
{
	const struct template_system *system = figure->system->of;

	buf_printf(buf, "<section class=\"t\" id=\"f%d\">\n<h4>%d　", figure->number,
	           figure->number);
	print_html_escape(buf, figure->indicator->name.text);
	buf_text(buf, figure->at_start ? "（年初）：" : "：");
	print_html_escape(buf, figure->printed);
	buf_printf(buf, " <a href=\"#r%d\" aria-label=\"回到正文第%d号数\">↩</a></h4>\n<dl>\n",
	           figure->number, figure->number);
	write_row(buf, "印作", figure->printed);
	write_value(buf, figure);
	write_row(buf, "算法", figure->formula);
	buf_text(buf, "<dt>指标</dt><dd>");
	print_html_escape(buf, system->procedure);
	buf_byte(buf, '.');
	print_html_escape(buf, figure->indicator->name.id);
	buf_text(buf, "，");
	print_html_escape(buf, system->system);
	buf_byte(buf, ' ');
	print_html_escape(buf, system->name);
	buf_text(buf, "</dd>\n");
	write_row(buf, "规程", figure->rule_line);
	write_row(buf, "依据", figure->basis);
	write_records(buf, figure);
	buf_text(buf, "</dl>\n");
	if (figure->monthly)
		write_months(buf, figure, annual->year);
	buf_text(buf, "</section>\n");
}

static void write_ledger(struct buf *buf, const struct annual *annual)
{
	buf_text(buf, "<dl>\n");
	write_row(buf, "总账", annual->of->origin);
	buf_printf(buf, "<dt>条数</dt><dd>%lld</dd>\n", (long long)annual->of->size);
	write_row(buf, "根", annual->of->root);
	buf_printf(buf, "<dt>数字</dt><dd>%zu 处，%zu 个不同的数</dd>\n", annual->printed_count,
	           annual->figure_count);
	buf_text(buf, "</dl>\n");
}

static void write_checks(struct buf *buf, const struct annual *annual)
{
	buf_printf(buf, "<h3>核对（%zu 条，都成立）</h3>\n<ul>\n", annual->check_count);
	for (size_t i = 0; i < annual->check_count; i++) {
		buf_text(buf, "<li>");
		print_html_escape(buf, annual->checks[i].system->of->procedure);
		buf_printf(buf, ".rule:%d　", annual->checks[i].line);
		print_html_escape(buf, annual->checks[i].what);
		buf_text(buf, "</li>\n");
	}
	buf_text(buf, "</ul>\n");
}

static void write_systems(struct buf *buf, const struct annual *annual)
{
	buf_text(buf, "<h3>所用的规程</h3>\n<ul>\n");
	for (size_t i = 0; i < annual->system_count; i++) {
		const struct annual_system *system = &annual->systems[i];

		if (system->rule == NULL)
			continue;
		buf_text(buf, "<li>");
		print_html_escape(buf, system->of->system);
		buf_byte(buf, ' ');
		print_html_escape(buf, system->of->name);
		buf_printf(buf, "：当年据实补录、与规程不符的步骤 %lld 个</li>\n",
		           (long long)system->deviations);
	}
	buf_text(buf, "</ul>\n");
}

static void write_left_out(struct buf *buf, const struct annual *annual)
{
	if (annual->left_out_count == 0)
		return;
	buf_printf(buf, "<h3>没有编入的句子（%zu 句）</h3>\n<ul>\n", annual->left_out_count);
	for (size_t i = 0; i < annual->left_out_count; i++) {
		const struct annual_left_out *left = &annual->left_out[i];

		buf_printf(buf, "<li>第%d行：", left->line);
		print_html_escape(buf, left->system->of->system);
		buf_byte(buf, ' ');
		print_html_escape(buf, left->system->of->name);
		buf_printf(buf, "，%s</li>\n", left->system->why);
	}
	buf_text(buf, "</ul>\n");
}

void print_html_trace(struct buf *buf, const struct annual *annual)
{
	buf_text(buf, "<h2 id=\"trace\" tabindex=\"-1\">附录：各数的来源</h2>\n");
	write_ledger(buf, annual);
	buf_text(buf, "<h3>各数</h3>\n");
	for (size_t i = 0; i < annual->figure_count; i++)
		write_figure(buf, annual->figures[i], annual);
	write_checks(buf, annual);
	write_systems(buf, annual);
	write_left_out(buf, annual);
}
