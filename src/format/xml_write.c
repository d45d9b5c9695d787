/* xml_write.c -- XML written: elements and text, well-formed whatever the text is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/xml_write.h"

#include "base/utf8.h"

void xw_init(struct xw *w, struct buf *buf)
{
	*w = (struct xw){ .buf = buf };
	buf_text(buf, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
}

void xw_open(struct xw *w, const char *name)
{
	assert(w->depth < XW_DEPTH);
	w->open[w->depth++] = name;
	buf_printf(w->buf, "<%s>", name);
}

void xw_close(struct xw *w)
{
	assert(w->depth > 0);
	buf_printf(w->buf, "</%s>", w->open[--w->depth]);
}

static void put(struct buf *buf, uint32_t code)
{
	char bytes[4];

	switch (code) {
	case '<': buf_text(buf, "&lt;"); return;
	case '>': buf_text(buf, "&gt;"); return;
	case '&': buf_text(buf, "&amp;"); return;
	case '\r': buf_text(buf, "&#13;"); return;
	default: break;
	}
	if ((code < 0x20 && code != '\t' && code != '\n') || code == 0x7f || code == 0xfffe ||
	    code == 0xffff)
		code = 0xfffd;
	buf_add(buf, (str){ bytes, utf8_put(code, bytes) });
}

void xw_text(struct xw *w, const char *name, str text)
{
	if (text.n == 0) {
		buf_printf(w->buf, "<%s/>", name);
		return;
	}
	buf_printf(w->buf, "<%s>", name);
	while (text.n > 0)
		put(w->buf, utf8_next(&text));
	buf_printf(w->buf, "</%s>", name);
}
