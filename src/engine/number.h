/* number.h -- official numbers: patterns such as 嘉政复〔{年}〕{号}号.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_NUMBER_H
#define GUIJU_ENGINE_NUMBER_H
#include "calendar/day.h"

struct arena;

/* The pattern with its dates filled in for that day and {号} left standing: the name of
 * the series in which numbers run without gap. */
str number_series(struct arena *arena, str pattern, day on);
/* The series with its running number put in: "{号:5}" pads with zeros. */
str number_write(struct arena *arena, str series, int64_t number);

#endif
