/* http_problem.h -- refusals that programs and people can read (RFC 9457 problem details).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_HTTP_PROBLEM_H
#define GUIJU_HTTP_HTTP_PROBLEM_H
#include "base/base.h"

struct err;
struct http_request;
struct jw;

struct http_problem {
	int status;
	str slug;   /* type is "/problems/<slug>" */
	str title;  /* one sentence that belongs to the slug */
	str detail; /* what is wrong this time; may be empty */
	/* May be NULL: writes further members ("errors", "law") into the open map. */
	void (*extend)(void *with, struct jw *w);
	void *with;
};

/* Answers with application/problem+json; `instance` is the request's id. */
void http_problem(struct http_request *r, const struct http_problem *problem);
/* Answers with an error of the program: status by its kind, slug = its code, detail = what,
 * and as members where, law (its rule) and fix. Says nothing of err->detail. */
void http_problem_err(struct http_request *r, const struct err *err);
/* The same with another status than that of its kind: 401 for those who are nobody. */
void http_problem_err_as(struct http_request *r, const struct err *err, int status);
/* The status that belongs to a kind of error. */
int http_problem_status(const struct err *err);
/* A problem of this floor (404, 405, 413 ...) with its own words in Chinese or English, by
 * Accept-Language; `detail` may be empty. */
void http_problem_plain(struct http_request *r, int status, str detail);

#endif
