/* library.h -- all rules known, by version: which one governs what, on which day.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_LIBRARY_H
#define GUIJU_DEFINE_LIBRARY_H
#include "define/model.h"
#include "define/problems.h"

struct library;

/* An empty library; lives as long as the arena. */
struct library *library_new(struct arena *arena);
/* Adds a version (kept). A version with the same digest is added once. */
void library_add(struct library *library, const struct rule *rule);
/* The version of a procedure (Chinese name or id) in force on a day: of those whose
 * 施行 is not later, the latest; before the first, NULL. */
const struct rule *library_in_force(const struct library *library, str name, day on);
/* The newest version, whatever its date; NULL when the name is unknown. */
const struct rule *library_newest(const struct library *library, str name);
const struct rule *library_by_digest(const struct library *library, digest identity);
/* All versions, in the order of adding. */
size_t library_rules(const struct library *library, const struct rule *const **rules);
/* Judges what one rule says of others (关联, 开, 令): they exist, their steps and fields
 * exist, and required fields of opened records are given. */
void library_check_links(const struct library *library, const struct rule *rule,
                         struct problems *problems);

#endif
