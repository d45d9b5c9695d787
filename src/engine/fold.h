/* fold.h -- an event changes a record: the same way when it happens and when it is replayed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_FOLD_H
#define GUIJU_ENGINE_FOLD_H
#include "engine/record.h"
#include "ledger/event.h"

struct arena;
struct workdays;

/* Changes `record` (a copy that the caller owns) by one of its events. Trusts the event:
 * whether it was allowed was decided before. Strings of the event are borrowed: they
 * must live as long as the record. Parts the rule does not know are ignored. */
void fold_event(struct arena *arena, struct record *record, const struct event *event,
                const struct workdays *workdays);
/* Sets fields from the event alone (used to judge what a step would give). */
void fold_values(struct record *record, const struct pair *pairs, size_t count);

#endif
