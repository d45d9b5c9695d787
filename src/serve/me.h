/* me.h -- who is asking, and what they do about their own account.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_ME_H
#define GUIJU_SERVE_ME_H
#include "serve/api.h"

struct auth;

/* Who it is, with which posts, what is in the way, as a map. */
must_use bool me_write(struct jw *w, struct auth *auth, const struct auth_who *who,
                       struct err *err);

extern const struct api_op me_op;          /* GET /me */
extern const struct api_op me_password_op; /* POST /me/password */
extern const struct api_op me_totp_op;     /* POST /me/totp */
extern const struct api_op me_confirm_op;  /* POST /me/totp/confirm */
extern const struct api_op me_recovery_op; /* POST /me/recovery-codes */
extern const struct api_op me_enrol_op;    /* POST /enrolments */

#endif
