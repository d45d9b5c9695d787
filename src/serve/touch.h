/* touch.h -- sessions and keys that were used: noted by the writer now and then.
 *
 * A session in use must not end as idle. Its use is due once a minute (auth/session.h) and costs
 * a job of the writer's; while one waits, the same is not asked for again. When all places are
 * taken the use is not noted: the next request brings it again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_TOUCH_H
#define GUIJU_SERVE_TOUCH_H
#include "base/str.h"

struct api;
struct arena;
struct touch;

/* Lives as long as the arena; keeps `api`. */
struct touch *touch_new(struct arena *arena, struct api *api);
/* By the session's token, by the key's public id. From any thread. */
void touch_session(struct touch *touch, str token);
void touch_key(struct touch *touch, str id);
/* The writer has ended. */
void touch_end(struct touch *touch);

#endif
