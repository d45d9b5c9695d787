/* rule_view.h -- a rule as JSON: all that a form, a list of steps or a reader needs of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_RULE_VIEW_H
#define GUIJU_SERVE_RULE_VIEW_H
#include "define/library.h"
#include "format/json_write.h"

/* The members of a rule's head into an open map: id, name, kind, effective, organ, laws. */
void rule_view_head(struct jw *w, const struct rule *rule);
/* The whole rule as a map; names of other rules are looked up in the library. */
void rule_view_write(struct jw *w, const struct rule *rule, const struct library *library);
/* "text", "long", "int" ...: the type of a field as the API calls it. */
str rule_view_type(enum field_type type);
/* The days from which the versions of a rule hold, as a list: [{effective, digest}]. */
void rule_view_versions(struct jw *w, const struct library *library, str id);

#endif
