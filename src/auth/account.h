/* account.h -- who may sign in: invited, enrolled, changed, closed.
 *
 * No account begins with a password. An administrator hands out an enrolment code that serves
 * once, within LIMIT_INVITE_HOURS; the person sets the password with it. The same way leads
 * back in when a password is lost, and no count of failures stands in it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_ACCOUNT_H
#define GUIJU_AUTH_ACCOUNT_H
#include "auth/auth.h"

struct auth_who;

enum account_state { ACCOUNT_INVITED, ACCOUNT_ACTIVE, ACCOUNT_CLOSED };

struct account {
	str person;
	enum account_state state;
	str password;        /* PHC string, or empty */
	instant password_at; /* INSTANT_NONE: never set */
	bool factor;         /* a second factor is confirmed */
	instant made;
	str made_by;
};

struct account_enrolment {
	str person, code, password;
	str address; /* from where; empty at the command line */
};

/* One account; *found tells whether there is one. */
must_use bool account_find(struct auth *auth, str person, struct account *account, bool *found,
                           struct err *err);
/* All of them, by person. */
must_use bool account_list(struct auth *auth, struct account **list, size_t *count,
                           struct err *err);
/* Fills ERR_UNKNOWN "account.unknown". */
bool account_unknown(str person, struct err *err);
/* Has the password reached its age (90 days under AUTH_DJBH3; never otherwise)? */
bool account_password_old(const struct auth *auth, const struct account *account);

/* An enrolment code for a person who holds a post, by the system administrator; the one before
 * is void. Nobody invites themselves, but the system administrator of a store in which nobody
 * is enrolled yet. *code is to be shown once. ERR_UNKNOWN "account.person", ERR_CONFLICT
 * "account.closed". Writes. */
must_use bool account_invite(struct auth *auth, const struct auth_who *who, str person, str *code,
                             struct err *err);
/* The three that follow do in one what renew.h does in three parts.
 * The person sets a password with the code, which is used up; sessions and remembered devices
 * end. ERR_DENIED "account.code" for any wrong, used or late code; password_check's and
 * "password.again" for the password. Where there is an address, attempts from it are paced;
 * the code itself cannot be guessed. Writes; takes some hashes' time. */
must_use bool account_enrol(struct auth *auth, const struct account_enrolment *given,
                            struct err *err);
/* Is it the person's present password? Asked again before a second factor is enrolled, and such.
 * Paced like a login. ERR_DENIED "auth.refused", ERR_UNKNOWN "account.unknown". Writes. */
must_use bool account_prove(struct auth *auth, const struct auth_who *who, str present,
                            struct err *err);
/* The person sets another password with the present one; other sessions than `session` (a public
 * id, may be empty) end. Paced like a login. ERR_DENIED "auth.refused". Writes. */
must_use bool account_change(struct auth *auth, const struct auth_who *who, str present,
                             str password, struct err *err);
/* After a right password of an older cost: puts its new hash. Writes. */
must_use bool account_rehash(struct auth *auth, str person, str phc, struct err *err);
/* What is kept of an enrolment code's bytes. */
digest account_code_mac(const struct auth *auth, str person, str bytes);

/* By the system administrator, for others: closes an account with its sessions, devices and
 * invitations; opens it again; ends its sessions (*ended may be NULL). Writes. */
must_use bool account_close(struct auth *auth, const struct auth_who *who, str person,
                            struct err *err);
must_use bool account_reopen(struct auth *auth, const struct auth_who *who, str person,
                             struct err *err);
must_use bool account_sign_out(struct auth *auth, const struct auth_who *who, str person,
                               int64_t *ended, struct err *err);
/* By the security administrator, for others: takes a lost second factor away. Writes. */
must_use bool account_drop_factor(struct auth *auth, const struct auth_who *who, str person,
                                  struct err *err);
/* By the security administrator: what the store asks, "plain" or "djbh3". Writes. */
must_use bool account_profile(struct auth *auth, const struct auth_who *who, str profile,
                              struct err *err);

#endif
