/* secret.h -- chance: random bytes, or a repeatable stream for demonstrations and tests.
 *
 * A seeded stream is block i = HMAC-SHA-256(seed, "guiju chance" ‖ u64be(i)); it is for
 * stores whose data are invented, so that two machines grow the same ledger.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CRYPTO_SECRET_H
#define GUIJU_CRYPTO_SECRET_H
#include "base/base.h"
#include "crypto/digest.h"

struct chance {
	bool seeded;
	digest seed;
	uint64_t block;
	unsigned char pool[4096]; /* random bytes drawn in advance */
	size_t left;
};

/* Chance of the operating system. */
void chance_real(struct chance *chance);
/* The repeatable stream of `seed`, from block `block` on. */
void chance_seeded(struct chance *chance, digest seed, uint64_t block);
/* 32 bytes. Ends the process when the system has no random bytes to give. */
digest chance_take(struct chance *chance);
/* Same time whatever differs. */
bool secret_eq(str a, str b);

#endif
