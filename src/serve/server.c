/* server.c -- `guiju serve`: the store behind HTTP, from start to graceful end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/server.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "http/http.h"
#include "serve/api.h"
#include "serve/readers.h"
#include "serve/table.h"
#include "serve/writer.h"

#define QUEUE_MAX 4096
#define TICK_S    30

struct server {
	struct api api;
	struct http_server *http;
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

static bool read_pem(struct arena *arena, const char *path, str *text, struct err *err)
{
	*text = (str){ 0 };
	return path == NULL || file_read(arena, path, LIMIT_RULE_BYTES, text, err);
}

static bool start_http(struct arena *arena, struct server *server,
                       const struct server_config *config, struct err *err)
{
	struct http_config http = http_defaults();

	http.address = config->address;
	http.port = config->port;
	http.threads = config->threads;
	http.proxies = config->proxies;
	http.handler = handle;
	http.body_limit = body_limit;
	http.with = &server->api;
	if (!read_pem(arena, config->cert, &http.cert, err) ||
	    !read_pem(arena, config->key, &http.key, err))
		return false;
	server->http = http_start(&http, err);
	return server->http != NULL;
}

/* What the store is called, read once. */
static bool read_names(struct arena *arena, struct api *api, struct err *err)
{
	struct desk *desk = readers_take(api->readers, 0, err);

	if (desk == NULL)
		return false;
	api->place = arena_copy(arena, desk_setting(desk, "place"));
	api->name = arena_copy(arena, desk_setting(desk, "name"));
	readers_give(api->readers, desk);
	return true;
}

struct server *server_start(struct arena *arena, const struct server_config *config,
                            struct err *err)
{
	struct server *server = arena_make(arena, struct server, 1);
	struct api *api = &server->api;
	struct writer_config writer = { .folder = config->folder,
		                        .clock = config->clock,
		                        .tick_s = TICK_S,
		                        .queue_max = QUEUE_MAX };

	api->folder = config->folder;
	api->home = arena_cstr(arena, file_home(arena));
	api->clock = config->clock;
	api->secure = config->secure || config->cert != NULL;
	api->table = table_routes(&api->route_count);
	api->routes = route_table_new(arena, api->table, api->route_count);
	api->writer = writer_start(&writer, err);
	if (api->writer == NULL)
		return NULL;
	api->readers = readers_new(config->folder, config->clock, (size_t)config->threads);
	if (read_names(arena, api, err) && start_http(arena, server, config, err))
		return server;
	readers_end(api->readers);
	writer_stop(api->writer);
	return NULL;
}

int server_port(const struct server *server)
{
	return http_port(server->http);
}

void server_stop(struct server *server, int seconds)
{
	(void)http_stop(server->http, seconds);
	writer_stop(server->api.writer);
	readers_end(server->api.readers);
}
