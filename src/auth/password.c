/* password.c -- is it good enough, and its Argon2id hash as a PHC string.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/password.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include <argon2.h>

#define PASSWORD_SALT 16
#define PASSWORD_HASH 32
#define PASSWORD_PHC  256 /* bytes of a PHC string, at most */
#define PASSWORD_NAME 2   /* code points from which a code or name is looked for */

struct password_cost password_cost_now(void)
{
	return (struct password_cost){ LIMIT_ARGON_KIB, LIMIT_ARGON_PASSES, LIMIT_ARGON_LANES };
}

/* ---- is it good enough ---- */

/* The most common ones of ten characters and more, in lower case; shorter ones are refused
 * for their length. What repeats or counts up is found by is_run. */
static const char *const common[] = {
	"1q2w3e4r5t",    "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qazxsw23edc",  "q1w2e3r4t5",
	"q1w2e3r4t5y6",  "qazwsxedcrfv", "zaq12wsxcde3", "qwertyuiop",    "qwertyuiop123",
	"asdfghjkl;",    "asdfghjkl123", "zxcvbnm123",   "qwerty12345",   "qwerty123456",
	"password12",    "password123",  "password1234", "password12345", "passw0rd123",
	"p@ssw0rd123",   "p@ssword123",  "password@123", "administrator", "admin12345",
	"admin123456",   "admin@1234",   "admin@12345",  "admin@123456",  "root123456",
	"root@123456",   "test123456",   "user123456",   "guest123456",   "system123456",
	"a123456789",    "a1234567890",  "aa123456789",  "aa12345678",    "abc1234567",
	"abc12345678",   "abc123456789", "abcd123456",   "abcd12345678",  "qq123456789",
	"wang123456",    "zhang123456",  "woaini1314",   "woaini1314520", "woaini5201314",
	"woaini520520",  "5201314520",   "5201314521",   "1314520520",    "1314521521",
	"iloveyou123",   "iloveyou520",  "iloveyou1314", "147258369a",    "1472583690",
	"0147258369",    "7894561230",   "1597534860",   "0123456789",    "1234567890",
	"12345678910",   "1234554321",   "123456789a",   "123456789abc",  "123456789q",
	"123456abcdef",  "123456qwerty", "welcome123",   "welcome1234",   "changeme123",
	"changeme1234",  "letmein1234",  "huawei@123",   "huawei12#$",    "h3c@123456",
	"guiju123456",   "guiju@123456", "zhengfu123",   "renmin123456",  "china123456",
	"beijing2008",   "zhongguo123",  "sunshine123",  "princess123",   "football123",
	"baseball123",   "superman123",  "1qaz@wsx3edc", "!qaz2wsx3edc",  "1qaz!qaz2wsx",
	"q1w2e3r4t5y6u", "qweasdzxc123", "qwe123asd456", "zxc123456789",  "asd123456789",
	"qwe123456789",  "woshishui123", "xiaoming123",  "nihao123456",   "mima123456",
};

static str lower_of(struct arena *arena, str text)
{
	str half = utf8_halfwidth(arena, text);
	char *out = arena_take(arena, half.n + 1);

	for (size_t i = 0; i < half.n; i++)
		out[i] = (char)(half.at[i] >= 'A' && half.at[i] <= 'Z' ? half.at[i] + 32
		                                                       : half.at[i]);
	return (str){ out, half.n };
}

/* The same character, or the next or the last one, again and again; or a piece of up to
 * four repeated ("abcabcabcabc"). */
static bool is_run(str text)
{
	for (int step = -1; step <= 1; step++) {
		size_t i = 1;

		while (i < text.n && text.at[i] - text.at[i - 1] == step)
			i++;
		if (i >= text.n)
			return true;
	}
	for (size_t period = 2; period <= 4 && period * 2 < text.n; period++) {
		size_t i = period;

		while (i < text.n && text.at[i] == text.at[i - period])
			i++;
		if (i == text.n)
			return true;
	}
	return false;
}

static bool is_common(str text)
{
	for (size_t i = 0; i < countof(common); i++)
		if (str_eq(text, str_of(common[i])))
			return true;
	return is_run(text);
}

static int classes_of(str text)
{
	bool seen[4] = { false };

	for (size_t i = 0; i < text.n; i++) {
		char c = text.at[i];

		seen[c >= 'a' && c <= 'z'   ? 0
		     : c >= 'A' && c <= 'Z' ? 1
		     : c >= '0' && c <= '9' ? 2
		                            : 3] = true;
	}
	return seen[0] + seen[1] + seen[2] + seen[3];
}

static bool has_own(struct arena *arena, str text, str own)
{
	return utf8_count(own) >= PASSWORD_NAME && str_find(text, lower_of(arena, own)) >= 0;
}

