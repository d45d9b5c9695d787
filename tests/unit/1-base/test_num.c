/* test_num.c -- numbers read whole or not at all, and ratios exact to the last digit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"

static int64_t int_or(const char *text, int64_t otherwise)
{
	int64_t value = otherwise;
	bool ok = num_read_int(str_of(text), &value);
	return ok ? value : otherwise;
}

static int64_t decimal_or(const char *text, int64_t otherwise)
{
	int64_t value = otherwise;
	bool ok = num_read_decimal(str_of(text), &value);
	return ok ? value : otherwise;
}

TEST(read_int)
{
	CHECK_INT(int_or("0", -1), 0);
	CHECK_INT(int_or("007", -1), 7);
	CHECK_INT(int_or("-12", -1), -12);
	CHECK_INT(int_or("9223372036854775807", -1), INT64_MAX);
	CHECK_INT(int_or("-9223372036854775808", -1), INT64_MIN);
	const char *const wrong[] = { "", "-", "+1", " 1", "1 ", "1.0", "--1", "0x1", "１",
		                      "9223372036854775808", "-9223372036854775809",
		                      "99999999999999999999" };
	for (size_t i = 0; i < countof(wrong); i++)
		CHECK_INT(int_or(wrong[i], -77), -77);
}

TEST(read_decimal)
{
	CHECK_INT(decimal_or("35.5", -1), 355000);
	CHECK_INT(decimal_or("0.0001", -1), 1);
	CHECK_INT(decimal_or("-0.5", -1), -5000);
	CHECK_INT(decimal_or("12", -1), 120000);
	CHECK_INT(decimal_or("922337203685477.5807", -1), INT64_MAX);
	CHECK_INT(decimal_or("-922337203685477.5808", -1), INT64_MIN);
	const char *const wrong[] = { "", ".", ".5", "5.", "1.2.3", "1.00000", "1.-5", "-",
		                      "1e3", "922337203685477.5808", "1,000" };
	for (size_t i = 0; i < countof(wrong); i++)
		CHECK_INT(decimal_or(wrong[i], -77), -77);
}

TEST(write_decimal_and_grouped)
{
	struct arena *arena = arena_new(1 << 20);
	struct buf buf;
	buf_init(&buf, arena, 1000);
	const int64_t decimals[] = { 355000, 0, -5000, 1, 120000, INT64_MIN };
	for (size_t i = 0; i < countof(decimals); i++) {
		num_write_decimal(&buf, decimals[i]);
		buf_byte(&buf, ' ');
	}
	CHECK_STR(buf_str(&buf), "35.5 0 -0.5 0.0001 12 -922337203685477.5808 ");
	buf_init(&buf, arena, 1000);
	const int64_t values[] = { 0, 999, 1000, 78900, -1234567, INT64_MIN };
	for (size_t i = 0; i < countof(values); i++) {
		num_write_grouped(&buf, values[i]);
		buf_byte(&buf, ' ');
	}
	CHECK_STR(buf_str(&buf), "0 999 1,000 78,900 -1,234,567 -9,223,372,036,854,775,808 ");
	arena_end(arena);
}

TEST(add_and_mul_leave_output_on_overflow)
{
	int64_t out = 5;
	CHECK(!num_add(INT64_MAX, 1, &out));
	CHECK(!num_mul(INT64_MIN, -1, &out));
	CHECK_INT(out, 5);
	CHECK(num_add(2, 3, &out) && out == 5);
	CHECK(num_mul(-2, 3, &out) && out == -6);
}

struct ratio {
	int64_t num;
	int64_t den;
	int64_t scale;
	int digits;
	enum num_rounding rounding;
	bool strip;
	const char *want;
};

TEST(ratio)
{
	static const struct ratio cases[] = {
		{ 149, 150, 100, 2, NUM_HALF_UP, false, "99.33" },
		{ 2, 3, 100, 2, NUM_HALF_UP, false, "66.67" },
		{ 2, 3, 100, 2, NUM_TRUNCATE, false, "66.66" },
		{ -1, 2, 1, 2, NUM_HALF_UP, false, "-0.50" },
		{ 1, 2, 1, 0, NUM_HALF_UP, false, "1" },
		{ -1, 2, 1, 0, NUM_HALF_UP, false, "-1" },
		{ -1, 2, 1, 0, NUM_TRUNCATE, false, "0" },
		{ -1, 1000, 1, 2, NUM_HALF_UP, false, "0.00" },
		{ 99999, 100000, 100, 2, NUM_HALF_UP, false, "100.00" },
		{ 99999, 100000, 100, 2, NUM_TRUNCATE, false, "99.99" },
		{ 1, 1, 100, 2, NUM_HALF_UP, true, "100" },
		{ 1, 8, 100, 2, NUM_HALF_UP, true, "12.5" },
		{ 1005, 1000, 1, 2, NUM_HALF_UP, false, "1.01" },
		{ 0, 7, 100, 2, NUM_HALF_UP, false, "0.00" },
		{ INT64_MAX, 1, INT64_MAX, 9, NUM_HALF_UP, false,
		  "85070591730234615847396907784232501249.000000000" },
		{ INT64_MIN, 1, INT64_MIN, 0, NUM_HALF_UP, false,
		  "85070591730234615865843651857942052864" },
		{ INT64_MAX, INT64_MAX, 1, 9, NUM_HALF_UP, true, "1" },
		{ INT64_MAX - 1, INT64_MAX, 1, 9, NUM_TRUNCATE, false, "0.999999999" },
		{ INT64_MAX - 1, INT64_MAX, 1, 9, NUM_HALF_UP, false, "1.000000000" },
	};
	struct arena *arena = arena_new(1 << 20);
	for (size_t i = 0; i < countof(cases); i++) {
		const struct ratio *c = &cases[i];
		struct buf buf;
		buf_init(&buf, arena, 100);
		num_write_ratio(&buf, c->num, c->den,
		                (struct num_form){ c->scale, c->digits, c->rounding, c->strip });
		CHECK_STR(buf_str(&buf), c->want);
	}
	arena_end(arena);
}
