/* session.c -- who sends this request: a session's cookie, an API key, or nobody.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/session.h"

#include "auth/key.h"
#include "auth/session.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/door.h"
#include "serve/touch.h"

#define BEARER STR("Bearer ")

static str authorization(const struct http_request *r)
{
	return http_header(r, STR("Authorization"));
}

/* A change asked for by a cookie must show that the page that asks has the session's token:
 * another site's page can send the cookie, but cannot read the token. */
static bool is_forged(struct call *call, struct auth *auth, str token)
{
	enum http_method method = http_method(call->r);

	return method != HTTP_GET && method != HTTP_HEAD && method != HTTP_OPTIONS &&
	       !session_csrf_fits(auth, token, http_header(call->r, DOOR_CSRF));
}

static bool refuse(struct call *call, enum err_kind kind, const char *code, const char *what,
                   const char *fix)
{
	struct err err = { 0 };

	err_set(&err, kind, code, "%s", what);
	err_fix(&err, "%s", fix);
	door_refuse(call->r, &err);
	return false;
}

static bool by_cookie(struct call *call, struct auth *auth, str token)
{
	struct session session;
	struct err err = { 0 };

	if (!who_by_session(auth, token, &call->who, &session, &err)) {
		call->who = who_anonymous();
		if (err.kind != ERR_DENIED) {
			call_problem(call, &err);
			return false;
		}
		call->expired = true;
		door_let_out(call->api, call->r);
		return true;
	}
	if (is_forged(call, auth, token))
		return refuse(call, ERR_DENIED, "session.csrf", "这个请求没有带页面的口令",
		              "请从本系统的页面提交；程序请用 API 密钥");
	if (session_due(auth, &session))
		touch_session(call->api->touch, token);
	return true;
}

static bool by_key(struct call *call, struct auth *auth, str text)
{
	struct err err = { 0 };
	struct key key;

	if (!who_by_key(auth, text, &call->who, &key, &err)) {
		call->who = who_anonymous();
		door_refuse(call->r, &err);
		return false;
	}
	if (key_due(auth, &key))
		touch_key(call->api->touch, key.id);
	return true;
}

bool session_who(struct call *call)
{
	str cookie = door_session(call->api, call->r);
	str header = authorization(call->r);
	struct auth auth;
	bool good;

	call->who = who_anonymous();
	if (cookie.n == 0 && header.n == 0)
		return true;
	if (cookie.n > 0 && header.n > 0)
		return refuse(call, ERR_INVALID, "session.both", "请求里既有会话又有密钥",
		              "只带其中一样");
	if (header.n > 0 && !str_starts(header, BEARER))
		return refuse(call, ERR_DENIED, "key.scheme", "Authorization 头只认 Bearer",
		              "写成 Authorization: Bearer gj_…");
	auth = door_auth(call->api, call->arena, call->desk, call->now);
	good = cookie.n > 0 ? by_cookie(call, &auth, cookie)
	                    : by_key(call, &auth, str_sub(header, BEARER.n, header.n));
	call->who.address = http_peer(call->r);
	return good;
}

bool session_again(struct auth *auth, const struct api *api, struct http_request *r,
                   struct auth_who *who, struct err *err)
{
	str cookie = door_session(api, r), header = authorization(r);

	if (cookie.n > 0)
		return who_by_session(auth, cookie, who, NULL, err);
	if (str_starts(header, BEARER))
		return who_by_key(auth, str_sub(header, BEARER.n, header.n), who, NULL, err);
	*who = who_anonymous();
	return true;
}
