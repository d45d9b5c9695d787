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

static bool build(struct desk *desk, const struct template *template, size_t *figures,
                  struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct annual_of of = {
		.template = template, .library = desk_world(desk)->library,
		.source = cells_source(arena, desk), .city = STR("测速市"),
		.origin = STR("guiju/620200"), .root = STR(""),
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
static bool measure(const char *store, double *took, size_t *figures, struct err *err)
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

bool bench_report_measure(struct arena *arena, const char *folder, struct bench_lines *lines,
                          struct err *err)
{
	const char *store = arena_printf(arena, "%s/engine", folder).at;
	struct bench_line *line;
	double one, five;
	size_t figures = 0;

	if (!change(store, spread, err) || !measure(store, &one, &figures, err) ||
	    !change(store, fivefold, err) || !measure(store, &five, &figures, err))
		return false;
	bench_pace_line(lines, "年度报告里的数", "figures in the year's report", "个",
	                (double)figures, 0);
	line = bench_pace_line(lines, "编年度报告（目标 50 毫秒内）", "the year's report, aim 50 ms",
	                       "毫秒", one, 1);
	line->aim = "< 50";
	line->good = one < 50;
	line = bench_pace_line(lines, "编年度报告，记录五倍（目标 50 毫秒内）",
	                       "the year's report, five times the records", "毫秒", five, 1);
	line->aim = "< 50";
	line->good = five < 50;
	return true;
}
