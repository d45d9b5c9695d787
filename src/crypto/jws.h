/* jws.h -- tells whether a signature is of a public key (RFC 7515, RFC 7518: RS256, ES256).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CRYPTO_JWS_H
#define GUIJU_CRYPTO_JWS_H
#include "base/base.h"

enum jws_kind { JWS_RS256, JWS_ES256 };

/* A public key as its raw numbers, big end first. */
struct jws_key {
	enum jws_kind kind;
	str first;  /* RSA: n; P-256: x, 32 bytes */
	str second; /* RSA: e; P-256: y, 32 bytes */
};

/* Anything odd is false: RSA below 2048 bits, points off the curve, wrong lengths. */
bool jws_fits(const struct jws_key *key, str text, str signature);

#endif
