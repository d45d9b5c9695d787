/* docket.c -- the words of a worked example get their meaning in the rule that they are about.
 *
 * Lines about the rule itself are resolved when they are read; those about other rules when
 * a library is at hand.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/docket.h"

#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"
#include "define/library.h"
#include "define/reader.h"

bool docket_is_apart(const struct example_line *line)
{
	return line->procedure.n > 0 || line->record.n > 0;
}

bool docket_is_record(str word)
{
	str rest = word, id;
	int64_t serial;
	return str_cut(&rest, STR("/"), &id) && reader_is_id(id) && num_read_int(rest, &serial) &&
	       serial > 0;
}

/* The id in front of the '/'. */
static str rule_of_record(str record)
{
	str rest = record, id;
	str_cut(&rest, STR("/"), &id);
	return id;
}

static bool is_named(const struct rule *rule, str name)
{
	return str_eq(rule->name.text, name) || str_eq(rule->name.id, name);
}

const struct rule *docket_rule(const struct library *library, const struct rule *rule,
                               const struct example_line *line)
{
	str name = line->procedure.n > 0 ? line->procedure : rule_of_record(line->record);
	if (!docket_is_apart(line) || is_named(rule, name))
		return rule;
	return library_newest(library, name);
}

/* "角色", "角色 张三", "市住建局 角色", "市住建局 角色 张三" */
static bool resolve_actor(struct reader *reader, struct example_line *line)
{
	str rest = line->actor, part[3] = { { "", 0 } };
	size_t count = 0;
	while (rest.n > 0 && count < 3)
		str_cut(&rest, STR(" "), &part[count++]);
	if (count == 1 && str_eq(part[0], STR("时钟")))
		return true;
	size_t place = count == 3 || (count == 2 && model_role(reader->rule, part[0]) == NULL);
	line->role = reader_role(reader, line->line, part[place]);
	line->organ = place > 0 ? part[0] : (str){ "", 0 };
	line->person = count > place + 1 ? part[place + 1] : (str){ "", 0 };
	return line->role != NULL;
}

static bool resolve_given(struct reader *reader, struct example_line *line)
{
	bool good = true;
	line->fields = arena_take_many(reader->arena, line->field_count, sizeof(*line->fields));
	for (size_t i = 0; i < line->field_count; i++) {
		line->fields[i] = reader_field(reader, line->line, line->names[i]);
		good = line->fields[i] != NULL && good;
	}
	line->lacks = arena_take_many(reader->arena, line->lack_count, sizeof(*line->lacks));
	for (size_t i = 0; i < line->lack_count; i++) {
		line->lacks[i] = reader_paper(reader, line->line, line->lack_names[i]);
		good = line->lacks[i] != NULL && good;
	}
	return good;
}

static bool resolve_step(struct reader *reader, struct example_line *line)
{
	line->step = reader_step(reader, line->line, line->part);
	return line->step != NULL;
}

static bool resolve(struct reader *reader, struct example_line *line)
{
	switch (line->kind) {
	case EXAMPLE_STEP:
		return resolve_actor(reader, line) && resolve_step(reader, line) &&
		       resolve_given(reader, line);
	case EXAMPLE_BY: return resolve_actor(reader, line) && resolve_step(reader, line);
	case EXAMPLE_STAGE:
		line->stage = reader_stage(reader, line->line, line->part);
		return line->stage != NULL;
	case EXAMPLE_DUE:
	case EXAMPLE_LAMP:
		line->limit = reader_limit(reader, line->line, line->part);
		return line->limit != NULL;
	case EXAMPLE_VALUE:
		line->field = reader_field(reader, line->line, line->part);
		return line->field != NULL;
	case EXAMPLE_TODAY:
	case EXAMPLE_COUNT:
	case EXAMPLE_REFUSED: break;
	}
	return true;
}

bool docket_resolve(struct arena *arena, const struct rule *rule, struct example_line *line,
                    struct problems *problems)
{
	struct reader reader = { .arena = arena, .problems = problems };
	struct rule view = *rule; /* read only, but a reader's rule can be written */
	reader.rule = &view;
	return resolve(&reader, line);
}

static void check_line(const struct library *library, const struct rule *rule,
                       const struct example_line *line, struct problems *problems)
{
	struct example_line copy = *line;
	const struct rule *about = docket_rule(library, rule, line);
	str id = line->record.n > 0 ? rule_of_record(line->record) : (str){ "", 0 };
	struct err *err;
	if (about == NULL) {
		str name = line->procedure.n > 0 ? line->procedure : id;
		err = problems_add(problems, line->line, "rule.link_unknown",
		                   "“示例”所指的规程“%.*s”不存在", PSTR(name));
		err_fix(err,
		        "请核对名称；“%.*s”的 .rule 文件要在同一文件夹里，并且没有写法上的"
		        "毛病",
		        PSTR(name));
	} else if (id.n > 0 && !str_eq(about->name.id, id)) {
		err = problems_add(problems, line->line, "rule.example_record",
		                   "“%.*s”不是“%.*s”的记录", PSTR(line->record),
		                   PSTR(about->name.text));
		err_fix(err, "请写“%.*s/流水号”，或者去掉步骤前的规程名", PSTR(about->name.id));
	} else {
		(void)docket_resolve(problems->arena, about, &copy, problems);
	}
}

void docket_check(const struct library *library, const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->example_count; i++) {
		const struct example *example = &rule->examples[i];
		for (size_t k = 0; k < example->line_count; k++)
			if (docket_is_apart(&example->lines[k]))
				check_line(library, rule, &example->lines[k], problems);
	}
}
