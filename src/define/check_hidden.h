/* check_hidden.h -- nothing that is counted may rest on a value that can be erased.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CHECK_HIDDEN_H
#define GUIJU_DEFINE_CHECK_HIDDEN_H
#include "define/model.h"
#include "define/problems.h"

/* Private fields may be asked for, answered and guarded, but no limit and no indicator
 * may depend on them: once they are erased, the ledger could not give the same due date
 * and the same figure again, and nobody else could check them before. */
void check_hidden_uses(const struct rule *rule, struct problems *problems);

#endif
