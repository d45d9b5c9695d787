/* test_session.c -- sessions over HTTP on a clock that is moved: idle, whole life, uses noted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "house.h"

#include "serve/me.h"
#include "serve/signin.h"

static const struct route table[] = {
	{ HTTP_POST, "/sessions", api_handle, 0, 1000, &signin_op },
	{ HTTP_GET, "/me", api_handle, 0, 0, &me_op },
};

#define MINUTES(n) ((n) * INSTANT_MINUTE)

static int sign_in(struct house *house, const char *password, char cookie[200])
{
	char room[8192], body[200];
	const char *at;
	int status;

	snprintf(body, sizeof(body), "{\"person\":\"admin\",\"password\":\"%s\"}", password);
	status = house_ask(house, "POST /sessions", "", body, room, sizeof(room));
	at = strstr(room, "guiju-plain=");
	if (at != NULL && cookie != NULL)
		snprintf(cookie, 200, "Cookie: %.*s\r\n", (int)strcspn(at, ";"), at);
	return status;
}

static int ask_me(struct house *house, const char *cookie, char *room, size_t size)
{
	return house_ask(house, "GET /me", cookie, "", room, size);
}

TEST(a_session_ends_when_it_is_idle)
{
	struct house *house = house_open(table, countof(table));
	char cookie[200] = "", room[8192];

	CHECK_INT(sign_in(house, HOUSE_PASSWORD, cookie), 201);
	CHECK_INT(ask_me(house, cookie, room, sizeof(room)), 200);
	CHECK(strstr(room, "\"bar\":\"none\"") != NULL);
	house->now += MINUTES(LIMIT_SESSION_IDLE_MINUTES) + 1;
	CHECK_INT(ask_me(house, cookie, room, sizeof(room)), 401);
	CHECK(strstr(room, "session.expired") != NULL);
	CHECK(strstr(room, "WWW-Authenticate: Bearer") != NULL);
	CHECK(strstr(room, "guiju-plain=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0") != NULL);
	house->now -= MINUTES(LIMIT_SESSION_IDLE_MINUTES); /* a clock set back wakes nothing */
	CHECK_INT(ask_me(house, cookie, room, sizeof(room)), 200);
	house_end(house);
}

/* The use is noted by the writer a moment after the answer. */
static bool is_noted(struct house *house)
{
	for (int i = 0; i < 100; i++) {
		if (house_count(house, "SELECT max(seen) FROM session") == house->now)
			return true;
		usleep(20000);
	}
	return false;
}

TEST(a_session_in_use_lives_its_whole_life_and_no_longer)
{
	struct house *house = house_open(table, countof(table));
	char cookie[200] = "", room[8192];

	CHECK_INT(sign_in(house, HOUSE_PASSWORD, cookie), 201);
	for (int minute = 20; minute < LIMIT_SESSION_HOURS * 60; minute += 20) {
		house->now += MINUTES(20);
		CHECK_INT(ask_me(house, cookie, room, sizeof(room)), 200);
		CHECK(is_noted(house));
	}
	house->now += MINUTES(20);
	CHECK_INT(ask_me(house, cookie, room, sizeof(room)), 401);
	house_end(house);
}

TEST(attempts_are_counted_by_the_clock)
{
	struct house *house = house_open(table, countof(table));
	char cookie[200] = "";

	for (int i = 0; i < 3; i++)
		CHECK_INT(sign_in(house, "wrong wrong wrong", NULL), 401);
	CHECK_INT(sign_in(house, HOUSE_PASSWORD, cookie), 429);
	house->now += INSTANT_SECOND;
	CHECK_INT(sign_in(house, "wrong wrong wrong", NULL), 401);
	house->now += INSTANT_SECOND;
	CHECK_INT(sign_in(house, HOUSE_PASSWORD, cookie), 429); /* twice as long */
	house->now += INSTANT_SECOND;
	CHECK_INT(sign_in(house, HOUSE_PASSWORD, cookie), 201);
	CHECK_INT(house_count(house, "SELECT count(*) FROM security_log WHERE kind = 'login' "
	                             "AND good = 0"),
	          4); /* those that came too soon wrote nothing */
	house_end(house);
}
