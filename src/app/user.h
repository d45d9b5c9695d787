/* user.h -- what the verbs of `guiju user` share: the store's door, secrets read, lists told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_USER_H
#define GUIJU_APP_USER_H
#include "app/options.h"
#include "auth/auth.h"
#include "auth/who.h"

struct arena;
struct desk;
struct err;

struct user {
	struct arena *arena;
	struct options options;
	struct desk *desk;
	struct auth auth;
	struct auth_who who; /* of --as, by user_as; of the person, where they prove themselves */
	str person;          /* the third word, or empty */
};

/* Opens the store and its door. */
must_use bool user_open(struct user *u, bool write, struct err *err);
/* Who --as is, with the posts of today. ERR_INVALID "option.missing". */
must_use bool user_as(struct user *u, struct err *err);
/* Reads so many lines from --secret or standard input (asked for by name, without echo, on a
 * terminal). ERR_INVALID "user.secret". */
must_use bool user_secrets(struct user *u, const char *const *names, str *lines, size_t count,
                           struct err *err);

/* The lists: accounts, keys (of a person or all), sessions of a person, the security log. */
must_use bool user_list(struct user *u, struct err *err);
must_use bool user_keys(struct user *u, struct err *err);
must_use bool user_sessions(struct user *u, struct err *err);
must_use bool user_log(struct user *u, struct err *err);

#endif
