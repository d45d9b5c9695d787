/* restore_log.h -- how a restored store's log goes on, and what its door forgets.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_KEEP_RESTORE_LOG_H
#define GUIJU_KEEP_RESTORE_LOG_H
#include "keep/restore.h"

/* Over the store copied into `beside`, which was verified: ends sessions and invitations
 * (of a new log, also the keys of programs), begins the new log where done->new_log, appends
 * the event that tells of the restoring, signs. Fills done->origin and done->events. */
must_use bool restore_log(struct arena *arena, const struct restore_ask *ask,
                          const char *beside, struct restore_done *done, struct err *err);

#endif
