/* clocks.h -- the limits of a record: where they stand, and day by day how they are counted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_CLOCKS_H
#define GUIJU_SERVE_CLOCKS_H
#include "serve/api.h"
#include "serve/rights.h"

/* One limit that has begun on the record: state, lamp, due, law. */
void clocks_write(struct jw *w, const struct rights *rights, const struct record *record,
                  const struct limit *limit);

extern const struct api_op clocks_op; /* GET /records/{procedure}/{serial}/clocks */

#endif
