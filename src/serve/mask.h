/* mask.h -- private values in a form that lets a case be recognised, but nobody be found.
 *
 *     人      张**             the first character
 *     电话    138****5678      the first three and the last four digits
 *     证件号  620200********0017   the first six and the last four
 *     地点    雄关街道**       up to the street, town or community
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_MASK_H
#define GUIJU_SERVE_MASK_H
#include "define/parts.h"

struct arena;

/* The masked form of one value (of several: of each, parted by LF as they were). What is too
 * short to be masked that way, and any other kind of field, gives only asterisks. */
str mask_value(struct arena *arena, const struct field *field, str value);

#endif
