/* seal.h -- a secret kept where others may read: sealed with AES-256-GCM.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CRYPTO_SEAL_H
#define GUIJU_CRYPTO_SEAL_H
#include "base/base.h"
#include "crypto/digest.h"

struct arena;
struct chance;

/* `secret` sealed under `key` for the place `about` (not hidden, but bound to it): 12 bytes
 * of nonce, the sealed bytes, 16 bytes of tag, in the arena. */
str seal_make(struct arena *arena, const digest *key, str about, str secret,
              struct chance *chance);
/* False when it was made under another key, for another place, or altered. */
must_use bool seal_open(struct arena *arena, const digest *key, str about, str sealed,
                        str *secret);

#endif
