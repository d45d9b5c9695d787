/* rule_parts.c -- the verbs of a rule as JSON: steps, limits, counts, what becomes public.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/rule_parts.h"

#include "base/str.h"
#include "define/render.h"
#include "engine/figure.h"

#define SHORT_BYTES 8192

void rule_parts_name(struct jw *w, const struct name *name)
{
	jw_name_str(w, STR("id"), name->id);
	jw_name_str(w, STR("name"), name->text);
}

void rule_parts_flag(struct jw *w, str name, bool truth)
{
	jw_name(w, name);
	jw_bool(w, truth);
}

void rule_parts_basis(struct jw *w, const struct rule *rule, str basis)
{
	if (basis.n > 0)
		jw_name_str(w, STR("law"), model_basis(w->buf->arena, rule, basis));
}

static void write_length(struct jw *w, str name, struct term_length length)
{
	struct buf buf;

	buf_init(&buf, w->buf->arena, SHORT_BYTES);
	term_write_length(&buf, length);
	jw_name_str(w, name, buf_str(&buf));
}

static void write_roles(struct jw *w, str name, const struct role **roles, size_t count)
{
	jw_name(w, name);
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++)
		jw_str(w, roles[i]->name.id);
	jw_close(w);
}

static void write_steps(struct jw *w, str name, const struct step **steps, size_t count)
{
	jw_name(w, name);
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++)
		jw_str(w, steps[i]->name.id);
	jw_close(w);
}

/* ---- one step ---- */

