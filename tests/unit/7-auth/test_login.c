/* test_login.c -- signing in from the first code on; wrong ways, delays, second factors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "door.h"

#include "auth/password.h"
#include "auth/seclog.h"
#include "auth/session.h"
#include "auth/totp.h"
#include "base/codec.h"
#include "crypto/otp.h"

static struct login_asked asked_of(const char *person, str password)
{
	return (struct login_asked){ .person = str_of(person), .password = password,
		                     .address = STR("10.0.0.1"), .agent = STR("test") };
}

static bool try(struct door *door, struct login_asked asked, struct login_grant *grant)
{
	return door_login(door, &asked, grant);
}

TEST(nobody_has_a_default_password)
{
	struct door *door = door_new();
	struct login_grant grant;

	CHECK_INT(door_count(door, "SELECT count(*) FROM account"), 0);
	CHECK(!try(door, asked_of("admin", STR("admin")), &grant));
	CHECK_ERR(&door->err, ERR_DENIED, "auth.refused");
	door_end(door);
}

TEST(invited_enrolled_signed_in)
{
	struct door *door = door_new();
	struct auth_who admin = door_who(door, "admin");
	struct account_enrolment given = { .person = STR("admin"), .password = DOOR_PASSWORD };
	struct login_grant grant;
	str old;

	/* the first of all may invite themselves, and only while nobody else is in */
	CHECK_OK(account_invite(&door->auth, &admin, STR("admin"), &old, door_err(door)),
	         &door->err);
	CHECK_OK(account_invite(&door->auth, &admin, STR("admin"), &given.code, door_err(door)),
	         &door->err);
	struct account_enrolment wrong = given;

	wrong.code = old; /* void by the second */
	CHECK(!account_enrol(&door->auth, &wrong, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "account.code");
	wrong.code = given.code;
	wrong.person = STR("zhang"); /* of somebody else */
	CHECK(!account_enrol(&door->auth, &wrong, door_err(door)));
	wrong = given;
	wrong.password = STR("short");
	CHECK(!account_enrol(&door->auth, &wrong, door_err(door)));
	CHECK_ERR(&door->err, ERR_INVALID, "password.short");
	CHECK_OK(account_enrol(&door->auth, &given, door_err(door)), &door->err);
	CHECK(!account_enrol(&door->auth, &given, door_err(door))); /* used up */
	CHECK(!account_invite(&door->auth, &admin, STR("admin"), &old, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "admin.self");
	CHECK(!account_invite(&door->auth, &admin, STR("wang"), &old, door_err(door)));
	CHECK_ERR(&door->err, ERR_UNKNOWN, "account.person");

	CHECK_OK(try(door, asked_of("admin", DOOR_PASSWORD), &grant), &door->err);
	CHECK_INT(grant.who.kind, WHO_STAFF);
	CHECK_STR(grant.who.name, "系统管理员");
	CHECK_INT(grant.who.power, ADMIN_SYSTEM);
	CHECK_INT(grant.who.post_count, 1);
	CHECK(!grant.who.second_factor);
	CHECK(session_csrf_fits(&door->auth, grant.token, grant.who.csrf));
	door_end(door);
}

TEST(a_code_expires_after_a_day)
{
	struct door *door = door_new();
	struct auth_who admin = door_who(door, "admin");
	struct account_enrolment given = { .person = STR("zhang"), .password = DOOR_PASSWORD };

	CHECK(account_invite(&door->auth, &admin, given.person, &given.code, door_err(door)));
	door_wait(door, INSTANT_DAY);
	CHECK(!account_enrol(&door->auth, &given, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "account.code");
	door_end(door);
}

TEST(unknown_and_wrong_are_told_alike)
{
	struct door *door = door_new();
	struct login_grant grant;
	struct err wrong, unknown;

	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK(!try(door, asked_of("zhang", STR("wrong password")), &grant));
	wrong = door->err;
	CHECK(!try(door, asked_of("nobody", STR("wrong password")), &grant));
	unknown = door->err;
	CHECK(strcmp(wrong.what, unknown.what) == 0 && strcmp(wrong.code, unknown.code) == 0);
	CHECK(strcmp(wrong.fix, unknown.fix) == 0);
	CHECK_INT(door_count(door, "SELECT count(DISTINCT detail) FROM security_log "
	                           "WHERE kind = 'login'"),
	          1);
	/* and the same work is done for both: a hash of the present cost */
	CHECK(str_starts(str_of(password_nobody()),
	                 arena_printf(door->arena, "$argon2id$v=19$m=%d,t=%d,p=%d$",
	                              LIMIT_ARGON_KIB, LIMIT_ARGON_PASSES, LIMIT_ARGON_LANES)));
	door_end(door);
}

/* How many attempts in a row are heard before a wait is asked for. */
static int heard(struct door *door, struct login_asked asked)
{
	struct login_grant grant;
	int count = 0;

	while (count < 100 && !door_login(door, &asked, &grant) && door->err.kind != ERR_LIMIT)
		count++;
	return count;
}

TEST(delays_double_and_do_not_lock_the_owner_out)
{
	struct door *door = door_new();
	struct login_asked bad = asked_of("zhang", STR("wrong password")), good;
	struct login_grant grant;

	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK_OK(try(door, asked_of("zhang", DOOR_PASSWORD), &grant), &door->err);
	bad.address = STR("203.0.113.9");
	CHECK_INT(heard(door, bad), 3);
	CHECK_ERR(&door->err, ERR_LIMIT, "auth.wait");
	int64_t before = door_count(door, "SELECT count(*) FROM security_log");

	for (int i = 0; i < 5; i++)
		CHECK(!door_login(door, &bad, &grant));
	CHECK_INT(door_count(door, "SELECT count(*) FROM security_log"), before);
	for (int64_t wait = 1; wait <= 64; wait *= 2) {
		door_wait(door, wait * INSTANT_SECOND);
		CHECK_INT(heard(door, bad), 1);
	}
	/* the owner, elsewhere, on a device that was here before: at once */
	good = asked_of("zhang", DOOR_PASSWORD);
	good.device = grant.device;
	CHECK_OK(try(door, good, &grant), &door->err);
	/* from many addresses: no more than the person's own counter lets through */
	int through = 0;

	for (int i = 0; i < 60; i++) {
		bad.address = arena_printf(door->arena, "198.51.100.%d", i);
		through += !door_login(door, &bad, &grant) && door->err.kind == ERR_DENIED;
	}
	CHECK(through < 21);
	/* the owner on a new device waits half a minute at most */
	door_wait(door, 30 * INSTANT_SECOND);
	CHECK_OK(try(door, asked_of("zhang", DOOR_PASSWORD), &grant), &door->err);
	/* a device token of somebody else, or altered, counts for nothing */
	good.person = STR("li");
	CHECK(!try(door, good, &grant));
	CHECK_INT(door_count(door, "SELECT count(*) FROM device WHERE person = 'li'"), 0);
	door_end(door);
}

/* A hundred at once get no further than one after the other; the right one is among them. */
TEST(attempts_are_counted_before_they_are_tried)
{
	struct door *door = door_new();
	struct login_asked asked = asked_of("zhang", STR("wrong password"));
	struct login logins[20];
	int begun = 0;

	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	for (size_t i = 0; i < countof(logins); i++)
		begun += login_begin(&door->auth, &asked, &logins[i], door_err(door));
	CHECK_INT(begun, 3);
	CHECK_ERR(&door->err, ERR_LIMIT, "auth.wait");
	door_wait(door, INSTANT_DAY + 1); /* and a day later all is forgotten */
	CHECK(login_begin(&door->auth, &asked, &logins[0], door_err(door)));
	CHECK_INT(door_count(door, "SELECT max(fails) FROM pace"), 1);
	door_end(door);
}

TEST(waits_grow_to_their_most)
{
	CHECK_INT(pace_delay(AUTH_PLAIN, 'b', 2), 0);
	CHECK_INT(pace_delay(AUTH_PLAIN, 'b', 3), 1);
	CHECK_INT(pace_delay(AUTH_PLAIN, 'b', 6), 8);
	CHECK_INT(pace_delay(AUTH_PLAIN, 'b', 60), 900);
	CHECK_INT(pace_delay(AUTH_PLAIN, 'b', INT64_MAX), 900);
	CHECK_INT(pace_delay(AUTH_PLAIN, 'p', 1000), 30);
	CHECK_INT(pace_delay(AUTH_DJBH3, 'b', 4), 0);
	CHECK_INT(pace_delay(AUTH_DJBH3, 'b', 5), 1800);
	for (int64_t n = 0; n < 40; n++)
		CHECK(pace_delay(AUTH_PLAIN, 'a', n) <= pace_delay(AUTH_PLAIN, 'a', n + 1));
}

static str code_now(struct door *door, str uri)
{
	str rest = str_sub(uri, (size_t)str_find(uri, STR("secret=")) + 7, uri.n), text, secret;
	char *code = arena_take(door->arena, 9);

	str_cut(&rest, STR("&"), &text);
	CHECK(codec_unbase32(door->arena, text, &secret));
	otp_code(secret, (uint64_t)totp_step(door->now), 6, code);
	return str_of(code);
}

TEST(level_3_asks_for_more)
{
	struct door *door = door_new();
	struct auth_who aq = door_who(door, "aq"), admin = door_who(door, "admin");
	struct login_grant grant, raised;
	struct login_asked asked = asked_of("zhang", DOOR_PASSWORD);
	str uri, *codes, before;

	CHECK(!account_profile(&door->auth, &admin, STR("djbh3"), door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "admin.power");
	CHECK_OK(account_profile(&door->auth, &aq, STR("djbh3"), door_err(door)), &door->err);
	CHECK(!door_enrol(door, "admin", "zhang", STR("correct horse battery")));
	CHECK_ERR(&door->err, ERR_INVALID, "password.classes");
	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK_OK(try(door, asked, &grant), &door->err);
	CHECK_INT(grant.who.bar, WHO_NO_FACTOR);
	CHECK(!who_may(&grant.who, STR("read")));
	CHECK(!who_check(&grant.who, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "who.factor");

	CHECK(totp_enrol(&door->auth, STR("zhang"), &uri, door_err(door)));
	CHECK(totp_confirm(&door->auth, STR("zhang"), code_now(door, uri), &codes, door_err(door)));
	door_wait(door, 30 * INSTANT_SECOND);
	before = grant.token;
	CHECK(!login_raise(&door->auth, before, STR("000000"), &raised, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "totp.code");
	CHECK_OK(login_raise(&door->auth, before, code_now(door, uri), &raised, door_err(door)),
	         &door->err);
	CHECK(!str_eq(before, raised.token));
	CHECK(!who_by_session(&door->auth, before, &grant.who, NULL, door_err(door)));
	CHECK(raised.who.second_factor && who_may(&raised.who, STR("read")));

	CHECK(!try(door, asked, &grant));
	CHECK_ERR(&door->err, ERR_DENIED, "auth.factor");
	asked.code = codes[0];
	CHECK_OK(try(door, asked, &grant), &door->err);

	/* after 90 days a change is asked for, and the last five do not come back */
	door_wait(door, 91 * INSTANT_DAY);
	asked.code = codes[1];
	CHECK_OK(try(door, asked, &grant), &door->err);
	CHECK_INT(grant.who.bar, WHO_OLD_PASSWORD);
	str last = DOOR_PASSWORD;

	for (int i = 0; i < 5; i++) {
		str next = arena_printf(door->arena, "Another-%d-horse-%d", i, i * 7);

		door_wait(door, INSTANT_MINUTE);
		CHECK(!account_change(&door->auth, &grant.who, last, DOOR_PASSWORD,
		                      door_err(door)));
		CHECK_ERR(&door->err, ERR_INVALID, "password.again");
		CHECK_OK(account_change(&door->auth, &grant.who, last, next, door_err(door)),
		         &door->err);
		last = next;
	}
	CHECK_OK(who_by_session(&door->auth, grant.token, &grant.who, NULL, door_err(door)),
	         &door->err);
	CHECK_INT(grant.who.bar, WHO_FREE);
	CHECK(!account_change(&door->auth, &grant.who, STR("wrong"), DOOR_PASSWORD,
	                      door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "auth.refused");
	door_end(door);
}

TEST(a_right_withdrawn_acts_at_the_next_request)
{
	struct door *door = door_new();
	struct auth_who admin = door_who(door, "admin"), who;
	struct login_grant grant;
	const struct pair fields[] = { { STR("to_date"), STR("2024-02-29") },
		                       { STR("reason"), STR("轮岗") } };
	struct command relieve = {
		.procedure = STR("post"), .serial = 5,       .step = STR("remove"),
		.person = STR("admin"),   .fields = fields,  .field_count = countof(fields),
		.happened = door->now,    .cause = -1,
	};
	struct outcome outcome;

	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK_OK(try(door, asked_of("zhang", DOOR_PASSWORD), &grant), &door->err);
	CHECK(who_may(&grant.who, STR("step:hotline")));
	CHECK(!who_may(&grant.who, STR("admin:audit")));
	CHECK_OK(desk_take(door->desk, &relieve, &outcome, door_err(door)), &door->err);
	CHECK(desk_commit(door->desk, door_err(door)));
	CHECK(who_by_session(&door->auth, grant.token, &who, NULL, door_err(door)));
	CHECK_INT(who.post_count, 0);
	CHECK_INT(who.bar, WHO_NO_POST);
	CHECK(!who_may(&who, STR("read")));
	CHECK_OK(account_close(&door->auth, &admin, STR("zhang"), door_err(door)), &door->err);
	CHECK(!who_by_session(&door->auth, grant.token, &who, NULL, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "session.unknown");
	CHECK(!try(door, asked_of("zhang", DOOR_PASSWORD), &grant));
	CHECK_ERR(&door->err, ERR_DENIED, "auth.refused");
	door_end(door);
}

TEST(an_older_hash_is_made_anew)
{
	struct door *door = door_new();
	struct login_grant grant;
	str phc;

	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK(password_hash(door->arena, DOOR_PASSWORD, (struct password_cost){ 64, 1, 1 },
	                    &door->auth.chance, &phc, door_err(door)));
	CHECK(db_run(door->auth.db, "UPDATE account SET password = ?1", VALUES(DB_TEXT(phc)),
	             door_err(door)));
	CHECK_OK(try(door, asked_of("zhang", DOOR_PASSWORD), &grant), &door->err);
	CHECK_INT(door_count(door, "SELECT count(*) FROM account WHERE password LIKE '%m=64,%'"),
	          0);
	CHECK_OK(try(door, asked_of("zhang", DOOR_PASSWORD), &grant), &door->err);
	door_end(door);
}

TEST(the_key_of_the_store_is_needed)
{
	struct door *door = door_new();
	struct auth other;
	str path = arena_printf(door->arena, "%s/keys/auth.secret", door->folder);

	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK_OK(auth_open(&other, door->arena, door->auth.db, door->folder, true, door->now,
	                   door_err(door)),
	         &door->err);
	CHECK(digest_eq(other.key, door->auth.key));
	CHECK_INT(unlink(path.at), 0);
	CHECK(!auth_open(&other, door->arena, door->auth.db, door->folder, true, door->now,
	                 door_err(door)));
	CHECK_ERR(&door->err, ERR_STORE, "auth.key");
	door_end(door);
}
