/* bench_parts.h -- import, report, verification, periods and proofs, each measured alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_BENCH_PARTS_H
#define GUIJU_APP_BENCH_PARTS_H
#include "app/bench_pace.h"

/* Over the store folder/engine that bench_pace_measure left. `rows`: how many rows to
 * import, "100000,500000"; "0" for none. */
must_use bool bench_parts_measure(struct arena *arena, const char *folder, str rows,
                                  struct bench_lines *lines, struct err *err);

#endif
