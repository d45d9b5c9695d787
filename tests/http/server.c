/* server.c -- a small server for the tests of the HTTP floor: each address tries one thing.
 *
 * Usage: server [name=value...]; prints "port N" and stops gracefully on SIGTERM. Names:
 * address, port, threads, connections, timeout, rate, head, fields, body, arena, proxies,
 * heartbeat, events, root, cert, key, seconds (of stopping).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_MALLOC
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/num.h"
#include "base/str.h"
#include "http/form.h"
#include "http/http.h"
#include "http/http_events.h"
#include "http/http_file.h"
#include "http/notify.h"
#include "http/http_problem.h"
#include "http/route.h"
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#define WAITING_MOST 4096
#define CHANNELS_MOST 1024
#define BUF_MOST ((size_t)8 << 20)

struct city {
	struct http_server *server;
	struct route_table *table;
	const char *root;
	int seconds;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct http_request *waiting[WAITING_MOST];
	int waiting_count;
	struct http_events *channels[CHANNELS_MOST];
	int channel_count;
	bool stop;
};

static int64_t number(str text, int64_t otherwise)
{
	int64_t n;

	return num_read_int(text, &n) ? n : otherwise;
}

static void hello(void *with, struct http_request *r, const struct route_match *match)
{
	(void)with;
	(void)match;
	http_reply(r, 200, HTTP_JSON,
	           STR("{\"message\":\"hello\",\"stage\":\"accepted\",\"left\":3,"
	               "\"lamp\":\"green\"}\n"));
}

/* What the server saw, line by line. */
static void echo(void *with, struct http_request *r, const struct route_match *match)
{
	struct field_list head = http_headers(r), query = http_queries(r);
	str body = http_body(r);
	struct buf buf;

	(void)with;
	(void)match;
	buf_init(&buf, http_arena(r), BUF_MOST);
	buf_printf(&buf, "%.*s %.*s\n", PSTR(http_method_name(http_method(r))),
	           PSTR(http_path(r)));
	for (size_t i = 0; i < query.count; i++)
		buf_printf(&buf, "query %.*s=%.*s\n", PSTR(query.at[i].name),
		           PSTR(query.at[i].value));
	for (size_t i = 0; i < head.count; i++)
		buf_printf(&buf, "header %.*s=%.*s\n", PSTR(head.at[i].name),
		           PSTR(head.at[i].value));
	buf_printf(&buf, "peer %.*s\ncookie %.*s\nbody %zu\n", PSTR(http_peer(r)),
	           PSTR(http_cookie(r, STR("session"))), body.n);
	buf_add(&buf, body);
	http_reply(r, 200, HTTP_TEXT, buf_str(&buf));
}

static void later(void *with, struct http_request *r, const struct route_match *match)
{
	struct city *city = with;

	(void)match;
	http_later(r);
	pthread_mutex_lock(&city->lock);
	assert(city->waiting_count < WAITING_MOST);
	city->waiting[city->waiting_count++] = r;
	pthread_cond_signal(&city->more);
	pthread_mutex_unlock(&city->lock);
}

static void answer_later(void *with, struct http_request *r)
{
	int64_t ms = number(http_query(r, STR("ms")), 0);
	str key = http_query(r, STR("key"));

	(void)with;
	if (http_query(r, STR("spend")).at != NULL)
		for (;;)
			arena_take(http_arena(r), 65536);
	if (ms > 0)
		usleep((useconds_t)(ms * 1000));
	http_set(r, STR("X-Later"), STR("yes"));
	http_reply(r, 200, HTTP_TEXT, arena_printf(http_arena(r), "later %.*s\n", PSTR(key)));
}

static void *worker(void *with)
{
	struct city *city = with;

	pthread_mutex_lock(&city->lock);
	for (;;) {
		struct http_request *r;

		while (city->waiting_count == 0 && !city->stop)
			pthread_cond_wait(&city->more, &city->lock);
		if (city->waiting_count == 0)
			break;
		r = city->waiting[--city->waiting_count];
		pthread_mutex_unlock(&city->lock);
		http_run(r, answer_later, NULL);
		pthread_mutex_lock(&city->lock);
	}
	pthread_mutex_unlock(&city->lock);
	return NULL;
}

