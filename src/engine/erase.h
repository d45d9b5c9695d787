/* erase.h -- private values of a record erased by law; the log stays whole.
 *
 * The body of an event holds only commitments of private fields, so that their
 * values can go. What stays is that they were there, who erased them, when and why.
 * No figure, limit or number may rest on a private field (define/check_hidden.c),
 * so that erasing changes none.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_ERASE_H
#define GUIJU_ENGINE_ERASE_H
#include "base/base.h"

struct desk;
struct err;

struct erase {
	str procedure;
	int64_t serial;
	str basis;  /* the article that demands it; must not be empty */
	str reason; /* why, in words; may be empty */
	str person; /* who; must be 安全管理员 or 系统管理员 today */
};

/* Erases all private values of a record: an event of kind LEAF_MEND tells it, the values
 * and their keys are overwritten, the record's fields have no value from here on. A
 * transaction of its own. ERR_UNKNOWN "record.unknown", "ledger.erased" (nothing to
 * erase), ERR_DENIED "erase.person", ERR_INVALID "erase.basis", ERR_REFUSED "hold.held"
 * (hold.h). `*events` counts the events whose values went. */
must_use bool erase_record(struct desk *desk, const struct erase *erase, int64_t *events,
                           struct err *err);

#endif