static bool check_length(str password, struct err *err)
{
	if (!utf8_valid(password, NULL))
		return err_set(err, ERR_INVALID, "password.utf8", "口令不是 UTF-8 文字");
	if (utf8_count(password) < LIMIT_PASSWORD_LEAST) {
		err_set(err, ERR_INVALID, "password.short", "口令太短：至少 %d 个字符",
		        LIMIT_PASSWORD_LEAST);
		return err_fix(err, "用几个不相干的词连起来，好记也难猜");
	}
	if (utf8_count(password) <= LIMIT_PASSWORD_MOST)
		return true;
	err_set(err, ERR_INVALID, "password.long", "口令太长：至多 %d 个字符", LIMIT_PASSWORD_MOST);
	return err_fix(err, "请缩短");
}

static bool check_words(struct arena *arena, str password, str person, str name, struct err *err)
{
	str lower = lower_of(arena, password);

	if (is_common(lower)) {
		err_set(err, ERR_INVALID, "password.common", "这个口令太常见，别人一试就中");
		return err_fix(err, "用几个不相干的词连起来，好记也难猜");
	}
	if (!has_own(arena, lower, person) && !has_own(arena, lower, name))
		return true;
	err_set(err, ERR_INVALID, "password.own", "口令里不能有自己的人员代码或姓名");
	return err_fix(err, "换一个与本人无关的");
}

bool password_check(str password, str person, str name, enum auth_profile profile, struct err *err)
{
	struct arena *arena;
	bool good;

	if (!check_length(password, err))
		return false;
	arena = arena_new((size_t)1 << 16);
	good = check_words(arena, password, person, name, err);
	arena_end(arena);
	if (!good || profile != AUTH_DJBH3 || classes_of(password) >= 3)
		return good;
	err_set(err, ERR_INVALID, "password.classes",
	        "口令要有小写字母、大写字母、数字、其他字符四类中的三类");
	return err_rule(err, STR("GB/T 22239-2019 8.1.4.1"));
}

/* ---- the hash ---- */

bool password_hash(struct arena *arena, str password, struct password_cost cost,
                   struct chance *chance, str *phc, struct err *err)
{
	char *out = arena_take(arena, PASSWORD_PHC);
	digest salt = chance_take(chance);
	int result = argon2id_hash_encoded(cost.passes, cost.kib, cost.lanes, password.at,
	                                   password.n, salt.at, PASSWORD_SALT, PASSWORD_HASH, out,
	                                   PASSWORD_PHC);

	if (result != ARGON2_OK) {
		err_set(err, ERR_STORE, "password.memory", "内存不够，口令没有算成");
		return err_detail(err, "argon2: %s", argon2_error_message(result));
	}
	*phc = str_of(out);
	return true;
}

/* "m=19456,t=2,p=1" out of a PHC string. */
static bool read_cost(str phc, struct password_cost *cost)
{
	uint32_t *const into[] = { &cost->kib, &cost->passes, &cost->lanes };
	static const char *const names[] = { "m=", "t=", "p=" };
	str part, word;

	if (!str_starts(phc, STR("$argon2id$v=19$")))
		return false;
	phc = str_sub(phc, STR("$argon2id$v=19$").n, phc.n);
	str_cut(&phc, STR("$"), &part);
	for (size_t i = 0; i < countof(into); i++) {
		int64_t number;

		str_cut(&part, STR(","), &word);
		if (!str_starts(word, str_of(names[i])) ||
		    !num_read_int(str_sub(word, 2, word.n), &number) || number < 1 ||
		    number > LIMIT_ARGON_STORED_KIB)
			return false;
		*into[i] = (uint32_t)number;
	}
	return true;
}

bool password_fits(str password, const char *phc)
{
	struct password_cost cost;

	if (!read_cost(str_of(phc), &cost) || cost.passes > 64 || cost.lanes > 16 ||
	    password.n > 4 * LIMIT_PASSWORD_MOST)
		return false;
	return argon2id_verify(phc, password.n > 0 ? password.at : "", password.n) == ARGON2_OK;
}

bool password_outdated(str phc, struct password_cost cost)
{
	struct password_cost was;

	return !read_cost(phc, &was) || was.kib < cost.kib || was.passes < cost.passes ||
	       was.lanes < cost.lanes;
}

#define TEXT_OF(number)  TEXT_OF_(number)
#define TEXT_OF_(number) #number

const char *password_nobody(void)
{
	return "$argon2id$v=19$m=" TEXT_OF(LIMIT_ARGON_KIB) ",t=" TEXT_OF(
		LIMIT_ARGON_PASSES) ",p=" TEXT_OF(LIMIT_ARGON_LANES) "$bm9ib2R5IG5vYm9keTE2Yg"
								     "$AAAAAAAAAAAAAAAAAAAAAAAAAAAA"
								     "AAAAAAAAAAAAAAA";
}
