/* demo_fill.c -- who takes a step of the invented year, and what they write.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/demo_fill.h"

#include "app/demo_follow.h"
#include "app/demo_text.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/paper.h"

/* ---- who ---- */

/* The record as it will be, as far as roles look at it. */
static const struct record *trial_of(struct demo *demo, const struct rule *rule,
                                     const struct record *record, const struct command *command)
{
	struct arena *arena = desk_world(demo->desk)->arena;
	struct record *trial = record ? record_copy(arena, record) : record_new(arena, rule, 0);

	for (size_t i = 0; i < command->field_count; i++) {
		const struct field *field = model_field(rule, command->fields[i].id);

		if (field != NULL && field->type == FIELD_ORGAN)
			trial->values[field - rule->fields] = people_organ_code(
				desk_world(demo->desk)->people, command->fields[i].value, NULL);
	}
	return trial;
}

/* Could the holder of this post take the role? People decide; this only narrows. */
static bool may_hold(const struct people *people, const struct role *role,
                     const struct record *trial, const struct people_post *post)
{
	if (str_eq(role->post, STR("人员")) ? str_eq(post->post, STR("负责人"))
	                                    : !str_eq(role->post, post->post))
		return false;
	return people_post_fits(people, role, trial, post);
}

/* The first few who hold the role, beginning with another one each time. */
static void find_persons(struct demo *demo, struct demo_step *step, const struct role *role,
                         const struct record *trial)
{
	const struct people *people = desk_world(demo->desk)->people;
	const struct people_post *may[128];
	day on = day_at(*demo->now);
	size_t count = 0;

	if (role->kind == ROLE_PUBLIC) {
		step->persons[0] = STR("公众");
		step->person_count = 1;
		return;
	}
	for (size_t i = 0; i < people->post_count && count < countof(may); i++)
		if (may_hold(people, role, trial, &people->posts[i]))
			may[count++] = &people->posts[i];
	uint64_t turn = demo_chance(demo, step->course, step->instance, step->line, 3);

	for (size_t i = 0; i < count && step->person_count < countof(step->persons); i++) {
		str person = may[(turn + i) % count]->person, organ;

		if (people_holds(people, role, trial, person, on, &organ))
			step->persons[step->person_count++] = person;
	}
}

/* ---- papers ---- */

static bool give_papers(struct demo *demo, const struct step *step, struct pair *papers,
                        size_t *count, struct err *err)
{
	struct arena *arena = desk_world(demo->desk)->arena;

	for (size_t i = 0; i < step->paper_count; i++) {
		str name = step->papers[i]->name.text;
		str bytes = arena_printf(arena,
		                         "示范材料：%.*s。本文件由示范城市生成，不是真实材料。\n",
		                         PSTR(name));

		if (!step->paper_musts[i])
			continue;
		papers[*count].id = step->papers[i]->name.id;
		if (!paper_keep_bytes(demo->desk, name, bytes, &papers[*count].value, err))
			return false;
		(*count)++;
	}
	return true;
}

/* The rule of the line and the record on which it is taken (*serial, 0 for a new one). */
static const struct rule *rule_of(struct demo *demo, const struct demo_step *step, int64_t *serial,
                                  struct record **record, struct err *err)
{
	const struct city_course *course = &demo->city->courses[step->course];
	const struct city_line *line = &course->lines[step->line];
	const struct library *library = desk_world(demo->desk)->library;
	day on = day_at(*demo->now);
	const struct rule *rule = library_in_force(library, course->procedure, on);
	const struct rule *other = line->procedure.n
	                                   ? library_in_force(library, line->procedure, on)
	                                   : rule;

	*record = NULL;
	*serial = step->serial;
	if (rule == NULL || other == NULL) {
		err_set(err, ERR_UNKNOWN, "procedure.unknown", "没有“%.*s”这个规程",
		        PSTR(rule ? line->procedure : course->procedure));
		return NULL;
	}
	if (line->procedure.n > 0 && !demo_follow(demo, rule, step->serial, other, serial, err))
		return NULL;
	if (*serial == 0)
		return other;
	if (!desk_record(demo->desk, other->name.id, *serial, record, err))
		return NULL;
	return (*record)->rule;
}

