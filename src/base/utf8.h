/* utf8.h -- is it valid, how wide is it, what is its half-width form.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_UTF8_H
#define GUIJU_BASE_UTF8_H
#include "base/base.h"

struct arena;

/* Is all of `s` valid UTF-8 (shortest form, no surrogates)? If not, *bad is the
 * offset of the first wrong byte (bad may be NULL). */
bool utf8_valid(str s, size_t *bad);
/* Takes one code point off the front of `*rest`; U+FFFD for a wrong sequence,
 * which is as long as it could have been the beginning of a right one.
 * `*rest` must not be empty. */
uint32_t utf8_next(str *rest);
/* Appends the code point to `out` (4 bytes of room); gives the bytes written. */
size_t utf8_put(uint32_t code, char out[4]);
/* Number of code points. */
size_t utf8_count(str s);
/* Columns on a terminal: 2 for East Asian wide, 0 for combining, else 1. */
int utf8_width(str s);
/* A Chinese character (URO, extensions, compatibility, and 〇). */
bool utf8_is_han(uint32_t code);
/* Full-width ASCII (！..～) and U+3000 to half-width; a copy in the arena. */
str utf8_halfwidth(struct arena *arena, str s);

#endif
