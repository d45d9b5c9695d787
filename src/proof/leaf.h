/* leaf.h -- the exact bytes of one happening in the log, and its commitments.
 *
 * The log is public and holds no contents. An entry is
 *
 *   0x01 ‖ kind(1) ‖ u64be recorded-at (µs) ‖ u8 n ‖ procedure id (n bytes ASCII) ‖ commitment(32)
 *   commitment = SHA-256("guiju event 1" ‖ 0x00 ‖ salt(32) ‖ canonical body)
 *
 * so that anyone can count what kinds of events a procedure had in a period, and
 * nobody can guess what they said. A private field stands in the body only as
 *
 *   SHA-256("guiju field 1" ‖ 0x00 ‖ lp(salt_f) ‖ lp(field id) ‖ lp(value)), lp(x) = u32be(len) ‖ x
 *   salt_f = HMAC-SHA-256(private key of the event, field id)
 *
 * so that erasing the value and the key leaves the log whole. docs/formats/event.md
 * is the contract for these bytes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_PROOF_LEAF_H
#define GUIJU_PROOF_LEAF_H
#include "base/base.h"
#include "crypto/digest.h"

struct buf;

enum leaf_kind {
	LEAF_OPEN = 1,   /* a record begins */
	LEAF_STEP = 2,   /* a step that leaves the record open */
	LEAF_END = 3,    /* a step into a final stage */
	LEAF_CLOCK = 4,  /* made by the clock: deemed steps, limits that ran out */
	LEAF_ONCE = 5,   /* a light record: begun and ended at once */
	LEAF_ADOPT = 6,  /* a rule or calendar put in force */
	LEAF_STORE = 7,  /* the log itself: begun, key changed */
	LEAF_MEND = 8,   /* correction, lawful erasure */
};

struct leaf {
	enum leaf_kind kind;
	instant recorded;
	str procedure; /* ASCII id, 1..40 bytes; "store" for LEAF_STORE */
	digest commitment;
};

#define LEAF_BYTES_MAX 83

/* The commitment of a canonical body, and that of one private field (see above). */
digest leaf_commit(const digest *salt, str body);
digest leaf_commit_field(const digest *key, str field, str value);
/* The two halves of it: what is handed out to disclose one field is its salt, never
 * the event's private key, which would open the other fields too. */
digest leaf_field_salt(const digest *key, str field);
digest leaf_commit_salted(const digest *salt, str field, str value);
/* Writes the entry; gives its length. */
size_t leaf_write(const struct leaf *leaf, unsigned char out[LEAF_BYTES_MAX]);
/* Strict: version, kind, lengths, nothing behind. `procedure` borrows. */
must_use bool leaf_read(str entry, struct leaf *leaf);
/* May this stand as the procedure of an entry: 1..40 bytes, 0x21..0x7e? */
bool leaf_good_procedure(str id);
/* The name of a kind in a body ("open", "step", ...), and back. */
str leaf_kind_name(enum leaf_kind kind);
must_use bool leaf_kind_of(str name, enum leaf_kind *kind);

#endif
