/* open311_requests.c -- orders of the hotline as service requests: what anybody may see.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/open311.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/deadline.h"
#include "engine/desk.h"
#include "serve/rights.h"
#include "serve/time.h"
#include "store/db.h"

#define SCAN_PART ((size_t)500)   /* records looked at between two questions */
#define SCAN_MOST ((size_t)20000) /* then the answer ends, and memory with it */
#define IDS_MOST  100

/* What a client asks for. */
struct search {
	struct call *call;
	struct rights rights;
	struct open311_classes classes;
	str services;  /* codes parted by ',', or empty */
	bool open, closed;
	instant from, to;
	int64_t skip, most;
	bool extended;
	struct shape s;
	int64_t seen, written;
	size_t scanned;
	instant before;         /* the next part: opened before, */
	int64_t before_serial;  /* or at the same time with a smaller serial */
};

/* ---- one request ---- */

/* The value of a field, if anybody may see it. */
static str value_of(struct search *search, const struct record *record, const char *id)
{
	const struct field *field = model_field(record->rule, str_of(id));

	if (field == NULL || !rights_field(&search->rights, record, field, SIGHT_PUBLIC))
		return (str){ 0 };
	return record_value(record, field);
}

static str seconds_of(struct arena *arena, instant at)
{
	return time_text(arena, at - at % INSTANT_SECOND);
}

/* Until when it is to be answered; the end of a day as its last second, which all can read. */
static str expected_of(struct search *search, const struct record *record, str *law)
{
	const struct limit *limit = model_limit(record->rule, STR("handle"));
	struct deadline due;

	*law = (str){ 0 };
	if (limit == NULL || record->runs[limit->index].runs == 0)
		return (str){ 0 };
	due = deadline_of(record, limit, desk_world(search->call->desk)->workdays);
	if (due.endless || due.due.paused)
		return (str){ 0 };
	*law = model_basis(search->call->arena, record->rule, due.basis);
	return seconds_of(search->call->arena,
	                  due.exact ? due.due.at
	                            : day_start(due.due.last_day + 1) - INSTANT_SECOND);
}

static str status_notes(struct search *search, const struct record *record)
{
	str reply = value_of(search, record, "reply");

	return reply.n > 0 ? reply : record->stage ? record->stage->name.text : (str){ 0 };
}

static void write_service(struct search *search, const struct record *record)
{
	str code = value_of(search, record, "category_code");
	str category = value_of(search, record, "category");
	const struct open311_class *class = open311_class(&search->classes,
	                                                  code.n > 0 ? code : category);

	shape_text(&search->s, "service_name", class ? class->name : category);
	shape_text(&search->s, "service_code",
	           class       ? class->code
	           : code.n > 0 ? code
	                        : category);
}

/* The extensions of GeoReport v2: more about the request, and what happened to it. */
static void write_extended(struct search *search, const struct record *record, str law)
{
	struct shape *s = &search->s;

	shape_map(s, "extended_attributes");
	shape_text(s, "stage", record->stage ? record->stage->name.id : STR(""));
	shape_text(s, "stage_name", record->stage ? record->stage->name.text : STR(""));
	shape_text(s, "nature", value_of(search, record, "nature"));
	shape_text(s, "expected_law", law);
	shape_end(s);
	shape_list(s, "notes");
	shape_map(s, "note");
	shape_text(s, "datetime", seconds_of(search->call->arena, record->changed));
	shape_text(s, "description", record->stage ? record->stage->name.text : STR(""));
	shape_text(s, "type", record->ended != INSTANT_NONE ? STR("closed") : STR("status"));
	shape_end(s);
	shape_end(s);
}

static void write_request(struct search *search, const struct record *record)
{
	static const char *const unseen[] = { "address", "address_id", "zipcode", "lat", "long",
		                              "media_url" };
	const struct people *people = desk_world(search->call->desk)->people;
	struct arena *arena = search->call->arena;
	struct shape *s = &search->s;
	str office = value_of(search, record, "office"), law;
	str expected = expected_of(search, record, &law);

	shape_map(s, "request");
	shape_text(s, "service_request_id", record->number);
	shape_text(s, "status", record->ended != INSTANT_NONE ? STR("closed") : STR("open"));
	shape_text(s, "status_notes", status_notes(search, record));
	write_service(search, record);
	shape_text(s, "description", value_of(search, record, "subject"));
	shape_text(s, "agency_responsible",
	           office.n > 0 ? people_organ_name(people, office) : office);
	shape_text(s, "service_notice", (str){ 0 });
	shape_text(s, "requested_datetime", seconds_of(arena, record->opened));
	shape_text(s, "updated_datetime", seconds_of(arena, record->changed));
	shape_text(s, "expected_datetime", expected);
	for (size_t i = 0; i < countof(unseen); i++) /* where somebody lives is nobody's business */
		shape_text(s, unseen[i], (str){ 0 });
	if (search->extended)
		write_extended(search, record, law);
	shape_end(s);
}

