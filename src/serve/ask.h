/* ask.h -- operations that write: from the serving thread to the writer and back, once.
 *
 *     serving thread          writer's thread                  writer's thread
 *     ask_write(call, work) -> work(ask, desk): takes steps -> after the commit: the answer
 *
 * Each POST brings an Idempotency-Key. Its answer is kept in the same transaction as what was
 * done, so that the same key again gives the same answer and does nothing (ERR_CONFLICT
 * "ask.key" when the request was another one). Keys are kept LIMIT_ASK_DAYS.
 *
 * What writes beside the ledger (accounts, sessions) says so: then its refusal undoes what it
 * wrote, and nothing of its neighbours in the batch; but what it counted and noted before it
 * refused (ERR_DENIED, ERR_LIMIT) stays, and the refusal is told when that is durable. Where
 * slow work without the store lies in the middle, it is done by other threads:
 *
 *     work(ask, desk) -> commit -> between(ask) -> after(ask, desk) -> commit -> the answer
 *       writer                     serve/hashing.h     writer
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_ASK_H
#define GUIJU_SERVE_ASK_H
#include "base/err.h"
#include "crypto/digest.h"
#include "serve/api.h"
#include "serve/hashing.h"
#include "serve/writer.h"

struct ask;

/* The work, on the writer's thread and desk: takes steps (desk_take), writes the answer into
 * `w` (begun by the caller), gives its status in *status. False with `err`: refused. */
typedef bool ask_work(struct ask *ask, struct desk *desk, struct jw *w, int *status,
                      struct err *err);

/* What is different from an ordinary JSON operation of the staff. */
struct ask_how {
	bool fleeting; /* no key is asked for, and no answer kept: it must not be read twice */
	bool beside;  /* writes nothing but tables beside the ledger, and takes no steps */
	void (*between)(struct ask *ask); /* may be NULL; runs in the pool, has ask->arena */
	bool outside; /* `between` asks other houses' servers: another pool, which may wait */
	ask_work *after; /* with `between`: the second half; only it writes into `w` */
	bool keyless; /* clients of another protocol bring no key: nothing is kept then */
	bool veiled;  /* the answer holds a secret: kept sealed under the asker's key, which is
	               * kept as a digest */
	str type;     /* of the answer; empty: JSON */
	void (*refuse)(struct http_request *r, const struct err *err); /* NULL: RFC 9457 */
};

struct ask {
	struct job job;          /* first: the writer's */
	struct api *api;
	struct http_request *r;
	struct arena *arena;     /* of the request */
	const struct route_match *match; /* a copy in the arena */
	struct auth_who who;     /* a copy; its strings lie in the arena */
	instant now;
	bool fresh;              /* no answer is kept for the key, as ask_ahead has found */
	str key;                 /* "person key" or its digest, or empty where none is asked */
	digest veil;             /* seals the answer that is kept, where how.veiled */
	struct ask_how how;
	ask_work *work;
	void *with;              /* the operation's own, in the arena */
	str answer;              /* the body, once it is known */
	str etag;                /* may be set by the work */
	str location;            /* may be set by the work: 201 */
	int status;
	int64_t wait;            /* may be set by the work that refuses: Retry-After */
	/* May be set by the work: called when all is durable, before the answer goes out. */
	void (*kept)(struct ask *ask);
	struct err refusal;      /* what was refused while what was noted is kept */
	struct slow slow;        /* of the pool */
	bool halfway;            /* `between` has been done */
};

/* For writer_config: which of the coming jobs were answered before, in one question. */
void ask_ahead(struct desk *desk, struct job *const *jobs, size_t count);
/* Checks the Idempotency-Key, gives the reading desk back and the request to the writer. What
 * the work needs of the reading desk must have been copied into the arena. A full queue is
 * answered 503 with Retry-After. */
void ask_write(struct call *call, ask_work *work, void *with);
void ask_write_as(struct call *call, ask_work *work, void *with, const struct ask_how *how);

#endif
