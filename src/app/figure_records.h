/* figure_records.h -- the records behind a figure, also of other rules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_FIGURE_RECORDS_H
#define GUIJU_APP_FIGURE_RECORDS_H
#include "engine/desk.h"
#include "format/json_write.h"

/* Where they are written; all is borrowed. */
struct figure_records_list {
	struct arena *arena;
	struct desk *desk;
	const struct figure_source *source;
	const struct rule *rule; /* asked for: indicators of others are told with their rule */
	struct buf *buf;         /* emptied to standard output when it has grown large */
	struct jw *w;            /* NULL: text; else maps are added to the open list */
};

/* Lists what was counted in the scope, one line each: of a computed figure what its parts
 * counted, of 末值和 the latest statement of each source. */
must_use bool figure_records(struct figure_records_list *list, struct figure_of of,
                             struct figure_scope scope, struct err *err);

#endif
