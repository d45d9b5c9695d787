/* keys.c -- keys for programs, what the store asks of passwords, and the log of the door.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/keys.h"

#include "auth/account.h"
#include "auth/key.h"
#include "auth/seclog.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/door.h"
#include "serve/time.h"

#define LOG_PAGE 100
#define LOG_MOST 1000
#define KEY_DAYS 90

/* ---- keys ---- */

static void write_key(struct call *call, struct jw *w, const struct key *key)
{
	str scopes = key->scopes, one;

	jw_open(w, '{');
	jw_name_str(w, STR("id"), key->id);
	jw_name_str(w, STR("person"), key->person);
	jw_name_str(w, STR("name"), key->name);
	jw_name(w, STR("scopes"));
	jw_open(w, '[');
	while (scopes.n > 0) {
		str_cut(&scopes, STR("\n"), &one);
		jw_str(w, one);
	}
	jw_close(w);
	jw_name_str(w, STR("made"), time_text(call->arena, key->made));
	jw_name_str(w, STR("made_by"), key->made_by);
	jw_name_str(w, STR("expires"), time_text(call->arena, key->expires));
	if (key->used != INSTANT_NONE)
		jw_name_str(w, STR("used"), time_text(call->arena, key->used));
	jw_name(w, STR("revoked"));
	jw_bool(w, key->revoked);
	jw_close(w);
}

/* Everybody's for the security administrator; one's own for anybody. */
static void list(struct call *call)
{
	struct auth auth = door_auth(call->api, call->arena, call->desk, call->now);
	bool all = who_may(&call->who, STR("admin:rights"));
	struct err err = { 0 };
	struct key *keys;
	struct jw w;
	size_t count;

	if (!key_list(&auth, all ? http_query(call->r, STR("person")) : call->who.person, &keys,
	              &count, &err)) {
		call_problem(call, &err);
		return;
	}
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < count; i++)
		write_key(call, &w, &keys[i]);
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

struct wish {
	struct key key;
	int days;
	str profile;
	int64_t from, limit;
};

static bool make(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	const struct wish *wish = ask->with;
	struct auth auth;
	struct auth_who who;
	str text;

	if (!door_again(ask, desk, &auth, &who, err) ||
	    !key_make(&auth, &who, &wish->key, wish->days, &text, err))
		return false;
	jw_open(w, '{');
	jw_name_str(w, STR("id"), str_sub(text, 3, 19));
	jw_name_str(w, STR("key"), text);
	jw_name_str(w, STR("expires"),
	            time_text(ask->arena, ask->now + wish->days * INSTANT_DAY));
	jw_close(w);
	*status = 201;
	return true;
}

static str join_scopes(struct call *call, const struct json *scopes)
{
	struct buf buf;

	buf_init(&buf, call->arena, (size_t)64 << 10);
	for (size_t i = 0; scopes != NULL && scopes->kind == JSON_LIST && i < scopes->count; i++)
		buf_printf(&buf, "%s%.*s", i > 0 ? "\n" : "", PSTR(scopes->items[i].text));
	return buf_str(&buf);
}

static void submit_make(struct call *call)
{
	const struct ask_how how = { .beside = true, .veiled = true };
	struct wish *wish = arena_make(call->arena, struct wish, 1);
	const struct json *body = door_body(call);
	int64_t days;

	if (body == NULL)
		return;
	days = json_int(body, STR("days"), KEY_DAYS);
	wish->days = days > 0 && days <= LIMIT_KEY_DAYS ? (int)days : 0;
	wish->key.person = json_text(body, STR("person"));
	wish->key.name = json_text(body, STR("name"));
	wish->key.scopes = join_scopes(call, json_get(body, STR("scopes")));
	ask_write_as(call, make, wish, &how);
}

static bool revoke(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct auth auth;
	struct auth_who who;

	(void)w;
	*status = 204;
	return door_again(ask, desk, &auth, &who, err) &&
	       key_revoke(&auth, &who, route_param(ask->match, STR("id")), err);
}

static void submit_revoke(struct call *call)
{
	const struct ask_how how = { .beside = true };

	ask_write_as(call, revoke, NULL, &how);
}

/* ---- the profile ---- */

static str profile_name(enum auth_profile profile)
{
	return profile == AUTH_DJBH3 ? STR("djbh3") : STR("plain");
}

static void write_profile(struct jw *w, enum auth_profile profile)
{
	jw_open(w, '{');
	jw_name_str(w, STR("profile"), profile_name(profile));
	jw_close(w);
}

static void show_profile(struct call *call)
{
	struct jw w;

	call_json_begin(call, &w);
	write_profile(&w, (enum auth_profile)call->api->door.profile);
	call_json_send(call, 200, &w);
}

static void profile_kept(struct ask *ask)
{
	const struct wish *wish = ask->with;
	bool level3 = str_eq(wish->profile, STR("djbh3"));

	ask->api->door.profile = level3 ? AUTH_DJBH3 : AUTH_PLAIN;
}

static bool set_profile(struct ask *ask, struct desk *desk, struct jw *w, int *status,
                        struct err *err)
{
	const struct wish *wish = ask->with;
	struct auth auth;
	struct auth_who who;

