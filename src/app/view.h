/* view.h -- records, events and clocks as people read them on a terminal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_VIEW_H
#define GUIJU_APP_VIEW_H
#include "engine/desk.h"

struct buf;
struct jw;

/* One event: its place in the ledger, when, who, what, where to, and what was filled in. */
void view_event(struct buf *buf, struct desk *desk, const struct rule *rule, int64_t seq,
                const struct event *event);
/* Head, fields and clocks of a record. */
void view_record(struct buf *buf, struct desk *desk, const struct record *record, instant now);
/* The same as a JSON map: record, number, stage, fields, clocks. */
void view_record_json(struct jw *w, struct desk *desk, const struct record *record, instant now);
/* Text padded with spaces to a number of columns (Chinese counts 2). */
void view_pad(struct buf *buf, str text, int columns);
/* Figures were read one after another: has nothing been recorded since the ledger had
 * `size` events? ERR_CONFLICT "report.moved". */
must_use bool view_stood_still(struct desk *desk, int64_t size, struct err *err);
/* "绿" "黄" "红" "停" or "". */
str view_lamp(const struct record *record, const struct limit *limit, struct desk *desk,
              instant now);

#endif
