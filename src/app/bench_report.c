/* bench_report.c -- how long the year's report takes.
 *
 * The store of the pace has a day's work. Its sums are spread over the year by hand,
 * and its records and marks are then copied four times under other serials: the
 * figures read sums of days, so the report must take as long as before.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/bench_report.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "report/annual.h"
#include "report/cells.h"
#include "store/db.h"

#define TIMES 5

static const char spread[] =
	"INSERT INTO cell (procedure, indicator, day, organ, key, n, v)"
	" WITH RECURSIVE days (away) AS (SELECT 10 UNION ALL SELECT away + 1 FROM days"
	" WHERE away < 300)"
	" SELECT procedure, indicator, day + away, organ, key, n, v FROM days,"
	" (SELECT procedure, indicator, min(day) AS day, organ, key, sum(n) AS n, sum(v) AS v"
	" FROM cell WHERE procedure = 'hotline' GROUP BY procedure, indicator, organ, key)";

static const char fivefold[] =
	"INSERT INTO record SELECT procedure, serial + away * 10000000,"
	" number || '-' || away, rule, stage, opened, changed, ended, organ, events, state"
	" FROM record, (SELECT 1 AS away UNION SELECT 2 UNION SELECT 3 UNION SELECT 4)"
	" WHERE procedure = 'hotline';"
	"INSERT INTO mark SELECT procedure, indicator, day, organ, key, n, v,"
	" serial + away * 10000000, seq"
	" FROM mark, (SELECT 1 AS away UNION SELECT 2 UNION SELECT 3 UNION SELECT 4)"
	" WHERE procedure = 'hotline';"
	"UPDATE cell SET n = n * 5, v = v * 5 WHERE procedure = 'hotline';";

static bool change(const char *store, const char *sql, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct desk *desk;
	bool good = desk_open(arena, store, true, clock_real(), &desk, err) &&
	            db_begin(desk_db(desk), err) && db_script(desk_db(desk), sql, err) &&
	            db_commit(desk_db(desk), err);

	arena_end(arena);
	return good;
}

static bool is_of_hotline(const struct template_sentence *sentence)
{
	for (size_t i = 0; i < sentence->count; i++) {
		const struct template_piece *piece = &sentence->pieces[i];

		if (piece->system != NULL &&
		    (piece->at_start || !str_eq(piece->system->procedure, STR("hotline"))))
			return false;
	}
	return true;
}

/* The invented store has hotline cases only: other sentences are left out. */
static void keep_hotline(const struct template *template)
{
	for (size_t i = 0; i < template->block_count; i++) {
		struct template_block *block = &template->blocks[i];
		size_t kept = 0;

		for (size_t k = 0; k < block->count; k++)
			if (is_of_hotline(&block->sentences[k]))
				block->sentences[kept++] = block->sentences[k];
		block->count = kept;
	}
}

static bool build(struct desk *desk, const struct template *template, size_t *figures,
                  struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct annual_of of = {
		.template = template,
		.library = desk_world(desk)->library,
		.source = cells_source(arena, desk),
		.city = STR("测速市"),
		.origin = STR("guiju/620200"),
		.root = STR(""),
	};
	struct problems problems;
	struct annual *annual;

	problems_init(&problems, arena, STR("annual/2024.report"));
	bool good = annual_build(arena, &of, &annual, &problems, err);

	*figures = good ? annual->figure_count : 0;
	arena_end(arena);
	return good;
}

/* The shortest of five, in milliseconds. */
static bool measure(const char *store, bool whole, double *took, size_t *figures, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	str path = arena_printf(arena, "%.*s/annual/2024.report", PSTR(file_home(arena))), text;
	const struct template *template = NULL;
	struct problems problems;
	struct desk *desk;
	bool good = file_read(arena, path.at, LIMIT_RULE_BYTES, &text, err) &&
	            desk_open(arena, store, false, clock_real(), &desk, err);

	problems_init(&problems, arena, path);
	if (good) {
		template = template_read(arena, path, text, &problems);
		good = template != NULL || problems_err(&problems, err);
		if (good && !whole)
			keep_hotline(template);
	}
	*took = 1e9;
	for (int i = 0; good && i < TIMES; i++) {
		double began = clock_monotonic(), now;

		good = build(desk, template, figures, err);
		now = (clock_monotonic() - began) * 1000;
		*took = now < *took ? now : *took;
	}
	arena_end(arena);
	return good;
}

static void tell(struct bench_lines *lines, const char *chinese, const char *english, double took,
                 size_t figures)
{
	struct bench_line *line;

	line = bench_pace_line(lines,
	                       arena_printf(lines->arena, "%s，%zu 个数", chinese, figures).at,
	                       arena_printf(lines->arena, "%s, %zu figures", english, figures).at,
	                       "毫秒", took, 1);
	line->aim = "< 50";
	line->good = took < 50;
}

bool bench_report_measure(struct arena *arena, const char *folder, struct bench_lines *lines,
                          struct err *err)
{
	const char *store = arena_printf(arena, "%s/engine", folder).at;
	double one, five;
	size_t figures;

	if (!change(store, spread, err) || !measure(store, false, &one, &figures, err) ||
	    !change(store, fivefold, err) || !measure(store, false, &five, &figures, err))
		return false;
	tell(lines, "编年度报告的热线部分", "the report's hotline part", one, figures);
	tell(lines, "  记录五倍时", "  with five times the records", five, figures);
	return true;
}

bool bench_report_of(const char *store, struct bench_lines *lines, struct err *err)
{
	double took;
	size_t figures;

	if (!measure(store, true, &took, &figures, err))
		return false;
	tell(lines, "编给定的库的年度报告", "the report of the given store", took, figures);
	return true;
}
