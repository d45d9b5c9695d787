/* session.h -- a person is signed in: a random token, of which only the digest is kept.
 *
 * A session ends when it was not used for LIMIT_SESSION_IDLE_MINUTES, at the latest
 * LIMIT_SESSION_HOURS after signing in, and when it is closed. Its token changes when its
 * rights rise (a second factor is shown later); its public id stays.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_SESSION_H
#define GUIJU_AUTH_SESSION_H
#include "auth/auth.h"

struct auth_who;

struct session {
	str id; /* public, 16 characters */
	str person;
	instant made, seen, ends;
	bool factor; /* a second factor was shown */
	str device, address, agent;
};

/* A new one; `given` has person, factor, device, address, agent. Expired ones of all persons
 * are cleared away; over LIMIT_SESSIONS the one unused longest goes. *token is to be sent
 * once, as a cookie. Writes. */
must_use bool session_open(struct auth *auth, const struct session *given, str *token,
                           struct err *err);
/* By its token. ERR_DENIED "session.unknown", "session.expired". Reads only. */
must_use bool session_find(struct auth *auth, str token, struct session *session, struct err *err);
/* Is the use worth noting (LIMIT_SESSION_TOUCH_SECONDS since the last)? Then note it: writes.
 * A session that has ended meanwhile stays ended. */
bool session_due(const struct auth *auth, const struct session *session);
must_use bool session_touch(struct auth *auth, str token, struct err *err);
/* A new token for the same session, with or without the second factor shown; the old token is
 * dead. Writes. */
must_use bool session_rotate(struct auth *auth, str token, bool factor, str *fresh,
                             struct err *err);
/* Signing out. True also when there was none. Writes. */
must_use bool session_close(struct auth *auth, str token, struct err *err);
/* Ends all of a person's sessions but the one called `but` (may be empty); *ended (may be NULL)
 * counts. For the person, or by account.h for others. Writes. */
must_use bool session_end_all(struct auth *auth, str person, str but, int64_t *ended,
                              struct err *err);
/* Ends one of the own sessions by its id; ERR_UNKNOWN "session.unknown". Writes. */
must_use bool session_end(struct auth *auth, const struct auth_who *who, str id, struct err *err);
/* The sessions of a person that still run, newest first. */
must_use bool session_list(struct auth *auth, str person, struct session **list, size_t *count,
                           struct err *err);

/* What a form of this session must bring (43 characters): HMAC of the token's digest. */
str session_csrf(struct auth *auth, str token);
bool session_csrf_fits(struct auth *auth, str token, str csrf);

#endif
