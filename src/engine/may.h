/* may.h -- which steps somebody may take now, and why not the others; nothing is taken.
 *
 * What is told here is what can be told before anything is filled in. So "yes" means that the
 * step can be begun; the values given may still be refused (take.h).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_MAY_H
#define GUIJU_ENGINE_MAY_H
#include "base/err.h"
#include "engine/world.h"

struct may {
	const struct step *step;
	bool may;
	const struct role *role; /* in which they would act; NULL: not known, or none */
	str organ;               /* for which; empty where what is filled in decides it */
	str stead;               /* in whose stead, or empty */
	struct err why;          /* of a step that may not be taken: code, text, article, remedy */
};

/* Judges one step on the record (NULL: one that begins a record of the rule) for a person at an
 * instant. Pure; allocates in the world's arena. */
struct may may_step(struct world *world, const struct rule *rule, const struct record *record,
                    const struct step *step, str person, instant at);
/* Must the field or paper (by its place in the step) be given, and is it not there yet? */
bool may_lacks_field(const struct step *step, size_t i, const struct record *record);

#endif
