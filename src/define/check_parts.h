/* check_parts.h -- faults of the nouns of a rule: ids, fields, numbers, what nothing uses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CHECK_PARTS_H
#define GUIJU_DEFINE_CHECK_PARTS_H
#include "define/model.h"
#include "define/problems.h"

/* Judges ids: those that the system keeps for itself. */
void check_parts_names(const struct rule *rule, struct problems *problems);
/* Judges fields: 唯一, columns, and whether anything fills them. */
void check_parts_fields(const struct rule *rule, struct problems *problems);
/* Judges 案号 and 编号: the serial may not begin again without the date being in it. */
void check_parts_numbers(const struct rule *rule, struct problems *problems);
/* Roles and papers that nothing uses. */
void check_parts_used(const struct rule *rule, struct problems *problems);

#endif
