/* import_spool.h -- the rows of a file put aside, so that they can be taken in another order.
 *
 * The first pass over a file puts its rows into a temporary file that has no name (it is
 * gone when the program ends, however it ends) and keeps 80 bytes a row in memory. Then
 * it is known which rows were taken before, and of which case, before any is taken now.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_IMPORT_SPOOL_H
#define GUIJU_APP_IMPORT_SPOOL_H
#include "base/base.h"

struct arena;
struct err;
struct import_spool;

struct import_row {
	int64_t number, line;  /* as csv_row tells them */
	const str *cells;
	size_t count;
	str key;               /* under which its first step is remembered */
	str name;              /* of its case; only for import_spool_add */
	instant at;            /* when it happened; only for import_spool_add, with sort */
	bool known;            /* it was taken before */
	bool late;             /* it was not, but a later row of its case was */
};

/* An empty spool; lives as long as the arena. NULL: ERR_STORE "import.spool". */
struct import_spool *import_spool_new(struct arena *arena, struct err *err);
/* How often a row with these contents was asked for, this time included: 1, 2, ... */
uint32_t import_spool_times(struct import_spool *spool, uint64_t contents);
/* Puts a row aside: copies. ERR_LIMIT "import.rows" for more than two million. */
must_use bool import_spool_add(struct import_spool *spool, const struct import_row *row,
                               struct err *err);
/* All rows are there: puts them in order of time where `sort` (of one time: in the order
 * of the file), and finds those that are late. */
must_use bool import_spool_ready(struct import_spool *spool, bool sort, struct err *err);
int64_t import_spool_count(const struct import_spool *spool);
/* The next row, its strings in `arena`; *more = false at the end. Of a row that is known
 * only `known` and `line` are told. */
must_use bool import_spool_next(struct import_spool *spool, struct arena *arena,
                                struct import_row *row, bool *more, struct err *err);

#endif
