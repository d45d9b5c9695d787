/* check_clock.h -- faults of limits, of what stops and moves them, and of clock steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CHECK_CLOCK_H
#define GUIJU_DEFINE_CHECK_CLOCK_H
#include "define/flow.h"
#include "define/problems.h"

/* Judges each limit: its article, start, stop, and what happens at its end. */
void check_clock_limits(const struct rule *rule, const struct flow *flow,
                        struct problems *problems);
/* Judges 延长 重计 续计 暂停 恢复 in steps: can the limit be in that state then? */
void check_clock_effects(const struct rule *rule, const struct flow *flow,
                         struct problems *problems);
/* Judges the steps that the clock takes: it has no values, no papers, no name. */
void check_clock_steps(const struct rule *rule, struct problems *problems);

#endif
