/* public.c -- citizens without signing in: a matter begun, and the receipt for it.
 *
 *     POST /public/v1/hotline  { "step": "self_register", "fields": { … } }
 *     201  { "receipt": { "code": …, "seq": …, "leaf": … }, "promises": [ … ], "record": { … } }
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/public.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/party.h"
#include "serve/receipt.h"
#include "serve/send.h"

static const struct bucket_rate sends = { LIMIT_PUBLIC_SENDS, LIMIT_PUBLIC_SENDS_MINUTE };
static const struct bucket_rate looks = { LIMIT_PUBLIC_LOOKS, LIMIT_PUBLIC_LOOKS_MINUTE };
static const struct bucket_rate codes = { LIMIT_PUBLIC_CODE, LIMIT_PUBLIC_CODE_MINUTE };

/* ---- how often ---- */

bool public_wait(struct call *call, int64_t seconds, struct err *err)
{
	http_set(call->r, STR("Retry-After"),
	         arena_printf(call->arena, "%lld", (long long)seconds));
	err_set(err, ERR_LIMIT, "public.pace", "问得太密了，请等 %lld 秒再试", (long long)seconds);
	return err_fix(err, "稍后再试；急事请拨 12345");
}

static str address_of(struct call *call)
{
	return bucket_address(call->arena, http_peer(call->r));
}

bool public_try(struct call *call, char kind, struct err *err)
{
	int64_t wait = bucket_take(call->api->bucket, kind, address_of(call),
	                           kind == 's' ? sends : looks, 1, call->now);

	return wait == 0 || public_wait(call, wait, err);
}

static void fine(struct call *call, int cost)
{
	bucket_fine(call->api->bucket, 'l', address_of(call), looks, cost, call->now);
}

void public_fine(struct call *call)
{
	fine(call, LIMIT_PUBLIC_WRONG);
}

static bool unknown_code(struct call *call, int cost, struct err *err)
{
	fine(call, cost);
	err_set(err, ERR_UNKNOWN, "track.unknown", "没有这个查询码");
	return err_fix(err, "核对回执上的查询码：十七个字母和数字，没有 I、L、O、U");
}

bool public_receipt(struct call *call, str written, struct receipt *receipt, struct err *err)
{
	int64_t wait;
	bool found;
	str code;

	if (!public_try(call, 'l', err))
		return false;
	if (!receipt_read(call->arena, written, &code))
		return unknown_code(call, 1, err);
	wait = bucket_take(call->api->bucket, 'c', code, codes, 1, call->now);
	if (wait > 0)
		return public_wait(call, wait, err);
	if (!receipt_find(desk_db(call->desk), call->arena, code, receipt, &found, err))
		return false;
	return found || unknown_code(call, LIMIT_PUBLIC_WRONG, err);
}

/* ---- a matter begun ---- */

/* The step by which the public begins a record of the rule: the one that is named, or the
 * first. */
static const struct step *find_opening(const struct rule *rule, str named)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];

		if (step->opening && party_role(step) != NULL &&
		    (named.n == 0 || str_eq(step->name.id, named) ||
		     str_eq(step->name.text, named)))
			return step;
	}
	return NULL;
}

static bool choose(struct call *call, struct send *send, struct err *err)
{
	const struct library *library = desk_world(call->desk)->library;
	const struct rule *rule = library_in_force(
		library, route_param(call->match, STR("procedure")), day_at(call->now));
	const struct step *step = rule ? find_opening(rule, send->command.step) : NULL;

	if (rule == NULL)
		return take_unknown_rule(route_param(call->match, STR("procedure")), err);
	if (step == NULL) {
		err_set(err, ERR_DENIED, "public.opening", "“%.*s”不能由公众在网上提出",
		        PSTR(rule->name.text));
		return err_fix(err, "请到窗口办理，或拨打 12345");
	}
	send->command.procedure = arena_copy(call->arena, rule->name.id);
	send->command.step = arena_copy(call->arena, step->name.id);
	send->command.role = arena_copy(call->arena, party_role(step)->name.id);
	return upload_bind(call->arena, &send->uploads, step, &send->command, err);
}

