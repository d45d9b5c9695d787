/* json.h -- JSON read strictly (jansson) into a tree in an arena.
 *
 * Refuses: bad UTF-8, doubled names, depth over LIMIT_JSON_DEPTH, trailing bytes,
 * reals (there is no floating point in the program: amounts travel as strings).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_FORMAT_JSON_H
#define GUIJU_FORMAT_JSON_H
#include "base/base.h"

struct arena;
struct err;

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_INT, JSON_TEXT, JSON_LIST, JSON_MAP };

struct json {
	enum json_kind kind;
	int64_t number;     /* JSON_INT */
	str text;           /* JSON_TEXT */
	struct json *items; /* LIST and MAP */
	str *names;         /* MAP: names[i] belongs to items[i], in the order of the text */
	size_t count;
};

/* NULL and ERR_INVALID with line and column: "json.syntax" when it is not JSON,
 * "json.real" and "json.integer" (beyond 64 bits) for numbers, "json.depth"; ERR_LIMIT
 * "json.bytes" over LIMIT_JSON_BYTES. The tree is the arena's and keeps nothing of `text`. */
const struct json *json_read(struct arena *arena, str text, struct err *err);
/* The item of a map, or NULL (also when `map` is NULL or no map). */
const struct json *json_get(const struct json *map, str name);
/* The text of a map's item, or the empty slice; its integer, or `otherwise`. */
str json_text(const struct json *map, str name);
int64_t json_int(const struct json *map, str name, int64_t otherwise);

#endif
