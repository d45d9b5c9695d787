/* records.c -- records as JSON, as far as who asks may see them; lists of them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/records.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/deadline.h"
#include "engine/desk.h"
#include "serve/time.h"
#include "store/db.h"

#define LIST_MOST 200

static struct rights rights_of(struct call *call)
{
	return (struct rights){ &call->who, call->desk, call->now };
}

/* ---- one record ---- */

static void write_clock(struct jw *w, const struct rights *rights, const struct record *record,
                        const struct limit *limit)
{
	static const char *const lamps[] = { "none", "green", "yellow", "red", "paused" };
	static const char *const states[] = { "none", "running", "met", "late", "dropped" };
	const struct world *world = desk_world(rights->desk);
	struct deadline due = deadline_of(record, limit, world->workdays);
	const struct run *run = &record->runs[limit->index];

	jw_open(w, '{');
	jw_name_str(w, STR("id"), limit->name.id);
	jw_name_str(w, STR("name"), limit->name.text);
	jw_name_str(w, STR("state"), str_of(states[run->state]));
	jw_name_str(w, STR("lamp"),
	            str_of(lamps[deadline_lamp(record, limit, world->workdays, rights->now)]));
	jw_name_str(w, STR("started"), time_text(world->arena, run->started));
	if (run->state == RUN_MET || run->state == RUN_LATE)
		jw_name_str(w, STR("stopped"), time_text(world->arena, run->stopped));
	if (!due.endless && !due.due.paused)
		jw_name_str(w, STR("due"),
		            due.exact ? time_text(world->arena, due.due.at)
		                      : time_day_end(world->arena, due.due.last_day));
	jw_name(w, STR("provisional"));
	jw_bool(w, due.due.provisional);
	jw_name_str(w, STR("law"), model_basis(world->arena, record->rule, due.basis));
	jw_close(w);
}

static void write_value(struct jw *w, const struct field *field, str value)
{
	str item;

	if (!field->many) {
		jw_str(w, value);
		return;
	}
	jw_open(w, '[');
	while (value.n > 0) {
		str_cut(&value, STR("\n"), &item);
		jw_str(w, item);
	}
	jw_close(w);
}

static void write_fields(struct jw *w, const struct rights *rights, const struct record *record,
                         enum sight sight)
{
	const struct rule *rule = record->rule;

	jw_name(w, STR("fields"));
	jw_open(w, '{');
	for (size_t i = 0; i < rule->field_count; i++) {
		if (record->values[i].n == 0 ||
		    !rights_field(rights, record, &rule->fields[i], sight))
			continue;
		jw_name(w, rule->fields[i].name.id);
		write_value(w, &rule->fields[i], record->values[i]);
	}
	jw_close(w);
}

void records_write(struct jw *w, const struct rights *rights, const struct record *record,
                   enum sight sight)
{
	struct arena *arena = desk_world(rights->desk)->arena;
	const struct rule *rule = record->rule;

	jw_open(w, '{');
	jw_name_str(w, STR("id"), record_name(arena, record));
	jw_name_str(w, STR("procedure"), rule->name.id);
	jw_name_int(w, STR("serial"), record->serial);
	if (record->number.n > 0)
		jw_name_str(w, STR("number"), record->number);
	jw_name_str(w, STR("stage"), record->stage ? record->stage->name.id : STR(""));
	jw_name_str(w, STR("stage_name"), record->stage ? record->stage->name.text : STR(""));
	jw_name(w, STR("ended"));
	jw_bool(w, record->ended != INSTANT_NONE);
	jw_name_str(w, STR("opened"), time_text(arena, record->opened));
	jw_name_str(w, STR("changed"), time_text(arena, record->changed));
	jw_name_int(w, STR("events"), record->events);
	if (record->organ.n > 0)
		jw_name_str(w, STR("organ"), record->organ);
	write_fields(w, rights, record, sight);
	if (sight >= SIGHT_STAFF) {
		jw_name(w, STR("clocks"));
		jw_open(w, '[');
		for (size_t i = 0; i < rule->limit_count; i++)
			if (record->runs[i].runs > 0)
				write_clock(w, rights, record, &rule->limits[i]);
		jw_close(w);
	}
	jw_close(w);
}

str records_etag(struct arena *arena, const struct record *record)
{
	return arena_printf(arena, "\"%lld\"", (long long)record->events);
}

/* The record of the path, if it may be seen; else 404 was answered. */
static const struct record *record_of(struct call *call, enum sight *sight)
{
	struct rights rights = rights_of(call);
	struct record *record = NULL;
	struct err err = { 0 };
	int64_t serial;

	if (!num_read_int(route_param(call->match, STR("serial")), &serial) || serial < 1 ||
	    library_newest(desk_world(call->desk)->library,
	                   route_param(call->match, STR("procedure"))) == NULL) {
		call_absent(call);
		return NULL;
	}
	if (!desk_record(call->desk, route_param(call->match, STR("procedure")), serial, &record,
	                 &err)) {
		call_problem(call, &err);
		return NULL;
	}
	*sight = record ? rights_over(&rights, record) : SIGHT_NONE;
	if (*sight != SIGHT_NONE)
		return record;
	call_absent(call);
	return NULL;
}

