/* records.h -- records as JSON, as far as who asks may see them; lists of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_RECORDS_H
#define GUIJU_SERVE_RECORDS_H
#include "serve/api.h"
#include "serve/rights.h"

struct record;

/* One record as a map: id, number, procedure, stage, opened, changed, organ, fields, clocks. */
void records_write(struct jw *w, const struct rights *rights, const struct record *record,
                   enum sight sight);
/* "\"12\"": the tag of a record, by how many events it has. In the arena. */
str records_etag(struct arena *arena, const struct record *record);

extern const struct api_op records_list_op;   /* GET /records/{procedure} */
extern const struct api_op records_show_op;   /* GET /records/{procedure}/{serial} */
extern const struct api_op records_events_op; /* GET /records/{procedure}/{serial}/events */

#endif
