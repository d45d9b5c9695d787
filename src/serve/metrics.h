/* metrics.h -- what the server measures of itself, for those who watch over it.
 *
 * GET /metrics in the text format of Prometheus: for programs on this machine, and for keys
 * with the scope admin:metrics. Numbers about records are counted at most once a minute.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_METRICS_H
#define GUIJU_SERVE_METRICS_H
#include "serve/api.h"

struct metrics;

/* For the routes of `api` (table and route_count; keeps `api`), until metrics_end. */
struct metrics *metrics_new(struct arena *arena, const struct api *api);
void metrics_end(struct metrics *metrics);
/* Counts a request that is over; from any thread. */
void metrics_count(struct metrics *metrics, const struct http_done *done);

extern const struct api_op metrics_op; /* GET /metrics */

#endif
