/* door.h -- a small store with three administrators and two clerks, and its door.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_DOOR_H
#define GUIJU_TEST_DOOR_H
#include "auth/account.h"
#include "auth/auth.h"
#include "auth/login.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "check.h"
#include "engine/desk.h"
#include "store/db.h"
#include <unistd.h>

#define DOOR_PASSWORD STR("Correct-horse-7 battery")

struct door {
	struct arena *arena;
	char folder[64];
	instant now;
	struct desk *desk;
	struct auth auth;
	struct err err;
};

static inline bool door_appoint(struct door *door, const char *by, const char *person,
                                const char *name, const char *post)
{
	const struct pair fields[] = {
		{ STR("person"), str_of(person) }, { STR("person_name"), str_of(name) },
		{ STR("organ"), STR("620200") },   { STR("post"), str_of(post) },
		{ STR("from_date"), STR("2024-01-01") },
	};
	const struct command command = {
		.procedure = STR("post"), .step = STR("appoint"), .person = str_of(by),
		.happened = door->now,    .fields = fields,       .field_count = countof(fields),
		.cause = -1,
	};
	struct outcome outcome;

	err_clear(&door->err);
	return desk_take(door->desk, &command, &outcome, &door->err) &&
	       desk_commit(door->desk, &door->err);
}

static inline struct door *door_new(void)
{
	struct arena *arena = arena_new((size_t)1 << 29);
	struct door *door = arena_make(arena, struct door, 1);
	const struct desk_begin begin = { .folder = door->folder,
		                          .place = STR("620200"),
		                          .name = STR("试验市"),
		                          .clock = clock_fixed(&door->now) };

	if (file_exists("schema/0001-ground.sql"))
		setenv("GUIJU_HOME", ".", 1);
	door->arena = arena;
	snprintf(door->folder, sizeof(door->folder), "/tmp/guiju-door-%d", (int)getpid());
	if (!day_read_instant(STR("2024-03-01T09:00"), &door->now))
		abort();
	CHECK_OK(desk_create(arena, &begin, &door->desk, &door->err), &door->err);
	CHECK(door_appoint(door, "admin", "aq", "安全员", "安全管理员"));
	CHECK(door_appoint(door, "admin", "sj", "审计员", "审计管理员"));
	CHECK(door_appoint(door, "admin", "xt", "系统员", "系统管理员"));
	CHECK(door_appoint(door, "admin", "zhang", "张三丰", "承办人"));
	CHECK(door_appoint(door, "admin", "li", "李四", "负责人"));
	CHECK_OK(auth_open(&door->auth, arena, desk_db(door->desk), door->folder, true, door->now,
	                   &door->err),
	         &door->err);
	door->auth.people = desk_world(door->desk)->people;
	door->auth.issuer = STR("试验市");
	return door;
}

static inline void door_end(struct door *door)
{
	char command[128];

	db_close(desk_db(door->desk));
	snprintf(command, sizeof(command), "rm -rf %s", door->folder);
	CHECK_INT(system(command), 0);
	arena_end(door->arena);
}

static inline void door_wait(struct door *door, instant span)
{
	door->now += span;
	door->auth.now = door->now;
}

static inline struct err *door_err(struct door *door)
{
	err_clear(&door->err);
	return &door->err;
}

static inline struct auth_who door_who(struct door *door, const char *person)
{
	return who_person(&door->auth, str_of(person));
}

/* Invited by `by`, enrolled with `password`. */
static inline bool door_enrol(struct door *door, const char *by, const char *person, str password)
{
	struct auth_who who = door_who(door, by);
	struct account_enrolment given = { .person = str_of(person), .password = password };

	return account_invite(&door->auth, &who, given.person, &given.code, door_err(door)) &&
	       account_enrol(&door->auth, &given, &door->err);
}

static inline bool door_login(struct door *door, const struct login_asked *asked,
                              struct login_grant *grant)
{
	return login_now(&door->auth, asked, grant, door_err(door));
}

static inline int64_t door_count(struct door *door, const char *sql)
{
	struct db_rows rows;
	int64_t count = -1;

	if (!db_ask(door->auth.db, &rows, sql, NO_VALUES, door_err(door)))
		return -1;
	if (db_next(&rows))
		count = db_int(&rows, 0);
	return db_done(&rows) ? count : -1;
}

#endif
