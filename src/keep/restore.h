/* restore.h -- a store made from a backup: the same log where nothing is lost, else a new one.
 *
 * A copy cannot know what was done after it was taken. Only who shows the newest head that
 * was given away (a checkpoint kept elsewhere), and has the keys, may go on with the old log.
 * Otherwise the restored store begins a new log: keys and a name of its own
 * ("guiju/620200/20261123T151637"), and an event that says from which log and from how many
 * events it goes on, and how many are known to be lost. docs/decisions/0024-backup.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_KEEP_RESTORE_H
#define GUIJU_KEEP_RESTORE_H
#include "base/clock.h"
#include "keep/manifest.h"

struct arena;
struct err;
struct inspect_listener;

#define RESTORE_HEADS 16

struct restore_ask {
	const char *backup, *store; /* folders; store must not exist, or be empty */
	const char *heads[RESTORE_HEADS]; /* checkpoint files (or stores) known elsewhere */
	size_t head_count;
	const char *keys;     /* folder of the keys kept apart; NULL: none */
	bool same_log;        /* go on with the old log; else refuse */
	bool without_accounts;/* accounts are lost with their key; posts stay */
	bool quick;           /* verify the log alone */
	str person, reason;   /* who restores; why (may be empty) */
	struct clock clock;
	const struct inspect_listener *listener;
};

struct restore_done {
	struct manifest manifest;
	str origin;          /* of the restored log */
	bool new_log;
	int64_t known;       /* the size of the greatest head that was shown; -1: none */
	int64_t lost;        /* events known to be lost; -1: nothing is known */
	int64_t events;      /* in the restored log */
};

/* ERR_TAMPERED "backup.digest", "backup.faults", "restore.fork" (a head that this log does
 * not have); ERR_REFUSED "restore.lost" and "restore.head", ERR_UNKNOWN "restore.keys";
 * otherwise as backup_write. */
must_use bool restore_make(struct arena *arena, const struct restore_ask *ask,
                           struct restore_done *done, struct err *err);

#endif
