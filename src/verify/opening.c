/* opening.c -- the events in the clear: each line of events.jsonl against its log entry.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "verify/opening.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "format/json.h"
#include "proof/body.h"
#include "verify/dir.h"
#include "verify/findings.h"

#define OPENING_WITHHELD STR("{\"salt\":null}")
#define OPENING_FRONT STR("{\"body\":")
#define OPENING_MIDDLE STR(",\"salt\":\"")
#define OPENING_BACK STR("\"}")
#define OPENING_SALT 44 /* 32 bytes in base64 */
#define OPENING_LINE_MAX ((size_t)LIMIT_EVENT_BYTES + 128)

/* One event while it is checked. */
struct opening_event {
	struct opening *opening;
	struct arena *scratch;
	uint64_t index;
	struct leaf leaf;
	digest salt;
	str text; /* the canonical body */
};

bool opening_begin(struct opening *opening, struct arena *arena, str path,
                   struct dir_facts *facts, struct findings *findings, struct err *err)
{
	str name = arena_printf(arena, "%.*s/events.jsonl", PSTR(path));

	*opening = (struct opening){ .arena = arena, .path = path, .facts = facts,
		                     .findings = findings };
	table_init(&opening->seen, arena);
	inforce_init(&opening->inforce);
	return lines_open(arena, name.at, OPENING_LINE_MAX, &opening->lines, err);
}

static void opening_say(const struct opening_event *event, const char *what)
{
	findings_add(event->opening->findings, "事件 %llu：%s", (unsigned long long)event->index,
	             what);
}

/* Body and salt out of `{"body":...,"salt":"..."}`; the body stays byte for byte. */
static bool opening_split(struct opening_event *event, str line)
{
	size_t tail = OPENING_MIDDLE.n + OPENING_SALT + OPENING_BACK.n;
	str salt;

	if (line.n < OPENING_FRONT.n + tail || !str_starts(line, OPENING_FRONT))
		return false;
	str rest = str_sub(line, line.n - tail, line.n);
	if (!str_starts(rest, OPENING_MIDDLE) || !str_ends(rest, OPENING_BACK))
		return false;
	rest = str_sub(rest, OPENING_MIDDLE.n, OPENING_MIDDLE.n + OPENING_SALT);
	if (!codec_unbase64(event->scratch, rest, &salt) || salt.n != sizeof(event->salt.at))
		return false;
	memcpy(event->salt.at, salt.at, salt.n);
	event->text = str_sub(line, OPENING_FRONT.n, line.n - tail);
	return true;
}

/* A file named by a digest that an event names; looked for once. */
static void opening_need(const struct opening_event *event, const char *folder, str name,
                         const char *suffix)
{
	struct opening *opening = event->opening;
	str file = arena_printf(event->scratch, "%s/%.*s%s", folder, PSTR(name), suffix);
	digest d;

	if (name.n == 0 || table_find(&opening->seen, file) != NULL)
		return;
	str kept = arena_copy(opening->arena, file);
	str path = arena_printf(event->scratch, "%.*s/%.*s", PSTR(opening->path), PSTR(file));
	table_put(&opening->seen, kept, opening);
	if (!digest_read_base64url(name, &d))
		opening_say(event, "规则或日历的摘要写法不对");
	else if (!file_exists(path.at))
		findings_add(opening->findings, "事件 %llu：缺少它所依据的文件 %.*s",
		             (unsigned long long)event->index, PSTR(file));
}

static bool opening_adopts(const struct leaf *leaf)
{
	return leaf->kind == LEAF_ADOPT && str_eq(leaf->procedure, STR("calendar"));
}

/* The calendars that the event was judged by: those that earlier events, or this one
 * itself, have put in force. */
static void opening_calendars(const struct opening_event *event, const struct body *body)
{
	struct inforce *inforce = &event->opening->inforce;
	str file;

	if (opening_adopts(&event->leaf) && !inforce->lost) {
		if (inforce_adopt(inforce, body, &file))
			opening_need(event, "calendars", file, ".calendar");
		else
			opening_say(event, "采用日历的事件没有写明年份和摘要");
	}
	if (!inforce_allows(inforce, body->calendar))
		opening_say(event, "所依据的日历（calendar）不是账本里此前采用的那些");
}

