/* check_flow.h -- faults of stages and steps: beginnings, ways out, who may act.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CHECK_FLOW_H
#define GUIJU_DEFINE_CHECK_FLOW_H
#include "define/flow.h"
#include "define/problems.h"

/* Judges the stages of a procedure or register. */
void check_flow_stages(const struct rule *rule, const struct flow *flow,
                       struct problems *problems);
/* Judges each step: actors, articles, what it fills. */
void check_flow_steps(const struct rule *rule, const struct flow *flow,
                      struct problems *problems);

/* The one step of a 记事: articles, and what it copies. */
void check_flow_note(const struct rule *rule, struct problems *problems);

#endif
