/* decide.h -- may this step be taken, and what does its event say.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_DECIDE_H
#define GUIJU_ENGINE_DECIDE_H
#include "engine/take.h"

/* What is being decided: the step in hand, and the outcome so far. */
struct decide {
	struct world *world;
	const struct command *command;
	struct outcome *outcome;
	const struct rule *rule;
	const struct step *step;
	const struct record *before; /* NULL: the step begins the record */
	struct record *trial;        /* the record as the step's fields would make it */
	struct event event;
	const struct stage *stage;   /* the stage after the step */
};

/* Fills d->event from d->command or refuses. With as_happened, what the rule forbids
 * becomes a deviation of the event; values that cannot be read are refused always. */
must_use bool decide_step(struct decide *d, struct err *err);
/* Notes a breach: refuses (false, err filled), or with as_happened remembers the code. */
must_use bool decide_breach(struct decide *d, struct err *err, const char *code, str basis,
                            const char *format, ...) printf_like(5, 6);

/* Can the ledger hold something that happened then? ERR_INVALID "step.future", "step.time". */
must_use bool decide_when(const struct world *world, instant happened, struct err *err);
/* Puts a value that is of no field among the private ones of the event. */
void decide_hide(struct decide *d, str id, str value);

/* Puts a value as written into the event and the trial: read, resolved, checked. */
must_use bool decide_put(struct decide *d, const struct field *field, str written,
                         struct err *err);

/* The parts, in their order (decide_fields.c, decide_taken.c, decide_rights.c). */
must_use bool decide_given(struct decide *d, struct err *err);  /* what was filled in */
must_use bool decide_taken(struct decide *d, struct err *err);  /* 取 */
must_use bool decide_fixed(struct decide *d, struct err *err);  /* 定, and nothing is missing */
must_use bool decide_actor(struct decide *d, struct err *err);
must_use bool decide_papers(struct decide *d, struct err *err);
must_use bool decide_numbers(struct decide *d, struct err *err);

#endif
