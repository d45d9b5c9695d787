/* openapi_rules.h -- the part of the contract that the rules in force write themselves.
 *
 * For the rule `hotline`: schemas hotline.fields, hotline.record, hotline.list, a body for each
 * step (hotline.step.accept), and hotline.open and hotline.step, one of them by `step`.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_OPENAPI_RULES_H
#define GUIJU_SERVE_OPENAPI_RULES_H
#include "define/model.h"
#include "format/json_write.h"

/* The schemas of one rule as members of an open map. */
void openapi_rules_write(struct jw *w, const struct rule *rule);
/* Has the rule steps that people take: those that open a record, or the others? */
bool openapi_rules_has(const struct rule *rule, bool opening);
/* Examples of bodies, one for each step, as a map by the step's id. */
void openapi_rules_examples(struct jw *w, const struct rule *rule, bool opening);

/* openapi_values.c: the schema of a field's value as a whole map. `asked`: as it is sent in a
 * step; else as a record has it. */
void openapi_values_write(struct jw *w, const struct field *field, bool asked, bool must);
/* A value that fits, for examples. */
void openapi_values_sample(struct jw *w, const struct field *field);

#endif
