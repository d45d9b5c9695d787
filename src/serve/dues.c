/* dues.c -- periods counted and explained, and the calendars they are counted by.
 *
 *     { "from": "2024-03-04", "length": "60 日", "extensions": ["30 日"], "no_roll": false,
 *       "pauses": [{ "from": "2024-04-03", "to": "2024-05-13", "why": "中止" }] }
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/dues.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "calendar/notice.h"
#include "calendar/workday.h"
#include "engine/desk.h"
#include "format/json.h"
#include "serve/cached.h"
#include "serve/time.h"

#define PARTS_MOST ((size_t)64) /* pauses, or extensions */
#define DAYS_MOST  5000         /* lines of explanation that are sent */
#define KEPT_S     3600

static const struct workdays *workdays_of(struct call *call)
{
	return desk_world(call->desk)->workdays;
}

/* ---- what is asked ---- */

static bool bad(struct err *err, const char *pointer, const char *example)
{
	err_set(err, ERR_INVALID, "due.value", "看不懂 %s", pointer);
	err_where(err, "%s", pointer);
	return err_fix(err, "例如：%s", example);
}

/* The items of an optional list; false when it is something else or too long. */
static bool list_of(const struct json *body, str name, const struct json **list, size_t *count)
{
	*list = json_get(body, name);
	*count = 0;
	if (*list == NULL || (*list)->kind == JSON_NULL)
		return true;
	*count = (*list)->count;
	return (*list)->kind == JSON_LIST && *count <= PARTS_MOST;
}

static bool read_extensions(struct arena *arena, const struct json *body, struct term *term,
                            struct err *err)
{
	const struct json *list;
	struct term_length *at;

	if (!list_of(body, STR("extensions"), &list, &term->extension_count))
		return bad(err, "/extensions", "[\"30 日\"]");
	at = arena_make(arena, struct term_length, term->extension_count);
	for (size_t i = 0; i < term->extension_count; i++)
		if (list->items[i].kind != JSON_TEXT ||
		    !term_read_length(list->items[i].text, &at[i]))
			return bad(err, "/extensions", "[\"30 日\"]");
	term->extensions = at;
	return true;
}

/* In order of time, none inside another, an open one only as the last. */
static bool read_pause(const struct json *item, instant free_from, struct term_pause *pause)
{
	str to = json_text(item, STR("to"));

	pause->to = INSTANT_NONE;
	pause->why = json_text(item, STR("why"));
	return item->kind == JSON_MAP && free_from != INSTANT_NONE &&
	       day_read_instant(json_text(item, STR("from")), &pause->from) &&
	       (to.n == 0 || day_read_instant(to, &pause->to)) && pause->from >= free_from &&
	       (pause->to == INSTANT_NONE || pause->to >= pause->from);
}

static bool read_pauses(struct arena *arena, const struct json *body, struct term *term,
                        struct err *err)
{
	static const char example[] = "[{\"from\":\"2024-04-03\",\"to\":\"2024-05-13\"}]"
				      "，按先后写，不相重叠";
	const struct json *list;
	instant free_from = term->started;
	struct term_pause *at;

	if (!list_of(body, STR("pauses"), &list, &term->pause_count))
		return bad(err, "/pauses", example);
	at = arena_make(arena, struct term_pause, term->pause_count);
	for (size_t i = 0; i < term->pause_count; i++) {
		if (!read_pause(&list->items[i], free_from, &at[i]))
			return bad(err, "/pauses", example);
		free_from = at[i].to;
	}
	term->pauses = at;
	return true;
}

static bool read_term(struct call *call, struct term *term, struct err *err)
{
	const struct json *body = json_read(call->arena, http_body(call->r), err);
	const struct json *no_roll;

	if (body == NULL)
		return false;
	if (!day_read_instant(json_text(body, STR("from")), &term->started))
		return bad(err, "/from", "\"2024-09-27\"");
	if (!term_read_length(json_text(body, STR("length")), &term->length))
		return bad(err, "/length", "\"5 个工作日\"");
	no_roll = json_get(body, STR("no_roll"));
	term->no_roll = no_roll != NULL && no_roll->kind == JSON_TRUE;
	return read_extensions(call->arena, body, term, err) &&
	       read_pauses(call->arena, body, term, err);
}

/* ---- the count ---- */

static void write_day(struct jw *w, str name, day on)
{
	struct buf buf;

	buf_init(&buf, w->buf->arena, 16);
	day_write(&buf, on);
	jw_name_str(w, name, buf_str(&buf));
}

static void write_line(struct jw *w, const struct term_line *line)
{
	static const struct {
		char mark;
		const char *name;
	} marks[] = { { 's', "start" },   { 'c', "counted" }, { 'w', "weekend" },
		      { 'h', "holiday" }, { 'm', "made_up" }, { 'p', "paused" },
		      { 'r', "rolled" },  { 'e', "end" } };

	jw_open(w, '{');
	write_day(w, STR("on"), line->on);
	for (size_t i = 0; i < countof(marks); i++)
		if (marks[i].mark == line->mark)
			jw_name_str(w, STR("mark"), str_of(marks[i].name));
	jw_name_int(w, STR("counted"), line->counted);
	jw_name_str(w, STR("why"), line->why);
	jw_name_str(w, STR("law"), line->basis);
	jw_name(w, STR("provisional"));
	jw_bool(w, line->provisional);
	jw_close(w);
}

