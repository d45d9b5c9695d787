/* judge.h -- does a condition of a rule hold for this record, now.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_JUDGE_H
#define GUIJU_ENGINE_JUDGE_H
#include "engine/record.h"

struct workdays;

struct judge_case {
	const struct record *record;
	const struct workdays *workdays;
	instant now;
	const struct stage *stage; /* the stage before the step */
	bool deviation;            /* the step deviates from the rule */
	bool choosing;             /* a length is chosen: other limits are as recorded */
};

/* Pure; a field without value makes every comparison false but 不为, 不含 and 无值. */
bool judge(const struct cond *cond, const struct judge_case *c);

#endif
