/* import_map.c -- a mapping: which columns of a CSV become which fields and steps of a rule.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_map.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/near.h"
#include "define/token.h"
#include "define/value.h"

enum section { SECTION_HEAD, SECTION_STEP, SECTION_FIELDS, SECTION_SKIP };

struct reader {
	struct arena *arena;
	const struct library *library;
	struct problems *problems;
	struct import_map *map;
	const struct token_line *line;
	enum section section;
	struct import_source *source; /* that lines of level 2 belong to, or NULL */
	const struct field *field;    /* whose value the source gives, or NULL */
	bool takes_steps;             /* the source's values are steps */
	bool has_kind, has_name;
};

typedef void take_line(struct reader *r);
struct keyword {
	const char *word;
	take_line *take;
	size_t least, most; /* columns, the keyword included; most 0: any number */
	const char *example;
};

static struct err *fault(struct reader *r, const char *code, const char *what)
{
	return problems_add(r->problems, r->line->number, code, "%s", what);
}

static void run_keyword(struct reader *r, const struct keyword *table, size_t count)
{
	str word = r->line->columns[0];
	str words[16];

	assert(count <= countof(words));
	for (size_t i = 0; i < count; i++) {
		const struct keyword *k = &table[i];

		words[i] = str_of(k->word);
		if (!str_eq(word, words[i]))
			continue;
		if (r->line->count >= k->least && (k->most == 0 || r->line->count <= k->most))
			k->take(r);
		else
			err_fix(problems_add(r->problems, r->line->number, "map.columns",
			                     "“%s”一行的列数不对", k->word),
			        "各列用两个以上空格隔开，例如：%s", k->example);
		return;
	}
	str near = near_find(word, words, count);
	struct err *err = problems_add(r->problems, r->line->number, "map.keyword",
	                               "这里不能写“%.*s”", PSTR(word));
	if (near.n > 0)
		err_fix(err, "是不是“%.*s”？", PSTR(near));
	else
		err_fix(err, "能写哪些，见 docs/clerk/import.md");
}

/* The columns from `from` on. */
static struct import_words words_from(const struct reader *r, size_t from)
{
	return (struct import_words){ r->line->columns + from, r->line->count - from };
}

/* A longer copy of an array with one empty thing more; *count grows. */
static void *one_more(struct arena *arena, void *old, size_t *count, size_t size)
{
	void *grown = arena_take_many(arena, *count + 1, size);

	if (*count > 0)
		memcpy(grown, old, *count * size);
	(*count)++;
	return grown;
}

/* ---- the head ---- */

static void take_import(struct reader *r)
{
	struct import_map *map = r->map;

	if (r->has_name) {
		err_fix(fault(r, "map.twice", "“导入”写了两次"), "一个文件只写一份映射");
		return;
	}
	r->has_name = true;
	map->name = r->line->columns[1];
	map->id = r->line->columns[2];
	for (size_t i = 0; i < map->id.n; i++) {
		char c = map->id.at[i];

		if ((c >= 'a' && c <= 'z') || (i > 0 && ((c >= '0' && c <= '9') || c == '_')))
			continue;
		err_fix(fault(r, "map.id", "导入的英文号写得不对"),
		        "小写字母开头，只用小写字母、数字、下划线，例如：permit_log");
		return;
	}
	if (map->id.n > LIMIT_ID_BYTES)
		err_fix(fault(r, "map.id", "导入的英文号太长"), "最多 %d 个字符", LIMIT_ID_BYTES);
}

static void take_procedure(struct reader *r)
{
	r->map->rule = library_newest(r->library, r->line->columns[1]);
	if (r->map->rule == NULL)
		err_fix(problems_add(r->problems, r->line->number, "map.procedure",
		                     "没有采用“%.*s”这个规程", PSTR(r->line->columns[1])),
		        "先用 guiju adopt 采用它，或核对名称");
}

static void take_kind(struct reader *r)
{
	r->has_kind = true;
	r->map->events = str_eq(r->line->columns[1], STR("一步"));
	if (!r->map->events && !str_eq(r->line->columns[1], STR("一件")))
		err_fix(fault(r, "map.kind", "“一行”后面要写一步或一件"),
		        "一行是案件的一步写“一行  一步”，一行是整件案件写“一行  一件”");
}

