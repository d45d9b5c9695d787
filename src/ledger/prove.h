/* prove.h -- the events of one record gathered into a proof that stands by itself.
 *
 * A proof is made against the last signed head, so that the reader needs no more
 * than the log's key. Events behind that head cannot be proved yet: sign first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_PROVE_H
#define GUIJU_LEDGER_PROVE_H
#include "proof/bundle.h"

struct arena;
struct err;
struct ledger;

struct prove_ask {
	str procedure;  /* id */
	int64_t serial; /* of the record */
	bool private;   /* lay the private fields open that are not erased */
};

/* How many events of the record lie behind the last signed head. */
must_use bool prove_unsigned(struct ledger *ledger, const struct prove_ask *ask, int64_t *count,
                             struct err *err);
/* The bundle of all signed events of the record; for a national log with the twin's paths.
 * Lives in the arena and borrows from the ledger. ERR_UNKNOWN "prove.unsigned" when the
 * record has none, ERR_LIMIT "prove.long" over BUNDLE_EVENTS_MAX, ERR_TAMPERED when the
 * bundle that was made does not hold. */
must_use bool prove_record(struct arena *arena, struct ledger *ledger,
                           const struct prove_ask *ask, struct bundle *bundle, struct err *err);

#endif
