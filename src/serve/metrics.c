/* metrics.c -- what the server measures of itself, for those who watch over it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/metrics.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "http/http.h"
#include "serve/histogram.h"
#include "serve/metrics_store.h"
#include "serve/writer.h"

#define TEXT_MAX ((size_t)4 << 20)
#define PROMETHEUS STR("text/plain; version=0.0.4; charset=utf-8")
#define PAGE_KIB 4 /* of /proc/self/statm, on the machines that we know */

static const int codes[] = { 200, 201, 202, 204, 206, 302, 303, 304, 400, 401, 403, 404, 405,
	                     406, 408, 409, 410, 411, 412, 413, 414, 415, 417, 422, 423, 428,
	                     429, 431, 500, 501, 503, 505 };
#define OTHER countof(codes) /* and 0: the client went away */

struct of_route {
	_Atomic int64_t codes[countof(codes) + 1];
	struct histogram took;
};

struct metrics {
	const struct api *api;
	struct of_route *routes; /* one more than there are: what found no route */
	_Atomic int64_t received;
	struct metrics_store *store;
};

struct metrics *metrics_new(struct arena *arena, const struct api *api)
{
	struct metrics *m = arena_make(arena, struct metrics, 1);

	m->api = api;
	m->routes = arena_make(arena, struct of_route, api->route_count + 1);
	m->store = metrics_store_new(arena);
	return m;
}

void metrics_end(struct metrics *metrics)
{
	metrics_store_end(metrics->store);
}

/* The name that the frame gave to the request is the operation's own. */
static size_t route_of(const struct metrics *m, const struct http_done *done)
{
	size_t i = done->route == NULL ? m->api->route_count : 0;

	while (i < m->api->route_count &&
	       ((const struct api_op *)m->api->table[i].more)->id != done->route)
		i++;
	return i;
}

