/* totp.h -- the second factor: codes by the clock (RFC 6238), and recovery codes.
 *
 * Six digits, 30 seconds, HMAC-SHA-1 (what phones speak), secret of 20 bytes; the step before
 * and the one after are taken too, each step once. The secret is sealed with the store's key.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_TOTP_H
#define GUIJU_AUTH_TOTP_H
#include "auth/auth.h"

#define TOTP_SECONDS 30
#define TOTP_DIGITS  6

/* The step that an instant lies in. */
int64_t totp_step(instant at);
/* Does `code` belong to a step of now - 1 .. now + 1 that is later than `last`? *step is it. */
must_use bool totp_fits(str secret, str code, instant now, int64_t last, int64_t *step);

/* Draws a secret for the person and keeps it, unconfirmed; *uri is otpauth://totp/... for the
 * app (it holds the secret: show it once, log it never). ERR_CONFLICT "totp.on" when one is
 * in use. Writes. */
must_use bool totp_enrol(struct auth *auth, str person, str *uri, struct err *err);
/* The person shows a first code: the second factor holds from now on; *codes are
 * LIMIT_RECOVERY_CODES recovery codes, to be shown once. ERR_DENIED "totp.code",
 * ERR_UNKNOWN "totp.none". Writes. */
must_use bool totp_confirm(struct auth *auth, str person, str code, str **codes, struct err *err);
/* New recovery codes instead of the old ones. Writes. */
must_use bool totp_recovery(struct auth *auth, str person, str **codes, struct err *err);
/* Is the code right, by the clock or a recovery code? A right one is used up. ERR_DENIED
 * "totp.code". Writes. */
must_use bool totp_use(struct auth *auth, str person, str code, bool *recovered, struct err *err);
/* Takes the second factor away, recovery codes too. Who may: account.h. Writes. */
must_use bool totp_drop(struct auth *auth, str person, struct err *err);

#endif