static void write_moves(struct jw *w, const struct step *step)
{
	rule_parts_flag(w, STR("opening"), step->opening);
	rule_parts_flag(w, STR("from_any_open"), step->any_open);
	jw_name(w, STR("from"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->from_count; i++)
		jw_str(w, step->from[i]->name.id);
	jw_close(w);
	if (step->to != NULL)
		jw_name_str(w, STR("to"), step->to->name.id);
	rule_parts_flag(w, STR("to_previous"), step->to_previous);
	rule_parts_flag(w, STR("repeatable"), step->repeatable);
	if (step->times > 0)
		jw_name_int(w, STR("times"), step->times);
}

static void write_fills(struct jw *w, const struct step *step)
{
	static const char *const musts[] = { "may", "held", "here" };

	jw_name(w, STR("fills"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->fill_count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("field"), step->fills[i]->name.id);
		jw_name_str(w, STR("must"), str_of(musts[step->musts[i]]));
		jw_close(w);
	}
	jw_close(w);
	jw_name(w, STR("papers"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->paper_count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("paper"), step->papers[i]->name.id);
		rule_parts_flag(w, STR("must"), step->paper_musts[i]);
		jw_close(w);
	}
	jw_close(w);
}

static void write_guards(struct jw *w, const struct rule *rule, const struct step *step)
{
	jw_name(w, STR("guards"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->guard_count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("text"), step->guards[i]->text);
		rule_parts_basis(w, rule, step->guards[i]->basis);
		jw_close(w);
	}
	jw_close(w);
}

/* What is filled in without asking: taken from other records, or set. */
static void write_given(struct jw *w, const struct step *step)
{
	jw_name(w, STR("sets"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->take_count; i++)
		jw_str(w, step->takes[i].field->name.id);
	for (size_t i = 0; i < step->assign_count; i++)
		jw_str(w, step->assigns[i].field->name.id);
	for (size_t i = 0; i < step->number_count; i++)
		if (step->numbers[i].field != NULL)
			jw_str(w, step->numbers[i].field->name.id);
	jw_close(w);
}

static void write_clocks(struct jw *w, const struct rule *rule, const struct step *step)
{
	static const char *const verbs[] = { "extend", "restart", "go_on", "pause", "resume" };

	jw_name(w, STR("clocks"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->clock_count; i++) {
		const struct clock_effect *effect = &step->clocks[i];

		jw_open(w, '{');
		jw_name_str(w, STR("verb"), str_of(verbs[effect->verb]));
		jw_name_str(w, STR("limit"), effect->limit->name.id);
		if (effect->verb == CLOCK_EXTEND)
			write_length(w, STR("length"), effect->length);
		if (effect->by != NULL)
			jw_name_str(w, STR("by"), effect->by->name.id);
		if (effect->times > 0)
			jw_name_int(w, STR("times"), effect->times);
		rule_parts_basis(w, rule, effect->basis);
		jw_close(w);
	}
	jw_close(w);
}

static void write_orders(struct jw *w, const struct step *step)
{
	jw_name(w, STR("orders"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->order_count; i++) {
		const struct order *order = &step->orders[i];

		jw_open(w, '{');
		jw_name_str(w, STR("verb"), order->verb == ORDER_OPEN ? STR("open") : STR("step"));
		if (order->verb == ORDER_OPEN)
			jw_name_str(w, STR("procedure"), order->procedure);
		else
			jw_name_str(w, STR("link"), order->link->name.id);
		if (order->step.n > 0)
			jw_name_str(w, STR("step"), order->step);
		if (order->when != NULL)
			jw_name_str(w, STR("when"), order->when->text);
		jw_close(w);
	}
	jw_close(w);
}

static void write_step(struct jw *w, const struct rule *rule, const struct step *step)
{
	jw_open(w, '{');
	rule_parts_name(w, &step->name);
	rule_parts_basis(w, rule, step->basis);
	write_roles(w, STR("by"), step->by, step->by_count);
	rule_parts_flag(w, STR("clock"), step->clock);
	write_roles(w, STR("not_by"), step->not_by, step->not_by_count);
	write_moves(w, step);
	write_fills(w, step);
	write_given(w, step);
	write_guards(w, rule, step);
	write_roles(w, STR("served"), step->served, step->served_count);
	write_clocks(w, rule, step);
	write_orders(w, step);
	jw_close(w);
}

void rule_parts_steps(struct jw *w, const struct rule *rule)
{
	jw_name(w, STR("steps"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->step_count; i++)
		write_step(w, rule, &rule->steps[i]);
	jw_close(w);
}

/* ---- limits, counts, publicity ---- */

void rule_parts_limits(struct jw *w, const struct rule *rule)
{
	struct render_limit *rows;
	size_t count = render_limit_rows(w->buf->arena, rule, &rows);

	jw_name(w, STR("limits"));
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("id"), rows[i].limit->name.id);
		jw_name_str(w, STR("name"), rows[i].name);
		if (rows[i].when.n > 0)
			jw_name_str(w, STR("when"), rows[i].when);
		jw_name_str(w, STR("length"), rows[i].length);
		jw_name_str(w, STR("from"), rows[i].from);
		jw_name_str(w, STR("to"), rows[i].to);
		jw_name_str(w, STR("expiry"), rows[i].expiry);
		jw_name_str(w, STR("law"), rows[i].basis);
		jw_close(w);
	}
	jw_close(w);
}

static void write_indicator(struct jw *w, const struct rule *rule,
                            const struct indicator *indicator)
{
	struct buf formula;

	buf_init(&formula, w->buf->arena, RENDER_BYTES);
	render_count(&formula, indicator);
	jw_open(w, '{');
	rule_parts_name(w, &indicator->name);
	jw_name_str(w, STR("unit"), indicator->unit);
	jw_name_str(w, STR("formula"), buf_str(&formula));
	rule_parts_flag(w, STR("split"), rule->split != NULL && figure_is_split(indicator));
	jw_name_str(w, STR("rule_line"),
	            model_where(w->buf->arena, rule, indicator->name.line));
	rule_parts_basis(w, rule, indicator->basis);
	jw_close(w);
}

static void write_tables(struct jw *w, const struct rule *rule)
{
	jw_name(w, STR("tables"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->statistic_count; i++) {
		jw_open(w, '{');
		rule_parts_name(w, &rule->statistics[i].name);
		rule_parts_basis(w, rule, rule->statistics[i].basis);
		jw_close(w);
	}
	jw_close(w);
}

void rule_parts_counts(struct jw *w, const struct rule *rule)
{
	jw_name(w, STR("indicators"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->indicator_count; i++)
		write_indicator(w, rule, &rule->indicators[i]);
	jw_close(w);
	jw_name(w, STR("checks"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->check_count; i++)
		jw_str(w, rule->checks[i].text);
	jw_close(w);
	write_tables(w, rule);
}

void rule_parts_publics(struct jw *w, const struct rule *rule)
{
	jw_name(w, STR("public"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->public_count; i++) {
		const struct publicity *public = &rule->publics[i];

		jw_open(w, '{');
		jw_name(w, STR("fields"));
		jw_open(w, '[');
		for (size_t k = 0; k < public->field_count; k++)
			jw_str(w, public->fields[k]->name.id);
		jw_close(w);
		rule_parts_flag(w, STR("number"), public->number);
		write_steps(w, STR("after"), public->after, public->after_count);
		write_length(w, STR("within"), public->within);
		if (public->when != NULL)
			jw_name_str(w, STR("when"), public->when->text);
		rule_parts_basis(w, rule, public->basis);
		jw_close(w);
	}
	jw_close(w);
}
