/* otp.h -- one-time passwords by counter (RFC 4226, HMAC-SHA-1, 6 to 8 digits).
 *
 * SHA-1 is what authenticator apps on phones speak; in HMAC it is not broken.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CRYPTO_OTP_H
#define GUIJU_CRYPTO_OTP_H
#include "base/base.h"

/* The code of `counter`, `digits` (6..8) long with zeros in front, NUL-ended. */
void otp_code(str secret, uint64_t counter, int digits, char out[9]);

#endif
