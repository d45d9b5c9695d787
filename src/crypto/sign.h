/* sign.h -- signatures made and checked: Ed25519, and SM2 (with SM3) for the national log.
 *
 * Keys travel as raw bytes: Ed25519 seed 32 / public 32; SM2 private scalar 32 /
 * public point 65 (04 ‖ x ‖ y). SM2 signatures are r ‖ s (64 bytes) over
 * SM3(ZA ‖ message) with the default identity 1234567812345678 (GB/T 35276).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CRYPTO_SIGN_H
#define GUIJU_CRYPTO_SIGN_H
#include "base/base.h"

struct arena;
struct err;

enum sign_kind { SIGN_ED25519, SIGN_SM2 };

struct sign_key {
	enum sign_kind kind;
	str secret; /* empty in a key that only checks */
	str open;   /* the public half */
};

/* A key from 32 secret bytes (ERR_INVALID when they are no key). Keeps copies in the arena. */
must_use bool sign_key_of(struct arena *arena, enum sign_kind kind, str secret,
                          struct sign_key *key, struct err *err);
/* 64 bytes in the arena. */
must_use bool sign_make(struct arena *arena, const struct sign_key *key, str message,
                        str *signature, struct err *err);
/* Is the signature of this message by this key? Anything odd is false. */
bool sign_check(const struct sign_key *key, str message, str signature);
/* The same under another SM2 identity (other issuers and published vectors use
 * their own); `identity` means nothing to Ed25519. */
bool sign_check_as(const struct sign_key *key, str identity, str message, str signature);

#endif
