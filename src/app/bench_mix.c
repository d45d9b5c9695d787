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

#define OFFICES 40
#define FIELDS_MAX 9

struct mix_line {
	const char *step, *person;
	struct pair fields[FIELDS_MAX];
	size_t count;
};

#define F(id, value) { STR_INIT(id), STR_INIT(value) }
#define STR_INIT(s) { s, sizeof(s) - 1 }

#define REGISTER                                                              \
	{ "register", "agent1",                                               \
	  { F("channel", "phone"), F("nature", "complaint"), F("category", "噪声扰民"), \
	    F("subject", "夜间施工影响休息"), F("content", content), \
	    F("place", "新华南路与胜利路交叉口东北侧"), F("caller_name", "王某某"), \
	    F("phone", "13900000000"), F("secret", "否") }, 9 }

#define content "某工地连续三晚二十二时以后仍在浇筑，噪声大，希望查处并告知结果。此前已向物业反映未果。"

static const struct mix_line answered[] = {
	REGISTER,
	{ "answer", "agent2", { F("reply", "已按知识库告知夜间施工许可的规定和投诉办理的途径。"),
	                        F("knowledge", "住建-012") }, 2 },
};

static const struct mix_line handled[] = {
	REGISTER,
	{ "dispatch", "dispatcher", { F("dispatch_note", "请依职责办理") }, 1 },
	{ "sign", NULL, { { { 0 }, { 0 } } }, 0 },
	{ "reply", NULL, { F("reply", "经查属实，已责令停止夜间施工并立案查处，结果已告知诉求人。"),
	                   F("true_claim", "是") }, 2 },
	{ "pass", "checker", { { { 0 }, { 0 } } }, 0 },
	{ "visit", "visitor", { F("responded", "是"), F("solved", "是"),
	                        F("satisfaction", "满意") }, 3 },
	{ "close", "visitor", { { { 0 }, { 0 } } }, 0 },
};

/* ---- the store ---- */

static bool adopt(struct arena *arena, struct desk *desk, const char *name, struct err *err)
{
	str home = file_home(arena), text;
	str path = arena_printf(arena, "%.*s/procedures/%s", PSTR(home), name);

	return file_read(arena, path.at, LIMIT_RULE_BYTES, &text, err) &&
	       desk_adopt_rule(desk, str_of(name), text, STR("admin"), err);
}

static bool enter(struct bench_mix *mix, const char *procedure, const struct pair *fields,
                  size_t count, struct err *err)
{
	struct outcome outcome;
	struct command command = {
		.procedure = str_of(procedure), .person = STR("admin"), .trusted = true,
		.happened = mix->now, .fields = fields, .field_count = count, .cause = -1,
	};

	return desk_take(mix->desk, &command, &outcome, err);
}

static bool enter_office(struct bench_mix *mix, str code, str name, const char *duty,
                         struct err *err)
{
	const struct pair fields[] = {
		{ STR("code"), code }, { STR("name"), name }, { STR("short_name"), name },
		{ STR("duties"), str_of(duty) }, { STR("level"), STR("部门") },
	};

	return enter(mix, "organ", fields, countof(fields), err);
}

static bool enter_post(struct bench_mix *mix, str person, str organ, const char *post,
                       struct err *err)
{
	const struct pair fields[] = {
		{ STR("person"), person }, { STR("person_name"), person }, { STR("organ"), organ },
		{ STR("post"), str_of(post) }, { STR("from_date"), STR("2020-01-01") },
	};

	return enter(mix, "post", fields, countof(fields), err);
}

static bool enter_people(struct arena *arena, struct bench_mix *mix, struct err *err)
{
	static const struct { const char *person, *post; } center[] = {
		{ "agent1", "话务员" }, { "agent2", "话务员" }, { "dispatcher", "派单员" },
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
	struct desk_begin begin = { .folder = folder, .place = STR("620200"),
		                    .name = STR("测速市"), .seed = STR("bench"),
		                    .clock = clock_fixed(&mix->now) };

	mix->now = day_start(day_of(2024, 3, 4)) + 9 * INSTANT_HOUR;
	return desk_create(arena, &begin, &mix->desk, err) &&
	       adopt(arena, mix->desk, "joint_order.rule", err) &&
	       adopt(arena, mix->desk, "supervision_item.rule", err) &&
	       adopt(arena, mix->desk, "hotline.rule", err) && enter_people(arena, mix, err) &&
	       desk_seal(mix->desk, err);
}

bool bench_mix_open(struct arena *arena, struct bench_mix *mix, const char *folder,
                    struct err *err)
{
	return desk_open(arena, folder, true, clock_fixed(&mix->now), &mix->desk, err);
}

/* ---- steps ---- */

static bool take_line(struct bench_mix *mix, struct bench_case *one, const struct mix_line *line,
                      struct err *err)
{
	struct arena *batch = desk_world(mix->desk)->arena;
	int office = (int)(one->number % OFFICES);
	struct pair fields[FIELDS_MAX + 1];
	struct outcome outcome;
	struct command command = {
		.procedure = STR("hotline"), .serial = one->serial, .step = str_of(line->step),
		.happened = mix->now, .fields = fields, .field_count = line->count, .cause = -1,
	};

	memcpy(fields, line->fields, sizeof(line->fields));
	if (strcmp(line->step, "dispatch") == 0)
		fields[command.field_count++] =
			(struct pair){ STR("office"), arena_printf(batch, "b%02d", office) };
	command.person = line->person ? str_of(line->person)
	                              : arena_printf(batch, "h%02d1", office);
	command.key = arena_printf(batch, "bench-%lld", (long long)mix->steps);
	if (!desk_take(mix->desk, &command, &outcome, err))
		return false;
	one->serial = outcome.changes[0].event.serial;
	return true;
}

bool bench_mix_step(struct bench_mix *mix, struct err *err)
{
	struct bench_case *one = &mix->cases[mix->next];
	bool direct = one->number % 2 == 0;

	mix->now += 2 * INSTANT_SECOND;
	if (one->serial == 0)
		*one = (struct bench_case){ .number = mix->begun++ };
	if (!take_line(mix, one, direct ? &answered[one->line] : &handled[one->line], err))
		return false;
	if (++one->line == (direct ? countof(answered) : countof(handled)))
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
