/* import_check.c -- is a mapping whole: nothing missing, nothing that leads nowhere.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_map.h"

#include "base/arena.h"
#include "base/str.h"

static bool step_fills(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->fill_count; i++)
		if (step->fills[i] == field)
			return true;
	return false;
}

static bool any_fills(const struct rule *rule, const struct field *field, bool opening)
{
	for (size_t i = 0; i < rule->step_count; i++)
		if ((!opening || rule->steps[i].opening) && step_fills(&rule->steps[i], field))
			return true;
	return false;
}

/* A source without its own 式 has the mapping's; a time without any is a fault. */
static void check_formats(struct import_map *map, struct import_source *source,
                          struct problems *problems)
{
	if (source->line == 0 || source->column.n == 0 || source->format_count > 0)
		return;
	source->formats = map->formats;
	source->format_count = map->format_count;
	if (source->format_count == 0)
		err_fix(problems_add(problems, source->line, "map.format_missing",
		                     "没有写明“%.*s”这一列里时间的样式", PSTR(source->column)),
		        "在下一行缩进写，例如：    式  ISO  {年}/{月}/{日} {时}:{分}:{秒}");
}

static void check_role(const struct import_map *map, const struct import_source *source, str role,
                       struct problems *problems)
{
	if (model_role(map->rule, role) == NULL)
		err_fix(problems_add(problems, source->line, "map.unknown_role",
		                     "规程没有“%.*s”这个角色", PSTR(role)),
		        "用 guiju explain 查看有哪些角色");
}

static void check_roles(const struct import_map *map, const struct import_source *source,
                        struct problems *problems)
{
	if (source->line == 0)
		return;
	if (source->column.n == 0)
		check_role(map, source, source->constant, problems);
	for (size_t i = 0; i < source->pair_count; i++)
		check_role(map, source, source->pairs[i].to, problems);
	if (source->has_otherwise)
		check_role(map, source, source->otherwise, problems);
	if (source->has_missing)
		check_role(map, source, source->missing, problems);
}

static void check_give(struct import_map *map, struct import_give *give, const struct step *step,
                       struct problems *problems)
{
	const struct field *field = give->field;

	if (field == NULL)
		return;
	if (field->type == FIELD_DATE || field->type == FIELD_TIME)
		check_formats(map, &give->source, problems);
	if (step != NULL ? step_fills(step, field) : any_fills(map->rule, field, false))
		return;
	err_fix(problems_add(problems, give->source.line, "map.fill", "没有步骤填字段“%.*s”",
	                     PSTR(field->name.text)),
	        "删去这一行，或在规程的步骤里填它");
}

static bool names_step(struct import_words words, str id)
{
	for (size_t i = 0; i < words.count; i++)
		if (str_eq(words.at[i], id))
			return true;
	return words.count == 0;
}

/* Do both give the same field to the same step? */
static bool overlap(const struct import_give *a, const struct import_give *b)
{
	if (a->field == NULL || a->field != b->field)
		return false;
	for (size_t i = 0; i < a->only.count; i++)
		if (names_step(b->only, a->only.at[i]))
			return true;
	return a->only.count == 0;
}

/* A field of one step comes from one place: `gives` among themselves, and against those of
 * 字段 (`of_step` is the step that `gives` belong to; NULL: they are those of 字段). */
static void check_twice(const struct import_map *map, const struct import_give *gives, size_t count,
                        const struct step *of_step, struct problems *problems)
{
	for (size_t i = 0; i < count; i++) {
		const struct import_give *give = &gives[i];
		bool twice = give->field != NULL && give->field == map->key_field;

		for (size_t k = 0; k < i; k++)
			twice = twice || overlap(give, &gives[k]) || overlap(&gives[k], give);
		for (size_t k = 0; of_step != NULL && k < map->give_count; k++)
			twice = twice ||
			        (give->field != NULL && give->field == map->gives[k].field &&
			         names_step(map->gives[k].only, of_step->name.id));
		if (twice)
			err_fix(problems_add(problems, give->source.line, "map.twice",
			                     "字段“%.*s”在同一步里写了两处",
			                     PSTR(give->field->name.text)),
			        "留下一处，或用“于”写明各给哪几步");
	}
}

/* 时刻  为  2024-01-01: for tables that tell no time, such as a register as of a day. */
static void check_fixed_time(const struct import_map *map, struct import_source *source,
                             struct import_format *iso, struct problems *problems)
{
	struct import_time moment;

	source->formats = iso;
	source->format_count = 1;
	if (import_time_format(STR("ISO"), iso) &&
	    import_time_read(iso, 1, map->zone, source->constant, &moment) == IMPORT_READ)
		return;
	err_fix(problems_add(problems, source->line, "map.source", "“%.*s”不是时刻",
	                     PSTR(source->constant)),
	        "例如：时刻  为  2024-01-01，或：时刻  列  time");
}

static void check_step(struct arena *arena, struct import_map *map, struct import_step *step,
                       struct problems *problems)
{
	if (step->at.line == 0)
		err_fix(problems_add(problems, step->line, "map.missing", "步骤没有写办理时刻"),
		        "加一行，例如：时刻  列  time");
	if (step->person.line == 0)
		err_fix(problems_add(problems, step->line, "map.missing", "步骤没有写谁办的"),
		        "加一行，例如：人员  列  resource，或：人员  为  历史数据");
	if (step->at.line > 0 && step->at.column.n == 0)
		check_fixed_time(map, &step->at, arena_make(arena, struct import_format, 1),
		                 problems);
	check_formats(map, &step->at, problems);
	check_roles(map, &step->role, problems);
	for (size_t i = 0; i < step->give_count; i++)
		check_give(map, &step->gives[i], step->step, problems);
}

static void check_key(const struct import_map *map, struct problems *problems)
{
	if (map->key_field == NULL) {
		if (map->events && map->key.line == 0)
			err_fix(problems_add(problems, 1, "map.missing",
			                     "没有写明哪一列是案件的号"),
			        "加一行，例如：案件  列  case_id  作  案件编号");
		return;
	}
	if (!any_fills(map->rule, map->key_field, true))
		err_fix(problems_add(problems, map->key.line, "map.fill",
		                     "没有开办步骤填字段“%.*s”", PSTR(map->key_field->name.text)),
		        "在规程的开办步骤里填它");
	if (map->key.column.n == 0)
		err_fix(problems_add(problems, map->key.line, "map.key",
		                     "案件的号要从列里取，不能是固定值"),
		        "例如：案件  列  case_id  作  案件编号");
}

void import_map_check(struct arena *arena, struct import_map *map, bool headed,
                      struct problems *problems)
{
	if (!headed || map->rule == NULL) {
		err_fix(problems_add(problems, 1, "map.missing", "“导入”“规程”“一行”三行要写全"),
		        "例如：导入  许可日志  permit_log（换行）规程  行政许可（换行）一行  一步");
		return;
	}
	if (map->step_count == 0)
		err_fix(problems_add(problems, 1, "map.missing", "没有“步骤”一节"),
		        "写“步骤  列  列名”（一行一步）或“步骤  步骤名”（一行一件）");
	check_key(map, problems);
	for (size_t i = 0; i < map->step_count; i++)
		check_step(arena, map, &map->steps[i], problems);
	for (size_t i = 0; i < map->give_count; i++)
		check_give(map, &map->gives[i], NULL, problems);
	check_twice(map, map->gives, map->give_count, NULL, problems);
	for (size_t i = 0; i < map->step_count; i++)
		check_twice(map, map->steps[i].gives, map->steps[i].give_count, map->steps[i].step,
		            problems);
}
