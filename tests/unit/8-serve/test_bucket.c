/* test_bucket.c -- buckets of tokens: spent, filled again, fined, forgotten.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/limits.h"
#include "serve/bucket.h"

static const struct bucket_rate rate = { 3, 6 }; /* one in ten seconds */
static const instant start = 1000000 * INSTANT_SECOND;

TEST(spent_and_filled_again)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	struct bucket *bucket = bucket_new(arena);

	for (int i = 0; i < 3; i++)
		CHECK_INT(bucket_take(bucket, 's', STR("a"), rate, 1, start), 0);
	CHECK_INT(bucket_take(bucket, 's', STR("a"), rate, 1, start), 10);
	CHECK_INT(bucket_take(bucket, 's', STR("a"), rate, 1, start + 4 * INSTANT_SECOND), 6);
	CHECK_INT(bucket_take(bucket, 's', STR("b"), rate, 1, start), 0);
	CHECK_INT(bucket_take(bucket, 'l', STR("a"), rate, 1, start), 0);
	CHECK_INT(bucket_take(bucket, 's', STR("a"), rate, 1, start + 10 * INSTANT_SECOND), 0);
	CHECK_INT(bucket_take(bucket, 's', STR("a"), rate, 1, start + 10 * INSTANT_SECOND), 10);
	for (int i = 0; i < 3; i++)
		CHECK_INT(bucket_take(bucket, 's', STR("a"), rate, 1, start + INSTANT_DAY), 0);
	CHECK(bucket_take(bucket, 's', STR("a"), rate, 1, start + INSTANT_DAY) > 0);
	arena_end(arena);
}

TEST(fined)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	struct bucket *bucket = bucket_new(arena);

	bucket_fine(bucket, 's', STR("a"), rate, 1000, start);
	CHECK_INT(bucket_take(bucket, 's', STR("a"), rate, 1, start), 40); /* not for ever */
	arena_end(arena);
}

/* Many names do not free the one that is held back. */
TEST(crowded)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	struct bucket *bucket = bucket_new(arena);

	bucket_fine(bucket, 's', STR("a"), rate, 1000, start);
	for (int i = 0; i < 4 * LIMIT_RATE_PLACES; i++) {
		str name = { (char *)&i, sizeof(i) };

		CHECK_INT(bucket_take(bucket, 's', name, rate, 1, start), 0);
	}
	CHECK(bucket_take(bucket, 's', STR("a"), rate, 1, start) > 0);
	arena_end(arena);
}

TEST(addresses)
{
	struct arena *arena = arena_new(65536);

	CHECK_STR(bucket_address(arena, STR("192.0.2.7")), "192.0.2.7");
	CHECK_STR(bucket_address(arena, STR("::ffff:192.0.2.7")), "192.0.2.7");
	CHECK_STR(bucket_address(arena, STR("2001:db8:1:2:3::4")), "2001:0db8:0001:0002::/64");
	CHECK_STR(bucket_address(arena, STR("unix")), "unix");
	arena_end(arena);
}
