/* decide.c -- may this step be taken, and what does its event say.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/decide.h"

#include <stdarg.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "engine/deadline.h"
#include "engine/fold.h"
#include "engine/judge.h"

bool decide_breach(struct decide *d, struct err *err, const char *code, str basis,
                   const char *format, ...)
{
	struct event *event = &d->event;
	char text[512];
	va_list args;

	if (d->command->as_happened) {
		size_t n = event->deviation_count;

		for (size_t i = 0; i < n; i++)
			if (str_eq(event->deviations[i], str_of(code)))
				return true;
		event->deviations = arena_grow(d->world->arena, event->deviations, n * sizeof(str),
		                               (n + 1) * sizeof(str));
		while (n > 0 && str_cmp(event->deviations[n - 1], str_of(code)) > 0) {
			event->deviations[n] = event->deviations[n - 1];
			n--;
		}
		event->deviations[n] = str_of(code);
		event->deviation_count++;
		return true;
	}
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	err_set(err, ERR_REFUSED, code, "%s", text);
	if (basis.n == 0 && d->step != NULL)
		basis = d->step->basis;
	if (basis.n == 0 && d->rule->law_count > 0)
		basis = d->rule->laws[0]; /* a refusal always says on what it rests */
	return err_rule(err, model_basis(d->world->arena, d->rule, basis));
}

static str stage_name(const struct record *record)
{
	return record && record->stage ? record->stage->name.text : STR("未开办");
}

static str where_from(struct decide *d)
{
	struct buf buf;

	buf_init(&buf, d->world->arena, 512);
	if (d->step->any_open)
		return STR("任一未结的环节");
	for (size_t i = 0; i < d->step->from_count; i++) {
		buf_text(&buf, i ? "、" : "");
		buf_add(&buf, d->step->from[i]->name.text);
	}
	return buf_str(&buf);
}

static bool decide_stage(struct decide *d, struct err *err)
{
	const struct step *step = d->step;
	bool here = step->any_open && d->before && d->before->stage && !d->before->stage->end;

	if (step->opening) {
		if (d->before == NULL)
			return true;
		return decide_breach(d, err, "step.opened", step->basis,
		                     "案件已经开办，不能再“%.*s”", PSTR(step->name.text));
	}
	if (d->before == NULL)
		return decide_breach(d, err, "step.not_opened", step->basis,
		                     "案件还没有开办，不能“%.*s”", PSTR(step->name.text));
	for (size_t i = 0; i < step->from_count; i++)
		here = here || step->from[i] == d->before->stage;
	if (here)
		return true;
	if (decide_breach(d, err, "step.stage", step->basis, "现在的环节是“%.*s”，不能“%.*s”",
	                  PSTR(stage_name(d->before)), PSTR(step->name.text)))
		return true;
	return err_fix(err, "“%.*s”只能在%.*s办理", PSTR(step->name.text), PSTR(where_from(d)));
}

static bool decide_times(struct decide *d, struct err *err)
{
	const struct step *step = d->step;
	bool moves = step->to != NULL || step->to_previous;
	int64_t taken = d->before ? d->before->seen[step->index].count : 0;
	int most = step->times > 0 ? step->times : moves || step->repeatable ? 0 : 1;

	if (most == 0 || taken < most)
		return true;
	return decide_breach(d, err, "step.times",
	                     step->times_basis.n > 0 ? step->times_basis : step->basis,
	                     "“%.*s”每案最多 %d 次，已经办过 %lld 次", PSTR(step->name.text), most,
	                     (long long)taken);
}

static bool decide_extensions(struct decide *d, struct err *err)
{
	for (size_t i = 0; i < d->step->clock_count; i++) {
		const struct clock_effect *effect = &d->step->clocks[i];
		const struct run *run = d->before ? &d->before->runs[effect->limit->index] : NULL;
		str basis = effect->basis.n > 0 ? effect->basis : d->step->basis;

		if (effect->verb != CLOCK_EXTEND)
			continue;
		if (run == NULL || run->state != RUN_GOING) {
			if (!decide_breach(d, err, "step.no_clock", basis,
			                   "期限“%.*s”没有在计，不能延长",
			                   PSTR(effect->limit->name.text)))
				return false;
		} else if (effect->times > 0 && run->extension_count >= (size_t)effect->times) {
			if (!decide_breach(d, err, "step.extended", basis,
			                   "期限“%.*s”最多延长 %d 次",
			                   PSTR(effect->limit->name.text), effect->times))
				return false;
		}
	}
	return true;
}

bool decide_when(const struct world *world, instant happened, struct err *err)
{
	if (happened > world->now)
		return err_set(err, ERR_INVALID, "step.future", "办理时间在将来，不能登记");
	return happened >= 0 || err_set(err, ERR_INVALID, "step.time", "办理时间须在 1970 年以后");
}

static bool decide_time(struct decide *d, struct err *err)
{
	const struct command *command = d->command;

	if (!decide_when(d->world, command->happened, err))
		return false;
	if (d->before == NULL || command->happened >= d->before->changed)
		return true;
	return decide_breach(d, err, "step.order", d->step->basis,
	                     "办理时间早于本案上一步的时间，不能倒序办理");
}

