/* procedures.h -- the rules in force, for people and for forms.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_PROCEDURES_H
#define GUIJU_SERVE_PROCEDURES_H
#include "serve/api.h"

extern const struct api_op procedures_list_op;  /* GET /procedures */
extern const struct api_op procedures_show_op;  /* GET /procedures/{procedure}?on= */
extern const struct api_op procedures_prose_op; /* GET /procedures/{procedure}/prose */
extern const struct api_op procedures_public_list_op;  /* the same under /public/v1 */
extern const struct api_op procedures_public_show_op;
extern const struct api_op procedures_public_prose_op;

/* The rule that the path names, as in force on the day of ?on= (today when absent); NULL: a
 * problem was answered. */
const struct rule *procedures_asked(struct call *call);
/* A day from a query parameter; `otherwise` when absent. False: a problem was answered. */
must_use bool procedures_query_day(struct call *call, str name, day otherwise, day *on);

#endif
