/* test_shape.c -- one answer in XML and JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "serve/shape.h"

static str answer(struct arena *arena, bool json)
{
	struct shape s;
	struct buf buf;

	buf_init(&buf, arena, 4096);
	shape_begin(&s, &buf, json);
	shape_list(&s, "services");
	shape_map(&s, "service");
	shape_text(&s, "code", STR("a<b"));
	shape_text(&s, "none", (str){ 0 });
	shape_flag(&s, "metadata", true);
	shape_int(&s, "order", 2);
	shape_list(&s, "values");
	shape_text(&s, "value", STR("x"));
	shape_end(&s);
	shape_map(&s, "more");
	shape_end(&s);
	shape_end(&s);
	shape_end(&s);
	return buf_str(&buf);
}

TEST(both)
{
	struct arena *arena = arena_new(65536);

	CHECK_STR(answer(arena, true), "[{\"code\":\"a<b\",\"none\":null,\"metadata\":true,"
	                               "\"order\":2,\"values\":[\"x\"],\"more\":{}}]");
	CHECK_STR(answer(arena, false),
	          "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<services><service>"
	          "<code>a&lt;b</code><none/><metadata>true</metadata><order>2</order>"
	          "<values><value>x</value></values><more></more></service></services>");
	arena_end(arena);
}
