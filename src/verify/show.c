/* show.c -- what a proof or an export proves, told to people and to programs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "verify/show.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/num.h"
#include "base/str.h"
#include "calendar/day.h"
#include "format/json_write.h"
#include "verify/findings.h"

#define SHOW_MAX (4 * BUNDLE_BYTES_MAX) /* of one event */

static const char *const show_kinds[] = {
	[LEAF_OPEN] = "立案",   [LEAF_STEP] = "环节",  [LEAF_END] = "办结",
	[LEAF_CLOCK] = "时钟",  [LEAF_ONCE] = "一次办结", [LEAF_ADOPT] = "规则生效",
	[LEAF_STORE] = "账本",  [LEAF_MEND] = "更正或抹除",
};

/* Writes what was built and begins anew, so that only one event is held at a time. */
static void show_out(struct buf *buf)
{
	str all = buf_str(buf);

	assert(!buf->full);
	fwrite(all.at, 1, all.n, stdout);
	buf->n = 0;
}

/* Text of the record for a terminal: control characters, by which a value could
 * pass itself off as a line of ours, become spaces. */
static str show_safe(struct arena *arena, str text)
{
	char *copy = arena_cstr(arena, text);

	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
			copy[i] = ' ';
	return (str){ copy, text.n };
}

static str show_hash(struct arena *arena, digest root)
{
	return codec_base64(arena, digest_bytes(&root));
}

static void show_verdict(const struct show *show, struct buf *buf)
{
	const struct findings *findings = show->findings;

	buf_printf(buf, "%s：%s\n", show->path,
	           findings->count == 0 ? "核验通过" : "核验不通过");
	for (uint64_t i = 0; i < findings->count && i < FINDINGS_SHOWN; i++)
		buf_printf(buf, "  ✗ %.*s\n", PSTR(show_safe(show->arena, findings->shown[i])));
	if (findings->count > FINDINGS_SHOWN)
		buf_printf(buf, "  …… 另有 %llu 处\n",
		           (unsigned long long)(findings->count - FINDINGS_SHOWN));
}

static void show_log(const struct show *show, struct buf *buf, const struct note_key *key,
                     const struct checkpoint *head)
{
	const unsigned char *id = key->id;

	buf_printf(buf, "  账本：%.*s，共 ", PSTR(head->origin));
	num_write_grouped(buf, (int64_t)head->size);
	buf_printf(buf, " 条，树根 %.*s\n", PSTR(show_hash(show->arena, head->root)));
	buf_printf(buf, "  签名：%s，密钥编号 %02x%02x%02x%02x\n",
	           key->key.kind == SIGN_SM2 ? "SM2（SM3）" : "Ed25519（SHA-256）", id[0], id[1],
	           id[2], id[3]);
}

static void show_keys(const struct show *show, struct buf *buf, const struct note_key *keys,
                      size_t count)
{
	if (show->key_demanded)
		return;
	buf_text(buf, "  请把下面的公钥与该机关另行公布的公钥核对；相同，以上结论才成立"
	              "（也可用 --key 指定）：\n");
	for (size_t i = 0; i < count; i++)
		buf_printf(buf, "    %.*s\n", PSTR(note_write_key(show->arena, &keys[i])));
}

static void show_time(struct buf *buf, const char *label, instant at)
{
	buf_text(buf, label);
	day_write_minute(buf, at);
}

/* `label` and a text of the record, when there is one. */
static void show_member(struct buf *buf, const char *label, str text)
{
	if (text.n == 0)
		return;
	buf_text(buf, label);
	buf_add(buf, show_safe(buf->arena, text));
}

static void show_event(struct buf *buf, const struct bundle_event *event, const struct body *body)
{
	buf_printf(buf, "  第 %llu 条  %s", (unsigned long long)event->index,
	           show_kinds[body->kind]);
	show_member(buf, " ", body->step);
	if (body->happened != INSTANT_NONE)
		show_time(buf, "，发生于 ", body->happened);
	show_time(buf, "，记录于 ", body->recorded);
	show_member(buf, "，之后处于 ", body->stage);
	show_member(buf, "，", body->organ);
	show_member(buf, "，", body->role);
	show_member(buf, " ", body->person);
	show_member(buf, "，代 ", body->stead);
	buf_byte(buf, '\n');
	for (size_t i = 0; i < event->private_count; i++) {
		show_member(buf, "      公开的字段 ", event->privates[i].field);
		buf_text(buf, "：");
		buf_add(buf, show_safe(buf->arena, event->privates[i].value));
		buf_byte(buf, '\n');
	}
}

