/* records.h -- records as JSON, as far as who asks may see them; lists of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_RECORDS_H
#define GUIJU_SERVE_RECORDS_H
#include "serve/api.h"
#include "serve/rights.h"

struct record;

/* One record as a map: id, number, procedure, stage, opened, changed, organ, fields, clocks.
 * Whoever writes private values notes it (serve/reads.h). */
void records_write(struct jw *w, const struct rights *rights, const struct record *record,
                   enum sight sight);
/* One value of a field: a text, or a list of texts where there may be several. */
void records_write_value(struct jw *w, const struct field *field, str value);
/* "\"12\"": the tag of a record, by how many events it has. In the arena. */
str records_etag(struct arena *arena, const struct record *record);
/* Fills what call_absent answers; returns false. */
bool records_unknown(struct err *err);
/* The rights of a call. */
struct rights records_rights(struct call *call);
/* The record of the path {procedure}/{serial} and what of it may be seen: at least `least`.
 * NULL: 404 was answered, or another problem. Lives until the call ends. */
const struct record *records_find(struct call *call, enum sight least, enum sight *sight);

extern const struct api_op records_list_op;   /* GET /records/{procedure} */
extern const struct api_op records_show_op;   /* GET /records/{procedure}/{serial} */

#endif
