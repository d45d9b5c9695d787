/* target.h -- the address of a request: percent-decoding, path and query.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_TARGET_H
#define GUIJU_HTTP_TARGET_H
#include "http/field.h"

struct arena;

#define TARGET_PARAMS 256 /* in one query or form; more is a mistake or an attack */

struct target {
	str raw;  /* path and query as written, without scheme and host */
	str path; /* decoded; see http_path */
	struct field_list query;
};

/* Reads origin-form, absolute-form (http, https) and "*" (path "*"). False when it is
 * malformed: a bad escape, a NUL or control character, bytes that are not UTF-8, an
 * encoded '/' or any '\', an empty or dot segment, '#'. Borrows `raw`. */
must_use bool target_read(struct arena *arena, str raw, struct target *target);
/* "a=1&b=%E4%B8%AD+x": names and values decoded ('+' is a space). False when malformed or
 * more than TARGET_PARAMS. */
must_use bool target_read_query(struct arena *arena, str text, struct field_list *list);
/* Decodes %XX strictly: valid UTF-8 without NUL comes out. */
must_use bool target_decode(struct arena *arena, str text, bool plus, str *plain);
/* Encodes all but unreserved characters (and '/' when `slash`), in the arena. */
str target_encode(struct arena *arena, str text, bool slash);

#endif