void show_bundle(const struct show *show, const struct bundle *bundle,
                 const struct bundle_facts *facts)
{
	struct note_key keys[2];
	struct buf buf;

	buf_init(&buf, show->arena, SHOW_MAX);
	show_verdict(show, &buf);
	if (show->findings->count == 0) {
		buf_printf(&buf, "  事项：%.*s 第 %lld 件", PSTR(bundle->procedure),
		           (long long)bundle->record);
		show_member(&buf, "，文号 ", bundle->number);
		buf_printf(&buf, "\n  以下 %zu 个事件确在账本中，内容与记录时一致"
		                 "（不证明此件没有其他事件）：\n", bundle->count);
		for (size_t i = 0; i < bundle->count; i++) {
			show_event(&buf, &bundle->events[i], &facts->bodies[i]);
			show_out(&buf);
		}
		show_log(show, &buf, &facts->key, &facts->checkpoint);
		if (facts->national)
			show_log(show, &buf, &facts->key_sm3, &facts->checkpoint_sm3);
		keys[0] = facts->key;
		keys[1] = facts->key_sm3;
		show_keys(show, &buf, keys, facts->national ? 2 : 1);
	}
	show_out(&buf);
}

static void show_counts(struct buf *buf, const struct dir_facts *facts)
{
	buf_text(buf, "  事件：");
	for (int i = LEAF_OPEN; i <= LEAF_MEND; i++)
		if (facts->kinds[i] > 0)
			buf_printf(buf, "%s %llu　", show_kinds[i],
			           (unsigned long long)facts->kinds[i]);
	buf_printf(buf, "\n  其中正文已抹除或未导出 %llu 条；核对规则 %llu 个，日历 %llu 个\n",
	           (unsigned long long)facts->withheld, (unsigned long long)facts->rules,
	           (unsigned long long)facts->calendars);
}

static void show_former(struct buf *buf, const struct dir_facts *facts)
{
	for (size_t i = 0; i < facts->former_count; i++) {
		const struct dir_former *former = &facts->former[i];
		bool unknown = str_eq(former->lost, STR("unknown"));

		buf_printf(buf, "  续自另一本账：%.*s 的前 %llu 条（由备份恢复，",
		           PSTR(former->origin), (unsigned long long)former->size);
		if (unknown)
			buf_text(buf, "其后丢了多少不明）\n");
		else
			buf_printf(buf, "已知丢失其后 %.*s 条）\n", PSTR(former->lost));
	}
}

void show_dir(const struct show *show, const struct dir_facts *facts)
{
	struct buf buf;

	buf_init(&buf, show->arena, SHOW_MAX);
	show_verdict(show, &buf);
	if (facts->checkpoint.origin.n > 0 && facts->key_count > 0)
		show_log(show, &buf, &facts->keys[0], &facts->checkpoint);
	if (show->findings->count == 0) {
		if (facts->key_count > 1)
			buf_text(&buf, "  国密账本（SM3、SM2）与之逐条一致\n");
		if (facts->first != INSTANT_NONE) {
			show_time(&buf, "  记录时间：", facts->first);
			show_time(&buf, " 至 ", facts->last);
			buf_byte(&buf, '\n');
			show_counts(&buf, facts);
		}
		show_former(&buf, facts);
		if (facts->old_size != UINT64_MAX)
			buf_printf(&buf, "  前 %llu 条与旧检查点一致，历史未被改写\n",
			           (unsigned long long)facts->old_size);
		show_keys(show, &buf, facts->keys, facts->key_count);
	}
	show_out(&buf);
}

/* JSON */

static void show_json_begin(const struct show *show, struct jw *w, const char *what)
{
	jw_open(w, '{');
	jw_name_str(w, STR("file"), str_of(show->path));
	jw_name_str(w, STR("what"), str_of(what));
	jw_name(w, STR("good"));
	jw_bool(w, show->findings->count == 0);
	jw_name_int(w, STR("fault_count"), (int64_t)show->findings->count);
	jw_name(w, STR("faults"));
	jw_open(w, '[');
	for (uint64_t i = 0; i < show->findings->count && i < FINDINGS_SHOWN; i++)
		jw_str(w, show->findings->shown[i]);
	jw_close(w);
}

