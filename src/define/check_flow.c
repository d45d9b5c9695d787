/* check_flow.c -- faults of stages and steps: beginnings, ways out, who may act.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check_flow.h"

#include "base/arena.h"
#include "base/str.h"

struct view {
	const struct rule *rule;
	const struct flow *flow;
	struct problems *problems;
};

static bool has_start(const struct rule *rule)
{
	for (size_t i = 0; i < rule->stage_count; i++)
		if (rule->stages[i].start)
			return true;
	return false;
}

static bool has_end(const struct rule *rule)
{
	for (size_t i = 0; i < rule->stage_count; i++)
		if (rule->stages[i].end)
			return true;
	return false;
}

static void check_beginning(const struct view *view)
{
	const struct rule *rule = view->rule;
	int line = rule->stage_count > 0 ? rule->stages[0].name.line : rule->name.line;

	if (!has_start(rule))
		err_fix(problems_add(view->problems, line, "rule.start_missing", "没有起点环节"),
		        "请在开办步骤到达的那个环节后面写 起点");
	if (rule->kind == RULE_PROCEDURE && !has_end(rule))
		err_fix(problems_add(view->problems, line, "rule.end_missing", "没有终点环节"),
		        "请在办结后的环节后面写 终点");
	if (model_opening(rule) == NULL)
		err_fix(problems_add(view->problems, line, "rule.opening_missing",
		                     "没有开办步骤，不能产生记录"),
		        "请写一个不带“从”、只有“到  起点环节”的步骤");
}

static bool has_exit(const struct rule *rule, const struct stage *stage)
{
	for (size_t i = 0; i < rule->step_count; i++)
		if (flow_leaves(&rule->steps[i], stage))
			return true;
	return false;
}

/* Only for a stage that is reached and no end. */
static void check_exit(const struct view *view, const struct stage *stage)
{
	const str name = stage->name.text;
	struct err *err;

	if (!has_exit(view->rule, stage)) {
		if (stage->pause) {
			err = problems_add(view->problems, stage->name.line, "rule.pause_stuck",
			                   "停表环节“%.*s”没有步骤离开，期限会一直停着",
			                   PSTR(name));
			err_fix(err, "请写一个恢复的步骤：从  %.*s  到  原环节", PSTR(name));
		} else if (view->rule->kind == RULE_PROCEDURE) {
			err = problems_add(view->problems, stage->name.line, "rule.stage_stuck",
			                   "环节“%.*s”没有步骤离开，又不是终点", PSTR(name));
			err_fix(err, "请写一个从这里到别处的步骤，或者在环节后面写 终点");
		}
	} else if (view->rule->kind == RULE_PROCEDURE && has_end(view->rule) &&
	           !flow_ends(view->flow, stage)) {
		err = problems_add(view->problems, stage->name.line, "rule.stage_endless",
		                   "环节“%.*s”走不到任何终点", PSTR(name));
		err_fix(err, "请补一个能办结的步骤");
	}
}

static void check_stage(const struct view *view, const struct stage *stage)
{
	const str name = stage->name.text;
	struct err *err;

	if (stage->pause && stage->basis.n == 0) {
		err = problems_add(view->problems, stage->name.line, "rule.pause_basis",
		                   "停表环节“%.*s”没有写明依据", PSTR(name));
		err_fix(err, "请在行末写出条款，例如：第三十九条；没有法条的写 惯例");
	}
	if (flow_reached(view->flow, stage) && !stage->end)
		check_exit(view, stage);
}

/* Stages that no way from the start leads to, in one message: often one 到 is missing. */
static void check_reached(const struct view *view)
{
	const struct rule *rule = view->rule;
	const struct stage *first = NULL;
	size_t count = 0;
	struct err *err;

	for (size_t i = 0; i < rule->stage_count; i++) {
		if (flow_reached(view->flow, &rule->stages[i]))
			continue;
		first = count++ == 0 ? &rule->stages[i] : first;
	}
	if (count == 0)
		return;
	const str name = first->name.text;
	if (count == 1) {
		err = problems_add(view->problems, first->name.line, "rule.stage_unreachable",
		                   "没有步骤能到环节“%.*s”", PSTR(name));
		err_fix(err, "请在某个步骤里写“到  %.*s”，或者删去这个环节", PSTR(name));
		return;
	}
	err = problems_add(view->problems, first->name.line, "rule.stage_unreachable",
	                   "从起点走不到“%.*s”等 %zu 个环节", PSTR(name), count);
	err_fix(err, "请看离开起点的步骤是不是漏写了“到”，例如：从  待审查  到  %.*s", PSTR(name));
}

void check_flow_stages(const struct rule *rule, const struct flow *flow, struct problems *problems)
{
	const struct view view = { rule, flow, problems };

	check_beginning(&view);
	if (model_opening(rule) == NULL)
		return;
	for (size_t i = 0; i < rule->stage_count; i++)
		check_stage(&view, &rule->stages[i]);
	check_reached(&view);
}

