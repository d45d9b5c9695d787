/* clock.c -- the only place that asks what time it is; tests put another one in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_TIME
#include "base/clock.h"

static instant real_now(void *with)
{
	(void)with;
	struct timespec now;
	int result = clock_gettime(CLOCK_REALTIME, &now);
	assert(result == 0);
	(void)result;
	return (instant)now.tv_sec * INSTANT_SECOND + now.tv_nsec / 1000;
}

static instant fixed_now(void *with)
{
	return *(const instant *)with;
}

struct clock clock_real(void)
{
	return (struct clock){ .now = real_now };
}

struct clock clock_fixed(instant *at)
{
	return (struct clock){ .now = fixed_now, .with = at };
}

instant clock_now(const struct clock *clock)
{
	return clock->now(clock->with);
}

double clock_monotonic(void)
{
	struct timespec now;
	int result = clock_gettime(CLOCK_MONOTONIC, &now);
	assert(result == 0);
	(void)result;
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
