/* test_identity.c -- check characters of GB 11643 and GB 32100.
 *
 * The numbers were made up and their last characters counted by hand from the standards.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/identity.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "check.h"

static enum identity_fault judge(const char *number)
{
	char upper[IDENTITY_LENGTH];
	return identity_check(str_of(number), upper);
}

TEST(citizens)
{
	CHECK_INT(judge("620200199001010014"), IDENTITY_GOOD);
	CHECK_INT(judge("620200198512310022"), IDENTITY_GOOD);
	CHECK_INT(judge("620200200002291036"), IDENTITY_GOOD); /* born on 29 February */
	CHECK_INT(judge("62020019760404007X"), IDENTITY_GOOD);
	CHECK_INT(judge("62020019760404007x"), IDENTITY_GOOD);
	CHECK_INT(judge("620200199001010015"), IDENTITY_CHECK);
	CHECK_INT(judge("620200199002310011"), IDENTITY_BIRTH); /* 31 February */
	CHECK_INT(judge("62020019900101001"), IDENTITY_SIZE);
	CHECK_INT(judge("62020019900101001?"), IDENTITY_CHECK);
}

TEST(organisations)
{
	CHECK_INT(judge("916202002246404888"), IDENTITY_GOOD); /* digits alone */
	CHECK_INT(judge("91620200MA7XYQ123E"), IDENTITY_GOOD);
	CHECK_INT(judge("11620200013912345d"), IDENTITY_GOOD);
	CHECK_INT(judge("12620200438301234J"), IDENTITY_GOOD);
	CHECK_INT(judge("91620200MA7XYQ123F"), IDENTITY_CHECK);
	CHECK_INT(judge("91620200MA7XYO1234"), IDENTITY_SIGN); /* the letter O is not used */
	CHECK_INT(judge("916202002246404889"), IDENTITY_CHECK);
}

/* Any one character changed, or two neighbours swapped, is found (citizens). */
TEST(slips_of_the_pen)
{
	const char good[] = "620200198512310022";
	char upper[IDENTITY_LENGTH];
	char bad[sizeof(good)];

	for (size_t i = 0; i < IDENTITY_LENGTH; i++) {
		for (char c = '0'; c <= '9'; c++) {
			memcpy(bad, good, sizeof(good));
			bad[i] = c;
			bool same = c == good[i];
			CHECK((identity_check(str_of(bad), upper) == IDENTITY_GOOD) == same);
		}
	}
}

TEST(upper_is_untouched_by_a_bad_number)
{
	char upper[IDENTITY_LENGTH] = "unchanged";

	CHECK_INT(identity_check(STR("91620200MA7XYO1234"), upper), IDENTITY_SIGN);
	CHECK(memcmp(upper, "unchanged", 10) == 0);
}

/* The second column of each row; names may not hold commas there. */
TEST(real_enterprises)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	const char *path = check_shared(arena, "data/enterprises/jiayuguan_200.csv");
	struct err err = { 0 };
	char upper[IDENTITY_LENGTH];
	str text, line, name, code;
	int rows = 0, bad = 0;

	if (path == NULL) {
		arena_end(arena);
		SKIP("shared data is absent");
	}
	CHECK_OK(file_read(arena, path, (size_t)8 << 20, &text, &err), &err);
	(void)str_cut(&text, STR("\n"), &line);
	while (text.n > 0) {
		(void)str_cut(&text, STR("\n"), &line);
		(void)str_cut(&line, STR(","), &name);
		(void)str_cut(&line, STR(","), &code);
		if (code.n != IDENTITY_LENGTH)
			continue; /* a line of a cell with line breaks */
		rows++;
		bad += identity_check(code, upper) != IDENTITY_GOOD;
	}
	CHECK(rows >= 190);
	CHECK_INT(bad, 0);
	arena_end(arena);
}
