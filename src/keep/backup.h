/* backup.h -- a copy of a store taken while it is in use, verified, with a manifest.
 *
 * The tables are copied from one snapshot; the checkpoint of the copy is the last head
 * that this snapshot has, and the papers are those that it names. So whatever is written
 * meanwhile, the copy is a store of one moment. It appears whole or not at all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_KEEP_BACKUP_H
#define GUIJU_KEEP_BACKUP_H
#include "base/clock.h"
#include "keep/manifest.h"

struct arena;
struct err;
struct inspect_listener;

struct backup_ask {
	const char *store, *target; /* folders; target must not exist, or be empty */
	bool keys;    /* keys/ too: whoever has the backup can sign */
	bool papers;  /* files/ too */
	bool quick;   /* verify the log alone */
	struct clock clock;
	const struct inspect_listener *listener; /* hears what is wrong with the copy */
};

struct backup_done {
	struct manifest manifest;
	int64_t bytes;
	int64_t papers;  /* copied, or left out */
};

/* ERR_TAMPERED "backup.faults" when the store is not in order (nothing is left then);
 * ERR_CONFLICT "store.exists", "store.busy"; ERR_STORE. */
must_use bool backup_write(struct arena *arena, const struct backup_ask *ask,
                           struct backup_done *done, struct err *err);

#endif
