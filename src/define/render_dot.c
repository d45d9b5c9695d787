/* render_dot.c -- a rule as a drawing for Graphviz.
 *
 *     (point) ── 提出申请 ──> [待审查] ── 受理 ──> [审理中] ...
 *
 * Steps that stay are written into the box of their stage. What the clock does when a
 * limit has run out is an arrow of its own, dashed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/flow.h"
#include "define/words.h"

/* Inside of a quoted string. */
static void add_text(struct buf *out, str text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] == '"' || text.at[i] == '\\')
			buf_byte(out, '\\');
		buf_byte(out, text.at[i]);
	}
}

static size_t place(const struct rule *rule, const struct stage *stage)
{
	return (size_t)(stage - rule->stages);
}

static void write_stage(struct buf *out, const struct rule *rule, const struct stage *stage)
{
	buf_printf(out, "\ts%zu [label=\"", place(rule, stage));
	add_text(out, stage->name.text);
	buf_text(out, stage->pause ? "（停表）" : "");
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		if (!flow_takes(step, stage) || flow_leaves(step, stage) ||
		    (step->any_open && step->to == stage))
			continue;
		buf_text(out, "\\n· ");
		add_text(out, step->name.text);
	}
	buf_text(out, "\"");
	if (stage->start)
		buf_text(out, ", penwidth=2");
	if (stage->end)
		buf_text(out, ", peripheries=2");
	if (stage->pause)
		buf_text(out, ", style=\"rounded,dashed\"");
	buf_text(out, "];\n");
}

/* The step's own arrow, or with `limit` the one for its running out. */
static void write_label(struct buf *out, const struct step *step, const struct limit *limit)
{
	buf_text(out, " [label=\"");
	if (limit == NULL) {
		add_text(out, step->name.text);
	} else {
		add_text(out, limit->name.text);
		buf_text(out, limit->overdue == OVERDUE_DEEMED ? "逾期\\n视为" : "逾期\\n办");
		add_text(out, step->name.text);
	}
	buf_text(out, limit != NULL || step->by_count == 0 ? "\", style=dashed];\n" : "\"];\n");
}

static void write_arrow(struct buf *out, const struct rule *rule, const struct stage *from,
                        const struct step *step, const struct limit *limit)
{
	if (!step->to_previous) {
		buf_printf(out, "\ts%zu -> s%zu", place(rule, from), place(rule, step->to));
		write_label(out, step, limit);
		return;
	}
	for (size_t s = 0; s < rule->stage_count; s++) {
		bool entered = false;
		for (size_t i = 0; i < rule->step_count; i++)
			entered |= rule->steps[i].to == from && &rule->stages[s] != from &&
			           flow_takes(&rule->steps[i], &rule->stages[s]);
		if (!entered)
			continue;
		buf_printf(out, "\ts%zu -> s%zu", place(rule, from), s);
		write_label(out, step, limit);
	}
}

static void write_opening(struct buf *out, const struct rule *rule, const struct step *step)
{
	if (step->to == NULL)
		return;
	buf_printf(out, "\tbegin -> s%zu", place(rule, step->to));
	write_label(out, step, NULL);
}

static void write_step(struct buf *out, const struct rule *rule, const struct step *step)
{
	bool by_limit = false;

	for (size_t i = 0; i < rule->limit_count; i++)
		by_limit |= rule->limits[i].overdue_step == step;
	for (size_t s = 0; s < rule->stage_count; s++) {
		const struct stage *stage = &rule->stages[s];
		if (!flow_leaves(step, stage))
			continue;
		if (step->by_count > 0 || !by_limit)
			write_arrow(out, rule, stage, step, NULL);
		for (size_t i = 0; i < rule->limit_count; i++)
			if (rule->limits[i].overdue_step == step)
				write_arrow(out, rule, stage, step, &rule->limits[i]);
	}
}

void render_dot(struct buf *out, const struct rule *rule)
{
	buf_text(out, "digraph \"");
	add_text(out, rule->name.id);
	buf_text(out, "\" {\n\tlabel=\"");
	add_text(out, rule->name.text);
	buf_text(out, "\";\n\tlabelloc=t;\n\trankdir=TB;\n"
	              "\tgraph [fontname=\"Noto Sans CJK SC\"];\n"
	              "\tnode [shape=box, style=rounded, fontname=\"Noto Sans CJK SC\"];\n"
	              "\tedge [fontname=\"Noto Sans CJK SC\", fontsize=11];\n"
	              "\tbegin [shape=point, label=\"\"];\n");
	for (size_t i = 0; i < rule->stage_count; i++)
		write_stage(out, rule, &rule->stages[i]);
	for (size_t i = 0; i < rule->step_count; i++) {
		if (rule->steps[i].opening)
			write_opening(out, rule, &rule->steps[i]);
		else
			write_step(out, rule, &rule->steps[i]);
	}
	buf_text(out, "}\n");
}