static void check_move(const struct view *view, const struct step *step)
{
	struct err *err;

	if (step->opening && step->to != NULL && !step->to->start && has_start(view->rule)) {
		err = problems_add(view->problems, step->name.line, "rule.start_to",
		                   "开办步骤“%.*s”到的“%.*s”不是起点", PSTR(step->name.text),
		                   PSTR(step->to->name.text));
		err_fix(err, "请在环节“%.*s”后面写 起点，或者给这一步写“从”",
		        PSTR(step->to->name.text));
	}
	for (size_t i = 0; i < step->from_count; i++) {
		const struct stage *stage = step->from[i];
		if (!stage->end || !flow_leaves(step, stage))
			continue;
		err = problems_add(view->problems, step->name.line, "rule.end_left",
		                   "步骤“%.*s”离开了终点“%.*s”", PSTR(step->name.text),
		                   PSTR(stage->name.text));
		err_fix(err, "终点之后只能办不移动环节的步骤：请去掉“到”，或者去掉环节的 终点");
	}
}

static bool lists_role(const struct role *const *roles, size_t count, const struct role *role)
{
	for (size_t i = 0; i < count; i++)
		if (roles[i] == role)
			return true;
	return false;
}

/* Can somebody have acted in this role before the step is taken? */
static bool acted_before(const struct view *view, const struct role *role, const struct step *step)
{
	for (size_t i = 0; i < view->rule->step_count; i++) {
		const struct step *earlier = &view->rule->steps[i];
		if (lists_role((const struct role *const *)earlier->by, earlier->by_count, role) &&
		    flow_may_follow(view->flow, earlier, step))
			return true;
	}
	return false;
}

static void check_actors(const struct view *view, const struct step *step)
{
	struct err *err;

	if (step->by_count == 0 && !step->clock) {
		err = problems_add(view->problems, step->name.line, "rule.step_nobody",
		                   "步骤“%.*s”没有写由谁办", PSTR(step->name.text));
		err_fix(err, "请加一行“由  角色”；由时钟办的写“由  时钟”");
	}
	for (size_t i = 0; i < step->not_by_count; i++) {
		const struct role *role = step->not_by[i];
		if (acted_before(view, role, step))
			continue;
		err = problems_add(view->problems, step->name.line, "rule.four_eyes",
		                   "步骤“%.*s”排除“%.*s”，但这之前没有步骤由“%.*s”办",
		                   PSTR(step->name.text), PSTR(role->name.text),
		                   PSTR(role->name.text));
		err_fix(err, "请核对“非”后面的角色，或者删去“非”");
	}
}

static void check_bases(const struct view *view, const struct step *step)
{
	struct err *err;

	for (size_t i = 0; i < step->guard_count; i++) {
		if (step->guards[i]->basis.n > 0)
			continue;
		err = problems_add(view->problems, step->guards[i]->line, "rule.guard_basis",
		                   "步骤“%.*s”的条件没有写明依据", PSTR(step->name.text));
		err_fix(err, "请在行末写出条款，例如：第六十二条；没有法条的写 惯例");
	}
	if (step->not_by_count > 0 && step->basis.n == 0) {
		err = problems_add(view->problems, step->name.line, "rule.exclusion_basis",
		                   "步骤“%.*s”用“非”排除办过本案的人，没有写明依据",
		                   PSTR(step->name.text));
		err_fix(err, "请在步骤那一行的行末写出条款；没有法条的写 惯例");
	}
	if (step->times > 0 && step->times_basis.n == 0 && step->basis.n == 0) {
		err = problems_add(view->problems, step->name.line, "rule.times_basis",
		                   "步骤“%.*s”限 %d 次，没有写明依据", PSTR(step->name.text),
		                   step->times);
		err_fix(err, "请在“限”那一行或步骤那一行的行末写出条款，没有法条的写 惯例");
	}
}

static void check_assigns(const struct view *view, const struct step *step)
{
	for (size_t i = 0; i < step->assign_count; i++) {
		const struct assign *assign = &step->assigns[i];
		if (assign->from == NULL || assign->field == NULL || !assign->from->hidden ||
		    assign->field->hidden)
			continue;
		struct err *err = problems_add(
			view->problems, step->name.line, "rule.assign_hidden",
			"步骤“%.*s”把不公开的“%.*s”抄进了公开的“%.*s”", PSTR(step->name.text),
			PSTR(assign->from->name.text), PSTR(assign->field->name.text));
		err_fix(err, "请在字段“%.*s”后面写 不公开", PSTR(assign->field->name.text));
	}
}

void check_flow_note(const struct rule *rule, struct problems *problems)
{
	const struct view view = { rule, NULL, problems };

	for (size_t i = 0; i < rule->step_count; i++) {
		check_bases(&view, &rule->steps[i]);
		check_assigns(&view, &rule->steps[i]);
	}
}

void check_flow_steps(const struct rule *rule, const struct flow *flow, struct problems *problems)
{
	const struct view view = { rule, flow, problems };

	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		check_move(&view, step);
		check_actors(&view, step);
		check_bases(&view, step);
		check_assigns(&view, step);
	}
}
