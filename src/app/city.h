/* city.h -- the description of a city's invented year: offices, staff, volumes, courses.
 *
 * Read from demo/YEAR.city and the files of the folder demo/YEAR (docs/formats/city.md).
 * It says what happens and how often, never what the figures are: those come out of
 * the indicators.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_CITY_H
#define GUIJU_APP_CITY_H
#include "base/table.h"
#include "calendar/day.h"
#include "define/problems.h"

struct arena;

struct city_choice { /* one of A*3|B|C */
	str text;
	int64_t weight;
};

/* The value of a field; also a list of words (a CHOICE with a number of its own). */
enum city_value { CITY_CHOICE, CITY_RANGE, CITY_TOTAL, CITY_TODAY };
struct city_field {
	str name;
	enum city_value kind;
	bool in_turn;      /* list: instance i takes row i, not one by chance */
	unsigned number;   /* list: from 1 */
	const struct city_choice *choices; /* CHOICE */
	size_t choice_count;
	int64_t weights;
	int64_t from, to; /* RANGE; TODAY: days away, from..to; TOTAL: the total, the swing */
};

enum city_unit { CITY_MINUTES, CITY_HOURS, CITY_DAYS, CITY_WORKDAYS };
struct city_line { /* one step of a course */
	int number;
	int64_t from, to;  /* how long after the step before */
	enum city_unit unit;
	bool at_work;      /* moved into working hours */
	str role, step;
	str procedure;     /* empty: the course's; else that of a record opened by ours */
	struct city_field *fields;
	size_t field_count;
};

struct city_course {
	str file;
	int number;
	str name, procedure;
	int64_t count;
	day first, last;   /* begins are spread over these days */
	bool at_work;      /* only in working hours */
	int64_t goes_on;   /* 续办 N: instance i (from 0) acts on record N + i; 0: none */
	struct city_line *lines;
	size_t line_count;
};

struct city_organ {
	str code, name, level, duties;
};

struct city_post {
	str organ, post;
	int64_t count;
};

struct city {
	str name, place, seed;
	int64_t year;
	day begins;        /* the store's first day */
	struct table lists;           /* name -> struct city_field */
	struct city_organ *organs;    size_t organ_count;
	struct city_post *posts;      size_t post_count;
	struct city_course *courses;  size_t course_count;
};

/* "3..20", "-20..0" or "7". */
bool city_range(str s, int64_t *from, int64_t *to);
/* "今日", "今日+8" or "今日-20..0": how many days away; false for other texts. */
bool city_today(str s, int64_t *from, int64_t *to);
/* "列表" or "列表.2": the list, or NULL; and which part of its row (0: all of it). */
const struct city_field *city_list(const struct city *city, str written, int64_t *part);
/* A city of which nothing is known yet. */
void city_begin(struct arena *arena, struct city *city);
/* Adds what one file of the description says (`file` and `text` are kept). Faults "city.*" go
 * to `problems`, false when there was one. */
must_use bool city_add(struct arena *arena, str file, str text, struct city *city,
                       struct problems *problems);

#endif
