/* http.h -- a server that hands whole requests to a handler, and takes answers from any thread.
 *
 *     struct http_config config = http_defaults();
 *     config.handler = answer; config.port = 8080;
 *     struct http_server *server = http_start(&config, &err);
 *     ... http_stop(server, 10);
 *
 * A handler runs on one of a few threads that serve all connections, so it must not
 * wait: it answers, or calls http_later and gives the request to a thread that may.
 * Every request is answered exactly once, by http_reply, http_problem (http/http_problem.h),
 * http_stream, http_file (http/http_file.h) or http_events_open (http/http_events.h).
 * What is malformed, ambiguous or too large never reaches the handler.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_HTTP_H
#define GUIJU_HTTP_HTTP_H
#include "base/base.h"
#include "http/field.h"

struct arena;
struct err;
struct http_request;
struct http_server;

enum http_method {
	HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS,
	HTTP_METHODS, /* how many; other methods are answered 501 */
};

#define HTTP_JSON STR("application/json; charset=utf-8")
#define HTTP_TEXT STR("text/plain; charset=utf-8")
#define HTTP_HTML STR("text/html; charset=utf-8")

/* One request, when its answer has been sent or its connection is gone. */
struct http_done {
	str method, path, id, peer; /* borrow: valid during the call */
	const char *route;  /* what http_set_route said, or NULL */
	str who;            /* what http_set_who said, or empty */
	int status;         /* 0: the client went away before an answer */
	size_t body_bytes;  /* received */
	int64_t micros;     /* since the first line of the request was read */
};

struct http_config {
	const char *address; /* "127.0.0.1", "::1", "0.0.0.0", "::", "unix:/run/x.sock" */
	int port;            /* 0: any free one, see http_port */
	int socket;          /* a listening socket (notify_socket); 0: none; is not closed */
	str cert, key;       /* PEM (chain); empty: no TLS. Borrowed during http_start */
	int threads;         /* 1 .. 64; each may run the handler */
	int connections;     /* at once; more wait in the system's queue */
	int per_address;     /* at once from one address; 0: no limit (behind a proxy) */
	int timeout_s;       /* for a request's head, for an idle connection, for a stalled one */
	int body_rate;       /* bytes a second that a body must bring after timeout_s */
	size_t head_max;     /* request line and headers together; 1 KiB .. 64 KiB */
	int field_max;       /* headers of one request */
	size_t body_max;     /* unless body_limit says otherwise */
	size_t arena_bytes;  /* of one request; at least three times its body limit */
	int proxies;         /* trusted proxies in front: their X-Forwarded-For, -Proto count */
	const char *csp;     /* Content-Security-Policy of HTML; NULL: own origin only */
	size_t events_bytes; /* queue of one event channel */
	int heartbeat_s;     /* of event channels */
	/* Called once for each request, the body read. */
	void (*handler)(void *with, struct http_request *r);
	/* May be NULL: the body limit of this request (headers known, body not yet). */
	size_t (*body_limit)(void *with, const struct http_request *r);
	/* May be NULL: for log and measurements; runs on a serving thread, must be short. */
	void (*done)(void *with, const struct http_done *done);
	/* May be NULL: a line of the library for the operator. */
	void (*log)(void *with, const char *line);
	void *with;          /* first argument of the four */
};

/* The settings of a small server on 127.0.0.1; handler is still NULL. */
struct http_config http_defaults(void);
/* Listens and serves; SIGPIPE is ignored from now on. Copies `config`, but keeps what its
 * pointers point at. NULL and `err` when it cannot listen or the certificate is no good. */
must_use struct http_server *http_start(const struct http_config *config, struct err *err);
/* The port, for config.port = 0. */
int http_port(const struct http_server *server);
/* How many connections, requests under way and event channels there are, for measurements. */
struct http_load { int connections, requests, channels; };
struct http_load http_load(const struct http_server *server);
/* Stops accepting, lets requests under way finish for `seconds` (answers say Connection:
 * close, event channels end), answers 503 for those that are still owed, then closes all.
 * Gives how many were owed: their http_request stays valid, and must still be answered by
 * whoever holds it, into the void. Call once, from a thread that serves no request. */
