/* render.h -- a rule printed back: as prose, as a drawing, as tables, as a rule.
 *
 * All are pure: they read the model and add to a builder, whose arena they also use
 * for what they need on the way.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_RENDER_H
#define GUIJU_DEFINE_RENDER_H
#include "define/model.h"

struct arena;
struct buf;

/* Room that is enough for any of the texts below. */
#define RENDER_BYTES ((size_t)16 << 20)

/* Numbered prose in Chinese: who may do what, from which stage, with what, under
 * which article; limits and what happens at their end; indicators in words. */
void render_prose(struct buf *out, const struct rule *rule);
/* The rule in the normal layout of docs/clerk/rules.md: read again, it gives an equal
 * model. Comments are lost. */
void render_rule(struct buf *out, const struct rule *rule);
/* A Graphviz drawing: stages as boxes, steps as arrows, those of the clock dashed. */
void render_dot(struct buf *out, const struct rule *rule);
/* The formula of one indicator in words, without its name and without a full stop:
 * "按期审结 ÷ 到期应结，四舍五入两位". */
void render_count(struct buf *out, const struct indicator *indicator);
/* The name of what an indicator is computed of; of another rule "规程.指标". */
void render_operand(struct buf *out, const struct operand *of);

/* One line of a table of limits. */
struct render_limit {
	const struct limit *limit;
	const struct limit_choice *choice; /* NULL: the length that holds else */
	str name;
	str when;    /* the condition of this length, or empty */
	str length;  /* "60 日", "截至 履行截止日" */
	str from;    /* "受理", "首次 派单", "知道之日 所写之日" */
	str to;      /* "作出决定、终止"; may be empty */
	str expiry;  /* "视为 受理（第三十条第三款）", "亮红灯" */
	str basis;   /* with the name of the law */
};
/* The rows of a rule's limits, one for each length; in the arena. */
size_t render_limit_rows(struct arena *arena, const struct rule *rule,
                         struct render_limit **rows);
/* Every limit, extension, interval and time of publication of these rules as one page in
 * Markdown, each with law, version, article and line (model_where), for a lawyer. */
void render_page(struct buf *out, const struct rule *const *rules, size_t count);
/* The same as a table in text, for a terminal. */
void render_limits(struct buf *out, const struct rule *rule);

#endif
