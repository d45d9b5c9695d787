/* time.h -- instants and days as the API writes them: RFC 3339 with +08:00.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_TIME_H
#define GUIJU_SERVE_TIME_H
#include "calendar/day.h"

struct arena;

/* "2026-06-09T10:02:03+08:00"; INSTANT_NONE gives the empty slice. In the arena. */
str time_text(struct arena *arena, instant at);
/* The end of a day, which is the last moment in time: "2026-06-09T24:00:00+08:00". */
str time_day_end(struct arena *arena, day on);

#endif
