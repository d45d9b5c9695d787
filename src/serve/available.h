/* available.h -- which steps the caller may take on a record now, and why not the others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_AVAILABLE_H
#define GUIJU_SERVE_AVAILABLE_H
#include "serve/api.h"

extern const struct api_op available_op; /* GET /records/{procedure}/{serial}/available-steps */

#endif
