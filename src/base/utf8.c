/* utf8.c -- is it valid, how wide is it, what is its half-width form.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/utf8.h"

#include "base/arena.h"
#include "base/str.h"

#define REPLACEMENT 0xfffd

struct range {
	uint32_t first;
	uint32_t last;
};

/* East Asian Width W and F, neighbours joined over unassigned gaps. */
static const struct range wide_ranges[] = {
	{ 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },   { 0x23e9, 0x23ec },
	{ 0x23f0, 0x23f0 },   { 0x23f3, 0x23f3 },   { 0x25fd, 0x25fe },   { 0x2614, 0x2615 },
	{ 0x2648, 0x2653 },   { 0x267f, 0x267f },   { 0x2693, 0x2693 },   { 0x26a1, 0x26a1 },
	{ 0x26aa, 0x26ab },   { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },   { 0x26ce, 0x26ce },
	{ 0x26d4, 0x26d4 },   { 0x26ea, 0x26ea },   { 0x26f2, 0x26f3 },   { 0x26f5, 0x26f5 },
	{ 0x26fa, 0x26fa },   { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },   { 0x270a, 0x270b },
	{ 0x2728, 0x2728 },   { 0x274c, 0x274c },   { 0x274e, 0x274e },   { 0x2753, 0x2755 },
	{ 0x2757, 0x2757 },   { 0x2795, 0x2797 },   { 0x27b0, 0x27b0 },   { 0x27bf, 0x27bf },
	{ 0x2b1b, 0x2b1c },   { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },   { 0x2e80, 0x303e },
	{ 0x3041, 0x3247 },   { 0x3250, 0x4dbf },   { 0x4e00, 0xa4cf },   { 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe10, 0xfe19 },   { 0xfe30, 0xfe6f },
	{ 0xff01, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x16fe0, 0x1b2ff }, { 0x1f004, 0x1f004 },
	{ 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a }, { 0x1f200, 0x1f320 },
	{ 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3ca },
	{ 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 }, { 0x1f3f8, 0x1f43e },
	{ 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f54e },
	{ 0x1f550, 0x1f567 }, { 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 }, { 0x1f5a4, 0x1f5a4 },
	{ 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc }, { 0x1f6d0, 0x1f6d2 },
	{ 0x1f6d5, 0x1f6df }, { 0x1f6eb, 0x1f6ec }, { 0x1f6f4, 0x1f6ff }, { 0x1f7e0, 0x1f7f0 },
	{ 0x1f90c, 0x1f93a }, { 0x1f93c, 0x1f945 }, { 0x1f947, 0x1f9ff }, { 0x1fa70, 0x1faff },
	{ 0x20000, 0x3fffd },
};

/* Marks that stand over or under the character before them, and invisible signs. */
static const struct range zero_ranges[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },   { 0x064b, 0x065f },
	{ 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e },   { 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x200b, 0x200f }, { 0x202a, 0x202e },   { 0x2060, 0x2064 },
	{ 0x20d0, 0x20f0 }, { 0x302a, 0x302d }, { 0x3099, 0x309a },   { 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

static const struct range han_ranges[] = {
	{ 0x3007, 0x3007 },   { 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },
	{ 0xf900, 0xfaff },   { 0x20000, 0x2a6df }, { 0x2a700, 0x2ebe0 },
	{ 0x2ebf0, 0x2ee5d }, { 0x2f800, 0x2fa1f }, { 0x30000, 0x323af },
};

static bool in_ranges(uint32_t code, const struct range *ranges, size_t count)
{
	size_t low = 0;
	size_t high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (code > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && code >= ranges[low].first;
}

static unsigned byte_at(str s, size_t i)
{
	return (unsigned char)s.at[i];
}

/* How many bytes the sequence that begins with `lead` has, 0 for a wrong lead;
 * [*low, *high] is what its second byte may be, which shuts out longer forms of
 * shorter codes, surrogates, and codes above U+10FFFF. */
static size_t sequence(unsigned lead, unsigned *low, unsigned *high)
{
	*low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	*high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* Reads the code point at the front of `s`; gives the bytes that belong to it.
 * A wrong sequence gives U+FFFD and is as long as it could have been right. */
static size_t decode(str s, uint32_t *code, bool *good)
{
	unsigned low;
	unsigned high;
	unsigned lead = byte_at(s, 0);
	size_t n = sequence(lead, &low, &high);
	*good = n == 1;
	*code = n == 1 ? lead : REPLACEMENT;
	if (n <= 1)
		return 1;
	uint32_t sum = lead & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if (i >= s.n || byte_at(s, i) < low || byte_at(s, i) > high)
			return i;
		sum = sum << 6 | (byte_at(s, i) & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	*good = true;
	*code = sum;
	return n;
}

bool utf8_valid(str s, size_t *bad)
{
	size_t at = 0;
	while (at < s.n) {
		uint32_t code;
		bool good;
		size_t n = decode(str_sub(s, at, s.n), &code, &good);
		if (!good) {
			if (bad != NULL)
				*bad = at;
			return false;
		}
		at += n;
	}
	return true;
}

uint32_t utf8_next(str *rest)
{
	assert(rest->n > 0);
	uint32_t code;
	bool good;
	size_t n = decode(*rest, &code, &good);
	*rest = str_sub(*rest, n, rest->n);
	return code;
}

size_t utf8_put(uint32_t code, char out[4])
{
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		code = REPLACEMENT;
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	out[0] = (char)((0xf00u >> n & 0xff) | code);
	return n;
}

size_t utf8_count(str s)
{
	size_t count = 0;
	while (s.n > 0) {
		(void)utf8_next(&s);
		count++;
	}
	return count;
}

static int code_width(uint32_t code)
{
	if (code < 0x300)
		return 1;
	if (in_ranges(code, zero_ranges, countof(zero_ranges)))
		return 0;
	return in_ranges(code, wide_ranges, countof(wide_ranges)) ? 2 : 1;
}

int utf8_width(str s)
{
	int width = 0;
	while (s.n > 0)
		width += code_width(utf8_next(&s));
	return width;
}

bool utf8_is_han(uint32_t code)
{
	return in_ranges(code, han_ranges, countof(han_ranges));
}

str utf8_halfwidth(struct arena *arena, str s)
{
	char *out = arena_take(arena, s.n + 1);
	size_t n = 0;
	while (s.n > 0) {
		str before = s;
		uint32_t code = utf8_next(&s);
		size_t taken = before.n - s.n;
		if (code == 0x3000)
			out[n++] = ' ';
		else if (code >= 0xff01 && code <= 0xff5e)
			out[n++] = (char)(code - 0xff01 + '!');
		else {
			memcpy(out + n, before.at, taken);
			n += taken;
		}
	}
	return (str){ out, n };
}
