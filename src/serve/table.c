/* table.c -- all addresses of the server: one table, for serving and for the contract.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/table.h"

#include "serve/health.h"
#include "serve/records.h"
#include "serve/steps.h"

#define STEP_BODY ((size_t)1 << 20)

static const struct route routes[] = {
	{ HTTP_GET, "/healthz", api_handle, 0, 0, &health_alive_op },
	{ HTTP_GET, "/readyz", api_handle, 0, 0, &health_ready_op },
	{ HTTP_GET, "/api/v1/records/{procedure}", api_handle, 0, 0, &records_list_op },
	{ HTTP_POST, "/api/v1/records/{procedure}", api_handle, 0, STEP_BODY, &steps_open_op },
	{ HTTP_GET, "/api/v1/records/{procedure}/{serial}", api_handle, 0, 0, &records_show_op },
	{ HTTP_POST, "/api/v1/records/{procedure}/{serial}/steps", api_handle, 0, STEP_BODY,
	  &steps_take_op },
};

const struct route *table_routes(size_t *count)
{
	*count = countof(routes);
	return routes;
}
