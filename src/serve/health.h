/* health.h -- is it alive, is it ready: for those who watch over the server.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_HEALTH_H
#define GUIJU_SERVE_HEALTH_H
#include "serve/api.h"

extern const struct api_op health_alive_op; /* GET /healthz: it answers */
extern const struct api_op health_ready_op; /* GET /readyz: the store can be read */

#endif