static void forget(void *with, struct http_request *r, const struct route_match *match)
{
	(void)with;
	(void)r;
	(void)match;
}

static void spend(void *with, struct http_request *r, const struct route_match *match)
{
	(void)with;
	(void)match;
	for (;;)
		arena_take(http_arena(r), 65536);
}

/* "0123456789" over and over, `left` bytes of it. */
struct digits {
	int64_t at, left;
	bool cut;
};

static ptrdiff_t pull_digits(void *with, char *room, size_t n)
{
	struct digits *digits = with;

	if (digits->left == 0)
		return digits->cut ? HTTP_STREAM_CUT : HTTP_STREAM_END;
	if (n > (size_t)digits->left)
		n = (size_t)digits->left;
	for (size_t i = 0; i < n; i++)
		room[i] = (char)('0' + digits->at++ % 10);
	digits->left -= (int64_t)n;
	return (ptrdiff_t)n;
}

static void stream(void *with, struct http_request *r, const struct route_match *match)
{
	struct digits *digits = arena_make(http_arena(r), struct digits, 1);
	int64_t n = number(http_query(r, STR("n")), 1000000);
	bool sized = http_query(r, STR("sized")).at != NULL;

	(void)with;
	(void)match;
	*digits = (struct digits){ .left = n, .cut = http_query(r, STR("cut")).at != NULL };
	http_stream(r, 200, HTTP_TEXT,
	            (struct http_source){ pull_digits, NULL, digits, sized ? n : -1 });
}

static void listen_events(void *with, struct http_request *r, const struct route_match *match)
{
	struct city *city = with;
	struct http_events *events = http_events_open(r);

	(void)match;
	pthread_mutex_lock(&city->lock);
	assert(city->channel_count < CHANNELS_MOST);
	city->channels[city->channel_count++] = events;
	pthread_mutex_unlock(&city->lock);
}

/* Sends to all; what is over is closed. Answers how many there are then. */
static void send_events(void *with, struct http_request *r, const struct route_match *match)
{
	struct city *city = with;
	str id = http_query(r, STR("id")), body = http_body(r);
	int kept = 0;

	(void)match;
	pthread_mutex_lock(&city->lock);
	for (int i = 0; i < city->channel_count; i++) {
		struct http_events *events = city->channels[i];

		if (http_events_send(events, id, STR("lamp"), body))
			city->channels[kept++] = events;
		else
			http_events_close(events);
	}
	city->channel_count = kept;
	pthread_mutex_unlock(&city->lock);
	http_reply(r, 200, HTTP_TEXT, arena_printf(http_arena(r), "%d\n", kept));
}

static void file(void *with, struct http_request *r, const struct route_match *match)
{
	const struct city *city = with;
	struct http_file file = { .root = city->root, .path = route_param(match, STR("path")) };

	if (!http_file(r, &file))
		http_problem_plain(r, 404, (str){ 0 });
}

static void form(void *with, struct http_request *r, const struct route_match *match)
{
	struct err err = { 0 };
	struct form_data form;
	struct buf buf;

	(void)with;
	(void)match;
	if (!form_read(r, &form, &err)) {
		http_problem_err(r, &err);
		return;
	}
	buf_init(&buf, http_arena(r), BUF_MOST);
	for (size_t i = 0; i < form.count; i++) {
		const struct form_part *part = &form.at[i];

		buf_printf(&buf, "%.*s=", PSTR(part->name));
		buf_add(&buf, part->value);
		if (part->is_file)
			buf_printf(&buf, " [%.*s %.*s]", PSTR(part->filename), PSTR(part->type));
		buf_byte(&buf, '\n');
	}
	http_reply(r, 200, HTTP_TEXT, buf_str(&buf));
}

