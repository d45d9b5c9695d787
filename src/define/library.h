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
/* Judges what one rule says of others (关联, 取, 开, 令, 示例): they exist, their steps and fields
 * exist, and required fields of opened records are given. */
void library_check_links(const struct library *library, const struct rule *rule,
                         struct problems *problems);
/* library_figures.c, called by the one above: the figures of other rules in 指标, 核对 and
 * 统计表 exist, are of the same unit, make no circle, and what was attested (报送) is not
 * added to what was counted. */
void library_figures_check(const struct library *library, const struct rule *rule,
                           struct problems *problems);
/* Does the operand of a rule exist? Notes the fault at the line when it does not. */
bool library_figures_operand(const struct library *library, const struct rule *rule, int line,
                             const struct operand *operand, struct problems *problems);

#endif
