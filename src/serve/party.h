/* party.h -- a record as the one who brought it may see it, and what they may do now.
 *
 * The holder of a receipt is taken for the party in the role in which the record was begun.
 * They see: the fields that steps of that role have filled in; what is public; what was
 * served to that role, as it was served; the clocks. Never who handled it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_PARTY_H
#define GUIJU_SERVE_PARTY_H
#include "engine/record.h"
#include "format/json_write.h"

struct desk;
struct err;

struct party {
	struct desk *desk;
	const struct record *record;
	const struct role *role; /* of the record's rule; a public one */
	instant now;
};

/* The first public role among those who may take the step, or NULL. */
const struct role *party_role(const struct step *step);
/* May the role take the step? */
bool party_takes(const struct step *step, const struct role *role);
/* May the party see the field's value? */
bool party_sees(const struct party *party, const struct field *field);
/* The record as a map: id, number, state in words, fields, clocks, replies, steps. False when
 * the events cannot be read. */
must_use bool party_write(struct jw *w, const struct party *party, struct err *err);
/* The clocks that run, as a list: what was promised, until when, by which law. */
void party_promises(struct jw *w, const struct party *party);

#endif
