/* check_clock.c -- faults of limits, of what stops and moves them, and of clock steps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check_clock.h"

#include "base/arena.h"
#include "base/str.h"

struct view {
	const struct rule *rule;
	const struct flow *flow;
	struct problems *problems;
};

#define BASIS_FIX "请在行末写出条款，例如：第六十二条；没有法条的写 惯例"

/* Does the chain of 自 期限 X 届满 come back to itself? */
static bool in_circle(const struct rule *rule, const struct limit *limit)
{
	const struct limit *at = limit;

	for (size_t i = 0; i <= rule->limit_count; i++) {
		at = at->from == LIMIT_FROM_LIMIT ? at->start_limit : NULL;
		if (at == NULL)
			return false;
		if (at == limit)
			return true;
	}
	return false;
}

static void check_start(const struct view *view, const struct limit *limit)
{
	const str name = limit->name.text;
	struct err *err;

	if (in_circle(view->rule, limit)) {
		err = problems_add(view->problems, limit->name.line, "rule.limit_circle",
		                   "期限“%.*s”的起算绕回了它自己，永远不会开始", PSTR(name));
		err_fix(err, "请把其中一个期限改为从步骤或字段起算");
	}
}

/* May `step` be taken after the limit has started? */
static bool after_start(const struct view *view, const struct limit *limit, const struct step *step)
{
	if (limit->from != LIMIT_FROM_STEP)
		return true;
	for (size_t i = 0; i < limit->start_count; i++)
		if (flow_may_follow(view->flow, limit->starts[i], step))
			return true;
	return false;
}

static void check_stop(const struct view *view, const struct limit *limit)
{
	const str name = limit->name.text;
	struct err *err;
	bool comes = false;

	for (size_t i = 0; i < limit->stop_count; i++)
		comes |= after_start(view, limit, limit->stops[i]);
	if (limit->stop_count == 0 && limit->overdue == OVERDUE_LAMP) {
		err = problems_add(view->problems, limit->name.line, "rule.limit_stop",
		                   "期限“%.*s”没有写到哪一步为止，也没有写逾期怎么办", PSTR(name));
		err_fix(err, "请在后面写“至  步骤”");
	} else if (limit->stop_count > 0 && !comes) {
		err = problems_add(view->problems, limit->name.line, "rule.limit_stop_never",
		                   "期限“%.*s”起算以后，“%.*s”就不可能再办，期限停不下来",
		                   PSTR(name), PSTR(limit->stops[0]->name.text));
		err_fix(err, "请核对“自”和“至”后面的步骤，以及它们的环节");
	}
}

static void check_overdue(const struct view *view, const struct limit *limit)
{
	const str name = limit->name.text;
	const struct step *step = limit->overdue_step;
	struct err *err;

	if (limit->overdue == OVERDUE_LAMP || step == NULL)
		return;
	if (limit->overdue_basis.n == 0) {
		err = problems_add(view->problems, limit->name.line, "rule.overdue_basis",
		                   "期限“%.*s”逾期后由时钟办“%.*s”，没有写明依据", PSTR(name),
		                   PSTR(step->name.text));
		err_fix(err, "请在“逾期”那一行的行末写出条款，例如：第三十条第三款；"
		             "没有法条的写 惯例");
	}
	if (step->opening) {
		err = problems_add(view->problems, limit->name.line, "rule.overdue_opening",
		                   "期限“%.*s”逾期要办的“%.*s”是开办步骤", PSTR(name),
		                   PSTR(step->name.text));
		err_fix(err, "逾期只能在本案上办一步；要另开记录的，写一个带“开”的步骤");
	} else if (!after_start(view, limit, step)) {
		err = problems_add(view->problems, limit->name.line, "rule.overdue_never",
		                   "期限“%.*s”在走的时候，不可能办“%.*s”", PSTR(name),
		                   PSTR(step->name.text));
		err_fix(err, "请核对步骤“%.*s”的“从”", PSTR(step->name.text));
	}
}

