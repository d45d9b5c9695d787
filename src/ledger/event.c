/* event.c -- one happening: the struct that the engine folds, and its canonical body.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/event.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "calendar/day.h"
#include "format/json.h"
#include "format/json_write.h"

#define EVENT_VERSION 1

/* Writing: the members in their canonical order, the empty ones left out. */

static void event_text(struct jw *w, str name, str text)
{
	if (text.n > 0)
		jw_name_str(w, name, text);
}

static void event_instant(struct jw *w, str name, instant at)
{
	if (at == INSTANT_NONE)
		return;
	jw_name(w, name);
	/* The form has no byte that JSON would escape; jw_str would need a copy. */
	char room[40];
	struct buf text = { .at = room, .room = sizeof(room), .max = sizeof(room) - 1 };
	day_write_instant(&text, at);
	assert(!text.full);
	jw_str(w, buf_str(&text));
}

static void event_actor(struct jw *w, const struct event *event)
{
	if (event->organ.n == 0 && event->person.n == 0 && event->role.n == 0)
		return;
	jw_name(w, STR("actor"));
	jw_open(w, '{');
	event_text(w, STR("organ"), event->organ);
	event_text(w, STR("person"), event->person);
	event_text(w, STR("role"), event->role);
	event_text(w, STR("stead"), event->stead);
	jw_close(w);
}

static void event_list(struct jw *w, str name, const str *items, size_t count)
{
	if (count == 0)
		return;
	jw_name(w, name);
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++)
		jw_str(w, items[i]);
	jw_close(w);
}

static void event_map(struct jw *w, str name, const struct pair *pairs, size_t count)
{
	if (count == 0)
		return;
	jw_name(w, name);
	jw_open(w, '{');
	for (size_t i = 0; i < count; i++)
		jw_name_str(w, pairs[i].id, pairs[i].value);
	jw_close(w);
}

static void event_private(struct jw *w, const struct event *event, const digest *commitments)
{
	char text[44];

	if (event->hidden_count == 0)
		return;
	jw_name(w, STR("private"));
	jw_open(w, '{');
	for (size_t i = 0; i < event->hidden_count; i++) {
		digest_base64url(commitments[i], text);
		jw_name_str(w, event->hidden[i].id, str_of(text));
	}
	jw_close(w);
}

void event_write(struct buf *buf, const struct event *event, const digest *commitments)
{
	struct jw w;

	assert(event->recorded >= 0 && event->serial >= 0 && event->cause >= -1);
	jw_init(&w, buf, true);
	jw_open(&w, '{');
	event_actor(&w, event);
	event_text(&w, STR("calendar"), event->calendar);
	if (event->cause >= 0)
		jw_name_int(&w, STR("cause"), event->cause);
	event_list(&w, STR("deviation"), event->deviations, event->deviation_count);
	event_map(&w, STR("fields"), event->fields, event->field_count);
	event_instant(&w, STR("happened"), event->happened);
	event_text(&w, STR("key"), event->key);
	event_text(&w, STR("kind"), leaf_kind_name(event->kind));
	event_text(&w, STR("limit"), event->limit);
	event_text(&w, STR("number"), event->number);
	event_map(&w, STR("papers"), event->papers, event->paper_count);
	event_private(&w, event, commitments);
	event_text(&w, STR("procedure"), event->procedure);
	if (event->serial > 0)
		jw_name_int(&w, STR("record"), event->serial);
	event_instant(&w, STR("recorded"), event->recorded);
	event_text(&w, STR("rule"), event->rule);
	event_text(&w, STR("stage"), event->stage);
	event_text(&w, STR("step"), event->step);
	jw_name_int(&w, STR("v"), EVENT_VERSION);
	jw_close(&w);
}

void event_write_hidden(struct buf *buf, const struct event *event)
{
	struct jw w;

	jw_init(&w, buf, true);
	jw_open(&w, '{');
	for (size_t i = 0; i < event->hidden_count; i++) {
		if (event->hidden[i].value.at != NULL)
			jw_name_str(&w, event->hidden[i].id, event->hidden[i].value);
	}
	jw_close(&w);
}

/* Reading: take every member that is there, write it again, compare. So whatever
 * this program would not have written (another order, unknown members, blanks) is
 * refused without a check of its own. */

static bool event_wrong(struct err *err)
{
	return err_set(err, ERR_TAMPERED, "event.body",
	               "事件正文不是本程序的规范写法，可能被改动过");
}

/* Below U+E000 the order of bytes is the canonical order of names. */
static bool event_names_good(const struct json *map)
{
	for (size_t i = 0; i < map->count; i++) {
		str name = map->names[i];
		if (i > 0 && str_cmp(map->names[i - 1], name) >= 0)
			return false;
		for (size_t j = 0; j < name.n; j++) {
			if ((unsigned char)name.at[j] >= 0xee)
				return false;
		}
	}
	return true;
}

/* A map of texts, or nothing. */
static bool event_take_map(struct arena *arena, const struct json *all, str name,
                           struct pair **pairs, size_t *count)
{
	const struct json *map = json_get(all, name);

	if (map == NULL)
		return true;
	if (map->kind != JSON_MAP || !event_names_good(map))
		return false;
	*pairs = arena_make(arena, struct pair, map->count);
	*count = map->count;
	for (size_t i = 0; i < map->count; i++) {
		if (map->items[i].kind != JSON_TEXT)
			return false;
		(*pairs)[i] = (struct pair){ map->names[i], map->items[i].text };
	}
	return true;
}

