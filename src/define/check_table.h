/* check_table.h -- faults of 统计分项 and of the tables laid out by it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CHECK_TABLE_H
#define GUIJU_DEFINE_CHECK_TABLE_H
#include "define/model.h"
#include "define/problems.h"

/* Judges 统计分项: every opening step gives its field a value, and no later step changes it
 * where what was counted before is compared with what is counted after. */
void check_table_split(const struct rule *rule, struct problems *problems);
/* Judges 统计表: each has rows with figures, and where its columns are the options, only
 * figures whose options add up to the whole. */
void check_table_rows(const struct rule *rule, struct problems *problems);

#endif
