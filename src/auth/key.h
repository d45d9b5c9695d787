/* key.h -- keys for programs: gj_ID_SECRET, of which the digest is kept.
 *
 * A key is in the name of a person who answers for it, and does at most what that person's
 * posts allow today; its scopes narrow that further. The prefix is for scanners that look
 * for lost keys.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_KEY_H
#define GUIJU_AUTH_KEY_H
#include "auth/auth.h"

struct auth_who;

struct key {
	str id, person, name;
	str scopes; /* parted by LF */
	instant made, expires;
	str made_by;
	instant used; /* INSTANT_NONE: never */
	bool revoked;
};

/* "read", "figure", "step:PROCEDURE" or "step:*", "admin:accounts|rights|audit". */
bool key_scope_known(str scope);
/* Is the scope covered by one of `scopes` (parted by LF)? "step:*" covers each step. */
bool key_has(str scopes, str scope);

/* A new one, by the security administrator, for another person; `days` 1..LIMIT_KEY_DAYS.
 * `asked` has person, name, scopes. *text is to be shown once. ERR_INVALID "key.scope",
 * "key.days", "key.name"; ERR_UNKNOWN "account.unknown". Writes. */
must_use bool key_make(struct auth *auth, const struct auth_who *who, const struct key *asked,
                       int days, str *text, struct err *err);
/* By its text. ERR_DENIED "key.unknown", "key.revoked", "key.expired". Reads only. */
must_use bool key_find(struct auth *auth, str text, struct key *key, struct err *err);
/* Is the use worth noting? Notes a use, at most once in LIMIT_SESSION_TOUCH_SECONDS: writes. */
bool key_due(const struct auth *auth, const struct key *key);
must_use bool key_touch(struct auth *auth, str id, struct err *err);
/* For the security administrator, or the person who answers for it. Writes. */
must_use bool key_revoke(struct auth *auth, const struct auth_who *who, str id, struct err *err);
/* All keys of a person, or of everybody where `person` is empty, newest first. */
must_use bool key_list(struct auth *auth, str person, struct key **list, size_t *count,
                       struct err *err);

#endif
