/* bench_server.c -- the engine on PostgreSQL and on SQLite, measured in turn.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/bench_server.h"

#include "app/bench_mix.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

#include <unistd.h>

#define STEPS_A_SECOND 5120 /* asked for; a multiple of the batch */

static bool open_store(struct arena *arena, const char *folder, const char *name,
                       const char *database, struct bench_mix *mix, struct err *err)
{
	str path = arena_printf(arena, "%s/%s", folder, name);
	struct arena *life = arena_new(LIMIT_ARENA_LIFE);
	bool made;

	mix->database = database;
	made = bench_mix_create(life, mix, path.at, err);
	arena_end(life);
	return made && bench_mix_open(arena, mix, path.at, err);
}

/* Steps a second, the commits included. */
static bool run_part(struct bench_mix *mix, int64_t steps, double *pace, struct err *err)
{
	double began = clock_monotonic();

	for (int64_t i = 0; i < steps; i++)
		if (!bench_mix_step(mix, err))
			return false;
	if (!desk_commit(mix->desk, err))
		return false;
	*pace = (double)steps / (clock_monotonic() - began);
	return true;
}

static bool run_rounds(struct bench_mix *lite, struct bench_mix *server,
                       const struct bench_pace *pace, struct bench_lines *lines, struct err *err)
{
	size_t count = (size_t)(pace->rounds < BENCH_ROUNDS_MAX ? pace->rounds : BENCH_ROUNDS_MAX);
	double a[BENCH_ROUNDS_MAX], b[BENCH_ROUNDS_MAX], ratio[BENCH_ROUNDS_MAX];
	struct bench_line *line;

	for (size_t i = 0; i < count; i++) {
		if (!run_part(lite, pace->seconds * STEPS_A_SECOND, &a[i], err) ||
		    !run_part(server, pace->seconds * STEPS_A_SECOND, &b[i], err))
			return false;
		ratio[i] = b[i] / a[i];
		if (isatty(2) == 1)
			fprintf(stderr, "SQLite %.0f 步/秒，PostgreSQL %.0f，比 %.3f\n", a[i], b[i],
			        ratio[i]);
	}
	bench_pace_line(lines, "引擎在 SQLite 上", "engine on SQLite", "步/秒",
	                bench_pace_median(a, count), 0);
	bench_pace_line(lines, "引擎在 PostgreSQL 上", "engine on PostgreSQL", "步/秒",
	                bench_pace_median(b, count), 0);
	line = bench_pace_line(lines, "PostgreSQL / SQLite（各轮中位数，目标不低于 0.5）",
	                       "PostgreSQL / SQLite, median of rounds, aim 0.5", "",
	                       bench_pace_median(ratio, count), 3);
	line->aim = ">= 0.5";
	line->good = bench_pace_median(ratio, count) >= 0.5;
	return true;
}

static bool same_root(const struct bench_mix *lite, const struct bench_mix *server,
                      struct err *err)
{
	digest a = ledger_root(desk_ledger(lite->desk), DIGEST_SHA256);
	digest b = ledger_root(desk_ledger(server->desk), DIGEST_SHA256);

	return memcmp(&a, &b, sizeof a) == 0 ||
	       err_set(err, ERR_TAMPERED, "bench.root", "两个数据库上的总账不同");
}

bool bench_server_measure(struct arena *arena, const struct bench_pace *pace, const char *folder,
                          const char *database, struct bench_lines *lines, struct err *err)
{
	struct bench_mix *lite = arena_make(arena, struct bench_mix, 1);
	struct bench_mix *server = arena_make(arena, struct bench_mix, 1);
	struct arena *life = arena_new(LIMIT_ARENA_LIFE);
	bool good = open_store(life, folder, "lite", NULL, lite, err) &&
	            open_store(life, folder, "server", database, server, err) &&
	            run_rounds(lite, server, pace, lines, err) && same_root(lite, server, err) &&
	            desk_seal(lite->desk, err) && desk_seal(server->desk, err);

	arena_end(life);
	return good;
}
