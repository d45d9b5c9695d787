/* doctor.h -- a machine and a store looked over: what is wrong or soon will be, and what to do.
 *
 * Looks, and changes nothing. It does not prove that the contents are right: that is
 * inspect_store (guiju verify), which reads everything; this takes a moment.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_KEEP_DOCTOR_H
#define GUIJU_KEEP_DOCTOR_H
#include "base/clock.h"

struct arena;

enum doctor_level {
	DOCTOR_GOOD, /* looked at, in order */
	DOCTOR_NOTE, /* worth knowing */
	DOCTOR_WARN, /* will become a fault */
	DOCTOR_BAD,  /* is one */
};

struct doctor_finding {
	enum doctor_level level;
	const char *code; /* "disk.space": stable, see docs/operator */
	str what, why, fix; /* Chinese; why and fix empty when GOOD */
};

#define DOCTOR_FINDINGS 64

struct doctor_ask {
	const char *store;  /* NULL: the machine alone */
	const char *cert;   /* PEM file served with; NULL: none */
	const char *backup; /* the newest backup; NULL: not looked at */
	struct clock clock;
};

struct doctor {
	struct arena *arena;
	const struct doctor_ask *ask;
	instant now;
	struct doctor_finding findings[DOCTOR_FINDINGS];
	size_t count;
	size_t of_level[DOCTOR_BAD + 1];
};

/* Looks everything over; never fails, what it cannot look at is a finding. */
void doctor_look(struct doctor *doctor, struct arena *arena, const struct doctor_ask *ask);
/* Its name in the program: "good" "note" "warning" "error"; and in Chinese. */
const char *doctor_level_code(enum doctor_level level);
const char *doctor_level_name(enum doctor_level level);

/* For the files of the doctor: adds a finding; `why` and `fix` are literals or in the arena. */
void doctor_say(struct doctor *doctor, enum doctor_level level, const char *code, str what,
                const char *why, const char *fix);
/* doctor_machine.c: files of the program, clock, limits, certificate, backup. */
void doctor_machine(struct doctor *doctor);
/* doctor_store.c: folder and disk; then what the tables say. */
void doctor_store(struct doctor *doctor);
/* doctor_tables.c: schema, log, clock, calendars, papers, accounts. */
void doctor_tables(struct doctor *doctor);

#endif
