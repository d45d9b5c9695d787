/* print.h -- a compiled report as text, Markdown, a page, or data.
 *
 * All are pure: they read the report and add to a builder.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_REPORT_PRINT_H
#define GUIJU_REPORT_PRINT_H
#include "report/annual.h"

struct buf;

/* Room that is enough for any report. */
#define PRINT_BYTES ((size_t)32 << 20)

/* Wrapped at 80 columns; no line begins with a closing mark or ends with an opening one. */
void print_text(struct buf *buf, const struct annual *annual);
/* CommonMark; characters with a meaning in it are escaped. */
void print_md(struct buf *buf, const struct annual *annual);
/* A whole page without scripts; each figure links to its provenance in the same page. */
void print_html(struct buf *buf, const struct annual *annual);
/* print_html_trace.c: the appendix of the page. */
void print_html_trace(struct buf *buf, const struct annual *annual);
/* Text made safe for HTML, also within quoted attributes. */
void print_html_escape(struct buf *buf, str text);
/* print_md.c: text made safe for Markdown. */
void print_md_escape(struct buf *buf, str text);
/* All of it as data; names in ascending order, integers as text. */
void print_json(struct buf *buf, const struct annual *annual);

#endif
