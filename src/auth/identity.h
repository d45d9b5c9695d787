/* identity.h -- persons known by another house: who they are here, and sign-ins on their way.
 *
 * A sign-in at an issuer (OpenID Connect) begins here, goes through the issuer's pages in the
 * person's browser, and comes back with the state it left with. What was remembered meanwhile
 * serves once, for ten minutes, to the browser that began. Who the issuer's subject is here was
 * settled by the system administrator; nobody is made an account by signing in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_IDENTITY_H
#define GUIJU_AUTH_IDENTITY_H
#include "auth/auth.h"

struct auth_who;
struct login_grant;

struct identity {
	str person, issuer, subject;
	instant made;
	str made_by;
};

/* A sign-in on its way. */
struct identity_trip {
	str state;    /* drawn: goes with the browser, and comes back */
	str browser;  /* drawn: a cookie */
	str nonce;    /* drawn: must stand in the issuer's token */
	str verifier; /* drawn: shown to the issuer at the end (PKCE) */
	str provider; /* id of the provider, as configured */
	str back;     /* path to go on with */
};

/* By the system administrator, for another person; ERR_CONFLICT "identity.taken" when the
 * subject is somebody's. Writes. */
must_use bool identity_bind(struct auth *auth, const struct auth_who *who,
                            const struct identity *identity, struct err *err);
/* ERR_UNKNOWN "identity.unknown". Writes. */
must_use bool identity_unbind(struct auth *auth, const struct auth_who *who,
                              const struct identity *identity, struct err *err);
must_use bool identity_list(struct auth *auth, struct identity **list, size_t *count,
                            struct err *err);

/* Draws all that is drawn of the trip and remembers it. Writes. */
must_use bool identity_leave(struct auth *auth, struct identity_trip *trip, struct err *err);
/* The trip of that state, which is over then; the browser must be the one that left.
 * ERR_DENIED "oidc.refused". Writes. */
must_use bool identity_return(struct auth *auth, str state, str browser,
                              struct identity_trip *trip, struct err *err);

struct identity_arrival {
	str issuer, subject; /* as the issuer has signed */
	bool factor;         /* it asks for a second factor by itself */
	str address, agent;
};
/* Signs in who that is here. ERR_DENIED "identity.unknown" (nobody), "account.closed"; both
 * are noted. Writes. */
must_use bool identity_arrive(struct auth *auth, const struct identity_arrival *arrival,
                              struct login_grant *grant, struct err *err);

#endif
