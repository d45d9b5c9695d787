/* metrics_store.h -- numbers about the records of the store, counted now and then.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_METRICS_STORE_H
#define GUIJU_SERVE_METRICS_STORE_H
#include "calendar/day.h"

struct arena;
struct buf;
struct desk;
struct metrics_store;

/* Nothing counted yet; in the arena, until metrics_store_end. */
struct metrics_store *metrics_store_new(struct arena *arena);
void metrics_store_end(struct metrics_store *store);
/* Writes records by procedure and stage, limits that run by how near they are, messages that
 * wait to go out. Counts anew when the numbers are older than a minute. From any thread. */
void metrics_store_write(struct metrics_store *store, struct buf *buf, struct desk *desk,
                         instant now);

#endif