static void record(void *with, struct http_request *r, const struct route_match *match)
{
	str etag = STR("\"7\"");
	int status = http_condition(r, etag);

	(void)with;
	http_set(r, STR("ETag"), etag);
	if (status == 304)
		http_reply(r, 304, (str){ 0 }, (str){ 0 });
	else if (status != 0)
		http_problem_plain(r, status, STR("李某 10:02 已办"));
	else
		http_reply(r, 200, HTTP_TEXT,
		           arena_printf(http_arena(r), "%.*s %.*s\n",
		                        PSTR(route_param(match, STR("procedure"))),
		                        PSTR(route_param(match, STR("serial")))));
}

static void page(void *with, struct http_request *r, const struct route_match *match)
{
	(void)with;
	(void)match;
	http_set(r, STR("X-Evil"), STR("a\r\nSet-Cookie: b=c\t"));
	http_set(r, STR("Set-Cookie"), STR("a=1"));
	http_set(r, STR("Set-Cookie"), STR("b=2"));
	http_set(r, STR("Referrer-Policy"), STR(""));
	http_reply(r, 200, HTTP_HTML, STR("<!doctype html><title>规矩</title>\n"));
}

static void load(void *with, struct http_request *r, const struct route_match *match)
{
	const struct city *city = with;
	struct http_load load = http_load(city->server);

	(void)match;
	http_reply(r, 200, HTTP_TEXT, arena_printf(http_arena(r), "%d %d %d\n", load.connections,
	                                          load.requests, load.channels));
}

static const struct route routes[] = {
	{ HTTP_GET, "/hello", hello, 0, 0, NULL },
	{ HTTP_GET, "/echo", echo, 0, 65536, NULL },
	{ HTTP_POST, "/echo", echo, 0, (size_t)1 << 20, NULL },
	{ HTTP_PUT, "/echo", echo, 0, (size_t)1 << 20, NULL },
	{ HTTP_DELETE, "/echo", echo, 0, 0, NULL },
	{ HTTP_GET, "/echo/{rest...}", echo, 0, 0, NULL },
	{ HTTP_POST, "/big", echo, 0, (size_t)2 << 20, NULL },
	{ HTTP_GET, "/later", later, 0, 0, NULL },
	{ HTTP_POST, "/later", later, 0, 1024, NULL },
	{ HTTP_GET, "/forget", forget, 0, 0, NULL },
	{ HTTP_GET, "/spend", spend, 0, 0, NULL },
	{ HTTP_GET, "/stream", stream, 0, 0, NULL },
	{ HTTP_GET, "/events", listen_events, 0, 0, NULL },
	{ HTTP_POST, "/events", send_events, 0, 65536, NULL },
	{ HTTP_GET, "/files/{path...}", file, 0, 0, NULL },
	{ HTTP_POST, "/form", form, 0, 262144, NULL },
	{ HTTP_GET, "/page", page, 0, 0, NULL },
	{ HTTP_GET, "/load", load, 0, 0, NULL },
	{ HTTP_GET, "/records/{procedure}/{serial}", record, 0, 0, NULL },
	{ HTTP_PATCH, "/records/{procedure}/{serial}", record, 0, 1024, NULL },
	{ HTTP_GET, "/records/hotline/newest", page, 0, 0, NULL },
};

static void serve(void *with, struct http_request *r)
{
	const struct city *city = with;

	route_serve(city->table, with, r);
}

/* Addresses that are not there take bodies too, so that raw requests may go anywhere. */
static size_t body_limit(void *with, const struct http_request *r)
{
	const struct city *city = with;
	size_t most = route_body_max(city->table, r);

	return most > 0 ? most : 65536;
}

static void say(void *with, const char *line)
{
	(void)with;
	if (getenv("HTTP_LOG") != NULL)
		fprintf(stderr, "%s\n", line);
}

