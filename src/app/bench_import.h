/* bench_import.h -- how fast event rows are imported, and in how much memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_BENCH_IMPORT_H
#define GUIJU_APP_BENCH_IMPORT_H
#include "app/bench_pace.h"

/* Makes `rows` rows of an invented event log in `folder`, imports them by a process of this
 * program, and tells durable events a second and the peak of its memory. */
must_use bool bench_import_measure(struct arena *arena, const char *folder, int64_t rows,
                                   struct bench_lines *lines, struct err *err);

#endif
