/* server.h -- `guiju serve`: the store behind HTTP, from start to graceful end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SERVER_H
#define GUIJU_SERVE_SERVER_H
#include "base/clock.h"
#include "serve/log.h"

struct arena;
struct err;
struct server;

struct server_config {
	const char *folder;    /* the store */
	const char *address;   /* "127.0.0.1" */
	int port;              /* 0: any free one */
	int threads;           /* that serve; as many desks read */
	const char *cert, *key; /* PEM files; NULL: no TLS */
	int proxies;           /* trusted proxies in front */
	bool secure;           /* a proxy in front speaks TLS */
	bool plain_cookies;    /* for tests on this machine: sessions without TLS */
	int socket;            /* a listening socket of the service manager; 0: none */
	int64_t watchdog_us;   /* how often it wants to hear of the writer; 0: never */
	enum log_level log;    /* of requests, to standard error */
	struct clock clock;
};

/* Opens the store and listens. Keeps what the configuration points at and the arena. */
must_use struct server *server_start(struct arena *arena, const struct server_config *config,
                                     struct err *err);
/* Can nobody sign in yet? As it was at the start. */
bool server_empty(const struct server *server);
/* After server_stop: did it end because the database can be written no more? It sends
 * SIGTERM to its own process then. */
bool server_lost(const struct server *server);
int server_port(const struct server *server);
/* Answers what is under way for at most `seconds`, makes all durable, closes. */
void server_stop(struct server *server, int seconds);

#endif
