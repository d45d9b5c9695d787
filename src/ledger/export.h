/* export.h -- the whole log written as files, for anyone to keep, check and continue.
 *
 * The folder is what guiju-verify reads: checkpoint, verifier.key, tile/, tile/entries/,
 * events.jsonl, rules/, calendars/, and for a national log checkpoint.sm3 and tile.sm3/.
 * It reaches to the last signed head. Private values and their keys are not in it.
 *
 * Files that are equal already are left alone, so that an export that was broken off,
 * or an older one, is continued by running again. All is on the disk before the new
 * checkpoint takes the place of the old one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_EXPORT_H
#define GUIJU_LEDGER_EXPORT_H
#include "base/base.h"

struct arena;
struct err;
struct ledger;

/* Told from time to time how many events are written. */
struct export_listener {
	void (*progress)(void *with, int64_t done, int64_t all);
	void *with;
};

struct export_count {
	int64_t events;
	int64_t written, left; /* files */
};

/* Writes the log into `folder` (made when it is not there). Memory does not grow with the
 * number of events. Also a check: a log whose events, rules or calendars are not what was
 * signed is not exported (ERR_TAMPERED "export.root", "export.event", "export.digest"),
 * and the checkpoint of the folder stays as it was. ERR_CONFLICT "export.other" when the
 * folder holds another log's export. */
must_use bool export_write(struct arena *arena, struct ledger *ledger, const char *folder,
                           const struct export_listener *listener, struct export_count *count,
                           struct err *err);

#endif
