/* test_route.c -- addresses found in the table.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "http/route.h"

static void answer(void *with, struct http_request *r, const struct route_match *match)
{
	(void)with;
	(void)r;
	(void)match;
}

static const struct route routes[] = {
	{ HTTP_GET, "/", answer, 1, 0, NULL },
	{ HTTP_GET, "/records/{procedure}/{serial}", answer, 2, 0, NULL },
	{ HTTP_GET, "/records/{procedure}/{serial}/steps", answer, 3, 0, NULL },
	{ HTTP_POST, "/records/{rule}/{number}/steps", answer, 4, 99, NULL },
	{ HTTP_GET, "/records/hotline/{serial}", answer, 5, 0, NULL },
	{ HTTP_GET, "/records/{procedure}/newest", answer, 6, 0, NULL },
	{ HTTP_GET, "/files/{path...}", answer, 7, 0, NULL },
	{ HTTP_GET, "/files/index", answer, 8, 0, NULL },
	{ HTTP_DELETE, "/only", answer, 9, 0, NULL },
};

static struct route_match match;
static unsigned allowed;

/* The flags of the route, or 0. */
static unsigned find(enum http_method method, str path)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct route_table *table = route_table_new(arena, routes, countof(routes));
	bool found = route_find(table, method, path, &match, &allowed);

	arena_end(arena);
	return found ? match.route->flags : 0;
}

TEST(found)
{
	CHECK_INT(find(HTTP_GET, STR("/")), 1);
	CHECK_INT(find(HTTP_HEAD, STR("/")), 1);
	CHECK_INT(find(HTTP_GET, STR("/records/复议/17")), 2);
	CHECK_STR(route_param(&match, STR("procedure")), "复议");
	CHECK_STR(route_param(&match, STR("serial")), "17");
	CHECK_INT(find(HTTP_GET, STR("/records/a/17/steps")), 3);
	CHECK_INT(find(HTTP_POST, STR("/records/a/17/steps")), 4);
	CHECK_STR(route_param(&match, STR("number")), "17");
	CHECK_INT(match.route->body_max, 99);
}

TEST(nearest)
{
	CHECK_INT(find(HTTP_GET, STR("/records/hotline/17")), 5);
	CHECK_INT(find(HTTP_GET, STR("/records/hotline/newest")), 5);
	CHECK_INT(find(HTTP_GET, STR("/records/a/newest")), 6);
	CHECK_INT(find(HTTP_GET, STR("/files/index")), 8);
	CHECK_INT(find(HTTP_GET, STR("/files/index/x")), 7);
	CHECK_STR(route_param(&match, STR("path")), "index/x");
	CHECK_INT(find(HTTP_GET, STR("/files/a/b/c.js")), 7);
	CHECK_STR(route_param(&match, STR("path")), "a/b/c.js");
}

TEST(not_found)
{
	CHECK_INT(find(HTTP_GET, STR("/records")), 0);
	CHECK_INT(allowed, 0);
	CHECK_INT(find(HTTP_GET, STR("/records/a")), 0);
	CHECK_INT(find(HTTP_GET, STR("/records/a/")), 0);
	CHECK_INT(find(HTTP_GET, STR("/records/a/1/")), 0);
	CHECK_INT(find(HTTP_GET, STR("/Records/a/1")), 0);
	CHECK_INT(find(HTTP_GET, STR("/files/")), 0);
	CHECK_INT(find(HTTP_GET, STR("/files")), 0);
	CHECK_INT(find(HTTP_GET, STR("/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o")), 0);
	CHECK_INT(find(HTTP_GET, STR("")), 0);
	CHECK_INT(find(HTTP_GET, STR("*")), 0);
}

TEST(not_with_that_method)
{
	CHECK_INT(find(HTTP_PUT, STR("/records/a/1/steps")), 0);
	CHECK_INT(allowed, 1u << HTTP_GET | 1u << HTTP_HEAD | 1u << HTTP_POST | 1u << HTTP_OPTIONS);
	CHECK_INT(find(HTTP_GET, STR("/only")), 0);
	CHECK_INT(allowed, 1u << HTTP_DELETE | 1u << HTTP_OPTIONS);
}
