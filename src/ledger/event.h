/* event.h -- one happening: the struct that the engine folds, and its canonical body.
 *
 * The body (docs/formats/event.md) is what the log commits to. Private fields stand
 * in it as commitments only; their values travel beside it and may be erased.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_EVENT_H
#define GUIJU_LEDGER_EVENT_H
#include "base/base.h"
#include "crypto/digest.h"
#include "proof/leaf.h"

struct arena;
struct buf;
struct err;

/* id -> value. In `fields` and `hidden` the value is the field's kept form. */
struct pair {
	str id;
	str value;
};

struct event {
	enum leaf_kind kind;
	str procedure;       /* id; "store" for the log's own */
	int64_t serial;      /* 0 when the event is of no record */
	str number;          /* the official number given by this event, or empty */
	str step;            /* id, or empty */
	str limit;           /* id of the limit whose running out this is, or empty */
	str stage;           /* id of the stage after it, or empty */
	instant happened, recorded;
	str person, role, organ; /* the actor; role "clock" for the clock */
	str stead;           /* the person in whose stead they act, or empty */
	str rule, calendar;  /* base64url digests in force */
	int64_t cause;       /* seq of the event that ordered this one; -1: none */
	str key;             /* idempotency key, or empty */
	struct pair *fields; /* sorted by id */
	size_t field_count;
	struct pair *hidden; /* sorted by id; value at NULL: erased */
	size_t hidden_count;
	struct pair *papers; /* id -> hex SHA-256, sorted by id */
	size_t paper_count;
	str *deviations;     /* stable codes, sorted */
	size_t deviation_count;
};

/* Writes the canonical body. `commitments` has one per hidden field, in their order. */
void event_write(struct buf *buf, const struct event *event, const digest *commitments);
/* Reads a body back; hidden fields get NULL values and their commitments are given
 * in `*commitments`. ERR_TAMPERED "event.body" when it is not a canonical body. */
must_use bool event_read(struct arena *arena, str body, struct event *event, digest **commitments,
                         struct err *err);
/* What an entry and its row repeat of a body. */
struct event_head {
	enum leaf_kind kind;
	str procedure; /* borrows from the body */
	int64_t serial;
	instant recorded;
};
/* Reads no more than that, without allocation and in a tenth of the time. It judges
 * nothing else: only for a body that its commitment vouches for. False when the body is not
 * easily read; ask event_read then. */
must_use bool event_read_head(str body, struct event_head *head);
/* The values of hidden fields as one canonical JSON map, and back into `event`. */
void event_write_hidden(struct buf *buf, const struct event *event);
must_use bool event_read_hidden(struct arena *arena, str body, struct event *event,
                                struct err *err);

#endif
