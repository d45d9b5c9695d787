/* figure.c -- indicators computed: the sum of marks over a period, as the rule prints it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/figure.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"

#define FROM_THE_BEGINNING (INT32_MIN + 1)

struct figure_scope figure_year(int year)
{
	return (struct figure_scope){ day_of(year, 1, 1), day_of(year, 12, 31), { 0 } };
}

struct figure_scope figure_month(int year, int month)
{
	day first = day_of(year, month, 1);

	return (struct figure_scope){ first, day_add_months(first, 1) - 1, { 0 } };
}

static struct figure_scope to_date(const struct figure_scope *scope)
{
	struct figure_scope all = *scope;

	all.from = FROM_THE_BEGINNING;
	return all;
}

/* The same day a year earlier; the last day of a February is the last of the other. */
static day day_before(day on)
{
	bool ends = day_civil(on + 1).date == 1;

	return ends ? day_add_months(on + 1, -12) - 1 : day_add_months(on, -12);
}

/* The same period a year earlier. */
static struct figure_scope year_before(const struct figure_scope *scope)
{
	struct figure_scope last = *scope;

	last.from = scope->from == FROM_THE_BEGINNING ? scope->from
	                                              : day_add_months(scope->from, -12);
	last.to = day_before(scope->to);
	return last;
}

static bool sum_items(const struct figure_source *source, const struct rule *rule,
                      const struct sum_item *items, size_t count, const struct figure_scope *scope,
                      int64_t *value, struct err *err)
{
	int64_t total = 0;

	for (size_t i = 0; i < count; i++) {
		struct figure_scope when = items[i].last_year ? year_before(scope) : *scope;
		struct figure part = { .value = items[i].constant };

		if (items[i].indicator != NULL &&
		    !figure_compute(source, rule, items[i].indicator, &when, &part, err))
			return false;
		if (!num_add(total, items[i].sign * part.value, &total))
			return err_set(err, ERR_LIMIT, "figure.overflow", "数太大，加不下");
	}
	*value = total;
	return true;
}

static bool is_money(const struct indicator *indicator)
{
	return indicator->field != NULL && indicator->field->type == FIELD_MONEY &&
	       (indicator->kind == COUNT_SUM || indicator->kind == COUNT_MOST ||
	        indicator->kind == COUNT_STOCK_SUM);
}

static bool compute_ratio(const struct figure_source *source, const struct rule *rule,
                          const struct indicator *indicator, const struct figure_scope *scope,
                          struct figure *figure, struct err *err)
{
	struct figure above, below;

	if (!figure_compute(source, rule, indicator->above, scope, &above, err) ||
	    !figure_compute(source, rule, indicator->below, scope, &below, err))
		return false;
	figure->ratio = true;
	figure->above = above.value;
	figure->below = below.value;
	figure->money = above.money && !below.money;
	return true;
}

static bool compute_cells(const struct figure_source *source, const struct rule *rule,
                          const struct indicator *indicator, const struct figure_scope *scope,
                          struct figure *figure, struct err *err)
{
	struct figure_scope all = to_date(scope);
	str procedure = rule->name.id, id = indicator->name.id;
	int64_t n = 0, v = 0;
	bool ok;

	switch (indicator->kind) {
	case COUNT_DISTINCT:
		return source->distinct(source->with, procedure, id, scope, &figure->value, err);
	case COUNT_STOCK_DISTINCT:
		return source->distinct(source->with, procedure, id, &all, &figure->value, err);
	case COUNT_MOST:
		return source->most(source->with, procedure, id, scope, &figure->value, err);
	case COUNT_STOCK:
	case COUNT_STOCK_SUM:
		ok = source->sum(source->with, procedure, id, &all, &n, &v, err);
		break;
	default: ok = source->sum(source->with, procedure, id, scope, &n, &v, err);
	}
	figure->value = indicator->kind == COUNT_SUM || indicator->kind == COUNT_STOCK_SUM ? v : n;
	return ok;
}

bool figure_compute(const struct figure_source *source, const struct rule *rule,
                    const struct indicator *indicator, const struct figure_scope *scope,
                    struct figure *figure, struct err *err)
{
	struct figure f = { .indicator = indicator, .money = is_money(indicator) };
	struct figure_scope all = to_date(scope);
	bool ok;

	switch (indicator->kind) {
	case COUNT_RATE:
	case COUNT_MEAN: ok = compute_ratio(source, rule, indicator, scope, &f, err); break;
	case COUNT_BALANCE:
		ok = sum_items(source, rule, indicator->items, indicator->item_count, &all,
		               &f.value, err);
		break;
	case COUNT_ADD:
		ok = sum_items(source, rule, indicator->items, indicator->item_count, scope,
		               &f.value, err);
		break;
	default: ok = compute_cells(source, rule, indicator, scope, &f, err);
	}
	if (ok)
		*figure = f;
	return ok;
}

bool figure_deviations(const struct figure_source *source, const struct rule *rule,
                       const struct figure_scope *scope, int64_t *n, struct err *err)
{
	int64_t v;

	return source->sum(source->with, rule->name.id, STR("deviations"), scope, n, &v, err);
}

/* ---- printing ---- */

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

bool figure_check(const struct figure_source *source, const struct rule *rule,
                  const struct check *check, const struct figure_scope *scope,
                  struct figure_verdict *verdict, struct err *err)
{
	int64_t left, right;

	if (!sum_items(source, rule, check->left, check->left_count, scope, &left, err) ||
	    !sum_items(source, rule, check->right, check->right_count, scope, &right, err))
		return false;
	verdict->holds = check->at_most ? left <= right : left == right;
	snprintf(verdict->what, sizeof(verdict->what), "%.*s：左边 %lld，右边 %lld",
	         PSTR(check->text), (long long)left, (long long)right);
	return true;
}