static void send_matter(struct call *call)
{
	struct send *send = arena_make(call->arena, struct send, 1);
	struct err err = { 0 };

	if (!public_try(call, 's', &err) || !send_read(call, send, &err) ||
	    !choose(call, send, &err)) {
		call_problem(call, &err);
		return;
	}
	ask_write_as(call, send_work, send, &send_how);
}

/* ---- by the receipt ---- */

/* The record of the path's code, as its party sees it; false: a problem was answered. */
static bool find_party(struct call *call, struct party *party, struct receipt *receipt)
{
	struct err err = { 0 };
	struct record *record = NULL;

	if (!public_receipt(call, route_param(call->match, STR("code")), receipt, &err) ||
	    !desk_record(call->desk, receipt->procedure, receipt->serial, &record, &err)) {
		call_problem(call, &err);
		return false;
	}
	if (record != NULL && model_role(record->rule, receipt->role) != NULL) {
		*party = (struct party){ call->desk, record,
			                 model_role(record->rule, receipt->role), call->now };
		return true;
	}
	call_absent(call);
	return false;
}

static void track(struct call *call)
{
	struct receipt receipt;
	struct party party;
	struct err err = { 0 };
	struct jw w;

	if (!find_party(call, &party, &receipt))
		return;
	call_json_begin(call, &w);
	if (party_write(&w, &party, &err))
		call_json_send(call, 200, &w);
	else
		call_problem(call, &err);
}

/* Is the step one that the rule gives to the party? What it is not is told by name. */
static bool choose_step(struct call *call, const struct party *party, struct send *send,
                        struct err *err)
{
	const struct rule *rule = party->record->rule;
	const struct step *step = model_step(rule, send->command.step);

	if (step == NULL || step->opening || !party_takes(step, party->role)) {
		err_set(err, ERR_DENIED, "public.step", "“%.*s”不是%.*s能办的步骤",
		        PSTR(step ? step->name.text : send->command.step),
		        PSTR(party->role->name.text));
		return err_fix(err, "能办的步骤在查询结果的 steps 里");
	}
	send->command.procedure = arena_copy(call->arena, rule->name.id);
	send->command.serial = party->record->serial;
	send->command.step = arena_copy(call->arena, step->name.id);
	send->command.role = arena_copy(call->arena, party->role->name.id);
	return upload_bind(call->arena, &send->uploads, step, &send->command, err);
}

static void take_step(struct call *call)
{
	struct send *send = arena_make(call->arena, struct send, 1);
	struct receipt receipt;
	struct party party;
	struct err err = { 0 };

	if (!find_party(call, &party, &receipt))
		return;
	if (!public_try(call, 's', &err) || !send_read(call, send, &err) ||
	    !choose_step(call, &party, send, &err)) {
		call_problem(call, &err);
		return;
	}
	ask_write_as(call, send_work, send, &send_how);
}

const struct api_op public_send_op = {
	.id = "sendMatter",
	.tag = "public",
	.summary = "公众提出一件事，得到回执",
	.summary_en = "Begins a matter without signing in; gives a receipt",
	.door = API_ANYONE,
	.run = send_matter,
	.request = "PublicStep",
	.answer = "PublicReceipt",
	.status = 201,
};

const struct api_op public_track_op = {
	.id = "trackMatter",
	.tag = "public",
	.summary = "凭查询码查看办理情况",
	.summary_en = "Shows a matter to the holder of its receipt code",
	.door = API_ANYONE,
	.run = track,
	.answer = "PublicRecord",
	.status = 200,
};

const struct api_op public_step_op = {
	.id = "takePublicStep",
	.tag = "public",
	.summary = "凭查询码补充、评价、撤回",
	.summary_en = "Supplements, rates or withdraws a matter by its receipt code",
	.door = API_ANYONE,
	.run = take_step,
	.request = "PublicStep",
	.answer = "PublicRecord",
	.status = 200,
};
