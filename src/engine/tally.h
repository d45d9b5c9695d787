/* tally.h -- what an event changes in the figures: marks.
 *
 * A mark says: on this day, for this organ (and this key, where values are told
 * apart), an indicator changed by n records and v units because of this record.
 * A figure is the sum of marks; a contribution that no longer holds is taken back by
 * a mark of the opposite sign, on the same day for flows, on the day of the change
 * for stocks.
 *
 * Under a rule with 统计分项 counts and sums carry the option that the record has in that
 * field; those of limits and stocks move when the field is changed, steps stay as they were
 * counted. What is told apart by another field (去重, 末值和) carries that one's
 * value instead.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_TALLY_H
#define GUIJU_ENGINE_TALLY_H
#include "engine/record.h"
#include "ledger/event.h"

struct arena;
struct workdays;

struct mark {
	str indicator; /* id; "deviations" for the one that every rule has */
	day on;
	str organ;
	str key;       /* the value told apart, the source, or the option; or empty */
	int64_t n;     /* records */
	int64_t v;     /* the field's value, where one is summed */
};

struct marks {
	struct mark *at;
	size_t count, room;
};

/* Adds the marks of `event`, which turned the record from `before` (NULL: it was not
 * there) into `after`; keeps what can be taken back in after's slots. */
void tally_event(struct arena *arena, const struct record *before, struct record *after,
                 const struct event *event, const struct workdays *workdays,
                 struct marks *marks);

#endif
