/* http_answer.c -- answers made, and given to the library.
 *
 * An answer is built by whoever answers; only queueing it is left to the thread that
 * serves the connection.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/http_inside.h"

#define HSTS "max-age=31536000; includeSubDomains"
#define CSP_DATA "default-src 'none'; frame-ancestors 'none'"
#define CSP_PAGE "default-src 'self'; base-uri 'none'; form-action 'self'; " \
                 "frame-ancestors 'none'; object-src 'none'"
#define SORRY "{\"type\":\"/problems/busy\",\"title\":\"服务器现在忙，请稍后再试\"," \
              "\"status\":503}\n"

static const struct {
	str name;
	const char *value;
} always[] = {
	{ { "X-Content-Type-Options", 22 }, "nosniff" },
	{ { "Referrer-Policy", 15 }, "same-origin" },
	{ { "Cross-Origin-Resource-Policy", 28 }, "same-origin" },
	{ { "Cache-Control", 13 }, "no-store" },
};

static bool may_repeat(str name)
{
	return field_same(name, STR("Set-Cookie")) || field_same(name, STR("Link")) ||
	       field_same(name, STR("Vary"));
}

static struct field_pair *find_set(const struct http_request *r, str name)
{
	for (size_t i = 0; i < r->set_count; i++)
		if (field_same(r->set[i].name, name))
			return &r->set[i];
	return NULL;
}

/* What the library says itself, and would refuse from us. */
static bool is_framing(str name)
{
	return field_same(name, STR("Content-Length")) || field_same(name, STR("Connection")) ||
	       field_same(name, STR("Transfer-Encoding")) || field_same(name, STR("Date"));
}

/* A copy in which control characters, which could begin another header, are spaces. */
static str one_line(struct arena *arena, str value)
{
	char *copy = arena_cstr(arena, value);

	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
			copy[i] = ' ';
	return (str){ copy, value.n };
}

void http_set(struct http_request *r, str name, str value)
{
	struct field_pair *field = may_repeat(name) ? NULL : find_set(r, name);

	assert(!r->answered && field_is_token(name) && !is_framing(name));
	if (r->set == NULL)
		r->set = arena_make(r->arena, struct field_pair, HTTP_SET_MOST);
	if (field == NULL) {
		assert(r->set_count < HTTP_SET_MOST);
		field = &r->set[r->set_count++];
	}
	*field = (struct field_pair){ arena_copy(r->arena, name), one_line(r->arena, value) };
}

static void add(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_add_response_header(response, name, value) == MHD_YES)
		return;
	fputs("guiju: 机器没有内存了。请关闭其他程序后重试。\n", stderr);
	exit(70);
}

static void add_policy(const struct http_request *r, struct MHD_Response *response, str type)
{
	const char *page = r->server->config.csp != NULL ? r->server->config.csp : CSP_PAGE;
	bool is_page = str_starts(type, STR("text/html"));

	if (find_set(r, STR("Content-Security-Policy")) == NULL)
		add(response, "Content-Security-Policy", is_page ? page : CSP_DATA);
	if (is_page && find_set(r, STR("Cross-Origin-Opener-Policy")) == NULL)
		add(response, "Cross-Origin-Opener-Policy", "same-origin");
	if (http_secure(r) && find_set(r, STR("Strict-Transport-Security")) == NULL)
		add(response, "Strict-Transport-Security", HSTS);
}

void http_answer_head(struct http_request *r, struct MHD_Response *response, str type)
{
	for (size_t i = 0; i < r->set_count; i++)
		if (r->set[i].value.n > 0)
			add(response, r->set[i].name.at, r->set[i].value.at);
	for (size_t i = 0; i < countof(always); i++)
		if (find_set(r, always[i].name) == NULL)
			add(response, always[i].name.at, always[i].value);
	if (type.n > 0)
		add(response, "Content-Type", one_line(r->arena, type).at);
	add_policy(r, response, type);
	if (r->id.n > 0)
		add(response, "X-Request-Id", r->id.at);
	if (r->close || atomic_load(&r->server->draining))
		add(response, "Connection", "close");
}

void http_answer(struct http_request *r, int status, struct MHD_Response *response)
{
	struct MHD_Connection *connection = r->connection;
	int state = atomic_load(&r->state);

	assert(!r->answered && response != NULL);
	r->answered = true;
	r->response = response;
	r->status = status;
	do {
		if (state == HTTP_DROPPED) {
			MHD_destroy_response(response);
			break;
		}
	} while (!atomic_compare_exchange_weak(&r->state, &state, HTTP_ANSWERED));
	/* While it is suspended the connection cannot go away. */
	if (state == HTTP_SUSPENDED)
		MHD_resume_connection(connection);
	http_request_drop(r);
}

void http_reply(struct http_request *r, int status, str type, str body)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		body.n, body.n > 0 ? (void *)(uintptr_t)body.at : NULL, MHD_RESPMEM_PERSISTENT);

	assert(response != NULL);
	http_answer_head(r, response, type);
	http_answer(r, status, response);
}

struct MHD_Response *http_answer_sorry_new(void)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		sizeof(SORRY) - 1, (void *)(uintptr_t)SORRY, MHD_RESPMEM_PERSISTENT);

	if (response == NULL)
		return NULL;
	for (size_t i = 0; i < countof(always); i++)
		add(response, always[i].name.at, always[i].value);
	add(response, "Content-Security-Policy", CSP_DATA);
	add(response, "Content-Type", "application/problem+json");
	add(response, "Retry-After", "5");
	add(response, "Connection", "close");
	return response;
}

/* A second reference, since each answer is destroyed once when it was queued. */
void http_answer_sorry(struct http_request *r)
{
	if (!r->answered)
		http_answer(r, 503, http_answer_sorry_new());
}

void http_later(struct http_request *r)
{
	assert(!r->answered && !r->later);
	r->later = true;
	arena_escape(r->arena, NULL);
}

bool http_run(struct http_request *r, void (*work)(void *with, struct http_request *r),
              void *with)
{
	jmp_buf escape;

	/* An owner more: when the work has answered, the request may be gone else. */
	atomic_fetch_add(&r->refs, 1);
	if (setjmp(escape) != 0) {
		arena_escape(r->arena, NULL);
		http_answer_sorry(r);
		http_request_drop(r);
		return false;
	}
	arena_escape(r->arena, &escape);
	work(with, r);
	arena_escape(r->arena, NULL);
	http_request_drop(r);
	return true;
}
