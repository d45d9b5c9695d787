/* bundle.h -- a proof that fits in one file: what happened to one record.
 *
 * The file (guiju-proof-1, docs/formats/proof.md) carries events of one record in
 * the clear, the salts that open their commitments, the paths to one checkpoint
 * and the signed checkpoint. It proves that these events are in the log and what
 * they say; it does not prove that the record has no others. Whoever reads it
 * must know the log's key from elsewhere.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_PROOF_BUNDLE_H
#define GUIJU_PROOF_BUNDLE_H
#include "base/base.h"
#include "crypto/digest.h"
#include "proof/body.h"
#include "proof/merkle.h"
#include "proof/note.h"

struct arena;
struct err;

#define BUNDLE_EVENTS_MAX 10000
#define BUNDLE_BYTES_MAX ((size_t)64 << 20)

/* One private field laid open. */
struct bundle_private {
	str field;
	digest salt; /* leaf_field_salt */
	str value;   /* UTF-8, may have several lines */
};

struct bundle_event {
	uint64_t index; /* in the log, from 0 */
	digest salt;
	str body;       /* canonical JSON, one line */
	struct bundle_private *privates; /* ascending by field */
	size_t private_count;
	struct merkle_path path;     /* inclusion in the SHA-256 log */
	struct merkle_path path_sm3; /* inclusion in the twin; none without key_sm3 */
};

struct bundle {
	str origin;
	str key;     /* verifier key line */
	str key_sm3; /* of the national twin, or empty */
	str procedure;
	int64_t record;
	str number;  /* official number, or empty */
	struct bundle_event *events; /* ascending by index */
	size_t count;
	str checkpoint;     /* signed note */
	str checkpoint_sm3; /* signed note of the twin, or empty */
};

/* What a bundle that was found good says. */
struct bundle_facts {
	struct note_key key;
	struct checkpoint checkpoint;
	bool national;
	struct note_key key_sm3;
	struct checkpoint checkpoint_sm3;
	struct body *bodies; /* bodies[i] of events[i] */
};

/* The bytes of the file, in the arena. ERR_LIMIT when it is over BUNDLE_BYTES_MAX. */
must_use bool bundle_write(struct arena *arena, const struct bundle *bundle, str *file,
                           struct err *err);
/* The one bundle of which bundle_write makes these bytes; borrows from `file`.
 * ERR_INVALID "bundle.format" with the line. */
must_use bool bundle_read(struct arena *arena, str file, struct bundle *bundle, struct err *err);
/* Everything verifies: signatures, paths, commitments, disclosed fields, and the
 * record and number that the file says it is about. Pure. ERR_TAMPERED or
 * ERR_INVALID names what does not. */
must_use bool bundle_check(struct arena *arena, const struct bundle *bundle,
                           struct bundle_facts *facts, struct err *err);

#endif
