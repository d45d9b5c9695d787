/* me.c -- who is asking, and what they do about their own account.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/me.h"

#include "auth/account.h"
#include "auth/login.h"
#include "auth/renew.h"
#include "auth/session.h"
#include "auth/totp.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "engine/people.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/door.h"

/* ---- who ---- */

static void write_day(struct jw *w, str name, day on)
{
	struct buf buf;

	buf_init(&buf, w->buf->arena, 16);
	day_write(&buf, on);
	jw_name_str(w, name, buf_str(&buf));
}

static void write_posts(struct jw *w, const struct auth *auth, const struct auth_who *who)
{
	jw_name(w, STR("posts"));
	jw_open(w, '[');
	for (size_t i = 0; i < who->post_count; i++) {
		const struct people_post *post = who->posts[i];

		jw_open(w, '{');
		jw_name_str(w, STR("organ"), post->organ);
		jw_name_str(w, STR("organ_name"), people_organ_name(auth->people, post->organ));
		jw_name_str(w, STR("post"), post->post);
		write_day(w, STR("from"), post->from);
		if (post->to != DAY_NONE)
			write_day(w, STR("to"), post->to);
		jw_close(w);
	}
	jw_close(w);
}

static void write_scopes(struct jw *w, const struct auth_who *who)
{
	static const char *const all[] = { "read",           "figure",       "step:*",
		                           "admin:accounts", "admin:rights", "admin:audit" };
	str scopes = who->scopes, one;

	jw_name(w, STR("scopes"));
	jw_open(w, '[');
	for (size_t i = 0; who->kind != WHO_KEY && i < countof(all); i++)
		if (who_may(who, str_of(all[i])))
			jw_str(w, str_of(all[i]));
	while (scopes.n > 0) {
		str_cut(&scopes, STR("\n"), &one);
		jw_str(w, one);
	}
	jw_close(w);
}

static void write_bar(struct jw *w, const struct auth_who *who)
{
	static const char *const bars[] = { "none", "post", "password", "factor" };
	struct err err = { 0 };

	jw_name_str(w, STR("bar"), str_of(bars[who->bar]));
	if (who_check(who, &err))
		return;
	jw_name_str(w, STR("todo"), str_of(err.what));
}

bool me_write(struct jw *w, struct auth *auth, const struct auth_who *who, struct err *err)
{
	static const char *const powers[] = { "none", "system", "security", "audit" };
	struct account account;
	bool found;

	if (!account_find(auth, who->person, &account, &found, err))
		return false;
	jw_open(w, '{');
	jw_name_str(w, STR("person"), who->person);
	jw_name_str(w, STR("name"), who->name);
	jw_name_str(w, STR("kind"), who->kind == WHO_KEY ? STR("key") : STR("staff"));
	write_posts(w, auth, who);
	jw_name_str(w, STR("power"), str_of(powers[who->power]));
	write_scopes(w, who);
	write_bar(w, who);
	jw_name(w, STR("second_factor"));
	jw_bool(w, who->second_factor);
	jw_name(w, STR("factor_enrolled"));
	jw_bool(w, found && account.factor);
	if (who->session.n > 0) {
		jw_name_str(w, STR("session"), who->session);
		jw_name_str(w, STR("csrf"), who->csrf);
	}
	if (who->key.n > 0)
		jw_name_str(w, STR("key"), who->key);
	jw_close(w);
	return true;
}

static void show(struct call *call)
{
	struct auth auth = door_auth(call->api, call->arena, call->desk, call->now);
	struct err err = { 0 };
	struct jw w;

	call_json_begin(call, &w);
	if (me_write(&w, &auth, &call->who, &err))
		call_json_send(call, 200, &w);
	else
		call_problem(call, &err);
}

/* ---- a password shown again, and what is done with it ---- */

struct own {
	struct renew_asked asked;
	struct renew renew;
	str code;
	/* What follows on a right password; NULL: nothing. */
	bool (*then)(struct ask *ask, struct auth *auth, struct jw *w, struct err *err);
	struct login_grant grant;
};

static bool begin(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct own *own = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	(void)w;
	(void)status;
	if (renew_begin(&auth, &own->asked, &own->renew, err))
		return true;
	ask->wait = own->renew.pace.left;
	return false;
}

static void prove(struct ask *ask)
{
	struct own *own = ask->with;

	renew_prove(&own->renew, ask->arena);
}

/* A wrong code leaves the attempt counted: codes are not to be tried out behind a password. */
static bool finish(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct own *own = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);
	struct auth_who who;

	*status = own->then == NULL ? 204 : 200;
	if (own->asked.session.n > 0 && !door_again(ask, desk, &auth, &who, err))
		return false; /* ended meanwhile */
	if (own->renew.proven && own->then != NULL && !own->then(ask, &auth, w, err))
		return false;
	return renew_finish(&auth, &own->renew, err);
}

/* Who is known stays known when a password or code of theirs is wrong. */
static void refuse_known(struct http_request *r, const struct err *err)
{
	http_problem_err(r, err);
}

static void submit(struct call *call, struct own *own)
{
	struct ask_how how = door_how;

	own->asked.address = http_peer(call->r);
	how.between = prove;
	how.after = finish;
	how.refuse = refuse_known;
	ask_write_as(call, begin, own, &how);
}

/* The person's own, with {"password", "code"}. */
static void submit_own(struct call *call,
                       bool (*then)(struct ask *ask, struct auth *auth, struct jw *w,
                                    struct err *err))
{
	struct own *own = arena_make(call->arena, struct own, 1);
	const struct json *body;

