/* field.c -- values of header fields: lists, cookies, ranges, preferences, entity tags.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/field.h"

#include "base/str.h"

#define Q_ONE 1000

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool field_same(str a, str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

str field_find(struct field_list list, str name, bool caseless)
{
	for (size_t i = 0; i < list.count; i++) {
		str other = list.at[i].name;

		if (caseless ? field_same(other, name) : str_eq(other, name))
			return list.at[i].value;
	}
	return (str){ 0 };
}

static bool is_token_char(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return true;
	return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

bool field_is_token(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_token_char(s.at[i]))
			return false;
	return s.n > 0;
}

/* The offset of the first `mark` outside of quoted strings, or s.n. */
static size_t find_plain(str s, char mark)
{
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		if (quoted && s.at[i] == '\\')
			i++;
		else if (s.at[i] == '"')
			quoted = !quoted;
		else if (s.at[i] == mark && !quoted)
			return i;
	}
	return s.n;
}

static str cut_plain(str *rest, char mark)
{
	size_t at = find_plain(*rest, mark);
	str part = str_sub(*rest, 0, at);

	*rest = str_sub(*rest, at + 1, rest->n);
	return str_trim(part);
}

bool field_item(str *rest, str *item)
{
	while (rest->n > 0) {
		*item = cut_plain(rest, ',');
		if (item->n > 0)
			return true;
	}
	return false;
}

str field_bare(str value)
{
	return str_trim(str_sub(value, 0, find_plain(value, ';')));
}

/* A token as it is, a quoted string without quotes and backslashes. */
static bool unquote(str value, char *room, size_t size, str *plain)
{
	bool quoted = value.n >= 2 && value.at[0] == '"' && value.at[value.n - 1] == '"';
	size_t n = 0;

	if (quoted)
		value = str_sub(value, 1, value.n - 1);
	else if (!field_is_token(value))
		return false;
	for (size_t i = 0; i < value.n; i++) {
		if (quoted && value.at[i] == '"')
			return false;
		/* Browsers write %22 for quotes and leave backslashes alone: only \" and
		 * \\ are escapes. */
		if (quoted && value.at[i] == '\\' && i + 1 < value.n &&
		    (value.at[i + 1] == '"' || value.at[i + 1] == '\\'))
			i++;
		if (n == size)
			return false;
		room[n++] = value.at[i];
	}
	*plain = (str){ room, n };
	return true;
}

bool field_param(str value, str name, char *room, size_t size, str *param)
{
	str rest = value;

	cut_plain(&rest, ';');
	while (rest.n > 0) {
		str one = cut_plain(&rest, ';');
		size_t equals = find_plain(one, '=');

		if (equals < one.n && field_same(str_trim(str_sub(one, 0, equals)), name))
			return unquote(str_trim(str_sub(one, equals + 1, one.n)), room, size,
			               param);
	}
	return false;
}

static bool is_cookie_value(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c <= 0x20 || c >= 0x7f || c == '"' || c == ',' || c == '\\')
			return false;
	}
	return true;
}

str field_cookie(str header, str name)
{
	while (header.n > 0) {
		str pair, key;

		str_cut(&header, STR(";"), &pair);
		pair = str_trim(pair);
		if (!str_cut(&pair, STR("="), &key) || !str_eq(key, name))
			continue;
		if (pair.n >= 2 && pair.at[0] == '"' && pair.at[pair.n - 1] == '"')
			pair = str_sub(pair, 1, pair.n - 1);
		if (!is_cookie_value(pair))
			return (str){ 0 };
		return pair.at != NULL ? pair : STR("");
	}
	return (str){ 0 };
}

/* "0.25" in thousandths; -1 when it is none. */
static int read_q(str text)
{
	int q, place = 100;

	if (text.n == 0 || text.n > 5 || (text.at[0] != '0' && text.at[0] != '1'))
		return -1;
	q = (text.at[0] - '0') * Q_ONE;
	if (text.n > 1 && text.at[1] != '.')
		return -1;
	for (size_t i = 2; i < text.n; i++, place /= 10) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return -1;
		q += (text.at[i] - '0') * place;
	}
	return q <= Q_ONE ? q : -1;
}

