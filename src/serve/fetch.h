/* fetch.h -- one request to another house's server, which somebody configured (libcurl).
 *
 * Waits: never on a thread that serves or writes. TLS is checked against the system's
 * authorities; plain http only goes to this machine; redirects are not followed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_FETCH_H
#define GUIJU_SERVE_FETCH_H
#include "base/base.h"

struct arena;
struct err;

#define FETCH_MOST    ((size_t)256 << 10) /* bytes of an answer */
#define FETCH_SECONDS 10

struct fetch {
	const char *url;
	str form;             /* of a POST (application/x-www-form-urlencoded); empty: GET */
	const char *user;     /* "name:password" for Basic, or NULL */
};

/* Before threads start; once. */
void fetch_start(void);
/* May it be asked: https, or http on this machine? */
bool fetch_allowed(str url);
/* The answer's body where it is 200. ERR_STORE "fetch.failed" with what it was. */
must_use bool fetch_get(struct arena *arena, const struct fetch *fetch, str *body,
                        struct err *err);

#endif
