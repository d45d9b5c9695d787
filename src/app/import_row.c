/* import_row.c -- one row of a file becomes the steps that it tells of, by a mapping.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_row.h"

#include "app/import_again.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/value.h"

struct making {
	const struct import_map *map;
	struct world *world;
	const struct import_row *row;
	struct import_steps *steps;
	bool as_happened;
	str name;       /* of the case */
	int64_t serial; /* 0: not there yet */
	bool continues; /* a whole case of which a record is there */
};

static bool at_row(const struct import_map *map, const struct import_row *row, struct err *err)
{
	return err_where(err, "%.*s 第%lld行", PSTR(map->file), (long long)row->line);
}

static bool at_column(const struct import_map *map, const struct import_row *row, size_t column,
                      struct err *err)
{
	return err_where(err, "%.*s 第%lld行 “%.*s”列", PSTR(map->file), (long long)row->line,
	                 PSTR(map->columns[column]));
}

bool import_row_at(const struct import_map *map, const struct import_row *row,
                   const struct import_source *source, struct err *err)
{
	if (source == NULL || source->line == 0 || source->column.n == 0)
		return at_row(map, row, err);
	return at_column(map, row, source->index, err);
}

bool import_row_skipped(const struct import_map *map, const struct import_row *row)
{
	const struct import_source *name = &map->steps[0].name;
	str cell;

	for (size_t i = 0; i < map->skip_count; i++)
		if (import_map_holds(map, &map->skips[i], row->cells))
			return true;
	if (!map->events)
		return false;
	cell = import_map_cell(map, name, row->cells);
	for (size_t i = 0; i < name->skips.count; i++)
		if (str_eq(name->skips.at[i], cell))
			return true;
	return false;
}

bool import_row_name(const struct import_map *map, const struct import_row *row, str *name,
                     struct err *err)
{
	if (row->count != map->column_count) {
		bool few = row->count < map->column_count;

		err_set(err, ERR_INVALID, "import.columns", "这一行有 %zu 格，表头有 %zu 列",
		        row->count, map->column_count);
		err_fix(err, few ? "补齐缺的格" : "删去多的格；格里有逗号的，整格用引号括起");
		return few ? at_column(map, row, row->count, err)
		           : err_where(err, "%.*s 第%lld行第%zu列", PSTR(map->file),
		                       (long long)row->line, map->column_count + 1);
	}
	*name = (str){ 0 };
	if (map->key_field == NULL)
		return true;
	*name = import_map_cell(map, &map->key, row->cells);
	if (name->n > 0)
		return true;
	err_set(err, ERR_INVALID, "import.case", "没有案件的号");
	err_fix(err, "补上，或在映射的“略过”里写明略过这样的行");
	return import_row_at(map, row, &map->key, err);
}

/* ---- times ---- */

static str formats_of(struct buf *buf, const struct import_source *source)
{
	for (size_t i = 0; i < source->format_count; i++) {
		buf_text(buf, i ? "、" : "");
		buf_add(buf, source->formats[i].text);
	}
	return buf_str(buf);
}

static bool read_time(const struct import_map *map, const struct import_row *row,
                      const struct import_source *source, str cell, struct import_time *moment,
                      struct err *err)
{
	char room[400];
	struct buf buf = { .at = room, .room = sizeof(room), .max = sizeof(room) - 1 };
	str formats;

	switch (import_time_read(source->formats, source->format_count, map->zone, cell, moment)) {
	case IMPORT_READ: return true;
	case IMPORT_AMBIGUOUS:
		err_set(err, ERR_INVALID, "import.time_ambiguous",
		        "“%.*s”按列出的几种样式读，意思不同", PSTR(cell));
		err_fix(err, "在映射里只留一种样式，或把文件里的时间改成不会误会的写法");
		break;
	case IMPORT_UNREADABLE:
		err_set(err, ERR_INVALID, "import.time", "“%.*s”不是列出的时间样式",
		        PSTR(str_sub(cell, 0, 80)));
		formats = formats_of(&buf, source);
		err_fix(err, "改正它，或在映射里补一种“式”；现有：%.*s", PSTR(formats));
		break;
	}
	return import_row_at(map, row, source, err);
}

static bool no_time(const struct import_map *map, const struct import_row *row,
                    const struct import_source *source, struct err *err)
{
	err_set(err, ERR_INVALID, "import.time_missing", "没有办理时刻");
	err_fix(err, "补上，或在映射的“略过”里写明略过这样的行");
	return import_row_at(map, row, source, err);
}

