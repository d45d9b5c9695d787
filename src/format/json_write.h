/* json_write.h -- JSON written, always the same bytes for the same value.
 *
 * Canonical form (RFC 8785 for the subset without reals): no white space, names
 * in ascending order of UTF-16 units (the writer asserts the order when
 * `canonical`), shortest escapes, integers only.
 *
 *     struct jw w; jw_init(&w, &buf, true);
 *     jw_open(&w, '{'); jw_name(&w, STR("a")); jw_int(&w, 1); jw_close(&w);
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_FORMAT_JSON_WRITE_H
#define GUIJU_FORMAT_JSON_WRITE_H
#include "base/limits.h"
#include "base/str.h"

struct err;
struct json;

struct jw {
	struct buf *buf; /* borrows */
	bool canonical;
	int depth;
	bool first[LIMIT_JSON_DEPTH + 1];
	bool named;
	char closers[LIMIT_JSON_DEPTH + 1];
	str last[LIMIT_JSON_DEPTH + 1]; /* last name at each depth, to assert the order */
};

/* Starts one value into `buf` (borrows); ask buf->full at the end. */
void jw_init(struct jw *w, struct buf *buf, bool canonical);
/* Begins a map ('{') or a list ('['); jw_close ends the innermost one. Deeper than
 * LIMIT_JSON_DEPTH is a bug of the caller (asserted), as is a name out of place. */
void jw_open(struct jw *w, char bracket);
void jw_close(struct jw *w);
/* Borrows `name` until the next name of the same map, to compare the order. */
void jw_name(struct jw *w, str name);
/* `text` must be UTF-8 when canonical; else wrong bytes become U+FFFD. */
void jw_str(struct jw *w, str text);
void jw_int(struct jw *w, int64_t number);
void jw_bool(struct jw *w, bool truth);
void jw_null(struct jw *w);
/* Name and value in one call. */
void jw_name_str(struct jw *w, str name, str text);
void jw_name_int(struct jw *w, str name, int64_t number);
/* A tree that was read, written again; canonical writing sorts its names. */
void jw_json(struct jw *w, const struct json *json);
/* An error as programs read it: {"error":{code, what, where, rule, fix}}. */
void jw_err(struct jw *w, const struct err *err);

#endif
