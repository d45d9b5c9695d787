/* parse.h -- a rule's text becomes the model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_PARSE_H
#define GUIJU_DEFINE_PARSE_H
#include "define/model.h"
#include "define/problems.h"

/* Reads the language of docs/clerk/rules.md. `file` becomes rule->file, `text` is kept;
 * `problems` was begun by the caller with problems_init, which names the file in messages.
 * NULL when anything is wrong, with all faults in `problems`. Only the form and the names
 * are judged here; whether the rule is whole is check.h's question. */
const struct rule *parse_rule(struct arena *arena, str file, str text, struct problems *problems);
/* Reads one condition against a rule (for mappings and searches). */
const struct cond *parse_cond(struct arena *arena, const struct rule *rule, str text, int line,
                              struct problems *problems);

#endif
