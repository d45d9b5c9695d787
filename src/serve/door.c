/* door.c -- the door of the store behind HTTP: its key and profile at hand, its cookies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/door.h"

#include "auth/account.h"
#include "auth/login.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/session.h"

#define DEVICE_SECONDS 31536000 /* a year */

const struct ask_how door_how = { .beside = true, .fleeting = true, .refuse = door_refuse };

/* ---- the key and the profile ---- */

bool door_start(struct arena *arena, struct api *api, struct desk *desk, bool *empty,
                struct err *err)
{
	struct account *list;
	struct auth auth;
	size_t count;

	if (!auth_open(&auth, arena, desk_db(desk), api->folder, true, clock_now(&api->clock),
	               err) ||
	    !account_list(&auth, &list, &count, err))
		return false;
	*empty = true;
	for (size_t i = 0; i < count; i++)
		*empty = *empty && list[i].state != ACCOUNT_ACTIVE;
	api->door.key = auth.key;
	api->door.profile = (int)auth.profile;
	return true;
}

struct auth door_auth(const struct api *api, struct arena *arena, struct desk *desk, instant now)
{
	struct auth auth = { .arena = arena,
		             .db = desk_db(desk),
		             .people = desk_world(desk)->people,
		             .now = now,
		             .key = api->door.key,
		             .profile = (enum auth_profile)api->door.profile,
		             .issuer = api->name };

	chance_real(&auth.chance);
	return auth;
}

bool door_again(struct ask *ask, struct desk *desk, struct auth *auth, struct auth_who *who,
                struct err *err)
{
	*auth = door_auth(ask->api, ask->arena, desk, ask->now);
	if (!session_again(auth, ask->api, ask->r, who, err))
		return false;
	who->address = http_peer(ask->r);
	return true;
}

/* ---- cookies ---- */

/* The prefix __Host- makes the browser see to it that only this host, over TLS, sets it. */
static const char *session_name(const struct api *api)
{
	return api->plain_cookies ? "guiju-plain" : "__Host-guiju";
}

static const char *device_name(const struct api *api)
{
	return api->plain_cookies ? "guiju-plain-device" : "__Host-guiju-device";
}

static const char *trip_name(const struct api *api)
{
	return api->plain_cookies ? "guiju-plain-trip" : "__Host-guiju-trip";
}

bool door_secure(const struct api *api, const struct http_request *r)
{
	return api->plain_cookies || api->secure || http_secure(r);
}

str door_session(const struct api *api, const struct http_request *r)
{
	return http_cookie(r, str_of(session_name(api)));
}

str door_device(const struct api *api, const struct http_request *r)
{
	return http_cookie(r, str_of(device_name(api)));
}

static void set_cookie(const struct api *api, struct http_request *r, const char *name,
                       str value, const char *age)
{
	http_set(r, STR("Set-Cookie"),
	         arena_printf(http_arena(r), "%s=%.*s; Path=/; %sHttpOnly; SameSite=Lax%s", name,
	                      PSTR(value), api->plain_cookies ? "" : "Secure; ", age));
}

void door_let_in(const struct api *api, struct http_request *r, const struct login_grant *grant)
{
	str age = arena_printf(http_arena(r), "; Max-Age=%d", DEVICE_SECONDS);

	set_cookie(api, r, session_name(api), grant->token, "");
	if (grant->device.n > 0)
		set_cookie(api, r, device_name(api), grant->device, age.at);
}

str door_trip(const struct api *api, const struct http_request *r)
{
	return http_cookie(r, str_of(trip_name(api)));
}

void door_set_trip(const struct api *api, struct http_request *r, str browser)
{
	set_cookie(api, r, trip_name(api), browser, "; Max-Age=600");
}

void door_let_out(const struct api *api, struct http_request *r)
{
	set_cookie(api, r, session_name(api), (str){ 0 }, "; Max-Age=0");
}

/* ---- refusals ---- */

static bool means_nobody(const struct err *err)
{
	static const char *const codes[] = {
		"who.anonymous", "session.unknown", "session.expired", "account.closed",
		"key.unknown",   "key.expired",     "key.revoked",     "key.scheme",
		"auth.refused",  "auth.factor",     "totp.code",       "oidc.refused",
	};

	for (size_t i = 0; i < countof(codes); i++)
		if (strcmp(err->code, codes[i]) == 0)
			return err->kind == ERR_DENIED;
	return false;
}

void door_refuse(struct http_request *r, const struct err *err)
{
	if (!means_nobody(err)) {
		http_problem_err(r, err);
		return;
	}
	http_set(r, STR("WWW-Authenticate"), STR("Bearer realm=\"guiju\""));
	http_problem_err_as(r, err, 401);
}

/* A page of another site can send a form or plain text, and it can make the browser sign in as
 * somebody else, whose work the person then does. */
static bool is_from_elsewhere(struct call *call)
{
	str site = http_header(call->r, STR("Sec-Fetch-Site"));

	return site.n > 0 && !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none"));
}

static bool is_json(struct call *call)
{
	return field_same(field_bare(http_header(call->r, STR("Content-Type"))),
	                  STR("application/json"));
}

const struct json *door_body(struct call *call)
{
	const struct json *body = NULL;
	struct err err = { 0 };

	if (is_from_elsewhere(call)) {
		err_set(&err, ERR_DENIED, "session.site", "请求来自别的网站的页面");
		err_fix(&err, "请从本系统的页面提交");
	} else if (!is_json(call)) {
		http_problem_plain(call->r, 415, STR("要写 Content-Type: application/json"));
		return NULL;
	} else if ((body = json_read(call->arena, http_body(call->r), &err)) != NULL &&
	           body->kind != JSON_MAP) {
		err_set(&err, ERR_INVALID, "body.kind", "正文要是一个 JSON 对象");
	}
	if (err.kind == ERR_NONE)
		return body;
	call_problem(call, &err);
	return NULL;
}

bool door_in_session(struct call *call)
{
	struct err err = { 0 };

	if (call->who.session.n > 0)
		return true;
	err_set(&err, ERR_DENIED, "session.needed", "这件事要本人登录后办，不能用密钥");
	call_problem(call, &err);
	return false;
}