static bool step_time(const struct import_map *map, const struct import_row *row,
                      const struct import_source *source, instant *at, struct err *err)
{
	str cell = import_map_cell(map, source, row->cells);
	struct import_time moment;

	if (cell.n == 0)
		return no_time(map, row, source, err);
	if (!read_time(map, row, source, cell, &moment, err))
		return false;
	*at = moment.at;
	return true;
}

bool import_row_time(const struct import_map *map, const struct import_row *row, instant *at,
                     struct err *err)
{
	return step_time(map, row, &map->steps[0].at, at, err);
}

/* ---- values ---- */

/* A date or time is written as the rule reads it. */
static bool read_moment(struct making *m, const struct import_give *give, str *value,
                        struct err *err)
{
	struct import_time moment;
	struct buf buf;

	if (!read_time(m->map, m->row, &give->source, *value, &moment, err))
		return false;
	buf_init(&buf, m->world->arena, 48);
	if (give->field->type == FIELD_DATE)
		day_write(&buf, moment.on);
	else
		day_write_instant(&buf, moment.at);
	*value = buf_str(&buf);
	return true;
}

/* The value that a row gives to a field, as the engine reads it; empty: none. */
static bool give_value(struct making *m, const struct import_give *give, str *value,
                       struct err *err)
{
	const struct field *field = give->field;
	const struct import_source *source = &give->source;
	str cell = import_map_cell(m->map, source, m->row->cells);
	bool known = field->type == FIELD_CHOICE && model_option(field, cell) != NULL;
	bool plain;

	*value = import_map_translate(source, cell, known, &plain);
	if (source->column.n == 0 || !plain || cell.n == 0 ||
	    (field->type != FIELD_DATE && field->type != FIELD_TIME))
		return true;
	return read_moment(m, give, value, err);
}

static bool step_fills(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->fill_count; i++)
		if (step->fills[i] == field)
			return true;
	return false;
}

static bool applies(const struct import_give *give, const struct step *step)
{
	if (!step_fills(step, give->field))
		return false;
	for (size_t i = 0; i < give->only.count; i++)
		if (str_eq(give->only.at[i], step->name.id))
			return true;
	return give->only.count == 0;
}

static bool add_gives(struct making *m, const struct import_give *gives, size_t count,
                      const struct step *step, struct command *command, struct pair *pairs,
                      struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		str value;

		if (!applies(&gives[i], step))
			continue;
		if (!give_value(m, &gives[i], &value, err))
			return false;
		if (value.n > 0)
			pairs[command->field_count++] = (struct pair){ gives[i].field->name.id,
				                                       value };
	}
	return true;
}

static bool add_fields(struct making *m, const struct import_step *from, const struct step *step,
                       struct command *command, struct err *err)
{
	const struct import_map *map = m->map;
	struct pair *pairs = arena_make(m->world->arena, struct pair,
	                                map->give_count + from->give_count + 1);
	bool begins = m->serial == 0 && m->steps->count == 0;

	command->fields = pairs;
	if (map->key_field != NULL &&
	    ((begins && m->as_happened) || (step->opening && step_fills(step, map->key_field))))
		pairs[command->field_count++] = (struct pair){ map->key_field->name.id, m->name };
	return add_gives(m, map->gives, map->give_count, step, command, pairs, err) &&
	       add_gives(m, from->gives, from->give_count, step, command, pairs, err);
}

/* ---- who ---- */

static bool find_actor(struct making *m, const struct import_step *from, const struct step *step,
                       struct command *command, struct err *err)
{
	const struct import_map *map = m->map;
	const str *cells = m->row->cells;
	str cell = import_map_cell(map, &from->person, cells);
	bool plain, found = true;

	command->person = import_map_translate(&from->person, cell, false, &plain);
	if (command->person.n == 0) {
		err_set(err, ERR_INVALID, "import.person", "没有写谁办的");
		err_fix(err, "补上，或在映射里这一列下面写“缺  某人”");
		return import_row_at(map, m->row, &from->person, err);
	}
	if (from->role.line > 0) {
		cell = import_map_cell(map, &from->role, cells);
		command->role = import_map_translate(&from->role, cell,
		                                     model_role(map->rule, cell) != NULL, &plain);
		if (model_role(map->rule, command->role) == NULL) {
			err_set(err, ERR_INVALID, "import.role", "“%.*s”的“%.*s”不是规程里的角色",
			        PSTR(step->name.text), PSTR(cell));
			err_fix(err, "在映射的角色下面写“译  %.*s  角色”", PSTR(cell));
			return import_row_at(map, m->row, &from->role, err);
		}
	}
	if (from->organ.line == 0)
		return true;
	cell = import_map_cell(map, &from->organ, cells);
	command->organ = import_map_translate(&from->organ, cell, false, &plain);
	if (command->organ.n > 0)
		command->organ = people_organ_code(m->world->people, command->organ, &found);
	if (found || m->world->people == NULL)
		return true;
	err_set(err, ERR_INVALID, "import.organ", "机构名录里没有“%.*s”", PSTR(cell));
	err_fix(err, "先在机构名录里设立，或在映射的单位下面写“译  %.*s  名录里的名称”",
	        PSTR(cell));
	return import_row_at(map, m->row, &from->organ, err);
}

