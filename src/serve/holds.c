/* holds.c -- legal holds placed, lifted and listed by the security administrator.
 *
 *     { "procedure": "hotline", "serial": 12, "basis": "甘0200行保1号裁定" }
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/holds.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/desk.h"
#include "engine/hold.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/time.h"
#include "store/db.h"

static bool is_security(struct call *call)
{
	struct err err = { 0 };

	if (admin_require(&call->who, ADMIN_SECURITY, (str){ 0 }, &err))
		return true;
	call_problem(call, &err);
	return false;
}

/* ---- placed and lifted ---- */

static bool place(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	int64_t id;

	if (!hold_place(desk, ask->with, &id, err))
		return false;
	jw_open(w, '{');
	jw_name_int(w, STR("id"), id);
	jw_close(w);
	*status = 201;
	return true;
}

static bool lift(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	const int64_t *id = ask->with;

	if (!hold_lift(desk, *id, ask->who.person, ask->now, err))
		return false;
	jw_open(w, '{');
	jw_name_int(w, STR("id"), *id);
	jw_close(w);
	*status = 200;
	return true;
}

static void run_place(struct call *call)
{
	struct hold *hold = arena_make(call->arena, struct hold, 1);
	struct err err = { 0 };
	const struct json *body, *serial;

	if (!is_security(call))
		return;
	body = json_read(call->arena, http_body(call->r), &err);
	if (body == NULL) {
		call_problem(call, &err);
		return;
	}
	serial = body->kind == JSON_MAP ? json_get(body, STR("serial")) : NULL;
	if (serial == NULL || serial->kind != JSON_INT || serial->number < 1) {
		err_set(&err, ERR_INVALID, "body.serial", "正文要写 procedure、serial、basis");
		err_fix(&err, "serial 是记录的流水号，写成整数");
		call_problem(call, &err);
		return;
	}
	*hold = (struct hold){ json_text(body, STR("procedure")), serial->number,
		               json_text(body, STR("basis")), call->who.person, call->now };
	ask_write(call, place, hold);
}

static void run_lift(struct call *call)
{
	int64_t *id = arena_make(call->arena, int64_t, 1);

	if (!is_security(call))
		return;
	if (!num_read_int(route_param(call->match, STR("hold")), id))
		*id = 0;
	ask_write(call, lift, id);
}

/* ---- listed ---- */

static bool write_list(struct call *call, struct jw *w, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(desk_db(call->desk), &rows,
	            "SELECT id, procedure, serial, basis, placed, placed_by, lifted, lifted_by "
	            "FROM hold ORDER BY id DESC LIMIT 1000",
	            NO_VALUES, err))
		return false;
	while (db_next(&rows)) {
		jw_open(w, '{');
		jw_name_int(w, STR("id"), db_int(&rows, 0));
		jw_name_str(w, STR("record"),
		            record_key(call->arena, db_text(&rows, 1), db_int(&rows, 2)));
		jw_name_str(w, STR("basis"), db_text(&rows, 3));
		jw_name_str(w, STR("placed"), time_text(call->arena, db_int(&rows, 4)));
		jw_name_str(w, STR("placed_by"), db_text(&rows, 5));
		if (!db_is_null(&rows, 6)) {
			jw_name_str(w, STR("lifted"), time_text(call->arena, db_int(&rows, 6)));
			jw_name_str(w, STR("lifted_by"), db_text(&rows, 7));
		}
		jw_close(w);
	}
	return db_done(&rows);
}

static void list(struct call *call)
{
	struct err err = { 0 };
	struct jw w;

	if (!is_security(call))
		return;
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	if (!write_list(call, &w, &err)) {
		call_problem(call, &err);
		return;
	}
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

const struct api_op holds_list_op = {
	.id = "listHolds",
	.tag = "holds",
	.summary = "列出保全，新的在前",
	.summary_en = "Lists legal holds, newest first",
	.door = API_STAFF,
	.scope = "admin:rights",
	.run = list,
	.answer = "HoldList",
	.status = 200,
};

const struct api_op holds_place_op = {
	.id = "placeHold",
	.tag = "holds",
	.summary = "保全一条记录：它的不公开内容暂不能删除",
	.summary_en = "Places a legal hold on a record",
	.door = API_STAFF,
	.scope = "admin:rights",
	.run = run_place,
	.request = "Hold",
	.answer = "HoldPlaced",
	.status = 201,
};

const struct api_op holds_lift_op = {
	.id = "liftHold",
	.tag = "holds",
	.summary = "解除保全",
	.summary_en = "Lifts a legal hold",
	.door = API_STAFF,
	.scope = "admin:rights",
	.run = run_lift,
	.answer = "HoldPlaced",
	.status = 200,
};
