/* procedures.c -- the rules in force, for people and for forms.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/procedures.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "define/render.h"
#include "engine/desk.h"
#include "serve/cached.h"
#include "serve/rule_view.h"

#define KEPT_S 300 /* rules change a few times a year, and are asked for at each form */

static const struct library *library_of(struct call *call)
{
	return desk_world(call->desk)->library;
}

bool procedures_query_day(struct call *call, str name, day otherwise, day *on)
{
	str written = http_query(call->r, name);
	struct err err = { 0 };

	*on = otherwise;
	if (written.n == 0 || day_read(written, on))
		return true;
	err_set(&err, ERR_INVALID, "query.day", "%.*s 要写成年-月-日", PSTR(name));
	err_fix(&err, "例如：2024-06-03");
	call_problem(call, &err);
	return false;
}

const struct rule *procedures_asked(struct call *call)
{
	str name = route_param(call->match, STR("procedure"));
	const struct rule *rule;
	struct err err = { 0 };
	day on;

	if (!procedures_query_day(call, STR("on"), day_at(call->now), &on))
		return NULL;
	rule = library_in_force(library_of(call), name, on);
	if (rule != NULL)
		return rule;
	if (library_newest(library_of(call), name) == NULL)
		(void)take_unknown_rule(name, &err);
	else
		err_set(&err, ERR_UNKNOWN, "procedure.not_yet", "“%.*s”那一天还没有施行",
		        PSTR(name));
	call_problem(call, &err);
	return NULL;
}

static void list(struct call *call)
{
	const struct library *library = library_of(call);
	const struct rule *const *rules;
	size_t count = library_rules(library, &rules);
	struct jw w;
	day on;

	if (!procedures_query_day(call, STR("on"), day_at(call->now), &on))
		return;
	call_json_begin(call, &w);
	jw_open(&w, '{');
	jw_name(&w, STR("items"));
	jw_open(&w, '[');
	for (size_t i = 0; i < count; i++) {
		if (library_in_force(library, rules[i]->name.id, on) != rules[i])
			continue;
		jw_open(&w, '{');
		rule_view_head(&w, rules[i]);
		jw_name(&w, STR("versions"));
		rule_view_versions(&w, library, rules[i]->name.id);
		jw_close(&w);
	}
	jw_close(&w);
	jw_close(&w);
	cached_json(call, &w, KEPT_S);
}

static void show(struct call *call)
{
	const struct rule *rule = procedures_asked(call);
	struct buf buf;
	struct jw w;

	if (rule == NULL)
		return;
	/* The drawing of formulas needs much room on the way: the desk's. */
	buf_init(&buf, desk_world(call->desk)->arena, RENDER_BYTES);
	jw_init(&w, &buf, false);
	rule_view_write(&w, rule, library_of(call));
	cached_send(call, HTTP_JSON, arena_copy(call->arena, buf_str(&buf)), KEPT_S);
}

static void prose(struct call *call)
{
	const struct rule *rule = procedures_asked(call);
	struct buf buf;

	if (rule == NULL)
		return;
	buf_init(&buf, desk_world(call->desk)->arena, RENDER_BYTES);
	render_prose(&buf, rule);
	cached_send(call, HTTP_TEXT, arena_copy(call->arena, buf_str(&buf)), KEPT_S);
}

static const char *const day_queries[] = { "on", NULL };

#define LIST_OP(id_, door_)                                   \
	{                                                     \
		.id = id_,                                    \
		.tag = "procedures",                          \
		.summary = "列出施行的规程",                  \
		.summary_en = "Lists the procedures in force", \
		.door = door_,                                \
		.run = list,                                  \
		.queries = day_queries,                       \
		.answer = "ProcedureList",                    \
		.status = 200,                                \
	}
#define SHOW_OP(id_, door_)                                                   \
	{                                                                     \
		.id = id_,                                                    \
		.tag = "procedures",                                          \
		.summary = "看一个规程：字段、环节、步骤、期限、指标、公开", \
		.summary_en = "Shows a procedure with all its parts",         \
		.door = door_,                                                \
		.run = show,                                                  \
		.queries = day_queries,                                       \
		.answer = "Procedure",                                        \
		.status = 200,                                                \
	}
#define PROSE_OP(id_, door_)                                      \
	{                                                         \
		.id = id_,                                        \
		.tag = "procedures",                              \
		.summary = "把一个规程读成条文",                  \
		.summary_en = "Reads a procedure as Chinese prose", \
		.door = door_,                                    \
		.run = prose,                                     \
		.queries = day_queries,                           \
		.status = 200,                                    \
	}

const struct api_op procedures_list_op = LIST_OP("listProcedures", API_STAFF);
const struct api_op procedures_show_op = SHOW_OP("showProcedure", API_STAFF);
const struct api_op procedures_prose_op = PROSE_OP("readProcedure", API_STAFF);
const struct api_op procedures_public_list_op = LIST_OP("publicProcedures", API_ANYONE);
const struct api_op procedures_public_show_op = SHOW_OP("publicProcedure", API_ANYONE);
const struct api_op procedures_public_prose_op = PROSE_OP("publicProcedureProse", API_ANYONE);
