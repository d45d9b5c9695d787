/* dues.h -- periods counted and explained, and the calendars they are counted by.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_DUES_H
#define GUIJU_SERVE_DUES_H
#include "serve/api.h"

extern const struct api_op dues_count_op;           /* POST /due */
extern const struct api_op dues_calendar_op;        /* GET /calendars/{year} */
extern const struct api_op dues_public_calendar_op; /* the same under /public/v1 */

#endif
