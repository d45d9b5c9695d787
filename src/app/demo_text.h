/* demo_text.h -- what is written into a field of the invented year.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_DEMO_TEXT_H
#define GUIJU_APP_DEMO_TEXT_H
#include "app/demo_fill.h"

/* A number that depends on the seed and these four alone. */
uint64_t demo_chance(const struct demo *demo, size_t course, int64_t instance, size_t line,
                     unsigned use);
/* The value of a field in this step; `use` tells the fields of a line apart. Memory is
 * the batch's. */
str demo_value(struct demo *demo, const struct demo_step *step, const struct city_field *field,
               unsigned use);

#endif