/* ---- steps ---- */

/* An event that the ledger could not hold would stop all; quotes and line ends double. */
static bool fits(const struct making *m, const struct command *command, struct err *err)
{
	size_t bytes = 4096 + command->person.n + command->organ.n;

	for (size_t i = 0; i < command->field_count; i++)
		bytes += 2 * command->fields[i].value.n;
	if (bytes <= LIMIT_EVENT_BYTES)
		return true;
	err_set(err, ERR_LIMIT, "import.long", "这一行的内容太多，一步装不下");
	err_fix(err, "缩短后再导入，或把长文作为材料附上");
	return at_row(m->map, m->row, err);
}

static bool add_step(struct making *m, const struct import_step *from, const struct step *step,
                     struct err *err)
{
	struct import_steps *steps = m->steps;
	struct command *command = &steps->commands[steps->count];

	*command = (struct command){
		.procedure = m->map->rule->name.id,
		.serial = m->map->events ? m->serial : 0,
		.step = step->name.id,
		.trusted = true,
		.as_happened = m->as_happened,
		.cause = -1,
		.key = m->row->key,
	};
	if (steps->count > 0)
		command->key = arena_printf(m->world->arena, "%.*s#%zu", PSTR(m->row->key),
		                            steps->count + 1);
	if (!step_time(m->map, m->row, &from->at, &command->happened, err) ||
	    !add_fields(m, from, step, command, err) || !find_actor(m, from, step, command, err) ||
	    !fits(m, command, err))
		return false;
	steps->from[steps->count++] = from;
	return true;
}

static bool add_event(struct making *m, struct err *err)
{
	const struct import_step *from = &m->map->steps[0];
	str cell = import_map_cell(m->map, &from->name, m->row->cells);
	const struct step *step = model_step(m->map->rule, cell);
	bool plain;
	str name = import_map_translate(&from->name, cell, step != NULL, &plain);

	step = name.n > 0 ? model_step(m->map->rule, name) : NULL;
	if (step != NULL)
		return add_step(m, from, step, err);
	if (cell.n == 0) {
		err_set(err, ERR_INVALID, "import.step_missing", "没有写办的是哪一步");
		err_fix(err, "补上，或在映射的“略过”里写明略过这样的行");
	} else {
		err_set(err, ERR_INVALID, "import.step", "映射里没有“%.*s”这一步",
		        PSTR(str_sub(cell, 0, 120)));
		err_fix(err, "在步骤一节写“译  %.*s  规程的步骤”，或“略  %.*s”",
		        PSTR(str_sub(cell, 0, 120)), PSTR(str_sub(cell, 0, 120)));
	}
	return import_row_at(m->map, m->row, &from->name, err);
}

/* Does the row have this step? An opening one always, others when they have a time. */
static bool has_step(const struct making *m, const struct import_step *from)
{
	for (size_t i = 0; i < from->cond_count; i++)
		if (!import_map_holds(m->map, &from->conds[i], m->row->cells))
			return false;
	return from->step->opening || import_map_cell(m->map, &from->at, m->row->cells).n > 0;
}

static bool find_case(struct making *m, struct err *err)
{
	const struct import_map *map = m->map;
	struct world *world = m->world;
	str kept;

	if (!import_row_name(map, m->row, &m->name, err))
		return false;
	if (map->key_field == NULL)
		return true;
	if (!value_read(world->arena, map->key_field, m->name, &kept, err))
		return import_row_at(map, m->row, &map->key, err);
	if (!world->find(world, map->rule->name.id, map->key_field->name.id, kept, &m->serial, err))
		return false;
	m->continues = !map->events && m->serial > 0 && map->rule->kind != RULE_NOTE;
	return true;
}

bool import_row_steps(const struct import_map *map, struct world *world,
                      const struct import_row *row, bool as_happened, struct import_steps *steps,
                      struct err *err)
{
	struct making m = {
		.map = map, .world = world, .row = row, .steps = steps, .as_happened = as_happened
	};