static int item_q(str item)
{
	char room[8];
	str text;

	if (find_plain(item, ';') == item.n)
		return Q_ONE;
	if (field_param(item, STR("q"), room, sizeof(room), &text))
		return read_q(text);
	return Q_ONE;
}

/* How exactly a range says the offer: 0 not at all, then the more the better. */
static int fits(enum field_accept kind, str range, str offer)
{
	str type, offered = field_bare(offer);

	if (field_same(range, offered))
		return 4;
	if (str_eq(range, STR("*")) || str_eq(range, STR("*/*")))
		return 1;
	if (kind == FIELD_MEDIA) {
		str rest = range;

		str_cut(&rest, STR("/"), &type);
		return str_eq(rest, STR("*")) && offered.n > type.n + 1 &&
		       offered.at[type.n] == '/' &&
		       field_same(str_sub(offered, 0, type.n), type) ? 2 : 0;
	}
	/* "zh-CN" asks for what is offered as "zh", and "zh" for "zh-Hans". */
	if (kind == FIELD_LANGUAGE) {
		size_t n = range.n < offered.n ? range.n : offered.n;
		str longer = range.n > offered.n ? range : offered;

		return longer.at[n] == '-' &&
		       field_same(str_sub(range, 0, n), str_sub(offered, 0, n)) ? 3 : 0;
	}
	return 0;
}

/* The q of the range that says the offer most exactly; 0 when none does. */
static int offer_q(enum field_accept kind, str header, str offer)
{
	int best = 0, q = kind == FIELD_CODING && field_same(offer, STR("identity")) ? 1 : 0;
	str item;

	while (field_item(&header, &item)) {
		int fit = fits(kind, field_bare(item), offer);
		int one = item_q(item);

		if (one < 0 || fit == 0 || fit < best || (fit == best && one <= q))
			continue;
		best = fit;
		q = one;
	}
	return q;
}

int field_choose(enum field_accept kind, str header, const str *offers, size_t count)
{
	int best = -1, best_q = 0;

	if (str_trim(header).n == 0)
		return count > 0 ? 0 : -1;
	for (size_t i = 0; i < count; i++) {
		int q = offer_q(kind, header, offers[i]);

		if (q > best_q) {
			best_q = q;
			best = (int)i;
		}
	}
	return best;
}

bool field_etag_in(str header, str etag, bool weak)
{
	str item;

	if (etag.n == 0)
		return false;
	if (str_eq(str_trim(header), STR("*")))
		return true;
	while (field_item(&header, &item)) {
		str bare = item, own = etag;
		bool weaker = str_starts(item, STR("W/")) || str_starts(etag, STR("W/"));

		if (str_starts(bare, STR("W/")))
			bare = str_sub(bare, 2, bare.n);
		if (str_starts(own, STR("W/")))
			own = str_sub(own, 2, own.n);
		if (str_eq(bare, own) && (weak || !weaker))
			return true;
	}
	return false;
}

/* Digits only, at most 18 of them; false otherwise. */
static bool read_offset(str text, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		*value = *value * 10 + (uint64_t)(text.at[i] - '0');
	}
	return text.n > 0 && text.n <= 18;
}

enum field_range field_range(str header, uint64_t size, uint64_t *from, uint64_t *length)
{
	uint64_t first, last;
	str rest = str_trim(header), left;

	if (!field_same(str_sub(rest, 0, 6), STR("bytes=")))
		return FIELD_RANGE_NONE;
	rest = str_trim(str_sub(rest, 6, rest.n));
	if (!str_cut(&rest, STR("-"), &left))
		return FIELD_RANGE_NONE;
	if (left.n == 0) {
		if (!read_offset(rest, &last))
			return FIELD_RANGE_NONE;
		if (last == 0 || size == 0)
			return FIELD_RANGE_OUTSIDE;
		*length = last < size ? last : size;
		*from = size - *length;
		return FIELD_RANGE_ONE;
	}
	last = size;
	if (!read_offset(left, &first) || (rest.n > 0 && !read_offset(rest, &last)))
		return FIELD_RANGE_NONE;
	if (rest.n > 0 && last < first)
		return FIELD_RANGE_NONE;
	if (first >= size)
		return FIELD_RANGE_OUTSIDE;
	*from = first;
	*length = (last < size ? last + 1 : size) - first;
	return FIELD_RANGE_ONE;
}
