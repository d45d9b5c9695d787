/* openapi.h -- the contract: OpenAPI 3.1 printed from the address table and the rules in force.
 *
 * Every route of serve/table.c appears by itself. Addresses of records appear once for any
 * procedure, and once more for each procedure in force, with its fields and steps typed.
 * What is new in the table needs, in openapi_schemas.c, its schemas and parameters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_OPENAPI_H
#define GUIJU_SERVE_OPENAPI_H
#include "define/library.h"
#include "serve/api.h"

/* What a contract is made of; all is borrowed. */
struct openapi_of {
	const struct route *routes;
	size_t route_count;
	const struct library *library;
	day on;                  /* whose rules */
	str city;
};

#define OPENAPI_BYTES ((size_t)16 << 20)

/* Writes it; of the same table and rules always the same bytes. Needs a builder of
 * OPENAPI_BYTES. */
void openapi_write(struct buf *out, const struct openapi_of *of);

extern const struct api_op openapi_op; /* GET /api/v1/openapi.json */

#endif
