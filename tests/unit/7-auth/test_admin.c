/* test_admin.c -- three administrators: what each may, what none may; keys and the log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "door.h"

#include "auth/key.h"
#include "auth/seclog.h"

TEST(what_each_may)
{
	struct door *door = door_new();
	struct auth *auth = &door->auth;
	static const char *const people[] = { "admin", "aq", "sj", "zhang" };
	struct seclog_row *rows;
	size_t count;
	str text;

	CHECK(door_enrol(door, "admin", "li", DOOR_PASSWORD));
	for (size_t i = 0; i < countof(people); i++) {
		struct auth_who who = door_who(door, people[i]);
		const struct key key = { .person = STR("li"), .name = STR("测试"),
			                 .scopes = STR("read") };

		CHECK(account_invite(auth, &who, STR("zhang"), &text, door_err(door)) == (i == 0));
		CHECK(account_sign_out(auth, &who, STR("li"), NULL, door_err(door)) == (i == 0));
		CHECK(account_drop_factor(auth, &who, STR("li"), door_err(door)) == (i == 1));
		CHECK(key_make(auth, &who, &key, 30, &text, door_err(door)) == (i == 1));
		CHECK(seclog_read(auth, &who, 1, 10, &rows, &count, door_err(door)) == (i == 2));
		if (i != 2)
			CHECK_ERR(&door->err, ERR_DENIED, "admin.power");
	}
	door_end(door);
}

TEST(nobody_holds_two_of_the_three)
{
	struct door *door = door_new();

	CHECK(!door_appoint(door, "admin", "sj", "审计员", "安全管理员"));
	CHECK_ERR(&door->err, ERR_REFUSED, "step.separated");
	CHECK(door->err.rule[0] != '\0');
	CHECK(!door_appoint(door, "admin", "admin", "系统管理员", "统计员"));
	CHECK_ERR(&door->err, ERR_REFUSED, "step.separated");
	CHECK(door_appoint(door, "admin", "sj", "审计员", "统计员"));
	CHECK_INT(door_who(door, "sj").power, ADMIN_AUDIT);
	CHECK_INT(door_who(door, "sj").post_count, 2);
	CHECK_INT(door_who(door, "zhang").power, ADMIN_NONE);
	CHECK_INT(door_who(door, "nobody").bar, WHO_NO_POST);
	door_end(door);
}

TEST(keys)
{
	struct door *door = door_new();
	struct auth *auth = &door->auth;
	struct auth_who aq = door_who(door, "aq"), who;
	struct key asked = { .person = STR("zhang"), .name = STR("对接热线"),
		             .scopes = STR("read\nstep:hotline\nadmin:audit") };
	struct key *list;
	size_t count;
	str text;

	CHECK(!key_make(auth, &aq, &asked, 30, &text, door_err(door)));
	CHECK_ERR(&door->err, ERR_UNKNOWN, "account.unknown");
	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK_OK(key_make(auth, &aq, &asked, 30, &text, door_err(door)), &door->err);
	CHECK_INT(text.n, 3 + 16 + 1 + 43);
	CHECK(str_starts(text, STR("gj_")));
	CHECK_OK(who_by_key(auth, text, &who, NULL, door_err(door)), &door->err);
	CHECK_INT(who.kind, WHO_KEY);
	CHECK_STR(who.person, "zhang");
	CHECK(who_may(&who, STR("read")) && who_may(&who, STR("step:hotline")));
	CHECK(!who_may(&who, STR("step:reconsideration")) && !who_may(&who, STR("figure")));
	CHECK(!who_may(&who, STR("admin:audit"))); /* the person has it not */
	CHECK_INT(door_count(door, "SELECT count(*) FROM api_key WHERE length(digest) = 32"), 1);

	char *wrong = arena_cstr(door->arena, text);

	wrong[text.n - 1] = wrong[text.n - 1] == 'A' ? 'B' : 'A';
	CHECK(!who_by_key(auth, (str){ wrong, text.n }, &who, NULL, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "key.unknown");
	CHECK(!who_by_key(auth, STR("gj_"), &who, NULL, door_err(door)));
	CHECK(key_touch(auth, str_sub(text, 3, 19), door_err(door)));
	CHECK(key_list(auth, STR("zhang"), &list, &count, door_err(door)));
	CHECK_INT(count, 1);
	CHECK_INT(list[0].used, door->now);
	door_wait(door, 30 * INSTANT_DAY - 1);
	CHECK(who_by_key(auth, text, &who, NULL, door_err(door)));
	door_wait(door, 1);
	CHECK(!who_by_key(auth, text, &who, NULL, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "key.expired");
	door_wait(door, -INSTANT_DAY);
	struct auth_who li = door_who(door, "li"), zhang = door_who(door, "zhang");

	CHECK(!key_revoke(auth, &li, list[0].id, door_err(door)));
	CHECK_OK(key_revoke(auth, &zhang, list[0].id, door_err(door)), &door->err);
	CHECK(!who_by_key(auth, text, &who, NULL, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "key.revoked");
	asked.scopes = STR("read\neverything");
	CHECK(!key_make(auth, &aq, &asked, 30, &text, door_err(door)));
	CHECK_ERR(&door->err, ERR_INVALID, "key.scope");
	asked.scopes = STR("read");
	CHECK(!key_make(auth, &aq, &asked, 367, &text, door_err(door)));
	asked.person = STR("aq");
	CHECK(!key_make(auth, &aq, &asked, 30, &text, door_err(door)));
	CHECK_ERR(&door->err, ERR_DENIED, "admin.self");
	door_end(door);
}

static void spoil(struct door *door, const char *sql)
{
	CHECK_OK(db_script(door->auth.db, sql, door_err(door)), &door->err);
}

TEST(the_log_shows_what_was_done_to_it)
{
	struct door *door = door_new();
	struct auth *auth = &door->auth;
	int64_t rows, seq;
	str chain;

	CHECK_OK(seclog_verify(auth, &rows, door_err(door)), &door->err);
	CHECK_INT(rows, 0);
	CHECK(door_enrol(door, "admin", "zhang", DOOR_PASSWORD));
	CHECK(door_enrol(door, "admin", "li", DOOR_PASSWORD));
	CHECK_OK(seclog_verify(auth, &rows, door_err(door)), &door->err);
	CHECK_INT(rows, 4);
	CHECK(seclog_head(auth, &seq, &chain, door_err(door)) && seq == 4 && chain.n == 64);
	CHECK(!db_script(auth->db, "DELETE FROM security_log", door_err(door)));
	CHECK(!db_script(auth->db, "UPDATE security_log SET good = 0", door_err(door)));

	spoil(door, "DROP TRIGGER security_log_no_update; DROP TRIGGER security_log_no_delete");
	spoil(door, "UPDATE security_log SET actor = 'x' WHERE seq = 2");
	CHECK(!seclog_verify(auth, &rows, door_err(door)));
	CHECK_ERR(&door->err, ERR_TAMPERED, "seclog.chain");
	CHECK(strstr(door->err.what, "第 2 行") != NULL);
	spoil(door, "UPDATE security_log SET actor = 'zhang' WHERE seq = 2");
	CHECK_OK(seclog_verify(auth, &rows, door_err(door)), &door->err);
	spoil(door, "DELETE FROM security_log WHERE seq = 4");
	CHECK(!seclog_verify(auth, &rows, door_err(door)));
	CHECK_ERR(&door->err, ERR_TAMPERED, "seclog.chain");
	CHECK(strstr(door->err.what, "缺了末尾") != NULL);
	spoil(door, "UPDATE auth_setting SET value = '3' || substr(value, 2) "
	            "WHERE name = 'log_head'");
	CHECK(!seclog_verify(auth, &rows, door_err(door)));
	CHECK_ERR(&door->err, ERR_TAMPERED, "seclog.head");
	door_end(door);
}
