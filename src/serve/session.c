/* session.c -- who sends this request: a session's cookie, an API key, or nobody.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/session.h"

#include "auth/session.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"

#define BEARER STR("Bearer ")

/* A change asked for by a cookie must show that the page that asks has the session's token:
 * another site's page can send the cookie, but cannot read the token. */
static bool is_forged(struct call *call, struct auth *auth, str token)
{
	enum http_method method = http_method(call->r);

	return method != HTTP_GET && method != HTTP_HEAD && method != HTTP_OPTIONS &&
	       !session_csrf_fits(auth, token, http_header(call->r, SESSION_CSRF));
}

static bool refuse(struct call *call, enum err_kind kind, const char *code, const char *what,
                   const char *fix)
{
	struct err err = { 0 };

	err_set(&err, kind, code, "%s", what);
	err_fix(&err, "%s", fix);
	call_problem(call, &err);
	return false;
}

static bool by_cookie(struct call *call, struct auth *auth, str token)
{
	struct err err = { 0 };

	if (!who_by_session(auth, token, &call->who, NULL, &err)) {
		call->who = who_anonymous();
		http_set(call->r, STR("Set-Cookie"),
		         STR("__Host-guiju=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
		return true;
	}
	if (is_forged(call, auth, token))
		return refuse(call, ERR_DENIED, "session.csrf", "这个请求没有带页面的口令",
		              "请从本系统的页面提交；程序请用 API 密钥");
	return true;
}

bool session_who(struct call *call)
{
	str cookie = http_cookie(call->r, SESSION_COOKIE);
	str header = http_header(call->r, STR("Authorization"));
	struct err err = { 0 };
	struct auth auth;

	call->who = who_anonymous();
	if (cookie.n == 0 && header.n == 0)
		return true;
	if (cookie.n > 0 && header.n > 0)
		return refuse(call, ERR_INVALID, "session.both", "请求里既有会话又有密钥",
		              "只带其中一样");
	if (!auth_open(&auth, call->arena, desk_db(call->desk), call->api->folder, false, call->now,
	               &err)) {
		call_problem(call, &err);
		return false;
	}
	auth.people = desk_world(call->desk)->people;
	auth.issuer = call->api->name;
	if (cookie.n > 0)
		return by_cookie(call, &auth, cookie);
	if (!str_starts(header, BEARER))
		return refuse(call, ERR_DENIED, "key.scheme", "Authorization 头只认 Bearer",
		              "写成 Authorization: Bearer gj_…");
	if (who_by_key(&auth, str_sub(header, BEARER.n, header.n), &call->who, &err))
		return true;
	call_problem(call, &err);
	return false;
}
