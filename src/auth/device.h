/* device.h -- a browser from which somebody signed in before, known by a signed token.
 *
 * The token proves nothing but that: it opens no session. Attempts with it are counted apart
 * (pace.h), so that others' failures do not keep the owner out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_DEVICE_H
#define GUIJU_AUTH_DEVICE_H
#include "auth/auth.h"

/* The device's id when the token is one of ours, for this person, and not forgotten; the empty
 * slice otherwise. */
must_use bool device_find(struct auth *auth, str token, str person, str *id, struct err *err);
/* Notes that the person signed in from `id`, or from a new device when it is empty; gives the id
 * and the token to keep (a cookie of a year). Over LIMIT_DEVICES the one unused longest is
 * forgotten. Writes. */
must_use bool device_keep(struct auth *auth, str person, str *id, str *token, struct err *err);
/* Forgets all of a person's. Writes. */
must_use bool device_forget(struct auth *auth, str person, struct err *err);

#endif