static void take_encoding(struct reader *r)
{
	str word = r->line->columns[1];

	if (str_eq(word, STR("UTF-8")))
		r->map->encoding = TEXT_IN_UTF8;
	else if (str_eq(word, STR("GB18030")))
		r->map->encoding = TEXT_IN_GB18030;
	else if (!str_eq(word, STR("自动")))
		err_fix(fault(r, "map.encoding", "没有这种编码"),
		        "写 UTF-8、GB18030（含 GBK）或 自动");
}

static void take_delimiter(struct reader *r)
{
	static const struct {
		const char *word;
		char mark;
	} marks[] = { { "逗号", ',' }, { "制表符", '\t' }, { "分号", ';' }, { "竖线", '|' } };

	for (size_t i = 0; i < countof(marks); i++)
		if (str_eq(r->line->columns[1], str_of(marks[i].word))) {
			r->map->delimiter = marks[i].mark;
			return;
		}
	err_fix(fault(r, "map.delimiter", "没有这种分隔符"), "写 逗号、制表符、分号 或 竖线");
}

static void take_nulls(struct reader *r)
{
	if (r->section == SECTION_HEAD && r->source == NULL)
		r->map->nulls = words_from(r, 1);
	else
		r->source->nulls = words_from(r, 1);
}

static void take_zone(struct reader *r)
{
	if (!import_time_zone(r->line->columns[1], &r->map->zone))
		err_fix(fault(r, "map.zone", "时区写得不对"), "例如：时区  +08:00");
}

static const struct import_format *read_formats(struct reader *r, size_t *count)
{
	struct import_words words = words_from(r, 1);
	struct import_format *formats = arena_make(r->arena, struct import_format, words.count);

	*count = words.count;
	for (size_t i = 0; i < words.count; i++)
		if (!import_time_format(words.at[i], &formats[i]))
			err_fix(problems_add(r->problems, r->line->number, "map.format",
			                     "时间的样式“%.*s”看不懂", PSTR(words.at[i])),
			        "例如：ISO，或 {年}/{月}/{日} {时}:{分}:{秒}；几种样式各占一列");
	return formats;
}

static void take_formats(struct reader *r)
{
	if (r->source != NULL) {
		r->source->formats = read_formats(r, &r->source->format_count);
		return;
	}
	r->map->formats = read_formats(r, &r->map->format_count);
}

/* ---- sources ---- */

/* Reads "列  NAME" or "为  VALUE" from column `*at` on (also in one column, with a blank). */
static bool read_source(struct reader *r, size_t *at, struct import_source *source)
{
	str first = *at < r->line->count ? r->line->columns[*at] : (str){ 0 };
	bool column = str_starts(first, STR("列")), constant = str_starts(first, STR("为"));
	str rest = str_sub(first, STR("列").n, first.n);
	str value = str_trim(rest);

	if ((column || constant) && rest.n == 0 && *at + 1 < r->line->count)
		value = r->line->columns[++*at];
	else if ((!column && !constant) || value.n == 0 || rest.at[0] != ' ') {
		err_fix(fault(r, "map.source", "没有写明从哪里取值"),
		        "写“列  列名”或“为  固定值”，例如：填  金额  列  amount");
		return false;
	}
	++*at;
	*source = (struct import_source){ .line = r->line->number };
	if (column)
		source->column = value;
	else
		source->constant = value;
	source->formats = r->map->formats;
	source->format_count = r->map->format_count;
	return true;
}

static void no_more(struct reader *r, size_t at)
{
	if (at < r->line->count)
		err_fix(problems_add(r->problems, r->line->number, "map.rest", "多出“%.*s”",
		                     PSTR(r->line->columns[at])),
		        "删去，或写到下一行");
}

static void open_source(struct reader *r, struct import_source *source, const struct field *field,
                        bool steps)
{
	r->source = source;
	r->field = field;
	r->takes_steps = steps;
}

