/* xml_write.h -- XML written: elements and text, well-formed whatever the text is.
 *
 *     struct xw w; xw_init(&w, &buf);
 *     xw_open(&w, "services"); xw_text(&w, "name", STR("a < b")); xw_close(&w);
 *
 * No attributes, no name spaces. What XML 1.0 cannot hold (control characters, U+FFFE,
 * U+FFFF, bytes that are not UTF-8) is written as U+FFFD; CR as a reference, so that it
 * is read back as it was.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_FORMAT_XML_WRITE_H
#define GUIJU_FORMAT_XML_WRITE_H
#include "base/str.h"

#define XW_DEPTH 16

struct xw {
	struct buf *buf; /* borrows */
	int depth;
	const char *open[XW_DEPTH]; /* names; borrowed until closed */
};

/* Writes the declaration into `buf` (borrows); ask buf->full at the end. */
void xw_init(struct xw *w, struct buf *buf);
/* Begins an element; xw_close ends the innermost one. Too deep, or none to close, is a bug
 * of the caller (asserted). */
void xw_open(struct xw *w, const char *name);
void xw_close(struct xw *w);
/* An element with nothing but text; empty text gives <name/>. */
void xw_text(struct xw *w, const char *name, str text);

#endif
