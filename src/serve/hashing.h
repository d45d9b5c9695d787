/* hashing.h -- a few threads of their own for what takes long and asks no store: passwords.
 *
 * Neither the threads that serve nor the one that writes waits for a hash. Whoever wants one
 * takes a place first, before anything is counted or written; so the queue never runs over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_HASHING_H
#define GUIJU_SERVE_HASHING_H
#include "base/base.h"

struct err;
struct hashing;

/* Work for the threads; lies in the memory of who asks until `run` is called. */
struct slow {
	void (*run)(struct slow *slow);
	struct slow *next; /* the threads' own */
};

/* Starts LIMIT_HASHING_THREADS. NULL and `err` when it cannot. */
must_use struct hashing *hashing_start(struct err *err);
/* Takes one of LIMIT_HASHING_PLACES; false: there is none. Gives it back. From any thread. */
must_use bool hashing_enter(struct hashing *hashing);
void hashing_leave(struct hashing *hashing);
/* Gives work to the threads, by who has a place. False: they are stopping, nothing was kept. */
must_use bool hashing_submit(struct hashing *hashing, struct slow *slow);
/* Does what is queued and ends the threads. */
void hashing_stop(struct hashing *hashing);
/* Gives the memory back; nobody may use it any more. */
void hashing_end(struct hashing *hashing);

#endif
