/* render_steps.c -- a rule in its own layout: steps and limits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render_text.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/words.h"

#define WORD_WIDTH 6 /* columns of a step's keywords, so that what follows stands in line */

static void keyword(struct buf *out, const char *word)
{
	buf_text(out, "  ");
	words_column(out, str_of(word), WORD_WIDTH);
}

static void render_actors(struct buf *out, const struct step *step)
{
	if (step->by_count > 0 || step->clock) {
		keyword(out, "由");
		words_names(out, step->by, step->by_count);
		if (step->clock)
			buf_text(out, step->by_count > 0 ? "、时钟" : "时钟");
		if (step->not_by_count > 0) {
			buf_text(out, "  非 ");
			words_names(out, step->not_by, step->not_by_count);
		}
		buf_byte(out, '\n');
	}
}

static void render_way(struct buf *out, const struct step *step)
{
	if (!step->opening) {
		keyword(out, "从");
		if (step->any_open)
			buf_text(out, "任一未结");
		else
			words_names(out, step->from, step->from_count);
		buf_byte(out, '\n');
	}
	if (step->to != NULL || step->to_previous) {
		keyword(out, "到");
		buf_add(out, step->to_previous ? STR("原环节") : step->to->name.text);
		buf_byte(out, '\n');
	}
}

/* 填: what the field's own declaration asks for; 必填: what only this step does. In the
 * order of the rule, so that it is kept. `may`: the lines 填 too. */
static void render_fills(struct buf *out, const struct step *step, bool may)
{
	bool any = false, before = false;

	for (size_t i = 0; i < step->fill_count; i++) {
		bool must = step->musts[i] == FILL_HERE;
		bool same = any && must == before;
		if (!may && !must)
			continue;
		if (!same) {
			buf_text(out, any ? "\n" : "");
			keyword(out, must ? "必填" : "填");
		}
		buf_printf(out, "%s%.*s", same ? "  " : "", PSTR(step->fills[i]->name.text));
		any = true;
		before = must;
	}
	buf_text(out, any ? "\n" : "");
}

static void render_papers(struct buf *out, const struct step *step, bool must)
{
	bool any = false;

	for (size_t i = 0; i < step->paper_count; i++) {
		if (step->paper_musts[i] != must)
			continue;
		if (!any)
			keyword(out, must ? "要" : "可附");
		buf_printf(out, "%s%.*s", any ? "  " : "", PSTR(step->papers[i]->name.text));
		any = true;
	}
	buf_text(out, any ? "\n" : "");
}

static void render_takes(struct buf *out, const struct step *step)
{
	for (size_t i = 0; i < step->take_count; i++) {
		const struct take *take = &step->takes[i];
		keyword(out, "取");
		buf_printf(out, "%.*s 自 %.*s 的 %.*s\n", PSTR(take->field->name.text),
		           PSTR(take->link->name.text), PSTR(take->source));
	}
}

static void render_bounds(struct buf *out, const struct step *step)
{
	for (size_t i = 0; i < step->guard_count; i++) {
		keyword(out, "若");
		buf_add(out, step->guards[i]->text);
		render_text_end(out, step->guards[i]->basis);
	}
	if (step->times > 0) {
		keyword(out, "限");
		buf_printf(out, "%d 次", step->times);
		render_text_end(out, step->times_basis);
	}
	if (step->repeatable)
		buf_text(out, "  可重复\n");
	if (step->served_count > 0) {
		keyword(out, "送达");
		words_names(out, step->served, step->served_count);
		buf_byte(out, '\n');
	}
}

static void render_effect(struct buf *out, const struct clock_effect *effect)
{
	static const char *const words[] = { "延长", "重计", "续计", "暂停", "恢复" };

	keyword(out, words[effect->verb]);
	buf_add(out, effect->limit->name.text);
	if (effect->verb == CLOCK_EXTEND) {
		if (effect->by != NULL)
			buf_printf(out, "  按 %.*s  至多", PSTR(effect->by->name.text));
		buf_text(out, effect->by != NULL ? " " : "  ");
		term_write_length(out, effect->length);
		if (effect->times > 0)
			buf_printf(out, "  %d 次", effect->times);
	}
	render_text_end(out, effect->basis);
}

static void render_order(struct buf *out, const struct order *order)
{
	keyword(out, order->verb == ORDER_OPEN ? "开" : "令");
	buf_add(out, order->verb == ORDER_OPEN ? order->procedure : order->link->name.text);
	if (order->step.n > 0)
		buf_printf(out, "  %.*s", PSTR(order->step));
	if (order->each != NULL)
		buf_printf(out, "  每个 %.*s 作 %.*s", PSTR(order->each->name.text),
		           PSTR(order->each_target));
	buf_byte(out, '\n');
	if (order->when != NULL) {
		buf_printf(out, "      若  %.*s", PSTR(order->when->text));
		render_text_end(out, order->when->basis);
	}
	for (size_t i = 0; i < order->give_count; i++) {
		const struct assign *give = &order->gives[i];
		if (give->from != NULL)
			buf_printf(out, "      以  %.*s 作 %.*s\n", PSTR(give->from->name.text),
			           PSTR(give->target));
		else
			buf_printf(out, "      以  “%.*s” 作 %.*s\n", PSTR(give->value),
			           PSTR(give->target));
	}
}

