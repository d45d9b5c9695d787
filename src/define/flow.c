/* flow.c -- which stages and steps of a rule can come after which.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/flow.h"

#include "base/arena.h"

struct flow {
	struct arena *arena;
	const struct rule *rule;
	size_t n;    /* stages */
	bool *leads; /* n by n: from stage a, with any number of steps, to stage b */
	bool *reached;
};

static size_t place(const struct flow *flow, const struct stage *stage)
{
	assert(stage >= flow->rule->stages);
	return (size_t)(stage - flow->rule->stages);
}

bool flow_takes(const struct step *step, const struct stage *stage)
{
	if (step->opening)
		return false;
	if (step->any_open)
		return !stage->end;
	for (size_t i = 0; i < step->from_count; i++)
		if (step->from[i] == stage)
			return true;
	return false;
}

bool flow_leaves(const struct step *step, const struct stage *stage)
{
	return flow_takes(step, stage) &&
	       (step->to_previous || (step->to != NULL && step->to != stage));
}

/* Marks in `after` where a record can be once `step` was taken in stage `from`. 原环节 is
 * any stage, reached itself, from which some step leads here. */
static void mark_after(const struct flow *flow, const struct step *step, size_t from, bool *after)
{
	const struct rule *rule = flow->rule;

	if (!step->to_previous) {
		after[step->to != NULL ? place(flow, step->to) : from] = true;
		return;
	}
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *entry = &rule->steps[i];
		if (entry->to != &rule->stages[from])
			continue;
		for (size_t s = 0; s < flow->n; s++)
			if (s != from && flow->reached[s] && flow_takes(entry, &rule->stages[s]))
				after[s] = true;
	}
}

static void close_over(struct flow *flow)
{
	size_t n = flow->n;

	for (size_t k = 0; k < n; k++)
		for (size_t a = 0; a < n; a++)
			for (size_t b = 0; flow->leads[a * n + k] && b < n; b++)
				flow->leads[a * n + b] |= flow->leads[k * n + b];
}

/* Marks all stages that a record can be in. 原环节 leads to no stage that was not reached
 * before it. True when one was added. */
static bool reach(struct flow *flow)
{
	const struct rule *rule = flow->rule;
	bool more = false;

	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		bool taken = step->opening;
		if (step->to == NULL || flow->reached[place(flow, step->to)])
			continue;
		for (size_t s = 0; s < flow->n; s++)
			taken |= flow->reached[s] && flow_takes(step, &rule->stages[s]);
		flow->reached[place(flow, step->to)] = taken;
		more |= taken;
	}
	return more;
}

struct flow *flow_new(struct arena *arena, const struct rule *rule)
{
	struct flow *flow = arena_make(arena, struct flow, 1);
	size_t n = rule->stage_count;

	assert(n <= FLOW_STAGES_MAX && rule->step_count <= FLOW_STEPS_MAX);
	*flow = (struct flow){ .arena = arena, .rule = rule, .n = n };
	flow->leads = arena_make(arena, bool, n *n);
	flow->reached = arena_make(arena, bool, n);
	while (reach(flow))
		;
	for (size_t a = 0; a < n; a++) {
		flow->leads[a * n + a] = true;
		for (size_t i = 0; i < rule->step_count; i++)
			if (flow_takes(&rule->steps[i], &rule->stages[a]))
				mark_after(flow, &rule->steps[i], a, &flow->leads[a * n]);
	}
	close_over(flow);
	return flow;
}

bool flow_reached(const struct flow *flow, const struct stage *stage)
{
	return flow->reached[place(flow, stage)];
}

bool flow_ends(const struct flow *flow, const struct stage *stage)
{
	for (size_t b = 0; b < flow->n; b++)
		if (flow->leads[place(flow, stage) * flow->n + b] && flow->rule->stages[b].end)
			return true;
	return false;
}

/* Where a record can be once `step` was taken, in a new array. */
static bool *places_after(const struct flow *flow, const struct step *step)
{
	bool *after = arena_make(flow->arena, bool, flow->n);

	if (step->opening) {
		if (step->to != NULL)
			after[place(flow, step->to)] = true;
		return after;
	}
	for (size_t s = 0; s < flow->n; s++)
		if (flow->reached[s] && flow_takes(step, &flow->rule->stages[s]))
			mark_after(flow, step, s, after);
	return after;
}

static bool taken_once(const struct step *step)
{
	return step->to == NULL && !step->to_previous && !step->repeatable && step->times <= 1;
}

bool flow_may_follow(const struct flow *flow, const struct step *earlier, const struct step *later)
{
	const bool *after = places_after(flow, earlier);

	if (later->opening || (earlier == later && taken_once(earlier)))
		return false;
	for (size_t a = 0; a < flow->n; a++) {
		const bool *leads = &flow->leads[a * flow->n];
		for (size_t b = 0; after[a] && b < flow->n; b++)
			if (leads[b] && flow_takes(later, &flow->rule->stages[b]))
				return true;
	}
	return false;
}

static bool among(const struct step *const *steps, size_t count, const struct step *step)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i] == step)
			return true;
	return false;
}

static bool stops_at(const struct limit *limit, const struct step *step)
{
	return among((const struct step *const *)limit->stops, limit->stop_count, step);
}

/* Adds to `at` what can be reached from it by steps that do not stop the limit; true
 * when something was added. */
static bool spread(const struct flow *flow, const struct limit *limit, bool *at)
{
	const struct rule *rule = flow->rule;
	bool *next = arena_make(flow->arena, bool, flow->n);
	bool more = false;

	for (size_t s = 0; s < flow->n; s++)
		for (size_t i = 0; at[s] && i < rule->step_count; i++)
			if (flow_takes(&rule->steps[i], &rule->stages[s]) &&
			    !stops_at(limit, &rule->steps[i]))
				mark_after(flow, &rule->steps[i], s, next);
	for (size_t s = 0; s < flow->n; s++) {
		more |= next[s] && !at[s];
		at[s] |= next[s];
	}
	return more;
}

/* Does the step start the limit anew (重计, 续计)? */
static bool revives(const struct step *step, const struct limit *limit)
{
	for (size_t i = 0; i < step->clock_count; i++) {
		const struct clock_effect *effect = &step->clocks[i];
		if (effect->limit == limit &&
		    (effect->verb == CLOCK_RESTART || effect->verb == CLOCK_RESUME_RUN))
			return true;
	}
	return false;
}

bool flow_may_run(const struct flow *flow, const struct limit *limit, const struct step *step)
{
	const struct rule *rule = flow->rule;
	bool *at = arena_make(flow->arena, bool, flow->n);

	if (limit->from != LIMIT_FROM_STEP)
		return true;
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *start = &rule->steps[i];
		if (!among((const struct step *const *)limit->starts, limit->start_count, start) &&
		    !(revives(start, limit) && start != step))
			continue;
		const bool *after = places_after(flow, start);
		for (size_t s = 0; s < flow->n; s++)
			at[s] |= after[s];
	}
	while (spread(flow, limit, at))
		;
	for (size_t s = 0; s < flow->n; s++)
		if (at[s] && flow_takes(step, &rule->stages[s]))
			return true;
	return false;
}
