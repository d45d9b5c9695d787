/* scratch.h -- a world in memory, for worked examples and trials: nothing is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_SCRATCH_H
#define GUIJU_ENGINE_SCRATCH_H
#include "engine/figure.h"
#include "engine/world.h"

struct scratch;

/* An empty world under these rules and calendars. `world->now` is the owner's to move. */
struct scratch *scratch_new(struct arena *arena, const struct library *library,
                            const struct workdays *workdays);
struct world *scratch_world(struct scratch *scratch);
/* Records what ran out on every record up to and including `until`, in order of time. */
must_use bool scratch_tick(struct scratch *scratch, instant until, struct err *err);
/* Has the procedure any record? */
bool scratch_has(const struct scratch *scratch, str procedure);
/* The newest event of a record, or NULL. */
const struct event *scratch_last(const struct scratch *scratch, str procedure, int64_t serial);
/* All marks left so far, for figures. */
struct figure_source scratch_figures(struct scratch *scratch);

#endif
