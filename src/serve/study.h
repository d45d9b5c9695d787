/* study.h -- one thread, with a reading desk of its own, for what takes long to read.
 *
 * The threads that serve must not wait: a yearly report takes the better part of a second. Here
 * such questions stand in a short queue and are answered one after the other; the others go on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_STUDY_H
#define GUIJU_SERVE_STUDY_H
#include "serve/api.h"

struct study;

/* Starts the thread; its desk is opened when it is first needed. NULL and `err` when it cannot.
 * Keeps `api`. */
must_use struct study *study_start(struct api *api, struct err *err);
/* Gives the request to the thread, which calls run(call) with its own desk; `call` there is a
 * copy in which who asks has no posts. Where too many wait the answer is 503 with Retry-After.
 * The last thing that an operation does. */
void study_ask(struct call *call, void (*run)(struct call *call));
/* Answers what waits, and ends the thread. May be called once, after http_stop. */
void study_stop(struct study *study);

#endif
