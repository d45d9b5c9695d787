/* figure_print.c -- a figure as the rule prints it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/figure.h"

#include "base/num.h"
#include "base/str.h"

static void print_han(struct buf *buf, int64_t value)
{
	static const char *const digits[] = { "零", "一", "二", "三", "四",
		                              "五", "六", "七", "八", "九" };

	if (value < 0 || value > 99) {
		buf_int(buf, value);
		return;
	}
	if (value >= 20)
		buf_text(buf, digits[value / 10]);
	if (value >= 10)
		buf_text(buf, "十");
	if (value < 10 || value % 10 != 0)
		buf_text(buf, digits[value % 10]);
}

static struct num_form ratio_form(const struct form *form, int64_t scale)
{
	return (struct num_form){ scale, form->digits, form->truncate ? NUM_TRUNCATE : NUM_HALF_UP,
		                  form->strip };
}

static void print_ratio(struct buf *buf, const struct figure *figure)
{
	const struct form *form = &figure->indicator->form;
	bool percent = figure->indicator->kind == COUNT_RATE;
	int64_t below = figure->below;

	if (below <= 0) {
		buf_text(buf, "—");
		return;
	}
	if (figure->money && !num_mul(below, NUM_DECIMAL_ONE, &below)) {
		buf_text(buf, "—");
		return;
	}
	num_write_ratio(buf, figure->above, below, ratio_form(form, percent ? 100 : 1));
	if (percent)
		buf_byte(buf, '%');
}

static void print_over(struct buf *buf, int64_t value, const char *before, int64_t step,
                       const char *after)
{
	int64_t floor = step > 0 ? value - value % step : value;
	bool wan = floor >= 10000 && floor % 10000 == 0 && *before != 0;

	if (floor == value || floor == 0) {
		buf_int(buf, value);
		return;
	}
	buf_text(buf, before);
	buf_int(buf, wan ? floor / 10000 : floor);
	buf_text(buf, wan ? "万" : "");
	buf_text(buf, after);
}

static void print_wan_yu(struct buf *buf, int64_t value, const struct form *form)
{
	int64_t step = 10000;

	for (int i = 0; i < form->digits; i++)
		step /= 10;
	if (value < step) {
		buf_int(buf, value);
		return;
	}
	num_write_ratio(buf, value, 10000,
	                (struct num_form){ 1, form->digits, NUM_TRUNCATE, form->strip });
	buf_text(buf, "万");
	if (step > 0 && value % step != 0)
		buf_text(buf, "余");
}

void figure_print(struct buf *buf, const struct figure *figure)
{
	const struct form *form = &figure->indicator->form;
	int64_t unit = figure->money ? NUM_DECIMAL_ONE : 1;

	if (figure->ratio) {
		print_ratio(buf, figure);
		return;
	}
	switch (form->kind) {
	case FORM_WAN:
		num_write_ratio(buf, figure->value, 10000 * unit, ratio_form(form, 1));
		buf_text(buf, "万");
		break;
	case FORM_YI:
		num_write_ratio(buf, figure->value, 100000000 * unit, ratio_form(form, 1));
		buf_text(buf, "亿");
		break;
	case FORM_YU: print_over(buf, figure->value / unit, "", form->step, "余"); break;
	case FORM_OVER: print_over(buf, figure->value / unit, "超过", form->step, ""); break;
	case FORM_WAN_YU: print_wan_yu(buf, figure->value / unit, form); break;
	case FORM_HAN: print_han(buf, figure->value / unit); break;
	case FORM_PLAIN:
		if (figure->money)
			num_write_decimal(buf, figure->value);
		else
			buf_int(buf, figure->value);
	}
}
