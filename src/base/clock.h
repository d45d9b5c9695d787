/* clock.h -- the only place that asks what time it is; tests put another one in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_CLOCK_H
#define GUIJU_BASE_CLOCK_H
#include "base/base.h"

struct clock {
	instant (*now)(void *with);
	void *with;
};

/* The machine's clock. */
struct clock clock_real(void);
/* A clock that always tells `*at`; the owner moves it. */
struct clock clock_fixed(instant *at);
instant clock_now(const struct clock *clock);
/* Seconds of a clock that never goes back, for measuring only. */
double clock_monotonic(void);

#endif
