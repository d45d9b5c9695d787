/* test_xml_write.c -- XML that is well-formed whatever the text is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "format/xml_write.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

static str write(struct arena *arena, str text)
{
	struct buf buf;
	struct xw w;

	buf_init(&buf, arena, 4096);
	xw_init(&w, &buf);
	xw_open(&w, "a");
	xw_text(&w, "b", text);
	xw_close(&w);
	CHECK_INT(w.depth, 0);
	return buf_str(&buf);
}

TEST(escapes)
{
	struct arena *arena = arena_new(65536);

	CHECK_STR(write(arena, STR("路灯 <b>&\"'\n\t")),
	          HEAD "<a><b>路灯 &lt;b&gt;&amp;\"'\n\t</b></a>");
	CHECK_STR(write(arena, STR("]]>\r")), HEAD "<a><b>]]&gt;&#13;</b></a>");
	CHECK_STR(write(arena, (str){ 0 }), HEAD "<a><b/></a>");
	arena_end(arena);
}

TEST(what_xml_cannot_hold)
{
	struct arena *arena = arena_new(65536);

	CHECK_STR(write(arena, ((str){ "\0\x01\x1f", 3 })), HEAD "<a><b>\xef\xbf\xbd\xef\xbf\xbd"
	                                                         "\xef\xbf\xbd</b></a>");
	CHECK_STR(write(arena, STR("\xef\xbf\xbe")), HEAD "<a><b>\xef\xbf\xbd</b></a>");
	CHECK_STR(write(arena, STR("\xff")), HEAD "<a><b>\xef\xbf\xbd</b></a>");
	arena_end(arena);
}
