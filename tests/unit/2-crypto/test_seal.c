/* test_seal.c -- what was sealed opens under its key, for its place, and whole only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "crypto/seal.h"
#include "base/arena.h"
#include "base/str.h"
#include "check.h"
#include "crypto/secret.h"

TEST(sealed_and_opened)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct chance chance;
	digest key, other;
	str sealed, again, secret;

	chance_real(&chance);
	key = chance_take(&chance);
	other = chance_take(&chance);
	sealed = seal_make(arena, &key, STR("here"), STR("a secret"), &chance);
	again = seal_make(arena, &key, STR("here"), STR("a secret"), &chance);
	CHECK(!str_eq(sealed, again) && str_find(sealed, STR("secret")) < 0);
	CHECK(seal_open(arena, &key, STR("here"), sealed, &secret));
	CHECK_STR(secret, "a secret");
	CHECK(!seal_open(arena, &other, STR("here"), sealed, &secret));
	CHECK(!seal_open(arena, &key, STR("there"), sealed, &secret));
	for (size_t i = 0; i < sealed.n; i++) {
		char *spoilt = arena_cstr(arena, sealed);

		spoilt[i] ^= 1;
		CHECK(!seal_open(arena, &key, STR("here"), (str){ spoilt, sealed.n }, &secret));
		CHECK(!seal_open(arena, &key, STR("here"), str_sub(sealed, 0, i), &secret));
	}
	arena_end(arena);
}
