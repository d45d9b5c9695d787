/* http_serve.c -- one request, from its first line to its end, as the library tells it.
 *
 *     line --> head --> body ... --> handler --+--> answer queued --> done
 *                \ refused                      \--> suspended --> resumed --^
 *
 * An answer to what is refused goes out at once, and the library then closes the
 * connection; all others wait for the whole request, since the library closes
 * connections that were answered before.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/clock.h"
#include "http/http_inside.h"
#include "http/http_problem.h"

/* The start of the server and a number, "9f3c01aa-1f"; by hand, since it is done so often. */
static str new_id(struct arena *arena, struct http_server *server)
{
	uint64_t serial = atomic_fetch_add(&server->serial, 1);
	char *text = arena_take(arena, sizeof(server->boot) + 18);
	size_t n = 2;

	for (uint64_t rest = serial; rest > 15; rest >>= 4)
		n++;
	memcpy(text, server->boot, 8);
	text[8] = '-';
	for (size_t i = 8 + n - 1; i > 8; i--, serial >>= 4)
		text[i] = "0123456789abcdef"[serial & 15];
	return (str){ text, 8 + n };
}

void *http_serve_line(void *with, const char *uri, struct MHD_Connection *connection)
{
	struct http_server *server = with;
	struct http_request *r = http_request_new(server);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	server->active++;
	r->connection = connection;
	r->conn = info->socket_context;
	r->raw_n = strlen(uri);
	r->body_max = server->config.body_max;
	r->id = new_id(r->arena, server);
	r->bad_target = !target_read(r->arena,
	                             arena_copy(r->arena, (str){ uri, r->raw_n }), &r->target);
	return r;
}

static enum MHD_Result queue(struct http_request *r)
{
	enum MHD_Result good;

	if (atomic_load(&r->state) == HTTP_DROPPED)
		return MHD_queue_response(r->connection, 503, r->server->sorry);
	good = MHD_queue_response(r->connection, (unsigned)r->status, r->response);
	MHD_destroy_response(r->response);
	r->response = NULL;
	return good;
}

static enum MHD_Result refuse(struct http_request *r, int status)
{
	r->close = true;
	r->stage = HTTP_STAGE_GIVEN;
	http_problem_plain(r, status, (str){ 0 });
	return queue(r);
}

/* The most that the request may have is known only with the body limit. */
static enum MHD_Result head(struct http_request *r, const char *method, const char *version)
{
	int status = http_head_read(r, method, version);

	if (status != 0)
		return refuse(r, status);
	r->stage = HTTP_STAGE_BODY;
	buf_init(&r->body, r->arena, r->body_max);
	if (r->conn != NULL)
		http_watch_phase(r->conn, r->server, HTTP_PHASE_BODY);
	return MHD_YES;
}

static enum MHD_Result body(struct http_request *r, str piece)
{
	r->body_seen += piece.n;
	if (r->conn != NULL)
		atomic_store_explicit(&r->conn->brought, r->body_seen, memory_order_relaxed);
	if (r->body_seen > r->body_max + HTTP_SWALLOW)
		return MHD_NO;
	r->too_large |= r->body_seen > r->body_max;
	if (!r->too_large && !r->spent)
		buf_add(&r->body, piece);
	return MHD_YES;
}

/* Trailers may not say what only the head may say; others are not looked at. */
static enum MHD_Result forbidden_trailer(void *with, enum MHD_ValueKind kind, const char *name,
                                         const char *value)
{
	static const char *const names[] = { "Content-Length", "Transfer-Encoding", "Host",
		                             "Content-Encoding", "Cookie", "Authorization" };
	bool *bad = with;

	(void)kind;
	(void)value;
	for (size_t i = 0; i < countof(names); i++)
		*bad |= field_same(str_of(name), str_of(names[i]));
	*bad |= !field_is_token(str_of(name));
	return MHD_YES;
}

static void run_handler(struct http_request *r)
{
	bool bad_trailer = false;

	if (r->server->config.done != NULL)
		http_peer(r);
	if (r->close)
		MHD_get_connection_values(r->connection, MHD_FOOTER_KIND, forbidden_trailer,
		                          &bad_trailer);
	if (r->spent)
		http_answer_sorry(r);
	else if (r->too_large)
		http_problem_plain(r, 413, (str){ 0 });
	else if (bad_trailer)
		http_problem_plain(r, 400, (str){ 0 });
	else
		r->server->config.handler(r->server->config.with, r);
	if (!r->later && !r->answered)
		http_problem_plain(r, 500, (str){ 0 });
}

