/* take.h -- one step: may it, what does it do, what does it order others to do.
 *
 * Deciding is a pure function of the rule in force, the records, the command, the
 * calendar and the time: it fills an outcome and writes nothing. A step is refused
 * as a whole, with the rule's article, or taken as a whole.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_TAKE_H
#define GUIJU_ENGINE_TAKE_H
#include "engine/world.h"

/* Somebody wants a step. Names may be Chinese names or ids; values as written. */
struct command {
	str procedure;
	int64_t serial;        /* 0: begin a record */
	str step;              /* empty: the opening step */
	str person;            /* who; empty for the clock */
	str role;              /* the role they act in, or empty: the first that fits */
	str organ;             /* with `trusted`: the organ for which they act */
	bool trusted;          /* role and organ are taken as given (examples, imports, orders) */
	bool clock;            /* the clock takes it */
	bool as_happened;      /* record what the rule forbids, as a deviation */
	str limit;             /* clock: the limit that ran out */
	instant happened;
	const struct pair *fields;
	size_t field_count;
	const struct pair *papers; /* paper -> hex SHA-256 */
	size_t paper_count;
	str key;
	int64_t cause;         /* -1: none */
};

/* Decides and takes the command in the world. First the limits of the record that ran out
 * before it are recorded (in outcomes of their own). On success `outcome` holds what was
 * done; changes[0] is the step itself. ERR_CONFLICT "step.key" when its key is known. */
must_use bool take_command(struct world *world, const struct command *command,
                           struct outcome *outcome, struct err *err);
/* The same for several steps of one record in their order, all of them or none: when the
 * first one begins the record, the others (serial 0) are steps of it. What runs out between
 * two of them is recorded in between. On failure `*failed` is the index of the command. */
must_use bool take_commands(struct world *world, struct command *commands, size_t count,
                            struct outcome *outcome, size_t *failed, struct err *err);
/* Records what ran out on one record up to and including `until`. `*taken` counts. */
must_use bool take_overdue(struct world *world, str procedure, int64_t serial, instant until,
                           int *taken, struct err *err);
/* The record as the outcome in hand has it, else as the world has it; NULL: none. */
must_use bool take_load(struct world *world, const struct outcome *outcome, str procedure,
                        int64_t serial, const struct record **record, struct err *err);
/* The record of a name "procedure/serial", or of an official number or unique value of
 * `procedure` (ERR_UNKNOWN "record.unknown"). `procedure` may be empty with the first form. */
must_use bool take_find(struct world *world, str procedure, str name, const struct rule **rule,
                        int64_t *serial, struct err *err);
/* Sets ERR_UNKNOWN "procedure.unknown"; returns false. */
bool take_unknown_rule(str name, struct err *err);

#endif