static void write_due(struct call *call, struct jw *w, const struct term *term)
{
	struct term_due due = term_due(term, workdays_of(call));
	struct buf length;

	buf_init(&length, call->arena, 64);
	term_write_length(&length, term->length);
	jw_name_str(w, STR("from"), time_text(call->arena, term->started));
	jw_name_str(w, STR("length"), buf_str(&length));
	jw_name(w, STR("paused"));
	jw_bool(w, due.paused);
	jw_name(w, STR("provisional"));
	jw_bool(w, due.provisional);
	if (due.paused) {
		jw_name_int(w, STR("left"), due.left);
		return;
	}
	write_day(w, STR("last_day"), due.last_day);
	jw_name_str(w, STR("due"),
	            due.at == day_start(due.last_day + 1) ? time_day_end(call->arena, due.last_day)
	                                                  : time_text(call->arena, due.at));
}

static void count(struct call *call)
{
	struct term term = { 0 };
	struct term_line *lines;
	struct err err = { 0 };
	struct jw w;
	size_t n;

	if (!read_term(call, &term, &err)) {
		call_problem(call, &err);
		return;
	}
	/* A hundred years have as many lines: they go into the desk's memory. */
	n = term_explain(desk_world(call->desk)->arena, &term, workdays_of(call), &lines);
	call_json_begin(call, &w);
	jw_open(&w, '{');
	write_due(call, &w, &term);
	jw_name(&w, STR("days"));
	jw_open(&w, '[');
	for (size_t i = 0; i < n && n <= DAYS_MOST; i++)
		write_line(&w, &lines[i]);
	jw_close(&w);
	jw_close(&w);
	call_json_send(call, 200, &w);
}

/* ---- a calendar ---- */

/* Days that are not what their weekday says: off on Monday to Friday, worked on a weekend. */
static void write_exceptions(struct jw *w, const struct workdays *workdays, int year)
{
	day last = day_of(year, 12, 31);

	jw_name(w, STR("days"));
	jw_open(w, '[');
	for (day on = day_of(year, 1, 1); on <= last; on++) {
		enum workday_kind kind = workday_kind(workdays, on);

		if (kind != WORKDAY_MADE_UP && kind != WORKDAY_HOLIDAY)
			continue;
		jw_open(w, '{');
		write_day(w, STR("on"), on);
		jw_name_str(w, STR("kind"),
		            kind == WORKDAY_MADE_UP ? STR("made_up") : STR("holiday"));
		jw_name_str(w, STR("name"), workday_name(workdays, on));
		jw_close(w);
	}
	jw_close(w);
}

static void calendar(struct call *call)
{
	const struct workdays *workdays = workdays_of(call);
	const struct workday_year *years;
	size_t count_ = workdays_years(workdays, &years);
	struct err err = { 0 };
	int64_t year;
	struct jw w;

	if (!num_read_int(route_param(call->match, STR("year")), &year) ||
	    year < NOTICE_YEAR_FIRST || year > NOTICE_YEAR_LAST) {
		err_set(&err, ERR_UNKNOWN, "calendar.year", "没有这一年的日历");
		call_problem(call, &err);
		return;
	}
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name_int(&w, STR("year"), year);
	jw_name(&w, STR("published"));
	jw_bool(&w, workday_published_through(workdays, day_of((int)year - 1, 12, 31),
	                                      day_of((int)year, 12, 31)));
	for (size_t i = 0; i < count_; i++)
		if (years[i].year == year) {
			jw_name_str(&w, STR("notice"), years[i].notice);
			jw_name_str(&w, STR("source"), years[i].source);
		}
	write_exceptions(&w, workdays, (int)year);
	jw_close(&w);
	cached_json(call, &w, KEPT_S);
}

const struct api_op dues_count_op = {
	.id = "countDue",
	.tag = "calendar",
	.summary = "算一个期限何时届满，逐日说明；什么也不改",
	.summary_en = "Counts a period day by day; changes nothing",
	.door = API_STAFF,
	.scope = "read",
	.run = count,
	.request = "DueAsked",
	.answer = "Due",
	.status = 200,
	.pure = true,
};

#define CALENDAR_OP(id_, door_)                                \
	{                                                      \
		.id = id_,                                     \
		.tag = "calendar",                             \
		.summary = "看一年的放假和调休",               \
		.summary_en = "Shows the days off of a year",  \
		.door = door_,                                 \
		.run = calendar,                               \
		.answer = "Calendar",                          \
		.status = 200,                                 \
	}

const struct api_op dues_calendar_op = CALENDAR_OP("showCalendar", API_STAFF);
const struct api_op dues_public_calendar_op = CALENDAR_OP("publicCalendar", API_ANYONE);
