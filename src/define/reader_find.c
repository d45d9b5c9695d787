/* reader_find.c -- declared things by name, and what to say when there is none.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/reader.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/near.h"

struct noun {
	const char *code;
	const char *word;
	const char *example;
};

static const struct noun nouns[READER_KINDS] = {
	[READER_FIELD] = { "rule.unknown_field", "字段", "理由  reason  长文" },
	[READER_ROLE] = { "rule.unknown_role", "角色", "承办人  handler  市司法局 的 人员" },
	[READER_PAPER] = { "rule.unknown_paper", "材料", "复议申请书  application_paper" },
	[READER_STAGE] = { "rule.unknown_stage", "环节", "待审查  filed  起点" },
	[READER_STEP] = { "rule.unknown_step", "步骤", "步骤  受理  accept" },
	[READER_LIMIT] = { "rule.unknown_limit", "期限",
	                   "审理期限  trial  60 日  自 受理  至 作出决定  第六十二条" },
	[READER_INDICATOR] = { "rule.unknown_indicator", "指标", "受理  accepted  件  数 受理" },
};

/* Where the rule keeps its things of a kind; each begins with its struct name. */
struct shelf {
	const void *at;
	size_t count;
	size_t size;
};

static struct shelf find_shelf(const struct rule *rule, enum reader_kind kind)
{
	switch (kind) {
	case READER_FIELD:
		return (struct shelf){ rule->fields, rule->field_count, sizeof(struct field) };
	case READER_ROLE:
		return (struct shelf){ rule->roles, rule->role_count, sizeof(struct role) };
	case READER_PAPER:
		return (struct shelf){ rule->papers, rule->paper_count, sizeof(struct paper) };
	case READER_STAGE:
		return (struct shelf){ rule->stages, rule->stage_count, sizeof(struct stage) };
	case READER_STEP:
		return (struct shelf){ rule->steps, rule->step_count, sizeof(struct step) };
	case READER_LIMIT:
		return (struct shelf){ rule->limits, rule->limit_count, sizeof(struct limit) };
	case READER_STATISTIC:
		return (struct shelf){ rule->statistics, rule->statistic_count,
			               sizeof(struct statistic) };
	case READER_INDICATOR: break;
	}
	return (struct shelf){ rule->indicators, rule->indicator_count, sizeof(struct indicator) };
}

/* The declared name or id that was probably meant, or empty. */
static str find_meant(struct reader *reader, enum reader_kind kind, str name)
{
	struct shelf shelf = find_shelf(reader->rule, kind);
	str *known = arena_make(reader->arena, str, 2 * shelf.count);
	for (size_t i = 0; i < shelf.count; i++) {
		const void *thing = (const char *)shelf.at + i * shelf.size;
		const struct name *one = thing;
		known[2 * i] = one->text;
		known[2 * i + 1] = one->id;
	}
	return near_find(name, known, 2 * shelf.count);
}

static void unknown(struct reader *reader, int line, enum reader_kind kind, str name)
{
	const struct noun *noun = &nouns[kind];
	struct err *err = reader_fault(reader, line, noun->code, "没有“%.*s”这个%s", PSTR(name),
	                               noun->word);
	if (reader->problems->count > PROBLEMS_MAX)
		return;
	str meant = find_meant(reader, kind, name);
	if (meant.n > 0)
		err_fix(err, "是不是“%.*s”？", PSTR(meant));
	else
		err_fix(err, "请改成已有的%s，或者先声明它，例如：%s", noun->word, noun->example);
}

const struct field *reader_field(struct reader *reader, int line, str name)
{
	const struct field *found = model_field(reader->rule, name);
	if (found == NULL)
		unknown(reader, line, READER_FIELD, name);
	return found;
}

const struct role *reader_role(struct reader *reader, int line, str name)
{
	const struct role *found = model_role(reader->rule, name);
	if (found == NULL)
		unknown(reader, line, READER_ROLE, name);
	return found;
}

const struct paper *reader_paper(struct reader *reader, int line, str name)
{
	const struct paper *found = model_paper(reader->rule, name);
	if (found == NULL)
		unknown(reader, line, READER_PAPER, name);
	return found;
}

const struct stage *reader_stage(struct reader *reader, int line, str name)
{
	const struct stage *found = model_stage(reader->rule, name);
	if (found == NULL)
		unknown(reader, line, READER_STAGE, name);
	return found;
}

const struct step *reader_step(struct reader *reader, int line, str name)
{
	const struct step *found = model_step(reader->rule, name);
	if (found == NULL)
		unknown(reader, line, READER_STEP, name);
	return found;
}

const struct limit *reader_limit(struct reader *reader, int line, str name)
{
	const struct limit *found = model_limit(reader->rule, name);
	if (found == NULL)
		unknown(reader, line, READER_LIMIT, name);
	return found;
}

const struct indicator *reader_indicator(struct reader *reader, int line, str name)
{
	const struct indicator *found = model_indicator(reader->rule, name);
	if (found == NULL)
		unknown(reader, line, READER_INDICATOR, name);
	return found;
}

bool reader_steps(struct reader *reader, int line, str list, const struct step ***steps,
                  size_t *count)
{
	bool good = true;
	str item;
	while (reader_list(reader, line, &list, &item)) {
		const struct step *step = reader_step(reader, line, item);
		if (step == NULL) {
			good = false;
			continue;
		}
		*steps = reader_room(reader, *steps, *count, sizeof(**steps));
		(*steps)[(*count)++] = step;
	}
	return good;
}

bool reader_stages(struct reader *reader, int line, str list, const struct stage ***stages,
                   size_t *count)
{
	bool good = true;
	str item;
	while (reader_list(reader, line, &list, &item)) {
		const struct stage *stage = reader_stage(reader, line, item);
		if (stage == NULL) {
			good = false;
			continue;
		}
		*stages = reader_room(reader, *stages, *count, sizeof(**stages));
		(*stages)[(*count)++] = stage;
	}
	return good;
}
