/* listing.c -- the question of a list, read: filters and orders that are declared, no others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/listing.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "define/value.h"
#include "engine/desk.h"

#define CURSOR_CHECK 8 /* bytes of its digest */

struct reading {
	struct call *call;
	struct listing *l;
	struct err *err;
};

static bool refuse(struct reading *r, const char *code, const char *what, const char *fix)
{
	err_set(r->err, ERR_INVALID, code, "%s", what);
	return err_fix(r->err, "%s", fix);
}

static str asked(struct reading *r, const char *name)
{
	return http_query(r->call->r, str_of(name));
}

/* ---- single filters ---- */

static bool read_choice(struct reading *r, const char *name, const char *const *choices, int *at)
{
	str written = asked(r, name);

	if (written.at == NULL)
		return true;
	for (int i = 0; choices[i] != NULL; i++)
		if (str_eq(written, str_of(choices[i]))) {
			*at = i;
			return true;
		}
	err_set(r->err, ERR_INVALID, "query.choice", "%s 不能写“%.*s”", name, PSTR(written));
	return err_fix(r->err, "可以写的见 docs/developer/api.md，例如 %s=%s", name, choices[0]);
}

/* "2024-06-03" is the whole day: as an end it is meant too. */
static bool read_time(struct reading *r, const char *name, bool end, instant *at)
{
	str written = asked(r, name);
	day on;

	if (written.at == NULL)
		return true;
	if (day_read(written, &on)) {
		*at = day_start(end ? on + 1 : on);
		return true;
	}
	if (day_read_instant(written, at)) {
		*at += end ? 1 : 0;
		return true;
	}
	err_set(r->err, ERR_INVALID, "query.time", "%s 不是日期或时刻", name);
	return err_fix(r->err, "例如 %s=2024-06-03，或 2024-06-03T10:00:00%%2B08:00", name);
}

static bool read_sort(struct reading *r)
{
	static const char *const sorts[] = { "-changed", "changed", "-opened", "opened", "due",
		                             NULL };
	int at = 0;

	if (!read_choice(r, "sort", sorts, &at))
		return false;
	r->l->sort = at < 2 ? LISTING_CHANGED : at < 4 ? LISTING_OPENED : LISTING_DUE;
	r->l->falling = at == 0 || at == 2;
	return true;
}

/* How long before its end, at the most, a limit shows yellow. */
static instant longest_warning(const struct library *library, str procedure)
{
	static const int days[] = { [TERM_DAYS] = 1, [TERM_WORKDAYS] = 3, [TERM_MONTHS] = 31,
		                    [TERM_YEARS] = 366, [TERM_HOURS] = 1, [TERM_MINUTES] = 1 };
	const struct rule *const *rules;
	size_t count = library_rules(library, &rules);
	int64_t most = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < rules[i]->limit_count; k++) {
			const struct limit *limit = &rules[i]->limits[k];
			bool own = limit->warning.n > 0;
			struct term_length length = own ? limit->warning : limit->length;
			int64_t n = (int64_t)length.n * days[length.unit];

			if (str_eq(rules[i]->name.id, procedure) && n > most)
				most = n;
		}
	return (most + 15) * INSTANT_DAY;
}

static bool read_lamp(struct reading *r)
{
	static const char *const lamps[] = { "red", "yellow", NULL };
	static const char *const truths[] = { "true", "false", NULL };
	const struct world *world = desk_world(r->call->desk);
	int lamp = -1, overdue = -1;

	if (!read_choice(r, "lamp", lamps, &lamp) || !read_choice(r, "overdue", truths, &overdue))
		return false;
	if (lamp >= 0 && overdue >= 0)
		return refuse(r, "query.lamp", "lamp 和 overdue 说的是一件事", "只写一个");
	r->l->due_from = INT64_MIN;
	r->l->due_to = r->call->now;
	if (lamp == 1) {
		r->l->lamp = LISTING_YELLOW;
		r->l->due_from = r->call->now;
		r->l->due_to = r->call->now +
		               longest_warning(world->library, r->l->rule->name.id);
	} else if (lamp == 0 || overdue == 0) {
		r->l->lamp = LISTING_RED;
	} else if (overdue == 1) {
		r->l->lamp = LISTING_NOT_RED;
	}
	return true;
}

/* ---- stages ---- */

static struct listing_stage *find_stage(struct listing *l, struct listing_stage *stages, str id)
{
	for (size_t i = 0; i < l->stage_count; i++)
		if (str_eq(stages[i].id, id))
			return &stages[i];
	return NULL;
}