	*steps = (struct import_steps){ .room = map->step_count };
	steps->commands = arena_make(world->arena, struct command, steps->room);
	steps->from = arena_make(world->arena, const struct import_step *, steps->room);
	if (!find_case(&m, err))
		return false;
	if (map->events)
		return add_event(&m, err);
	for (size_t i = 0; i < map->step_count; i++)
		if (has_step(&m, &map->steps[i]) &&
		    !add_step(&m, &map->steps[i], map->steps[i].step, err))
			return false;
	if (steps->count == 0)
		return no_time(map, row, &map->steps[0].at, err);
	return !m.continues || import_again(map, world, row, m.serial, steps, err);
}

/* ---- whose fault ---- */

const struct import_source *import_row_source(const struct import_map *map,
                                              const struct import_step *from, str field)
{
	if (map->key_field != NULL && str_eq(map->key_field->name.id, field))
		return &map->key;
	for (size_t i = 0; i < from->give_count; i++)
		if (str_eq(from->gives[i].field->name.id, field))
			return &from->gives[i].source;
	for (size_t i = 0; i < map->give_count; i++)
		if (str_eq(map->gives[i].field->name.id, field))
			return &map->gives[i].source;
	return NULL;
}

static bool names(const struct err *err, const struct field *field)
{
	str what = str_of(err->what);

	return str_find(what, field->name.text) >= 0;
}

/* The field that a refusal is about: the one whose value cannot be read, else the one
 * that the message names. */
static const struct field *field_to_blame(const struct import_map *map, struct world *world,
                                          const struct command *command, const struct err *err)
{
	for (size_t i = 0; i < command->field_count; i++) {
		const struct field *field = model_field(map->rule, command->fields[i].id);
		struct err ignored = { 0 };
		str kept;

		if (field != NULL &&
		    !value_read(world->arena, field, command->fields[i].value, &kept, &ignored))
			return field;
	}
	for (size_t i = 0; i < command->field_count; i++) {
		const struct field *field = model_field(map->rule, command->fields[i].id);

		if (field != NULL && (names(err, field) ||
		                      str_find(str_of(err->what), command->fields[i].value) >= 0))
			return field;
	}
	for (size_t i = 0; i < map->rule->field_count; i++)
		if (str_eq(str_of(err->code), STR("step.field_missing")) &&
		    names(err, &map->rule->fields[i]))
			return &map->rule->fields[i];
	return NULL;
}

static const struct import_source *source_to_blame(const struct import_map *map,
                                                   struct world *world,
                                                   const struct import_step *from,
                                                   const struct command *command,
                                                   const struct err *err)
{
	str code = str_of(err->code);
	const struct field *field;

	if (str_eq(code, STR("step.order")) || str_eq(code, STR("step.future")) ||
	    str_eq(code, STR("step.not_in_force")))
		return &from->at;
	if (str_eq(code, STR("step.role")))
		return &from->role;
	if (str_eq(code, STR("step.four_eyes")) || str_eq(code, STR("step.separated")))
		return &from->person;
	if (!str_starts(code, STR("field.")) && !str_eq(code, STR("record.unknown")) &&
	    !str_eq(code, STR("step.field_missing")))
		return &from->name;
	field = field_to_blame(map, world, command, err);
	return field ? import_row_source(map, from, field->name.id) : NULL;
}

/* What the clerk of an import can do, where the engine speaks to one who takes a step. */
static void remedy(const struct import_source *source, struct err *err)
{
	str code = str_of(err->code);

	if (str_eq(code, STR("step.field_missing"))) {
		err->fix[0] = 0;
		err_fix(err, source ? "在这一列补上，或在映射这一列下面写“缺  …”"
		                    : "在映射里给这个字段写明取自哪一列，或“为”什么");
	} else if (str_eq(code, STR("step.order"))) {
		err_fix(err,
		        "改正时间（只有日期的按零点算）；确实如此的，加 --as-happened，记为偏差");
	} else if (str_eq(code, STR("step.not_in_force"))) {
		err_fix(err, "改正时间；确实那么早的，先采用一版“施行”更早的规程");
	} else if (str_eq(code, STR("step.future"))) {
		err_fix(err, "改正时间，或到了那天再导入");
	}
}

void import_row_blame(const struct import_map *map, struct world *world,
                      const struct import_row *row, const struct import_steps *steps, size_t failed,
                      struct err *err)
{
	const struct import_source *source = source_to_blame(map, world, steps->from[failed],
	                                                     &steps->commands[failed], err);
	str inner = arena_copy(world->arena, str_of(err->where)); /* 清单: which row of it */

	err->where[0] = 0;
	remedy(source, err);
	import_row_at(map, row, source, err);
	if (inner.n > 0) {
		size_t n = strlen(err->where);

		snprintf(err->where + n, sizeof(err->where) - n, " %.*s", PSTR(inner));
	}
}
