/* city.c -- the description of a city's invented year: offices, staff, volumes, courses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/city.h"

#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"
#include "base/table.h"
#include "define/token.h"

struct reading {
	struct arena *arena;
	struct problems *problems;
	struct city *city;
	str file;
	str section;
	struct city_course *course;
};

static bool bad(struct reading *r, const struct token_line *line, const char *example)
{
	struct err *err = problems_add(r->problems, line->number, "city.line", "这一行看不懂");

	return err_fix(err, "例如：%s", example);
}

static bool read_days(str words, day *first, day *last)
{
	str from;

	str_cut(&words, STR(" "), &from);
	return day_read(from, first) && day_read(words, last) && *first <= *last;
}

bool city_range(str s, int64_t *from, int64_t *to)
{
	str first;

	if (!str_cut(&s, STR(".."), &first))
		s = first;
	if (str_starts(s, STR("+")))
		s = str_sub(s, 1, s.n);
	return num_read_int(first, from) && num_read_int(s, to) && *from <= *to;
}

bool city_today(str s, int64_t *from, int64_t *to)
{
	*from = *to = 0;
	if (!str_starts(s, STR("今日")))
		return false;
	s = str_sub(s, STR("今日").n, s.n);
	if (str_starts(s, STR("+")))
		s = str_sub(s, 1, s.n);
	return s.n == 0 || city_range(s, from, to);
}

const struct city_field *city_list(const struct city *city, str written, int64_t *part)
{
	str name;

	*part = 0;
	if (str_cut(&written, STR("."), &name) && !num_read_int(written, part))
		return NULL;
	return table_find(&city->lists, name);
}

/* Every {…} in a text must be known: 序, a range, a day, a list read before. */
static bool known_marks(const struct reading *r, str text)
{
	int64_t from, to;
	str inside;

	while (str_cut(&text, STR("{"), &inside)) {
		if (!str_cut(&text, STR("}"), &inside))
			return false;
		if (!str_eq(inside, STR("序")) && !city_today(inside, &from, &to) &&
		    city_list(r->city, inside, &from) == NULL && !city_range(inside, &from, &to))
			return false;
	}
	return true;
}

/* Adds to the choices that the field has already. */
static bool read_choices(struct reading *r, str s, struct city_field *field)
{
	size_t room = field->choice_count + 1;

	for (size_t i = 0; i < s.n; i++)
		room += s.at[i] == '|';
	struct city_choice *choices = arena_make(r->arena, struct city_choice, room);

	if (field->choice_count > 0)
		memcpy(choices, field->choices, field->choice_count * sizeof(*choices));
	field->kind = CITY_CHOICE;
	while (s.n > 0) {
		struct city_choice *choice = &choices[field->choice_count++];
		str item, text;

		str_cut(&s, STR("|"), &item);
		choice->weight = 1;
		if (str_cut(&item, STR("*"), &text) && !num_read_int(item, &choice->weight))
			return false;
		if (!known_marks(r, text))
			return false;
		choice->text = text;
		field->weights += choice->weight;
	}
	field->choices = choices;
	return field->weights > 0;
}

/* The value of a field: @词表, 今日, 今日-20..0, 3..50, 合计 83420 起伏 20, or choices. */
static bool read_value(struct reading *r, str s, struct city_field *field)
{
	str word;

	if (str_starts(s, STR("@"))) {
		const struct city_field *words = table_find(&r->city->lists, str_sub(s, 1, s.n));
		str name = field->name;

		if (words == NULL)
			return false;
		*field = *words;
		field->name = name;
		return true;
	}
	if (city_today(s, &field->from, &field->to)) {
		field->kind = CITY_TODAY;
		return true;
	}
	if (str_starts(s, STR("合计 "))) {
		str_cut(&s, STR(" "), &word);
		str_cut(&s, STR(" "), &word);
		field->kind = CITY_TOTAL;
		if (!num_read_int(word, &field->from))
			return false;
		str_cut(&s, STR(" "), &word);
		return s.n == 0 || num_read_int(s, &field->to);
	}
	if (str_find(s, STR("..")) > 0 && city_range(s, &field->from, &field->to)) {
		field->kind = CITY_RANGE;
		return true;
	}
	return read_choices(r, s, field);
}

