/* digest.h -- SHA-256 and SM3 behind one face (32 bytes both), and HMAC-SHA-256.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CRYPTO_DIGEST_H
#define GUIJU_CRYPTO_DIGEST_H
#include "base/base.h"

enum digest_kind { DIGEST_SHA256, DIGEST_SM3 };

struct err;

typedef struct digest {
	unsigned char at[32];
} digest;

/* The digest of the parts, one after the other, without separators. */
digest digest_of(enum digest_kind kind, const str *parts, size_t count);
digest digest_str(enum digest_kind kind, str bytes);
/* The digest of a file of any length, and its length. ERR_UNKNOWN "file.missing", ERR_STORE
 * "file.read". */
must_use bool digest_of_file(enum digest_kind kind, const char *path, digest *d, int64_t *bytes,
                          struct err *err);
digest digest_hmac(enum digest_kind kind, str key, const str *parts, size_t count);
bool digest_eq(digest a, digest b);
str digest_bytes(const digest *d); /* borrows */
/* Lower-case hex, NUL-ended. */
void digest_hex(digest d, char out[65]);
/* base64url without padding (43 characters), NUL-ended: the form used in events. */
void digest_base64url(digest d, char out[44]);
must_use bool digest_read_base64url(str text, digest *d);

#endif