static void done(void *with, const struct http_done *done)
{
	(void)with;
	fprintf(stderr, "%.*s %.*s %d %s %zu\n", PSTR(done->peer), PSTR(done->path),
		        done->status, done->route ? done->route : "-", done->body_bytes);
}

static str read_pem(struct arena *arena, str path)
{
	struct err err = { 0 };
	str pem = { 0 };

	if (!file_read(arena, arena_cstr(arena, path), 65536, &pem, &err))
		exit(2);
	return pem;
}

static void option(struct arena *arena, str word, struct http_config *config, struct city *city)
{
	str name, value = word;
	const struct { const char *name; int *at; } ints[] = {
		{ "port", &config->port }, { "threads", &config->threads },
		{ "connections", &config->connections }, { "timeout", &config->timeout_s },
		{ "rate", &config->body_rate }, { "fields", &config->field_max },
		{ "proxies", &config->proxies }, { "heartbeat", &config->heartbeat_s },
		{ "seconds", &city->seconds }, { "per_address", &config->per_address },
	};
	const struct { const char *name; size_t *at; } sizes[] = {
		{ "head", &config->head_max }, { "body", &config->body_max },
		{ "arena", &config->arena_bytes }, { "events", &config->events_bytes },
	};

	str_cut(&value, STR("="), &name);
	for (size_t i = 0; i < countof(ints); i++)
		if (str_eq(name, str_of(ints[i].name)))
			*ints[i].at = (int)number(value, 0);
	for (size_t i = 0; i < countof(sizes); i++)
		if (str_eq(name, str_of(sizes[i].name)))
			*sizes[i].at = (size_t)number(value, 0);
	if (str_eq(name, STR("address")))
		config->address = arena_cstr(arena, value);
	if (str_eq(name, STR("root")))
		city->root = arena_cstr(arena, value);
	if (str_eq(name, STR("cert")))
		config->cert = read_pem(arena, value);
	if (str_eq(name, STR("key")))
		config->key = read_pem(arena, value);
}

static int fail(const struct err *err)
{
	char text[1024];

	err_text(err, text, sizeof(text));
	fprintf(stderr, "%s\n", text);
	return 1;
}

/* Tells systemd, waits for SIGTERM, and stops. */
static int run(struct city *city)
{
	pthread_t workers[2];
	sigset_t set;
	int signal_no, owed;

	for (size_t i = 0; i < countof(workers); i++)
		pthread_create(&workers[i], NULL, worker, city);
	printf("port %d\n", http_port(city->server));
	fflush(stdout);
	notify_send("READY=1");
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigwait(&set, &signal_no);
	notify_send("STOPPING=1");
	owed = http_stop(city->server, city->seconds);
	pthread_mutex_lock(&city->lock);
	city->stop = true;
	pthread_cond_broadcast(&city->more);
	pthread_mutex_unlock(&city->lock);
	for (size_t i = 0; i < countof(workers); i++)
		pthread_join(workers[i], NULL);
	for (int i = 0; i < city->channel_count; i++)
		http_events_close(city->channels[i]);
	printf("stopped, %d owed\n", owed);
	return 0;
}

int main(int argc, char **argv)
{
	static struct city city = { .root = ".", .seconds = 5 };
	struct http_config config = http_defaults();
	struct arena *arena = arena_new((size_t)16 << 20);
	struct err err = { 0 };
	sigset_t set;
	int code;

	for (int i = 1; i < argc; i++)
		option(arena, str_of(argv[i]), &config, &city);
	pthread_mutex_init(&city.lock, NULL);
	pthread_cond_init(&city.more, NULL);
	city.table = route_table_new(arena, routes, countof(routes));
	config.handler = serve;
	config.body_limit = body_limit;
	if (getenv("HTTP_LOG") != NULL)
		config.done = done;
	config.log = say;
	config.with = &city;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (!notify_socket(&config.socket, &err))
		return fail(&err);
	city.server = http_start(&config, &err);
	if (city.server == NULL)
		return fail(&err);
	code = run(&city);
	arena_end(arena);
	return code;
}
