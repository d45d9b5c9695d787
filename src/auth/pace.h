/* pace.h -- how soon the next attempt is heard: delays that double, and never a lock.
 *
 * Attempts are counted by what they share: the device that was here before, the person from
 * this address, the person from anywhere, the address for anyone. A device that signed in
 * before is counted by itself alone, so that nobody else's failures keep its owner out.
 * An attempt is counted before it is tried and taken back when it succeeds, so that a
 * hundred at once get no further than one after the other. An attempt that comes too soon
 * writes nothing: knocking fills no table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_PACE_H
#define GUIJU_AUTH_PACE_H
#include "auth/auth.h"

#define PACE_COUNTERS 3

struct pace {
	int64_t wait; /* seconds until the next attempt, should this one fail */
	int64_t left; /* where this one came too soon: seconds until it would not */
	size_t count;
	struct pace_counter {
		char kind; /* 'd' device; 'b' person and address; 'p' person; 'a' address */
		str subject;
	} counters[PACE_COUNTERS];
};

/* Counts an attempt. ERR_LIMIT "auth.wait" (with the seconds) when it comes too soon; it is
 * not counted then. `device` is empty unless its token was found good. Writes. */
must_use bool pace_take(struct auth *auth, struct pace *pace, str person, str address, str device,
                        struct err *err);
/* The attempt succeeded: it and those before it are forgotten; of the address, only it. */
must_use bool pace_forget(struct auth *auth, const struct pace *pace, struct err *err);
/* Seconds to wait after `fails` failures in a row, for tests and the operator's page. */
int64_t pace_delay(enum auth_profile profile, char kind, int64_t fails);

#endif
