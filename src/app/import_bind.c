/* import_bind.c -- a mapping and the heading of a file; a row's cells as the mapping sees them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_map.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/near.h"

struct bind {
	struct import_map *map;
	bool *used;
	struct problems *problems;
};

/* The length of white space at `i`: ASCII, no-break space, the full-width space; or 0. */
static size_t blank_at(str name, size_t i)
{
	if (memchr(" \t\r\n", name.at[i], 4))
		return 1;
	if (str_starts(str_sub(name, i, name.n), STR("\xc2\xa0")))
		return 2;
	return str_starts(str_sub(name, i, name.n), STR("\xe3\x80\x80")) ? 3 : 0;
}

/* Spaces at the ends go, runs of white space become one blank. */
static str tidy_name(struct arena *arena, str name)
{
	struct buf buf;
	bool gap = false;

	name = str_trim(name);
	buf_init(&buf, arena, name.n + 1);
	for (size_t i = 0; i < name.n; i++) {
		size_t blank = blank_at(name, i);

		if (blank > 0) {
			gap = true;
			i += blank - 1;
			continue;
		}
		if (gap && buf.n > 0)
			buf_byte(&buf, ' ');
		gap = false;
		buf_byte(&buf, name.at[i]);
	}
	return buf_str(&buf);
}

static void bind_column(struct bind *b, int line, str column, size_t *index)
{
	const struct import_map *map = b->map;
	size_t found = 0;
	str near;

	for (size_t i = map->column_count; i-- > 0;)
		if (str_eq(map->columns[i], column)) {
			*index = i;
			found++;
		}
	if (found == 1) {
		b->used[*index] = true;
		return;
	}
	if (found > 1) {
		err_fix(problems_add(b->problems, line, "map.column_twice",
		                     "表头里有 %zu 列都叫“%.*s”，不知道用哪一列", found,
		                     PSTR(column)),
		        "把表头里同名的列改成不同的名称");
		return;
	}
	near = near_find(column, map->columns, map->column_count);
	struct err *err = problems_add(b->problems, line, "map.column_missing",
	                               "文件里没有“%.*s”这一列", PSTR(column));
	if (near.n > 0)
		err_fix(err, "是不是“%.*s”？", PSTR(near));
	else if (map->column_count == 1)
		err_fix(err,
		        "表头只有一列“%.*s”：多半是分隔符不同，在文件头写“分隔  分号”之类；"
		        "表头要在文件的第一行",
		        PSTR(str_sub(map->columns[0], 0, 60)));
	else
		err_fix(err, "列名要与文件的表头一致；表头要在文件的第一行，第一列现在是“%.*s”",
		        PSTR(str_sub(map->columns[0], 0, 60)));
}

static void bind_source(struct bind *b, struct import_source *source)
{
	if (source->line > 0 && source->column.n > 0)
		bind_column(b, source->line, source->column, &source->index);
}

static void bind_gives(struct bind *b, struct import_give *gives, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bind_source(b, &gives[i].source);
}

static void bind_conds(struct bind *b, struct import_cond *conds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bind_column(b, conds[i].line, conds[i].column, &conds[i].index);
}

bool import_map_bind(struct arena *arena, struct import_map *map, const str *heading, size_t count,
                     struct problems *problems)
{
	struct bind b = { map, arena_make(arena, bool, count + 1), problems };
	str *columns = arena_make(arena, str, count);

	for (size_t i = 0; i < count; i++)
		columns[i] = tidy_name(arena, heading[i]);
	map->columns = columns;
	map->column_count = count;
	bind_source(&b, &map->key);
	bind_gives(&b, map->gives, map->give_count);
	bind_conds(&b, map->skips, map->skip_count);
	for (size_t i = 0; i < map->step_count; i++) {
		struct import_step *step = &map->steps[i];

		bind_source(&b, &step->name);
		bind_source(&b, &step->at);
		bind_source(&b, &step->role);
		bind_source(&b, &step->person);
		bind_source(&b, &step->organ);
		bind_gives(&b, step->gives, step->give_count);
		bind_conds(&b, step->conds, step->cond_count);
	}
	map->unused_count = 0;
	for (size_t i = 0; i < count; i++)
		map->unused_count += !b.used[i];
	return problems->count == 0;
}

/* ---- cells ---- */

static bool among(struct import_words words, str cell)
{
	for (size_t i = 0; i < words.count; i++)
		if (str_eq(words.at[i], cell))
			return true;
	return false;
}

str import_map_cell(const struct import_map *map, const struct import_source *source,
                    const str *cells)
{
	str cell;

	if (source->line == 0 || source->column.n == 0)
		return source->constant;
	cell = str_trim(cells[source->index]);
	if (among(map->nulls, cell) || among(source->nulls, cell))
		cell.n = 0;
	return cell;
}

str import_map_translate(const struct import_source *source, str cell, bool known, bool *plain)
{
	*plain = false;
	if (cell.n == 0)
		return source->has_missing ? source->missing : cell;
	for (size_t i = 0; i < source->pair_count; i++)
		if (str_eq(source->pairs[i].from, cell))
			return source->pairs[i].to;
	if (!known && source->has_otherwise)
		return source->otherwise;
	*plain = true;
	return cell;
}

bool import_map_cond(const str *words, size_t count, struct import_cond *cond)
{
	static const struct {
		const char *word;
		enum import_test test;
	} tests[] = { { "为", IMPORT_IS },
		      { "不为", IMPORT_IS_NOT },
		      { "含", IMPORT_INCLUDES },
		      { "为空", IMPORT_EMPTY },
		      { "有值", IMPORT_GIVEN } };

	for (size_t i = 0; i < countof(tests) && count >= 2; i++) {
		bool needs = tests[i].test < IMPORT_EMPTY;

		if (!str_eq(words[1], str_of(tests[i].word)) || (count > 2) != needs)
			continue;
		*cond = (struct import_cond){ .column = words[0],
			                      .test = tests[i].test,
			                      .values = { words + 2, count - 2 } };
		return true;
	}
	return false;
}

bool import_map_holds(const struct import_map *map, const struct import_cond *cond,
                      const str *cells)
{
	str cell = str_trim(cells[cond->index]);
	bool is = among(cond->values, cell);

	switch (cond->test) {
	case IMPORT_IS: return is;
	case IMPORT_IS_NOT: return !is;
	case IMPORT_EMPTY: return cell.n == 0 || among(map->nulls, cell);
	case IMPORT_GIVEN: return cell.n > 0 && !among(map->nulls, cell);
	case IMPORT_INCLUDES:
		for (size_t i = 0; i < cond->values.count; i++)
			if (str_find(cell, cond->values.at[i]) >= 0)
				return true;
		return false;
	}
	return false;
}
