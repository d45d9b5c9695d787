/* body.c -- the canonical body of one event, read for checking.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/body.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "calendar/day.h"
#include "format/json.h"
#include "format/json_write.h"

#define BODY_VERSION 1

static bool body_wrong(struct err *err, const char *member)
{
	return err_set(err, ERR_INVALID, "body.member", "事件正文的“%s”缺失或写法不对", member);
}

/* Is `text` what the canonical writer makes of `all`? */
static bool body_canonical(struct arena *arena, const struct json *all, str text)
{
	struct buf buf;
	struct jw w;

	buf_init(&buf, arena, LIMIT_EVENT_BYTES);
	jw_init(&w, &buf, true);
	jw_json(&w, all);
	return !buf.full && str_eq(buf_str(&buf), text);
}

/* An instant in the one form used in the ledger, not before 1970. */
static bool body_instant(struct arena *arena, str text, instant *at)
{
	struct buf buf;
	instant read;

	if (!day_read_instant(text, &read) || read < 0)
		return false;
	buf_init(&buf, arena, 64);
	day_write_instant(&buf, read);
	if (!str_eq(buf_str(&buf), text))
		return false;
	*at = read;
	return true;
}

/* A whole number not below zero, or left out (-1). */
static bool body_index(const struct json *all, str name, int64_t *number)
{
	const struct json *item = json_get(all, name);

	*number = -1;
	if (item == NULL)
		return true;
	*number = item->number;
	return item->kind == JSON_INT && item->number >= 0;
}

/* Texts that are there must be texts, and not empty. */
static bool body_texts(const struct json *all, struct body *body, const char **wrong)
{
	const struct json *actor = json_get(all, STR("actor"));
	const struct {
		const char *name;
		str *into;
		const struct json *map;
	} texts[] = {
		{ "number", &body->number, all },     { "step", &body->step, all },
		{ "stage", &body->stage, all },       { "rule", &body->rule, all },
		{ "calendar", &body->calendar, all }, { "role", &body->role, actor },
		{ "organ", &body->organ, actor },     { "person", &body->person, actor },
		{ "stead", &body->stead, actor },
	};

	for (size_t i = 0; i < countof(texts); i++) {
		const struct json *item = json_get(texts[i].map, str_of(texts[i].name));
		*wrong = texts[i].name;
		if (item == NULL)
			continue;
		if (item->kind != JSON_TEXT || item->text.n == 0)
			return false;
		*texts[i].into = item->text;
	}
	return true;
}

static bool body_head(struct arena *arena, const struct json *all, struct body *body,
                      const char **wrong)
{
	str happened = json_text(all, STR("happened"));

	*wrong = "kind";
	if (!leaf_kind_of(json_text(all, STR("kind")), &body->kind))
		return false;
	*wrong = "recorded";
	if (!body_instant(arena, json_text(all, STR("recorded")), &body->recorded))
		return false;
	*wrong = "happened";
	body->happened = INSTANT_NONE;
	if (json_get(all, STR("happened")) != NULL &&
	    !body_instant(arena, happened, &body->happened))
		return false;
	*wrong = "procedure";
	body->procedure = json_text(all, STR("procedure"));
	if (!leaf_good_procedure(body->procedure))
		return false;
	*wrong = "record";
	if (!body_index(all, STR("record"), &body->record) || body->record == 0)
		return false;
	*wrong = "cause";
	return body_index(all, STR("cause"), &body->cause) && body_texts(all, body, wrong);
}

bool body_read(struct arena *arena, str text, struct body *body, struct err *err)
{
	struct body read = { .all = json_read(arena, text, err) };
	const char *wrong = "v";

	if (read.all == NULL)
		return false;
	if (read.all->kind != JSON_MAP || json_int(read.all, STR("v"), -1) != BODY_VERSION)
		return body_wrong(err, wrong);
	if (!body_canonical(arena, read.all, text))
		return err_set(err, ERR_INVALID, "body.canonical",
		               "事件正文不是规范写法（RFC 8785）");
	if (!body_head(arena, read.all, &read, &wrong))
		return body_wrong(err, wrong);
	*body = read;
	return true;
}

struct leaf body_leaf(const struct body *body, const digest *salt, str text)
{
	return (struct leaf){ body->kind, body->recorded, body->procedure,
		              leaf_commit(salt, text) };
}

bool body_private(const struct body *body, str field, digest *commitment)
{
	const struct json *private = json_get(body->all, STR("private"));

	return digest_read_base64url(json_text(private, field), commitment);
}
