/* steps.c -- steps taken by the API: a record begun, a record carried on.
 *
 *     { "step": "accept", "fields": { "reason": "…", "organs": ["a", "b"] },
 *       "happened": "2024-06-03T10:00:00+08:00", "role": "handler" }
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/steps.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/reads.h"
#include "serve/records.h"

struct wish {
	struct command command;
	str match; /* If-Match, or empty */
};

static bool refuse(struct err *err, const char *code, const char *what, const char *fix)
{
	err_set(err, ERR_INVALID, code, "%s", what);
	return err_fix(err, "%s", fix);
}

/* One value as written; lists are joined by 、. */
static bool read_value(struct arena *arena, const struct json *json, bool inside, str *value,
                       struct err *err)
{
	struct buf buf;

	switch (json->kind) {
	case JSON_TEXT: *value = json->text; return true;
	case JSON_INT: *value = arena_printf(arena, "%lld", (long long)json->number); return true;
	case JSON_TRUE: *value = STR("是"); return true;
	case JSON_FALSE: *value = STR("否"); return true;
	case JSON_NULL: *value = STR(""); return true;
	case JSON_LIST:
		if (!inside)
			break;
		/* fall through */
	default:
		return refuse(err, "body.value", "字段的值要写文字、整数、是否或文字的列表",
		              "金额、日期也写成文字，例如 \"12.50\"、\"2024-06-03\"");
	}
	buf_init(&buf, arena, LIMIT_VALUE_BYTES);
	for (size_t i = 0; i < json->count; i++) {
		str item;

		if (!read_value(arena, &json->items[i], true, &item, err))
			return false;
		buf_text(&buf, i > 0 ? "、" : "");
		buf_add(&buf, item);
	}
	*value = buf_str(&buf);
	return true;
}

bool steps_fields(struct arena *arena, const struct json *map, struct command *command,
                  struct err *err)
{
	struct pair *fields;

	if (map == NULL)
		return true;
	if (map->kind != JSON_MAP)
		return refuse(err, "body.fields", "fields 要是一个对象", "例如 {\"reason\":\"…\"}");
	fields = arena_make(arena, struct pair, map->count);
	for (size_t i = 0; i < map->count; i++) {
		fields[i].id = map->names[i];
		if (!read_value(arena, &map->items[i], false, &fields[i].value, err))
			return err_where(err, "/fields/%.*s", PSTR(fields[i].id));
	}
	command->fields = fields;
	command->field_count = map->count;
	return true;
}

static bool read_body(struct call *call, struct wish *wish, struct err *err)
{
	const struct json *body = json_read(call->arena, http_body(call->r), err);
	str happened;

	if (body == NULL)
		return false;
	if (body->kind != JSON_MAP)
		return refuse(err, "body.kind", "正文要是一个 JSON 对象",
		              "例如 {\"step\":\"accept\"}");
	wish->command.step = json_text(body, STR("step"));
	wish->command.role = json_text(body, STR("role"));
	wish->command.happened = call->now;
	happened = json_text(body, STR("happened"));
	if (happened.n > 0 && !day_read_instant(happened, &wish->command.happened))
		return refuse(err, "body.happened", "happened 不是时刻",
		              "例如 2024-06-03T10:00:00+08:00；不写就是现在");
	return steps_fields(call->arena, json_get(body, STR("fields")), &wish->command, err);
}

/* ---- on the writer's thread ---- */

/* Has the record moved on since the asker saw it? */
static bool still_as_seen(struct ask *ask, struct desk *desk, const struct wish *wish,
                          struct err *err)
{
	struct record *record = NULL;

	if (wish->command.serial == 0)
		return true;
	if (!desk_record(desk, wish->command.procedure, wish->command.serial, &record, err))
		return false;
	if (record == NULL)
		return records_unknown(err);
	if (str_eq(wish->match, STR("*")) || str_eq(wish->match, records_etag(ask->arena, record)))
		return true;
	err_set(err, ERR_CONFLICT, "step.stale", "这条记录在您看过以后又办了，现在是第 %lld 步",
	        (long long)record->events);
	return err_fix(err, "重新打开这条记录，看了新的经过再办");
}

