/* check_count.h -- faults of indicators, cross-checks and what is made public.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CHECK_COUNT_H
#define GUIJU_DEFINE_CHECK_COUNT_H
#include "define/model.h"
#include "define/problems.h"

/* Judges 指标: units, rates of rates, circles. */
void check_count_indicators(const struct rule *rule, struct problems *problems);
/* Judges 核对: no rates, one unit. */
void check_count_checks(const struct rule *rule, struct problems *problems);
/* Judges 公开: nothing hidden. */
void check_count_publics(const struct rule *rule, struct problems *problems);

#endif