static void check_lengths(const struct view *view, const struct limit *limit)
{
	struct err *err;

	for (size_t i = 0; i < limit->choice_count; i++) {
		const struct limit_choice *choice = &limit->choices[i];
		if (choice->basis.n > 0 || limit->basis.n > 0)
			continue;
		err = problems_add(view->problems, choice->when->line, "rule.limit_basis",
		                   "期限“%.*s”的这一种长度没有写明依据", PSTR(limit->name.text));
		err_fix(err, BASIS_FIX);
	}
	if (limit->until == NULL && limit->warning.n > 0 &&
	    limit->warning.unit == limit->length.unit && limit->warning.n >= limit->length.n) {
		err = problems_add(view->problems, limit->name.line, "rule.warning_long",
		                   "期限“%.*s”的预警不短于期限本身，一起算就亮黄灯",
		                   PSTR(limit->name.text));
		err_fix(err, "请把预警写短一些；不写则为期限的五分之一");
	}
}

void check_clock_limits(const struct rule *rule, const struct flow *flow, struct problems *problems)
{
	const struct view view = { rule, flow, problems };

	for (size_t i = 0; i < rule->limit_count; i++) {
		const struct limit *limit = &rule->limits[i];
		if (limit->basis.n == 0)
			err_fix(problems_add(problems, limit->name.line, "rule.limit_basis",
			                     "期限“%.*s”没有写明依据", PSTR(limit->name.text)),
			        BASIS_FIX);
		check_start(&view, limit);
		check_stop(&view, limit);
		check_overdue(&view, limit);
		check_lengths(&view, limit);
	}
}

/* May some step that has the verb for this limit be taken before `step`? */
static bool verb_before(const struct view *view, enum clock_verb verb, const struct limit *limit,
                        const struct step *step)
{
	for (size_t i = 0; i < view->rule->step_count; i++) {
		const struct step *earlier = &view->rule->steps[i];
		for (size_t k = 0; k < earlier->clock_count; k++)
			if (earlier->clocks[k].verb == verb && earlier->clocks[k].limit == limit &&
			    flow_may_follow(view->flow, earlier, step))
				return true;
	}
	return false;
}

static bool stopped_before(const struct view *view, const struct limit *limit,
                           const struct step *step)
{
	for (size_t i = 0; i < limit->stop_count; i++)
		if (flow_may_follow(view->flow, limit->stops[i], step))
			return true;
	return false;
}

static bool resumes_somewhere(const struct rule *rule, const struct limit *limit)
{
	for (size_t i = 0; i < rule->step_count; i++)
		for (size_t k = 0; k < rule->steps[i].clock_count; k++)
			if (rule->steps[i].clocks[k].verb == CLOCK_RESUME &&
			    rule->steps[i].clocks[k].limit == limit)
				return true;
	return false;
}

static const char *verb_word(enum clock_verb verb)
{
	static const char *const words[] = { "延长", "重计", "续计", "暂停", "恢复" };
	return words[verb];
}

/* Can the limit be in the state that the verb asks for? */
static bool state_fits(const struct view *view, const struct clock_effect *effect,
                       const struct step *step)
{
	switch (effect->verb) {
	case CLOCK_EXTEND:
	case CLOCK_PAUSE: return flow_may_run(view->flow, effect->limit, step);
	case CLOCK_RESTART: return after_start(view, effect->limit, step);
	case CLOCK_RESUME_RUN: return stopped_before(view, effect->limit, step);
	case CLOCK_RESUME: return verb_before(view, CLOCK_PAUSE, effect->limit, step);
	}
	return true;
}

static const char *state_word(enum clock_verb verb)
{
	switch (verb) {
	case CLOCK_RESTART: return "还没有起算过";
	case CLOCK_RESUME_RUN: return "还没有停止过";
	case CLOCK_RESUME: return "没有被“暂停”过";
	default: return "不可能在走";
	}
}

