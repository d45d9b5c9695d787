/* route.h -- which address belongs to whom: one table, for serving and for the contract.
 *
 *     static const struct route routes[] = {
 *         { HTTP_GET, "/api/v1/records/{procedure}/{serial}", show, ... },
 *     };
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_ROUTE_H
#define GUIJU_HTTP_ROUTE_H
#include "http/http.h"

struct arena;

#define ROUTE_PARAMS 8

struct route_match;

struct route {
	enum http_method method; /* HTTP_GET also serves HEAD */
	const char *pattern;     /* segments, each a text or {name}; "{name...}" takes the rest */
	void (*handler)(void *with, struct http_request *r, const struct route_match *match);
	unsigned flags;          /* the caller's own meaning */
	size_t body_max;         /* 0: no body is taken */
	const void *more;        /* the caller's own: documentation, schema */
};

struct route_match {
	const struct route *route;
	size_t count;
	str values[ROUTE_PARAMS]; /* of the {names}, in their order; not empty */
};

struct route_table;

/* Prepares `routes` (keeps; patterns must outlive the table), in the arena. A malformed
 * pattern, or two with the same method and shape, is a bug of the caller (asserted). */
struct route_table *route_table_new(struct arena *arena, const struct route *routes,
                                    size_t count);
/* The route of a method and path, exactly: a text segment wins over {name}, segment by
 * segment. False: no such address (*allowed = 0), or not with this method (*allowed has a
 * bit for each method that there is, with HEAD and OPTIONS). */
bool route_find(const struct route_table *table, enum http_method method, str path,
                struct route_match *match, unsigned *allowed);
/* A path parameter by name; a name that the pattern does not have ends the process. */
str route_param(const struct route_match *match, str name);
/* Serves the request by the table: the handler, 204 with Allow for OPTIONS, 404 or 405. */
void route_serve(const struct route_table *table, void *with, struct http_request *r);
/* The body limit of the request's route, for http_config.body_limit; 0 where there is none. */
size_t route_body_max(const struct route_table *table, const struct http_request *r);

#endif
