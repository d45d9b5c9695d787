/* session.h -- who sends this request: a session's cookie, an API key, or nobody.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SESSION_H
#define GUIJU_SERVE_SESSION_H
#include "serve/api.h"

struct auth;

/* Fills call->who from the cookie or the Authorization header (both: refused). A session
 * that asks for a change must bring its CSRF token in a header of that name. False: a
 * problem was answered. A cookie that is no longer good is anonymous, and taken away. A use
 * worth noting is given to the writer (serve/touch.h). */
must_use bool session_who(struct call *call);
/* The same found again by another thread on its own desk, for a request that was let in. */
must_use bool session_again(struct auth *auth, const struct api *api, struct http_request *r,
                            struct auth_who *who, struct err *err);

#endif
