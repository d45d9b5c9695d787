/* house.h -- a small store behind HTTP with a table of the test's own and a clock that it moves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_HOUSE_H
#define GUIJU_TEST_HOUSE_H
#include "auth/account.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "calendar/day.h"
#include "check.h"
#include "engine/desk.h"
#include "http/http.h"
#include "serve/api.h"
#include "serve/door.h"
#include "serve/hashing.h"
#include "serve/readers.h"
#include "serve/touch.h"
#include "serve/writer.h"
#include "store/db.h"
#include <arpa/inet.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOUSE_PASSWORD "Correct-horse-7 battery"

/* Threads that end here keep their digest contexts (crypto/digest.c), which the leak checker is
 * told; it asks by this name. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:crypto/digest.c\n";
}

struct house {
	struct arena *arena;
	char folder[64];
	_Atomic int64_t now;
	struct api api;
	struct http_server *http;
	struct err err;
};

static inline instant house_now(void *with)
{
	struct house *house = with;

	return house->now;
}

static inline struct clock house_clock(struct house *house)
{
	return (struct clock){ house_now, house };
}

/* Enrols the system administrator, who is alone in a new store. */
static inline void house_enrol(struct house *house, struct desk *desk)
{
	struct account_enrolment given = { .person = STR("admin"),
		                           .password = STR(HOUSE_PASSWORD) };
	struct auth_who who;
	struct auth auth;

	CHECK_OK(auth_open(&auth, house->arena, desk_db(desk), house->folder, true, house->now,
	                   &house->err),
	         &house->err);
	auth.people = desk_world(desk)->people;
	who = who_person(&auth, given.person);
	CHECK_OK(account_invite(&auth, &who, given.person, &given.code, &house->err) &&
	                 account_enrol(&auth, &given, &house->err),
	         &house->err);
}

static inline void house_handle(void *with, struct http_request *r)
{
	struct api *api = with;

	route_serve(api->routes, api, r);
}

static inline size_t house_body(void *with, const struct http_request *r)
{
	const struct api *api = with;

	return route_body_max(api->routes, r);
}

static inline void house_make(struct house *house)
{
	const struct desk_begin begin = { .folder = house->folder,
		                          .place = STR("620200"),
		                          .name = STR("试验市"),
		                          .clock = house_clock(house) };
	struct desk *desk;

	CHECK_OK(desk_create(house->arena, &begin, &desk, &house->err), &house->err);
	house_enrol(house, desk);
	db_close(desk_db(desk));
}

static inline struct house *house_open(const struct route *table, size_t count)
{
	struct arena *arena = arena_new((size_t)1 << 29);
	struct house *house = arena_make(arena, struct house, 1);
	struct api *api = &house->api;
	struct writer_config writer = { .folder = house->folder, .tick_s = 3600, .queue_max = 64 };
	struct http_config http = http_defaults();
	struct desk *desk;
	instant start;
	bool empty;

	if (file_exists("schema/0001-ground.sql"))
		setenv("GUIJU_HOME", ".", 1);
	house->arena = arena;
	snprintf(house->folder, sizeof(house->folder), "/tmp/guiju-house-%d", (int)getpid());
	if (!day_read_instant(STR("2024-03-01T09:00"), &start))
		abort();
	house->now = start;
	house_make(house);
	*api = (struct api){ .folder = house->folder, .clock = house_clock(house),
		             .name = STR("试验市"), .plain_cookies = true };
	writer.clock = api->clock;
	api->routes = route_table_new(arena, table, count);
	api->touch = touch_new(arena, api);
	CHECK((api->writer = writer_start(&writer, &house->err)) != NULL);
	CHECK((api->hashing = hashing_start(&house->err)) != NULL);
	api->readers = readers_new(house->folder, api->clock, 4);
	desk = readers_take(api->readers, 0, &house->err);
	CHECK(desk != NULL && door_start(arena, api, desk, &empty, &house->err));
	CHECK(!empty);
	readers_give(api->readers, desk);
	http.threads = 4;
	http.handler = house_handle;
	http.body_limit = house_body;
	http.with = api;
	CHECK((house->http = http_start(&http, &house->err)) != NULL);
	return house;
}

static inline void house_end(struct house *house)
{
	char command[128];

	(void)http_stop(house->http, 5);
	hashing_stop(house->api.hashing);
	writer_stop(house->api.writer);
	hashing_end(house->api.hashing);
	readers_end(house->api.readers);
	touch_end(house->api.touch);
	snprintf(command, sizeof(command), "rm -rf %s", house->folder);
	CHECK_INT(system(command), 0);
	arena_end(house->arena);
}

/* Sends the bytes and reads the whole answer (Connection: close) into `room`; its status. */
static inline int house_send(const struct house *house, const char *bytes, char *room, size_t size)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		                  .sin_port = htons((uint16_t)http_port(house->http)),
		                  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t n = 0;
	ssize_t got = 1;

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0 ||
	    write(fd, bytes, strlen(bytes)) != (ssize_t)strlen(bytes)) {
		close(fd);
		return -1;
	}
	while (got > 0 && n + 1 < size) {
		got = read(fd, room + n, size - n - 1);
		n += got > 0 ? (size_t)got : 0;
	}
	room[n] = '\0';
	close(fd);
	return n > 12 ? (room[9] - 48) * 100 + (room[10] - 48) * 10 + room[11] - 48 : -1;
}

/* One request, `what` "POST /sessions"; `head` are more header lines, each with its line end. */
static inline int house_ask(const struct house *house, const char *what, const char *head,
                            const char *body, char *room, size_t size)
{
	char bytes[4096];

	snprintf(bytes, sizeof(bytes),
	         "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%sContent-Length: %zu\r\n\r\n"
	         "%s",
	         what, head, body[0] ? "Content-Type: application/json\r\n" : "",
	         strlen(body), body);
	return house_send(house, bytes, room, size);
}

/* How many rows the question counts, read from the last commit. */
static inline int64_t house_count(struct house *house, const char *sql)
{
	struct desk *desk = readers_take(house->api.readers, 0, &house->err);
	struct db_rows rows;
	int64_t count = -1;

	if (desk != NULL && db_ask(desk_db(desk), &rows, sql, NO_VALUES, &house->err)) {
		count = db_next(&rows) ? db_int(&rows, 0) : -1;
		CHECK(db_done(&rows));
	}
	if (desk != NULL)
		readers_give(house->api.readers, desk);
	return count;
}

#endif
