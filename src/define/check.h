/* check.h -- is the rule whole: reachable, ended, limited, founded on an article.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CHECK_H
#define GUIJU_DEFINE_CHECK_H
#include "define/model.h"
#include "define/problems.h"

/* Notes every fault of a rule that was read without faults. */
void check_rule(const struct rule *rule, struct problems *problems);

#endif
