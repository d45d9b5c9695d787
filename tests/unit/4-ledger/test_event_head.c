/* test_event_head.c -- what is found without a tree is what the whole reader finds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "ledger/event.h"

#define LAST "\"procedure\":\"hotline\",\"record\":7," \
	"\"recorded\":\"2024-05-06T09:12:00+08:00\",\"v\":1}"

static void same(const char *body)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct err err = { .kind = ERR_NONE };
	struct event_head head = { .serial = 0 };
	struct event event;
	digest *commitments;

	if (CHECK_OK(event_read(arena, str_of(body), &event, &commitments, &err), &err) &&
	    CHECK(event_read_head(str_of(body), &head))) {
		CHECK_INT(head.kind, event.kind);
		CHECK_INT(head.serial, event.serial);
		CHECK_INT(head.recorded, event.recorded);
		CHECK(str_eq(head.procedure, event.procedure));
	}
	arena_end(arena);
}

TEST(as_the_whole_reader)
{
	same("{\"kind\":\"open\"," LAST);
	same("{\"fields\":{\"a\":\"}\\\"{,\",\"kind\":\"end\"},\"kind\":\"step\"," LAST);
	same("{\"deviation\":[\"]\",\"{\"],\"fields\":{\"record\":\"9\"},\"kind\":\"once\"," LAST);
	same("{\"fields\":{\"a\":\"\\\\\"},\"kind\":\"open\"," LAST);
}

TEST(not_easily_read)
{
	static const char *const bodies[] = {
		"", "{", "{}", "[]", "{\"kind\":\"open\"}", "{\"kind\":\"nothing\"," LAST,
		"{\"kind\":\"op\\u0065n\"," LAST, "{\"kind\":\"open\"," LAST "x",
		"{\"kind\":\"open\"," LAST "}", "{\"kind\":\"open\",\"record\":1," LAST,
		"{\"kind\":open," LAST, "{\"kind\" :\"open\"," LAST, "{\"kind\":\"open," LAST,
		"{\"a\":{\"kind\":\"open\"," LAST, "{\"a\":\"\\", "{\"a\":[", "{\"a\"",
	};
	struct event_head head;

	for (size_t i = 0; i < countof(bodies); i++)
		if (!CHECK(!event_read_head(str_of(bodies[i]), &head)))
			printf("    %s\n", bodies[i]);
}
