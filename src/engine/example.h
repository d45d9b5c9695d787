/* example.h -- the worked examples of a rule, run as its tests in a world of their own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_EXAMPLE_H
#define GUIJU_ENGINE_EXAMPLE_H
#include "define/library.h"

struct arena;
struct workdays;

/* Runs all examples of the rule; every expectation that fails is a problem at its line
 * (codes "example.*"). Other rules come from the library (开, 令). Gives how many
 * examples ran. Needs memory for the whole run from `arena`. */
size_t example_run(struct arena *arena, const struct library *library,
                   const struct workdays *workdays, const struct rule *rule,
                   struct problems *problems);

#endif