static bool event_take_private(struct arena *arena, const struct json *all, struct event *event,
                               digest **commitments)
{
	if (!event_take_map(arena, all, STR("private"), &event->hidden, &event->hidden_count))
		return false;
	*commitments = arena_make(arena, digest, event->hidden_count);
	for (size_t i = 0; i < event->hidden_count; i++) {
		struct pair *hidden = &event->hidden[i];
		if (!digest_read_base64url(hidden->value, &(*commitments)[i]))
			return false;
		hidden->value = (str){ 0 };
	}
	return true;
}

static bool event_take_list(struct arena *arena, const struct json *all, struct event *event)
{
	const struct json *list = json_get(all, STR("deviation"));

	if (list == NULL)
		return true;
	if (list->kind != JSON_LIST)
		return false;
	event->deviations = arena_make(arena, str, list->count);
	event->deviation_count = list->count;
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].kind != JSON_TEXT)
			return false;
		event->deviations[i] = list->items[i].text;
	}
	return true;
}

static void event_take_texts(const struct json *all, struct event *event)
{
	const struct json *actor = json_get(all, STR("actor"));

	event->organ = json_text(actor, STR("organ"));
	event->person = json_text(actor, STR("person"));
	event->role = json_text(actor, STR("role"));
	event->stead = json_text(actor, STR("stead"));
	event->calendar = json_text(all, STR("calendar"));
	event->key = json_text(all, STR("key"));
	event->limit = json_text(all, STR("limit"));
	event->number = json_text(all, STR("number"));
	event->procedure = json_text(all, STR("procedure"));
	event->rule = json_text(all, STR("rule"));
	event->stage = json_text(all, STR("stage"));
	event->step = json_text(all, STR("step"));
}

static bool event_take_numbers(const struct json *all, struct event *event)
{
	str happened = json_text(all, STR("happened"));

	event->cause = json_int(all, STR("cause"), -1);
	event->serial = json_int(all, STR("record"), 0);
	event->happened = INSTANT_NONE;
	return event->cause >= -1 && event->serial >= 0 &&
	       (happened.n == 0 || day_read_instant(happened, &event->happened)) &&
	       day_read_instant(json_text(all, STR("recorded")), &event->recorded) &&
	       event->recorded >= 0 && leaf_good_procedure(event->procedure) &&
	       leaf_kind_of(json_text(all, STR("kind")), &event->kind);
}

bool event_read(struct arena *arena, str body, struct event *event, digest **commitments,
                struct err *err)
{
	struct err syntax = { .kind = ERR_NONE };
	struct event read = { .kind = LEAF_OPEN };
	digest *found = NULL;
	const struct json *all = json_read(arena, body, &syntax);
	struct buf again;

	if (all == NULL)
		return event_wrong(err) || err_detail(err, "%s %s", syntax.code, syntax.where);
	event_take_texts(all, &read);
	if (json_int(all, STR("v"), 0) != EVENT_VERSION || !event_take_numbers(all, &read) ||
	    !event_take_map(arena, all, STR("fields"), &read.fields, &read.field_count) ||
	    !event_take_map(arena, all, STR("papers"), &read.papers, &read.paper_count) ||
	    !event_take_private(arena, all, &read, &found) || !event_take_list(arena, all, &read))
		return event_wrong(err);
	buf_init(&again, arena, body.n + 1);
	event_write(&again, &read, found);
	if (!str_eq(buf_str(&again), body))
		return event_wrong(err);
	*event = read;
	*commitments = found;
	return true;
}

static struct pair *event_find_hidden(const struct event *event, str id)
{
	for (size_t i = 0; i < event->hidden_count; i++) {
		if (str_eq(event->hidden[i].id, id))
			return &event->hidden[i];
	}
	return NULL;
}

static bool event_hidden_wrong(struct err *err)
{
	return err_set(err, ERR_TAMPERED, "event.hidden",
	               "不公开字段的内容不是本程序的写法，可能被改动过");
}

/* The map's values as hidden fields of `alone`; each must be one of `event`. */
static bool event_take_values(struct arena *arena, const struct json *map,
                              const struct event *event, struct event *alone)
{
	if (map->kind != JSON_MAP || !event_names_good(map))
		return false;
	alone->hidden = arena_make(arena, struct pair, map->count);
	alone->hidden_count = map->count;
	for (size_t i = 0; i < map->count; i++) {
		if (map->items[i].kind != JSON_TEXT ||
		    event_find_hidden(event, map->names[i]) == NULL)
			return false;
		alone->hidden[i] = (struct pair){ map->names[i], map->items[i].text };
	}
	return true;
}

bool event_read_hidden(struct arena *arena, str body, struct event *event, struct err *err)
{
	struct err syntax = { .kind = ERR_NONE };
	const struct json *all = json_read(arena, body, &syntax);
	struct event alone = { .hidden_count = 0 };
	struct buf again;

	if (all == NULL || !event_take_values(arena, all, event, &alone))
		return event_hidden_wrong(err);
	buf_init(&again, arena, body.n + 1);
	event_write_hidden(&again, &alone);
	if (!str_eq(buf_str(&again), body))
		return event_hidden_wrong(err);
	for (size_t i = 0; i < alone.hidden_count; i++)
		event_find_hidden(event, alone.hidden[i].id)->value = alone.hidden[i].value;
	return true;
}
