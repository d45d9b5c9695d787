/* login.c -- signing in, in three parts, so that the slow one holds nobody up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/login.h"

#include "auth/account.h"
#include "auth/device.h"
#include "auth/password.h"
#include "auth/seclog.h"
#include "auth/session.h"
#include "auth/totp.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

#define LOGIN_PERSON 120 /* bytes of a person's code that are looked at */

static bool note(struct auth *auth, const struct login_asked *asked, const char *kind, bool good,
                 str detail, struct err *err)
{
	const struct seclog_row row = {
		.kind = kind,
		.good = good,
		.person = str_sub(asked->person, 0, LOGIN_PERSON),
		.actor = good ? asked->person : (str){ 0 },
		.address = asked->address,
		.detail = detail,
	};
	bool mine;

	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine, seclog_add(auth, &row, err), err);
}

static bool take_turn(struct auth *auth, const struct login_asked *asked, str device,
                      struct pace *pace, struct err *err)
{
	bool mine;

	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine,
	                pace_take(auth, pace, str_sub(asked->person, 0, LOGIN_PERSON),
	                          asked->address, device, err),
	                err);
}

/* A failure, with the wait that it brings. */
static bool note_failed(struct auth *auth, const struct login *login, const char *what,
                        struct err *err)
{
	str detail = login->pace.wait == 0 ? str_of(what)
	                                   : arena_printf(auth->arena, "%s；%lld 秒内不再受理",
	                                                  what, (long long)login->pace.wait);

	return note(auth, &login->asked, "login", false, detail, err);
}

bool login_begin(struct auth *auth, const struct login_asked *asked, struct login *login,
                 struct err *err)
{
	struct login made = { .asked = *asked, .phc = password_nobody(), .arena = auth->arena };
	struct account account;
	bool found;

	if (!device_find(auth, asked->device, asked->person, &made.device, err))
		return false;
	if (!take_turn(auth, asked, made.device, &made.pace, err)) {
		login->pace = made.pace;
		return false;
	}
	if (!account_find(auth, asked->person, &account, &found, err))
		return false;
	made.known = found && account.state == ACCOUNT_ACTIVE && account.password.n > 0;
	if (made.known) {
		made.phc = account.password.at;
		made.factor = account.factor;
	}
	*login = made;
	return true;
}

void login_prove(struct login *login)
{
	bool fits = password_fits(login->asked.password, login->phc);
	struct chance chance;
	struct err ignored = { 0 };

	login->proven = fits && login->known;
	if (!login->proven || !password_outdated(str_of(login->phc), password_cost_now()))
		return;
	chance_real(&chance);
	if (!password_hash(login->arena, login->asked.password, password_cost_now(), &chance,
	                   &login->fresh, &ignored))
		login->fresh = (str){ 0 }; /* the old one holds until the next time */
}

static bool refused(struct auth *auth, const struct login *login, struct err *err)
{
	if (!note_failed(auth, login, "口令不对", err))
		return false;
	err_set(err, ERR_DENIED, "auth.refused", "人员代码或口令不对");
	return err_fix(err, "核对后再试；口令忘了的，请系统管理员发登记码");
}

static bool ask_factor(struct auth *auth, const struct login *login, struct err *err)
{
	if (!note_failed(auth, login, "还要第二因素", err))
		return false;
	err_set(err, ERR_DENIED, "auth.factor", "还要第二因素的验证码");
	return err_fix(err, "填写手机上的六位验证码，或一个恢复码");
}

static bool check_factor(struct auth *auth, const struct login *login, struct err *err)
{
	struct err noted = { 0 };
	bool recovered;

	if (!login->factor)
		return true;
	if (login->asked.code.n == 0)
		return ask_factor(auth, login, err);
	if (totp_use(auth, login->asked.person, login->asked.code, &recovered, err))
		return true;
	if (err->kind == ERR_DENIED && !note_failed(auth, login, "验证码不对", &noted))
		*err = noted;
	return false;
}

/* All that a login leaves behind, in one transaction. */
static bool settle(struct auth *auth, struct login *login, struct login_grant *grant,
                   struct err *err)
{
	const struct login_asked *asked = &login->asked;
	struct session session = { .person = asked->person,
		                   .factor = login->factor,
		                   .address = asked->address,
		                   .agent = asked->agent };

	if (!pace_forget(auth, &login->pace, err) ||
	    !device_keep(auth, asked->person, &login->device, &grant->device, err))
		return false;
	session.device = login->device;
	return session_open(auth, &session, &grant->token, err) &&
	       (login->fresh.n == 0 ||
	        account_rehash(auth, asked->person, login->fresh, err)) &&
	       note(auth, asked, "login", true, (str){ 0 }, err);
}

/* Closed or given another password since the beginning: then nothing is proven. */
static bool still_so(struct auth *auth, struct login *login, struct err *err)
{
	struct account account;
	bool found;

	if (!account_find(auth, login->asked.person, &account, &found, err))
		return false;
	login->proven = login->proven && found && account.state == ACCOUNT_ACTIVE &&
	                str_eq(account.password, str_of(login->phc));
	return true;
}

bool login_finish(struct auth *auth, struct login *login, struct login_grant *grant,
                  struct err *err)
{
	struct login_grant made = { 0 };
	bool mine;

	if (!still_so(auth, login, err))
		return false;
	if (!login->proven)
		return refused(auth, login, err);
	if (!check_factor(auth, login, err) || !auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine, settle(auth, login, &made, err), err) ||
	    !who_by_session(auth, made.token, &made.who, NULL, err))
		return false;
	*grant = made;
	return true;
}

bool login_now(struct auth *auth, const struct login_asked *asked, struct login_grant *grant,
               struct err *err)
{
	struct login login;

	if (!login_begin(auth, asked, &login, err))
		return false;
	login_prove(&login);
	return login_finish(auth, &login, grant, err);
}

static bool raise(struct auth *auth, const struct login *login, str token,
                  struct login_grant *grant, struct err *err)
{
	return pace_forget(auth, &login->pace, err) &&
	       session_rotate(auth, token, true, &grant->token, err) &&
	       note(auth, &login->asked, "login.factor", true, (str){ 0 }, err);
}

bool login_raise(struct auth *auth, str token, str code, struct login_grant *grant, struct err *err)
{
	struct login_grant made = { 0 };
	struct session session;
	struct login login = { .factor = true };
	bool mine;

	if (!session_find(auth, token, &session, err))
		return false;
	login.asked = (struct login_asked){ .person = session.person,
		                            .code = code,
		                            .address = session.address };
	if (!take_turn(auth, &login.asked, session.device, &login.pace, err)) {
		grant->wait = login.pace.left;
		return false;
	}
	if (!check_factor(auth, &login, err) || !auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine, raise(auth, &login, token, &made, err), err) ||
	    !who_by_session(auth, made.token, &made.who, NULL, err))
		return false;
	*grant = made;
	return true;
}
