/* cmd_user.c -- `guiju user`: who may sign in to a store, with what, and what happened there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "app/user.h"
#include "auth/account.h"
#include "auth/key.h"
#include "auth/session.h"
#include "auth/totp.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"

static const char user_help[] =
	"用法：guiju user 库 list\n"
	"      guiju user 库 invite|revoke|restore 人员 --as 系统管理员\n"
	"      guiju user 库 password 人员 [--secret 文件]\n"
	"      guiju user 库 totp 人员 [--confirm|--recovery] [--secret 文件]\n"
	"      guiju user 库 totp 人员 --off --as 安全管理员\n"
	"      guiju user 库 key 人员 --as 安全管理员 --name 用途 --scope 范围... [--days 日数]\n"
	"      guiju user 库 keys|sessions [人员]\n"
	"      guiju user 库 profile plain|djbh3 --as 安全管理员\n"
	"      guiju user 库 log --as 审计管理员 [--from 行号]\n"
	"\n"
	"谁可以登录、凭什么登录。没有默认口令：系统管理员给任职名录里在任的人发登记码\n"
	"（24 小时内用一次），本人用它设口令。建库后的第一次，由系统管理员给自己发。\n"
	"口令、验证码从标准输入或文件逐行读，不写在命令行上：\n"
	"  password        第一行登记码或现在的口令，第二行新口令\n"
	"  totp            第一行口令；加 --confirm、--recovery 的，第二行验证码\n"
	"\n"
	"  --as 人员       谁办的（人员代码）；办自己的账户不行，换一位办\n"
	"  --secret 文件   从文件读口令（不写则读标准输入）\n"
	"  --confirm       用手机上的验证码确认第二因素，印出恢复码\n"
	"  --recovery      换一组恢复码\n"
	"  --off           取消丢失的第二因素\n"
	"  --sessions      revoke 时只结束登录，不停用账户\n"
	"  --key 号        revoke 时作废一个密钥\n"
	"  --name 用途     密钥作什么用\n"
	"  --scope 范围    read、figure、step:规程号、step:*、admin:...，可以多次\n"
	"  --days 日数     密钥的有效期（不写则 90）\n"
	"  --from 行号     安全日志从第几行起（不写则 1）\n"
	"  --limit 行数    安全日志最多几行（不写则 1000）\n"
	"  --json          输出JSON，每行一条\n"
	"\n"
	"例：guiju user 库 invite admin --as admin\n";

/* ---- accounts ---- */

static bool do_invite(struct user *u, struct err *err)
{
	str code;

	if (!user_as(u, err) || !account_invite(&u->auth, &u->who, u->person, &code, err))
		return false;
	return options_print(arena_printf(u->arena,
	                                  "登记码 %.*s\n%d 小时内有效，只能用一次；请当面或经可靠"
	                                  "途径交给%.*s本人。\n",
	                                  PSTR(code), LIMIT_INVITE_HOURS, PSTR(u->person)),
	                     err);
}

static bool do_password(struct user *u, struct err *err)
{
	struct account account;
	bool found, done;
	str lines[2];

	if (!user_secrets(u, (const char *const[]){ "登记码或现在的口令", "新口令" }, lines, 2,
	                  err) ||
	    !account_find(&u->auth, u->person, &account, &found, err))
		return false;
	struct account_enrolment given = { .person = u->person,
		                           .code = lines[0],
		                           .password = lines[1] };

	/* Who has an enrolment code uses it, also with a password that was lost. */
	u->who = who_person(&u->auth, u->person);
	done = account_enrol(&u->auth, &given, err);
	if (!done && err->kind == ERR_DENIED && found && account.state == ACCOUNT_ACTIVE) {
		err_clear(err);
		done = account_change(&u->auth, &u->who, lines[0], lines[1], err);
	}
	return done && options_print(STR("口令设好了；此前的登录都已结束\n"), err);
}

static bool do_revoke(struct user *u, struct err *err)
{
	const char *key = options_value(&u->options, "--key");
	int64_t ended;

	if (!user_as(u, err))
		return false;
	if (key != NULL)
		return key_revoke(&u->auth, &u->who, str_of(key), err) &&
		       options_print(STR("密钥作废了\n"), err);
	if (options_has(&u->options, "--sessions"))
		return account_sign_out(&u->auth, &u->who, u->person, &ended, err) &&
		       options_print(
			       arena_printf(u->arena, "结束了 %lld 次登录\n", (long long)ended),
			       err);
	return account_close(&u->auth, &u->who, u->person, err) &&
	       options_print(STR("账户停用了，登录都已结束\n"), err);
}

static bool do_restore(struct user *u, struct err *err)
{
	return user_as(u, err) && account_reopen(&u->auth, &u->who, u->person, err) &&
	       options_print(STR("账户恢复了\n"), err);
}

static bool do_profile(struct user *u, struct err *err)
{
	return user_as(u, err) && account_profile(&u->auth, &u->who, u->person, err) &&
	       options_print(arena_printf(u->arena, "安全档是 %.*s\n", PSTR(u->person)), err);
}

/* ---- the second factor ---- */

static bool print_codes(struct user *u, const str *codes, const char *before, struct err *err)
{
	struct buf buf;

	buf_init(&buf, u->arena, 4096);
	buf_text(&buf, before);
	buf_printf(&buf, "恢复码（手机不在时各用一次，请收好，只印这一遍）：\n");
	for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++)
		buf_printf(&buf, "  %.*s\n", PSTR(codes[i]));
	return options_print(buf_str(&buf), err);
}

