/* example.c -- the worked examples of a rule, run as its tests in a world of their own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/example.h"

#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "define/value.h"
#include "engine/deadline.h"
#include "engine/scratch.h"
#include "engine/take.h"

struct run_of {
	struct arena *arena;
	const struct library *library;
	const struct rule *rule;
	const struct workdays *workdays;
	struct scratch *scratch;
	struct problems *problems;
	int64_t serial;     /* the case in hand */
	struct err refusal; /* why the last step was not taken; empty: it was */
	bool broken;        /* a step failed that should not: the rest tells nothing */
};

#define NO_PAPER "0000000000000000000000000000000000000000000000000000000000000000"

/* A line, and the record that it is about: the case in hand, the one it names, or the
 * latest of another rule. */
struct about {
	const struct rule *rule;
	struct example_line line; /* resolved in that rule */
	int64_t serial;           /* 0: none yet */
	const struct record *record;
};

static const struct record *load(struct run_of *run, const struct rule *rule, int64_t serial)
{
	struct world *world = scratch_world(run->scratch);
	struct record *record = NULL;
	struct err err = { 0 };

	if (serial == 0 || !world->load(world, rule->name.id, serial, &record, &err))
		return NULL;
	return record;
}

static int64_t serial_of(struct run_of *run, const struct rule *rule,
                         const struct example_line *line)
{
	struct world *world = scratch_world(run->scratch);
	str rest = line->record, id;
	struct err err = { 0 };
	int64_t serial = 0;

	if (str_cut(&rest, STR("/"), &id) && num_read_int(rest, &serial))
		return serial;
	if (line->procedure.n == 0)
		return run->serial;
	return world->last_serial(world, rule->name.id, &serial, &err) ? serial : 0;
}

/* Does the line begin a record of another rule? Under the version of that day. */
static bool begins(struct run_of *run, const struct example_line *line, const struct rule *rule,
                   const struct rule **in_force)
{
	const struct rule *then;
	const struct step *step;

	if (line->kind != EXAMPLE_STEP || line->procedure.n == 0 || rule == run->rule)
		return false;
	then = library_in_force(run->library, rule->name.id, day_at(line->at));
	if (then == NULL)
		then = rule;
	step = model_step(then, line->part);
	if (step == NULL || !step->opening)
		return false;
	*in_force = then;
	return true;
}

/* False: the rule is not there, or does not know the words; that was told when the links
 * were judged, or the version of the day differs from the newest. */
static bool look(struct run_of *run, const struct example_line *line, struct about *about)
{
	const struct rule *rule = docket_rule(run->library, run->rule, line);
	bool apart = docket_is_apart(line);

	*about = (struct about){ .rule = rule, .line = *line };
	if (rule == NULL) {
		problems_add(run->problems, line->line, "example.rule",
		             "示例所指的规程“%.*s%.*s”不存在", PSTR(line->procedure),
		             PSTR(line->record));
		run->broken = true;
		return false;
	}
	if (begins(run, line, rule, &about->rule))
		about->serial = 0;
	else
		about->serial = serial_of(run, rule, line);
	about->record = load(run, rule, about->serial);
	if (apart && about->record != NULL)
		about->rule = about->record->rule;
	if (!apart || docket_resolve(run->arena, about->rule, &about->line, run->problems))
		return true;
	run->broken = true;
	return false;
}

static bool lacks(const struct example_line *line, const struct paper *paper)
{
	for (size_t i = 0; i < line->lack_count; i++)
		if (line->lacks[i] == paper)
			return true;
	return false;
}

static struct command command_of(struct run_of *run, const struct about *about)
{
	const struct example_line *line = &about->line;
	const struct step *step = line->step;
	struct command command = {
		.procedure = about->rule->name.id,
		.step = step->name.id,
		.trusted = true,
		.clock = line->role == NULL,
		.happened = line->at,
		.cause = -1,
		.as_happened = line->as_happened,
		.serial = step->opening ? 0 : about->serial,
	};
	struct pair *fields = arena_make(run->arena, struct pair, line->field_count);
	struct pair *papers = arena_make(run->arena, struct pair, step->paper_count);

	if (line->role != NULL) {
		command.role = line->role->name.id;
		command.person = line->person.n ? line->person : line->role->name.text;
		command.organ = line->organ.n ? line->organ : line->role->organ;
	}
	for (size_t i = 0; i < line->field_count; i++)
		fields[i] = (struct pair){ line->fields[i]->name.id, line->values[i] };
	for (size_t i = 0; i < step->paper_count; i++)
		if (step->paper_musts[i] && !lacks(line, step->papers[i]))
			papers[command.paper_count++] = (struct pair){ step->papers[i]->name.id,
				                                       STR(NO_PAPER) };
	command.fields = fields;
	command.field_count = line->field_count;
	command.papers = papers;
	return command;
}

