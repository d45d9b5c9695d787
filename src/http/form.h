/* form.h -- bodies of forms: application/x-www-form-urlencoded and multipart/form-data.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_FORM_H
#define GUIJU_HTTP_FORM_H
#include "base/base.h"

struct arena;
struct err;
struct http_request;

struct form_part {
	str name;
	str value;    /* text, or the bytes of the file; borrows from the body where it can */
	bool is_file; /* has a filename (which may be empty: no file was chosen) */
	str filename; /* the last part of what the client calls it; UTF-8; never a path */
	str type;     /* Content-Type of the part, or empty */
};

struct form_data {
	const struct form_part *at;
	size_t count;
};

#define FORM_PARTS 256
#define FORM_HEAD 4096 /* headers of one part */

/* The form in the request's body. ERR_INVALID "form.type" (neither of the two types: 415),
 * "form.syntax", "form.utf8"; ERR_LIMIT "form.parts". */
must_use bool form_read(struct http_request *r, struct form_data *form, struct err *err);
/* The same of any bytes; `type` is the Content-Type. Borrows `body`. */
must_use bool form_parse(struct arena *arena, str type, str body, struct form_data *form,
                         struct err *err);
/* The first part of that name, or NULL. */
const struct form_part *form_find(const struct form_data *form, str name);
/* The text of the first part of that name that is no file; at = NULL when absent. */
str form_text(const struct form_data *form, str name);

#endif