static void show_json_log(const struct show *show, struct jw *w, const struct checkpoint *head)
{
	jw_name_str(w, STR("origin"), head->origin);
	jw_name_int(w, STR("size"), (int64_t)head->size);
	jw_name_str(w, STR("root"), show_hash(show->arena, head->root));
}

static void show_json_keys(const struct show *show, struct jw *w, const struct note_key *keys,
                           size_t count)
{
	jw_name(w, STR("keys"));
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++)
		jw_str(w, note_write_key(show->arena, &keys[i]));
	jw_close(w);
}

static void show_json_end(struct jw *w)
{
	jw_close(w);
	buf_byte(w->buf, '\n');
	show_out(w->buf);
}

static void show_json_event(struct arena *arena, struct jw *w, const struct bundle_event *event,
                            const struct body *body)
{
	struct buf recorded;

	buf_init(&recorded, arena, 64);
	day_write_instant(&recorded, body->recorded);
	jw_open(w, '{');
	jw_name_int(w, STR("index"), (int64_t)event->index);
	jw_name_str(w, STR("kind"), leaf_kind_name(body->kind));
	jw_name_str(w, STR("recorded"), buf_str(&recorded));
	jw_name(w, STR("body"));
	jw_json(w, body->all);
	jw_name(w, STR("disclosed"));
	jw_open(w, '{');
	for (size_t i = 0; i < event->private_count; i++)
		jw_name_str(w, event->privates[i].field, event->privates[i].value);
	jw_close(w);
	jw_close(w);
}

void show_bundle_json(const struct show *show, const struct bundle *bundle,
                      const struct bundle_facts *facts)
{
	struct buf buf;
	struct jw w;

	buf_init(&buf, show->arena, SHOW_MAX);
	jw_init(&w, &buf, false);
	show_json_begin(show, &w, "proof");
	if (show->findings->count == 0) {
		struct note_key keys[2] = { facts->key, facts->key_sm3 };
		show_json_log(show, &w, &facts->checkpoint);
		show_json_keys(show, &w, keys, facts->national ? 2 : 1);
		jw_name_str(&w, STR("procedure"), bundle->procedure);
		jw_name_int(&w, STR("record"), bundle->record);
		if (bundle->number.n > 0)
			jw_name_str(&w, STR("number"), bundle->number);
		jw_name(&w, STR("events"));
		jw_open(&w, '[');
		for (size_t i = 0; i < bundle->count; i++) {
			show_json_event(show->arena, &w, &bundle->events[i], &facts->bodies[i]);
			show_out(&buf);
		}
		jw_close(&w);
	}
	show_json_end(&w);
}

void show_dir_json(const struct show *show, const struct dir_facts *facts)
{
	struct buf buf;
	struct jw w;

	buf_init(&buf, show->arena, SHOW_MAX);
	jw_init(&w, &buf, false);
	show_json_begin(show, &w, "export");
	if (facts->checkpoint.origin.n > 0)
		show_json_log(show, &w, &facts->checkpoint);
	show_json_keys(show, &w, facts->keys, facts->key_count);
	jw_name(&w, STR("kinds"));
	jw_open(&w, '{');
	for (int i = LEAF_OPEN; i <= LEAF_MEND; i++)
		jw_name_int(&w, leaf_kind_name((enum leaf_kind)i), (int64_t)facts->kinds[i]);
	jw_close(&w);
	jw_name_int(&w, STR("withheld"), (int64_t)facts->withheld);
	jw_name(&w, STR("former"));
	jw_open(&w, '[');
	for (size_t i = 0; i < facts->former_count; i++) {
		jw_open(&w, '{');
		jw_name_str(&w, STR("origin"), facts->former[i].origin);
		jw_name_int(&w, STR("size"), (int64_t)facts->former[i].size);
		jw_name_str(&w, STR("lost"), facts->former[i].lost);
		jw_name_str(&w, STR("heir"), facts->former[i].heir);
		jw_close(&w);
	}
	jw_close(&w);
	if (facts->old_size != UINT64_MAX)
		jw_name_int(&w, STR("continues"), (int64_t)facts->old_size);
	show_json_end(&w);
}
