/* bench_pace.h -- the engine and the bare loop, measured in turn; and the lines of the answer.
 *
 * What a forced write costs differs from minute to minute on shared machines, so
 * engine and loop take turns, and the ratio is the median of the rounds' ratios.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_BENCH_PACE_H
#define GUIJU_APP_BENCH_PACE_H
#include "base/base.h"

struct arena;
struct err;

#define BENCH_LINES_MAX 32
#define BENCH_ROUNDS_MAX 100

struct bench_line {
	const char *chinese, *english, *unit;
	str value;
	const char *aim; /* NULL: none */
	bool good;       /* the aim is reached */
};

struct bench_lines {
	struct arena *arena;
	struct bench_line at[BENCH_LINES_MAX];
	size_t count;
};

/* One more line; its value printed with `digits` behind the point. */
struct bench_line *bench_pace_line(struct bench_lines *lines, const char *chinese,
                                   const char *english, const char *unit, double value,
                                   int digits);

/* Of 1 to BENCH_ROUNDS_MAX values. */
double bench_pace_median(const double *values, size_t count);

struct bench_pace {
	int64_t rounds, seconds;
};

/* Leaves a store folder/engine behind, which the other measurements read. */
must_use bool bench_pace_measure(struct arena *arena, const struct bench_pace *pace,
                                 const char *folder, struct bench_lines *lines, struct err *err);

#endif
