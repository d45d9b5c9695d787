/* test_clock.c -- the machine's clock is sane, the fixed one stands still.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/clock.h"

TEST(fixed)
{
	instant at = 5;
	struct clock clock = clock_fixed(&at);
	CHECK_INT(clock_now(&clock), 5);
	at = -7 * INSTANT_DAY;
	CHECK_INT(clock_now(&clock), -7 * INSTANT_DAY);
}

TEST(real_is_after_2024)
{
	struct clock clock = clock_real();
	CHECK(clock_now(&clock) > (instant)1704067200 * INSTANT_SECOND);
	CHECK(clock_now(&clock) < (instant)10000000000 * INSTANT_SECOND);
}

TEST(monotonic_never_goes_back)
{
	double before = clock_monotonic();
	for (int i = 0; i < 1000; i++) {
		double now = clock_monotonic();
		CHECK(now >= before);
		before = now;
	}
}
