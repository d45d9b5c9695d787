/* num.c -- integers and decimals read and written with checks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"

#include "base/str.h"

__extension__ typedef unsigned __int128 wide;

/* Digits of `s` after an optional '-', each shifting `*value`. Counted downward,
 * since the most negative integer has no positive twin. */
static bool read_digits(str s, int64_t *value)
{
	bool negative = s.n > 0 && s.at[0] == '-';
	if (negative)
		s = str_sub(s, 1, s.n);
	if (s.n == 0)
		return false;
	int64_t sum = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		if (__builtin_mul_overflow(sum, (int64_t)10, &sum) ||
		    __builtin_sub_overflow(sum, (int64_t)(s.at[i] - '0'), &sum))
			return false;
	}
	if (!negative && sum == INT64_MIN)
		return false;
	*value = negative ? sum : -sum;
	return true;
}

bool num_read_int(str s, int64_t *value)
{
	return read_digits(s, value);
}

bool num_read_decimal(str s, int64_t *value)
{
	str whole;
	str rest = s;
	bool point = str_cut(&rest, STR("."), &whole);
	if (point && (rest.n == 0 || rest.n > 4))
		return false;
	bool negative = whole.n > 0 && whole.at[0] == '-';
	int64_t units;
	int64_t parts = 0;
	if (!read_digits(whole, &units))
		return false;
	if (point && (rest.at[0] == '-' || !read_digits(rest, &parts)))
		return false;
	for (size_t i = rest.n; i < 4; i++)
		parts *= 10;
	if (negative)
		parts = -parts;
	int64_t sum;
	if (!num_mul(units, NUM_DECIMAL_ONE, &units) || !num_add(units, parts, &sum))
		return false;
	*value = sum;
	return true;
}

void num_write_decimal(struct buf *buf, int64_t decimal)
{
	num_write_ratio(buf, decimal, NUM_DECIMAL_ONE,
	                (struct num_form){ 1, 4, NUM_TRUNCATE, true });
}

bool num_add(int64_t a, int64_t b, int64_t *sum)
{
	int64_t result;
	if (__builtin_add_overflow(a, b, &result))
		return false;
	*sum = result;
	return true;
}

bool num_mul(int64_t a, int64_t b, int64_t *product)
{
	int64_t result;
	if (__builtin_mul_overflow(a, b, &result))
		return false;
	*product = result;
	return true;
}

static uint64_t magnitude(int64_t value)
{
	return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* Writes `value` in decimal behind the end of `digits`; gives where it begins. */
static size_t write_wide(char digits[40], wide value)
{
	size_t at = 40;
	do {
		digits[--at] = (char)('0' + (int)(value % 10));
		value /= 10;
	} while (value > 0);
	return at;
}

static void write_fraction(struct buf *buf, uint64_t fraction, int digits, bool strip)
{
	while (strip && digits > 0 && fraction % 10 == 0) {
		fraction /= 10;
		digits--;
	}
	if (digits > 0)
		buf_printf(buf, ".%0*llu", digits, (unsigned long long)fraction);
}

/* The product of two 63-bit numbers fits 126 bits; the decimals come one by one
 * from the remainder, which stays below `den`, so that nothing is ever cut. */
void num_write_ratio(struct buf *buf, int64_t num, int64_t den, struct num_form form)
{
	assert(den > 0 && form.digits >= 0 && form.digits <= 9);
	wide product = (wide)magnitude(num) * magnitude(form.scale);
	wide divisor = (wide)den;
	wide units = product / divisor;
	wide left = product % divisor;
	uint64_t fraction = 0;
	uint64_t one = 1;
	for (int i = 0; i < form.digits; i++) {
		left *= 10;
		fraction = fraction * 10 + (uint64_t)(left / divisor);
		left %= divisor;
		one *= 10;
	}
	if (form.rounding == NUM_HALF_UP && left * 2 >= divisor && ++fraction == one) {
		fraction = 0;
		units++;
	}
	if ((num < 0) != (form.scale < 0) && (units > 0 || fraction > 0))
		buf_byte(buf, '-');
	char text[40];
	size_t at = write_wide(text, units);
	buf_add(buf, (str){ text + at, sizeof(text) - at });
	write_fraction(buf, fraction, form.digits, form.strip);
}

void num_write_grouped(struct buf *buf, int64_t value)
{
	char text[40];
	size_t at = write_wide(text, magnitude(value));
	if (value < 0)
		buf_byte(buf, '-');
	for (size_t i = at; i < sizeof(text); i++) {
		if (i > at && (sizeof(text) - i) % 3 == 0)
			buf_byte(buf, ',');
		buf_byte(buf, text[i]);
	}
}
