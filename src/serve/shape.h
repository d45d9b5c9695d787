/* shape.h -- one answer in two formats: XML, or JSON made from it by the Spark convention.
 *
 *     shape_begin(&s, &buf, json);
 *     shape_list(&s, "services");
 *       shape_map(&s, "service"); shape_text(&s, "service_code", code); shape_end(&s);
 *     shape_end(&s);
 *
 * XML: each part is an element of its name. JSON: what stands in a list has no name, an
 * empty text is null, and the name of the whole is left out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SHAPE_H
#define GUIJU_SERVE_SHAPE_H
#include "format/json_write.h"
#include "format/xml_write.h"

struct shape {
	bool json;
	struct jw jw;
	struct xw xw;
	int depth;
	bool list[XW_DEPTH]; /* is what is open at that depth a list? */
};

/* Starts one answer into `buf` (borrows); ask buf->full at the end. */
void shape_begin(struct shape *shape, struct buf *buf, bool json);
void shape_list(struct shape *shape, const char *name);
void shape_map(struct shape *shape, const char *name);
void shape_end(struct shape *shape);
void shape_text(struct shape *shape, const char *name, str text);
void shape_flag(struct shape *shape, const char *name, bool truth);
void shape_int(struct shape *shape, const char *name, int64_t number);

#endif
