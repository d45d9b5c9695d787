/* http_head.c -- takes over a request's line and headers, and refuses what is ambiguous.
 *
 * The library is tolerant where tolerance lets two programs see two different requests in
 * the same bytes (request smuggling): it takes bare LF for a line's end, joins folded
 * lines, prefers Transfer-Encoding to Content-Length, takes the first of two. All that is
 * refused here, and the connection closed.
 *
 * How a bare LF is noticed: the library parses in place and puts NULs where line ends
 * were, two for CRLF and one for LF; so each name must begin two bytes behind the value
 * before it, and the whole head must be as long as the library says that it was. A
 * library that laid it out otherwise would have its requests refused, not let through.
 *
 *     GET /a HTTP/1.1\0\0Host\0 guiju\0\0Accept\0 x\0\0\0\0
 *     method          ^version  ^name  ^value             ^method + head size
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"
#include "http/http_inside.h"

struct reading {
	struct http_request *r;
	struct field_pair *at;
	size_t count, most;
	const char *expected; /* where the next name must begin */
	int status;
};

static bool is_value(str value)
{
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.at[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* Between name and value: the NUL of the colon, then spaces and tabs. */
static bool adjacent(const char *name, size_t n, const char *value)
{
	if (value == NULL || value <= name + n || name[n] != '\0')
		return false;
	for (const char *at = name + n + 1; at < value; at++)
		if (*at != ' ' && *at != '\t')
			return false;
	return true;
}

static enum MHD_Result read_field(void *with, enum MHD_ValueKind kind, const char *name,
                                  size_t name_n, const char *value, size_t value_n)
{
	struct reading *reading = with;
	str key = { name, name_n }, text = { value, value_n };

	(void)kind;
	assert(reading->count < reading->most);
	if (name != reading->expected || !adjacent(name, name_n, value) ||
	    !field_is_token(key) || !is_value(text)) {
		reading->status = 400;
		return MHD_NO;
	}
	reading->expected = value + value_n + 2;
	/* The library's memory is gone before ours when a request is abandoned: copies. */
	reading->at[reading->count++] = (struct field_pair){
		arena_copy(reading->r->arena, key), arena_copy(reading->r->arena, str_trim(text))
	};
	return MHD_YES;
}

static enum http_method read_method(str name)
{
	for (int i = 0; i < HTTP_METHODS; i++)
		if (str_eq(name, http_method_name((enum http_method)i)))
			return (enum http_method)i;
	return HTTP_METHODS;
}

static size_t count_of(const struct http_request *r, str name)
{
	size_t count = 0;

	for (size_t i = 0; i < r->head.count; i++)
		count += field_same(r->head.at[i].name, name);
	return count;
}

static bool is_host(str host)
{
	for (size_t i = 0; i < host.n; i++) {
		char c = host.at[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		            (c >= '0' && c <= '9') || strchr("-._:[]", c) != NULL;

		if (!good)
			return false;
	}
	return true;
}

/* Names that mean one thing, of which two would be two requests in one; and what some
 * programs take for the names of the framing. */
static bool is_doubtful(const struct http_request *r)
{
	static const str once[] = {
		{ "Host", 4 },       { "Content-Type", 12 }, { "Authorization", 13 },
		{ "Range", 5 },      { "If-Range", 8 },      { "Idempotency-Key", 15 },
		{ "Origin", 6 },     { "Expect", 6 },        { "Content-Encoding", 16 },
	};
	static const str never[] = { { "Content_Length", 14 }, { "Transfer_Encoding", 17 } };

	for (size_t i = 0; i < countof(once); i++)
		if (count_of(r, once[i]) > 1)
			return true;
	return count_of(r, never[0]) + count_of(r, never[1]) > 0;
}

/* How the body is delimited must be said once, and in one way. */
static int check_framing(struct http_request *r, bool old)
{
	size_t lengths = count_of(r, STR("Content-Length"));
	size_t codings = count_of(r, STR("Transfer-Encoding"));
	str length = http_header(r, STR("Content-Length"));
	int64_t n;

	if (lengths + codings > 1 || (codings > 0 && old))
		return 400;
	if (codings > 0) {
		/* What came behind a chunked body in one segment is not read as a request. */
		r->close = true;
		return field_same(http_header(r, STR("Transfer-Encoding")), STR("chunked")) ?
			0 : 501;
	}
	if (lengths == 0)
		return 0;
	if (!num_read_int(length, &n) || n < 0 || length.at[0] == '-')
		return length.n > 18 ? 413 : 400;
	if ((uint64_t)n > r->body_max) {
		/* A client that is still sending would be cut off before it reads the 413. */
		r->too_large = http_header(r, STR("Expect")).at == NULL &&
		               (uint64_t)n <= r->body_max + HTTP_SWALLOW;
		return r->too_large ? 0 : 413;
	}
	r->body_max = (size_t)n; /* no more room than that is ever taken */
	return 0;
}

static int check_fields(struct http_request *r, bool old)
{
	str host = http_header(r, STR("Host")), expect = http_header(r, STR("Expect"));

	if (is_doubtful(r) || (host.at == NULL && !old) || !is_host(host))
		return 400;
	if (expect.n > 0 && !field_same(expect, STR("100-continue")))
		return 417;
	if (r->method == HTTP_METHODS)
		return 501;
	if (r->bad_target || (r->target.path.at[0] == '*' && r->method != HTTP_OPTIONS))
		return 400;
	if (r->server->config.body_limit != NULL)
		r->body_max = r->server->config.body_limit(r->server->config.with, r);
	return check_framing(r, old);
}

static int read_fields(struct http_request *r, const char *method, const char *first)
{
	struct reading reading = { .r = r, .expected = first };
	const union MHD_ConnectionInfo *size = MHD_get_connection_info(
		r->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	reading.most = (size_t)MHD_get_connection_values_n(r->connection, MHD_HEADER_KIND, NULL,
	                                                   NULL);
	if (reading.most > (size_t)r->server->config.field_max)
		return 431;
	reading.at = arena_make(r->arena, struct field_pair, reading.most);
	MHD_get_connection_values_n(r->connection, MHD_HEADER_KIND, read_field, &reading);
	r->head = (struct field_list){ reading.at, reading.count };
	if (reading.status != 0)
		return reading.status;
	if (size == NULL || method + size->header_size != reading.expected + 2)
		return 400;
	return size->header_size > r->server->config.head_max ? 431 : 0;
}

int http_head_read(struct http_request *r, const char *method, const char *version)
{
	bool old = strcmp(version, "HTTP/1.0") == 0;
	size_t method_n = strlen(method);
	int status = read_fields(r, method, version + sizeof("HTTP/1.1") + 1);

	r->method_name = arena_copy(r->arena, (str){ method, method_n });
	r->method = read_method(r->method_name);
	if (!old && strcmp(version, "HTTP/1.1") != 0)
		return 505;
	if (status != 0)
		return status;
	/* One space on either side of the target, and no NUL in it. */
	if (!field_is_token(r->method_name) || version != method + method_n + r->raw_n + 2)
		return 400;
	return check_fields(r, old);
}
