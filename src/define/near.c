/* near.c -- which known word was probably meant by a misspelt one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/near.h"

#include "base/str.h"
#include "base/utf8.h"

#define LOOKED_AT 40

static size_t spread(str s, uint32_t codes[LOOKED_AT])
{
	size_t count = 0;
	while (s.n > 0 && count < LOOKED_AT)
		codes[count++] = utf8_next(&s);
	return count;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t near_distance(str a, str b)
{
	uint32_t left[LOOKED_AT], right[LOOKED_AT];
	size_t n = spread(a, left), m = spread(b, right);
	size_t row[LOOKED_AT + 1];
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t corner = row[0];
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t change = corner + (left[i - 1] != right[j - 1]);
			corner = row[j];
			row[j] = least(change, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[m];
}

/* Is `wanted` the longer word with characters left out: 审限 for 审理期限? */
static bool is_short_for(size_t n, size_t other, size_t distance)
{
	return n >= 2 && other <= 2 * n && n + distance == other;
}

str near_find(str wanted, const str *words, size_t count)
{
	size_t n = utf8_count(wanted);
	size_t most = n < 2 ? 0 : n <= 3 ? 1 : n <= 6 ? 2 : n / 3;
	size_t best = SIZE_MAX;
	str found = { "", 0 };
	for (size_t i = 0; i < count && n <= LOOKED_AT; i++) {
		size_t other = utf8_count(words[i]);
		if (other > 2 * n + 1)
			continue;
		size_t distance = near_distance(wanted, words[i]);
		bool near = distance <= most && distance < n;
		if (distance >= best || (!near && !is_short_for(n, other, distance)))
			continue;
		best = distance;
		found = words[i];
	}
	return found;
}
