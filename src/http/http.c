/* http.c -- servers started and stopped.
 *
 * The library's own listener is not used: stopping it in a pool of threads may end the
 * process (it panics when two threads take the socket out of epoll at once). A thread of
 * ours accepts (http_watch.c), and the library's threads do the rest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/http.h"

#include "base/clock.h"
#include "base/err.h"
#include "crypto/digest.h"
#include "crypto/secret.h"
#include "http/http_inside.h"
#include <signal.h>
#include <stdarg.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define POOL_MORE 4096 /* for the head of the answer, beside the request's and its parts */
#define SLACK 64 /* accepted, and not yet counted */
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

struct http_config http_defaults(void)
{
	return (struct http_config){
		.address = "127.0.0.1",
		.threads = 2,
		.connections = 1000,
		.timeout_s = 30,
		.body_rate = 1024,
		.head_max = (size_t)8 << 10,
		.field_max = 64,
		.body_max = (size_t)1 << 20,
		.arena_bytes = (size_t)8 << 20,
		.events_bytes = (size_t)64 << 10,
		.heartbeat_s = 15,
	};
}

static void log_line(void *with, const char *format, va_list values)
{
	const struct http_server *server = with;
	char line[512];

	vsnprintf(line, sizeof(line), format, values);
	line[strcspn(line, "\r\n")] = '\0';
	if (server->config.log != NULL)
		server->config.log(server->config.with, line);
}

static bool start_daemon(struct http_server *server, struct arena *arena, struct err *err)
{
	const struct http_config *config = &server->config;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
	                 MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG;
	unsigned threads = (unsigned)config->threads;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, arena_cstr(arena, config->key) },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, arena_cstr(arena, config->cert) },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

	if (config->cert.n > 0)
		flags |= MHD_USE_TLS;
	server->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, http_serve_access, server,
		MHD_OPTION_EXTERNAL_LOGGER, log_line, server,
		MHD_OPTION_URI_LOG_CALLBACK, http_serve_line, server,
		MHD_OPTION_NOTIFY_COMPLETED, http_serve_done, server,
		MHD_OPTION_NOTIFY_CONNECTION, http_watch_conn, server,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, 2 * config->head_max + POOL_MORE,
		MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)config->connections + SLACK * threads,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)config->per_address,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)config->timeout_s,
		MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
		MHD_OPTION_ARRAY, config->cert.n > 0 ? tls : none, MHD_OPTION_END);
	if (server->daemon != NULL)
		return true;
	err_set(err, ERR_INVALID, "http.start", "服务器不能启动");
	return err_fix(err, "请核对证书与私钥（PEM）是否成对、是否完整");
}

static void end(struct http_server *server)
{
	while (server->spare != NULL) {
		struct http_request *r = server->spare;

		server->spare = r->next;
		arena_end(r->arena);
	}
	if (server->sorry != NULL)
		MHD_destroy_response(server->sorry);
	if (server->wake >= 0)
		close(server->wake);
	pthread_mutex_destroy(&server->lock);
}

/* The server's own memory: it lives in an arena of its own, kept for http_stop. */
struct life {
	struct arena *arena;
	struct http_server server;
};

static void end_life(struct http_server *server)
{
	struct life *life = (struct life *)((char *)server - offsetof(struct life, server));

	end(server);
	arena_end(life->arena);
}

static struct http_server *new_server(const struct http_config *config)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct life *life = arena_make(arena, struct life, 1);
	struct http_server *server = &life->server;
	struct chance chance;
	digest boot;

	life->arena = arena;
	server->config = *config;
	chance_real(&chance);
	boot = chance_take(&chance);
	snprintf(server->boot, sizeof(server->boot), "%02x%02x%02x%02x", boot.at[0], boot.at[1],
	         boot.at[2], boot.at[3]);
	pthread_mutex_init(&server->lock, NULL);
	server->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	server->sorry = http_answer_sorry_new();
	server->tick = (int)clock_monotonic();
	return server;
}

static bool start_watch(struct http_server *server, struct err *err)
{
	if (server->wake >= 0 && server->sorry != NULL &&
	    pthread_create(&server->watch, NULL, http_watch, server) == 0)
		return true;
	MHD_stop_daemon(server->daemon);
	return err_set(err, ERR_STORE, "http.thread", "服务器不能启动：系统不给线程或描述符");
}

struct http_server *http_start(const struct http_config *config, struct err *err)
{
	struct http_server *server = new_server(config);
	struct arena *scratch = arena_new((size_t)4 << 20);
	bool good;

	assert(config->handler != NULL && config->threads > 0 && config->threads <= 64);
	assert(config->head_max >= 1024 && config->head_max <= 65536);
	signal(SIGPIPE, SIG_IGN);
	good = http_listen(server, err);
	if (good && (!start_daemon(server, scratch, err) || !start_watch(server, err))) {
		http_listen_end(server);
		good = false;
	}
	arena_end(scratch);
	if (good)
		return server;
	end_life(server);
	return NULL;
}

int http_port(const struct http_server *server)
{
	return server->port;
}

struct http_load http_load(const struct http_server *server)
{
	return (struct http_load){ server->conn_count, server->active, server->channels };
}

/* Waits until no request is under way, at most so many milliseconds. */
static void wait_idle(struct http_server *server, int ms)
{
	for (; ms > 0 && server->active > 0; ms -= 5)
		usleep(5000);
}

/* Answers 503 for those that are still owed, cuts the streams; nothing suspends from now on. */
static int drop_owed(struct http_server *server)
{
	int owed = 0;

	pthread_mutex_lock(&server->lock);
	server->closing = true;
	for (struct http_request *r = server->owed; r != NULL; r = r->next) {
		int state = HTTP_SUSPENDED;

		if (!atomic_compare_exchange_strong(&r->state, &state, HTTP_DROPPED))
			continue;
		owed++;
		MHD_resume_connection(r->connection);
	}
	for (struct http_out *out = server->outs; out != NULL; out = out->next)
		http_out_go(out, true);
	pthread_mutex_unlock(&server->lock);
	return owed;
}

int http_stop(struct http_server *server, int seconds)
{
	bool all;
	int owed;

	atomic_store(&server->draining, true);
	http_watch_wake(server);
	wait_idle(server, seconds * 1000);
	owed = drop_owed(server);
	wait_idle(server, 1000);
	atomic_store(&server->quit, true);
	http_watch_wake(server);
	pthread_join(server->watch, NULL);
	MHD_stop_daemon(server->daemon);
	http_listen_end(server);
	pthread_mutex_lock(&server->lock);
	server->dead = true;
	all = server->held == 0;
	pthread_mutex_unlock(&server->lock);
	/* Who still holds a request keeps the memory of the server with it. */
	if (all)
		end_life(server);
	return owed;
}
