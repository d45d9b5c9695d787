/* table.h -- all addresses of the server: one table, for serving and for the contract.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_TABLE_H
#define GUIJU_SERVE_TABLE_H
#include "serve/api.h"

/* Every route; `more` of each is its struct api_op. */
const struct route *table_routes(size_t *count);

#endif
