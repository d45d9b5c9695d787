/* import_map.h -- a mapping: which columns of a CSV become which fields and steps of a rule.
 *
 * Written in the layout of rules (docs/clerk/import.md is the whole language), read
 * against the rule it names, and bound to a file by the names of its columns. Faults
 * are gathered with line and remedy. Read-only afterwards; lives as long as the arena.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_IMPORT_MAP_H
#define GUIJU_APP_IMPORT_MAP_H
#include "app/import_time.h"
#include "define/library.h"
#include "format/text_in.h"

struct import_words {
	const str *at;
	size_t count;
};

/* Where a value comes from: a column (列) or a constant (为), and how it is read. */
struct import_source {
	int line;                 /* of the mapping; 0: not given */
	str column;               /* empty: a constant */
	size_t index;             /* of the column, after import_map_bind */
	str constant;
	struct import_pair {      /* 译: as in the file -> as the rule says it */
		str from, to;
	} *pairs;
	size_t pair_count;
	struct import_words skips; /* 略: rows with this value are left out */
	struct import_words nulls; /* 空: words for "no value", besides the mapping's own */
	const struct import_format *formats; /* 式, or the mapping's own */
	size_t format_count;
	bool has_otherwise, has_missing;
	str otherwise, missing;   /* 其他, 缺 */
};

struct import_give { /* a field and where its value comes from */
	const struct field *field;
	struct import_source source;
	struct import_words only; /* 于: ids of steps; none: all that fill it */
};

enum import_test { IMPORT_IS, IMPORT_IS_NOT, IMPORT_INCLUDES, IMPORT_EMPTY, IMPORT_GIVEN };
struct import_cond {
	int line;
	str column;
	size_t index;
	enum import_test test;
	struct import_words values;
};

struct import_step {
	int line;
	const struct step *step;  /* NULL: `name` tells, row by row (一行 一步) */
	struct import_source name, at, role, person, organ;
	struct import_give *gives;
	size_t give_count;
	struct import_cond *conds; /* 若: all must hold, else the row has not this step */
	size_t cond_count;
};

struct import_map {
	str file;                 /* for messages */
	str name, id;
	const struct rule *rule;  /* the newest version; borrows */
	bool events;              /* 一行 一步; else 一行 一件 */
	enum text_in_encoding encoding;
	char delimiter;
	struct import_words nulls;
	int zone;
	const struct import_format *formats;
	size_t format_count;
	struct import_source key; /* 案件: the column */
	const struct field *key_field; /* its 唯一 field; NULL: records without a name */
	struct import_step *steps;
	size_t step_count;
	struct import_give *gives; /* 字段 */
	size_t give_count;
	struct import_cond *skips; /* 略过: a row for which any holds is left out */
	size_t skip_count;
	/* after import_map_bind */
	const str *columns;       /* the heading, copied */
	size_t column_count;
	size_t unused_count;      /* columns that the mapping does not name */
};

/* Reads a mapping. NULL when anything is wrong, with all faults in `problems`. `text` is
 * kept. */
struct import_map *import_map_read(struct arena *arena, str text, const struct library *library,
                                   struct problems *problems);
/* Is what was read a whole mapping (its first lines were there: `headed`)? Used by
 * import_map_read alone. */
void import_map_check(struct arena *arena, struct import_map *map, bool headed,
                      struct problems *problems);
/* Finds the columns by name in the heading (copied); faults: a column that is not there,
 * a name that the mapping uses and that stands twice. */
must_use bool import_map_bind(struct arena *arena, struct import_map *map, const str *heading,
                              size_t count, struct problems *problems);
/* The row's own value of a source: the cell without white space at its ends, or empty where
 * it is one of the words for "no value"; not yet translated. */
str import_map_cell(const struct import_map *map, const struct import_source *source,
                    const str *cells);
/* What a cell means: 译, then (with `known` true) the cell itself, then 其他, else the cell
 * itself with *plain = true. */
str import_map_translate(const struct import_source *source, str cell, bool known, bool *plain);
/* Reads a condition: column, test, values. False when it is not one. */
must_use bool import_map_cond(const str *words, size_t count, struct import_cond *cond);
/* Does a condition hold for a row? */
bool import_map_holds(const struct import_map *map, const struct import_cond *cond,
                      const str *cells);

#endif
