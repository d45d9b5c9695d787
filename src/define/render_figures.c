/* render_figures.c -- a rule in its own layout: indicators and cross-checks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render_text.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/words.h"

static void render_at_steps(struct buf *out, const struct indicator *indicator, const char *word)
{
	buf_printf(out, "%s  %.*s%s 于 ", word, PSTR(indicator->field->name.text),
	           indicator->in_items ? " 个数" : "");
	words_pick(out, indicator->pick);
	words_names(out, indicator->steps, indicator->step_count);
}

static void render_balance(struct buf *out, const struct indicator *indicator)
{
	buf_text(out, "存  ");
	for (size_t i = 0; i < indicator->item_count; i++) {
		const struct sum_item *item = &indicator->items[i];
		if (i > 0)
			buf_text(out, item->sign < 0 ? " 减 " : " 加 ");
		words_operand(out, &item->of);
	}
}

static void render_ratio(struct buf *out, const struct indicator *indicator, const char *word)
{
	buf_printf(out, "%s  ", word);
	words_operand(out, &indicator->above);
	buf_text(out, " / ");
	words_operand(out, &indicator->below);
}

static void render_way(struct buf *out, const struct indicator *indicator)
{
	switch (indicator->kind) {
	case COUNT_STEP:
		buf_text(out, "数  ");
		words_pick(out, indicator->pick);
		words_names(out, indicator->steps, indicator->step_count);
		break;
	case COUNT_SUM: render_at_steps(out, indicator, "和"); break;
	case COUNT_DISTINCT: render_at_steps(out, indicator, "去重"); break;
	case COUNT_MOST: render_at_steps(out, indicator, "最大"); break;
	case COUNT_LIMIT:
		buf_printf(out, "数  期限 %.*s", PSTR(indicator->limit->name.text));
		break;
	case COUNT_DEVIATION: buf_text(out, "数  偏差"); break;
	case COUNT_STOCK:
	case COUNT_STOCK_DISTINCT:
		buf_text(out, "在册  ");
		words_names(out, indicator->stages, indicator->stage_count);
		break;
	case COUNT_STOCK_SUM:
		buf_printf(out, "在册和  %.*s ", PSTR(indicator->field->name.text));
		words_names(out, indicator->stages, indicator->stage_count);
		break;
	case COUNT_LAST_SUM:
		buf_printf(out, "末值和  %.*s 按 %.*s 于 ", PSTR(indicator->field->name.text),
		           PSTR(indicator->source->name.text));
		words_names(out, indicator->steps, indicator->step_count);
		break;
	case COUNT_BALANCE: render_balance(out, indicator); break;
	case COUNT_ADD:
		buf_text(out, "算  ");
		words_sum(out, indicator->items, indicator->item_count);
		break;
	case COUNT_RATE: render_ratio(out, indicator, "率"); break;
	case COUNT_MEAN: render_ratio(out, indicator, "均"); break;
	}
}

/* Does the field stand in a column of its own, not in the formula? */
static bool told_apart(const struct indicator *indicator)
{
	return indicator->field != NULL &&
	       (indicator->kind == COUNT_STOCK_DISTINCT || indicator->kind == COUNT_STEP);
}

static void render_indicators(struct buf *out, const struct rule *rule)
{
	const size_t size = sizeof(struct indicator);
	int width = words_width(rule->indicators, rule->indicator_count, size, false);
	int id_width = words_width(rule->indicators, rule->indicator_count, size, true);

	buf_text(out, rule->indicator_count > 0 ? "\n指标\n" : "");
	for (size_t i = 0; i < rule->indicator_count; i++) {
		const struct indicator *indicator = &rule->indicators[i];
		bool ratio = indicator->kind == COUNT_RATE || indicator->kind == COUNT_MEAN;
		buf_text(out, "  ");
		words_column(out, indicator->name.text, width);
		words_column(out, indicator->name.id, id_width);
		words_column(out, indicator->unit, 4);
		render_way(out, indicator);
		if (told_apart(indicator))
			buf_printf(out, "  去重 %.*s", PSTR(indicator->field->name.text));
		if (indicator->dated_by != NULL)
			buf_printf(out, "  记在 %.*s", PSTR(indicator->dated_by->name.text));
		if (indicator->when != NULL)
			buf_printf(out, "  其中 %.*s", PSTR(indicator->when->text));
		words_form(out, &indicator->form, ratio);
		render_text_end(out, indicator->basis);
	}
}

void render_text_counts(struct buf *out, const struct rule *rule)
{
	render_indicators(out, rule);
	buf_text(out, rule->check_count > 0 ? "\n核对\n" : "");
	for (size_t i = 0; i < rule->check_count; i++) {
		const struct check *check = &rule->checks[i];
		buf_text(out, "  ");
		words_sum(out, check->left, check->left_count);
		buf_text(out, check->at_most ? " 不超过 " : " = ");
		words_sum(out, check->right, check->right_count);
		buf_byte(out, '\n');
	}
}
