/* test_inforce.c -- the calendars in force follow from the events that adopt them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "verify/inforce.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "check.h"
#include "proof/body.h"

#define BUDGET ((size_t)1 << 20)

static str named(struct arena *arena, digest d)
{
	char text[44];

	digest_base64url(d, text);
	return arena_copy(arena, str_of(text));
}

static bool adopt(struct arena *arena, struct inforce *inforce, const char *year, str file)
{
	struct err err = { .kind = ERR_NONE };
	struct body body;
	str name, text = arena_printf(
		arena, "{\"fields\":{\"digest\":\"%.*s\",\"year\":\"%s\"},\"kind\":\"adopt\","
		"\"procedure\":\"calendar\",\"recorded\":\"2024-05-06T09:12:00+08:00\",\"v\":1}",
		PSTR(file), year);

	return CHECK_OK(body_read(arena, text, &body, &err), &err) &&
	       inforce_adopt(inforce, &body, &name) && CHECK(str_eq(name, file));
}

TEST(ascending_by_year_and_replaced)
{
	struct arena *arena = arena_new(BUDGET);
	struct inforce inforce;
	digest a = { { 1 } }, b = { { 2 } }, c = { { 3 } };
	str early[] = { digest_bytes(&b), digest_bytes(&a) };
	str late[] = { digest_bytes(&b), digest_bytes(&c) };

	inforce_init(&inforce);
	CHECK(inforce_allows(&inforce, STR("")));
	CHECK(inforce_allows(&inforce, named(arena, digest_of(DIGEST_SHA256, NULL, 0))));
	CHECK(!inforce_allows(&inforce, named(arena, a)));
	CHECK(adopt(arena, &inforce, "2024", named(arena, a)));
	CHECK(adopt(arena, &inforce, "2007", named(arena, b)));
	CHECK(inforce_allows(&inforce, named(arena, digest_of(DIGEST_SHA256, early, 2))));
	CHECK(adopt(arena, &inforce, "2024", named(arena, c)));
	CHECK(!inforce_allows(&inforce, named(arena, digest_of(DIGEST_SHA256, early, 2))));
	CHECK(inforce_allows(&inforce, named(arena, digest_of(DIGEST_SHA256, late, 2))));
	CHECK(inforce_allows(&inforce, STR("")));
	arena_end(arena);
}

TEST(lost_after_what_cannot_be_read)
{
	struct arena *arena = arena_new(BUDGET);
	struct inforce inforce;

	inforce_init(&inforce);
	CHECK(!adopt(arena, &inforce, "the year", named(arena, (digest){ { 1 } })));
	CHECK(inforce.lost && inforce_allows(&inforce, STR("anything")));
	inforce_init(&inforce);
	CHECK(!adopt(arena, &inforce, "2024", STR("short")));
	CHECK(inforce.lost);
	inforce_init(&inforce);
	for (int i = 0; i < INFORCE_YEARS; i++)
		CHECK(adopt(arena, &inforce, arena_printf(arena, "%d", i).at,
		            named(arena, (digest){ { 1 } })));
	CHECK(!adopt(arena, &inforce, "9999", named(arena, (digest){ { 1 } })));
	CHECK(inforce.lost);
	arena_end(arena);
}
