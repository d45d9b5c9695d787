/* render_table.h -- the tables of a rule, for render_rule and render_prose.
 *
 * Inside define/ only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_RENDER_TABLE_H
#define GUIJU_DEFINE_RENDER_TABLE_H
#include "define/model.h"

struct buf;

/* 统计表, all of them, in the layout of docs/clerk/rules.md. */
void render_table_text(struct buf *out, const struct rule *rule);
/* What stands behind a table's name: its columns, and a line for each row. */
void render_table_prose(struct buf *out, const struct rule *rule,
                        const struct statistic *statistic);

#endif
