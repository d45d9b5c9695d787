/* bench_pace.c -- the engine and the bare loop, measured in turn.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/bench_pace.h"

#include "app/bench_mix.h"
#include "app/bench_raw.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"

#include <stdlib.h>
#include <unistd.h>

struct round {
	double engine, raw, hashed; /* steps a second */
};

struct bench_line *bench_pace_line(struct bench_lines *lines, const char *chinese,
                                   const char *english, const char *unit, double value, int digits)
{
	struct bench_line *line = &lines->at[lines->count++];

	assert(lines->count <= BENCH_LINES_MAX);
	*line = (struct bench_line){ .chinese = chinese, .english = english, .unit = unit };
	line->value = arena_printf(lines->arena, "%.*f", digits, value);
	return line;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

double bench_pace_median(const double *values, size_t count)
{
	double sorted[BENCH_ROUNDS_MAX];

	assert(count > 0 && count <= BENCH_ROUNDS_MAX);
	memcpy(sorted, values, count * sizeof(*values));
	qsort(sorted, count, sizeof(*sorted), compare);
	return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

static bool copy_file(const char *from, const char *to, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	str bytes;
	bool good = file_read(arena, from, LIMIT_ARENA_COMMAND, &bytes, err) &&
	            file_write(to, bytes, 0600, err);

	arena_end(arena);
	return good;
}

/* The store is made and closed, and its tables copied for both loops. */
static bool make_stores(const char *folder, struct bench_mix *mix, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	str store = arena_printf(arena, "%s/engine", folder);
	str tables = arena_printf(arena, "%s/engine/guiju.db", folder);
	bool good = bench_mix_create(arena, mix, store.at, err);

	mix->desk = NULL;
	arena_end(arena);
	arena = arena_new(LIMIT_ARENA_COMMAND);
	tables = arena_printf(arena, "%s/engine/guiju.db", folder);
	good = good && copy_file(tables.at, arena_printf(arena, "%s/raw.db", folder).at, err) &&
	       copy_file(tables.at, arena_printf(arena, "%s/hashed.db", folder).at, err);
	arena_end(arena);
	return good;
}

static bool run_round(struct bench_mix *mix, struct bench_trace *trace, struct bench_raw *raw[2],
                      double seconds, struct round *round, struct err *err)
{
	int64_t steps;
	double took, bare, hashed;

	bench_raw_forget(trace);
	if (!bench_mix_run(mix, seconds, &steps, &took, err) ||
	    !bench_raw_run(raw[0], trace, &bare, err) ||
	    !bench_raw_run(raw[1], trace, &hashed, err))
		return false;
	*round = (struct round){ (double)steps / took, (double)steps / bare,
		                 (double)steps / hashed };
	if (isatty(2) == 1)
		fprintf(stderr, "引擎 %.0f 步/秒，裸循环 %.0f，加散列 %.0f，比 %.3f\n",
		        round->engine, round->raw, round->hashed, round->engine / round->raw);
	return true;
}

static void tell(struct bench_lines *lines, const struct round *rounds, size_t count)
{
	double engine[BENCH_ROUNDS_MAX], raw[BENCH_ROUNDS_MAX], hashed[BENCH_ROUNDS_MAX];
	double ratio[BENCH_ROUNDS_MAX], hashed_ratio[BENCH_ROUNDS_MAX];
	struct bench_line *line;

	for (size_t i = 0; i < count; i++) {
		engine[i] = rounds[i].engine;
		raw[i] = rounds[i].raw;
		hashed[i] = rounds[i].hashed;
		ratio[i] = rounds[i].engine / rounds[i].raw;
		hashed_ratio[i] = rounds[i].engine / rounds[i].hashed;
	}
	bench_pace_line(lines, "裸 SQLite 写同样的行", "bare SQLite, same rows", "步/秒",
	                bench_pace_median(raw, count), 0);
	bench_pace_line(lines, "裸 SQLite 加散列", "bare SQLite with hashing", "步/秒",
	                bench_pace_median(hashed, count), 0);
	bench_pace_line(lines, "引擎", "engine", "步/秒", bench_pace_median(engine, count), 0);
	line = bench_pace_line(lines, "引擎 / 裸 SQLite（各轮中位数，目标不低于 0.5）",
	                       "engine / bare, median of rounds, aim 0.5", "",
	                       bench_pace_median(ratio, count), 3);
	line->aim = ">= 0.5";
	line->good = bench_pace_median(ratio, count) >= 0.5;
	bench_pace_line(lines, "引擎 / 加散列的裸 SQLite", "engine / hashing bare, median", "",
	                bench_pace_median(hashed_ratio, count), 3);
}

bool bench_pace_measure(struct arena *arena, const struct bench_pace *pace, const char *folder,
                        struct bench_lines *lines, struct err *err)
{
	struct bench_mix *mix = arena_make(arena, struct bench_mix, 1);
	size_t count = (size_t)(pace->rounds < BENCH_ROUNDS_MAX ? pace->rounds : BENCH_ROUNDS_MAX);
	struct arena *life = arena_new(LIMIT_ARENA_LIFE);
	struct round rounds[BENCH_ROUNDS_MAX];
	struct bench_raw *raw[2] = { NULL, NULL };
	struct bench_trace *trace;
	bool good = make_stores(folder, mix, err) &&
	            bench_mix_open(life, mix, arena_printf(life, "%s/engine", folder).at, err);

	good = good &&
	       bench_raw_open(life, arena_printf(life, "%s/raw.db", folder).at, false, &raw[0],
	                      err) &&
	       bench_raw_open(life, arena_printf(life, "%s/hashed.db", folder).at, true, &raw[1],
	                      err);
	if (good) {
		trace = bench_raw_trace(life, desk_db(mix->desk));
		for (size_t i = 0; good && i < count; i++)
			good = run_round(mix, trace, raw, (double)pace->seconds, &rounds[i], err);
		bench_raw_forget(trace);
	}
	if (raw[0] != NULL)
		bench_raw_close(raw[0]);
	if (raw[1] != NULL)
		bench_raw_close(raw[1]);
	if (good)
		tell(lines, rounds, count);
	good = good && desk_seal(mix->desk, err);
	arena_end(life);
	return good;
}
