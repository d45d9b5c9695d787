/* check_cond.c -- faults of conditions that the reader cannot see: 偏差 outside of indicators.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check_cond.h"

#include "base/arena.h"

/* The tree leans to the left, so only that side may be deep. */
static bool asks_deviation(const struct cond *cond)
{
	for (; cond != NULL; cond = cond->left) {
		if (cond->kind == COND_DEVIATION)
			return true;
		if (cond->kind != COND_AND && cond->kind != COND_OR)
			return false;
		if (asks_deviation(cond->right))
			return true;
	}
	return false;
}

static void check_one(const struct cond *cond, struct problems *problems)
{
	if (!asks_deviation(cond))
		return;
	err_fix(problems_add(problems, cond->line, "rule.deviation_here",
	                     "“偏差”只能用在指标的“其中”里"),
	        "请删去这个条件；办理当时还不知道是不是偏差");
}

static void check_step(const struct step *step, struct problems *problems)
{
	for (size_t i = 0; i < step->guard_count; i++)
		check_one(step->guards[i], problems);
	for (size_t i = 0; i < step->order_count; i++)
		check_one(step->orders[i].when, problems);
}

void check_cond_deviations(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->step_count; i++)
		check_step(&rule->steps[i], problems);
	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];
		check_one(limit->when, problems);
		for (size_t k = 0; k < limit->choice_count; k++)
			check_one(limit->choices[k].when, problems);
	}
	for (size_t i = 0; i < rule->public_count; i++)
		check_one(rule->publics[i].when, problems);
}
