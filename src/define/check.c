/* check.c -- is the rule whole: reachable, ended, limited, founded on an article.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check.h"

#include "base/arena.h"
#include "define/check_clock.h"
#include "define/check_cond.h"
#include "define/check_count.h"
#include "define/check_flow.h"
#include "define/check_hidden.h"
#include "define/check_parts.h"
#include "define/check_table.h"
#include "define/flow.h"

void check_rule(const struct rule *rule, struct problems *problems)
{
	check_parts_names(rule, problems);
	check_parts_fields(rule, problems);
	check_parts_numbers(rule, problems);
	check_parts_used(rule, problems);
	check_cond_deviations(rule, problems);
	check_count_indicators(rule, problems);
	check_count_checks(rule, problems);
	check_count_publics(rule, problems);
	check_table_split(rule, problems);
	check_table_rows(rule, problems);
	check_hidden_uses(rule, problems);
	if (rule->kind == RULE_NOTE) {
		check_flow_note(rule, problems);
		return;
	}
	if (rule->stage_count > FLOW_STAGES_MAX || rule->step_count > FLOW_STEPS_MAX) {
		err_fix(problems_add(problems, rule->name.line, "rule.too_many",
		                     "环节超过 %d 个或步骤超过 %d 个", FLOW_STAGES_MAX,
		                     FLOW_STEPS_MAX),
		        "请把它分成几个规程，用“开”“令”连起来");
		return;
	}
	struct flow *flow = flow_new(problems->arena, rule);
	check_flow_stages(rule, flow, problems);
	if (model_opening(rule) == NULL)
		return; /* all that follows would be a consequence */
	check_flow_steps(rule, flow, problems);
	check_clock_limits(rule, flow, problems);
	check_clock_effects(rule, flow, problems);
	check_clock_steps(rule, problems);
}