static void run_step(struct run_of *run, const struct about *about, bool refused)
{
	const struct example_line *line = &about->line;
	struct world *world = scratch_world(run->scratch);
	struct command command = command_of(run, about);
	struct outcome outcome;
	char text[1024];

	err_clear(&run->refusal);
	world->now = line->at;
	if (!scratch_tick(run->scratch, line->at, &run->refusal) ||
	    !take_command(world, &command, &outcome, &run->refusal)) {
		if (refused)
			return;
		err_text(&run->refusal, text, sizeof(text));
		problems_add(run->problems, line->line, "example.step",
		             "示例里的“%.*s”没有办成：%s", PSTR(line->step->name.text), text);
		run->broken = true;
		return;
	}
	if (command.serial == 0 && str_eq(command.procedure, run->rule->name.id))
		run->serial = outcome.changes[0].event.serial;
}

static void expect(struct run_of *run, const struct example_line *line, const char *code, str got,
                   str want)
{
	struct err *err;

	if (str_eq(got, want))
		return;
	err = problems_add(run->problems, line->line, code, "示例写的是“%.*s”，实际是“%.*s”",
	                   PSTR(want), PSTR(got));
	if (line->kind == EXAMPLE_DUE)
		err_fix(err, "怎么数的，用 guiju due 逐日核对；示例错了改示例，规程错了改规程");
}

static void expect_stage(struct run_of *run, const struct about *about)
{
	const struct example_line *line = &about->line;
	const struct record *record = about->record;

	expect(run, line, "example.stage",
	       record && record->stage ? record->stage->name.text : STR("没有开办"),
	       line->stage->name.text);
}

static void expect_by(struct run_of *run, const struct about *about)
{
	const struct example_line *line = &about->line;
	const struct rule *rule = about->rule;
	const struct event *event = scratch_last(run->scratch, rule->name.id, about->serial);
	const struct role *role = event ? model_role(rule, event->role) : NULL;
	const struct step *step = event ? model_step(rule, event->step) : NULL;
	str clock = STR("时钟");

	expect(run, line, "example.by", role ? role->name.text : clock,
	       line->role ? line->role->name.text : clock);
	if (line->step != NULL)
		expect(run, line, "example.by", step ? step->name.text : STR("（到期）"),
		       line->step->name.text);
}

/* Is the instant the one that the example writes, in whatever form? */
static bool same_instant(instant at, str written)
{
	instant want;

	return day_read_instant(written, &want) && want == at;
}

static void expect_due(struct run_of *run, const struct about *about)
{
	const struct example_line *line = &about->line;
	const struct record *record = about->record;
	const struct run *clock = record ? &record->runs[line->limit->index] : NULL;
	struct deadline deadline;
	struct buf buf;

	buf_init(&buf, run->arena, 64);
	if (clock == NULL || clock->state == RUN_NONE) {
		buf_text(&buf, "无");
	} else {
		deadline = deadline_of(record, line->limit, run->workdays);
		if (deadline.endless)
			buf_text(&buf, "无");
		else if (deadline.due.paused)
			buf_text(&buf, "停");
		else if (deadline.exact && same_instant(deadline.due.at, line->expected))
			return;
		else if (deadline.exact)
			day_write_minute(&buf, deadline.due.at);
		else
			day_write(&buf, deadline.due.last_day);
	}
	if (clock != NULL && clock->state != RUN_GOING && str_eq(line->expected, STR("无")))
		return;
	expect(run, line, "example.due", buf_str(&buf), line->expected);
}

static void expect_lamp(struct run_of *run, const struct about *about)
{
	const struct example_line *line = &about->line;
	static const char *const names[] = { "无", "绿", "黄", "红", "停" };
	const struct record *record = about->record;
	enum lamp lamp = LAMP_NONE;

	if (record != NULL)
		lamp = deadline_lamp(record, line->limit, run->workdays,
		                     scratch_world(run->scratch)->now);
	expect(run, line, "example.lamp", str_of(names[lamp]), line->expected);
}

static void expect_value(struct run_of *run, const struct about *about)
{
	const struct example_line *line = &about->line;
	const struct record *record = about->record;
	str value = record ? record_value(record, line->field) : (str){ 0 };
	str want;
	struct err err = { 0 };

	if (!value_read(run->arena, line->field, line->expected, &want, &err))
		want = line->expected;
	expect(run, line, "example.value", value_show(run->arena, line->field, value),
	       value_show(run->arena, line->field, want));
}

