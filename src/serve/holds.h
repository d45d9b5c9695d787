/* holds.h -- legal holds placed, lifted and listed by the security administrator.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_HOLDS_H
#define GUIJU_SERVE_HOLDS_H
#include "serve/api.h"

extern const struct api_op holds_list_op;  /* GET /api/v1/holds */
extern const struct api_op holds_place_op; /* POST /api/v1/holds */
extern const struct api_op holds_lift_op;  /* POST /api/v1/holds/{hold}/lift */

#endif