static void check_effect(const struct view *view, const struct clock_effect *effect,
                         const struct step *step)
{
	int line = effect->line > 0 ? effect->line : step->name.line;
	const str limit = effect->limit->name.text;
	bool founded = effect->verb == CLOCK_EXTEND || effect->verb == CLOCK_PAUSE;
	struct err *err;

	if (founded && effect->basis.n == 0 && step->basis.n == 0) {
		err = problems_add(view->problems, line, "rule.effect_basis",
		                   "步骤“%.*s”要%s“%.*s”，没有写明依据", PSTR(step->name.text),
		                   verb_word(effect->verb), PSTR(limit));
		err_fix(err, BASIS_FIX);
	}
	if (effect->verb == CLOCK_EXTEND && effect->limit->until != NULL) {
		const str until = effect->limit->until->name.text;
		err = problems_add(view->problems, line, "rule.extend_until",
		                   "步骤“%.*s”要延长“%.*s”，但它截至“%.*s”，没有长度可以延长",
		                   PSTR(step->name.text), PSTR(limit), PSTR(until));
		err_fix(err, "请改“%.*s”的日期，例如：填  %.*s；或者把期限写成长度：30 日",
		        PSTR(until), PSTR(until));
	}
	if (!state_fits(view, effect, step)) {
		err = problems_add(view->problems, line, "rule.effect_state",
		                   "步骤“%.*s”要%s“%.*s”，但那时这个期限%s", PSTR(step->name.text),
		                   verb_word(effect->verb), PSTR(limit), state_word(effect->verb));
		err_fix(err, "请核对期限的“自”“至”和这一步的“从”");
	}
	if (effect->verb == CLOCK_PAUSE && !resumes_somewhere(view->rule, effect->limit)) {
		err = problems_add(view->problems, line, "rule.pause_resume",
		                   "“%.*s”暂停以后，没有步骤恢复它", PSTR(limit));
		err_fix(err, "请在另一步里写：恢复  %.*s", PSTR(limit));
	}
}

void check_clock_effects(const struct rule *rule, const struct flow *flow,
                         struct problems *problems)
{
	const struct view view = { rule, flow, problems };

	for (size_t i = 0; i < rule->step_count; i++)
		for (size_t k = 0; k < rule->steps[i].clock_count; k++)
			check_effect(&view, &rule->steps[i].clocks[k], &rule->steps[i]);
}

static bool takes_overdue(const struct rule *rule, const struct step *step)
{
	for (size_t i = 0; i < rule->limit_count; i++)
		if (rule->limits[i].overdue_step == step)
			return true;
	return false;
}

/* Is the field given by the step itself, without anybody's hand? */
static bool gives_itself(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->assign_count; i++)
		if (step->assigns[i].field == field)
			return true;
	for (size_t i = 0; i < step->number_count; i++)
		if (step->numbers[i].field == field)
			return true;
	for (size_t i = 0; i < step->take_count; i++)
		if (step->takes[i].field == field)
			return true;
	return false;
}

static void check_clock_fields(const struct step *step, struct problems *problems)
{
	struct err *err;

	for (size_t i = 0; i < step->fill_count; i++) {
		if (!step->musts[i] || gives_itself(step, step->fills[i]))
			continue;
		err = problems_add(problems, step->name.line, "rule.clock_field",
		                   "步骤“%.*s”由时钟办，时钟填不了必填的“%.*s”",
		                   PSTR(step->name.text), PSTR(step->fills[i]->name.text));
		err_fix(err, "请加一行“定  %.*s 为 某值”，或者不在这一步填它",
		        PSTR(step->fills[i]->name.text));
	}
	for (size_t i = 0; i < step->paper_count; i++) {
		if (!step->paper_musts[i])
			continue;
		err = problems_add(problems, step->name.line, "rule.clock_paper",
		                   "步骤“%.*s”由时钟办，时钟交不了材料“%.*s”",
		                   PSTR(step->name.text), PSTR(step->papers[i]->name.text));
		err_fix(err, "请把“要”改为“可附”，或者另写一个由时钟办的步骤");
	}
}

static void check_clock_actor(const struct step *step, struct problems *problems)
{
	struct err *err;

	if (step->by_count == 0 && step->not_by_count > 0) {
		err = problems_add(problems, step->name.line, "rule.clock_four_eyes",
		                   "步骤“%.*s”只由时钟办，“非”对时钟没有意义",
		                   PSTR(step->name.text));
		err_fix(err, "请删去“非”");
	}
	for (size_t i = 0; i < step->assign_count; i++) {
		if (step->assigns[i].from != NULL || !str_eq(step->assigns[i].value, STR("办理人")))
			continue;
		err = problems_add(problems, step->name.line, "rule.clock_actor",
		                   "步骤“%.*s”由时钟办时没有办理人，不能定为“办理人”",
		                   PSTR(step->name.text));
		err_fix(err, "请另写一个由时钟办的步骤，不定这个字段");
	}
}

void check_clock_steps(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		if (!step->clock && !takes_overdue(rule, step))
			continue;
		check_clock_fields(step, problems);
		check_clock_actor(step, problems);
	}
}