	if (!door_again(ask, desk, &auth, &who, err) ||
	    !account_profile(&auth, &who, wish->profile, err))
		return false;
	write_profile(w, auth.profile);
	ask->kept = profile_kept;
	*status = 200;
	return true;
}

static void submit_profile(struct call *call)
{
	struct wish *wish = arena_make(call->arena, struct wish, 1);
	const struct json *body = door_body(call);

	if (body == NULL)
		return;
	wish->profile = json_text(body, STR("profile"));
	/* The same twice does the same: no answer is kept, so that none is given while the
	 * store asks something else again. */
	ask_write_as(call, set_profile, wish, &door_how);
}

/* ---- the log ---- */

static void write_row(struct ask *ask, struct jw *w, const struct seclog_row *row)
{
	jw_open(w, '{');
	jw_name_int(w, STR("seq"), row->seq);
	jw_name_str(w, STR("at"), time_text(ask->arena, row->at));
	jw_name_str(w, STR("kind"), str_of(row->kind));
	jw_name(w, STR("good"));
	jw_bool(w, row->good);
	jw_name_str(w, STR("person"), row->person);
	jw_name_str(w, STR("actor"), row->actor);
	jw_name_str(w, STR("address"), row->address);
	jw_name_str(w, STR("detail"), row->detail);
	jw_close(w);
}

/* The reading is noted, so it is the writer's. The head is the one before that note. */
static bool read_log(struct ask *ask, struct desk *desk, struct jw *w, int *status,
                     struct err *err)
{
	const struct wish *wish = ask->with;
	struct auth auth;
	struct auth_who who;
	struct seclog_row *rows;
	size_t count;
	int64_t last;
	str chain;

	if (!door_again(ask, desk, &auth, &who, err) || !seclog_head(&auth, &last, &chain, err) ||
	    !seclog_read(&auth, &who, wish->from, (size_t)wish->limit, &rows, &count, err))
		return false;
	jw_open(w, '{');
	jw_name(w, STR("items"));
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++)
		write_row(ask, w, &rows[i]);
	jw_close(w);
	if (count > 0 && rows[count - 1].seq < last)
		jw_name_int(w, STR("next"), rows[count - 1].seq + 1);
	jw_name_int(w, STR("last"), last);
	jw_name_str(w, STR("chain"), chain);
	jw_close(w);
	*status = 200;
	return true;
}

static void submit_log(struct call *call)
{
	struct wish *wish = arena_make(call->arena, struct wish, 1);

	if (call_query_int(call, STR("from"), 1, INT64_MAX, 1, &wish->from) &&
	    call_query_int(call, STR("limit"), 1, LOG_MOST, LOG_PAGE, &wish->limit))
		ask_write_as(call, read_log, wish, &door_how);
}

/* ---- operations ---- */

static const char *const list_queries[] = { "person", NULL };
static const char *const log_queries[] = { "from", "limit", NULL };

const struct api_op keys_list_op = {
	.id = "listKeys",
	.tag = "administration",
	.summary = "列出密钥：安全管理员看全部，其他人看自己名下的",
	.summary_en = "Lists keys: all for the security administrator, else your own",
	.door = API_STAFF,
	.run = list,
	.queries = list_queries,
	.answer = "KeyList",
	.status = 200,
};

const struct api_op keys_make_op = {
	.id = "makeKey",
	.tag = "administration",
	.summary = "给程序发密钥，只印这一遍（安全管理员）",
	.summary_en = "Makes a key for a program, shown once (security administrator)",
	.door = API_STAFF,
	.scope = "admin:rights",
	.run = submit_make,
	.request = "KeyWish",
	.answer = "KeyMade",
	.status = 201,
};

const struct api_op keys_revoke_op = {
	.id = "revokeKey",
	.tag = "administration",
	.summary = "作废密钥（安全管理员，或名下的人）",
	.summary_en = "Revokes a key (security administrator, or who answers for it)",
	.door = API_STAFF,
	.run = submit_revoke,
	.status = 204,
};

const struct api_op keys_profile_op = {
	.id = "showProfile",
	.tag = "administration",
	.summary = "看安全档",
	.summary_en = "Shows the security profile",
	.door = API_STAFF,
	.run = show_profile,
	.answer = "Profile",
	.status = 200,
};

const struct api_op keys_set_profile_op = {
	.id = "setProfile",
	.tag = "administration",
	.summary = "改安全档：plain，或 djbh3（等保三级）（安全管理员）",
	.summary_en = "Sets the security profile: plain or djbh3 (security administrator)",
	.door = API_STAFF,
	.scope = "admin:rights",
	.run = submit_profile,
	.request = "Profile",
	.answer = "Profile",
	.status = 200,
	.keyless = true,
};

const struct api_op keys_log_op = {
	.id = "readSecurityLog",
	.tag = "administration",
	.summary = "读安全日志（审计管理员）；这次读也记下",
	.summary_en = "Reads the security log (audit administrator); the reading is noted",
	.door = API_STAFF,
	.scope = "admin:audit",
	.run = submit_log,
	.queries = log_queries,
	.answer = "SecurityLog",
	.status = 200,
};
