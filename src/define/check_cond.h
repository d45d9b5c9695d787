/* check_cond.h -- faults of conditions that the reader cannot see: 偏差 outside of indicators.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CHECK_COND_H
#define GUIJU_DEFINE_CHECK_COND_H
#include "define/model.h"
#include "define/problems.h"

/* Judges every condition of steps, orders, limits and publicity. Whether an event
 * deviates is known only once it is recorded, so only 指标 may ask. */
void check_cond_deviations(const struct rule *rule, struct problems *problems);

#endif