static void expect_count(struct run_of *run, const struct example_line *line)
{
	struct figure_source source = scratch_figures(run->scratch);
	struct figure_scope scope = figure_year(line->year);
	struct figure figure;
	struct err err = { 0 };
	struct buf buf;

	buf_init(&buf, run->arena, 128);
	if (!figure_compute(&source, run->rule, line->indicator, &scope, &figure, &err))
		return;
	figure_print(&buf, &figure);
	expect(run, line, "example.count", buf_str(&buf), line->expected);
}

static void expect_refused(struct run_of *run, const struct example_line *line)
{
	if (run->refusal.kind == ERR_NONE)
		problems_add(run->problems, line->line, "example.refused",
		             "上一步应当被拒绝，却办成了");
	else if (line->expected.n > 0 && str_find(str_of(run->refusal.rule), line->expected) < 0)
		problems_add(run->problems, line->line, "example.refused",
		             "拒绝的依据应为“%.*s”，得到“%s”（%s）", PSTR(line->expected),
		             run->refusal.rule, run->refusal.what);
}

static void run_today(struct run_of *run, const struct example_line *line)
{
	struct err err = { 0 };
	char text[1024];

	scratch_world(run->scratch)->now = line->at;
	if (scratch_tick(run->scratch, line->at, &err))
		return;
	err_text(&err, text, sizeof(text));
	problems_add(run->problems, line->line, "example.clock", "时钟没有走成：%s", text);
	run->broken = true;
}

static void run_line(struct run_of *run, const struct example *example, size_t i)
{
	const struct example_line *line = &example->lines[i];
	bool refused = i + 1 < example->line_count && example->lines[i + 1].kind == EXAMPLE_REFUSED;

	struct about about;

	if (!look(run, line, &about))
		return;
	switch (line->kind) {
	case EXAMPLE_STEP: run_step(run, &about, refused); break;
	case EXAMPLE_TODAY: run_today(run, line); break;
	case EXAMPLE_STAGE: expect_stage(run, &about); break;
	case EXAMPLE_BY: expect_by(run, &about); break;
	case EXAMPLE_DUE: expect_due(run, &about); break;
	case EXAMPLE_COUNT: expect_count(run, line); break;
	case EXAMPLE_VALUE: expect_value(run, &about); break;
	case EXAMPLE_REFUSED: expect_refused(run, line); break;
	case EXAMPLE_LAMP: expect_lamp(run, &about); break;
	}
}

static bool is_absent(const struct run_of *run, const struct operand *operand);

/* Is it computed of a rule that has no record in this example? */
static bool has_absent(const struct run_of *run, const struct sum_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_absent(run, &items[i].of))
			return true;
	return false;
}

static bool is_absent(const struct run_of *run, const struct operand *operand)
{
	const struct indicator *indicator = operand->indicator;
	const struct rule *other;

	if (indicator != NULL)
		return has_absent(run, indicator->items, indicator->item_count);
	if (operand->procedure.n == 0)
		return false;
	other = library_newest(scratch_world(run->scratch)->library, operand->procedure);
	return other == NULL || !scratch_has(run->scratch, other->name.id);
}

/* The cross-checks must hold for what the example did, in the year of its last day. One
 * that looks at another rule's figures needs records of that rule. */
static void check_figures(struct run_of *run, const struct example *example)
{
	struct figure_source source = scratch_figures(run->scratch);
	instant last = scratch_world(run->scratch)->now;
	struct figure_scope scope = figure_year(day_civil(day_at(last)).year);

	for (size_t i = 0; i < run->rule->check_count; i++) {
		const struct check *check = &run->rule->checks[i];
		struct err err = { 0 };
		struct figure_verdict verdict;

		if (has_absent(run, check->left, check->left_count) ||
		    has_absent(run, check->right, check->right_count))
			continue;
		if (figure_check(&source, run->rule, check, &scope, &verdict, &err) &&
		    !verdict.holds)
			problems_add(run->problems, check->line, "example.check",
			             "第%d行的示例办完，核对不成立：%s", example->line,
			             verdict.what);
	}
}

size_t example_run(struct arena *arena, const struct library *library,
                   const struct workdays *workdays, const struct rule *rule,
                   struct problems *problems)
{
	for (size_t i = 0; i < rule->example_count; i++) {
		struct run_of run = {
			.arena = arena,
			.library = library,
			.rule = rule,
			.workdays = workdays,
			.problems = problems,
			.scratch = scratch_new(arena, library, workdays),
		};

		for (size_t k = 0; k < rule->examples[i].line_count && !run.broken; k++)
			run_line(&run, &rule->examples[i], k);
		if (!run.broken)
			check_figures(&run, &rule->examples[i]);
	}
	return rule->example_count;
}
