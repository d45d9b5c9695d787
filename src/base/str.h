/* str.h -- slices of bytes, and builders of bytes that are born with a maximum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_STR_H
#define GUIJU_BASE_STR_H
#include "base/base.h"

struct arena;

/* A slice of a NUL-ended string (borrows); NULL gives the empty slice. */
str str_of(const char *text);
bool str_eq(str a, str b);
/* Bytewise order, as memcmp; a prefix stands before the longer one. */
int str_cmp(str a, str b);
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
/* The offset of the first `needle` in `s`, or -1. */
ptrdiff_t str_find(str s, str needle);
/* Without ASCII white space and U+3000 at both ends. */
str str_trim(str s);
/* s[from, to), clamped to the slice. */
str str_sub(str s, size_t from, size_t to);
/* Takes the part of `*rest` before the first `mark` off its front; false (and
 * `*part` = all) when there is no mark. Call until *rest is empty. */
bool str_cut(str *rest, str mark, str *part);
/* The next item of a list parted by '、' (or by a single space where `spaces`);
 * false at the end of the list. Two marks together give an empty item; a mark at
 * the very end gives none. */
bool str_item(str *rest, bool spaces, str *item);

/* A builder. Bytes beyond `max` are dropped and `full` becomes true: check it. */
struct buf {
	struct arena *arena; /* borrows */
	char *at;
	size_t n;
	size_t room;
	size_t max;
	bool full;
};

/* An empty builder that takes its room from `arena` (borrows) as it needs it. */
void buf_init(struct buf *buf, struct arena *arena, size_t max);
/* Add behind what is there: copies. */
void buf_add(struct buf *buf, str s);
void buf_byte(struct buf *buf, char byte);
void buf_text(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *format, ...) printf_like(2, 3);
void buf_int(struct buf *buf, int64_t value);
/* What was built so far; borrows from the builder's arena. */
str buf_str(const struct buf *buf);

#endif
