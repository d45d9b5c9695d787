/* test_password.c -- which passwords are good enough; Argon2id with a published vector.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/password.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "check.h"

static void judged(const char *password, enum auth_profile profile, const char *code)
{
	struct err err = { 0 };
	bool good = password_check(str_of(password), STR("zhang3"), STR("张三丰"), profile, &err);

	if (code == NULL)
		CHECK_OK(good, &err);
	else
		CHECK_ERR(&err, ERR_INVALID, code);
}

TEST(judged)
{
	char many[200];

	judged("correct horse battery", AUTH_PLAIN, NULL);
	judged("一二三四五六七八九十", AUTH_PLAIN, NULL); /* ten code points */
	judged("一二三四五六七八九", AUTH_PLAIN, "password.short");
	judged("short", AUTH_PLAIN, "password.short");
	judged("", AUTH_PLAIN, "password.short");
	judged("\xff\xfe abcdefghijk", AUTH_PLAIN, "password.utf8");
	judged("1QAZ2wsx3EDC", AUTH_PLAIN, "password.common");
	judged("ｑｗｅｒｔｙｕｉｏｐ", AUTH_PLAIN, "password.common"); /* full width */
	judged("aaaaaaaaaaaa", AUTH_PLAIN, "password.common");
	judged("abcdefghijkl", AUTH_PLAIN, "password.common");
	judged("zyxwvutsrqpon", AUTH_PLAIN, "password.common");
	judged("abc1abc1abc1", AUTH_PLAIN, "password.common");
	judged("my-ZHANG3-word", AUTH_PLAIN, "password.own");
	judged("我是张三丰不是李四呀", AUTH_PLAIN, "password.own");
	memset(many, 'x', sizeof(many));
	for (size_t i = 0; i < 129; i++)
		many[i] = (char)('a' + i * i % 23);
	many[129] = '\0';
	judged(many, AUTH_PLAIN, "password.long");
	many[128] = '\0';
	judged(many, AUTH_PLAIN, NULL);
	judged("correct horse battery", AUTH_DJBH3, "password.classes");
	judged("Correct horse battery", AUTH_DJBH3, NULL);
	judged("correct7horse-battery", AUTH_DJBH3, NULL);
}

TEST(published_vector)
{
	/* of the reference implementation's tests: m = 2^16, t = 2, "somesalt" */
	static const char phc[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
				  "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

	CHECK(password_fits(STR("password"), phc));
	CHECK(!password_fits(STR("passwore"), phc));
	CHECK(!password_fits((str){ 0 }, phc));
}

TEST(made_and_compared)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	const struct password_cost small = { 64, 1, 1 }, more = { 128, 1, 1 };
	struct chance chance;
	struct err err = { 0 };
	str one, two;

	chance_real(&chance);
	CHECK_OK(password_hash(arena, STR("same"), small, &chance, &one, &err), &err);
	CHECK_OK(password_hash(arena, STR("same"), small, &chance, &two, &err), &err);
	CHECK(!str_eq(one, two));
	CHECK(str_starts(one, STR("$argon2id$v=19$m=64,t=1,p=1$")));
	CHECK(password_fits(STR("same"), one.at) && password_fits(STR("same"), two.at));
	CHECK(!password_fits(STR("Same"), one.at));
	CHECK(!password_outdated(one, small));
	CHECK(password_outdated(one, more));
	CHECK(password_outdated(STR("plain text"), small));
	arena_end(arena);
}

TEST(odd_hashes_are_nobodys)
{
	static const char *const odd[] = {
		"", "same", "$argon2id$v=19$", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
		"$argon2id$v=19$m=99999999999,t=1,p=1$c29tZXNhbHQ$AAAA",
		"$argon2id$v=19$m=64,t=99999,p=1$c29tZXNhbHQ$AAAA",
		"$argon2id$v=19$m=-64,t=1,p=1$c29tZXNhbHQ$AAAA",
	};

	for (size_t i = 0; i < countof(odd); i++)
		CHECK(!password_fits(STR("same"), odd[i]));
	CHECK(!password_fits(STR("same"), password_nobody()));
	CHECK(!password_outdated(str_of(password_nobody()), password_cost_now()));
}
