/* filters.c -- lists and searches that a person keeps under a name.
 *
 * What is kept is the address of the list; whoever opens it sees what they may see then.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/filters.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/json.h"
#include "serve/ask.h"
#include "serve/time.h"
#include "store/db.h"

struct wish {
	str name, url; /* url empty: to be removed */
};

static void write_filter(struct jw *w, struct arena *arena, str name, str url, instant changed)
{
	jw_open(w, '{');
	jw_name_str(w, STR("name"), name);
	jw_name_str(w, STR("url"), url);
	jw_name_str(w, STR("changed"), time_text(arena, changed));
	jw_close(w);
}

static void list(struct call *call)
{
	struct err err = { 0 };
	struct db_rows rows;
	struct jw w;

	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	if (!db_ask(desk_db(call->desk), &rows,
	            "SELECT name, url, changed FROM saved_filter WHERE person = ?1 ORDER BY name",
	            VALUES(DB_TEXT(call->who.person)), &err)) {
		call_problem(call, &err);
		return;
	}
	while (db_next(&rows))
		write_filter(&w, call->arena, db_text(&rows, 0), db_text(&rows, 1),
		             db_int(&rows, 2));
	jw_close(&w);
	jw_close(&w);
	if (db_done(&rows))
		call_json_send(call, 200, &w);
	else
		call_problem(call, &err);
}

/* ---- on the writer's thread ---- */

/* How many others the person keeps, and whether this one is among them. */
static bool look(struct ask *ask, struct desk *desk, str name, int64_t *others, bool *there,
                 struct err *err)
{
	struct db_rows rows;

	*others = 0;
	*there = false;
	if (!db_ask(desk_db(desk), &rows, "SELECT name FROM saved_filter WHERE person = ?1",
	            VALUES(DB_TEXT(ask->who.person)), err))
		return false;
	while (db_next(&rows)) {
		if (str_eq(db_text(&rows, 0), name))
			*there = true;
		else
			(*others)++;
	}
	return db_done(&rows);
}

static bool keep(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	const struct wish *wish = ask->with;
	int64_t others;
	bool there;

	if (!look(ask, desk, wish->name, &others, &there, err))
		return false;
	if (others >= FILTERS_MOST)
		return err_set(err, ERR_LIMIT, "filter.many", "最多保存 %d 个，请先删去不用的",
		               FILTERS_MOST);
	if (!desk_begin_batch(desk, err) ||
	    !db_run(desk_db(desk),
	            "INSERT INTO saved_filter (person, name, url, changed) "
	            "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (person, name) DO UPDATE SET "
	            "url = excluded.url, changed = excluded.changed",
	            VALUES(DB_TEXT(ask->who.person), DB_TEXT(wish->name), DB_TEXT(wish->url),
	                   DB_INT(ask->now)),
	            err))
		return false;
	write_filter(w, ask->arena, wish->name, wish->url, ask->now);
	*status = 200;
	return true;
}

static bool drop(struct ask *ask, struct desk *desk, struct jw *w, int *status, struct err *err)
{
	const struct wish *wish = ask->with;
	int64_t others;
	bool there;

	if (!look(ask, desk, wish->name, &others, &there, err))
		return false;
	if (!there)
		return err_set(err, ERR_UNKNOWN, "filter.unknown", "没有保存过“%.*s”",
		               PSTR(wish->name));
	if (!desk_begin_batch(desk, err) ||
	    !db_run(desk_db(desk), "DELETE FROM saved_filter WHERE person = ?1 AND name = ?2",
	            VALUES(DB_TEXT(ask->who.person), DB_TEXT(wish->name)), err))
		return false;
	jw_open(w, '{');
	jw_name_str(w, STR("name"), wish->name);
	jw_close(w);
	*status = 200;
	return true;
}

/* ---- on the serving thread ---- */

static bool is_line(str s, size_t most)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7F)
			return false;
	return s.n > 0 && s.n <= most;
}

static bool is_list(str url)
{
	return is_line(url, FILTERS_URL) &&
	       (str_starts(url, STR("/api/v1/records/")) ||
	        str_starts(url, STR("/api/v1/search?")));
}

static bool read_name(struct call *call, struct wish *wish, struct err *err)
{
	wish->name = route_param(call->match, STR("name"));
	return is_line(wish->name, LIMIT_NAME_BYTES) ||
	       err_set(err, ERR_INVALID, "filter.name", "名称要写在一行里，不超过 %d 个汉字",
	               LIMIT_NAME_BYTES / 3);
}

static bool read_url(struct call *call, struct wish *wish, struct err *err)
{
	const struct json *body = json_read(call->arena, http_body(call->r), err);

	if (body == NULL)
		return false;
	if (body->kind == JSON_MAP)
		wish->url = json_text(body, STR("url"));
	if (is_list(wish->url))
		return true;
	err_set(err, ERR_INVALID, "filter.url", "url 要是本站一个列表或检索的地址");
	return err_fix(err, "例如 {\"url\":\"/api/v1/records/hotline?stage=handling\"}");
}

static void submit(struct call *call, bool removing)
{
	struct wish *wish = arena_make(call->arena, struct wish, 1);
	struct err err = { 0 };

	if (!read_name(call, wish, &err) || (!removing && !read_url(call, wish, &err)))
		call_problem(call, &err);
	else
		ask_write(call, removing ? drop : keep, wish);
}

static void put(struct call *call)
{
	submit(call, false);
}

static void remove_one(struct call *call)
{
	submit(call, true);
}

const struct api_op filters_list_op = {
	.id = "listFilters",
	.tag = "search",
	.summary = "列出自己保存的列表和检索",
	.summary_en = "Lists the filters that you keep",
	.door = API_STAFF,
	.scope = "read",
	.run = list,
	.answer = "FilterList",
	.status = 200,
};

const struct api_op filters_keep_op = {
	.id = "keepFilter",
	.tag = "search",
	.summary = "保存一个列表或检索，同名的换成新的",
	.summary_en = "Keeps a filter under a name",
	.door = API_STAFF,
	.scope = "read",
	.run = put,
	.request = "FilterUrl",
	.answer = "Filter",
	.status = 200,
};

const struct api_op filters_remove_op = {
	.id = "removeFilter",
	.tag = "search",
	.summary = "删去一个保存的列表或检索",
	.summary_en = "Removes a filter that you kept",
	.door = API_STAFF,
	.scope = "read",
	.run = remove_one,
	.answer = "FilterName",
	.status = 200,
};