/* What 为, 译, 其他 and 缺 say must be a value of the field, or a step. */
static bool check_value(struct reader *r, str value)
{
	struct err err = { 0 };
	str kept;

	if (r->takes_steps) {
		if (model_step(r->map->rule, value) != NULL)
			return true;
		err_fix(problems_add(r->problems, r->line->number, "map.unknown_step",
		                     "规程没有“%.*s”这个步骤", PSTR(value)),
		        "用 guiju explain 查看有哪些步骤");
		return false;
	}
	if (r->field == NULL || r->field->type == FIELD_LINK || r->field->type == FIELD_ORGAN)
		return true;
	if (value_read(r->arena, r->field, value, &kept, &err))
		return true;
	err_fix(problems_add(r->problems, r->line->number, "map.value", "%s", err.what), "%s",
	        err.fix);
	return false;
}

static void take_pair(struct reader *r)
{
	struct import_source *s = r->source;

	if (!check_value(r, r->line->columns[2]))
		return;
	s->pairs = one_more(r->arena, s->pairs, &s->pair_count, sizeof(*s->pairs));
	s->pairs[s->pair_count - 1] = (struct import_pair){ r->line->columns[1],
		                                            r->line->columns[2] };
}

static void take_otherwise(struct reader *r)
{
	if (!check_value(r, r->line->columns[1]))
		return;
	r->source->has_otherwise = true;
	r->source->otherwise = r->line->columns[1];
}

static void take_missing(struct reader *r)
{
	if (!check_value(r, r->line->columns[1]))
		return;
	r->source->has_missing = true;
	r->source->missing = r->line->columns[1];
}

static void take_skip_values(struct reader *r)
{
	if (!r->takes_steps) {
		err_fix(fault(r, "map.skip", "“略”只能写在步骤那一列下面"),
		        "别的列要略过行，写在“略过”一节");
		return;
	}
	struct import_words words = words_from(r, 1), old = r->source->skips;
	str *all = arena_make(r->arena, str, old.count + words.count);

	for (size_t i = 0; i < old.count; i++)
		all[i] = old.at[i];
	for (size_t i = 0; i < words.count; i++)
		all[old.count + i] = words.at[i];
	r->source->skips = (struct import_words){ all, old.count + words.count };
}

static const struct keyword source_words[] = {
	{ "译", take_pair, 3, 3, "译  Payment  缴款" },
	{ "其他", take_otherwise, 2, 2, "其他  其他事项" },
	{ "缺", take_missing, 2, 2, "缺  不明" },
	{ "式", take_formats, 2, 0, "式  {年}/{月}/{日} {时}:{分}:{秒}" },
	{ "空", take_nulls, 2, 0, "空  NA  无" },
	{ "略", take_skip_values, 2, 0, "略  Send Fine" },
};

/* ---- conditions ---- */

static void read_cond(struct reader *r, size_t at, struct import_cond *cond)
{
	if (!import_map_cond(r->line->columns + at, r->line->count - at, cond))
		err_fix(fault(r, "map.condition", "条件写得不对"),
		        "例如：状态  为  作废  重复；标题  含  测试；办结时间  为空");
	cond->line = r->line->number;
}

/* ---- steps and fields ---- */

static struct import_step *last_step(struct reader *r)
{
	return &r->map->steps[r->map->step_count - 1];
}

static void take_step(struct reader *r)
{
	struct import_map *map = r->map;
	struct import_step *step;
	size_t at = 1;

	map->steps = one_more(r->arena, map->steps, &map->step_count, sizeof(*map->steps));
	step = last_step(r);
	step->line = r->line->number;
	r->section = SECTION_STEP;
	r->source = NULL;
	if (map->events && map->step_count > 1) {
		err_fix(fault(r, "map.steps", "一行一步的映射只能有一节“步骤”"),
		        "写“步骤  列  列名”，各种步骤用“译”对应");
	} else if (map->events) {
		if (read_source(r, &at, &step->name)) {
			no_more(r, at);
			open_source(r, &step->name, NULL, true);
			if (step->name.column.n == 0)
				check_value(r, step->name.constant);
		}
	} else {
		step->step = model_step(map->rule, r->line->columns[1]);
		no_more(r, 2);
		r->takes_steps = true;
		if (step->step == NULL)
			check_value(r, r->line->columns[1]);
		r->takes_steps = false;
	}
}

