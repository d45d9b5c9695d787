/* http_out.c -- answers in pieces: pulled by the library, waiting without a thread.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/http_inside.h"

#define PIECE ((size_t)32 << 10)

static ptrdiff_t pull(struct http_out *out, char *room, size_t n)
{
	jmp_buf escape;
	ptrdiff_t got;

	if (setjmp(escape) != 0) {
		arena_escape(out->r->arena, NULL);
		return HTTP_STREAM_CUT;
	}
	arena_escape(out->r->arena, &escape);
	got = out->source.pull(out->source.with, room, n);
	arena_escape(out->r->arena, NULL);
	return got;
}

/* Nothing to send: sleeps, unless http_out_go was called since. Gives whether it sleeps. */
static bool sleep_out(struct http_out *out)
{
	bool sleeps;

	pthread_mutex_lock(&out->lock);
	sleeps = !out->go;
	out->go = false;
	if (sleeps) {
		MHD_suspend_connection(out->r->connection);
		out->suspended = true;
	}
	pthread_mutex_unlock(&out->lock);
	return sleeps;
}

static bool is_cut(struct http_out *out)
{
	bool cut;

	pthread_mutex_lock(&out->lock);
	cut = out->cut;
	pthread_mutex_unlock(&out->lock);
	return cut;
}

static ssize_t read_piece(void *with, uint64_t at, char *room, size_t n)
{
	struct http_out *out = with;
	ptrdiff_t got;

	(void)at;
	for (;;) {
		if (is_cut(out))
			return MHD_CONTENT_READER_END_WITH_ERROR;
		got = pull(out, room, n);
		if (got > 0)
			return got;
		if (got == HTTP_STREAM_END)
			return MHD_CONTENT_READER_END_OF_STREAM;
		if (got == HTTP_STREAM_CUT)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		if (sleep_out(out))
			return 0;
	}
}

static void end_out(void *with)
{
	struct http_out *out = with;
	struct http_request *r = out->r;
	struct http_server *server = r->server;

	pthread_mutex_lock(&server->lock);
	if (out->prev != NULL)
		out->prev->next = out->next;
	else
		server->outs = out->next;
	if (out->next != NULL)
		out->next->prev = out->prev;
	pthread_mutex_unlock(&server->lock);
	if (out->source.end != NULL)
		out->source.end(out->source.with);
	pthread_mutex_destroy(&out->lock);
	http_request_drop(r);
}

void http_out_go(struct http_out *out, bool cut)
{
	pthread_mutex_lock(&out->lock);
	out->cut = out->cut || cut;
	if (out->suspended) {
		out->suspended = false;
		MHD_resume_connection(out->r->connection);
	} else {
		out->go = true;
	}
	pthread_mutex_unlock(&out->lock);
}

/* When the server is closing already, an answer that would begin now is cut. */
static void enlist(struct http_out *out)
{
	struct http_server *server = out->r->server;

	pthread_mutex_lock(&server->lock);
	out->cut = server->closing;
	out->next = server->outs;
	if (out->next != NULL)
		out->next->prev = out;
	server->outs = out;
	pthread_mutex_unlock(&server->lock);
}

void http_out_answer(struct http_out *out, int status, str type)
{
	struct http_request *r = out->r;
	uint64_t size = out->source.size < 0 ? MHD_SIZE_UNKNOWN : (uint64_t)out->source.size;
	struct MHD_Response *response;

	pthread_mutex_init(&out->lock, NULL);
	atomic_fetch_add(&r->refs, 1); /* until end_out */
	enlist(out);
	response = MHD_create_response_from_callback(size, PIECE, read_piece, out, end_out);
	assert(response != NULL);
	http_answer_head(r, response, type);
	http_answer(r, status, response);
}

void http_stream(struct http_request *r, int status, str type, struct http_source source)
{
	struct http_out *out = arena_make(r->arena, struct http_out, 1);

	out->r = r;
	out->source = source;
	http_out_answer(out, status, type);
}
