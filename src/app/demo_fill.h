/* demo_fill.h -- who takes a step of the invented year, and what they write.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_DEMO_FILL_H
#define GUIJU_APP_DEMO_FILL_H
#include "app/demo.h"

struct demo_step {
	size_t course;
	int64_t instance;
	size_t line;
	int64_t serial;    /* 0: begins a record */
	str persons[6];    /* who might take it, in the order in which they are asked */
	size_t person_count;
};

/* Fills a command (but for person and time) and the candidates of the step. Memory is the
 * batch's. */
must_use bool demo_fill(struct demo *demo, struct demo_step *step, struct command *command,
                        struct err *err);
/* Enters the offices and posts of the city, as the administrator. */
must_use bool demo_people(struct demo *demo, struct err *err);

#endif
