/* histogram.h -- how long things took, counted into fixed steps; from any thread.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_HISTOGRAM_H
#define GUIJU_SERVE_HISTOGRAM_H
#include "base/base.h"
#include <stdatomic.h>

struct buf;

#define HISTOGRAM_STEPS 13

struct histogram {
	_Atomic int64_t at_most[HISTOGRAM_STEPS + 1]; /* the last one: longer than all steps */
	_Atomic int64_t micros; /* together */
};

/* Counts one. */
void histogram_add(struct histogram *histogram, int64_t micros);
/* How many were counted. */
int64_t histogram_count(const struct histogram *histogram);
/* Writes it in the text format of Prometheus, in seconds: NAME_bucket{LABELS,le="..."},
 * NAME_sum, NAME_count. `labels` may be empty. */
void histogram_write(struct buf *buf, const char *name, const char *labels,
                     const struct histogram *histogram);
/* Writes microseconds as seconds: "0.0125". */
void histogram_seconds(struct buf *buf, int64_t micros);

#endif
