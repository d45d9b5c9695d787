/* render_text.h -- the sections of a rule in its own layout, for render_rule.
 *
 * Inside define/ only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_RENDER_TEXT_H
#define GUIJU_DEFINE_RENDER_TEXT_H
#include "define/model.h"

struct buf;

/* Two blanks and the article, if there is one; then the end of the line. */
void render_text_end(struct buf *out, str basis);
/* 步骤 */
void render_text_steps(struct buf *out, const struct rule *rule);
/* The one step of a 记事, where it says more than goes without saying. */
void render_text_note(struct buf *out, const struct rule *rule);
/* 期限 */
void render_text_limits(struct buf *out, const struct rule *rule);
/* 指标 and 核对 */
void render_text_counts(struct buf *out, const struct rule *rule);

#endif
