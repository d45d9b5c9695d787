/* http_events.c -- server-sent events: channels that stay open, into which any thread writes.
 *
 * A channel has two owners, the answer that the library sends and the caller; it ends
 * when both have let go. `lock` guards what is queued; http_out has a lock of its own,
 * taken after this one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_MALLOC
#include "http/http_events.h"

#include "http/http_inside.h"
#include <poll.h>

#define QUEUE_FIRST ((size_t)1024)
#define RETRY_SLOW "retry: 5000\n: too slow, come again\n\n"
#define RETRY_STOP "retry: 2000\n: the server stops\n\n"

struct http_events {
	pthread_mutex_t lock;
	int refs;
	struct http_out *out; /* NULL: the answer is over */
	char *queue;
	size_t n, room, most;
	bool closing; /* nothing more is queued; the answer ends when the queue is empty */
	int beat, every, fd;
};

/* The lock is held; gives it back, and the memory when nobody owns it any more. */
static void drop(struct http_events *events)
{
	bool last = --events->refs == 0;

	pthread_mutex_unlock(&events->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&events->lock);
	free(events->queue);
	free(events);
}

static bool put(struct http_events *events, const char *bytes, size_t n)
{
	if (events->n + n > events->most)
		return false;
	if (events->n + n > events->room) {
		size_t room = events->room > 0 ? events->room : QUEUE_FIRST;
		char *grown;

		while (room < events->n + n)
			room *= 2;
		grown = realloc(events->queue, room);
		if (grown == NULL)
			return false;
		events->queue = grown;
		events->room = room;
	}
	memcpy(events->queue + events->n, bytes, n);
	events->n += n;
	return true;
}

static bool put_text(struct http_events *events, const char *text)
{
	return put(events, text, strlen(text));
}

static bool put_line(struct http_events *events, const char *name, str text)
{
	return put_text(events, name) && put(events, text.at, text.n) && put_text(events, "\n");
}

/* The queue is given up: what comes instead is a hint to come again. */
static void end_with(struct http_events *events, const char *hint, bool forget)
{
	if (forget)
		events->n = 0;
	events->closing = true;
	put_text(events, hint);
}

static ptrdiff_t pull(void *with, char *room, size_t n)
{
	struct http_events *events = with;
	ptrdiff_t got;

	pthread_mutex_lock(&events->lock);
	if (events->n == 0) {
		got = events->closing ? HTTP_STREAM_END : HTTP_STREAM_LATER;
	} else {
		got = (ptrdiff_t)(events->n < n ? events->n : n);
		memcpy(room, events->queue, (size_t)got);
		events->n -= (size_t)got;
		memmove(events->queue, events->queue + got, events->n);
	}
	pthread_mutex_unlock(&events->lock);
	return got;
}

static void answer_over(void *with)
{
	struct http_events *events = with;

	pthread_mutex_lock(&events->lock);
	events->out->r->server->channels--;
	events->out = NULL;
	events->closing = true;
	drop(events);
}

/* Has the client hung up? A suspended connection is watched by nobody else. */
static bool hung_up(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLRDHUP };

	return poll(&one, 1, 0) > 0 && (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/* Once a second, while the answer is listed with the server. */
static void tick(void *with, int now)
{
	struct http_events *events = with;
	bool draining, gone = false, go = false;

	pthread_mutex_lock(&events->lock);
	if (events->out != NULL) {
		gone = hung_up(events->fd);
		draining = atomic_load(&events->out->r->server->draining);
		if (draining && !events->closing) {
			end_with(events, RETRY_STOP, false);
			go = true;
		} else if (now - events->beat >= events->every && !events->closing) {
			events->beat = now;
			put_text(events, ":\n\n");
			go = true;
		}
		if (gone)
			events->closing = true;
		if (gone || go)
			http_out_go(events->out, gone);
	}
	pthread_mutex_unlock(&events->lock);
}

struct http_events *http_events_open(struct http_request *r)
{
	struct http_events *events = calloc(1, sizeof(*events));
	struct http_out *out = arena_make(r->arena, struct http_out, 1);
	const union MHD_ConnectionInfo *fd =
		MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	assert(events != NULL);
	pthread_mutex_init(&events->lock, NULL);
	events->refs = 2;
	events->out = out;
	events->fd = fd->connect_fd;
	events->most = r->server->config.events_bytes;
	events->every = r->server->config.heartbeat_s;
	events->beat = r->server->tick;
	put_text(events, ":\n\n");
	r->server->channels++;
	out->r = r;
	out->source = (struct http_source){ pull, answer_over, events, -1 };
	out->tick = tick;
	http_set(r, STR("X-Accel-Buffering"), STR("no"));
	http_out_answer(out, 200, STR("text/event-stream; charset=utf-8"));
	return events;
}

static bool has_break(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.at[i] == '\n' || s.at[i] == '\r' || s.at[i] == '\0')
			return true;
	return false;
}

/* CR, LF and CRLF all end lines for EventSource. */
static bool put_data(struct http_events *events, str data)
{
	size_t from = 0;

	for (size_t i = 0; i <= data.n; i++) {
		bool at_end = i == data.n;
		bool crlf;

		if (!at_end && data.at[i] != '\n' && data.at[i] != '\r')
			continue;
		if (!put_line(events, "data: ", (str){ data.at + from, i - from }))
			return false;
		crlf = !at_end && data.at[i] == '\r' && i + 1 < data.n && data.at[i + 1] == '\n';
		i += crlf;
		from = i + 1;
	}
	return true;
}

static bool put_event(struct http_events *events, str id, str event, str data)
{
	return (id.n == 0 || put_line(events, "id: ", id)) &&
	       (event.n == 0 || put_line(events, "event: ", event)) &&
	       put_data(events, data) && put_text(events, "\n");
}

bool http_events_send(struct http_events *events, str id, str event, str data)
{
	bool good;

	assert(!has_break(id) && !has_break(event));
	pthread_mutex_lock(&events->lock);
	good = !events->closing;
	if (good) {
		good = put_event(events, id, event, data);
		if (!good)
			end_with(events, RETRY_SLOW, true);
		if (events->out != NULL)
			http_out_go(events->out, false);
	}
	pthread_mutex_unlock(&events->lock);
	return good;
}

bool http_events_over(struct http_events *events)
{
	bool over;

	pthread_mutex_lock(&events->lock);
	over = events->closing;
	pthread_mutex_unlock(&events->lock);
	return over;
}

void http_events_close(struct http_events *events)
{
	pthread_mutex_lock(&events->lock);
	events->closing = true;
	if (events->out != NULL)
		http_out_go(events->out, false);
	drop(events);
}
