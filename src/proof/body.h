/* body.h -- the canonical body of one event, read for checking.
 *
 * Reads what a stranger needs to compare a body with its log entry and to name
 * the event; knows nothing of rules. Members that a body leaves out are empty,
 * -1 or INSTANT_NONE. docs/formats/event.md is the contract.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_PROOF_BODY_H
#define GUIJU_PROOF_BODY_H
#include "base/base.h"
#include "proof/leaf.h"

struct arena;
struct err;
struct json;

struct body {
	enum leaf_kind kind;
	instant recorded;
	instant happened;  /* INSTANT_NONE when left out */
	str procedure;
	int64_t record;    /* serial within the procedure, from 1; -1 when left out */
	int64_t cause;     /* index of the event that ordered this one, -1 when left out */
	str number;
	str step;
	str stage;
	str rule;          /* base64url digest of the rule in force */
	str calendar;      /* base64url digest of the loaded calendars */
	str role, organ, person; /* of the actor */
	str stead;   /* in whose stead, or empty */
	const struct json *all;
};

/* Reads `text`; everything borrows from `arena` and `text`. ERR_INVALID "body.…"
 * when it is not the canonical form (RFC 8785) of an event of version 1. */
must_use bool body_read(struct arena *arena, str text, struct body *body, struct err *err);
/* The log entry that this body must have; `procedure` borrows. */
struct leaf body_leaf(const struct body *body, const digest *salt, str text);
/* The commitment of private field `field` in the body; false when there is none. */
must_use bool body_private(const struct body *body, str field, digest *commitment);

#endif
