/* password.h -- is it good enough, and its Argon2id hash as a PHC string.
 *
 * Nothing here asks a store. A password is its UTF-8 bytes, as typed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_PASSWORD_H
#define GUIJU_AUTH_PASSWORD_H
#include "auth/auth.h"

/* Work of one hash: the LIMIT_ARGON_ ones in use, smaller ones in tests. */
struct password_cost {
	uint32_t kib, passes, lanes;
};
struct password_cost password_cost_now(void);

/* May this person have it? ERR_INVALID "password.short", "password.long", "password.utf8",
 * "password.common" (a list, runs, one character), "password.own" (has the person's code or
 * name in it), under AUTH_DJBH3 also "password.classes" (3 of 4 classes of characters). */
must_use bool password_check(str password, str person, str name, enum auth_profile profile,
                             struct err *err);
/* "$argon2id$v=19$m=..,t=..,p=..$salt$hash" with 16 bytes of salt and 32 of hash, in the arena.
 * ERR_STORE "password.memory" when there is no memory for it. */
must_use bool password_hash(struct arena *arena, str password, struct password_cost cost,
                            struct chance *chance, str *phc, struct err *err);
/* Is it the password of this hash? Takes as long as making one, whatever the answer. A text
 * that is no such hash is nobody's. Needs no arena: may run in any thread. */
bool password_fits(str password, const char *phc);
/* Was it made with less work than `cost`, so that it should be made anew? */
bool password_outdated(str phc, struct password_cost cost);
/* A hash under the present cost that fits nothing: what is tried for unknown persons. */
const char *password_nobody(void);

#endif
