/* http_file.h -- files as answers: entity tags, ranges, compressed variants.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_HTTP_FILE_H
#define GUIJU_HTTP_HTTP_FILE_H
#include "base/base.h"

struct http_request;

struct http_file {
	const char *root; /* the folder; what leaves it by links is not found */
	str path;         /* below root, '/' between; no dot segments, no hidden names */
	str type;         /* empty: by the ending (http_file_type) */
	str cache;        /* Cache-Control; empty: "no-cache" (ask again with the tag) */
};

/* Answers GET and HEAD with the file: ETag, If-None-Match, If-Range, one Range, and where
 * path.gz lies beside it and the client takes gzip, that one. False when there is no such
 * regular file; nothing is answered then. */
must_use bool http_file(struct http_request *r, const struct http_file *file);
/* The media type by the ending of the name; "application/octet-stream" when unknown. */
str http_file_type(str name);

#endif
