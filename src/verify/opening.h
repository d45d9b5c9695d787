/* opening.h -- the events in the clear: each line of events.jsonl against its log entry.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_VERIFY_OPENING_H
#define GUIJU_VERIFY_OPENING_H
#include "base/base.h"
#include "base/table.h"
#include "verify/inforce.h"
#include "verify/lines.h"

struct arena;
struct dir_facts;
struct err;
struct findings;

struct opening {
	struct arena *arena; /* keeps the digests that were seen */
	str path;            /* of the export */
	struct lines lines;
	struct table seen;   /* "rules/<digest>.rule": looked for already */
	struct inforce inforce;
	struct dir_facts *facts;
	struct findings *findings;
	digest before;       /* root of the tree in front of an event of kind LEAF_STORE */
	bool short_of;       /* events.jsonl has ended too early: said once */
};

/* Opens PATH/events.jsonl; keeps all arguments. */
must_use bool opening_begin(struct opening *opening, struct arena *arena, str path,
                            struct dir_facts *facts, struct findings *findings, struct err *err);
/* Event `index`, whose log entry is `entry`; faults go into the findings. */
void opening_check(struct opening *opening, struct arena *scratch, uint64_t index, str entry);
/* After the last event: no line may be left. */
void opening_finish(struct opening *opening);

#endif