static bool decide_guards(struct decide *d, struct err *err)
{
	struct judge_case c = { .record = d->trial,
		                .workdays = d->world->workdays,
		                .now = d->command->happened,
		                .stage = d->before ? d->before->stage : NULL };

	for (size_t i = 0; i < d->step->guard_count; i++) {
		const struct cond *guard = d->step->guards[i];

		if (judge(guard, &c))
			continue;
		if (decide_breach(d, err, "step.guard", guard->basis, "不符合“%.*s”的条件：%.*s",
		                  PSTR(d->step->name.text), PSTR(guard->text)))
			continue;
		return err_fix(err, "先使这一条件成立，再办“%.*s”", PSTR(d->step->name.text));
	}
	return true;
}

/* Where a record stands that begins with a step that should not begin it. */
static const struct stage *first_stage(const struct rule *rule)
{
	for (size_t i = 0; i < rule->stage_count; i++)
		if (rule->stages[i].start)
			return &rule->stages[i];
	return NULL;
}

static void event_frame(struct decide *d)
{
	const struct command *command = d->command;
	struct event *event = &d->event;

	d->stage = d->step->to;
	if (d->step->to_previous)
		d->stage = d->before ? d->before->previous : NULL;
	if (d->stage == NULL)
		d->stage = d->before ? d->before->stage : first_stage(d->rule);
	event->procedure = d->rule->name.id;
	event->step = d->step->name.id;
	event->limit = command->limit;
	event->stage = d->stage ? d->stage->name.id : (str){ 0 };
	event->happened = command->happened;
	event->recorded = d->world->now;
	event->cause = command->cause;
	event->key = command->key;
	event->calendar = d->world->calendar;
	if (command->clock)
		event->kind = LEAF_CLOCK;
	else if (d->rule->kind == RULE_NOTE)
		event->kind = LEAF_ONCE;
	else if (d->before == NULL)
		event->kind = LEAF_OPEN;
	else /* what happens after the end does not end it again */
		event->kind = d->stage && d->stage->end && d->stage != d->before->stage ? LEAF_END
		                                                                        : LEAF_STEP;
}

/* Conditions see the limit that ran out as overdue already. */
static void note_run_out(struct decide *d)
{
	const struct limit *limit = model_limit(d->rule, d->command->limit);

	if (d->command->limit.n > 0 && limit != NULL)
		d->trial->runs[limit->index].expired = true;
}

static bool is_line(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f)
			return false;
	return s.n <= LIMIT_LINE_BYTES && utf8_valid(s, NULL);
}

/* What stands in the event as it was given, and is no field. */
static bool decide_words(struct decide *d, struct err *err)
{
	const struct command *c = d->command;
	const struct {
		const char *name;
		str text;
	} words[] = {
		{ "办理人", c->person }, { "角色", c->role }, { "单位", c->organ }, { "键", c->key }
	};

	for (size_t i = 0; i < countof(words); i++)
		if (!is_line(words[i].text))
			return err_set(err, ERR_INVALID, "step.line",
			               "%s要写在一行里，是 UTF-8 文字，没有看不见的控制字符，"
			               "不超过 %d 字节",
			               words[i].name, LIMIT_LINE_BYTES);
	return true;
}

/* At most so many bytes within an event or a state: quotes and line ends double. */
static size_t bytes_of(str value)
{
	size_t bytes = value.n;

	for (size_t i = 0; i < value.n; i++)
		bytes += value.at[i] == '"' || value.at[i] == '\\' || value.at[i] == '\n' ||
		         value.at[i] == '\t';
	return bytes;
}

/* An event or a record that could not be written would take the whole batch with it. */
static bool decide_size(struct decide *d, struct err *err)
{
	const size_t frame = 5 * (size_t)LIMIT_LINE_BYTES, pair = 128;
	const struct event *event = &d->event;
	size_t body = frame, hidden = 0, state = frame;

	for (size_t i = 0; i < event->field_count; i++)
		body += pair + bytes_of(event->fields[i].value);
	for (size_t i = 0; i < event->hidden_count; i++)
		hidden += pair + bytes_of(event->hidden[i].value);
	for (size_t i = 0; i < d->rule->field_count; i++)
		state += bytes_of(d->trial->values[i]);
	body += pair * (event->hidden_count + event->paper_count + event->deviation_count);
	if (body <= LIMIT_EVENT_BYTES && hidden <= LIMIT_EVENT_BYTES &&
	    state <= 3 * (size_t)LIMIT_EVENT_BYTES)
		return true;
	err_set(err, ERR_LIMIT, "step.long", "“%.*s”的内容太多，一步装不下",
	        PSTR(d->step->name.text));
	return err_fix(err, "缩短后再办，或把长文作为材料附上");
}

bool decide_step(struct decide *d, struct err *err)
{
	if (!decide_words(d, err) || !decide_time(d, err) || !decide_stage(d, err) ||
	    !decide_times(d, err))
		return false;
	d->trial = d->before ? record_copy(d->world->arena, d->before)
	                     : record_new(d->world->arena, d->rule, d->event.serial);
	note_run_out(d);
	if (!decide_given(d, err) || !decide_actor(d, err) || !decide_papers(d, err) ||
	    !decide_taken(d, err) || !decide_guards(d, err) || !decide_fixed(d, err) ||
	    !decide_extensions(d, err) || !decide_numbers(d, err) || !decide_size(d, err))
		return false;
	event_frame(d);
	return true;
}
