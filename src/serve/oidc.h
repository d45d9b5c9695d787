/* oidc.h -- what is asked of an OpenID Connect provider, and whether its token holds.
 *
 * Providers stand in the store's oidc.json, an adapter table: where each thing is asked, and
 * in which claim a person is named.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_OIDC_H
#define GUIJU_SERVE_OIDC_H
#include "calendar/day.h"

struct arena;
struct err;

struct oidc_provider {
	str id, name;
	str issuer, client;
	str secret;    /* empty: a public client */
	bool basic;    /* the secret goes by HTTP Basic, else in the form */
	str scope;     /* "openid" and more */
	str authorize, token, keys; /* addresses */
	str redirect;  /* of this server, as the provider knows it */
	str subject;   /* path of the claim that names the person: "sub", "user.code" */
	bool factor;   /* it asks everybody for a second factor */
};

struct oidc {
	struct oidc_provider *providers;
	size_t count;
};

/* Reads FOLDER/oidc.json; none where there is no such file. ERR_INVALID "oidc.config". */
must_use bool oidc_read(struct arena *arena, const char *folder, struct oidc *oidc,
                        struct err *err);
const struct oidc_provider *oidc_find(const struct oidc *oidc, str id);

/* Where the browser is sent. `challenge` is made of the verifier (S256). */
str oidc_address(struct arena *arena, const struct oidc_provider *provider, str state, str nonce,
                 str verifier);

struct oidc_check {
	const struct oidc_provider *provider;
	str token; /* the id_token */
	str keys;  /* the provider's key set, JSON */
	str nonce;
	instant now;
};
/* The subject of a token whose signature, issuer, audience, times and nonce hold.
 * ERR_DENIED "oidc.refused" says which did not. */
must_use bool oidc_subject(struct arena *arena, const struct oidc_check *check, str *subject,
                           struct err *err);
/* Asks for the token with the code and for the keys, and checks. Waits. */
must_use bool oidc_exchange(struct arena *arena, struct oidc_check *check, str code,
                            str verifier, str *subject, struct err *err);

#endif
