/* inspect.h -- a whole store examined: keys, ledger, and tables rebuilt from the ledger.
 *
 * What this cannot see: a store put back as a whole to an older state, with its heads,
 * is in order by itself. Only heads kept elsewhere (published checkpoints) tell.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_INSPECT_H
#define GUIJU_ENGINE_INSPECT_H
#include "base/base.h"

struct arena;
struct err;

/* Who hears of it. */
struct inspect_listener {
	/* A stable code (docs/operator) and a Chinese sentence. */
	void (*fault)(void *with, const char *code, const char *text);
	void (*progress)(void *with, int64_t done, int64_t all); /* may be NULL */
	void *with;
};

struct inspect_check {
	const char *code; /* "keys" "ledger" "rebuild" "compare" */
	const char *name; /* Chinese */
	str said;         /* what was examined, with counts */
	bool done;        /* false: not asked for, or what came before was at fault */
	int64_t faults;
	int64_t milliseconds;
};

#define INSPECT_CHECKS 4

struct inspection {
	struct inspect_check checks[INSPECT_CHECKS];
	int64_t events;
	int64_t faults; /* told, and counted but not told */
};

/* Examines the store in `folder`, of which it changes nothing, in one snapshot; `quick`
 * ends after the ledger. Each check runs only when those before found nothing. Needs the
 * arena until the end. False only when there is no store, or its database fails. */
must_use bool inspect_store(struct arena *arena, const char *folder, bool quick,
                            const struct inspect_listener *listener,
                            struct inspection *inspection, struct err *err);

#endif