static void take_actor(struct reader *r)
{
	struct import_step *step = last_step(r);
	str word = r->line->columns[0];
	struct import_source *source = str_eq(word, STR("时刻"))   ? &step->at
	                               : str_eq(word, STR("角色")) ? &step->role
	                               : str_eq(word, STR("人员")) ? &step->person
	                                                           : &step->organ;
	size_t at = 1;

	if (source->line > 0) {
		err_fix(problems_add(r->problems, r->line->number, "map.twice", "“%.*s”写了两次",
		                     PSTR(word)),
		        "留下一个");
		return;
	}
	if (!read_source(r, &at, source))
		return;
	no_more(r, at);
	open_source(r, source, NULL, false);
}

static void read_only(struct reader *r, size_t *at, struct import_give *give)
{
	str *ids;

	if (*at >= r->line->count || !str_eq(r->line->columns[*at], STR("于")))
		return;
	give->only = words_from(r, *at + 1);
	*at = r->line->count;
	ids = arena_make(r->arena, str, give->only.count);
	for (size_t i = 0; i < give->only.count; i++) {
		const struct step *step = model_step(r->map->rule, give->only.at[i]);

		r->takes_steps = true;
		if (step == NULL)
			check_value(r, give->only.at[i]);
		else
			ids[i] = step->name.id;
	}
	give->only.at = ids;
}

/* FIELD  列  NAME  [于  STEP  STEP] from column `at` on. */
static void read_give(struct reader *r, size_t at, struct import_give *give)
{
	str name = r->line->columns[at++];

	give->field = model_field(r->map->rule, name);
	if (give->field == NULL)
		err_fix(problems_add(r->problems, r->line->number, "map.unknown_field",
		                     "规程没有“%.*s”这个字段", PSTR(name)),
		        "用 guiju explain 查看有哪些字段");
	if (!read_source(r, &at, &give->source))
		return;
	read_only(r, &at, give);
	no_more(r, at);
	open_source(r, &give->source, give->field, false);
	if (give->source.column.n == 0)
		check_value(r, give->source.constant);
}

static void take_fill(struct reader *r)
{
	struct import_step *step = last_step(r);

	step->gives = one_more(r->arena, step->gives, &step->give_count, sizeof(*step->gives));
	read_give(r, 1, &step->gives[step->give_count - 1]);
}

static void take_step_cond(struct reader *r)
{
	struct import_step *step = last_step(r);

	step->conds = one_more(r->arena, step->conds, &step->cond_count, sizeof(*step->conds));
	read_cond(r, 1, &step->conds[step->cond_count - 1]);
	r->source = NULL;
	if (r->map->events)
		err_fix(fault(r, "map.condition", "一行一步的映射不写“若”"),
		        "要略过的行写在“略过”一节");
}

static void take_step_word(struct reader *r)
{
	struct import_step *step = last_step(r);

	if (r->map->events) {
		open_source(r, &step->name, NULL, true);
		run_keyword(r, source_words, countof(source_words));
	} else {
		fault(r, "map.level", "“译”“略”“其他”要缩进 4 格，写在它所说的列下面");
	}
}

static const struct keyword step_words[] = {
	{ "时刻", take_actor, 2, 3, "时刻  列  time" },
	{ "角色", take_actor, 2, 3, "角色  为  经办人" },
	{ "人员", take_actor, 2, 3, "人员  列  person" },
	{ "单位", take_actor, 2, 3, "单位  为  市司法局" },
	{ "填", take_fill, 3, 0, "填  金额  列  amount" },
	{ "若", take_step_cond, 3, 0, "若  状态  为  Closed" },
	{ "译", take_step_word, 0, 0, "译  Payment  缴款" },
	{ "略", take_step_word, 0, 0, "略  Send Fine" },
	{ "其他", take_step_word, 0, 0, "其他  办理" },
	{ "空", take_step_word, 0, 0, "空  NA" },
};

static void take_fields(struct reader *r)
{
	r->section = SECTION_FIELDS;
	r->source = NULL;
}

static void take_skip(struct reader *r)
{
	r->section = SECTION_SKIP;
	r->source = NULL;
}

