/* rule_parts.h -- the verbs of a rule as JSON: steps, limits, counts, what becomes public.
 *
 * All add to an open map; for rule_view.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_RULE_PARTS_H
#define GUIJU_SERVE_RULE_PARTS_H
#include "define/model.h"
#include "format/json_write.h"

/* The members "id" and "name". */
void rule_parts_name(struct jw *w, const struct name *name);
/* A member that is true or false. */
void rule_parts_flag(struct jw *w, str name, bool truth);
/* The member "law" with the name of the law written out; nothing for an empty basis. */
void rule_parts_basis(struct jw *w, const struct rule *rule, str basis);
/* The members "steps"; "limits"; "indicators", "checks" and "tables"; "public". */
void rule_parts_steps(struct jw *w, const struct rule *rule);
void rule_parts_limits(struct jw *w, const struct rule *rule);
void rule_parts_counts(struct jw *w, const struct rule *rule);
void rule_parts_publics(struct jw *w, const struct rule *rule);

#endif