/* A refusal tells that the record is there: to those who may not see it, it is not. */
static bool hide(struct ask *ask, struct desk *desk, const struct wish *wish, struct err *err)
{
	struct rights rights = { &ask->who, desk, ask->now };
	struct record *record = NULL;
	struct err ignored = { 0 };

	if (wish->command.serial == 0 || err->kind == ERR_STORE || err->kind == ERR_TAMPERED)
		return false;
	if (desk_record(desk, wish->command.procedure, wish->command.serial, &record, &ignored) &&
	    record != NULL && rights_over(&rights, record) != SIGHT_NONE)
		return false;
	err_clear(err);
	return records_unknown(err);
}

static bool take(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	struct wish *wish = ask->with;
	struct outcome outcome;
	struct rights rights = { &ask->who, desk, ask->now };
	const struct reads_by by = { &ask->who, http_peer(ask->r), http_id(ask->r), ask->now };
	const struct record *after;
	struct err busy = { 0 };
	enum sight sight;

	rights_renew(&ask->who, desk, ask->now, ask->arena);
	if (!still_as_seen(ask, desk, wish, err) || !desk_take(desk, &wish->command, &outcome, err))
		return hide(ask, desk, wish, err);
	after = outcome.changes[0].after;
	sight = rights_over(&rights, after); /* who may take a step need not see all of it */
	if (!reads_note(ask->api->reads, &by, after, sight, &busy))
		sight = SIGHT_STAFF;
	records_write(w, &rights, after, sight);
	ask->etag = records_etag(ask->arena, after);
	if (wish->command.serial == 0)
		ask->location = arena_printf(ask->arena, "/api/v1/records/%.*s/%lld",
		                             PSTR(after->rule->name.id), (long long)after->serial);
	*status = wish->command.serial == 0 ? 201 : 200;
	return true;
}

static void submit(struct call *call, int64_t serial)
{
	/* An answer that is kept may hold private fields: erasure must not miss them. */
	static const struct ask_how how = { .veiled = true };
	struct wish *wish = arena_make(call->arena, struct wish, 1);
	struct err err = { 0 };

	wish->command = (struct command){ .procedure = route_param(call->match, STR("procedure")),
		                          .serial = serial,
		                          .person = call->who.person,
		                          .cause = -1,
		                          .key = (str){ 0 } };
	wish->match = http_header(call->r, STR("If-Match"));
	if (serial > 0 && wish->match.n == 0) {
		err_set(&err, ERR_INVALID, "step.no_match", "没有 If-Match 这个头");
		err_fix(&err, "带上读记录时得到的 ETag；不管它变了没有都要办，写 *");
		call_problem(call, &err);
		return;
	}
	if (!read_body(call, wish, &err)) {
		call_problem(call, &err);
		return;
	}
	ask_write_as(call, take, wish, &how);
}

static void open_record(struct call *call)
{
	submit(call, 0);
}

static void take_step(struct call *call)
{
	int64_t serial;

	if (num_read_int(route_param(call->match, STR("serial")), &serial) && serial > 0)
		submit(call, serial);
	else
		call_absent(call);
}

const struct api_op steps_open_op = {
	.id = "openRecord",
	.tag = "steps",
	.summary = "开办一条记录",
	.summary_en = "Begins a record",
	.door = API_STAFF,
	.scope = "step",
	.run = open_record,
	.request = "Step",
	.answer = "Record",
	.status = 201,
};

const struct api_op steps_take_op = {
	.id = "takeStep",
	.tag = "steps",
	.summary = "在一条记录上办一步",
	.summary_en = "Takes a step on a record",
	.door = API_STAFF,
	.scope = "step",
	.run = take_step,
	.request = "Step",
	.answer = "Record",
	.status = 200,
	.match = true,
};