void metrics_count(struct metrics *metrics, const struct http_done *done)
{
	struct of_route *route = &metrics->routes[route_of(metrics, done)];
	size_t i = 0;

	while (i < OTHER && codes[i] != done->status)
		i++;
	atomic_fetch_add_explicit(&route->codes[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&metrics->received, (int64_t)done->body_bytes,
	                          memory_order_relaxed);
	histogram_add(&route->took, done->micros);
}

/* ---- writing ---- */

static void head(struct buf *buf, const char *name, const char *type, const char *help)
{
	buf_printf(buf, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct buf *buf, const char *name, const char *type, const char *help,
                int64_t value)
{
	head(buf, name, type, help);
	buf_printf(buf, "%s %lld\n", name, (long long)value);
}

/* route="showRecord",method="GET" */
static const char *labels_of(struct arena *arena, const struct metrics *m, size_t i)
{
	if (i == m->api->route_count)
		return "route=\"none\",method=\"other\"";
	return arena_printf(arena, "route=\"%s\",method=\"%.*s\"",
	                    ((const struct api_op *)m->api->table[i].more)->id,
	                    PSTR(http_method_name(m->api->table[i].method)))
		.at;
}

static void write_requests(struct arena *arena, struct buf *buf, const struct metrics *m)
{
	head(buf, "guiju_http_requests_total", "counter", "Requests answered, by operation.");
	for (size_t i = 0; i <= m->api->route_count; i++) {
		const struct of_route *route = &m->routes[i];

		for (size_t c = 0; c <= OTHER; c++)
			if (route->codes[c] > 0)
				buf_printf(buf, "guiju_http_requests_total{%s,code=\"%d\"} %lld\n",
				           labels_of(arena, m, i), c < OTHER ? codes[c] : 0,
				           (long long)route->codes[c]);
	}
	head(buf, "guiju_http_request_duration_seconds", "histogram",
	     "From the first line of the request to the end of the answer.");
	for (size_t i = 0; i <= m->api->route_count; i++)
		if (histogram_count(&m->routes[i].took) > 0)
			histogram_write(buf, "guiju_http_request_duration_seconds",
			                labels_of(arena, m, i), &m->routes[i].took);
	one(buf, "guiju_http_received_bytes_total", "counter", "Bytes of request bodies.",
	    m->received);
}

static void write_server(struct buf *buf, const struct api *api)
{
	struct http_load load = { 0 };

	if (api->http != NULL)
		load = http_load(api->http);
	one(buf, "guiju_http_connections", "gauge", "Connections that are open.", load.connections);
	one(buf, "guiju_http_requests_active", "gauge", "Requests under way.", load.requests);
	one(buf, "guiju_http_event_channels", "gauge", "Event streams that are open.",
	    load.channels);
}

static void write_writer(struct buf *buf, const struct api *api, instant now)
{
	struct writer_load load = writer_load(api->writer);
	int64_t lag = load.ticked > 0 && now > load.ticked ? now - load.ticked : 0;

	one(buf, "guiju_ledger_events", "gauge", "Events in the ledger.", load.events);
	one(buf, "guiju_ledger_unsigned_events", "gauge", "Events behind the last signed head.",
	    load.events - load.sealed);
	one(buf, "guiju_writer_waiting", "gauge", "Jobs that wait for the writer.", load.waiting);
	one(buf, "guiju_writer_jobs_total", "counter", "Jobs done by the writer.", load.jobs);
	one(buf, "guiju_writer_batches_total", "counter", "Durable commits.", load.batches);
	one(buf, "guiju_writer_failures_total", "counter", "Commits that failed.", load.failures);
	head(buf, "guiju_commit_duration_seconds", "histogram", "How long a durable commit took.");
	histogram_write(buf, "guiju_commit_duration_seconds", "", load.commits);
	head(buf, "guiju_clock_lag_seconds", "gauge",
	     "Since the clock last ran: what ran out meanwhile is not yet recorded.");
	buf_text(buf, "guiju_clock_lag_seconds ");
	histogram_seconds(buf, lag);
	buf_byte(buf, '\n');
}

/* Pages in memory, out of /proc/self/statm; 0 when that cannot be read. */
static int64_t resident_pages(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long long all = 0, resident = 0;

	if (file == NULL)
		return 0;
	if (fscanf(file, "%lld %lld", &all, &resident) != 2)
		resident = 0;
	fclose(file);
	return resident;
}

static void write_process(struct buf *buf)
{
	one(buf, "process_resident_memory_bytes", "gauge", "Memory of the process.",
	    resident_pages() * PAGE_KIB * 1024);
}

/* ---- the operation ---- */

static bool is_here(struct call *call)
{
	static const char *const addresses[] = { "127.0.0.1", "::1", "unix" };
	str peer = http_peer(call->r);

	/* A proxy that nobody told us of would make everybody local. */
	if (http_header(call->r, STR("X-Forwarded-For")).at != NULL ||
	    http_header(call->r, STR("Forwarded")).at != NULL)
		return false;
	for (size_t i = 0; i < countof(addresses); i++)
		if (str_eq(peer, str_of(addresses[i])))
			return true;
	return false;
}

static void measure(struct call *call)
{
	const struct metrics *m = call->api->metrics;
	struct err err = { 0 };
	struct buf buf;

	if (!is_here(call) &&
	    !(call->who.kind == WHO_KEY && who_may(&call->who, STR("admin:metrics")))) {
		err_set(&err, ERR_DENIED, "who.scope",
		        "测量数据只给本机，或有 admin:metrics 的密钥");
		err_fix(&err, "在本机上取，或由安全管理员发一个带 admin:metrics 的密钥");
		call_problem(call, &err);
		return;
	}
	buf_init(&buf, call->arena, TEXT_MAX);
	write_requests(call->arena, &buf, m);
	write_server(&buf, call->api);
	write_writer(&buf, call->api, call->now);
	write_process(&buf);
	metrics_store_write(m->store, &buf, call->desk, call->now);
	http_reply(call->r, 200, PROMETHEUS, buf_str(&buf));
}

const struct api_op metrics_op = {
	.id = "metrics",
	.tag = "health",
	.summary = "测量数据（Prometheus 文本）",
	.summary_en = "Measurements in the text format of Prometheus",
	.door = API_ANYONE,
	.run = measure,
	.status = 200,
};
