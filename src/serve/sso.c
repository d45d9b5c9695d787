/* sso.c -- signing in at another house (OpenID Connect), and who its people are here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/sso.h"

#include "auth/identity.h"
#include "auth/login.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/door.h"
#include "serve/oidc.h"
#include "serve/time.h"

#define BACK_MOST 1024

struct trip {
	const struct oidc_provider *provider;
	struct identity_trip way;
	str state, browser, code; /* as they came back */
	str old;                  /* the session that this one takes the place of */
	str agent, subject;
	struct err err;           /* what the provider did not do */
	struct login_grant grant;
};

static const struct oidc_provider *provider_of(struct call *call)
{
	const struct oidc_provider *found = oidc_find(call->api->oidc,
	                                              route_param(call->match, STR("provider")));
	struct err err = { 0 };

	if (found != NULL && door_secure(call->api, call->r))
		return found;
	if (found == NULL)
		err_set(&err, ERR_UNKNOWN, "oidc.provider", "没有这个登录方");
	else
		err_set(&err, ERR_REFUSED, "session.plain", "这里不是加密的连接，不能登录");
	call_problem(call, &err);
	return NULL;
}

static void list(struct call *call)
{
	const struct oidc *oidc = call->api->oidc;
	struct jw w;

	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < oidc->count; i++) {
		jw_open(&w, '{');
		jw_name_str(&w, STR("id"), oidc->providers[i].id);
		jw_name_str(&w, STR("name"), oidc->providers[i].name);
		jw_name_str(&w, STR("start"), arena_printf(call->arena, "/api/v1/oidc/%.*s/start",
		                                           PSTR(oidc->providers[i].id)));
		jw_close(&w);
	}
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

/* ---- out ---- */

static void set_trip(struct ask *ask)
{
	const struct trip *trip = ask->with;

	door_set_trip(ask->api, ask->r, trip->way.browser);
}

static bool leave(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct trip *trip = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	(void)w;
	if (!identity_leave(&auth, &trip->way, err))
		return false;
	ask->location = oidc_address(ask->arena, trip->provider, trip->way.state, trip->way.nonce,
	                             trip->way.verifier);
	ask->kept = set_trip;
	*status = 303;
	return true;
}

/* A path of this site, and nothing that a browser takes for another one. */
static str read_back(struct call *call)
{
	str back = http_query(call->r, STR("to"));
	bool own = back.n > 0 && back.n <= BACK_MOST && back.at[0] == '/' &&
	           !str_starts(back, STR("//"));

	for (size_t i = 0; own && i < back.n; i++)
		own = back.at[i] > 0x20 && back.at[i] < 0x7f && back.at[i] != '\\';
	return own ? back : STR("/");
}

static void start(struct call *call)
{
	struct trip *trip = arena_make(call->arena, struct trip, 1);

	trip->provider = provider_of(call);
	if (trip->provider == NULL)
		return;
	trip->way.provider = trip->provider->id;
	trip->way.back = read_back(call);
	ask_write_as(call, leave, trip, &door_how);
}

/* ---- back ---- */

static bool arrive(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct trip *trip = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);

	(void)w;
	(void)status;
	if (!identity_return(&auth, trip->state, trip->browser, &trip->way, err))
		return false;
	return str_eq(trip->way.provider, trip->provider->id) ||
	       err_set(err, ERR_DENIED, "oidc.refused", "这次登录是从另一个登录方开始的");
}

static void exchange(struct ask *ask)
{
	struct trip *trip = ask->with;
	struct oidc_check check = { .provider = trip->provider,
		                    .nonce = trip->way.nonce,
		                    .now = ask->now };

	if (!oidc_exchange(ask->arena, &check, trip->code, trip->way.verifier, &trip->subject,
	                   &trip->err))
		trip->subject = (str){ 0 };
}

static void let_in(struct ask *ask)
{
	const struct trip *trip = ask->with;

	door_let_in(ask->api, ask->r, &trip->grant);
}

static bool finish(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct trip *trip = ask->with;
	struct auth auth = door_auth(ask->api, ask->arena, desk, ask->now);
	const struct identity_arrival arrival = { .issuer = trip->provider->issuer,
		                                  .subject = trip->subject,
		                                  .factor = trip->provider->factor,
		                                  .address = http_peer(ask->r),
		                                  .agent = trip->agent };

	(void)w;
	if (trip->subject.n == 0) {
		*err = trip->err;
		return false;
	}
	if (!identity_arrive(&auth, &arrival, &trip->grant, err) ||
	    (trip->old.n > 0 && !session_close(&auth, trip->old, err)))
		return false;
	ask->kept = let_in;
	ask->location = trip->way.back;
	*status = 303;
	return true;
}

