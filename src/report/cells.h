/* cells.h -- the sums of days of an indicator read once, so that twelve months cost one question.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_REPORT_CELLS_H
#define GUIJU_REPORT_CELLS_H
#include "engine/desk.h"

struct arena;

/* A source of figures over the desk that keeps, in the arena, the days of each indicator
 * that was asked for. Sums of all organs come from what is kept; the rest is asked of the
 * desk each time. It does not see what is recorded after it was first asked. */
struct figure_source cells_source(struct arena *arena, struct desk *desk);

#endif
