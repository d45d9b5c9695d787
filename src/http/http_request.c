/* http_request.c -- a request's memory, and what a handler may ask of it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/clock.h"
#include "base/num.h"
#include "http/http_inside.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define BUDGET_MOST ((size_t)1 << 40)

/* A spare one, or NULL. Counts it as held either way. */
static struct http_request *take_spare(struct http_server *server)
{
	struct http_request *r;

	pthread_mutex_lock(&server->lock);
	r = server->spare;
	if (r != NULL) {
		server->spare = r->next;
		server->spare_count--;
	}
	server->held++;
	pthread_mutex_unlock(&server->lock);
	return r;
}

static size_t budget(const struct http_config *config)
{
	return config->arena_bytes < BUDGET_MOST ? config->arena_bytes : BUDGET_MOST;
}

struct http_request *http_request_new(struct http_server *server)
{
	struct http_request *r = take_spare(server);
	struct arena *arena = r != NULL ? r->arena : arena_new(budget(&server->config));
	struct arena_mark empty;

	if (r == NULL) {
		r = arena_make(arena, struct http_request, 1);
		empty = arena_mark(arena);
	} else {
		empty = r->empty;
		memset(r, 0, sizeof(*r));
	}
	r->arena = arena;
	r->empty = empty;
	r->server = server;
	r->refs = 2;
	r->begun = clock_monotonic();
	return r;
}

/* Keeps the request for the next one where it is small, else gives its memory back. */
static void put_spare(struct http_server *server, struct http_request *r)
{
	bool small = arena_used(r->arena) <= (size_t)48 << 10;
	struct arena *arena = r->arena;

	arena_escape(arena, NULL);
	if (small)
		arena_rewind(arena, r->empty);
	pthread_mutex_lock(&server->lock);
	server->held--;
	small = small && !server->dead && server->spare_count < HTTP_SPARE_MOST;
	if (small) {
		r->next = server->spare;
		server->spare = r;
		server->spare_count++;
	}
	pthread_mutex_unlock(&server->lock);
	if (!small)
		arena_end(arena);
}

void http_request_drop(struct http_request *r)
{
	if (atomic_fetch_sub(&r->refs, 1) == 1)
		put_spare(r->server, r);
}

enum http_method http_method(const struct http_request *r)
{
	return r->method;
}

str http_method_name(enum http_method method)
{
	static const str names[HTTP_METHODS] = {
		[HTTP_GET] = { "GET", 3 },        [HTTP_HEAD] = { "HEAD", 4 },
		[HTTP_POST] = { "POST", 4 },      [HTTP_PUT] = { "PUT", 3 },
		[HTTP_PATCH] = { "PATCH", 5 },    [HTTP_DELETE] = { "DELETE", 6 },
		[HTTP_OPTIONS] = { "OPTIONS", 7 },
	};

	assert(method < HTTP_METHODS);
	return names[method];
}

str http_path(const struct http_request *r)
{
	return r->target.path;
}

str http_target(const struct http_request *r)
{
	return r->target.raw;
}

str http_header(const struct http_request *r, str name)
{
	return field_find(r->head, name, true);
}

str http_query(const struct http_request *r, str name)
{
	return field_find(r->target.query, name, false);
}

/* Several Cookie headers are one list (RFC 9113 lets clients part them). */
str http_cookie(const struct http_request *r, str name)
{
	for (size_t i = 0; i < r->head.count; i++) {
		str value;

		if (!field_same(r->head.at[i].name, STR("Cookie")))
			continue;
		value = field_cookie(r->head.at[i].value, name);
		if (value.at != NULL)
			return value;
	}
	return (str){ 0 };
}

struct field_list http_headers(const struct http_request *r)
{
	return r->head;
}

struct field_list http_queries(const struct http_request *r)
{
	return r->target.query;
}

str http_body(const struct http_request *r)
{
	return buf_str(&r->body);
}

str http_id(const struct http_request *r)
{
	return r->id;
}

struct arena *http_arena(struct http_request *r)
{
	return r->arena;
}

void http_set_own(struct http_request *r, void *own)
{
	r->own = own;
}

void *http_own(const struct http_request *r)
{
	return r->own;
}

void http_set_route(struct http_request *r, const char *route)
{
	r->route = route;
}

void http_set_who(struct http_request *r, str who)
{
	r->who = who;
}

size_t http_language(const struct http_request *r, const str *offers, size_t count)
{
	int chosen = field_choose(FIELD_LANGUAGE, http_header(r, STR("Accept-Language")), offers,
	                          count);

	return chosen < 0 ? 0 : (size_t)chosen;
}

/* The item of the last header of that name which the farthest trusted proxy wrote: each
 * proxy adds one at the end, so it is the `proxies`-th from behind. */
static str forwarded(const struct http_request *r, str name)
{
	str items[16] = { { 0 } };
	size_t n = 0, want = (size_t)r->server->config.proxies;

	if (want == 0)
		return (str){ 0 };
	for (size_t i = 0; i < r->head.count; i++) {
		str rest = r->head.at[i].value, item;

		if (!field_same(r->head.at[i].name, name))
			continue;
		while (field_item(&rest, &item))
			items[n++ % countof(items)] = item;
	}
	if (want > n || want > countof(items))
		return (str){ 0 };
	return items[(n - want) % countof(items)];
}

static str socket_address(struct http_request *r)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *any = info->client_addr;
	char text[INET6_ADDRSTRLEN] = "unix";

	if (any != NULL && any->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)any)->sin_addr,
		          text, sizeof(text));
	if (any != NULL && any->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)any)->sin6_addr,
		          text, sizeof(text));
	return arena_copy(r->arena, str_of(text));
}

/* What a proxy says is an address only if it is one. */
static bool is_address(str s)
{
	char text[INET6_ADDRSTRLEN], bytes[16];

	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.at, s.n);
	text[s.n] = '\0';
	return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

str http_peer(struct http_request *r)
{
	if (r->peer.at == NULL) {
		r->peer = forwarded(r, STR("X-Forwarded-For"));
		if (!is_address(r->peer))
			r->peer = socket_address(r);
	}
	return r->peer;
}

bool http_secure(const struct http_request *r)
{
	if (r->server->config.cert.n > 0)
		return true;
	return field_same(forwarded(r, STR("X-Forwarded-Proto")), STR("https"));
}

int http_condition(const struct http_request *r, str etag)
{
	str match = http_header(r, STR("If-Match"));
	str none = http_header(r, STR("If-None-Match"));

	if (match.at != NULL && !field_etag_in(match, etag, false))
		return 412;
	if (none.at == NULL || !field_etag_in(none, etag, true))
		return 0;
	return r->method == HTTP_GET || r->method == HTTP_HEAD ? 304 : 412;
}
