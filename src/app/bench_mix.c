/* bench_mix.c -- hotline cases lived through the engine, for measuring.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/bench_mix.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/source.h"

#define OFFICES    40
#define FIELDS_MAX 9

struct mix_line {
	const char *step, *person;         /* NULL: the office's own handler */
	const char *fields[FIELDS_MAX][2]; /* up to the first NULL */
};

static const struct mix_line registered = {
	"register",
	"agent1",
	{ { "channel", "phone" },
	  { "nature", "complaint" },
	  { "category", "噪声扰民" },
	  { "subject", "夜间施工影响休息" },
	  { "place", "新华南路与胜利路交叉口东北侧" },
	  { "content", "某工地连续三晚二十二时以后仍在浇筑，噪声大，希望查处并告知结果。" },
	  { "caller_name", "王某某" },
	  { "phone", "13900000000" },
	  { "secret", "否" } },
};

static const struct mix_line answered[] = {
	{ "answer",
	  "agent2",
	  { { "reply", "已按知识库告知夜间施工许可的规定和投诉办理的途径。" },
	    { "knowledge", "住建-012" } } },
};

static const struct mix_line handled[] = {
	{ "dispatch", "dispatcher", { { "dispatch_note", "请依职责办理" } } },
	{ "sign", NULL, { { NULL, NULL } } },
	{ "reply",
	  NULL,
	  { { "reply", "经查属实，已责令停止夜间施工并立案查处，结果已告知。" },
	    { "true_claim", "是" } } },
	{ "pass", "checker", { { NULL, NULL } } },
	{ "visit",
	  "visitor",
	  { { "responded", "是" }, { "solved", "是" }, { "satisfaction", "满意" } } },
	{ "close", "visitor", { { NULL, NULL } } },
};

/* ---- the store ---- */

/* All procedures: the report asks for the figures of most. */
static bool adopt_all(struct arena *arena, struct desk *desk, struct err *err)
{
	str folder = arena_printf(arena, "%.*s/procedures", PSTR(file_home(arena)));
	str *names, text;
	size_t count;
	bool good = file_list(arena, folder.at, ".rule", &names, &count, err);

	for (size_t i = 0; good && i < count; i++) {
		str path = arena_printf(arena, "%.*s/%.*s", PSTR(folder), PSTR(names[i]));

		good = source_read(arena, path, &text, err) &&
		       desk_adopt_rule(desk, names[i], text, STR("admin"), err);
	}
	return good;
}

static bool enter(struct bench_mix *mix, const char *procedure, const struct pair *fields,
                  size_t count, struct err *err)
{
	struct outcome outcome;
	struct command command = {
		.procedure = str_of(procedure),
		.person = STR("admin"),
		.trusted = true,
		.happened = mix->now,
		.fields = fields,
		.field_count = count,
		.cause = -1,
	};

	return desk_take(mix->desk, &command, &outcome, err);
}

static bool enter_office(struct bench_mix *mix, str code, str name, const char *duty,
                         struct err *err)
{
	const struct pair fields[] = {
		{ STR("code"), code },         { STR("name"), name },
		{ STR("short_name"), name },   { STR("duties"), str_of(duty) },
		{ STR("level"), STR("部门") },
	};

	return enter(mix, "organ", fields, countof(fields), err);
}

static bool enter_post(struct bench_mix *mix, str person, str organ, const char *post,
                       struct err *err)
{
	const struct pair fields[] = {
		{ STR("person"), person },
		{ STR("person_name"), person },
		{ STR("organ"), organ },
		{ STR("post"), str_of(post) },
		{ STR("from_date"), STR("2020-01-01") },
	};

	return enter(mix, "post", fields, countof(fields), err);
}

static bool enter_people(struct arena *arena, struct bench_mix *mix, struct err *err)
{
	static const struct {
		const char *person, *post;
	} center[] = {
		{ "agent1", "话务员" },  { "agent2", "话务员" },  { "dispatcher", "派单员" },
		{ "checker", "质检员" }, { "visitor", "回访员" }, { "supervisor", "督办员" },
	};

	if (!enter_office(mix, STR("rx"), STR("市热线中心"), "热线中心", err))
		return false;
	for (size_t i = 0; i < countof(center); i++)
		if (!enter_post(mix, str_of(center[i].person), STR("rx"), center[i].post, err))
			return false;
	for (int i = 0; i < OFFICES; i++) {
		str code = arena_printf(arena, "b%02d", i);

		if (!enter_office(mix, code, arena_printf(arena, "第%d局", i), "承办", err))
			return false;
		for (int k = 0; k < 4; k++)
			if (!enter_post(mix, arena_printf(arena, "h%02d%d", i, k), code,
			                k == 0 ? "负责人" : "承办人", err))
				return false;
	}
	return desk_commit(mix->desk, err);
}

