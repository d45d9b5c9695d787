/* bench_server.h -- the engine on PostgreSQL and on SQLite, measured in turn.
 *
 * Both stores have the same seed and take the same steps, so their logs must have the
 * same root in the end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_BENCH_SERVER_H
#define GUIJU_APP_BENCH_SERVER_H
#include "app/bench_pace.h"

/* Makes folder/lite and folder/server; the rows of the latter stay in the database, which
 * must not have the jurisdiction before. ERR_TAMPERED "bench.root" for unequal roots. */
must_use bool bench_server_measure(struct arena *arena, const struct bench_pace *pace,
                                   const char *folder, const char *database,
                                   struct bench_lines *lines, struct err *err);

#endif