static void come_back(struct call *call)
{
	struct trip *trip = arena_make(call->arena, struct trip, 1);
	str issuer = http_query(call->r, STR("iss"));
	struct ask_how how = door_how;
	struct err err = { 0 };

	trip->provider = provider_of(call);
	if (trip->provider == NULL)
		return;
	trip->state = http_query(call->r, STR("state"));
	trip->code = http_query(call->r, STR("code"));
	trip->browser = door_trip(call->api, call->r);
	trip->agent = http_header(call->r, STR("User-Agent"));
	if (call->who.session.n > 0)
		trip->old = door_session(call->api, call->r);
	if (trip->code.n == 0 || (issuer.n > 0 && !str_eq(issuer, trip->provider->issuer))) {
		err_set(&err, ERR_DENIED, "oidc.refused", "登录方没有让登录");
		err_fix(&err, "请重新登录");
		call_problem(call, &err);
		return;
	}
	how.between = exchange;
	how.after = finish;
	how.outside = true;
	ask_write_as(call, arrive, trip, &how);
}

/* ---- who is who ---- */

static void write_one(struct call *call, struct jw *w, const struct identity *i)
{
	jw_open(w, '{');
	jw_name_str(w, STR("person"), i->person);
	jw_name_str(w, STR("issuer"), i->issuer);
	jw_name_str(w, STR("subject"), i->subject);
	jw_name_str(w, STR("made"), time_text(call->arena, i->made));
	jw_name_str(w, STR("made_by"), i->made_by);
	jw_close(w);
}

static void list_known(struct call *call)
{
	struct auth auth = door_auth(call->api, call->arena, call->desk, call->now);
	struct identity *all;
	struct err err = { 0 };
	struct jw w;
	size_t count;

	if (!identity_list(&auth, &all, &count, &err)) {
		call_problem(call, &err);
		return;
	}
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < count; i++)
		write_one(call, &w, &all[i]);
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

struct binding {
	struct identity identity;
	bool off;
};

static bool bind(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	const struct binding *b = ask->with;
	struct auth auth;
	struct auth_who who;

	(void)w;
	*status = 204;
	return door_again(ask, desk, &auth, &who, err) &&
	       (b->off ? identity_unbind : identity_bind)(&auth, &who, &b->identity, err);
}

static void submit(struct call *call, str issuer, str subject, bool off)
{
	const struct ask_how how = { .beside = true };
	struct binding *b = arena_make(call->arena, struct binding, 1);

	b->off = off;
	b->identity = (struct identity){ .person = route_param(call->match, STR("person")),
		                         .issuer = issuer,
		                         .subject = subject };
	ask_write_as(call, bind, b, &how);
}

static void submit_bind(struct call *call)
{
	const struct json *body = door_body(call);

	if (body != NULL)
		submit(call, json_text(body, STR("issuer")), json_text(body, STR("subject")),
		       false);
}

static void submit_unbind(struct call *call)
{
	submit(call, http_query(call->r, STR("issuer")), http_query(call->r, STR("subject")),
	       true);
}

/* ---- operations ---- */

const struct api_op sso_list_op = {
	.id = "listLoginProviders",
	.tag = "sessions",
	.summary = "列出可以从哪里统一登录",
	.summary_en = "Lists the providers at which people may sign in",
	.door = API_ANYONE,
	.run = list,
	.answer = "LoginProviderList",
	.status = 200,
};

static const char *const start_queries[] = { "to", NULL };

const struct api_op sso_start_op = {
	.id = "startLogin",
	.tag = "sessions",
	.summary = "去统一登录的页面",
	.summary_en = "Sends the browser to the provider",
	.door = API_ANYONE,
	.run = start,
	.queries = start_queries,
	.status = 303,
};

static const char *const back_queries[] = { "code", "state", "iss", NULL };

const struct api_op sso_back_op = {
	.id = "finishLogin",
	.tag = "sessions",
	.summary = "从统一登录回来",
	.summary_en = "Comes back from the provider",
	.door = API_ANYONE,
	.run = come_back,
	.queries = back_queries,
	.status = 303,
};

const struct api_op sso_known_op = {
	.id = "listIdentities",
	.tag = "administration",
	.summary = "列出统一登录的号各是谁（三类管理员）",
	.summary_en = "Lists who the providers' subjects are here (for administrators)",
	.door = API_STAFF,
	.scope = "admin:*",
	.run = list_known,
	.answer = "IdentityList",
	.status = 200,
};

const struct api_op sso_bind_op = {
	.id = "bindIdentity",
	.tag = "administration",
	.summary = "登记统一登录的一个号是谁（系统管理员）",
	.summary_en = "Says who a provider's subject is (system administrator)",
	.door = API_STAFF,
	.scope = "admin:accounts",
	.run = submit_bind,
	.request = "IdentityWish",
	.status = 204,
};

static const char *const unbind_queries[] = { "issuer", "subject", NULL };

const struct api_op sso_unbind_op = {
	.id = "unbindIdentity",
	.tag = "administration",
	.summary = "取消统一登录的一个号（系统管理员）",
	.summary_en = "Takes a provider's subject away (system administrator)",
	.door = API_STAFF,
	.scope = "admin:accounts",
	.run = submit_unbind,
	.queries = unbind_queries,
	.status = 204,
};
