/* moment.h -- dates and times as people write them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_MOMENT_H
#define GUIJU_DEFINE_MOMENT_H
#include "calendar/day.h"

/* The whole of `s` (half-width) as 2024-5-6, 2024/5/6, 2024.5.6 or 2024年5月6日. */
must_use bool moment_read_day(str s, day *on);
/* The same followed by nothing (the start of the day), or by a time of day as
 * day_read_instant knows it, whose hour may have one digit. */
must_use bool moment_read_instant(str s, instant *at);

#endif
