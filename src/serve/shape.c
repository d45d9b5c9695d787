/* shape.c -- one answer in two formats: XML, or JSON made from it by the Spark convention.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/shape.h"

#include <stdio.h>

void shape_begin(struct shape *shape, struct buf *buf, bool json)
{
	shape->json = json;
	shape->depth = 0;
	if (json)
		jw_init(&shape->jw, buf, false);
	else
		xw_init(&shape->xw, buf);
}

/* The name in front of a JSON value, where it stands in a map. */
static void name(struct shape *shape, const char *text)
{
	if (shape->depth > 0 && !shape->list[shape->depth - 1])
		jw_name(&shape->jw, str_of(text));
}

static void open(struct shape *shape, const char *text, bool list)
{
	assert(shape->depth < XW_DEPTH);
	if (shape->json) {
		name(shape, text);
		jw_open(&shape->jw, list ? '[' : '{');
	} else {
		xw_open(&shape->xw, text);
	}
	shape->list[shape->depth++] = list;
}

void shape_list(struct shape *shape, const char *text)
{
	open(shape, text, true);
}

void shape_map(struct shape *shape, const char *text)
{
	open(shape, text, false);
}

void shape_end(struct shape *shape)
{
	assert(shape->depth > 0);
	shape->depth--;
	if (shape->json)
		jw_close(&shape->jw);
	else
		xw_close(&shape->xw);
}

void shape_text(struct shape *shape, const char *text, str value)
{
	if (!shape->json) {
		xw_text(&shape->xw, text, value);
		return;
	}
	name(shape, text);
	if (value.n > 0)
		jw_str(&shape->jw, value);
	else
		jw_null(&shape->jw);
}

void shape_flag(struct shape *shape, const char *text, bool truth)
{
	if (!shape->json) {
		xw_text(&shape->xw, text, truth ? STR("true") : STR("false"));
		return;
	}
	name(shape, text);
	jw_bool(&shape->jw, truth);
}

void shape_int(struct shape *shape, const char *text, int64_t number)
{
	char digits[24];

	if (!shape->json) {
		snprintf(digits, sizeof(digits), "%lld", (long long)number);
		xw_text(&shape->xw, text, str_of(digits));
		return;
	}
	name(shape, text);
	jw_int(&shape->jw, number);
}
