/* near.h -- which known word was probably meant by a misspelt one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_NEAR_H
#define GUIJU_DEFINE_NEAR_H
#include "base/base.h"

/* The word of `words` that needs the fewest changed characters to become `wanted`: at
 * most one for two or three characters, two for up to six, then a third of them; or
 * the word that `wanted` shortens by up to a half. Empty when none is so near. */
str near_find(str wanted, const str *words, size_t count);
/* How many characters must be put in, taken out or changed to turn `a` into `b`; both
 * are looked at up to their 40th character. */
size_t near_distance(str a, str b);

#endif