bool demo_fill(struct demo *demo, struct demo_step *step, struct command *command, struct err *err)
{
	const struct city_course *course = &demo->city->courses[step->course];
	const struct city_line *line = &course->lines[step->line];
	struct arena *arena = desk_world(demo->desk)->arena;
	struct pair *fields = arena_make(arena, struct pair, line->field_count);
	struct record *record;
	int64_t serial;
	const struct rule *rule = rule_of(demo, step, &serial, &record, err);
	const struct role *role = rule ? model_role(rule, line->role) : NULL;
	const struct step *taken = rule ? model_step(rule, line->step) : NULL;

	if (rule == NULL)
		return false;
	if (role == NULL || taken == NULL)
		return err_set(err, ERR_UNKNOWN, "demo.name", "“%.*s”没有角色“%.*s”或步骤“%.*s”",
		               PSTR(rule->name.text), PSTR(line->role), PSTR(line->step));
	for (size_t i = 0; i < line->field_count; i++)
		fields[i] = (struct pair){ line->fields[i].name,
			                   demo_value(demo, step, &line->fields[i],
			                              10 + (unsigned)i) };
	struct pair *papers = arena_make(arena, struct pair, taken->paper_count);

	*command = (struct command){
		.procedure = rule->name.id,
		.serial = serial,
		.step = taken->name.id,
		.role = role->name.id,
		.cause = -1,
		.fields = fields,
		.field_count = line->field_count,
		.papers = papers,
	};
	if (!give_papers(demo, taken, papers, &command->paper_count, err))
		return false;
	find_persons(demo, step, role, trial_of(demo, rule, record, command));
	return true;
}

/* ---- offices and posts ---- */

static bool enter(struct demo *demo, const char *procedure, const char *step,
                  const struct pair *fields, size_t count, struct err *err)
{
	struct outcome outcome;
	struct command command = {
		.procedure = str_of(procedure),
		.step = str_of(step),
		.person = STR("admin"),
		.happened = *demo->now,
		.fields = fields,
		.field_count = count,
		.cause = -1,
	};

	return desk_take(demo->desk, &command, &outcome, err) &&
	       desk_commit_if_full(demo->desk, err);
}

static str invented_name(struct demo *demo, size_t post, int64_t i)
{
	static const char *const family[] = {
		"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周",
		"吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "高",
	};
	static const char *const given[] = {
		"建国", "秀英", "志强", "丽", "军",   "洁",   "涛", "敏",
		"永生", "静",   "海燕", "鹏", "晓东", "玉兰", "斌", "雪梅",
	};
	uint64_t chance = demo_chance(demo, post + 1000, i, 0, 4);

	return arena_printf(demo->arena, "%s%s", family[chance % countof(family)],
	                    given[(chance >> 16) % countof(given)]);
}

static bool enter_post(struct demo *demo, size_t index, int64_t i, struct err *err)
{
	const struct city_post *post = &demo->city->posts[index];
	str organ = people_organ_code(desk_world(demo->desk)->people, post->organ, NULL);
	struct buf from;

	buf_init(&from, demo->arena, 16);
	day_write(&from, demo->city->begins);
	const struct pair fields[] = {
		{ STR("from_date"), buf_str(&from) },
		{ STR("organ"), organ },
		{ STR("person"), arena_printf(demo->arena, "%.*s-%zu-%lld", PSTR(organ), index + 1,
		                              (long long)i + 1) },
		{ STR("person_name"), invented_name(demo, index, i) },
		{ STR("post"), post->post },
	};

	return enter(demo, "post", "appoint", fields, countof(fields), err);
}

bool demo_people(struct demo *demo, struct err *err)
{
	const struct city *city = demo->city;

	for (size_t i = 0; i < city->organ_count; i++) {
		const struct city_organ *organ = &city->organs[i];
		const struct pair fields[] = {
			{ STR("code"), organ->code },
			{ STR("duties"), organ->duties },
			{ STR("level"), organ->level },
			{ STR("name"), organ->name },
		};

		if (!enter(demo, "organ", "establish", fields, countof(fields), err))
			return err_detail(err, "organ %.*s", PSTR(organ->name));
	}
	for (size_t p = 0; p < city->post_count; p++)
		for (int64_t i = 0; i < city->posts[p].count; i++)
			if (!enter_post(demo, p, i, err))
				return err_detail(err, "post %.*s", PSTR(city->posts[p].organ));
	return true;
}
