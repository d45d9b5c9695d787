/* render_count.c -- the formula of one indicator in words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/words.h"

static void write_quoted(struct buf *out, const void *things, size_t count)
{
	buf_text(out, "“");
	words_names(out, things, count);
	buf_text(out, "”");
}

static void write_pick(struct buf *out, enum limit_pick pick)
{
	if (pick == LIMIT_PICK_FIRST)
		buf_text(out, "，每案只数第一次");
	else if (pick == LIMIT_PICK_LAST)
		buf_text(out, "，每案只数最后一次");
}

/* 办“办结”时“参演人数”... */
static void write_at_steps(struct buf *out, const struct indicator *indicator, const char *what)
{
	buf_text(out, "办");
	write_quoted(out, indicator->steps, indicator->step_count);
	buf_printf(out, "时“%.*s”%s%s", PSTR(indicator->field->name.text),
	           indicator->in_items ? "的个数" : "", what);
	write_pick(out, indicator->pick);
}

/* 期末在“已发布”的记录... */
static void write_stock(struct buf *out, const struct indicator *indicator, const char *what)
{
	buf_text(out, "期末在");
	write_quoted(out, indicator->stages, indicator->stage_count);
	buf_text(out, "的记录");
	if (indicator->field != NULL)
		buf_printf(out, "的“%.*s”", PSTR(indicator->field->name.text));
	buf_text(out, what);
}

static void write_steps(struct buf *out, const struct indicator *indicator)
{
	if (indicator->field != NULL) {
		write_at_steps(out, indicator, "有几个不同的值");
		return;
	}
	buf_text(out, "办");
	write_quoted(out, indicator->steps, indicator->step_count);
	buf_text(out, "的次数");
	write_pick(out, indicator->pick);
}

static void write_way(struct buf *out, const struct indicator *indicator)
{
	switch (indicator->kind) {
	case COUNT_STEP: write_steps(out, indicator); break;
	case COUNT_SUM: write_at_steps(out, indicator, "之和"); break;
	case COUNT_DISTINCT: write_at_steps(out, indicator, "有几个不同的值"); break;
	case COUNT_MOST: write_at_steps(out, indicator, "的最大值"); break;
	case COUNT_LIMIT:
		buf_printf(out, "期限“%.*s”了结的次数（办了，或者到期未办）",
		           PSTR(indicator->limit->name.text));
		break;
	case COUNT_DEVIATION: buf_text(out, "据实补录、与规程不符的步骤数"); break;
	case COUNT_STOCK: write_stock(out, indicator, "数"); break;
	case COUNT_STOCK_SUM: write_stock(out, indicator, "之和"); break;
	case COUNT_STOCK_DISTINCT: write_stock(out, indicator, "有几个不同的值"); break;
	case COUNT_LAST_SUM:
		write_at_steps(out, indicator, "");
		buf_printf(out, "，按“%.*s”各取到期末为止最近报的一个，相加",
		           PSTR(indicator->source->name.text));
		break;
	case COUNT_BALANCE:
		buf_text(out, "从开始到期末，");
		words_sum(out, indicator->items, indicator->item_count);
		break;
	case COUNT_ADD: words_sum(out, indicator->items, indicator->item_count); break;
	case COUNT_RATE:
	case COUNT_MEAN:
		words_operand(out, &indicator->above);
		buf_text(out, " ÷ ");
		words_operand(out, &indicator->below);
		break;
	}
}

static void write_form(struct buf *out, const struct indicator *indicator)
{
	static const char *const units[] = { "",           "以万为单位",       "以亿为单位",
		                             "取整加“余”", "以万为单位加“余”", "写“超过”",
		                             "用汉字写" };
	const struct form *form = &indicator->form;
	bool ratio = indicator->kind == COUNT_RATE || indicator->kind == COUNT_MEAN;
	bool digits = form->kind == FORM_WAN || form->kind == FORM_YI || form->kind == FORM_WAN_YU;

	if (form->kind == FORM_PLAIN && !ratio && form->strip && form->digits == 4)
		return; /* money as it is */
	if (form->kind != FORM_PLAIN)
		buf_printf(out, "，%s", units[form->kind]);
	if (form->kind == FORM_YU || form->kind == FORM_OVER)
		buf_printf(out, "（满 %lld）", (long long)form->step);
	if (ratio || digits || (form->kind == FORM_PLAIN && form->digits > 0))
		buf_printf(out, "，%s%s", form->truncate ? "截到" : "四舍五入",
		           form->digits > 0 ? words_digits(form->digits) : "到整数");
	buf_text(out, form->strip ? "，去掉末尾的零" : "");
}

void render_operand(struct buf *out, const struct operand *of)
{
	words_operand(out, of);
}

void render_count(struct buf *out, const struct indicator *indicator)
{
	write_way(out, indicator);
	if (indicator->dated_by != NULL)
		buf_printf(out, "，按“%.*s”所写那天数", PSTR(indicator->dated_by->name.text));
	if (indicator->when != NULL) {
		buf_text(out, "，只数");
		words_tight(out, indicator->when->text);
		buf_text(out, "的");
	}
	write_form(out, indicator);
}
