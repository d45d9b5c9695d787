/* login.h -- signing in, in three parts, so that the slow one holds nobody up.
 *
 *     login_begin   counts the attempt, finds what to compare with      (writes)
 *     login_prove   Argon2id: tens of milliseconds, no database          (any thread)
 *     login_finish  second factor, session, device, log                 (writes)
 *
 * An unknown person takes the same way and the same time as one with a wrong password, and hears
 * the same words. login_now does all three.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_LOGIN_H
#define GUIJU_AUTH_LOGIN_H
#include "auth/pace.h"
#include "auth/who.h"

struct login_asked {
	str person, password;
	str code;   /* of the second factor, or a recovery code; may be empty */
	str device; /* the device's token, or empty */
	str address, agent;
};

struct login {
	struct login_asked asked; /* borrows until login_finish */
	const char *phc;          /* of nobody, when there is no such account */
	str device;               /* id, when the token was good */
	struct pace pace;
	bool known, factor, proven;
	struct arena *arena;      /* of the request */
	str fresh;                /* the hash made anew, when the old one was cheap */
};

struct login_grant {
	str token;  /* for the cookie __Host-… */
	str device; /* token of the device, to be kept for a year */
	struct auth_who who;
	int64_t wait; /* of login_raise, where it came too soon: so many seconds */
};

/* ERR_LIMIT "auth.wait" when it comes too soon; login->pace.left is then how many seconds. */
must_use bool login_begin(struct auth *auth, const struct login_asked *asked, struct login *login,
                          struct err *err);
/* Uses the request's arena when the hash is to be made anew. */
void login_prove(struct login *login);
/* ERR_DENIED "auth.refused" (person or password), "auth.factor" (the password is right, a code
 * is asked for), "totp.code". Each is noted in the log. */
must_use bool login_finish(struct auth *auth, struct login *login, struct login_grant *grant,
                           struct err *err);
must_use bool login_now(struct auth *auth, const struct login_asked *asked,
                        struct login_grant *grant, struct err *err);
/* Shows the second factor later, in a running session: a new token for it, the old one dead.
 * Paced and logged like a login. */
must_use bool login_raise(struct auth *auth, str token, str code, struct login_grant *grant,
                          struct err *err);

#endif
