/* seclog.h -- what happened at the door: rows that are only added, each chained to the last.
 *
 * The chain is an HMAC under the store's key, and the head (number of the last row and its
 * chain) is kept apart under an HMAC of its own. So who has the database, but not keys/,
 * can neither change a row, nor take one out, nor cut the end off unseen. Who has both, can:
 * the auditor keeps heads elsewhere (seclog_head).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_AUTH_SECLOG_H
#define GUIJU_AUTH_SECLOG_H
#include "auth/auth.h"

struct auth_who;

struct seclog_row {
	int64_t seq;      /* from 1; given by seclog_add */
	instant at;       /* given by seclog_add */
	const char *kind; /* "login" "login.wait" "logout" "password" "totp" "invite" "key" ... */
	bool good;
	str person;  /* whom it concerns */
	str actor;   /* who did it */
	str address; /* from where; empty at the command line */
	str detail;  /* for people, one line */
};

/* Adds a row, inside the transaction that is open. Writes. */
must_use bool seclog_add(struct auth *auth, const struct seclog_row *row, struct err *err);
/* The number of the last row (0: none) and its chain in hex. */
must_use bool seclog_head(struct auth *auth, int64_t *seq, str *chain, struct err *err);
/* Reads all rows and their chain: *rows is how many hold. ERR_TAMPERED "seclog.chain" names
 * the first that does not, or says that the end is missing. Gives no contents away. */
must_use bool seclog_verify(struct auth *auth, int64_t *rows, struct err *err);
/* The rows from `from` on, at most `limit`, oldest first; for the auditor only (ERR_DENIED
 * "admin.power"), and the reading is itself noted. Writes. Rows live as long as the request. */
must_use bool seclog_read(struct auth *auth, const struct auth_who *who, int64_t from, size_t limit,
                          struct seclog_row **rows, size_t *count, struct err *err);

#endif
