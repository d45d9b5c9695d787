/* receipt.h -- what a citizen holds in hand: a code of 80 random bits, kept only as a digest.
 *
 *     7G3K-9QWE-RT2M-X0ZA-P
 *
 * Sixteen characters of five bits (0-9, A-Z without I, L, O, U) and one that checks them: any
 * one mistyped character and any two that changed places are noticed. Read in both cases;
 * spaces and hyphens are passed over, O is 0, I and L are 1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_RECEIPT_H
#define GUIJU_SERVE_RECEIPT_H
#include "base/base.h"

struct arena;
struct db;
struct err;

struct receipt {
	str procedure;
	int64_t serial;
	str role;   /* id: in which the holder began the record */
	int64_t seq;
	instant at;
	str source; /* public id of an API key, or empty */
};

/* A new code, as people read it. */
str receipt_code(struct arena *arena);
/* The code without hyphens; false when it is none: length, characters, check. */
must_use bool receipt_read(struct arena *arena, str written, str *code);
/* Keeps the receipt of a code, inside the transaction in hand. */
must_use bool receipt_keep(struct db *db, struct arena *arena, str code,
                           const struct receipt *receipt, struct err *err);
/* The receipt of a code as receipt_read gives it; *found tells. Copies into the arena. */
must_use bool receipt_find(struct db *db, struct arena *arena, str code,
                           struct receipt *receipt, bool *found, struct err *err);

#endif
