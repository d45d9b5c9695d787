/* renew.h -- a password proven or set, in three parts, so that the slow one holds nobody up.
 *
 *     renew_begin   counts the attempt, finds what to compare with        (writes)
 *     renew_prove   Argon2id: of the present one, of former ones, of the new one (any thread)
 *     renew_finish  what is proven is done, what is not is noted          (writes)
 *
 * account.h has all three in one, for the command line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_RENEW_H
#define GUIJU_AUTH_RENEW_H
#include "auth/account.h"
#include "auth/pace.h"
#include "base/err.h"

#define RENEW_HISTORY 5 /* passwords that do not come back (AUTH_DJBH3) */

enum renew_way {
	RENEW_BY_CODE,     /* a password is set with an enrolment code */
	RENEW_BY_PASSWORD, /* another one is set with the present one */
	RENEW_PROVE,       /* the present one is shown again, nothing is set */
};

struct renew_asked {
	enum renew_way way;
	str person;
	str proof;    /* the code, or the present password */
	str password; /* the new one */
	str address;  /* from where; empty at the command line */
	str session;  /* public id of the one in which it is asked: it stays */
};

struct renew {
	struct renew_asked asked; /* borrows until renew_finish */
	struct account account;   /* as it was at the beginning */
	str name;                 /* of the person */
	enum auth_profile profile;
	struct pace pace;
	const char *past[RENEW_HISTORY];
	size_t past_count;
	bool proven;
	str phc;                  /* of the new password */
	struct err why;           /* what is wrong with the new password */
};

/* ERR_DENIED "account.code", ERR_UNKNOWN "account.unknown"; ERR_LIMIT "auth.wait", and
 * renew->pace.left is then how many seconds. A refusal is to be committed. */
must_use bool renew_begin(struct auth *auth, const struct renew_asked *asked, struct renew *renew,
                          struct err *err);
/* Takes some hashes' time, and memory of the arena. */
void renew_prove(struct renew *renew, struct arena *arena);
/* ERR_DENIED "auth.refused", "account.code"; what password_check says; ERR_INVALID
 * "password.again"; ERR_CONFLICT "account.changed" when somebody was faster. A refusal is to
 * be committed. */
must_use bool renew_finish(struct auth *auth, struct renew *renew, struct err *err);

#endif
