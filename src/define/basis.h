/* basis.h -- the article that founds a line: is it one, and of which law.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_BASIS_H
#define GUIJU_DEFINE_BASIS_H
#include "base/base.h"

/* Is `column` a basis: "第三十条", "第三十条第三款", "《行政处罚法》第四十二条", "惯例",
 * "惯例：说明", or several of them parted by '、'? */
bool basis_is(str column);
/* Takes the first item off `*rest` (which must be a basis); false at its end. */
bool basis_next(str *rest, str *item);
/* The name of a law in a 依据 line without 中华人民共和国 and what follows the name:
 * "《行政复议法》". In `law` where it has no 《》. Needs the arena only to shorten. */
struct arena;
str basis_law(struct arena *arena, str law);
/* A basis in which bare articles are those of `law` (a 依据 line): "《行政复议法》第三十条";
 * behind 《甲法》第N条 they are of that law, and 惯例 stays. `basis` where it is none. */
str basis_of_law(struct arena *arena, str law, str basis);

#endif
