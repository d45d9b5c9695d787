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
#include "serve/clocks.h"
#include "serve/listing.h"
#include "serve/mask.h"
#include "serve/reads.h"
#include "serve/time.h"

#define LIST_ROUNDS 3 /* of a page that a lamp thins out */

struct rights records_rights(struct call *call)
{
	return (struct rights){ &call->who, call->desk, call->now };
}

/* ---- one record ---- */

void records_write_value(struct jw *w, const struct field *field, str value)
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
		records_write_value(w, &rule->fields[i], record->values[i]);
	}
	jw_close(w);
}

/* What is there, and shown in part: 张**. */
static void write_masked(struct jw *w, const struct record *record, enum sight sight,
                         struct arena *arena)
{
	const struct rule *rule = record->rule;
	bool begun = false;

	for (size_t i = 0; i < rule->field_count; i++) {
		const struct field *field = &rule->fields[i];

		if (record->values[i].n == 0 || !rights_masked(field, sight))
			continue;
		if (!begun) {
			jw_name(w, STR("masked"));
			jw_open(w, '{');
		}
		begun = true;
		jw_name(w, field->name.id);
		records_write_value(w, field, mask_value(arena, field, record->values[i]));
	}
	if (begun)
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
	if (record->number.n > 0 && rights_number(rights, record, sight))
		jw_name_str(w, STR("number"), record->number);
	jw_name_str(w, STR("stage"), record->stage ? record->stage->name.id : STR(""));
	jw_name_str(w, STR("stage_name"), record->stage ? record->stage->name.text : STR(""));
	jw_name(w, STR("ended"));
	jw_bool(w, record->ended != INSTANT_NONE);
	jw_name_str(w, STR("opened"), time_text(arena, record->opened));
	jw_name_str(w, STR("changed"), time_text(arena, record->changed));
	jw_name_int(w, STR("events"), record->events);
	if (record->organ.n > 0 && sight >= SIGHT_STAFF)
		jw_name_str(w, STR("organ"), record->organ);
	write_fields(w, rights, record, sight);
	write_masked(w, record, sight, arena);
	if (sight >= SIGHT_STAFF) {
		jw_name(w, STR("clocks"));
		jw_open(w, '[');
		for (size_t i = 0; i < rule->limit_count; i++)
			if (record->runs[i].runs > 0)
				clocks_write(w, rights, record, &rule->limits[i]);
		jw_close(w);
	}
	jw_close(w);
}

str records_etag(struct arena *arena, const struct record *record)
{
	return arena_printf(arena, "\"%lld\"", (long long)record->events);
}

bool records_unknown(struct err *err)
{
	err_set(err, ERR_UNKNOWN, "record.unknown", "没有这条记录，或者您无权查看");
	return err_fix(err, "核对号码；要查看本单位以外的记录，请联系主管单位");
}

const struct record *records_find(struct call *call, enum sight least, enum sight *sight)
{
	struct rights rights = records_rights(call);
	str procedure = route_param(call->match, STR("procedure"));
	struct record *record = NULL;
	struct err err = { 0 };
	int64_t serial;

	if (!num_read_int(route_param(call->match, STR("serial")), &serial) || serial < 1 ||
	    library_newest(desk_world(call->desk)->library, procedure) == NULL) {
		call_absent(call);
		return NULL;
	}
	if (!desk_record(call->desk, procedure, serial, &record, &err)) {
		call_problem(call, &err);
		return NULL;
	}
	*sight = record ? rights_over(&rights, record) : SIGHT_NONE;
	if (*sight != SIGHT_NONE && *sight >= least)
		return record;
	call_absent(call);
	return NULL;
}

static void show(struct call *call)
{
	struct rights rights = records_rights(call);
	enum sight sight;
	const struct record *record = records_find(call, SIGHT_PUBLIC, &sight);
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
	if (!reads_call(call, record, sight))
		return;
	call_json_begin(call, &w);
	records_write(&w, &rights, record, sight);
	call_json_send(call, 200, &w);
}

/* ---- lists ---- */