/* The handler gave the request away: sleeps until it is answered, or is answered already. */
static enum MHD_Result suspend(struct http_request *r)
{
	struct http_server *server = r->server;
	int running = HTTP_RUNNING;

	if (atomic_load(&r->state) != HTTP_RUNNING)
		return queue(r);
	pthread_mutex_lock(&server->lock);
	if (server->closing) {
		atomic_compare_exchange_strong(&r->state, &running, HTTP_DROPPED);
		pthread_mutex_unlock(&server->lock);
		return queue(r);
	}
	r->owed = true;
	r->next = server->owed;
	if (r->next != NULL)
		r->next->prev = r;
	server->owed = r;
	MHD_suspend_connection(r->connection);
	if (!atomic_compare_exchange_strong(&r->state, &running, HTTP_SUSPENDED))
		MHD_resume_connection(r->connection);
	pthread_mutex_unlock(&server->lock);
	return MHD_YES;
}

static void not_owed(struct http_request *r)
{
	struct http_server *server = r->server;

	pthread_mutex_lock(&server->lock);
	if (r->prev != NULL)
		r->prev->next = r->next;
	else
		server->owed = r->next;
	if (r->next != NULL)
		r->next->prev = r->prev;
	r->next = r->prev = NULL;
	r->owed = false;
	pthread_mutex_unlock(&server->lock);
}

/* The whole request is there, or it was answered after a sleep. */
static enum MHD_Result whole(struct http_request *r)
{
	if (r->stage == HTTP_STAGE_GIVEN) {
		if (atomic_load(&r->state) < HTTP_ANSWERED)
			return MHD_YES;
		not_owed(r);
		return queue(r);
	}
	r->stage = HTTP_STAGE_GIVEN;
	if (r->conn != NULL)
		http_watch_phase(r->conn, r->server, HTTP_PHASE_BUSY);
	run_handler(r);
	return r->later ? suspend(r) : queue(r);
}

/* The arena is spent. In the middle of a body nothing can be answered yet. */
static enum MHD_Result spent(struct http_request *r)
{
	r->spent = true;
	r->close = true;
	if (r->stage == HTTP_STAGE_BODY)
		return MHD_YES;
	http_answer_sorry(r);
	r->stage = HTTP_STAGE_GIVEN;
	return queue(r);
}

enum MHD_Result http_serve_access(void *with, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **context)
{
	struct http_request *r = *context;
	size_t n = *upload_size;
	jmp_buf escape;

	(void)with;
	(void)connection;
	(void)url;
	if (r == NULL)
		return MHD_NO;
	if (r->stage == HTTP_STAGE_GIVEN)
		return whole(r);
	if (setjmp(escape) != 0)
		return spent(r);
	arena_escape(r->arena, &escape);
	if (r->stage == HTTP_STAGE_HEAD)
		return head(r, method, version);
	*upload_size = 0;
	if (n > 0)
		return body(r, (str){ upload, n });
	return whole(r);
}

/* The client left while the answer was being made: nobody queued it. */
static void forget(struct http_request *r)
{
	struct MHD_Response *response = r->response;

	if (r->owed)
		not_owed(r);
	if (atomic_load(&r->state) != HTTP_ANSWERED || response == NULL)
		return;
	r->response = NULL;
	MHD_destroy_response(response);
}

static void tell(struct http_request *r)
{
	const struct http_config *config = &r->server->config;
	int status = atomic_load(&r->state) == HTTP_DROPPED ? 503 : r->status;
	struct http_done done = {
		.method = r->method_name,
		.path = r->target.path,
		.id = r->id,
		.peer = r->peer,
		.route = r->route,
		.who = r->who,
		.status = status,
		.body_bytes = r->body_seen,
		.micros = (int64_t)((clock_monotonic() - r->begun) * 1e6),
	};

	config->done(config->with, &done);
}

void http_serve_done(void *with, struct MHD_Connection *connection, void **context,
                     enum MHD_RequestTerminationCode code)
{
	struct http_server *server = with;
	struct http_request *r = *context;

	(void)connection;
	(void)code;
	*context = NULL;
	if (r == NULL)
		return;
	if (r->conn != NULL)
		http_watch_phase(r->conn, server, HTTP_PHASE_HEAD);
	if (server->config.done != NULL)
		tell(r);
	forget(r);
	/* What never reached a handler has no second owner. */
	if (r->stage != HTTP_STAGE_GIVEN && !r->answered)
		http_request_drop(r);
	http_request_drop(r);
	server->active--;
}
