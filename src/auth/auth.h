/* auth.h -- the door of a store: its key, its profile, its time; what all of this floor need.
 *
 * The tables of the door (schema/0002-accounts.sql) are kept beside the ledger: they say how
 * a person proves who they are. What a person may do is in the registers (engine/people.h).
 * Functions that change something open a transaction of their own, unless the caller has one
 * open, which then carries the change: what is said of "writes" needs the writer's connection.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_AUTH_H
#define GUIJU_AUTH_AUTH_H
#include "calendar/day.h"
#include "crypto/secret.h"

struct arena;
struct db;
struct err;
struct people;

/* What the store asks of passwords and logins. */
enum auth_profile {
	AUTH_PLAIN, /* length and common passwords; a second factor where one has it */
	AUTH_DJBH3, /* GB/T 22239-2019 level 3: classes, 90 days, history, second factor */
};

/* Made for each request (its arena), from what lives longer. */
struct auth {
	struct arena *arena;         /* of the request; all that is given lies in it */
	struct db *db;               /* borrows */
	const struct people *people; /* borrows; who holds which post, as of now */
	struct chance chance;        /* of the system, also in a store with a seed */
	instant now;
	digest key; /* of the store: keys/auth.secret */
	enum auth_profile profile;
	str issuer; /* name of the store, for authenticator apps */
};

/* Fills all but `people` and `issuer` (both may be set afterwards). Makes the key in `folder` when
 * there is none yet and `may_make`; ERR_STORE "auth.key" when it is gone and accounts are
 * there, or when it is not there to be read. */
must_use bool auth_open(struct auth *auth, struct arena *arena, struct db *db, const char *folder,
                        bool may_make, instant now, struct err *err);

/* A setting of the door, or the empty slice. Settings are written by put (writes). */
must_use bool auth_setting(struct auth *auth, const char *name, str *value, struct err *err);
must_use bool auth_put(struct auth *auth, const char *name, str value, struct err *err);

/* A transaction around a change; `*mine` tells auth_end whether to end it. auth_end commits
 * when `good`, rolls back otherwise, and gives whether the change stands. */
must_use bool auth_begin(struct auth *auth, bool *mine, struct err *err);
must_use bool auth_end(struct auth *auth, bool mine, bool good, struct err *err);

/* HMAC-SHA-256 of the parts under the store's key; `use` keeps the uses apart. Each part
 * is taken with its length. */
digest auth_mac(const struct auth *auth, const char *use, const str *parts, size_t count);
/* `bytes` (1..32) random bytes in base64url, or (`auth_code`) in base32 by fours: ABCD-EFGH. */
str auth_token(struct auth *auth, size_t bytes);
str auth_code(struct auth *auth, size_t bytes);
/* The day of `now`. */
day auth_today(const struct auth *auth);

#endif
