/* codec.h -- hex, base64 and base32.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_CODEC_H
#define GUIJU_BASE_CODEC_H
#include "base/base.h"

struct arena;

/* Lower-case hex of `bytes`, in the arena. */
str codec_hex(struct arena *arena, str bytes);
/* False on an odd length or a character that is not hex (both cases accepted). */
must_use bool codec_unhex(struct arena *arena, str text, str *bytes);
/* RFC 4648 base64 with padding. */
str codec_base64(struct arena *arena, str bytes);
/* Strict: padding required, no white space, unused bits must be zero. */
must_use bool codec_unbase64(struct arena *arena, str text, str *bytes);
/* RFC 4648 base64url without padding, into a caller's array of
 * at least (n*4+2)/3 + 1 bytes; NUL-ended. Gives its length. */
size_t codec_base64url(str bytes, char *out);
must_use bool codec_unbase64url(struct arena *arena, str text, str *bytes);
/* RFC 4648 base32 in upper case without padding, in the arena. */
str codec_base32(struct arena *arena, str bytes);
/* Both cases; spaces and hyphens, as people write such codes, are passed over. */
must_use bool codec_unbase32(struct arena *arena, str text, str *bytes);

#endif
