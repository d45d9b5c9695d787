/* num.h -- integers and decimals read and written with checks.
 *
 * No floating point: a decimal is an integer count of ten-thousandths, a ratio
 * is two integers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_NUM_H
#define GUIJU_BASE_NUM_H
#include "base/base.h"

struct buf;

#define NUM_DECIMAL_ONE 10000 /* a decimal counts ten-thousandths */

enum num_rounding { NUM_HALF_UP, NUM_TRUNCATE };

/* The whole of `s` as a decimal integer with optional '-'; no spaces, no '+'. */
must_use bool num_read_int(str s, int64_t *value);
/* The whole of `s` as digits with at most 4 decimals, with optional '-'; no spaces, no '+':
 * "35.5" gives 355000. */
must_use bool num_read_decimal(str s, int64_t *value);
/* Writes a decimal without needless zeros: 355000 gives "35.5". */
void num_write_decimal(struct buf *buf, int64_t decimal);
/* Checked arithmetic; false (and no result) on overflow. */
must_use bool num_add(int64_t a, int64_t b, int64_t *sum);
must_use bool num_mul(int64_t a, int64_t b, int64_t *product);
/* How a ratio is written: num * scale / den with `digits` (0..9) decimals, rounded away
 * from zero at the half or cut; `strip` drops trailing zeros (and the point). A
 * percentage has scale 100. */
struct num_form {
	int64_t scale;
	int digits;
	enum num_rounding rounding;
	bool strip;
};
/* Writes "99.33", "-0.50". den > 0. */
void num_write_ratio(struct buf *buf, int64_t num, int64_t den, struct num_form form);
/* Writes an integer with thousands parted by ',' for tables ("78,900"). */
void num_write_grouped(struct buf *buf, int64_t value);

#endif
