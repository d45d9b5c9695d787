/* bench_mix.h -- hotline cases lived through the engine, for measuring.
 *
 * A thousand cases are under way at once and take their steps in turn, so that each
 * step finds its record in the database, as in real work. Half of the cases are
 * answered at once; the others are dispatched, signed, replied to, passed, visited
 * and closed. The clock of the store is the mix's own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_BENCH_MIX_H
#define GUIJU_APP_BENCH_MIX_H
#include "engine/desk.h"

#define BENCH_MIX_CASES 1000 /* under way */

struct bench_case {
	int64_t number;
	int64_t serial;
	size_t line;
};

struct bench_mix {
	struct desk *desk;
	const char *database; /* "postgresql://..."; NULL: in the folder */
	instant now;
	int64_t steps;   /* taken */
	int64_t begun;   /* cases */
	struct bench_case cases[BENCH_MIX_CASES];
	size_t next;     /* of `cases`, in turn */
};

/* Makes a store in `folder` with calendars, all procedures, offices and posts. */
must_use bool bench_mix_create(struct arena *arena, struct bench_mix *mix, const char *folder,
                               struct err *err);
/* Opens it again, to take steps. */
must_use bool bench_mix_open(struct arena *arena, struct bench_mix *mix, const char *folder,
                             struct err *err);
/* Takes the next step; a full batch is committed. */
must_use bool bench_mix_step(struct bench_mix *mix, struct err *err);
/* Takes steps for `seconds` and commits; gives how many and how long. */
must_use bool bench_mix_run(struct bench_mix *mix, double seconds, int64_t *steps, double *took,
                            struct err *err);

#endif