static void take_key(struct reader *r)
{
	struct import_map *map = r->map;
	size_t at = 1;

	if (!read_source(r, &at, &map->key))
		return;
	open_source(r, &map->key, NULL, false);
	if (at + 2 != r->line->count || !str_eq(r->line->columns[at], STR("作"))) {
		err_fix(fault(r, "map.key", "没有写明案件的号是哪个字段"),
		        "例如：案件  列  case_id  作  案件编号");
		return;
	}
	map->key_field = model_field(map->rule, r->line->columns[at + 1]);
	if (map->key_field == NULL)
		err_fix(problems_add(r->problems, r->line->number, "map.unknown_field",
		                     "规程没有“%.*s”这个字段", PSTR(r->line->columns[at + 1])),
		        "用 guiju explain 查看有哪些字段");
	else if (!map->key_field->unique)
		err_fix(problems_add(r->problems, r->line->number, "map.unique",
		                     "字段“%.*s”没有声明唯一，不能用来认案件",
		                     PSTR(r->line->columns[at + 1])),
		        "在规程里给这个字段加上“唯一”");
}

static const struct keyword head_words[] = {
	{ "导入", take_import, 3, 3, "导入  许可日志  permit_log" },
	{ "规程", take_procedure, 2, 2, "规程  行政许可" },
	{ "一行", take_kind, 2, 2, "一行  一步" },
	{ "编码", take_encoding, 2, 2, "编码  GB18030" },
	{ "分隔", take_delimiter, 2, 2, "分隔  制表符" },
	{ "空值", take_nulls, 2, 0, "空值  NA  NIL  无" },
	{ "时区", take_zone, 2, 2, "时区  +08:00" },
	{ "式", take_formats, 2, 0, "式  ISO" },
	{ "案件", take_key, 2, 5, "案件  列  case_id  作  案件编号" },
	{ "步骤", take_step, 2, 3, "步骤  列  activity" },
	{ "字段", take_fields, 1, 1, "字段" },
	{ "略过", take_skip, 1, 1, "略过" },
};

/* Lines that follow need the rule and the kind of the mapping. */
static bool is_early(const struct reader *r, str word)
{
	return (r->map->rule == NULL || !r->has_kind) &&
	       (str_eq(word, STR("案件")) || str_eq(word, STR("步骤")) ||
	        str_eq(word, STR("字段")));
}

static void take_inner(struct reader *r)
{
	struct import_map *map = r->map;

	r->source = NULL;
	switch (r->section) {
	case SECTION_STEP: run_keyword(r, step_words, countof(step_words)); break;
	case SECTION_FIELDS:
		map->gives = one_more(r->arena, map->gives, &map->give_count, sizeof(*map->gives));
		read_give(r, 0, &map->gives[map->give_count - 1]);
		break;
	case SECTION_SKIP:
		map->skips = one_more(r->arena, map->skips, &map->skip_count, sizeof(*map->skips));
		read_cond(r, 0, &map->skips[map->skip_count - 1]);
		break;
	case SECTION_HEAD:
		err_fix(fault(r, "map.level", "这一行不属于任何一节"), "顶格写，或写到一节下面");
	}
}

static void take_one(struct reader *r)
{
	if (r->line->level == 0) {
		r->section = SECTION_HEAD;
		r->source = NULL;
		run_keyword(r, head_words, countof(head_words));
	} else if (r->line->level == 1 && r->section != SECTION_HEAD) {
		take_inner(r);
	} else if (r->source != NULL) {
		run_keyword(r, source_words, countof(source_words));
	} else {
		err_fix(fault(r, "map.level", "这一行不属于任何一列"),
		        "“译”“式”等写在一个“列”的下面，比它多缩进");
	}
}

struct import_map *import_map_read(struct arena *arena, str text, const struct library *library,
                                   struct problems *problems)
{
	struct import_map *map = arena_make(arena, struct import_map, 1);
	struct reader r = { .arena = arena, .library = library, .problems = problems, .map = map };
	struct token_lines lines;

	map->file = problems->file;
	map->encoding = TEXT_IN_DETECT;
	map->delimiter = ',';
	map->zone = 8 * 60;
	if (!token_read(arena, text, &lines, problems))
		return NULL;
	for (size_t i = 0; i < lines.count; i++) {
		r.line = &lines.at[i];
		if (r.line->level == 0 && is_early(&r, r.line->columns[0])) {
			err_fix(fault(&r, "map.order", "“规程”和“一行”两行要写在前面，写对"),
			        "先写：导入、规程、一行，再写其余各节");
			return NULL;
		}
		take_one(&r);
	}
	import_map_check(arena, map, r.has_name && r.has_kind, problems);
	return problems->count == 0 ? map : NULL;
}
