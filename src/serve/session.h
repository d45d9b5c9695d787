/* session.h -- who sends this request: a session's cookie, an API key, or nobody.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SESSION_H
#define GUIJU_SERVE_SESSION_H
#include "serve/api.h"

#define SESSION_COOKIE STR("__Host-guiju")
#define SESSION_CSRF   STR("X-CSRF-Token")

/* Fills call->who from the cookie or the Authorization header (both: refused). A session
 * that asks for a change must bring its CSRF token in a header of that name. False: a
 * problem was answered. A cookie that is no longer good is anonymous, and taken away. */
must_use bool session_who(struct call *call);

#endif