/* One version of the rule: first the stages that fit, then those that do not always. */
static void note_stages(struct listing *l, struct listing_stage *stages, const struct rule *rule,
                        bool again)
{
	for (size_t i = 0; i < rule->stage_count; i++) {
		const struct stage *stage = &rule->stages[i];
		struct listing_stage *known = find_stage(l, stages, stage->name.id);
		bool fits = stage->end == (l->ended == 1);

		if (again && known != NULL && !fits)
			known->certain = false;
		if (!again && known == NULL && fits)
			stages[l->stage_count++] = (struct listing_stage){ stage->name.id, true };
	}
}

/* The stages of all versions in which a record has ended, or has not. */
static void stages_ended(struct reading *r, const struct library *library)
{
	struct listing *l = r->l;
	const struct rule *const *rules;
	size_t count = library_rules(library, &rules), room = 0;
	struct listing_stage *stages;

	for (size_t i = 0; i < count; i++)
		room += rules[i]->stage_count;
	stages = arena_make(l->arena, struct listing_stage, room);
	for (size_t i = 0; i < 2 * count; i++)
		if (str_eq(rules[i % count]->name.id, l->rule->name.id))
			note_stages(l, stages, rules[i % count], i >= count);
	l->stages = stages;
}

static bool read_stage(struct reading *r, const struct library *library)
{
	static const char *const truths[] = { "false", "true", NULL };
	str written = asked(r, "stage");
	struct listing_stage *one;
	const struct stage *stage;

	r->l->ended = -1;
	if (!read_choice(r, "ended", truths, &r->l->ended))
		return false;
	if (written.at == NULL) {
		if (r->l->ended >= 0)
			stages_ended(r, library);
		return true;
	}
	stage = model_stage(r->l->rule, written);
	if (stage == NULL) {
		err_set(r->err, ERR_INVALID, "query.stage", "“%.*s”没有“%.*s”这个环节",
		        PSTR(r->l->rule->name.text), PSTR(written));
		return err_fix(r->err, "写环节的名称或代号");
	}
	one = arena_make(r->l->arena, struct listing_stage, 1);
	*one = (struct listing_stage){ stage->name.id, r->l->ended < 0 };
	r->l->stages = one;
	r->l->stage_count = 1;
	r->l->stage_given = true;
	return true;
}

/* ---- organs and fields ---- */

static bool read_organ(struct reading *r, str written, str *code)
{
	bool found = false;

	*code = people_organ_code(desk_world(r->call->desk)->people, written, &found);
	if (found)
		return true;
	err_set(r->err, ERR_INVALID, "query.organ", "机构名录里没有“%.*s”", PSTR(written));
	return err_fix(r->err, "写机构的代码或名称");
}

static bool read_facet(struct reading *r, str id, str written)
{
	struct listing *l = r->l;
	const struct field *field = model_field(l->rule, id);
	str value;

	if (field == NULL || field->hidden ||
	    (field->type != FIELD_CHOICE && field->type != FIELD_ORGAN &&
	     field->type != FIELD_BOOL)) {
		err_set(r->err, ERR_INVALID, "query.field", "不能按字段“%.*s”筛选", PSTR(id));
		return err_fix(r->err, "可以按公开给工作人员的选项、机关、是否字段筛选");
	}
	if (l->facet_count == LISTING_FACETS)
		return refuse(r, "query.fields", "一次最多按三个字段筛选", "去掉一些字段");
	if (field->type == FIELD_ORGAN ? !read_organ(r, written, &value)
	                               : !value_read(l->arena, field, written, &value, r->err))
		return false;
	if (value.n == 0 || str_find(value, STR("\n")) >= 0)
		return refuse(r, "query.value", "字段的值要写一个", "例如 f.channel=phone");
	l->facets[l->facet_count].field = field->name.id;
	l->facets[l->facet_count++].value = value;
	return true;
}

/* Names that are not declared are refused, so that nobody thinks a filter was heeded. */
static bool read_others(struct reading *r)
{
	const struct api_op *op = r->call->match->route->more;
	struct field_list queries = http_queries(r->call->r);

	for (size_t i = 0; i < queries.count; i++) {
		str name = queries.at[i].name;
		bool known = false;

		for (size_t k = 0; op->queries[k] != NULL; k++)
			known = known || str_eq(name, str_of(op->queries[k]));
		if (str_starts(name, STR("f."))) {
			if (!read_facet(r, str_sub(name, 2, name.n), queries.at[i].value))
				return false;
		} else if (!known) {
			err_set(r->err, ERR_INVALID, "query.name", "没有“%.*s”这个查询参数",
			        PSTR(name));
			return err_fix(r->err, "可以写的参数见 docs/developer/api.md");
		}
	}
	return true;
}

