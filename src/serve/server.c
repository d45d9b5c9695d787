/* server.c -- `guiju serve`: the store behind HTTP, from start to graceful end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/server.h"

#include <signal.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "http/http.h"
#include "serve/api.h"
#include "serve/ask.h"
#include "serve/bucket.h"
#include "serve/door.h"
#include "serve/fetch.h"
#include "serve/hashing.h"
#include "serve/metrics.h"
#include "serve/oidc.h"
#include "serve/readers.h"
#include "serve/reads.h"
#include "serve/study.h"
#include "serve/table.h"
#include "serve/touch.h"
#include "serve/writer.h"

#define QUEUE_MAX 4096
#define TICK_S    30
/* three times the longest body, and some */
#define REQUEST   (4 * LIMIT_PUBLIC_BODY)

struct server {
	struct api api;
	struct http_server *http;
	bool empty; /* nobody can sign in yet */
	bool lost;  /* the database can be written no more; the writer's until it has ended */
};

static void handle(void *with, struct http_request *r)
{
	struct api *api = with;

	route_serve(api->routes, api, r);
}

static size_t body_limit(void *with, const struct http_request *r)
{
	const struct api *api = with;

	return route_body_max(api->routes, r);
}

/* A request is over: on a serving thread. */
static void done(void *with, const struct http_done *one)
{
	struct api *api = with;

	metrics_count(api->metrics, one);
	log_request(api->log, one, clock_now(&api->clock));
}

static bool read_pem(struct arena *arena, const char *path, str *text, struct err *err)
{
	*text = (str){ 0 };
	return path == NULL || file_read(arena, path, LIMIT_RULE_BYTES, text, err);
}

/* The writer has nothing to do for a moment. */
static void idle(void *with, struct desk *desk)
{
	const struct server *server = with;

	reads_flush(server->api.reads, desk);
}

/* The database is gone, or another writer's: who waits for the end is woken. */
static void lose_store(void *with)
{
	struct server *server = with;

	server->lost = true;
	(void)kill(getpid(), SIGTERM);
}

static bool start_http(struct arena *arena, struct server *server,
                       const struct server_config *config, struct err *err)
{
	struct http_config http = http_defaults();

	http.address = config->address;
	http.port = config->port;
	http.threads = config->threads;
	http.proxies = config->proxies;
	http.socket = config->socket;
	http.done = done;
	http.arena_bytes = REQUEST;
	http.handler = handle;
	http.body_limit = body_limit;
	http.with = &server->api;
	if (!read_pem(arena, config->cert, &http.cert, err) ||
	    !read_pem(arena, config->key, &http.key, err))
		return false;
	server->http = http_start(&http, err);
	server->api.http = server->http;
	return server->http != NULL;
}

/* What the store is called, and its door, read once. */
static bool read_names(struct arena *arena, struct server *server, struct err *err)
{
	struct api *api = &server->api;
	struct desk *desk = readers_take(api->readers, 0, err);
	bool good;

	if (desk == NULL)
		return false;
	api->place = arena_copy(arena, desk_setting(desk, "place"));
	api->name = arena_copy(arena, desk_setting(desk, "name"));
	api->oidc = arena_make(arena, struct oidc, 1);
	good = door_start(arena, api, desk, &server->empty, err) &&
	       oidc_read(arena, api->folder, api->oidc, err);
	readers_give(api->readers, desk);
	return good;
}

/* What still comes from the threads that hash is written. */
static void end_threads(struct api *api)
{
	if (api->study != NULL)
		study_stop(api->study);
	struct hashing *const pools[] = { api->hashing, api->outside };

	for (size_t i = 0; i < countof(pools); i++)
		if (pools[i] != NULL)
			hashing_stop(pools[i]);
	writer_stop(api->writer);
	for (size_t i = 0; i < countof(pools); i++)
		if (pools[i] != NULL)
			hashing_end(pools[i]);
	touch_end(api->touch);
}

struct server *server_start(struct arena *arena, const struct server_config *config,
                            struct err *err)
{
	struct server *server = arena_make(arena, struct server, 1);
	struct api *api = &server->api;
	struct writer_config writer = { .folder = config->folder,
		                        .clock = config->clock,
		                        .tick_s = TICK_S,
		                        .queue_max = QUEUE_MAX,
		                        .ahead = ask_ahead,
		                        .idle = idle,
		                        .ended = lose_store,
		                        .with = server,
		                        .beat_us = config->watchdog_us };

	api->folder = config->folder;
	api->home = arena_cstr(arena, file_home(arena));
	api->clock = config->clock;
	api->secure = config->secure || config->cert != NULL;
	api->plain_cookies = config->plain_cookies;
	api->bucket = bucket_new(arena);
	api->touch = touch_new(arena, api);
	fetch_start();
	api->table = table_routes(&api->route_count);
	api->routes = route_table_new(arena, api->table, api->route_count);
	api->metrics = metrics_new(arena, api);
	api->log = config->log;
	api->reads = reads_new();
	api->writer = writer_start(&writer, err);
	if (api->writer == NULL) {
		reads_end(api->reads);
		return NULL;
	}
	reads_start(api->reads, api->writer);
	api->readers = readers_new(config->folder, config->clock, (size_t)config->threads);
	api->hashing = hashing_start(err);
	if (api->hashing != NULL)
		api->outside = hashing_start(err);
	if (api->outside != NULL)
		api->study = study_start(api, err);
	if (api->study != NULL && read_names(arena, server, err) &&
	    start_http(arena, server, config, err))
		return server;
	end_threads(api);
	readers_end(api->readers);
	reads_end(api->reads);
	return NULL;
}

bool server_empty(const struct server *server)
{
	return server->empty;
}

bool server_lost(const struct server *server)
{
	return server->lost;
}

int server_port(const struct server *server)
{
	return http_port(server->http);
}

void server_stop(struct server *server, int seconds)
{
	(void)http_stop(server->http, seconds);
	end_threads(&server->api);
	readers_end(server->api.readers);
	reads_end(server->api.reads);
	metrics_end(server->api.metrics);
}
