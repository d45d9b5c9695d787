/* who.h -- who is asking, and by what right: found anew at every request.
 *
 * Posts come from the registers as they are now, so a right that was withdrawn is gone at the
 * next request, and one that was given is there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_WHO_H
#define GUIJU_AUTH_WHO_H
#include "auth/admin.h"
#include "auth/auth.h"

struct key;
struct people_post;
struct session;

enum who_kind { WHO_ANONYMOUS, WHO_CITIZEN, WHO_STAFF, WHO_KEY };

/* Why a session may do nothing but look after the own account. */
enum who_bar {
	WHO_FREE,
	WHO_NO_POST,      /* holds none today */
	WHO_OLD_PASSWORD, /* its 90 days are over (djbh3) */
	WHO_NO_FACTOR,    /* must enrol a second factor, or sign in with it (djbh3) */
};

struct auth_who {
	enum who_kind kind;
	str person;                       /* code; of a key: who answers for it */
	str name;                         /* as the register of posts has it */
	const struct people_post **posts; /* those held today; borrow from auth->people */
	size_t post_count;
	enum admin_power power;
	str scopes; /* of a key, parted by LF; of others empty */
	enum who_bar bar;
	bool second_factor; /* shown in this session */
	str session, key;   /* their public ids, or empty */
	str csrf;           /* of the session: what a form must bring */
	str address;        /* from where, for the log; the caller sets it */
};

/* Nobody in particular. */
struct auth_who who_anonymous(void);
/* The person, as if signed in with all that is asked: for the command line, whose user owns
 * the store, and as the ground for the others. */
struct auth_who who_person(struct auth *auth, str person);
/* By the token of a session. ERR_DENIED "session.unknown", "session.expired", or
 * "account.closed". *session (may be NULL) is for session_touch. Writes nothing. */
must_use bool who_by_session(struct auth *auth, str token, struct auth_who *who,
                             struct session *session, struct err *err);
/* By an API key. ERR_DENIED "key.unknown", "key.expired", "key.revoked", "account.closed".
 * *key (may be NULL) is for key_touch. */
must_use bool who_by_key(struct auth *auth, str text, struct auth_who *who, struct key *key,
                         struct err *err);

/* Is the scope ("read", "step:hotline", "figure", "admin:audit") among what `who` may ask
 * for? Staff: all but the administrators' that are not theirs. Keys: what they were given,
 * and the administrators' only if the person has them too. Citizens and anonymous: none;
 * whether a step is theirs to take the rule tells. A bar takes all away. */
bool who_may(const struct auth_who *who, str scope);
/* Is nothing in the way of working? ERR_DENIED "who.anonymous", "who.post", "who.password",
 * "who.factor" say what to do first. */
must_use bool who_check(const struct auth_who *who, struct err *err);

#endif