/* ---- which ones ---- */

static bool among(str list, str item)
{
	str part;

	while (list.n > 0) {
		str_cut(&list, STR(","), &part);
		if (item.n > 0 && str_eq(str_trim(part), item))
			return true;
	}
	return false;
}

static bool fits(struct search *search, const struct record *record)
{
	str code, category;
	const struct open311_class *class;

	if (rights_over(&search->rights, record) != SIGHT_PUBLIC || record->number.n == 0 ||
	    !(record->ended != INSTANT_NONE ? search->closed : search->open))
		return false;
	if (search->services.n == 0)
		return true;
	code = value_of(search, record, "category_code");
	category = value_of(search, record, "category");
	class = open311_class(&search->classes, code.n > 0 ? code : category);
	return among(search->services, class ? class->code : code);
}

static bool find_part(struct search *search, int64_t *serials, size_t *count, struct err *err)
{
	struct db_rows rows;

	*count = 0;
	if (!db_ask(desk_db(search->call->desk), &rows,
	            "SELECT serial, opened FROM record WHERE procedure = ?1 AND opened >= ?2 "
	            "AND (opened < ?3 OR (opened = ?3 AND serial < ?4)) "
	            "ORDER BY opened DESC, serial DESC LIMIT ?5",
	            VALUES(DB_TEXT(OPEN311_PROCEDURE), DB_INT(search->from),
	                   DB_INT(search->before), DB_INT(search->before_serial),
	                   DB_INT((int64_t)SCAN_PART)),
	            err))
		return false;
	while (db_next(&rows)) {
		serials[(*count)++] = db_int(&rows, 0);
		search->before_serial = db_int(&rows, 0);
		search->before = db_int(&rows, 1);
	}
	return db_done(&rows);
}

static bool write_part(struct search *search, const int64_t *serials, size_t count,
                       struct err *err)
{
	for (size_t i = 0; i < count && search->written < search->most; i++) {
		struct record *record = NULL;

		if (!desk_record(search->call->desk, OPEN311_PROCEDURE, serials[i], &record, err))
			return false;
		if (record == NULL || !fits(search, record) || search->seen++ < search->skip)
			continue;
		write_request(search, record);
		search->written++;
	}
	return true;
}

static bool write_found(struct search *search, struct err *err)
{
	int64_t *serials = arena_make(search->call->arena, int64_t, SCAN_PART);
	size_t count = SCAN_PART;

	search->before = search->to;
	search->before_serial = INT64_MAX;
	while (count == SCAN_PART && search->written < search->most &&
	       search->scanned < SCAN_MOST) {
		if (!find_part(search, serials, &count, err) ||
		    !write_part(search, serials, count, err))
			return false;
		search->scanned += count;
	}
	return true;
}

/* The request of a number, if anybody may see it; else NULL. */
static bool find_number(struct search *search, str number, struct record **record,
                        struct err *err)
{
	int64_t serial = 0;
	struct world *world = desk_world(search->call->desk);

	*record = NULL;
	if (!world->find(world, OPEN311_PROCEDURE, STR("number"), number, &serial, err))
		return false;
	if (serial > 0 &&
	    !desk_record(search->call->desk, OPEN311_PROCEDURE, serial, record, err))
		return false;
	if (*record != NULL && rights_over(&search->rights, *record) != SIGHT_PUBLIC)
		*record = NULL;
	return true;
}

static bool write_numbers(struct search *search, str numbers, struct err *err)
{
	struct record *record;
	str number;

	for (int i = 0; numbers.n > 0 && i < IDS_MOST; i++) {
		str_cut(&numbers, STR(","), &number);
		if (!find_number(search, str_trim(number), &record, err))
			return false;
		if (record != NULL)
			write_request(search, record);
	}
	return true;
}

/* ---- what was asked ---- */

static bool read_instant(struct call *call, const char *name, instant *at, struct err *err)
{
	str written = http_query(call->r, str_of(name));

	if (written.n == 0 || day_read_instant(written, at))
		return true;
	err_set(err, ERR_INVALID, "open311.date", "%s 不是时刻", name);
	return err_fix(err, "例如 2024-06-03T10:00:00+08:00，网址里的 + 写成 %%2B");
}

static bool read_span(struct search *search, struct err *err)
{
	const instant most = LIMIT_OPEN311_DAYS * INSTANT_DAY;
	instant from = INSTANT_NONE, to = INSTANT_NONE;

	if (!read_instant(search->call, "start_date", &from, err) ||
	    !read_instant(search->call, "end_date", &to, err))
		return false;
	if (to == INSTANT_NONE)
		to = from == INSTANT_NONE || from + most > search->call->now ? search->call->now
		                                                             : from + most;
	if (from == INSTANT_NONE)
		from = to - most;
	search->from = from;
	search->to = to;
	if (to - from <= most && from <= to)
		return true;
	err_set(err, ERR_INVALID, "open311.span", "start_date 到 end_date 要在 %d 天以内",
	        LIMIT_OPEN311_DAYS);
	return err_fix(err, "分几次查");
}

