/* signin.c -- signing in and out: sessions of the one who asks.
 *
 *     { "person": "…", "password": "…", "code": "123456" }
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/signin.h"

#include "auth/login.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/door.h"
#include "serve/me.h"
#include "serve/time.h"

#define CODE_BYTES 64

struct signin {
	struct login_asked asked;
	struct login login;
	struct login_grant grant;
	str old;  /* the token of a session that this one takes the place of */
	str code; /* a second factor's, shown later */
};

/* ---- signing in ---- */

static bool begin(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct signin *in = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	(void)w;
	(void)status;
	if (login_begin(&auth, &in->asked, &in->login, err))
		return true;
	ask->wait = in->login.pace.left;
	return false;
}

static void prove(struct ask *ask)
{
	struct signin *in = ask->with;

	login_prove(&in->login);
}

static void let_in(struct ask *ask)
{
	const struct signin *in = ask->with;

	door_let_in(ask->api, ask->r, &in->grant);
}

static bool finish(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct signin *in = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	if (!login_finish(&auth, &in->login, &in->grant, err) ||
	    (in->old.n > 0 && !session_close(&auth, in->old, err)) ||
	    !me_write(w, &auth, &in->grant.who, err))
		return false;
	ask->kept = let_in;
	*status = 201;
	return true;
}

static bool read_asked(struct call *call, struct login_asked *asked, struct err *err)
{
	const struct json *body = door_body(call);

	if (body == NULL)
		return false;
	asked->person = json_text(body, STR("person"));
	asked->password = json_text(body, STR("password"));
	asked->code = json_text(body, STR("code"));
	asked->device = door_device(call->api, call->r);
	asked->address = http_peer(call->r);
	asked->agent = http_header(call->r, STR("User-Agent"));
	if (asked->person.n > 0 && asked->password.n > 0 && asked->code.n <= CODE_BYTES)
		return true;
	err_set(err, ERR_INVALID, "session.body", "要写人员代码和口令");
	err_fix(err, "例如 {\"person\":\"…\",\"password\":\"…\"}；有第二因素的再写 code");
	call_problem(call, err);
	return false;
}

static void sign_in(struct call *call)
{
	struct signin *in = arena_make(call->arena, struct signin, 1);
	struct ask_how how = door_how;
	struct err err = { 0 };

	if (!door_secure(call->api, call->r)) {
		err_set(&err, ERR_REFUSED, "session.plain", "这里不是加密的连接，不能登录");
		err_fix(&err, "用 https 访问；或在前面加反向代理并写明 --proxies");
		call_problem(call, &err);
		return;
	}
	if (!read_asked(call, &in->asked, &err))
		return;
	if (call->who.session.n > 0)
		in->old = door_session(call->api, call->r);
	how.between = prove;
	how.after = finish;
	ask_write_as(call, begin, in, &how);
}

/* ---- the second factor, shown later ---- */

static bool raise(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct signin *in = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	if (!login_raise(&auth, in->old, in->code, &in->grant, err)) {
		ask->wait = in->grant.wait;
		return false;
	}
	if (!me_write(w, &auth, &in->grant.who, err))
		return false;
	ask->kept = let_in;
	*status = 200;
	return true;
}

/* Somebody known shows a wrong code: they stay known. */
static void refuse_code(struct http_request *r, const struct err *err)
{
	if (strcmp(err->code, "totp.code") == 0 || strcmp(err->code, "auth.factor") == 0)
		http_problem_err(r, err);
	else
		door_refuse(r, err);
}

static void show_factor(struct call *call)
{
	struct signin *in = arena_make(call->arena, struct signin, 1);
	struct ask_how how = door_how;
	const struct json *body;

	if (!door_in_session(call) || (body = door_body(call)) == NULL)
		return;
	in->old = door_session(call->api, call->r);
	in->code = str_sub(json_text(body, STR("code")), 0, CODE_BYTES);
	how.refuse = refuse_code;
	ask_write_as(call, raise, in, &how);
}

/* ---- signing out ---- */

static void let_out(struct ask *ask)
{
	door_let_out(ask->api, ask->r);
}

static bool close_own(struct ask *ask, struct desk *desk, struct jw *w, int *status,
                      struct err *err)
{
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	(void)w;
	ask->kept = let_out;
	*status = 204;
	return session_close(&auth, door_session(ask->api, ask->r), err);
}

static void sign_out(struct call *call)
{
	if (door_in_session(call))
		ask_write_as(call, close_own, NULL, &door_how);
}

static bool end_one(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct auth auth;
	struct auth_who who;

	(void)w;
	*status = 204;
	return door_again(ask, desk, &auth, &who, err) &&
	       session_end(&auth, &who, route_param(ask->match, STR("id")), err);
}

static void end_session(struct call *call)
{
	if (door_in_session(call))
		ask_write_as(call, end_one, NULL, &door_how);
}

static void write_session(struct call *call, struct jw *w, const struct session *s)
{
	jw_open(w, '{');
	jw_name_str(w, STR("id"), s->id);
	jw_name(w, STR("current"));
	jw_bool(w, str_eq(s->id, call->who.session));
	jw_name_str(w, STR("made"), time_text(call->arena, s->made));
	jw_name_str(w, STR("seen"), time_text(call->arena, s->seen));
	jw_name_str(w, STR("ends"), time_text(call->arena, s->ends));
	jw_name(w, STR("second_factor"));
	jw_bool(w, s->factor);
	jw_name_str(w, STR("address"), s->address);
	jw_name_str(w, STR("agent"), s->agent);
	jw_close(w);
}

static void list(struct call *call)
{
	struct auth auth = door_auth(call->api, call->arena, call->desk, call->now);
	struct session *sessions;
	struct err err = { 0 };
	struct jw w;
	size_t count;

	if (!door_in_session(call))
		return;
	if (!session_list(&auth, call->who.person, &sessions, &count, &err)) {
		call_problem(call, &err);
		return;
	}
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < count; i++)
		write_session(call, &w, &sessions[i]);
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

/* ---- operations ---- */

const struct api_op signin_op = {
	.id = "signIn",
	.tag = "sessions",
	.summary = "登录",
	.summary_en = "Signs in",
	.door = API_ANYONE,
	.run = sign_in,
	.request = "SignIn",
	.answer = "Me",
	.status = 201,
	.keyless = true,
};

const struct api_op signin_list_op = {
	.id = "listSessions",
	.tag = "sessions",
	.summary = "列出自己还在用的登录",
	.summary_en = "Lists your own sessions",
	.door = API_SELF,
	.run = list,
	.answer = "SessionList",
	.status = 200,
};

const struct api_op signin_out_op = {
	.id = "signOut",
	.tag = "sessions",
	.summary = "退出登录",
	.summary_en = "Signs out",
	.door = API_SELF,
	.run = sign_out,
	.status = 204,
	.keyless = true,
};

const struct api_op signin_end_op = {
	.id = "endSession",
	.tag = "sessions",
	.summary = "结束自己的一次登录",
	.summary_en = "Ends one of your own sessions",
	.door = API_SELF,
	.run = end_session,
	.status = 204,
	.keyless = true,
};

const struct api_op signin_factor_op = {
	.id = "showFactor",
	.tag = "sessions",
	.summary = "登录后补验第二因素，换新的会话",
	.summary_en = "Shows the second factor later; the session's token changes",
	.door = API_SELF,
	.run = show_factor,
	.request = "FactorCode",
	.answer = "Me",
	.status = 200,
	.keyless = true,
};