static bool read_scope(struct reading *r)
{
	static const char *const truths[] = { "false", "true", NULL };
	struct rights rights = { &r->call->who, r->call->desk, r->call->now };
	str organ = asked(r, "organ");
	int mine = 0;

	if (!read_choice(r, "mine", truths, &mine) ||
	    (organ.at != NULL && !read_organ(r, organ, &r->l->organ)))
		return false;
	r->l->scope = rights_scope(&rights, r->l->rule, r->l->arena);
	if (mine && r->l->scope.all)
		r->l->scope = rights_organs(&rights, r->l->arena);
	return true;
}

static bool read_all(struct reading *r)
{
	static const char *const counting[] = { "none", "exact", NULL };
	const struct library *library = desk_world(r->call->desk)->library;
	struct listing *l = r->l;
	str cursor = asked(r, "cursor");
	int count = 0;

	l->opened_from = INT64_MIN;
	l->opened_to = INT64_MAX;
	l->organ = STR("");
	l->number = asked(r, "number");
	if (!read_sort(r) || !read_lamp(r) || !read_stage(r, library) ||
	    !read_time(r, "opened_from", false, &l->opened_from) ||
	    !read_time(r, "opened_to", true, &l->opened_to) ||
	    !read_time(r, "changed_from", false, &l->changed_from) ||
	    !read_time(r, "changed_to", true, &l->changed_to) ||
	    !read_choice(r, "count", counting, &count) || !read_scope(r) || !read_others(r))
		return false;
	l->count = count == 1;
	if (cursor.at == NULL || listing_read_cursor(l, cursor))
		return true;
	return refuse(r, "query.cursor", "cursor 不是这个查询给出的",
	              "照上一页的 next 原样写；换了条件就从头查");
}

bool listing_read(struct call *call, struct listing *listing)
{
	const struct library *library = desk_world(call->desk)->library;
	struct err err = { 0 };
	struct reading r = { call, listing, &err };

	*listing = (struct listing){ .arena = call->arena };
	listing->rule = library_newest(library, route_param(call->match, STR("procedure")));
	if (listing->rule == NULL) {
		call_absent(call);
		return false;
	}
	if (!call_query_int(call, STR("limit"), 1, LISTING_MOST, 20, &listing->limit))
		return false;
	if (read_all(&r))
		return true;
	call_problem(call, &err);
	return false;
}

/* ---- cursors ---- */

/* The question without its page, in one way of writing. */
static str question(const struct listing *l)
{
	struct buf buf;

	buf_init(&buf, l->arena, 4096);
	buf_printf(&buf, "%.*s %d %d %d %d %lld %lld %lld %lld ", PSTR(l->rule->name.id),
	           (int)l->sort, l->falling, l->ended, (int)l->lamp, (long long)l->opened_from,
	           (long long)l->opened_to, (long long)l->changed_from,
	           (long long)l->changed_to);
	buf_printf(&buf, "%.*s %d %.*s %.*s", PSTR(l->organ), l->scope.all,
	           PSTR(l->stage_given ? l->stages[0].id : STR("")), PSTR(l->number));
	for (size_t i = 0; i < l->facet_count; i++)
		buf_printf(&buf, " %.*s=%.*s", PSTR(l->facets[i].field), PSTR(l->facets[i].value));
	return buf_str(&buf);
}

static str check_of(const struct listing *l, str place)
{
	const str parts[] = { STR("list cursor\n"), question(l), STR("\n"), place };
	digest whole = digest_of(DIGEST_SHA256, parts, countof(parts));

	return arena_copy(l->arena, str_sub(digest_bytes(&whole), 0, CURSOR_CHECK));
}

str listing_cursor(const struct listing *listing, struct listing_place place)
{
	struct arena *arena = listing->arena;
	str words = arena_printf(arena, "%lld,%lld", (long long)place.key,
	                         (long long)place.serial);
	str check = check_of(listing, words);
	struct buf buf;
	char *text;

	buf_init(&buf, arena, 128);
	buf_add(&buf, check);
	buf_add(&buf, words);
	text = arena_make(arena, char, buf.n * 2 + 4);
	return (str){ text, codec_base64url(buf_str(&buf), text) };
}

bool listing_read_cursor(struct listing *listing, str word)
{
	str bytes, key, rest;

	if (!codec_unbase64url(listing->arena, word, &bytes) || bytes.n <= CURSOR_CHECK)
		return false;
	rest = str_sub(bytes, CURSOR_CHECK, bytes.n);
	if (!str_eq(str_sub(bytes, 0, CURSOR_CHECK), check_of(listing, rest)) ||
	    !str_cut(&rest, STR(","), &key))
		return false;
	listing->begun = true;
	return num_read_int(key, &listing->after.key) &&
	       num_read_int(rest, &listing->after.serial);
}