/* An event that says: this log goes on from the first events of another one. */
static void opening_former(const struct opening_event *event, const struct body *body)
{
	struct dir_facts *facts = event->opening->facts;
	const struct json *fields = json_get(body->all, STR("fields"));
	struct arena *arena = event->opening->arena;
	str origin = json_text(fields, STR("continues"));
	int64_t size = -1;
	digest root;

	if (event->leaf.kind != LEAF_STORE || origin.n == 0)
		return;
	if (!num_read_int(json_text(fields, STR("size")), &size) ||
	    (uint64_t)size != event->index ||
	    !digest_read_base64url(json_text(fields, STR("root")), &root) ||
	    !digest_eq(root, event->opening->before)) {
		opening_say(event, "自称续自另一本账，所写的条数或树根却与前面的账目不符");
		return;
	}
	if (facts->former_count == DIR_FORMER_MAX) {
		opening_say(event, "续记的次数太多");
		return;
	}
	facts->former[facts->former_count++] = (struct dir_former){
		.origin = arena_copy(arena, origin),
		.size = (uint64_t)size,
		.lost = arena_copy(arena, json_text(fields, STR("lost"))),
		.heir = arena_copy(arena, json_text(fields, STR("origin"))),
		.key = arena_copy(arena, json_text(fields, STR("key"))),
	};
}

static void opening_compare(const struct opening_event *event, const struct body *body)
{
	if (body->kind != event->leaf.kind)
		opening_say(event, "正文的种类（kind）与账本条目不同");
	if (!str_eq(body->procedure, event->leaf.procedure))
		opening_say(event, "正文的程序（procedure）与账本条目不同");
	if (body->recorded != event->leaf.recorded)
		opening_say(event, "正文的记录时间（recorded）与账本条目不同");
	if (body->cause >= 0 && (uint64_t)body->cause >= event->index)
		opening_say(event, "起因事件（cause）不在它之前");
	opening_need(event, "rules", body->rule, ".rule");
	opening_calendars(event, body);
	opening_former(event, body);
}

static void opening_body(struct opening_event *event, str line)
{
	struct err err = { .kind = ERR_NONE };
	struct body body;

	if (str_eq(line, OPENING_WITHHELD)) {
		event->opening->facts->withheld++;
		event->opening->inforce.lost |= opening_adopts(&event->leaf);
		return;
	}
	if (!opening_split(event, line)) {
		opening_say(event, "events.jsonl 的这一行格式不对");
		return;
	}
	if (!digest_eq(leaf_commit(&event->salt, event->text), event->leaf.commitment)) {
		opening_say(event, "正文或盐与账本条目里的承诺不符，内容被改动");
		return;
	}
	if (!body_read(event->scratch, event->text, &body, &err))
		opening_say(event, err.what);
	else
		opening_compare(event, &body);
}

/* The entry itself: well-formed, and recorded not before its predecessor. */
static bool opening_entry(struct opening_event *event, str entry)
{
	struct dir_facts *facts = event->opening->facts;

	if (!leaf_read(entry, &event->leaf)) {
		opening_say(event, "账本条目格式不对");
		return false;
	}
	facts->kinds[event->leaf.kind]++;
	if (facts->first == INSTANT_NONE)
		facts->first = event->leaf.recorded;
	if (facts->last != INSTANT_NONE && event->leaf.recorded < facts->last)
		opening_say(event, "记录时间早于前一事件");
	else
		facts->last = event->leaf.recorded;
	return true;
}

void opening_check(struct opening *opening, struct arena *scratch, uint64_t index, str entry)
{
	struct opening_event event = { .opening = opening, .scratch = scratch, .index = index };
	struct err err = { .kind = ERR_NONE };
	struct arena_mark mark = arena_mark(scratch);
	str line;
	bool readable = opening_entry(&event, entry);

	if (opening->short_of)
		return;
	if (!lines_next(&opening->lines, &line, &err)) {
		opening->short_of = true;
		if (err.kind != ERR_NONE)
			findings_err(opening->findings, "events.jsonl", &err);
		else
			findings_add(opening->findings, "events.jsonl：缺事件 %llu 及以后各行",
			             (unsigned long long)index);
		return;
	}
	if (readable)
		opening_body(&event, line);
	arena_rewind(scratch, mark);
}

void opening_finish(struct opening *opening)
{
	struct err err = { .kind = ERR_NONE };
	str line;

	if (opening->short_of)
		return;
	if (lines_next(&opening->lines, &line, &err))
		findings_add(opening->findings, "events.jsonl：第 %llu 行多出，账本没有这么多事件",
		             (unsigned long long)opening->lines.number);
	else if (err.kind != ERR_NONE)
		findings_err(opening->findings, "events.jsonl", &err);
}