int http_stop(struct http_server *server, int seconds);

/* What was asked. All borrow from the request: valid until it is answered. */
enum http_method http_method(const struct http_request *r);
str http_method_name(enum http_method method);
/* Percent-decoded, valid UTF-8, begins with '/', without empty, "." and ".." segments (one
 * '/' at the end may be), without control characters and backslash. */
str http_path(const struct http_request *r);
/* As the client wrote it, without scheme and host: path and query. */
str http_target(const struct http_request *r);
/* The first value of that name, or at = NULL. Header names in any case; a header that
 * comes several times must be asked for with http_headers. */
str http_header(const struct http_request *r, str name);
str http_query(const struct http_request *r, str name);
str http_cookie(const struct http_request *r, str name);
/* All of them, in their order; query parameters are decoded. */
struct field_list http_headers(const struct http_request *r);
struct field_list http_queries(const struct http_request *r);
str http_body(const struct http_request *r);
/* The address of the client, as the trusted proxies tell it; "unix" on a local socket. */
str http_peer(struct http_request *r);
/* Did the client (or its proxy, when trusted) use TLS? */
bool http_secure(const struct http_request *r);
/* ASCII, never twice in a run of the server; goes out as X-Request-Id. */
str http_id(const struct http_request *r);
/* The request's memory. Spent, it ends the handler with 503; in other threads see http_run. */
struct arena *http_arena(struct http_request *r);
/* Which of `offers` ("zh", "en") the client prefers; 0 when it says nothing. */
size_t http_language(const struct http_request *r, const str *offers, size_t count);

/* A pointer of the handler's own, for what runs later; NULL at first. */
void http_set_own(struct http_request *r, void *own);
void *http_own(const struct http_request *r);
/* The name of the address for http_done; keeps the pointer. */
void http_set_route(struct http_request *r, const char *route);

/* Who asks, for http_done; keeps the bytes, which lie in the request's arena. */
void http_set_who(struct http_request *r, str who);

/* Adds a header to the answer (copies). One that is there already is replaced, but for
 * Set-Cookie, Link and Vary, which may come many times. Without it the answer has:
 * Cache-Control no-store, X-Content-Type-Options, Referrer-Policy, Content-Security-Policy,
 * Cross-Origin-*-Policy, and under TLS Strict-Transport-Security. An empty value takes a
 * header away. Control characters in a value become spaces. Content-Length, Connection,
 * Transfer-Encoding and Date are not the handler's (asserted). */
void http_set(struct http_request *r, str name, str value);
/* Answers. Borrows `body`: it lies in the request's arena or outlives the server. From the
 * handler, or after http_later from any thread; the request must not be touched after. */
void http_reply(struct http_request *r, int status, str type, str body);

/* The handler will not answer: another thread will. The last thing that a handler does
 * with a request before it gives it away. A handler that neither answers nor calls this
 * has answered 500. */
void http_later(struct http_request *r);
/* Runs work(with, r) on a thread of the caller, after http_later, such that a spent arena
 * ends the work and answers 503; false then. In work all of the interface may be used. */
bool http_run(struct http_request *r, void (*work)(void *with, struct http_request *r),
              void *with);

#define HTTP_STREAM_END ((ptrdiff_t)0)
#define HTTP_STREAM_CUT ((ptrdiff_t)-1)
/* Where a long answer comes from. `pull` fills `room` with up to n bytes and gives how
 * many; END at the end, CUT when it cannot go on (the client sees the connection break).
 * It runs on a serving thread and must be short. `end` (may be NULL) is called once, at
 * the end or when the client has gone, also when nothing was pulled (HEAD). */
struct http_source {
	ptrdiff_t (*pull)(void *with, char *room, size_t n);
	void (*end)(void *with);
	void *with;
	int64_t size; /* -1: not known (chunked) */
};
/* Answers with what `source` gives, in constant memory. The request's arena lives as long. */
void http_stream(struct http_request *r, int status, str type, struct http_source source);

/* What If-Match and If-None-Match say about a resource whose tag is `etag` (with its
 * quotes; empty: the resource does not exist): 0 go on, 304, or 412. */
int http_condition(const struct http_request *r, str etag);

#endif
