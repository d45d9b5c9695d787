/* who.c -- who is asking, and by what right: found anew at every request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/who.h"

#include "auth/account.h"
#include "auth/key.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/people.h"

struct auth_who who_anonymous(void)
{
	return (struct auth_who){ .kind = WHO_ANONYMOUS };
}

struct auth_who who_person(struct auth *auth, str person)
{
	struct auth_who who = { .kind = WHO_STAFF, .person = person, .second_factor = true };
	const struct people_post *post = NULL;
	day on = auth_today(auth);

	if (auth->people == NULL) {
		who.bar = WHO_NO_POST;
		return who;
	}
	while ((post = people_next(auth->people, person, on, post)) != NULL) {
		who.posts = arena_grow(auth->arena, who.posts, who.post_count * sizeof(*who.posts),
		                       (who.post_count + 1) * sizeof(*who.posts));
		who.posts[who.post_count++] = post;
		who.name = post->person_name;
	}
	who.power = admin_of(auth->people, person, on);
	who.bar = who.post_count == 0 ? WHO_NO_POST : WHO_FREE;
	return who;
}

static enum who_bar bar_of(const struct auth *auth, const struct account *account,
                           const struct auth_who *who)
{
	if (account_password_old(auth, account))
		return WHO_OLD_PASSWORD;
	if (auth->profile == AUTH_DJBH3 && !who->second_factor)
		return WHO_NO_FACTOR;
	return who->bar;
}

static bool load_open(struct auth *auth, str person, struct account *account, struct err *err)
{
	bool found;

	if (!account_find(auth, person, account, &found, err))
		return false;
	if (found && account->state == ACCOUNT_ACTIVE)
		return true;
	err_set(err, ERR_DENIED, "account.closed", "账户已停用");
	return err_fix(err, "请与系统管理员联系");
}

bool who_by_session(struct auth *auth, str token, struct auth_who *who, struct session *session,
                    struct err *err)
{
	struct session found;
	struct account account;
	struct auth_who made;

	if (!session_find(auth, token, &found, err) ||
	    !load_open(auth, found.person, &account, err))
		return false;
	made = who_person(auth, found.person);
	made.second_factor = found.factor;
	made.session = found.id;
	made.csrf = session_csrf(auth, token);
	made.address = found.address;
	made.bar = bar_of(auth, &account, &made);
	*who = made;
	if (session != NULL)
		*session = found;
	return true;
}

bool who_by_key(struct auth *auth, str text, struct auth_who *who, struct key *found,
                struct err *err)
{
	struct account account;
	struct auth_who made;
	struct key key;

	if (!key_find(auth, text, &key, err) || !load_open(auth, key.person, &account, err))
		return false;
	made = who_person(auth, key.person);
	made.kind = WHO_KEY;
	made.second_factor = false;
	made.key = key.id;
	made.scopes = key.scopes;
	*who = made;
	if (found != NULL)
		*found = key;
	return true;
}

static bool power_fits(enum admin_power power, str scope)
{
	if (str_eq(scope, STR("admin:accounts")))
		return power == ADMIN_SYSTEM;
	if (str_eq(scope, STR("admin:rights")))
		return power == ADMIN_SECURITY;
	if (str_eq(scope, STR("admin:audit")))
		return power == ADMIN_AUDIT;
	return false;
}

bool who_may(const struct auth_who *who, str scope)
{
	if ((who->kind != WHO_STAFF && who->kind != WHO_KEY) || who->bar != WHO_FREE)
		return false;
	if (who->kind == WHO_KEY && !key_has(who->scopes, scope))
		return false;
	return !str_starts(scope, STR("admin:")) || power_fits(who->power, scope);
}

bool who_check(const struct auth_who *who, struct err *err)
{
	if (who->kind != WHO_STAFF && who->kind != WHO_KEY) {
		err_set(err, ERR_DENIED, "who.anonymous", "要先登录");
		return err_fix(err, "登录后再办");
	}
	if (who->bar == WHO_OLD_PASSWORD) {
		err_set(err, ERR_DENIED, "who.password", "口令已满期限，要先更换");
		return err_rule(err, STR("GB/T 22239-2019 8.1.4.1"));
	}
	if (who->bar == WHO_NO_FACTOR) {
		err_set(err, ERR_DENIED, "who.factor", "要先登记第二因素，并用它登录");
		return err_rule(err, STR("GB/T 22239-2019 8.1.4.1"));
	}
	if (who->bar == WHO_FREE)
		return true;
	err_set(err, ERR_DENIED, "who.post", "%.*s今天没有职务", PSTR(who->person));
	return err_fix(err, "先在任职名录中登记其职务");
}