	if (!door_in_session(call) || (body = door_body(call)) == NULL)
		return;
	own->asked = (struct renew_asked){ .way = RENEW_PROVE,
		                           .person = call->who.person,
		                           .session = call->who.session,
		                           .proof = json_text(body, STR("password")) };
	own->code = json_text(body, STR("code"));
	own->then = then;
	submit(call, own);
}

static void change_password(struct call *call)
{
	struct own *own = arena_make(call->arena, struct own, 1);
	const struct json *body;

	if (!door_in_session(call) || (body = door_body(call)) == NULL)
		return;
	own->asked = (struct renew_asked){ .way = RENEW_BY_PASSWORD,
		                           .person = call->who.person,
		                           .session = call->who.session,
		                           .proof = json_text(body, STR("present")),
		                           .password = json_text(body, STR("password")) };
	submit(call, own);
}

static void enrol(struct call *call)
{
	struct own *own = arena_make(call->arena, struct own, 1);
	struct err err = { 0 };
	const struct json *body;

	if (!door_secure(call->api, call->r)) {
		err_set(&err, ERR_REFUSED, "session.plain", "这里不是加密的连接，不能设口令");
		err_fix(&err, "用 https 访问；或在前面加反向代理并写明 --proxies");
		call_problem(call, &err);
		return;
	}
	if ((body = door_body(call)) == NULL)
		return;
	own->asked = (struct renew_asked){ .way = RENEW_BY_CODE,
		                           .person = json_text(body, STR("person")),
		                           .proof = json_text(body, STR("code")),
		                           .password = json_text(body, STR("password")) };
	submit(call, own);
}

/* ---- the second factor ---- */

static bool begin_totp(struct ask *ask, struct auth *auth, struct jw *w, struct err *err)
{
	const struct own *own = ask->with;
	str uri;

	if (!totp_enrol(auth, own->asked.person, &uri, err))
		return false;
	jw_open(w, '{');
	jw_name_str(w, STR("uri"), uri);
	jw_close(w);
	return true;
}

static void write_codes(struct jw *w, const str *codes)
{
	jw_name(w, STR("recovery_codes"));
	jw_open(w, '[');
	for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++)
		jw_str(w, codes[i]);
	jw_close(w);
}

static void let_in(struct ask *ask)
{
	const struct own *own = ask->with;

	door_let_in(ask->api, ask->r, &own->grant);
}

/* The code was shown in this session: its rights rise, so its token changes. */
static bool confirm_totp(struct ask *ask, struct auth *auth, struct jw *w, struct err *err)
{
	struct own *own = ask->with;
	str *codes;

	if (!totp_confirm(auth, own->asked.person, own->code, &codes, err) ||
	    !session_rotate(auth, door_session(ask->api, ask->r), true, &own->grant.token, err) ||
	    !who_by_session(auth, own->grant.token, &own->grant.who, NULL, err))
		return false;
	jw_open(w, '{');
	write_codes(w, codes);
	jw_name(w, STR("me"));
	if (!me_write(w, auth, &own->grant.who, err))
		return false;
	jw_close(w);
	ask->kept = let_in;
	return true;
}

static bool renew_codes(struct ask *ask, struct auth *auth, struct jw *w, struct err *err)
{
	const struct own *own = ask->with;
	bool recovered;
	str *codes;

	if (!totp_use(auth, own->asked.person, own->code, &recovered, err) ||
	    !totp_recovery(auth, own->asked.person, &codes, err))
		return false;
	jw_open(w, '{');
	write_codes(w, codes);
	jw_close(w);
	return true;
}

static void start_totp(struct call *call)
{
	submit_own(call, begin_totp);
}

static void finish_totp(struct call *call)
{
	submit_own(call, confirm_totp);
}

static void recover(struct call *call)
{
	submit_own(call, renew_codes);
}

/* ---- operations ---- */

const struct api_op me_op = {
	.id = "showMe",
	.tag = "me",
	.summary = "看自己是谁：职务、权限、先要办的事、页面口令",
	.summary_en = "Shows who you are: posts, scopes, what is due first, CSRF token",
	.door = API_SELF,
	.run = show,
	.answer = "Me",
	.status = 200,
};

#define OWN(name_, id_, zh_, en_, run_, request_, answer_, status_, door_) \
	const struct api_op name_ = {                                      \
		.id = id_,                                                 \
		.tag = "me",                                               \
		.summary = zh_,                                            \
		.summary_en = en_,                                         \
		.door = door_,                                             \
		.run = run_,                                               \
		.request = request_,                                       \
		.answer = answer_,                                         \
		.status = status_,                                         \
		.keyless = true,                                           \
	}

OWN(me_password_op, "changePassword", "换口令；其他登录都结束",
    "Changes your password; your other sessions end", change_password, "PasswordChange", NULL, 204,
    API_SELF);
OWN(me_totp_op, "beginFactor", "登记第二因素：得到给手机验证器的地址",
    "Begins to enrol a second factor: gives the authenticator's URI", start_totp, "Proof",
    "FactorUri", 200, API_SELF);
OWN(me_confirm_op, "confirmFactor", "用第一个验证码确认第二因素；恢复码只给这一次",
    "Confirms the second factor by a first code; recovery codes are shown once", finish_totp,
    "ProofWithCode", "FactorConfirmed", 200, API_SELF);
OWN(me_recovery_op, "renewRecoveryCodes", "换一组恢复码", "Makes new recovery codes", recover,
    "ProofWithCode", "RecoveryCodes", 200, API_SELF);
OWN(me_enrol_op, "enrol", "用登记码设口令", "Sets a password with an enrolment code", enrol,
    "Enrolment", NULL, 204, API_ANYONE);
