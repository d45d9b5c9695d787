/* send.c -- what a citizen sends, taken on the writer's thread and answered.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/send.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/json.h"
#include "proof/merkle.h"
#include "serve/party.h"
#include "serve/receipt.h"
#include "serve/steps.h"
#include "serve/time.h"
#include "store/db.h"

const struct ask_how send_how = { .veiled = true };

/* ---- read ---- */

/* A key that others could guess would show them the answer. */
static bool check_key(struct call *call, struct err *err)
{
	str key = http_header(call->r, STR("Idempotency-Key"));

	if (key.n == 0 || key.n >= LIMIT_PUBLIC_KEY)
		return true;
	err_set(err, ERR_INVALID, "public.short_key", "Idempotency-Key 太短");
	return err_fix(err, "用 UUID 或至少 %d 个随机字符", LIMIT_PUBLIC_KEY);
}

bool send_read(struct call *call, struct send *send, struct err *err)
{
	const struct json *body;
	str text;

	if (!check_key(call, err) || !upload_read(call, &text, &send->uploads, err))
		return false;
	body = json_read(call->arena, text, err);
	if (body == NULL)
		return false;
	if (body->kind != JSON_MAP) {
		err_set(err, ERR_INVALID, "body.kind", "正文要是一个 JSON 对象");
		return err_fix(err, "例如 {\"step\":\"…\",\"fields\":{…}}");
	}
	send->command.step = json_text(body, STR("step"));
	send->command.happened = call->now;
	send->command.cause = -1;
	return steps_fields(call->arena, json_get(body, STR("fields")), &send->command, err);
}

/* ---- on the writer's thread ---- */

bool send_take(struct ask *ask, struct desk *desk, struct send *send, struct outcome *outcome,
               struct err *err)
{
	const struct change *change;
	struct receipt receipt;

	if (!desk_take(desk, &send->command, outcome, err))
		return false;
	change = &outcome->changes[0];
	if (!upload_keep(desk, &send->uploads, change->seq, err))
		return false;
	if (send->command.serial > 0)
		return true;
	send->code = receipt_code(ask->arena);
	receipt = (struct receipt){ .procedure = change->after->rule->name.id,
		                    .serial = change->after->serial,
		                    .role = send->command.role,
		                    .seq = change->seq,
		                    .at = ask->now,
		                    .source = send->source };
	if (receipt_keep(desk_db(desk), ask->arena, send->code, &receipt, err))
		return true;
	desk_lose(desk);
	return false;
}

/* The hash under which the event stands in the log's tree. */
static bool find_leaf(struct desk *desk, int64_t seq, char hex[65], struct err *err)
{
	struct db_rows rows;

	hex[0] = '\0';
	if (!db_ask(desk_db(desk), &rows, "SELECT entry FROM event WHERE seq = ?1",
	            VALUES(DB_INT(seq)), err))
		return false;
	if (db_next(&rows))
		digest_hex(merkle_leaf(DIGEST_SHA256, db_text(&rows, 0)), hex);
	return db_done(&rows);
}

static bool write_receipt(struct ask *ask, struct desk *desk, const struct send *send, int64_t seq,
                          struct jw *w, struct err *err)
{
	char hex[65];

	if (!find_leaf(desk, seq, hex, err))
		return false;
	jw_name(w, STR("receipt"));
	jw_open(w, '{');
	jw_name_str(w, STR("code"), send->code);
	jw_name_str(w, STR("track"),
	            arena_printf(ask->arena, "/public/v1/track/%.*s", PSTR(send->code)));
	jw_name_str(w, STR("issued"), time_text(ask->arena, ask->now));
	jw_name_str(w, STR("log"), ledger_origin(desk_ledger(desk)));
	jw_name_int(w, STR("seq"), seq);
	jw_name_str(w, STR("leaf"), arena_copy(ask->arena, str_of(hex)));
	jw_close(w);
	return true;
}

static bool write_answer(struct ask *ask, const struct party *party, int64_t seq, struct jw *w,
                         struct err *err)
{
	struct send *send = ask->with;

	if (send->command.serial > 0)
		return party_write(w, party, err);
	ask->location = arena_printf(ask->arena, "/public/v1/track/%.*s", PSTR(send->code));
	jw_open(w, '{');
	if (!write_receipt(ask, party->desk, send, seq, w, err))
		return false;
	jw_name(w, STR("promises"));
	party_promises(w, party);
	jw_name(w, STR("record"));
	if (!party_write(w, party, err))
		return false;
	jw_close(w);
	return true;
}

bool send_work(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct send *send = ask->with;
	struct outcome outcome;
	struct party party;

	if (!send_take(ask, desk, send, &outcome, err))
		return false;
	party = (struct party){ desk, outcome.changes[0].after,
		                model_role(outcome.changes[0].after->rule, send->command.role),
		                ask->now };
	*status = send->command.serial == 0 ? 201 : 200;
	if (write_answer(ask, &party, outcome.changes[0].seq, w, err))
		return true;
	desk_lose(desk); /* the step was taken: nobody is told that it was not */
	return false;
}