static bool drop_factor(struct user *u, struct err *err)
{
	return user_as(u, err) && account_drop_factor(&u->auth, &u->who, u->person, err) &&
	       options_print(STR("第二因素取消了，登录都已结束\n"), err);
}

static bool do_totp(struct user *u, struct err *err)
{
	bool confirm = options_has(&u->options, "--confirm");
	bool recovery = options_has(&u->options, "--recovery");
	bool recovered;
	str lines[2], uri, *codes;

	if (options_has(&u->options, "--off"))
		return drop_factor(u, err);
	u->who = who_person(&u->auth, u->person);
	if (!user_secrets(u, (const char *const[]){ "口令", "验证码" }, lines,
	                  confirm || recovery ? 2 : 1, err) ||
	    !account_prove(&u->auth, &u->who, lines[0], err))
		return false;
	if (confirm)
		return totp_confirm(&u->auth, u->person, lines[1], &codes, err) &&
		       print_codes(u, codes, "第二因素登记好了\n", err);
	if (recovery)
		return totp_use(&u->auth, u->person, lines[1], &recovered, err) &&
		       totp_recovery(&u->auth, u->person, &codes, err) &&
		       print_codes(u, codes, "", err);
	return totp_enrol(&u->auth, u->person, &uri, err) &&
	       options_print(
		       arena_printf(u->arena,
	                            "%.*s\n请用手机上的验证器添加（可用 qrencode 画成二维码），"
	                            "再用 --confirm 确认。\n",
	                            PSTR(uri)),
		       err);
}

/* ---- keys ---- */

static bool read_days(struct user *u, int *days, struct err *err)
{
	const char *text = options_value(&u->options, "--days");
	int64_t number = 90;

	if (text != NULL &&
	    (!num_read_int(str_of(text), &number) || number < 1 || number > LIMIT_KEY_DAYS)) {
		err_set(err, ERR_INVALID, "option.days", "看不懂 --days “%.40s”", text);
		return err_fix(err, "写 1 至 %d", LIMIT_KEY_DAYS);
	}
	*days = (int)number;
	return true;
}

static bool do_key(struct user *u, struct err *err)
{
	struct key key = { .person = u->person,
		           .name = str_of(options_value(&u->options, "--name")) };
	const char *scope;
	struct buf buf;
	str text;
	int days = 0;

	buf_init(&buf, u->arena, 8192);
	for (size_t i = 0; (scope = options_nth(&u->options, "--scope", i)) != NULL; i++)
		buf_printf(&buf, "%s%s", i > 0 ? "\n" : "", scope);
	key.scopes = buf_str(&buf);
	if (!read_days(u, &days, err) || !user_as(u, err) ||
	    !key_make(&u->auth, &u->who, &key, days, &text, err))
		return false;
	return options_print(
		arena_printf(u->arena, "%.*s\n%d 日内有效；只印这一遍。\n", PSTR(text), days), err);
}

/* ---- which verb ---- */

static const struct user_verb {
	const char *name;
	int words; /* with STORE and the verb */
	bool writes;
	bool (*run)(struct user *u, struct err *err);
} verbs[] = {
	{ "list", 2, false, user_list },
	{ "invite", 3, true, do_invite },
	{ "password", 3, true, do_password },
	{ "totp", 3, true, do_totp },
	{ "revoke", 2, true, do_revoke },
	{ "restore", 3, true, do_restore },
	{ "key", 3, true, do_key },
	{ "keys", 2, false, user_keys },
	{ "sessions", 3, false, user_sessions },
	{ "profile", 3, true, do_profile },
	{ "log", 2, true, user_log },
};

static const struct user_verb *verb_of(const char *name)
{
	for (size_t i = 0; i < countof(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static bool check_words(const struct user *u, const struct user_verb *verb, struct err *err)
{
	bool revokes = verb != NULL && verb->run == do_revoke;
	int least = verb == NULL                                             ? 0
	            : revokes && options_value(&u->options, "--key") == NULL ? 3
	                                                                     : verb->words;

	if (verb == NULL)
		err_set(err, ERR_INVALID, "user.verb", "guiju user 没有“%.40s”",
		        u->options.words[1]);
	else if (u->options.word_count < least || u->options.word_count > 3)
		err_set(err, ERR_INVALID, "option.words", "guiju user 库 %s 后面要写%s", verb->name,
		        verb->run == do_profile ? "安全档" : "一个人员");
	else
		return true;
	return err_fix(err, "用法见 guiju user --help");
}

static bool run_user(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--as", OPTION_VALUE },     { "--secret", OPTION_VALUE },
		{ "--confirm", OPTION_FLAG }, { "--recovery", OPTION_FLAG },
		{ "--off", OPTION_FLAG },     { "--sessions", OPTION_FLAG },
		{ "--key", OPTION_VALUE },    { "--name", OPTION_VALUE },
		{ "--scope", OPTION_MANY },   { "--days", OPTION_VALUE },
		{ "--from", OPTION_VALUE },   { "--limit", OPTION_VALUE },
		{ "--json", OPTION_FLAG },
	};
	struct user u = { .arena = arena };
	const struct user_verb *verb;

	if (!options_read(&u.options, arena, argc, argv, table, countof(table), 2, err))
		return false;
	verb = verb_of(u.options.words[1]);
	if (!check_words(&u, verb, err))
		return false;
	if (u.options.word_count > 2)
		u.person = str_of(u.options.words[2]);
	return user_open(&u, verb->writes, err) && verb->run(&u, err);
}

int cmd_user(int argc, char **argv)
{
	return options_run(run_user, user_help, argc, argv);
}
