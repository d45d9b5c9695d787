/* replay_state.c -- what differs between two text forms of one record, in words.
 *
 * A text form (record.h) is taken as items: a line, together with the pauses and
 * extensions that follow a limit's line. Items are matched by their tag and id.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/replay_inside.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/value.h"

struct item {
	char tag;
	str id;
	str rest; /* behind the id, with the lines that belong to it */
};

static bool belongs_to_last(str text)
{
	return text.n > 0 && (text.at[0] == 'p' || text.at[0] == 'x');
}

/* Takes the next item off `*text`. */
static bool next_item(str *text, struct item *item)
{
	str line, whole = *text, rest;

	if (text->n == 0)
		return false;
	do
		str_cut(text, STR("\n"), &line);
	while (belongs_to_last(*text));
	whole = str_sub(whole, 0, text->n > 0 ? (size_t)(text->at - whole.at) : whole.n);
	item->tag = whole.at[0];
	rest = str_sub(whole, 2, whole.n);
	size_t n = 0;

	while (n < rest.n && rest.at[n] != '\t' && rest.at[n] != '\n')
		n++;
	item->id = str_sub(rest, 0, n);
	item->rest = str_trim(str_sub(rest, n, rest.n));
	return true;
}

static bool find_item(str text, const struct item *wanted, struct item *found)
{
	while (next_item(&text, found))
		if (found->tag == wanted->tag && str_eq(found->id, wanted->id))
			return true;
	return false;
}

static const char *kind_of(char tag)
{
	switch (tag) {
	case 'f': return "字段";
	case 's': return "步骤";
	case 'a': return "经办角色";
	case 'l': return "期限";
	case 't': return "指标";
	case 'b': return "上一环节";
	default: return "不明内容";
	}
}

static str name_of(const struct rule *rule, const struct item *item)
{
	const struct name *name = NULL;

	if (item->tag == 'f' && model_field(rule, item->id))
		name = &model_field(rule, item->id)->name;
	else if (item->tag == 's' && model_step(rule, item->id))
		name = &model_step(rule, item->id)->name;
	else if (item->tag == 'a' && model_role(rule, item->id))
		name = &model_role(rule, item->id)->name;
	else if (item->tag == 'l' && model_limit(rule, item->id))
		name = &model_limit(rule, item->id)->name;
	else if (item->tag == 't' && model_indicator(rule, item->id))
		name = &model_indicator(rule, item->id)->name;
	else if (item->tag == 'b' && model_stage(rule, item->id))
		name = &model_stage(rule, item->id)->name;
	return name ? name->text : item->id;
}

static str show(struct arena *arena, const struct rule *rule, const struct item *item)
{
	const struct field *field = item->tag == 'f' ? model_field(rule, item->id) : NULL;
	struct buf buf;

	if (field != NULL && field->hidden)
		return STR("（不公开）");
	if (field != NULL)
		return value_show(arena, field, item->rest);
	buf_init(&buf, arena, 300);
	for (size_t i = 0; i < item->rest.n; i++) {
		char c = item->rest.at[i];

		if (c == '\t' || c == '\n')
			c = ' ';
		buf_byte(&buf, c);
	}
	return buf_str(&buf);
}

static void tell_both(struct replay *replay, const struct rule *rule, str name,
                      const struct item *stored, const struct item *rebuilt)
{
	struct arena *arena = replay->arena;

	replay_tell(replay, "rebuild.record",
	            "记录 %.*s 的%s“%.*s”被改动：库中 %.*s，按总账应为 %.*s", PSTR(name),
	            kind_of(rebuilt->tag), PSTR(name_of(rule, rebuilt)),
	            PSTR(show(arena, rule, stored)), PSTR(show(arena, rule, rebuilt)));
}

static void tell_one(struct replay *replay, const struct rule *rule, str name,
                     const struct item *item, bool extra)
{
	replay_tell(replay, "rebuild.record",
	            extra ? "记录 %.*s 的%s“%.*s”是多出来的：库中 %.*s，按总账没有"
	                  : "记录 %.*s 的%s“%.*s”不见了：按总账应为 %.*s",
	            PSTR(name), kind_of(item->tag), PSTR(name_of(rule, item)),
	            PSTR(show(replay->arena, rule, item)));
}

static int differences(struct replay *replay, const struct rule *rule, str name, str stored,
                       str rebuilt)
{
	struct item item, other;
	str rest = rebuilt;
	int told = 0;

	while (next_item(&rest, &item)) {
		if (!find_item(stored, &item, &other))
			tell_one(replay, rule, name, &item, false);
		else if (!str_eq(item.rest, other.rest))
			tell_both(replay, rule, name, &other, &item);
		else
			continue;
		told++;
	}
	for (rest = stored; next_item(&rest, &item);) {
		if (find_item(rebuilt, &item, &other))
			continue;
		tell_one(replay, rule, name, &item, true);
		told++;
	}
	return told;
}

void replay_state_differ(struct replay *replay, str procedure, int64_t serial, str stored,
                         str rebuilt)
{
	struct arena_mark mark = arena_mark(replay->arena);
	const struct rule *rule = library_newest(replay->desk->library, procedure);
	str name = arena_printf(replay->arena, "%.*s/%lld", PSTR(procedure), (long long)serial);

	assert(rule != NULL); /* the rebuilt side has such a record */
	if (differences(replay, rule, name, stored, rebuilt) == 0)
		replay_tell(replay, "rebuild.record", "记录 %.*s 的内容写法被改动", PSTR(name));
	arena_rewind(replay->arena, mark);
}
