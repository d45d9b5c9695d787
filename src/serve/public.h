/* public.h -- citizens without signing in: a matter begun, followed by its receipt, carried on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_PUBLIC_H
#define GUIJU_SERVE_PUBLIC_H
#include "serve/api.h"
#include "serve/bucket.h"
#include "serve/upload.h"

struct ask;
struct record;
struct receipt;

extern const struct api_op public_send_op;  /* POST /public/v1/{procedure} */
extern const struct api_op public_track_op; /* GET /public/v1/track/{code} */
extern const struct api_op public_step_op;  /* POST /public/v1/track/{code}/steps */

/* Takes a token of the address for `kind`: 's' to send, 'l' to look. ERR_LIMIT "public.pace":
 * too many, and Retry-After is set. */
must_use bool public_try(struct call *call, char kind, struct err *err);
/* What was sent from the address was wrong: it costs LIMIT_PUBLIC_WRONG looks. */
void public_fine(struct call *call);
/* Sets Retry-After and fills `err`: ERR_LIMIT "public.pace". Returns false. */
bool public_wait(struct call *call, int64_t seconds, struct err *err);
/* The receipt of a code as written, paced by address and code; *found tells. What is no receipt
 * is fined. ERR_LIMIT "public.pace", ERR_UNKNOWN "track.unknown". */
must_use bool public_receipt(struct call *call, str written, struct receipt *receipt,
                             struct err *err);

#endif