static bool read_number(struct search *search, const char *name, int64_t most, int64_t *value,
                        struct err *err)
{
	str written = http_query(search->call->r, str_of(name));

	if (written.n == 0)
		return true;
	if (num_read_int(written, value) && *value >= 1 && *value <= most)
		return true;
	return err_set(err, ERR_INVALID, "open311.page", "%s 要写 1 到 %lld 的整数", name,
	               (long long)most);
}

static bool read_status(struct search *search, struct err *err)
{
	str written = http_query(search->call->r, STR("status"));

	search->open = written.n == 0 || among(written, STR("open"));
	search->closed = written.n == 0 || among(written, STR("closed"));
	return search->open || search->closed ||
	       err_set(err, ERR_INVALID, "open311.status", "status 写 open、closed 或两样");
}

static bool read_search(struct search *search, struct err *err)
{
	int64_t page = 1;

	search->most = LIMIT_OPEN311_REQUESTS;
	search->services = http_query(search->call->r, STR("service_code"));
	if (!read_span(search, err) || !read_status(search, err) ||
	    !read_number(search, "page_size", LIMIT_OPEN311_REQUESTS, &search->most, err) ||
	    !read_number(search, "page", (int64_t)SCAN_MOST, &page, err))
		return false;
	search->skip = (page - 1) * search->most;
	return true;
}

static bool begin(struct call *call, struct search *search, struct auth_who *nobody,
                  struct err *err)
{
	*nobody = who_anonymous();
	*search = (struct search){ .call = call, .rights = { nobody, call->desk, call->now } };
	search->extended = str_eq(http_query(call->r, STR("extensions")), STR("true"));
	return open311_load(call, &search->classes, err);
}

static void list_requests(struct call *call)
{
	str numbers = http_query(call->r, STR("service_request_id"));
	struct auth_who nobody;
	struct search search;
	struct err err = { 0 };
	struct buf buf;

	if (!open311_enter(call))
		return;
	if (!begin(call, &search, &nobody, &err) ||
	    (numbers.n == 0 && !read_search(&search, &err))) {
		open311_refuse(call->r, &err);
		return;
	}
	open311_begin(call, &search.s, &buf);
	shape_list(&search.s, "service_requests");
	if (!(numbers.n > 0 ? write_numbers(&search, numbers, &err)
	                    : write_found(&search, &err))) {
		open311_refuse(call->r, &err);
		return;
	}
	shape_end(&search.s);
	open311_send(call, &buf);
}

static void show_request(struct call *call)
{
	struct record *record = NULL;
	struct auth_who nobody;
	struct search search;
	struct err err = { 0 };
	struct buf buf;
	str number;

	if (!open311_enter(call))
		return;
	if (!open311_name(route_param(call->match, STR("request")), &number) ||
	    !begin(call, &search, &nobody, &err) || !find_number(&search, number, &record, &err) ||
	    record == NULL) {
		if (err.kind == ERR_NONE)
			err_set(&err, ERR_UNKNOWN, "open311.request",
			        "没有这个 service_request_id，或者它不公开");
		open311_refuse(call->r, &err);
		return;
	}
	open311_begin(call, &search.s, &buf);
	shape_list(&search.s, "service_requests");
	write_request(&search, record);
	shape_end(&search.s);
	open311_send(call, &buf);
}

static const char *const list_queries[] = { "jurisdiction_id", "service_request_id",
	                                    "service_code",    "start_date",
	                                    "end_date",        "status",
	                                    "page",            "page_size",
	                                    "extensions",      NULL };
static const char *const show_queries[] = { "jurisdiction_id", "extensions", NULL };

const struct api_op open311_requests_xml_op = {
	.id = "open311RequestsXml",
	.tag = "open311",
	.summary = "Open311：公众反映的事项（XML）",
	.summary_en = "Open311: service requests (XML)",
	.door = API_ANYONE,
	.run = list_requests,
	.queries = list_queries,
	.media = "text/xml",
	.status = 200,
};

const struct api_op open311_requests_json_op = {
	.id = "open311RequestsJson",
	.tag = "open311",
	.summary = "Open311：公众反映的事项（JSON）",
	.summary_en = "Open311: service requests (JSON)",
	.door = API_ANYONE,
	.run = list_requests,
	.queries = list_queries,
	.media = "application/json",
	.status = 200,
};

const struct api_op open311_request_op = {
	.id = "open311Request",
	.tag = "open311",
	.summary = "Open311：一件事项（编号后写 .xml 或 .json）",
	.summary_en = "Open311: one service request",
	.door = API_ANYONE,
	.run = show_request,
	.queries = show_queries,
	.media = "text/xml",
	.status = 200,
};