bool bench_mix_create(struct arena *arena, struct bench_mix *mix, const char *folder,
                      struct err *err)
{
	struct desk_begin begin = { .folder = folder,
		                    .database = mix->database,
		                    .place = STR("620200"),
		                    .name = STR("测速市"),
		                    .seed = STR("bench"),
		                    .clock = clock_fixed(&mix->now) };

	mix->now = day_start(day_of(2024, 3, 4)) + 9 * INSTANT_HOUR;
	return desk_create(arena, &begin, &mix->desk, err) && adopt_all(arena, mix->desk, err) &&
	       enter_people(arena, mix, err) && desk_seal(mix->desk, err);
}

bool bench_mix_open(struct arena *arena, struct bench_mix *mix, const char *folder, struct err *err)
{
	return desk_open(arena, folder, true, clock_fixed(&mix->now), &mix->desk, err);
}

/* ---- steps ---- */

/* The line that a case has next; NULL: it is finished. */
static const struct mix_line *line_of(const struct bench_case *one)
{
	size_t n = one->line;

	if (n == 0)
		return &registered;
	if (one->number % 2 == 0)
		return n <= countof(answered) ? &answered[n - 1] : NULL;
	return n <= countof(handled) ? &handled[n - 1] : NULL;
}

static bool take_line(struct bench_mix *mix, struct bench_case *one, struct err *err)
{
	const struct mix_line *line = line_of(one);
	struct arena *batch = desk_world(mix->desk)->arena;
	int office = (int)(one->number % OFFICES);
	struct pair *fields = arena_make(batch, struct pair, FIELDS_MAX + 1);
	struct outcome outcome;
	struct command command = {
		.procedure = STR("hotline"),
		.serial = one->serial,
		.step = str_of(line->step),
		.happened = mix->now,
		.fields = fields,
		.cause = -1,
	};

	for (size_t i = 0; i < FIELDS_MAX && line->fields[i][0] != NULL; i++)
		fields[command.field_count++] = (struct pair){ str_of(line->fields[i][0]),
			                                       str_of(line->fields[i][1]) };
	if (strcmp(line->step, "dispatch") == 0)
		fields[command.field_count++] = (struct pair){
			STR("office"), arena_printf(batch, "b%02d", office)
		};
	command.person = line->person ? str_of(line->person)
	                              : arena_printf(batch, "h%02d1", office);
	command.key = arena_printf(batch, "bench-%lld", (long long)mix->steps);
	if (!desk_take(mix->desk, &command, &outcome, err))
		return false;
	one->serial = outcome.changes[0].event.serial;
	one->line++;
	return true;
}

/* Who has a queue of requests knows their keys. */
static bool expect_batch(struct bench_mix *mix, struct err *err)
{
	str keys[LIMIT_BATCH_STEPS];

	for (int i = 0; i < LIMIT_BATCH_STEPS; i++)
		keys[i] = arena_printf(desk_world(mix->desk)->arena, "bench-%lld",
		                       (long long)mix->steps + i);
	return desk_expect(mix->desk, keys, LIMIT_BATCH_STEPS, err);
}

bool bench_mix_step(struct bench_mix *mix, struct err *err)
{
	struct bench_case *one = &mix->cases[mix->next];

	if (mix->steps % LIMIT_BATCH_STEPS == 0 && !expect_batch(mix, err))
		return false;

	mix->now += 2 * INSTANT_SECOND;
	if (one->line == 0)
		one->number = mix->begun++;
	if (!take_line(mix, one, err))
		return false;
	if (line_of(one) == NULL)
		*one = (struct bench_case){ 0 };
	mix->next = (mix->next + 1) % BENCH_MIX_CASES;
	mix->steps++;
	return desk_commit_if_full(mix->desk, err);
}

bool bench_mix_run(struct bench_mix *mix, double seconds, int64_t *steps, double *took,
                   struct err *err)
{
	double began = clock_monotonic();
	int64_t before = mix->steps;

	do {
		for (int i = 0; i < LIMIT_BATCH_STEPS; i++)
			if (!bench_mix_step(mix, err))
				return false;
	} while (clock_monotonic() - began < seconds);
	if (!desk_commit(mix->desk, err))
		return false;
	*took = clock_monotonic() - began;
	*steps = mix->steps - before;
	return true;
}
