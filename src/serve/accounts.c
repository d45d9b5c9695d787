/* accounts.c -- what the administrators do about accounts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/accounts.h"

#include "auth/account.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "engine/people.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/door.h"
#include "serve/time.h"

#define PAGE 100

/* ---- the list ---- */

static const char *const states[] = { "invited", "active", "closed" };

static void write_account(struct call *call, struct jw *w, const struct account *a)
{
	const struct people *people = desk_world(call->desk)->people;
	const struct people_post *post = people_next(people, a->person, day_at(call->now), NULL);

	jw_open(w, '{');
	jw_name_str(w, STR("person"), a->person);
	if (post != NULL)
		jw_name_str(w, STR("name"), post->person_name);
	jw_name_str(w, STR("state"), str_of(states[a->state]));
	jw_name(w, STR("second_factor"));
	jw_bool(w, a->factor);
	jw_name(w, STR("holds_post"));
	jw_bool(w, post != NULL);
	if (a->password_at != INSTANT_NONE)
		jw_name_str(w, STR("password_at"), time_text(call->arena, a->password_at));
	jw_name_str(w, STR("made"), time_text(call->arena, a->made));
	jw_name_str(w, STR("made_by"), a->made_by);
	jw_close(w);
}

/* A page of those after the one whom the cursor names. */
static void write_page(struct call *call, struct jw *w, const struct account *all, size_t count)
{
	str after = http_query(call->r, STR("cursor"));
	int64_t limit;
	size_t i = 0, n = 0;

	if (!call_query_int(call, STR("limit"), 1, 1000, PAGE, &limit))
		return;
	while (i < count && after.n > 0 && str_cmp(all[i].person, after) <= 0)
		i++;
	call_json_begin(call, w);
	jw_open(w, '{');
	jw_name(w, STR("items"));
	jw_open(w, '[');
	for (; i < count && n < (size_t)limit; i++, n++)
		write_account(call, w, &all[i]);
	jw_close(w);
	if (i < count && i > 0)
		jw_name_str(w, STR("next"), all[i - 1].person);
	jw_close(w);
	call_json_send(call, 200, w);
}

static void list(struct call *call)
{
	struct auth auth = door_auth(call->api, call->arena, call->desk, call->now);
	struct account *all;
	struct err err = { 0 };
	struct jw w;
	size_t count;

	if (account_list(&auth, &all, &count, &err))
		write_page(call, &w, all, count);
	else
		call_problem(call, &err);
}

/* ---- changes ---- */

static const struct ask_how changes = { .beside = true };

static bool invite(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	const str *person = ask->with;
	struct auth auth;
	struct auth_who who;
	str code;

	if (!door_again(ask, desk, &auth, &who, err) ||
	    !account_invite(&auth, &who, *person, &code, err))
		return false;
	jw_open(w, '{');
	jw_name_str(w, STR("person"), *person);
	jw_name_str(w, STR("code"), code);
	jw_name_str(w, STR("expires"),
	            time_text(ask->arena, ask->now + LIMIT_INVITE_HOURS * INSTANT_HOUR));
	jw_close(w);
	*status = 201;
	return true;
}

static void submit_invite(struct call *call)
{
	const struct ask_how how = { .beside = true, .veiled = true };
	const struct json *body = door_body(call);
	str *person = arena_make(call->arena, str, 1);

	if (body == NULL)
		return;
	*person = json_text(body, STR("person"));
	ask_write_as(call, invite, person, &how);
}

/* What is done about the account that the address names. */
struct deed {
	bool (*run)(struct auth *auth, const struct auth_who *who, str person, struct err *err);
};

static bool do_deed(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	const struct deed *deed = ask->with;
	struct auth auth;
	struct auth_who who;

	(void)w;
	*status = 204;
	return door_again(ask, desk, &auth, &who, err) &&
	       deed->run(&auth, &who, route_param(ask->match, STR("person")), err);
}

static void submit(struct call *call,
                   bool (*run)(struct auth *auth, const struct auth_who *who, str person,
                               struct err *err))
{
	struct deed *deed = arena_make(call->arena, struct deed, 1);

	deed->run = run;
	ask_write_as(call, do_deed, deed, &changes);
}

static void close_one(struct call *call)
{
	submit(call, account_close);
}

static void reopen(struct call *call)
{
	submit(call, account_reopen);
}

static bool end_sessions(struct auth *auth, const struct auth_who *who, str person,
                         struct err *err)
{
	return account_sign_out(auth, who, person, NULL, err);
}

static void sign_out(struct call *call)
{
	submit(call, end_sessions);
}

static void drop_factor(struct call *call)
{
	submit(call, account_drop_factor);
}

/* ---- operations ---- */

static const char *const list_queries[] = { "limit", "cursor", NULL };

const struct api_op accounts_list_op = {
	.id = "listAccounts",
	.tag = "administration",
	.summary = "列出账户（三类管理员）",
	.summary_en = "Lists the accounts (for administrators)",
	.door = API_STAFF,
	.scope = "admin:*",
	.run = list,
	.queries = list_queries,
	.answer = "AccountList",
	.status = 200,
};

const struct api_op accounts_invite_op = {
	.id = "inviteAccount",
	.tag = "administration",
	.summary = "给在任的人发登记码（系统管理员）",
	.summary_en = "Hands out an enrolment code (system administrator)",
	.door = API_STAFF,
	.scope = "admin:accounts",
	.run = submit_invite,
	.request = "Invite",
	.answer = "Invitation",
	.status = 201,
};

#define DEED(name_, id_, zh_, en_, run_, scope_)         \
	const struct api_op name_ = {                    \
		.id = id_,                               \
		.tag = "administration",                 \
		.summary = zh_,                          \
		.summary_en = en_,                       \
		.door = API_STAFF,                       \
		.scope = scope_,                         \
		.run = run_,                             \
		.status = 204,                           \
	}

DEED(accounts_close_op, "closeAccount", "停用账户，结束其登录（系统管理员）",
     "Closes an account and its sessions (system administrator)", close_one, "admin:accounts");
DEED(accounts_reopen_op, "reopenAccount", "恢复账户（系统管理员）",
     "Opens an account again (system administrator)", reopen, "admin:accounts");
DEED(accounts_sign_out_op, "signOutAccount", "结束一个人的全部登录（系统管理员）",
     "Ends all sessions of a person (system administrator)", sign_out, "admin:accounts");
DEED(accounts_factor_op, "dropFactor", "取消丢失的第二因素（安全管理员）",
     "Takes a lost second factor away (security administrator)", drop_factor, "admin:rights");
