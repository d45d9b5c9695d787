/* steps.h -- steps taken by the API: a record begun, a record carried on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_STEPS_H
#define GUIJU_SERVE_STEPS_H
#include "serve/api.h"

extern const struct api_op steps_open_op; /* POST /records/{procedure} */
extern const struct api_op steps_take_op; /* POST /records/{procedure}/{serial}/steps */

#endif
