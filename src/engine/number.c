/* number.c -- official numbers: patterns such as 嘉政复〔{年}〕{号}号.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/number.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"

/* Calls for each {word}; text outside goes straight to `buf`. */
static bool next_brace(str *rest, struct buf *buf, str *word)
{
	ptrdiff_t open = str_find(*rest, STR("{"));
	ptrdiff_t close;

	if (open < 0) {
		buf_add(buf, *rest);
		*rest = (str){ 0 };
		return false;
	}
	buf_add(buf, str_sub(*rest, 0, (size_t)open));
	*rest = str_sub(*rest, (size_t)open + 1, rest->n);
	close = str_find(*rest, STR("}"));
	if (close < 0)
		close = (ptrdiff_t)rest->n;
	*word = str_sub(*rest, 0, (size_t)close);
	*rest = str_sub(*rest, (size_t)close + 1, rest->n);
	return true;
}

str number_series(struct arena *arena, str pattern, day on)
{
	struct day_civil civil = day_civil(on);
	struct buf buf;
	str word;

	buf_init(&buf, arena, LIMIT_LINE_BYTES);
	while (pattern.n > 0) {
		if (!next_brace(&pattern, &buf, &word))
			break;
		if (str_eq(word, STR("年")))
			buf_printf(&buf, "%04d", civil.year);
		else if (str_eq(word, STR("月")))
			buf_printf(&buf, "%02d", civil.month);
		else if (str_eq(word, STR("日")))
			buf_printf(&buf, "%02d", civil.date);
		else if (str_eq(word, STR("年月日")))
			buf_printf(&buf, "%04d%02d%02d", civil.year, civil.month, civil.date);
		else
			buf_printf(&buf, "{%.*s}", PSTR(word));
	}
	return buf_str(&buf);
}

str number_write(struct arena *arena, str series, int64_t number)
{
	struct buf buf;
	str word;

	buf_init(&buf, arena, LIMIT_LINE_BYTES);
	while (series.n > 0) {
		int64_t width = 1;
		str head;

		if (!next_brace(&series, &buf, &word))
			break;
		if (str_cut(&word, STR(":"), &head) && !num_read_int(word, &width))
			width = 1;
		buf_printf(&buf, "%0*lld", (int)width, (long long)number);
	}
	return buf_str(&buf);
}