static bool read_delay(str s, struct city_line *line)
{
	static const struct {
		const char *name;
		enum city_unit unit;
	} units[] = {
		{ "分钟", CITY_MINUTES },
		{ "小时", CITY_HOURS },
		{ "日", CITY_DAYS },
		{ "个工作日", CITY_WORKDAYS },
	};
	str range, unit;

	str_cut(&s, STR(" "), &range);
	str_cut(&s, STR(" "), &unit);
	line->at_work = str_eq(s, STR("上班"));
	if (!city_range(range, &line->from, &line->to))
		return false;
	if (unit.n == 0)
		return line->to == 0;
	for (size_t i = 0; i < countof(units); i++)
		if (str_eq(unit, str_of(units[i].name))) {
			line->unit = units[i].unit;
			return true;
		}
	return false;
}

static bool read_step(struct reading *r, const struct token_line *in)
{
	struct city_course *course = r->course;
	struct city_line *line = &course->lines[course->line_count++];

	line->number = in->number;
	if (in->count < 3 || !read_delay(in->columns[0], line))
		return bad(r, in, "  3..20 分钟  话务员  直接答复  答复内容 已答复");
	line->role = in->columns[1];
	line->step = in->columns[2];
	if (str_find(line->step, STR(".")) > 0)
		str_cut(&line->step, STR("."), &line->procedure);
	line->fields = arena_make(r->arena, struct city_field, in->count);
	for (size_t i = 3; i < in->count; i++) {
		struct city_field *field = &line->fields[line->field_count++];
		str rest = in->columns[i];

		str_cut(&rest, STR(" "), &field->name);
		if (rest.n == 0 || !read_value(r, rest, field)) {
			struct err *err = problems_add(r->problems, in->number, "city.value",
			                               "“%.*s”的值看不懂", PSTR(field->name));

			return err_fix(err, "例如：类型 咨询*3|投诉，或 @词表、今日-20..0、3..50");
		}
	}
	return true;
}

/* Lines of level 1 are steps; a line of level 2 adds fields to the step above. */
static bool read_more_fields(struct reading *r, const struct token_line *in)
{
	struct city_line *line = r->course && r->course->line_count > 0
	                                 ? &r->course->lines[r->course->line_count - 1]
	                                 : NULL;
	struct city_field *fields;

	if (line == NULL)
		return bad(r, in, "      标题 @标题  内容 @内容");
	fields = arena_make(r->arena, struct city_field, line->field_count + in->count);
	if (line->field_count > 0)
		memcpy(fields, line->fields, line->field_count * sizeof(*fields));
	line->fields = fields;
	for (size_t i = 0; i < in->count; i++) {
		struct city_field *field = &fields[line->field_count++];
		str rest = in->columns[i];

		str_cut(&rest, STR(" "), &field->name);
		if (rest.n == 0 || !read_value(r, rest, field))
			return bad(r, in, "      标题 @标题  内容 @内容");
	}
	return true;
}

/* 上班, 续办 N, in any order. */
static bool read_manner(const struct token_line *line, struct city_course *course)
{
	for (size_t i = 5; i < line->count; i++) {
		str word = line->columns[i];

		if (str_eq(word, STR("上班"))) {
			course->at_work = true;
			continue;
		}
		if (!str_starts(word, STR("续办 ")) ||
		    !num_read_int(str_sub(word, STR("续办 ").n, word.n), &course->goes_on) ||
		    course->goes_on < 1)
			return false;
	}
	return true;
}

static bool read_course(struct reading *r, const struct token_line *line, size_t lines_left)
{
	struct city_course *course = &r->city->courses[r->city->course_count++];
	bool ok = line->count >= 5;

	r->course = course;
	course->file = r->file;
	course->number = line->number;
	course->lines = arena_make(r->arena, struct city_line, lines_left < 200 ? lines_left : 200);
	if (ok) {
		course->name = line->columns[1];
		course->procedure = line->columns[2];
		ok = num_read_int(line->columns[3], &course->count) && course->count >= 0 &&
		     read_days(line->columns[4], &course->first, &course->last) &&
		     read_manner(line, course);
	}
	return ok || bad(r, line, "课程  咨询  hotline  53000  2024-01-01 2024-12-31  上班");
}

