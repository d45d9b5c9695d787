/* printed.h -- the yearly report from its source text, and what it prints.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_PRINTED_H
#define GUIJU_SERVE_PRINTED_H
#include "serve/api.h"

extern const struct api_op printed_report_op; /* GET /report?year=&format= */
extern const struct api_op printed_public_op; /* the same under /public/v1 */

/* Does the report of that year print this figure? False also where there is no source text. */
bool printed_has(struct call *call, int year, str procedure, str indicator);

#endif
