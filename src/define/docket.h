/* docket.h -- the worked examples in a rule: dated lines, and what must come of them.
 *
 * Read-only; all lives as long as the arena that the rule was read into.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_DOCKET_H
#define GUIJU_DEFINE_DOCKET_H
#include "define/count.h"

struct arena;
struct library;
struct problems;
struct rule;

enum example_kind {
	EXAMPLE_STEP,    /* a dated line that takes a step */
	EXAMPLE_TODAY,   /* 今日: the clock runs to this instant */
	EXAMPLE_STAGE,   /* 应为 */
	EXAMPLE_BY,      /* 应由 */
	EXAMPLE_DUE,     /* 应期 */
	EXAMPLE_COUNT,   /* 应计 */
	EXAMPLE_VALUE,   /* 应值 */
	EXAMPLE_REFUSED, /* 应拒: the line before must be refused */
	EXAMPLE_LAMP,    /* 应灯 */
};
struct example_line {
	enum example_kind kind;
	instant at;
	str actor;               /* as written: [organ] role [person] */
	const struct role *role; /* NULL: the clock */
	str organ, person;       /* may be empty */
	const struct step *step;
	const struct field **fields;
	str *values;             /* as written */
	size_t field_count;
	bool as_happened;           /* 补录: recorded although the rule forbids it */
	const struct paper **lacks; /* 缺: papers not handed in */
	size_t lack_count;
	const struct stage *stage;
	const struct limit *limit;
	const struct indicator *indicator;
	const struct field *field;
	int year;
	str expected;            /* date, number as printed, value, basis, 红/黄/绿 */
	int line;
	/* As written: of a line about another rule, or about a record by its name, nothing
	 * but these, until docket_resolve. */
	str procedure;           /* 规程.步骤: the other rule, or empty */
	str record;              /* "norm_doc/1", or empty: the case in hand */
	str part;                /* step, stage, limit or field */
	str *names;              /* of the values */
	str *lack_names;
};
struct example {
	str title;
	struct example_line *lines;
	size_t line_count;
	int line;
};

/* Is the line about another rule, or about a record by its name? */
bool docket_is_apart(const struct example_line *line);
/* Is it the name of a record, "norm_doc/1"? */
bool docket_is_record(str word);
/* The rule that a line is about: `rule` itself, or the newest version of the one it names;
 * NULL when the library does not have it. */
const struct rule *docket_rule(const struct library *library, const struct rule *rule,
                               const struct example_line *line);
/* Gives the words of a line their meaning in the rule it is about: role, step, stage,
 * limit, fields, papers. False with faults in `problems`. */
bool docket_resolve(struct arena *arena, const struct rule *rule, struct example_line *line,
                    struct problems *problems);
/* Judges the lines of a rule's examples that are about other rules. */
void docket_check(const struct library *library, const struct rule *rule,
                  struct problems *problems);

#endif
