/* server.h -- `guiju serve`: the store behind HTTP, from start to graceful end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_SERVER_H
#define GUIJU_SERVE_SERVER_H
#include "base/clock.h"

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
	struct clock clock;
};

/* Opens the store and listens. Keeps what the configuration points at and the arena. */
must_use struct server *server_start(struct arena *arena, const struct server_config *config,
                                     struct err *err);
int server_port(const struct server *server);
/* Answers what is under way for at most `seconds`, makes all durable, closes. */
void server_stop(struct server *server, int seconds);

#endif
