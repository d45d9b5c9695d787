/* api.h -- the address table and the frame in which every operation answers.
 *
 *     static void show(struct call *call) { ... call_json(call, 200, &w); }
 *     { HTTP_GET, "/api/v1/records/{procedure}/{serial}", api_handle, .more = &show_op }
 *
 * The frame lends a reading desk, finds out who asks, refuses who may not, and ends with an
 * answer whatever happens. What writes is a job for the writer (serve/ask.h).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_API_H
#define GUIJU_SERVE_API_H
#include "auth/who.h"
#include "base/clock.h"
#include "format/json_write.h"
#include "http/http_problem.h"
#include "http/route.h"
#include "serve/log.h"

struct bucket;
struct desk;
struct hashing;
struct metrics;
struct oidc;
struct readers;
struct reads;
struct study;
struct touch;
struct writer;

/* What all operations share; lives as long as the server. */
struct api {
	const char *folder;      /* of the store */
	const char *home;        /* of the program's files */
	str place, name;         /* 620200, 嘉峪关市 */
	struct clock clock;
	struct writer *writer;
	struct readers *readers;
	struct reads *reads;     /* who was shown private values */
	struct route_table *routes;
	const struct route *table;
	size_t route_count;
	struct bucket *bucket;   /* how often an address, a code or a key may ask */
	struct metrics *metrics;
	struct http_server *http; /* NULL until it listens */
	enum log_level log;      /* of requests */
	bool secure;             /* served over TLS, or behind a proxy that is */
	bool plain_cookies;      /* for tests on this machine: sessions without TLS */
	struct {
		digest key;          /* keys/auth.secret */
		_Atomic int profile; /* enum auth_profile */
	} door;                  /* what the door was told, read once (serve/door.h) */
	struct hashing *hashing; /* threads for passwords */
	struct hashing *outside; /* threads that ask other houses' servers */
	struct oidc *oidc;       /* by whom people may sign in elsewhere */
	struct study *study;     /* for long readings */
	struct touch *touch;
};

/* One request while it is being answered on a serving thread. */
struct call {
	struct api *api;
	struct http_request *r;
	const struct route_match *match;
	struct arena *arena;     /* of the request */
	struct desk *desk;       /* for reading; gone when the operation returns */
	struct lent *lent;       /* the frame's own */
	struct auth_who who;
	bool expired;            /* a session was shown that has ended */
	instant now;
};

/* Who may ask. */
enum api_door {
	API_ANYONE,   /* also without signing in; who is still found out when told */
	API_STAFF,    /* signed in with nothing in the way, or a key with the scope */
	API_SELF,     /* signed in, even if a password or second factor is due */
};

/* An operation: what route.more points at. */
struct api_op {
	const char *id;          /* operationId: "showRecord" */
	const char *tag;         /* "records" */
	const char *summary;     /* Chinese */
	const char *summary_en;
	enum api_door door;
	const char *scope;       /* of keys: "read", "step", "figure", ...; NULL: none needed */
	void (*run)(struct call *call);
	const char *const *queries; /* names of query parameters taken, ends with NULL; or NULL */
	const char *request;     /* schema of the body in the contract, or NULL */
	const char *answer;      /* schema of the answer, or NULL for one that is not JSON */
	const char *media;       /* of an answer that is not JSON; NULL: text/plain */
	int status;              /* of a good answer */
	bool match;              /* asks for If-Match */
	bool keyless;            /* a change that asks for no Idempotency-Key */
	bool pure;               /* a POST that changes nothing: no Idempotency-Key is needed */
};

/* The route handler of every operation; `with` is the struct api. */
void api_handle(void *with, struct http_request *r, const struct route_match *match);

/* A JSON answer begun: writes go into the request's arena. */
void call_json_begin(struct call *call, struct jw *w);
/* ... and sent. An answer that grew too long is a problem instead. */
void call_json_send(struct call *call, int status, struct jw *w);
/* Answers with the error (RFC 9457, with law and remedy); 401 where it means that nobody was
 * recognised. */
void call_problem(struct call *call, const struct err *err);
/* Gives the reading desk back: before the request is given to another thread (http_later). */
void call_release(struct call *call);
/* 404, the same for what is not there and for what may not be seen. */
void call_absent(struct call *call);
/* A query parameter as an integer between bounds; `otherwise` when it is absent. False: it is
 * malformed or out of bounds, and a problem was answered. */
must_use bool call_query_int(struct call *call, str name, int64_t least, int64_t most,
                             int64_t otherwise, int64_t *value);

#endif