/* A limit of it that runs shows yellow, and none red. */
static bool is_yellow(struct call *call, const struct record *record)
{
	const struct workdays *workdays = desk_world(call->desk)->workdays;
	bool yellow = false;

	for (size_t i = 0; i < record->rule->limit_count; i++) {
		if (record->runs[i].state != RUN_GOING)
			continue;
		switch (deadline_lamp(record, &record->rule->limits[i], workdays, call->now)) {
		case LAMP_RED: return false;
		case LAMP_YELLOW: yellow = true; break;
		default: break;
		}
	}
	return yellow;
}

/* One of the page into the list; false when nothing more can be answered (*err filled, or a
 * problem was answered and *err is empty). */
static bool write_item(struct call *call, const struct listing *l, int64_t serial, struct jw *w,
                       size_t *shown, struct err *err)
{
	struct rights rights = records_rights(call);
	struct record *record = NULL;
	enum sight sight;

	if (!desk_record(call->desk, l->rule->name.id, serial, &record, err))
		return false;
	sight = record ? rights_over(&rights, record) : SIGHT_NONE;
	if (sight < SIGHT_STAFF || (l->lamp == LISTING_YELLOW && !is_yellow(call, record)))
		return true;
	if (!reads_call(call, record, sight))
		return false;
	records_write(w, &rights, record, sight);
	(*shown)++;
	return true;
}

/* The items; `page` is the last one found, with the place where the next begins. */
static bool write_items(struct call *call, struct listing *l, struct jw *w,
                        struct listing_page *page, struct err *err)
{
	size_t shown = 0;
	int rounds = l->lamp == LISTING_YELLOW ? LIST_ROUNDS : 1;

	jw_name(w, STR("items"));
	jw_open(w, '[');
	do {
		if (!listing_find(l, desk_db(call->desk), page, err))
			return false;
		for (size_t i = 0; i < page->count; i++) {
			if (!write_item(call, l, page->at[i].serial, w, &shown, err))
				return false;
			if (shown == (size_t)l->limit && i + 1 < page->count) {
				page->next = page->at[i];
				page->more = true;
				break;
			}
		}
		l->after = page->next;
		l->begun = true;
	} while (page->more && shown < (size_t)l->limit && --rounds > 0);
	jw_close(w);
	return true;
}

/* Link: the same question with the next cursor. */
static void link_next(struct call *call, str cursor)
{
	str rest = http_target(call->r), part;
	struct buf buf;

	buf_init(&buf, call->arena, 8192);
	(void)str_cut(&rest, STR("?"), &part);
	buf_printf(&buf, "<%.*s?", PSTR(part));
	while (rest.n > 0) {
		str_cut(&rest, STR("&"), &part);
		if (!str_starts(part, STR("cursor=")))
			buf_printf(&buf, "%.*s&", PSTR(part));
	}
	buf_printf(&buf, "cursor=%.*s>; rel=\"next\"", PSTR(cursor));
	if (!buf.full)
		http_set(call->r, STR("Link"), buf_str(&buf));
}

static bool write_list(struct call *call, struct listing *l, struct jw *w, struct err *err)
{
	struct listing_page page;
	int64_t total;

	jw_open(w, '{');
	if (l->count) {
		if (!listing_count(l, desk_db(call->desk), &total, err))
			return false;
		jw_name_int(w, STR("total"), total);
	}
	if (!write_items(call, l, w, &page, err))
		return false;
	if (page.more) {
		str cursor = listing_cursor(l, page.next);

		jw_name_str(w, STR("next"), cursor);
		link_next(call, cursor);
	}
	jw_close(w);
	return true;
}

static void list(struct call *call)
{
	struct listing l;
	struct err err = { 0 };
	struct jw w;

	if (!listing_read(call, &l))
		return;
	call_json_begin(call, &w);
	if (write_list(call, &l, &w, &err))
		call_json_send(call, 200, &w);
	else if (err.kind != ERR_NONE)
		call_problem(call, &err);
}

static const char *const list_queries[] = {
	"limit",  "cursor",   "sort",       "count", "stage",       "ended",      "organ",
	"mine",   "number",   "lamp",       "overdue", "opened_from", "opened_to",
	"changed_from", "changed_to", NULL,
};

const struct api_op records_list_op = {
	.id = "listRecords",
	.tag = "records",
	.summary = "列出一个规程的记录",
	.summary_en = "Lists the records of a procedure",
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
