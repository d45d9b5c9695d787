/* rows.h -- event rows read in small parts, so that no question stays open meanwhile.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_ROWS_H
#define GUIJU_LEDGER_ROWS_H
#include "base/base.h"

struct arena;
struct db;
struct err;

#define ROWS_PART 64

/* One event as its tables have it; empty slices where a row or a value is not there. */
struct row {
	int64_t seq;
	str procedure;
	int64_t record;
	str entry, salt, body;
	bool has_private;
	str private_key, private_body;
};

/* Reads the first rows with from <= seq < to, at most ROWS_PART, ascending; copies into
 * the arena. *count = 0 when there are no more. */
must_use bool rows_read(struct arena *arena, struct db *db, int64_t from, int64_t to,
                        struct row rows[ROWS_PART], size_t *count, struct err *err);

#endif
