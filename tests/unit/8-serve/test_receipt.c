/* test_receipt.c -- receipt codes: made, read as people write them, mistyped.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/str.h"
#include "serve/receipt.h"

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

TEST(made_and_read)
{
	struct arena *arena = arena_new((size_t)1 << 20);

	for (int i = 0; i < 200; i++) {
		str code = receipt_code(arena), plain;

		CHECK_INT(code.n, 21);
		CHECK(receipt_read(arena, code, &plain));
		CHECK_INT(plain.n, 17);
		CHECK(!str_eq(code, receipt_code(arena)));
	}
	arena_end(arena);
}

TEST(as_people_write)
{
	struct arena *arena = arena_new(65536);
	str plain;

	CHECK(receipt_read(arena, STR("0000-0000-0000-0000-0"), &plain));
	CHECK(receipt_read(arena, STR(" oooo 0oO0-0000 0000 o"), &plain));
	CHECK_STR(plain, "00000000000000000");
	CHECK(!receipt_read(arena, STR("0000-0000-0000-0000"), &plain));
	CHECK(!receipt_read(arena, STR("0000-0000-0000-0000-00"), &plain));
	CHECK(!receipt_read(arena, STR("0000-0000-0000-0000-U"), &plain));
	CHECK(!receipt_read(arena, ((str){ "0000\0", 5 }), &plain));
	CHECK(!receipt_read(arena, STR(""), &plain));
	arena_end(arena);
}

/* Every one mistyped character and every two neighbours that changed places are noticed. */
TEST(mistyped)
{
	struct arena *arena = arena_new((size_t)8 << 20);
	str code, plain;
	int taken = 0;

	CHECK(receipt_read(arena, receipt_code(arena), &code));
	for (size_t i = 0; i < code.n; i++) {
		char *wrong = arena_cstr(arena, code);

		for (size_t k = 0; k < 32; k++) {
			wrong[i] = letters[k];
			taken += letters[k] != code.at[i] &&
			         receipt_read(arena, (str){ wrong, code.n }, &plain);
		}
		wrong[i] = code.at[i];
		if (i + 1 == code.n || code.at[i] == code.at[i + 1])
			continue;
		wrong[i] = code.at[i + 1];
		wrong[i + 1] = code.at[i];
		taken += receipt_read(arena, (str){ wrong, code.n }, &plain);
	}
	CHECK_INT(taken, 0);
	arena_end(arena);
}