static void render_deeds(struct buf *out, const struct step *step)
{
	for (size_t i = 0; i < step->assign_count; i++) {
		keyword(out, "定");
		buf_printf(out, "%.*s 为 ", PSTR(step->assigns[i].field->name.text));
		words_given(out, &step->assigns[i]);
		buf_byte(out, '\n');
	}
	for (size_t i = 0; i < step->number_count; i++) {
		keyword(out, "编号");
		buf_printf(out, "%.*s  %.*s\n", PSTR(step->numbers[i].field->name.text),
		           PSTR(step->numbers[i].pattern));
	}
	for (size_t i = 0; i < step->clock_count; i++)
		render_effect(out, &step->clocks[i]);
	for (size_t i = 0; i < step->order_count; i++)
		render_order(out, &step->orders[i]);
	if (step->module.n > 0) {
		keyword(out, "用");
		buf_printf(out, "%.*s\n", PSTR(step->module));
	}
}

/* Does the one step of a 记事 say more than goes without saying? */
static bool is_written(const struct step *step)
{
	bool more = step->basis.n > 0 || step->take_count > 0 || step->guard_count > 0 ||
	            step->times > 0 || step->served_count > 0 || step->assign_count > 0 ||
	            step->number_count > 0 || step->order_count > 0;

	for (size_t i = 0; i < step->fill_count; i++)
		more = more || (step->musts[i] == FILL_HERE && !step->fills[i]->required);
	for (size_t i = 0; i < step->paper_count; i++)
		more = more || step->paper_musts[i];
	return more;
}

void render_text_note(struct buf *out, const struct rule *rule)
{
	const struct step *step = model_opening(rule);

	if (step == NULL || !is_written(step))
		return;
	buf_printf(out, "\n步骤  %.*s  %.*s", PSTR(step->name.text), PSTR(step->name.id));
	render_text_end(out, step->basis);
	render_fills(out, step, false);
	render_takes(out, step);
	render_papers(out, step, true);
	render_bounds(out, step);
	render_deeds(out, step);
}

void render_text_steps(struct buf *out, const struct rule *rule)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		buf_printf(out, "\n步骤  %.*s  %.*s", PSTR(step->name.text), PSTR(step->name.id));
		render_text_end(out, step->basis);
		render_actors(out, step);
		render_way(out, step);
		render_fills(out, step, true);
		render_takes(out, step);
		render_papers(out, step, true);
		render_papers(out, step, false);
		render_bounds(out, step);
		render_deeds(out, step);
	}
}

static void render_choices(struct buf *out, const struct limit *limit)
{
	for (size_t i = 0; i < limit->choice_count; i++) {
		const struct limit_choice *choice = &limit->choices[i];
		buf_printf(out, "      若  %.*s  ", PSTR(choice->when->text));
		words_length(out, choice->length, choice->until);
		render_text_end(out, choice->basis);
	}
}

static void render_supplements(struct buf *out, const struct limit *limit)
{
	render_choices(out, limit);
	if (limit->when != NULL) {
		buf_printf(out, "      当  %.*s", PSTR(limit->when->text));
		render_text_end(out, limit->when->basis);
	}
	if (limit->warning.n > 0) {
		buf_text(out, "      预警  ");
		term_write_length(out, limit->warning);
		buf_byte(out, '\n');
	}
	if (limit->overdue != OVERDUE_LAMP) {
		buf_printf(out, "      逾期  %s%.*s",
		           limit->overdue == OVERDUE_DEEMED ? "视为 " : "",
		           PSTR(limit->overdue_step->name.text));
		render_text_end(out, limit->overdue_basis);
	}
	buf_text(out, limit->no_roll ? "      不顺延\n" : "");
	buf_text(out, limit->no_pause ? "      不停表\n" : "");
}

void render_text_limits(struct buf *out, const struct rule *rule)
{
	const size_t size = sizeof(struct limit);
	int width = words_width(rule->limits, rule->limit_count, size, false);
	int id_width = words_width(rule->limits, rule->limit_count, size, true);

	buf_text(out, rule->limit_count > 0 ? "\n期限\n" : "");
	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];
		buf_text(out, "  ");
		words_column(out, limit->name.text, width);
		words_column(out, limit->name.id, id_width);
		words_length(out, limit->length, limit->until);
		buf_text(out, "  自 ");
		words_start(out, limit);
		if (limit->stop_count > 0) {
			buf_text(out, "  至 ");
			words_names(out, limit->stops, limit->stop_count);
		}
		render_text_end(out, limit->basis);
		render_supplements(out, limit);
	}
}
