/* bench_report.h -- how long the year's report takes, for one store and for one with five
 * times its records.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_BENCH_REPORT_H
#define GUIJU_APP_BENCH_REPORT_H
#include "app/bench_pace.h"

/* Changes the tables of the store folder/engine, which no longer verifies afterwards. */
must_use bool bench_report_measure(struct arena *arena, const char *folder,
                                   struct bench_lines *lines, struct err *err);

/* The whole report of a store that has the year 2024, such as the demonstration's. Reads. */
must_use bool bench_report_of(const char *store, struct bench_lines *lines, struct err *err);

#endif
