/* open311.c -- Open311 GeoReport v2 over the hotline: what its resources have in common.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/open311.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/public.h"
#include "store/db.h"

#define REGISTER STR("service_class")
#define XML      STR("text/xml; charset=utf-8")
#define ERROR    2048

bool open311_json(const struct http_request *r)
{
	return str_ends(http_path(r), STR(".json"));
}

str open311_type(const struct http_request *r)
{
	return open311_json(r) ? HTTP_JSON : XML;
}

bool open311_name(str segment, str *name)
{
	size_t tail = str_ends(segment, STR(".json"))  ? 5
	              : str_ends(segment, STR(".xml")) ? 4
	                                               : 0;

	*name = str_sub(segment, 0, segment.n - tail);
	return tail > 0;
}

/* ---- answers ---- */

/* The codes that the specification names; limits and outages keep their own. */
static int status_of(const struct err *err)
{
	int status = http_problem_status(err);

	return status == 404 || status == 403 || status == 429 || status >= 500 ? status : 400;
}

void open311_refuse(struct http_request *r, const struct err *err)
{
	struct arena *arena = http_arena(r);
	struct shape shape;
	struct buf buf;

	buf_init(&buf, arena, (size_t)ERROR * 4);
	shape_begin(&shape, &buf, open311_json(r));
	shape_list(&shape, "errors");
	shape_map(&shape, "error");
	shape_int(&shape, "code", status_of(err));
	shape_text(&shape, "description",
	           arena_printf(arena, "%s%s%s", err->what, err->fix[0] != '\0' ? "。" : "",
	                        err->fix));
	shape_end(&shape);
	shape_end(&shape);
	http_reply(r, status_of(err), open311_type(r), buf_str(&buf));
}

void open311_begin(struct call *call, struct shape *shape, struct buf *buf)
{
	buf_init(buf, call->arena, LIMIT_JSON_BYTES);
	shape_begin(shape, buf, open311_json(call->r));
}

void open311_send(struct call *call, const struct buf *buf)
{
	struct err err = { 0 };

	if (!buf->full) {
		http_set(call->r, STR("Access-Control-Allow-Origin"), STR("*"));
		http_reply(call->r, 200, open311_type(call->r), buf_str(buf));
		return;
	}
	err_set(&err, ERR_LIMIT, "answer.long", "答复太长，请缩小范围");
	open311_refuse(call->r, &err);
}

bool open311_jurisdiction(struct call *call, str given, struct err *err)
{
	if (given.n == 0 || str_eq(given, call->api->place))
		return true;
	err_set(err, ERR_UNKNOWN, "open311.jurisdiction", "没有“%.*s”这个 jurisdiction_id",
	        PSTR(given));
	return err_fix(err, "这里是%.*s，写 %.*s，或者不写", PSTR(call->api->name),
	               PSTR(call->api->place));
}

bool open311_enter(struct call *call)
{
	struct err err = { 0 };

	if (public_try(call, 'l', &err) &&
	    open311_jurisdiction(call, http_query(call->r, STR("jurisdiction_id")), &err))
		return true;
	open311_refuse(call->r, &err);
	return false;
}

/* ---- the register of classes ---- */

static str value_of(struct call *call, const struct record *record, const char *id)
{
	const struct field *field = model_field(record->rule, str_of(id));
	str value = field ? record_value(record, field) : (str){ 0 }, item;
	struct buf buf;

	if (field == NULL || !field->many)
		return arena_copy(call->arena, value);
	buf_init(&buf, call->arena, LIMIT_VALUE_BYTES);
	while (value.n > 0) {
		str_cut(&value, STR("\n"), &item);
		buf_text(&buf, buf.n > 0 ? ", " : "");
		buf_add(&buf, item);
	}
	return buf_str(&buf);
}

static void add(struct call *call, struct open311_classes *classes, const struct record *record)
{
	struct open311_class class = {
		.code = value_of(call, record, "category_code"),
		.name = value_of(call, record, "class_name"),
		.group = value_of(call, record, "class_group"),
		.description = value_of(call, record, "description"),
		.keywords = value_of(call, record, "keywords"),
		.nature = value_of(call, record, "nature"),
		.active = record->ended == INSTANT_NONE,
	};
	size_t i = classes->count++;

	for (; i > 0 && str_cmp(classes->at[i - 1].code, class.code) > 0; i--)
		classes->at[i] = classes->at[i - 1];
	classes->at[i] = class;
}

static bool list_serials(struct call *call, int64_t **serials, size_t *count, struct err *err)
{
	struct db_rows rows;
	size_t room = 0;

	*serials = NULL;
	*count = 0;
	if (!db_ask(desk_db(call->desk), &rows,
	            "SELECT serial FROM record WHERE procedure = ?1 ORDER BY serial",
	            VALUES(DB_TEXT(REGISTER)), err))
		return false;
	while (db_next(&rows)) {
		if (*count == room) {
			*serials = arena_grow(call->arena, *serials, room * sizeof(int64_t),
			                      (room * 2 + 64) * sizeof(int64_t));
			room = room * 2 + 64;
		}
		(*serials)[(*count)++] = db_int(&rows, 0);
	}
	return db_done(&rows);
}

bool open311_load(struct call *call, struct open311_classes *classes, struct err *err)
{
	struct record *record = NULL;
	int64_t *serials;
	size_t count;

	*classes = (struct open311_classes){ 0 };
	if (library_newest(desk_world(call->desk)->library, REGISTER) == NULL)
		return true;
	if (!list_serials(call, &serials, &count, err))
		return false;
	classes->at = arena_make(call->arena, struct open311_class, count);
	for (size_t i = 0; i < count; i++) {
		if (!desk_record(call->desk, REGISTER, serials[i], &record, err))
			return false;
		if (record != NULL)
			add(call, classes, record);
	}
	return true;
}

const struct open311_class *open311_class(const struct open311_classes *classes, str code)
{
	for (size_t i = 0; i < classes->count && code.n > 0; i++)
		if (str_eq(classes->at[i].code, code) || str_eq(classes->at[i].name, code))
			return &classes->at[i];
	return NULL;
}
