/* value.h -- what is written into a field becomes the one form in which it is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_VALUE_H
#define GUIJU_DEFINE_VALUE_H
#include "define/parts.h"

struct arena;
struct buf;
struct err;

/* Reads `written` as a value of `field`: an option's name or id gives the id; 是/否/true/
 * false; 2024/5/6 and 2024年5月6日 as dates; items of 多个 parted by '、', LF or ';'; rows of
 * 清单 by '；' or LF and cells by '｜', '|' or TAB. Checks lengths, bounds, 证件号.
 * Organs and links are passed through (the engine knows them). White space at the ends
 * is dropped. An empty text gives an empty value (the field is cleared).
 * ERR_INVALID "field.<what>" names the field, what is wrong and an example. */
must_use bool value_read(struct arena *arena, const struct field *field, str written,
                         str *canonical, struct err *err);
/* The kept form as people read it: option names, 是/否, items parted by '、'. */
str value_show(struct arena *arena, const struct field *field, str canonical);
/* The kept form as a number: integers, decimals in ten-thousandths for 金额 (and plain
 * otherwise), ranks of options, days of dates, microseconds of 时刻, 1/0 of 是否. False
 * when it has none: empty, several values, words. */
must_use bool value_number(const struct field *field, str canonical, int64_t *number);
/* How many items a 多个 value has, or rows a 清单. */
int64_t value_items(str canonical);

#endif
