/* field.h -- values of header fields: lists, cookies, ranges, preferences, entity tags.
 *
 * Pure functions over what clients send; nothing here fails on any bytes, it says "no".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_FIELD_H
#define GUIJU_HTTP_FIELD_H
#include "base/base.h"

struct field_pair {
	str name;
	str value;
};

struct field_list {
	const struct field_pair *at;
	size_t count;
};

/* The value of the first of that name; at = NULL when there is none. With `caseless`
 * ASCII letters are equal in both cases. */
str field_find(struct field_list list, str name, bool caseless);
/* The characters of a method, a header's name, a cookie's name; not empty. */
bool field_is_token(str s);
/* Equal but for the case of ASCII letters. */
bool field_same(str a, str b);
/* Takes the next item of a list parted by ',' (quoted strings are not cut, empty items
 * are passed over); false at the end. */
bool field_item(str *rest, str *item);
/* A parameter of a value such as `form-data; name="a"`: unquoted into `room`, cut off
 * never: false when it is not there, is malformed or does not fit. */
bool field_param(str value, str name, char *room, size_t size, str *param);
/* The part of a value before its parameters, trimmed. */
str field_bare(str value);
/* The value of a cookie in a Cookie header; at = NULL when absent or malformed. */
str field_cookie(str header, str name);

/* Which of the offers an Accept, Accept-Language or Accept-Encoding header prefers: the
 * highest q, then the offer's order; -1 when all are refused. An empty header: 0. */
enum field_accept { FIELD_MEDIA, FIELD_LANGUAGE, FIELD_CODING };
int field_choose(enum field_accept kind, str header, const str *offers, size_t count);

/* Is `etag` (with quotes, perhaps W/) in an If-Match list? "*" matches any that is not
 * empty. `weak`: compare as If-None-Match does. */
bool field_etag_in(str header, str etag, bool weak);

/* What a Range header asks of `size` bytes. NONE: no, several or malformed ranges (send
 * all); ONE: [*from, *from + *length); OUTSIDE: 416. */
enum field_range { FIELD_RANGE_NONE, FIELD_RANGE_ONE, FIELD_RANGE_OUTSIDE };
enum field_range field_range(str header, uint64_t size, uint64_t *from, uint64_t *length);

#endif
