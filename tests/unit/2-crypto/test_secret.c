/* test_secret.c -- chance of the system, the repeatable stream, equal-time compare.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "crypto/secret.h"
#include "base/str.h"
#include "check.h"

TEST(real_chance_does_not_repeat)
{
	struct chance chance;
	digest seen[400];
	int repeats = 0;

	chance_real(&chance); /* 400 takings are several fillings of the pool */
	for (size_t i = 0; i < countof(seen); i++) {
		seen[i] = chance_take(&chance);
		for (size_t j = 0; j < i; j++)
			repeats += digest_eq(seen[i], seen[j]);
	}
	CHECK_INT(repeats, 0);
}

TEST(taken_bytes_leave_the_pool)
{
	struct chance chance;
	digest zero = { { 0 } }, taken;

	chance_real(&chance);
	taken = chance_take(&chance);
	CHECK(!digest_eq(taken, zero));
	CHECK_INT(chance.left, sizeof(chance.pool) - sizeof(taken.at));
	CHECK(memcmp(chance.pool + chance.left, zero.at, sizeof(zero.at)) == 0);
}

/* The stream is a contract: a demonstration must grow the same ledger everywhere. */
TEST(seeded_stream_is_the_documented_one)
{
	struct chance chance, later;
	digest seed = digest_str(DIGEST_SHA256, STR("guiju test seed"));
	char hex[65];

	chance_seeded(&chance, seed, 0);
	digest_hex(chance_take(&chance), hex);
	CHECK_STR(str_of(hex), "b8fae56b0a0f0ccce165ab5f4d9fbb37abdcf3848decafe45100a68d32c8781d");
	digest_hex(chance_take(&chance), hex);
	CHECK_STR(str_of(hex), "b6699793d8804e511141bb8b6e41d6b61f34ce7bb80dc04a82605f73237b3e2d");
	CHECK_INT(chance.block, 2);
	chance_seeded(&later, seed, 2);
	CHECK(digest_eq(chance_take(&chance), chance_take(&later)));
}

TEST(secret_eq_compares)
{
	CHECK(secret_eq(STR(""), STR("")));
	CHECK(secret_eq(STR("abc"), STR("abc")));
	CHECK(!secret_eq(STR("abc"), STR("abd")));
	CHECK(!secret_eq(STR("abc"), STR("ab")));
	CHECK(!secret_eq(STR(""), STR("a")));
}
