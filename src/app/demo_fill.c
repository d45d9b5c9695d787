/* demo_fill.c -- who takes a step of the invented year, and what they write.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/demo_fill.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/paper.h"

uint64_t demo_chance(const struct demo *demo, size_t course, int64_t instance, size_t line,
                     unsigned use)
{
	uint64_t x = demo->seed;
	const uint64_t parts[] = { course + 1, (uint64_t)instance + 1, line + 1, use + 1 };

	/* splitmix64 over the parts */
	for (size_t i = 0; i < countof(parts); i++) {
		x += 0x9e3779b97f4a7c15u * parts[i];
		x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
		x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
		x ^= x >> 31;
	}
	return x;
}

static str choose(const struct city_field *field, uint64_t chance)
{
	int64_t left = (int64_t)(chance % (uint64_t)field->weights);

	for (size_t i = 0; i < field->choice_count; i++) {
		if (left < field->choices[i].weight)
			return field->choices[i].text;
		left -= field->choices[i].weight;
	}
	return field->choices[0].text;
}

/* Shares of a total that add up to it exactly: even shares, swung in pairs. */
static int64_t share_of(const struct demo *demo, const struct demo_step *step,
                        const struct city_field *field, unsigned use)
{
	int64_t count = demo->city->courses[step->course].count, i = step->instance;
	int64_t share = field->from * (i + 1) / count - field->from * i / count;
	int64_t pair = i - i % 2, swing;

	if (field->to == 0 || pair + 1 >= count)
		return share;
	swing = (int64_t)(demo_chance(demo, step->course, pair, step->line, use) %
	                  (uint64_t)(field->to + 1));
	return i == pair ? share + swing : share - swing;
}

/* {序} in a text becomes the number of the instance. */
static str numbered(struct arena *arena, str text, int64_t instance)
{
	ptrdiff_t at = str_find(text, STR("{序}"));

	if (at < 0)
		return text;
	return arena_printf(arena, "%.*s%lld%.*s", (int)at, text.at, (long long)instance + 1,
	                    PSTR(str_sub(text, (size_t)at + STR("{序}").n, text.n)));
}

static str value_of(struct demo *demo, const struct demo_step *step,
                    const struct city_field *field, unsigned use)
{
	struct arena *arena = desk_world(demo->desk)->arena;
	uint64_t chance = demo_chance(demo, step->course, step->instance, step->line, use);
	struct buf buf;

	if (field->kind == CITY_CHOICE)
		return numbered(arena, choose(field, chance), step->instance);
	buf_init(&buf, arena, 32);
	int64_t within = field->from;

	if (field->kind != CITY_TOTAL)
		within += (int64_t)(chance % (uint64_t)(field->to - field->from + 1));
	if (field->kind == CITY_TODAY)
		day_write(&buf, (day)(day_at(*demo->now) + within));
	else if (field->kind == CITY_TOTAL)
		buf_int(&buf, share_of(demo, step, field, use));
	else
		buf_int(&buf, within);
	return buf_str(&buf);
}

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

static void find_persons(struct demo *demo, struct demo_step *step, const struct role *role,
                         const struct record *trial)
{
	const struct people *people = desk_world(demo->desk)->people;
	day on = day_at(*demo->now);
	uint64_t turn = demo_chance(demo, step->course, step->instance, step->line, 3);
	size_t n = 0;

	if (role->kind == ROLE_PUBLIC) {
		step->persons[0] = STR("公众");
		step->person_count = 1;
		return;
	}
	for (size_t i = 0; i < people->post_count && n < countof(step->persons); i++) {
		const struct people_post *post = &people->posts[i];
		str organ;

		if (str_eq(role->post, STR("人员")) ? str_eq(post->post, STR("负责人"))
		                                    : !str_eq(role->post, post->post))
			continue;
		if (people_holds(people, role, trial, post->person, on, &organ))
			step->persons[n++] = post->person;
	}
	step->person_count = n;
	for (size_t i = 0; n > 1 && i < n; i++) { /* begin with another one each time */
		size_t k = (size_t)((turn >> (i % 8)) % n);
		str kept = step->persons[i];

		step->persons[i] = step->persons[k];
		step->persons[k] = kept;
	}
}

/* ---- papers ---- */

static bool give_papers(struct demo *demo, const struct step *step, struct pair *papers,
                        size_t *count, struct err *err)
{
	struct arena *arena = desk_world(demo->desk)->arena;

	for (size_t i = 0; i < step->paper_count; i++) {
		str name = step->papers[i]->name.text;
		str bytes = arena_printf(arena, "示范材料：%.*s。本文件由示范城市生成，不是真实材料。\n",
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

static const struct rule *rule_of(struct demo *demo, const struct demo_step *step,
                                  const struct city_course *course, struct record **record,
                                  struct err *err)
{
	const struct library *library = desk_world(demo->desk)->library;
	const struct rule *rule = library_in_force(library, course->procedure,
	                                           day_at(*demo->now));

	*record = NULL;
	if (rule == NULL) {
		err_set(err, ERR_UNKNOWN, "procedure.unknown", "没有“%.*s”这个规程",
		        PSTR(course->procedure));
		return NULL;
	}
	if (step->serial == 0)
		return rule;
	if (!desk_record(demo->desk, rule->name.id, step->serial, record, err))
		return NULL;
	return (*record)->rule;
}

bool demo_fill(struct demo *demo, struct demo_step *step, struct command *command,
               struct err *err)
{
	const struct city_course *course = &demo->city->courses[step->course];
	const struct city_line *line = &course->lines[step->line];
	struct arena *arena = desk_world(demo->desk)->arena;
	struct pair *fields = arena_make(arena, struct pair, line->field_count);
	struct record *record;
	const struct rule *rule = rule_of(demo, step, course, &record, err);
	const struct role *role = rule ? model_role(rule, line->role) : NULL;
	const struct step *taken = rule ? model_step(rule, line->step) : NULL;

	if (rule == NULL)
		return false;
	if (role == NULL || taken == NULL)
		return err_set(err, ERR_UNKNOWN, "demo.name", "“%.*s”没有角色“%.*s”或步骤“%.*s”",
		               PSTR(rule->name.text), PSTR(line->role), PSTR(line->step));
	for (size_t i = 0; i < line->field_count; i++)
		fields[i] = (struct pair){ line->fields[i].name,
			                   value_of(demo, step, &line->fields[i],
			                            10 + (unsigned)i) };
	struct pair *papers = arena_make(arena, struct pair, taken->paper_count);

	*command = (struct command){
		.procedure = rule->name.id, .serial = step->serial, .step = taken->name.id,
		.role = role->name.id, .cause = -1, .fields = fields,
		.field_count = line->field_count, .papers = papers,
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
		.procedure = str_of(procedure), .step = str_of(step), .person = STR("admin"),
		.happened = *demo->now, .fields = fields, .field_count = count, .cause = -1,
	};

	return desk_take(demo->desk, &command, &outcome, err) &&
	       desk_commit_if_full(demo->desk, err);
}

static str invented_name(struct demo *demo, size_t post, int64_t i)
{
	static const char *const family[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周",
		                              "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "高" };
	static const char *const given[] = { "建国", "秀英", "志强", "丽", "军", "洁", "涛", "敏",
		                             "永生", "静", "海燕", "鹏", "晓东", "玉兰", "斌", "雪梅" };
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
			{ STR("code"), organ->code }, { STR("duties"), organ->duties },
			{ STR("level"), organ->level }, { STR("name"), organ->name },
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
