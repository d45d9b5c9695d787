/* demo.h -- an invented year lived through the engine: the same steps, checks and ledger
 * as a person's, driven by a description and a seed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_DEMO_H
#define GUIJU_APP_DEMO_H
#include "app/city.h"
#include "engine/desk.h"

struct demo {
	struct arena *arena;
	const struct city *city;
	struct desk *desk;
	instant *now;         /* the store's clock, which the demonstration moves */
	uint64_t seed;
	int64_t steps;        /* taken so far */
	struct table opened;  /* records that other records opened; see demo_follow.h */
	/* Told after each durable commit; may be NULL. */
	void (*durable)(void *with, const struct demo *demo, instant at);
	void *with;
};

/* Enters offices and posts, then lives all courses in order of time, with the clock at
 * every midnight, to the end of the year. A step that is refused ends it, naming the
 * line of the description. */
must_use bool demo_run(struct demo *demo, struct err *err);

#endif
