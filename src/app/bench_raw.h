/* bench_raw.h -- what the engine wrote, written again by a bare SQLite loop.
 *
 * The trace stands between the engine and its driver and keeps every statement that
 * writes, with its values; the loop runs the same statements over another file with
 * prepared statements, the same transactions and the same durability, and nothing
 * else: no rules, no questions. With `hashing` it also digests what the log digests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_BENCH_RAW_H
#define GUIJU_APP_BENCH_RAW_H
#include "base/base.h"

struct arena;
struct bench_raw;
struct bench_trace;
struct db;
struct err;

/* Puts a trace into `db`, which must outlive the arena's use. */
struct bench_trace *bench_raw_trace(struct arena *arena, struct db *db);
/* Forgets what was kept so far. */
void bench_raw_forget(struct bench_trace *trace);

/* Opens another store's tables. The caller closes it. */
must_use bool bench_raw_open(struct arena *arena, const char *path, bool hashing,
                             struct bench_raw **raw, struct err *err);
/* Writes all that the trace keeps; gives how long it took. */
must_use bool bench_raw_run(struct bench_raw *raw, const struct bench_trace *trace, double *took,
                            struct err *err);
void bench_raw_close(struct bench_raw *raw);

#endif
