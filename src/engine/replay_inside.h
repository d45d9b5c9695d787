/* replay_inside.h -- what the files of the replay share; nobody else includes it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_REPLAY_INSIDE_H
#define GUIJU_ENGINE_REPLAY_INSIDE_H
#include "engine/desk_inside.h"
#include "engine/replay.h"

struct replay {
	struct arena *arena;
	struct db *db;       /* the store's */
	const char *folder;
	struct replay_listener listener;
	struct desk *desk;   /* over the scratch database */
	int64_t size;        /* of the ledger */
	struct replay_count count;
	bool stuck;          /* the rebuilding did not come to the end */
};

/* Tells a fault, or only counts it when enough were named. */
void replay_tell(struct replay *replay, const char *code, const char *format, ...)
	printf_like(3, 4);

/* replay_state.c: names what differs between two text forms of one record (record.h). */
void replay_state_differ(struct replay *replay, str procedure, int64_t serial, str stored,
                         str rebuilt);
/* replay_paper.c: the files of the papers against their names. */
must_use bool replay_paper_files(struct replay *replay, struct err *err);

#endif
