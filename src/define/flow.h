/* flow.h -- which stages and steps of a rule can come after which.
 *
 * A drawing of the rule as a graph: stages are points, moving steps are arrows.
 * Conditions are not weighed, so "may" is true too often rather than too seldom.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_FLOW_H
#define GUIJU_DEFINE_FLOW_H
#include "define/model.h"

struct arena;
struct flow;

#define FLOW_STAGES_MAX 200 /* a procedure of more is a mistake; bounds the work */
#define FLOW_STEPS_MAX 500

/* Draws the graph; borrows the rule, which keeps within the two bounds. */
struct flow *flow_new(struct arena *arena, const struct rule *rule);
/* May the step be taken in this stage? Never of an opening step. */
bool flow_takes(const struct step *step, const struct stage *stage);
/* Does the step, taken in this stage, leave it? */
bool flow_leaves(const struct step *step, const struct stage *stage);
/* Can a record ever be in this stage? */
bool flow_reached(const struct flow *flow, const struct stage *stage);
/* Can a record in this stage come to an end (终点)? */
bool flow_ends(const struct flow *flow, const struct stage *stage);
/* May `later` be taken some time after `earlier` on the same record? */
bool flow_may_follow(const struct flow *flow, const struct step *earlier,
                     const struct step *later);
/* May the limit be running (started, not stopped) when the step is taken? */
bool flow_may_run(const struct flow *flow, const struct limit *limit, const struct step *step);

#endif
