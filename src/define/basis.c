/* basis.c -- the article that founds a line: is it one, and of which law.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/basis.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"

#define COUNTRY STR("中华人民共和国")

static bool passes(str *s, str word)
{
	if (!str_starts(*s, word))
		return false;
	*s = str_sub(*s, word.n, s->n);
	return true;
}

/* Passes a number in Chinese or Arabic figures; false when there is none. */
static bool passes_number(str *s)
{
	static const char figures[] = "〇零一二三四五六七八九十百千";
	size_t before = s->n;
	while (s->n > 0) {
		str rest = *s;
		uint32_t code = utf8_next(&rest);
		str one = str_sub(*s, 0, s->n - rest.n);
		bool digit = code >= '0' && code <= '9';
		if (!digit && (code < 0x80 || str_find(str_of(figures), one) < 0))
			break;
		*s = rest;
	}
	return s->n < before;
}

/* Passes 第N款, 第N项, 第（N）项, 第N目 after an article. */
static bool passes_part(str *s)
{
	str rest = *s;
	if (!passes(&rest, STR("第")))
		return false;
	bool bracket = passes(&rest, STR("（"));
	if (!passes_number(&rest) || (bracket && !passes(&rest, STR("）"))))
		return false;
	if (!passes(&rest, STR("款")) && !passes(&rest, STR("项")) && !passes(&rest, STR("目")))
		return false;
	*s = rest;
	return true;
}

static bool passes_article(str *s)
{
	if (!passes(s, STR("第")) || !passes_number(s) || !passes(s, STR("条")))
		return false;
	if (passes(s, STR("之")) && !passes_number(s))
		return false;
	while (passes_part(s)) {
	}
	return true;
}

/* Passes what stands before the next '、'. */
static void pass_item(str *s)
{
	str item;
	ptrdiff_t at = str_find(*s, STR("、"));
	item = str_sub(*s, at < 0 ? s->n : (size_t)at, s->n);
	*s = item;
}

/* Passes one basis; false when there is none. A document without articles may be
 * named by its part: 《...意见》第三部分, 《...通知》（二）, 《...通知》. */
static bool passes_basis(str *s)
{
	if (passes(s, STR("《"))) {
		ptrdiff_t end = str_find(*s, STR("》"));
		if (end <= 0)
			return false;
		*s = str_sub(*s, (size_t)end + STR("》").n, s->n);
		str rest = *s;
		if (passes_article(&rest))
			*s = rest;
		else
			pass_item(s);
		return true;
	}
	if (passes(s, STR("惯例"))) {
		if (passes(s, STR("：")) || passes(s, STR(":")))
			*s = str_sub(*s, s->n, s->n);
		return true;
	}
	return passes_article(s);
}

bool basis_next(str *rest, str *item)
{
	if (rest->n == 0)
		return false;
	str after = *rest;
	if (!passes_basis(&after))
		return false;
	*item = str_sub(*rest, 0, rest->n - after.n);
	if (after.n > 0 && !passes(&after, STR("、")))
		return false;
	*rest = after;
	return true;
}

bool basis_is(str column)
{
	str item;
	if (column.n == 0 || str_ends(column, STR("、")))
		return false;
	while (basis_next(&column, &item)) {
	}
	return column.n == 0;
}

str basis_law(struct arena *arena, str law)
{
	str rest = law, name;
	if (!passes(&rest, STR("《")) || !str_cut(&rest, STR("》"), &name))
		return law;
	if (passes(&name, COUNTRY))
		return arena_printf(arena, "《%.*s》", PSTR(name));
	return str_sub(law, 0, name.n + STR("《").n + STR("》").n);
}

str basis_of_law(struct arena *arena, str law, str basis)
{
	if (!basis_is(basis))
		return basis;
	str name = basis_law(arena, law);
	struct buf buf;
	buf_init(&buf, arena, LIMIT_VALUE_BYTES);
	str rest = basis, item;
	bool named = false; /* a law was named: bare articles behind it are of that law */
	while (basis_next(&rest, &item)) {
		bool bare = str_starts(item, STR("第"));
		if (buf.n > 0)
			buf_text(&buf, "、");
		if (bare && !named)
			buf_add(&buf, name);
		buf_add(&buf, item);
		named = bare || str_starts(item, STR("《"));
	}
	return buf_str(&buf);
}
