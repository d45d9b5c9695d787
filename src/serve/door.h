/* door.h -- the door of the store behind HTTP: its key and profile at hand, its cookies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_DOOR_H
#define GUIJU_SERVE_DOOR_H
#include "auth/auth.h"
#include "serve/api.h"

struct ask;
struct ask_how;
struct json;
struct login_grant;

#define DOOR_CSRF STR("X-CSRF-Token")

/* How requests at the door are answered: they write beside the ledger, a refusal keeps what was
 * counted and noted (401 to those who are nobody), and no answer is kept for a second time. */
extern const struct ask_how door_how;

/* Reads key and profile once, for api->door; makes the key of a new store. *empty: nobody can
 * sign in yet. */
must_use bool door_start(struct arena *arena, struct api *api, struct desk *desk, bool *empty,
                         struct err *err);
/* The door for one request, on that desk. */
struct auth door_auth(const struct api *api, struct arena *arena, struct desk *desk, instant now);
/* On the writer's thread: the door, and who asks found anew, as of this moment. */
must_use bool door_again(struct ask *ask, struct desk *desk, struct auth *auth,
                         struct auth_who *who, struct err *err);

/* May this request sign in or bring a session: over TLS, or where the operator allowed plain
 * cookies for tests? */
bool door_secure(const struct api *api, const struct http_request *r);
str door_session(const struct api *api, const struct http_request *r);
str door_device(const struct api *api, const struct http_request *r);
/* The cookie of a sign-in that is on its way to another house (auth/identity.h). */
str door_trip(const struct api *api, const struct http_request *r);
void door_set_trip(const struct api *api, struct http_request *r, str browser);
/* Sets the cookies of a grant (the device's only where there is one), or takes the session's
 * away. */
void door_let_in(const struct api *api, struct http_request *r, const struct login_grant *grant);
void door_let_out(const struct api *api, struct http_request *r);

/* Answers 401 with WWW-Authenticate where the error means that nobody was recognised, else as
 * call_problem does. */
void door_refuse(struct http_request *r, const struct err *err);
/* The body as a JSON map; only application/json is taken, and nothing from other sites' pages.
 * NULL: a problem was answered. */
const struct json *door_body(struct call *call);
/* Is it a session that asks, and no key? False: a problem was answered. */
must_use bool door_in_session(struct call *call);

#endif