static bool read_head(struct reading *r, const struct token_line *line, size_t lines_left)
{
	struct city *city = r->city;
	str key = line->columns[0];

	r->section = key;
	if (str_eq(key, STR("课程")))
		return read_course(r, line, lines_left);
	r->course = NULL;
	if (line->count == 1)
		return str_eq(key, STR("词表")) || str_eq(key, STR("机构")) ||
		       str_eq(key, STR("任职")) || bad(r, line, "机构");
	if (str_eq(key, STR("城市")) && line->count == 3) {
		city->name = line->columns[1];
		city->place = line->columns[2];
		return true;
	}
	if (str_eq(key, STR("年度")))
		return num_read_int(line->columns[1], &city->year) || bad(r, line, "年度  2024");
	if (str_eq(key, STR("开始")))
		return day_read(line->columns[1], &city->begins) ||
		       bad(r, line, "开始  2023-01-01");
	if (str_eq(key, STR("种子"))) {
		city->seed = line->columns[1];
		return true;
	}
	return bad(r, line, "城市  嘉峪关市  620200");
}

/* name, [轮流,] rows; lines with the same name go on with the list. */
static bool read_list(struct reading *r, const struct token_line *line)
{
	struct city_field *list = table_find(&r->city->lists, line->columns[0]);
	bool in_turn = line->count == 3 && str_eq(line->columns[1], STR("轮流"));
	bool fresh = list == NULL;

	if (fresh) {
		list = arena_make(r->arena, struct city_field, 1);
		list->name = line->columns[0];
		list->number = (unsigned)r->city->lists.count + 1;
		list->in_turn = in_turn;
	}
	if (line->count != (in_turn ? 3 : 2) || in_turn != list->in_turn ||
	    !read_choices(r, line->columns[line->count - 1], list))
		return bad(r, line, "  标题  路灯不亮*2|噪声扰民");
	if (fresh)
		table_put(&r->city->lists, list->name, list);
	return true;
}

static bool read_item(struct reading *r, const struct token_line *line)
{
	struct city *city = r->city;

	if (r->course != NULL)
		return read_step(r, line);
	if (str_eq(r->section, STR("词表")))
		return read_list(r, line);
	if (str_eq(r->section, STR("机构")) && line->count >= 3) {
		city->organs[city->organ_count++] = (struct city_organ){
			line->columns[0], line->columns[1], line->columns[2],
			line->count > 3 ? line->columns[3] : (str){ 0 }
		};
		return true;
	}
	if (str_eq(r->section, STR("任职")) && line->count == 3) {
		struct city_post *post = &city->posts[city->post_count++];

		post->organ = line->columns[0];
		post->post = line->columns[1];
		return num_read_int(line->columns[2], &post->count) ||
		       bad(r, line, "  市司法局  承办人  3");
	}
	return bad(r, line, "  sfj  市司法局  部门  行政复议机构");
}

void city_begin(struct arena *arena, struct city *city)
{
	*city = (struct city){ 0 };
	table_init(&city->lists, arena);
}

/* Room for one more of each with every line. */
#define MAKE_ROOM(arena, array, count, more)                                                       \
	(array) = arena_grow((arena), (array), (count) * sizeof(*(array)),                         \
	                     ((count) + (more)) * sizeof(*(array)))

bool city_add(struct arena *arena, str file, str text, struct city *city, struct problems *problems)
{
	struct reading r = { .arena = arena, .problems = problems, .city = city, .file = file };
	size_t before = problems->count;
	struct token_lines lines;

	if (!token_read(arena, text, &lines, problems))
		return false;
	MAKE_ROOM(arena, city->organs, city->organ_count, lines.count);
	MAKE_ROOM(arena, city->posts, city->post_count, lines.count);
	MAKE_ROOM(arena, city->courses, city->course_count, lines.count);
	for (size_t i = 0; i < lines.count; i++) {
		const struct token_line *line = &lines.at[i];

		if (line->level == 0)
			(void)read_head(&r, line, lines.count - i);
		else if (line->level == 2)
			(void)read_more_fields(&r, line);
		else
			(void)read_item(&r, line);
	}
	return problems->count == before;
}
