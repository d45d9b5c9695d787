/* http_inside.h -- what the files of this floor share about servers, requests and answers.
 *
 * A request has two owners: the library, until it has sent the answer or lost the
 * connection, and the handler, until it has answered. `state` settles their race:
 *
 *     RUNNING --(handler returned, not answered: connection suspended)--> SUSPENDED
 *     RUNNING, SUSPENDED --(answered)--> ANSWERED        (from SUSPENDED: and resumed)
 *     RUNNING, SUSPENDED --(server stops)--> DROPPED     (from SUSPENDED: and resumed)
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_HTTP_HTTP_INSIDE_H
#define GUIJU_HTTP_HTTP_INSIDE_H
#include "base/arena.h"
#include "base/str.h"
#include "http/http.h"
#include "http/target.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#define HTTP_SET_MOST 32  /* headers that a handler sets */
#define HTTP_SPARE_MOST 64 /* requests kept for the next ones, with their first block */
#define HTTP_SWALLOW ((size_t)32 << 20) /* beyond a limit: read and thrown away */
#define HTTP_STREAM_LATER ((ptrdiff_t)-2) /* nothing yet: http_out_go when there is */

enum http_state { HTTP_RUNNING, HTTP_SUSPENDED, HTTP_ANSWERED, HTTP_DROPPED };
enum http_stage { HTTP_STAGE_HEAD, HTTP_STAGE_BODY, HTTP_STAGE_GIVEN };
enum http_phase { HTTP_PHASE_HEAD, HTTP_PHASE_BODY, HTTP_PHASE_BUSY };

/* A connection, for the deadlines. The list is the server's, under its lock. */
struct http_conn {
	struct http_conn *next, *prev;
	int fd;
	atomic_int phase;
	atomic_int since;     /* tick at which the phase began */
	atomic_size_t brought; /* bytes of the body */
};

struct http_request {
	struct http_server *server;
	struct MHD_Connection *connection;
	struct http_conn *conn;
	atomic_int refs;
	atomic_int state;
	struct arena *arena;
	struct arena_mark empty;
	enum http_stage stage;
	bool later, answered, close, bad_target, too_large, spent;
	bool owed; /* in the server's list; under its lock */
	enum http_method method;
	str method_name;
	struct target target;
	size_t raw_n; /* length of the target as the library saw it */
	struct field_list head;
	struct buf body;
	size_t body_max, body_seen;
	str id, peer;
	double begun;
	const char *route;
	str who;
	void *own;
	struct field_pair *set;
	size_t set_count;
	struct MHD_Response *response;
	int status;
	struct http_request *next, *prev; /* owed, or spare */
};

/* An answer in pieces. `lock` guards the four flags. */
struct http_out {
	struct http_out *next, *prev; /* the server's, under its lock */
	struct http_request *r;
	struct http_source source;
	pthread_mutex_t lock;
	bool suspended, go, cut, beat;
	int fd;
	void (*tick)(void *with, int tick); /* may be NULL: once a second, for heartbeats */
};

struct http_server {
	struct http_config config;
	struct MHD_Daemon *daemon;
	struct MHD_Response *sorry; /* 503 without memory */
	int listener, wake, port;
	bool listener_own;
	char unix_path[108];
	pthread_t watch;
	atomic_bool draining, quit;
	atomic_int tick, active, conn_count, channels;
	atomic_uint_fast64_t serial;
	char boot[9];
	pthread_mutex_t lock; /* of all that follows */
	bool closing, dead;
	struct http_conn *conns;
	struct http_request *owed;
	struct http_out *outs;
	struct http_request *spare;
	int spare_count, held;
};

/* http_listen.c: opens the listener named in the config; fills listener, port. */
must_use bool http_listen(struct http_server *server, struct err *err);
/* Closes it (and removes the socket's file), unless it is the caller's. */
void http_listen_end(struct http_server *server);
/* http_watch.c: the thread that accepts, and once a second looks at deadlines. */
void *http_watch(void *server);
/* Wakes it up. */
void http_watch_wake(struct http_server *server);
/* Called by the library when a connection begins and ends. */
void http_watch_conn(void *server, struct MHD_Connection *connection, void **context,
                     enum MHD_ConnectionNotificationCode code);
void http_watch_phase(struct http_conn *conn, const struct http_server *server,
                      enum http_phase phase);

/* http_request.c: a request of the server with an empty arena; one owner let go. */
struct http_request *http_request_new(struct http_server *server);
void http_request_drop(struct http_request *r);
/* http_head.c: takes over the headers; 0, or the status of the refusal. */
int http_head_read(struct http_request *r, const char *method, const char *version);
/* http_serve.c: what the library calls for each request. */
void *http_serve_line(void *server, const char *uri, struct MHD_Connection *connection);
enum MHD_Result http_serve_access(void *server, struct MHD_Connection *connection,
                                  const char *url, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **context);
void http_serve_done(void *server, struct MHD_Connection *connection, void **context,
                     enum MHD_RequestTerminationCode code);

/* http_answer.c: makes `response` (owned from here on) the request's answer. */
void http_answer(struct http_request *r, int status, struct MHD_Response *response);
/* Adds what was set and what every answer has; `type` may be empty. */
void http_answer_head(struct http_request *r, struct MHD_Response *response, str type);
/* Answers 503 without needing memory. */
void http_answer_sorry(struct http_request *r);
struct MHD_Response *http_answer_sorry_new(void);
/* Answers by `out`, which is the request's arena's; http_out_go when pull said LATER and
 * may go on, or when the server has set `cut`. */
void http_out_answer(struct http_out *out, int status, str type);
void http_out_go(struct http_out *out, bool cut);

#endif