static void show(struct call *call)
{
	struct rights rights = rights_of(call);
	enum sight sight;
	const struct record *record = record_of(call, &sight);
	struct jw w;
	str etag;

	if (record == NULL)
		return;
	etag = records_etag(call->arena, record);
	http_set(call->r, STR("ETag"), etag);
	if (http_condition(call->r, etag) == 304) {
		http_reply(call->r, 304, (str){ 0 }, (str){ 0 });
		return;
	}
	call_json_begin(call, &w);
	records_write(&w, &rights, record, sight);
	call_json_send(call, 200, &w);
}

/* ---- lists ---- */

struct listing {
	struct call *call;
	const struct rule *rule;
	struct rights_scope scope;
	str stage;      /* id, or empty */
	int64_t before; /* serials below this */
	int64_t limit;
	int64_t *serials;
	size_t count;
};

#define LIST_ORGANS 4

/* Serials of a page, newest first, one more than asked for to know whether there are more. */
static bool find_page(struct listing *l, struct err *err)
{
	str organs[LIST_ORGANS] = { STR(""), STR(""), STR(""), STR("") };
	struct db_rows rows;

	for (size_t i = 0; i < l->scope.count && i < LIST_ORGANS; i++)
		organs[i] = l->scope.organs[i];
	if (!db_ask(desk_db(l->call->desk), &rows,
	            "SELECT r.serial FROM record r WHERE r.procedure = ?1 AND r.serial < ?2 "
	            "AND (?3 = '' OR r.stage = ?3) AND (?4 = 1 OR EXISTS (SELECT 1 FROM involved i "
	            "WHERE i.procedure = r.procedure AND i.serial = r.serial "
	            "AND i.organ IN (?5, ?6, ?7, ?8))) ORDER BY r.serial DESC LIMIT ?9",
	            VALUES(DB_TEXT(l->rule->name.id), DB_INT(l->before), DB_TEXT(l->stage),
	                   DB_INT(l->scope.all), DB_TEXT(organs[0]), DB_TEXT(organs[1]),
	                   DB_TEXT(organs[2]), DB_TEXT(organs[3]), DB_INT(l->limit + 1)),
	            err))
		return false;
	while (db_next(&rows))
		l->serials[l->count++] = db_int(&rows, 0);
	return db_done(&rows);
}

static bool write_items(struct listing *l, struct jw *w, struct err *err)
{
	struct rights rights = rights_of(l->call);
	size_t shown = l->count > (size_t)l->limit ? (size_t)l->limit : l->count;

	jw_name(w, STR("items"));
	jw_open(w, '[');
	for (size_t i = 0; i < shown; i++) {
		struct record *record = NULL;

		if (!desk_record(l->call->desk, l->rule->name.id, l->serials[i], &record, err))
			return false;
		enum sight sight = record ? rights_over(&rights, record) : SIGHT_NONE;

		if (sight != SIGHT_NONE)
			records_write(w, &rights, record, sight);
	}
	jw_close(w);
	if (l->count > shown)
		jw_name_str(w, STR("next"),
		            arena_printf(l->call->arena, "%lld", (long long)l->serials[shown - 1]));
	return true;
}

static bool read_listing(struct call *call, struct listing *l)
{
	const struct library *library = desk_world(call->desk)->library;
	struct rights rights = rights_of(call);
	struct err err = { 0 };
	const struct stage *stage;
	str written = http_query(call->r, STR("stage"));

	l->call = call;
	l->rule = library_newest(library, route_param(call->match, STR("procedure")));
	if (l->rule == NULL) {
		call_absent(call);
		return false;
	}
	if (!call_query_int(call, STR("limit"), 1, LIST_MOST, 20, &l->limit) ||
	    !call_query_int(call, STR("cursor"), 1, INT64_MAX, INT64_MAX, &l->before))
		return false;
	stage = written.n > 0 ? model_stage(l->rule, written) : NULL;
	if (written.n > 0 && stage == NULL) {
		err_set(&err, ERR_INVALID, "query.stage", "“%.*s”没有“%.*s”这个环节",
		        PSTR(l->rule->name.text), PSTR(written));
		call_problem(call, &err);
		return false;
	}
	l->stage = stage ? stage->name.id : STR("");
	l->scope = rights_scope(&rights, l->rule, call->arena);
	l->serials = arena_make(call->arena, int64_t, (size_t)l->limit + 1);
	return true;
}

static void list(struct call *call)
{
	struct listing l = { 0 };
	struct err err = { 0 };
	struct jw w;

	if (!read_listing(call, &l))
		return;
	call_json_begin(call, &w);
	jw_open(&w, '{');
	if ((!l.scope.all && l.scope.count == 0) || find_page(&l, &err)) {
		if (write_items(&l, &w, &err)) {
			jw_close(&w);
			call_json_send(call, 200, &w);
			return;
		}
	}
	call_problem(call, &err);
}

static const char *const list_queries[] = { "limit", "cursor", "stage", NULL };

const struct api_op records_list_op = {
	.id = "listRecords",
	.tag = "records",
	.summary = "列出一个规程的记录，新的在前",
	.summary_en = "Lists the records of a procedure, newest first",
	.door = API_STAFF,
	.scope = "read",
	.run = list,
	.queries = list_queries,
	.answer = "RecordList",
	.status = 200,
};

const struct api_op records_show_op = {
	.id = "showRecord",
	.tag = "records",
	.summary = "看一条记录",
	.summary_en = "Shows one record",
	.door = API_ANYONE,
	.run = show,
	.answer = "Record",
	.status = 200,
};
