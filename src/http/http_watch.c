/* http_watch.c -- one thread that accepts connections, and once a second looks for those that
 * are too slow.
 *
 * The library's own time-out counts silence only: a client that sends a byte now and then
 * could hold a connection for ever. Here a request's head must be complete timeout_s after
 * the connection opened or the last answer went out, and a body must bring body_rate bytes
 * a second once timeout_s have passed. Too slow connections are shut down; the library sees
 * the end and cleans up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_MALLOC
#include "base/clock.h"
#include "http/http_inside.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ACCEPT_MOST 64 /* before the clock is looked at again */
#define FULL_MS 20     /* how often a full server looks whether there is room */

void http_watch_wake(struct http_server *server)
{
	uint64_t one = 1;
	ssize_t n = write(server->wake, &one, sizeof(one));

	(void)n; /* it can only be full, and then it wakes too */
}

void http_watch_phase(struct http_conn *conn, const struct http_server *server,
                      enum http_phase phase)
{
	atomic_store_explicit(&conn->since, server->tick, memory_order_relaxed);
	atomic_store_explicit(&conn->brought, 0, memory_order_relaxed);
	atomic_store_explicit(&conn->phase, (int)phase, memory_order_relaxed);
}

static void conn_begins(struct http_server *server, struct MHD_Connection *connection,
                        void **context)
{
	struct http_conn *conn = calloc(1, sizeof(*conn));
	const union MHD_ConnectionInfo *fd;

	*context = conn;
	if (conn == NULL)
		return;
	fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	conn->fd = fd->connect_fd;
	http_watch_phase(conn, server, HTTP_PHASE_HEAD);
	pthread_mutex_lock(&server->lock);
	conn->next = server->conns;
	if (conn->next != NULL)
		conn->next->prev = conn;
	server->conns = conn;
	pthread_mutex_unlock(&server->lock);
	server->conn_count++;
}

/* The descriptor is still open here, so that nobody else can have its number. */
static void conn_ends(struct http_server *server, struct http_conn *conn)
{
	if (conn == NULL)
		return;
	pthread_mutex_lock(&server->lock);
	if (conn->prev != NULL)
		conn->prev->next = conn->next;
	else
		server->conns = conn->next;
	if (conn->next != NULL)
		conn->next->prev = conn->prev;
	pthread_mutex_unlock(&server->lock);
	server->conn_count--;
	free(conn);
}

void http_watch_conn(void *server, struct MHD_Connection *connection, void **context,
                     enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		conn_begins(server, connection, context);
	else
		conn_ends(server, *context);
}

static bool too_slow(const struct http_conn *conn, const struct http_config *config, int now)
{
	int64_t waited = now - atomic_load(&conn->since);
	int64_t brought = (int64_t)atomic_load(&conn->brought);
	int phase = atomic_load(&conn->phase);

	if (phase == HTTP_PHASE_BUSY || waited <= config->timeout_s)
		return false;
	return phase == HTTP_PHASE_HEAD ||
	       brought < (waited - config->timeout_s) * config->body_rate;
}

static void each_second(struct http_server *server, int now)
{
	pthread_mutex_lock(&server->lock);
	for (struct http_conn *conn = server->conns; conn != NULL; conn = conn->next)
		if (too_slow(conn, &server->config, now))
			shutdown(conn->fd, SHUT_RDWR);
	for (struct http_out *out = server->outs; out != NULL; out = out->next)
		if (out->tick != NULL)
			out->tick(out->source.with, now);
	pthread_mutex_unlock(&server->lock);
}

/* False when it makes no sense to try again at once. */
static bool accept_one(struct http_server *server)
{
	struct sockaddr_storage address;
	socklen_t n = sizeof(address);
	struct sockaddr *any = (struct sockaddr *)&address;
	int fd = accept4(server->listener, any, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return errno == ECONNABORTED || errno == EINTR;
	MHD_add_connection(server->daemon, fd, any, n); /* closes it where it fails */
	return true;
}

/* Accepts what waits; gives whether there was room for more. */
static bool accept_some(struct http_server *server)
{
	errno = 0;
	for (int i = 0; i < ACCEPT_MOST; i++) {
		if (server->conn_count >= server->config.connections)
			return false;
		if (!accept_one(server))
			return errno == EAGAIN || errno == EWOULDBLOCK;
	}
	return true;
}

/* What the thread waits for: a connection where it may take one, a call, the next second. */
static void wait_one(struct http_server *server, bool room)
{
	struct pollfd fds[2] = { { .fd = server->wake, .events = POLLIN },
		                 { .fd = server->listener, .events = POLLIN } };
	bool open = !atomic_load(&server->draining);
	double now = clock_monotonic();
	int ms = 1000 - (int)((now - (double)(int64_t)now) * 1000);
	uint64_t calls;

	if (open && !room && ms > FULL_MS)
		ms = FULL_MS;
	poll(fds, open && room ? 2 : 1, ms > 0 ? ms : 1);
	if (fds[0].revents != 0 && read(server->wake, &calls, sizeof(calls)) < 0)
		return;
}

void *http_watch(void *with)
{
	struct http_server *server = with;
	bool room = true;

	while (!atomic_load(&server->quit)) {
		int now;

		wait_one(server, room);
		room = atomic_load(&server->draining) || accept_some(server);
		now = (int)clock_monotonic();
		if (now != atomic_load(&server->tick)) {
			atomic_store(&server->tick, now);
			each_second(server, now);
		}
	}
	return NULL;
}
