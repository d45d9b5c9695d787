/* bundle.c -- a proof that fits in one file: what happened to one record.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/bundle.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "format/json.h"
#include "format/json_write.h"

#define BUNDLE_MAGIC STR("guiju-proof-1")
#define BUNDLE_ROOM 64 /* more than a proof is ever long */

/* Writing */

static void bundle_line(struct buf *buf, const char *name, str value)
{
	buf_text(buf, name);
	buf_byte(buf, ' ');
	buf_add(buf, value);
	buf_byte(buf, '\n');
}

static void bundle_number(struct buf *buf, const char *name, uint64_t number)
{
	buf_printf(buf, "%s %llu\n", name, (unsigned long long)number);
}

static void bundle_hash(struct buf *buf, const char *name, const digest *hash)
{
	bundle_line(buf, name, codec_base64(buf->arena, digest_bytes(hash)));
}

static void bundle_path(struct buf *buf, const char *name, const struct merkle_path *path)
{
	for (size_t i = 0; i < path->count; i++)
		bundle_hash(buf, name, &path->at[i]);
}

static void bundle_write_private(struct buf *buf, const struct bundle_private *private)
{
	struct jw w;

	buf_printf(buf, "private %.*s ", PSTR(private->field));
	buf_add(buf, codec_base64(buf->arena, digest_bytes(&private->salt)));
	buf_byte(buf, ' ');
	jw_init(&w, buf, true);
	jw_str(&w, private->value);
	buf_byte(buf, '\n');
}

static size_t bundle_note_lines(str note)
{
	size_t lines = 0;

	for (size_t i = 0; i < note.n; i++)
		lines += note.at[i] == '\n';
	return lines;
}

bool bundle_write(struct arena *arena, const struct bundle *bundle, str *file, struct err *err)
{
	struct buf buf;
	bool national = bundle->key_sm3.n > 0;

	assert(bundle->record >= 0 && national == (bundle->checkpoint_sm3.n > 0));
	buf_init(&buf, arena, BUNDLE_BYTES_MAX);
	buf_add(&buf, BUNDLE_MAGIC);
	buf_byte(&buf, '\n');
	bundle_line(&buf, "origin", bundle->origin);
	bundle_line(&buf, "key", bundle->key);
	if (national)
		bundle_line(&buf, "key-sm3", bundle->key_sm3);
	buf_printf(&buf, "record %.*s %lld\n", PSTR(bundle->procedure), (long long)bundle->record);
	if (bundle->number.n > 0)
		bundle_line(&buf, "number", bundle->number);
	bundle_number(&buf, "events", bundle->count);
	for (size_t i = 0; i < bundle->count; i++) {
		const struct bundle_event *event = &bundle->events[i];
		bundle_number(&buf, "event", event->index);
		bundle_hash(&buf, "salt", &event->salt);
		bundle_line(&buf, "body", event->body);
		for (size_t j = 0; j < event->private_count; j++)
			bundle_write_private(&buf, &event->privates[j]);
		bundle_path(&buf, "path", &event->path);
		bundle_path(&buf, "path-sm3", &event->path_sm3);
	}
	bundle_number(&buf, "checkpoint", bundle_note_lines(bundle->checkpoint));
	buf_add(&buf, bundle->checkpoint);
	if (national) {
		bundle_number(&buf, "checkpoint-sm3", bundle_note_lines(bundle->checkpoint_sm3));
		buf_add(&buf, bundle->checkpoint_sm3);
	}
	if (buf.full)
		return err_set(err, ERR_LIMIT, "bundle.long", "证明文件超过 64 MiB");
	*file = buf_str(&buf);
	return true;
}

/* Reading */

struct bundle_reader {
	struct arena *arena;
	struct err *err;
	str rest;
	int line;
};

static bool bundle_bad(struct bundle_reader *reader, const char *expected)
{
	err_set(reader->err, ERR_INVALID, "bundle.format", "不是完好的证明文件：此行应为“%s”",
	        expected);
	return err_where(reader->err, "第%d行", reader->line);
}

/* Is the next line one of this name? */
static bool bundle_next(const struct bundle_reader *reader, const char *name)
{
	str label = str_of(name);

	return str_starts(reader->rest, label) && reader->rest.n > label.n &&
	       reader->rest.at[label.n] == ' ';
}

/* Takes "name value"; the value is not empty. */
static bool bundle_take(struct bundle_reader *reader, const char *name, str *value)
{
	bool here = bundle_next(reader, name);
	str line;

	reader->line++;
	if (!here || !str_cut(&reader->rest, STR("\n"), &line))
		return bundle_bad(reader, name);
	*value = str_sub(line, strlen(name) + 1, line.n);
	return value->n > 0 || bundle_bad(reader, name);
}

/* A whole number in its shortest form. */
static bool bundle_whole(str text, int64_t *number)
{
	return text.n > 0 && text.at[0] != '-' && (text.n == 1 || text.at[0] != '0') &&
	       num_read_int(text, number);
}

static bool bundle_take_number(struct bundle_reader *reader, const char *name, int64_t most,
                               int64_t *number)
{
	str value;

	if (!bundle_take(reader, name, &value))
		return false;
	if (!bundle_whole(value, number) || *number > most)
		return bundle_bad(reader, name);
	return true;
}

static bool bundle_unhash(struct arena *arena, str text, digest *hash)
{
	str bytes;

	if (!codec_unbase64(arena, text, &bytes) || bytes.n != sizeof(hash->at))
		return false;
	memcpy(hash->at, bytes.at, sizeof(hash->at));
	return true;
}

/* All lines of this name, one hash in each. */
static bool bundle_take_path(struct bundle_reader *reader, const char *name,
                             struct merkle_path *path)
{
	str value;

	path->at = arena_make(reader->arena, digest, BUNDLE_ROOM);
	for (path->count = 0; bundle_next(reader, name); path->count++) {
		if (!bundle_take(reader, name, &value))
			return false;
		if (path->count == BUNDLE_ROOM ||
		    !bundle_unhash(reader->arena, value, &path->at[path->count]))
			return bundle_bad(reader, name);
	}
	return true;
}

/* "field salt "value"" with the value in its canonical JSON form. */
static bool bundle_read_private(struct arena *arena, str line, struct bundle_private *private)
{
	str rest = line, salt;
	struct err ignored = { .kind = ERR_NONE };
	struct buf buf;
	struct jw w;

	if (!str_cut(&rest, STR(" "), &private->field) || private->field.n == 0 ||
	    !str_cut(&rest, STR(" "), &salt) || !bundle_unhash(arena, salt, &private->salt))
		return false;
	str list = arena_printf(arena, "[%.*s]", PSTR(rest)); /* some readers want a container */
	const struct json *read = json_read(arena, list, &ignored);
	if (read == NULL || read->count != 1 || read->items[0].kind != JSON_TEXT)
		return false;
	private->value = read->items[0].text;
	buf_init(&buf, arena, rest.n + 16);
	jw_init(&w, &buf, true);
	jw_str(&w, private->value);
	return str_eq(buf_str(&buf), rest);
}

static bool bundle_take_privates(struct bundle_reader *reader, struct bundle_event *event)
{
	size_t room = 0;
	str line;

	while (bundle_next(reader, "private")) {
		if (!bundle_take(reader, "private", &line))
			return false;
		size_t n = event->private_count;
		if (n == room) {
			size_t size = sizeof(*event->privates), old = room * size;
			room = room == 0 ? 8 : 2 * room;
			event->privates = arena_grow(reader->arena, event->privates, old,
			                             room * size);
		}
		if (!bundle_read_private(reader->arena, line, &event->privates[n]) ||
		    (n > 0 && str_cmp(event->privates[n - 1].field, event->privates[n].field) >= 0))
			return bundle_bad(reader, "private");
		event->private_count++;
	}
	return true;
}

static bool bundle_take_event(struct bundle_reader *reader, struct bundle_event *event)
{
	int64_t index;
	str salt;

	if (!bundle_take_number(reader, "event", INT64_MAX, &index) ||
	    !bundle_take(reader, "salt", &salt))
		return false;
	event->index = (uint64_t)index;
	if (!bundle_unhash(reader->arena, salt, &event->salt))
		return bundle_bad(reader, "salt");
	return bundle_take(reader, "body", &event->body) && bundle_take_privates(reader, event) &&
	       bundle_take_path(reader, "path", &event->path) &&
	       bundle_take_path(reader, "path-sm3", &event->path_sm3);
}

static bool bundle_take_note(struct bundle_reader *reader, const char *name, str *note)
{
	int64_t lines;
	str line, from;

	if (!bundle_take_number(reader, name, 1000, &lines))
		return false;
	from = reader->rest;
	for (int64_t i = 0; i < lines; i++) {
		reader->line++;
		if (!str_cut(&reader->rest, STR("\n"), &line))
			return bundle_bad(reader, name);
	}
	*note = str_sub(from, 0, from.n - reader->rest.n);
	return true;
}

static bool bundle_take_head(struct bundle_reader *reader, struct bundle *bundle)
{
	str magic, record;

	reader->line = 1;
	if (!str_cut(&reader->rest, STR("\n"), &magic) || !str_eq(magic, BUNDLE_MAGIC))
		return bundle_bad(reader, "guiju-proof-1");
	if (!bundle_take(reader, "origin", &bundle->origin) ||
	    !bundle_take(reader, "key", &bundle->key) ||
	    (bundle_next(reader, "key-sm3") &&
	     !bundle_take(reader, "key-sm3", &bundle->key_sm3)) ||
	    !bundle_take(reader, "record", &record))
		return false;
	if (!str_cut(&record, STR(" "), &bundle->procedure) ||
	    !leaf_good_procedure(bundle->procedure) || !bundle_whole(record, &bundle->record))
		return bundle_bad(reader, "record");
	return !bundle_next(reader, "number") || bundle_take(reader, "number", &bundle->number);
}

bool bundle_read(struct arena *arena, str file, struct bundle *bundle, struct err *err)
{
	struct bundle_reader reader = { arena, err, file, 0 };
	struct bundle read = { .origin = STR("") };
	int64_t count;

	/* A name with a NUL would be read whole, and written only up to it. */
	if (file.n > 0 && memchr(file.at, '\0', file.n) != NULL)
		return bundle_bad(&reader, "NUL");
	if (!bundle_take_head(&reader, &read) ||
	    !bundle_take_number(&reader, "events", BUNDLE_EVENTS_MAX, &count))
		return false;
	read.count = (size_t)count;
	read.events = arena_make(arena, struct bundle_event, read.count);
	for (size_t i = 0; i < read.count; i++)
		if (!bundle_take_event(&reader, &read.events[i]))
			return false;
	if (!bundle_take_note(&reader, "checkpoint", &read.checkpoint) ||
	    (read.key_sm3.n > 0 &&
	     !bundle_take_note(&reader, "checkpoint-sm3", &read.checkpoint_sm3)))
		return false;
	reader.line++;
	if (reader.rest.n > 0)
		return bundle_bad(&reader, "文件结束");
	*bundle = read;
	return true;
}

/* Checking */

/* The key of `line`, which must be of this kind and named `origin`. */
static bool bundle_read_key(struct arena *arena, str line, enum sign_kind kind, str origin,
                            struct note_key *key, struct err *err)
{
	if (!note_read_key(arena, line, key, err))
		return false;
	if (key->key.kind != kind || !str_eq(key->name, origin))
		return err_set(err, ERR_INVALID, "bundle.key", "验证公钥不是“%.*s”的 %s 公钥",
		               PSTR(origin), kind == SIGN_SM2 ? "SM2" : "Ed25519");
	return true;
}

static bool bundle_check_logs(struct arena *arena, const struct bundle *bundle,
                              struct bundle_facts *facts, struct err *err)
{
	str twin = arena_printf(arena, "%.*s/sm3", PSTR(bundle->origin));

	if (!bundle_read_key(arena, bundle->key, SIGN_ED25519, bundle->origin, &facts->key, err) ||
	    !checkpoint_open(arena, bundle->checkpoint, &facts->key, &facts->checkpoint, err))
		return err_where(err, "检查点");
	facts->national = bundle->key_sm3.n > 0;
	if (!facts->national)
		return true;
	if (!bundle_read_key(arena, bundle->key_sm3, SIGN_SM2, twin, &facts->key_sm3, err) ||
	    !checkpoint_open(arena, bundle->checkpoint_sm3, &facts->key_sm3,
	                     &facts->checkpoint_sm3, err))
		return err_where(err, "国密检查点");
	return true;
}

static bool bundle_check_path(enum digest_kind kind, const struct checkpoint *checkpoint,
                              const struct bundle_event *event, str entry)
{
	bool sm3 = kind == DIGEST_SM3;

	return merkle_check_inclusion(kind, event->index, checkpoint->size,
	                              merkle_leaf(kind, entry), sm3 ? event->path_sm3 : event->path,
	                              checkpoint->root);
}

static bool bundle_check_privates(const struct bundle_event *event, const struct body *body,
                                  struct err *err)
{
	for (size_t i = 0; i < event->private_count; i++) {
		const struct bundle_private *private = &event->privates[i];
		digest given = leaf_commit_salted(&private->salt, private->field, private->value);
		digest committed;

		if (!body_private(body, private->field, &committed))
			return err_set(err, ERR_TAMPERED, "bundle.field",
			               "公开的字段“%.*s”不在事件正文里", PSTR(private->field));
		if (!digest_eq(given, committed))
			return err_set(err, ERR_TAMPERED, "bundle.field",
			               "公开的字段“%.*s”与事件正文里的承诺不符，内容被改动",
			               PSTR(private->field));
	}
	return true;
}

static bool bundle_check_event(struct arena *arena, const struct bundle *bundle,
                               const struct bundle_facts *facts, size_t i, struct err *err)
{
	const struct bundle_event *event = &bundle->events[i];
	struct body *body = &facts->bodies[i];
	unsigned char bytes[LEAF_BYTES_MAX];

	if (!body_read(arena, event->body, body, err))
		return false;
	if (!str_eq(body->procedure, bundle->procedure) || body->record != bundle->record)
		return err_set(err, ERR_TAMPERED, "bundle.record", "该事件属于另一件事项");
	struct leaf leaf = body_leaf(body, &event->salt, event->body);
	str entry = { (const char *)bytes, leaf_write(&leaf, bytes) };
	if (!bundle_check_path(DIGEST_SHA256, &facts->checkpoint, event, entry))
		return err_set(err, ERR_TAMPERED, "bundle.path",
		               "该事件不在检查点所签的账本里：正文、盐或路径被改动");
	if (facts->national &&
	    !bundle_check_path(DIGEST_SM3, &facts->checkpoint_sm3, event, entry))
		return err_set(err, ERR_TAMPERED, "bundle.path",
		               "该事件不在国密检查点所签的账本里：正文、盐或路径被改动");
	if (!facts->national && event->path_sm3.count > 0)
		return err_set(err, ERR_INVALID, "bundle.path", "有国密路径而没有国密检查点");
	return bundle_check_privates(event, body, err);
}

/* The number on the file is the last that an event gave. */
static bool bundle_check_number(const struct bundle *bundle, const struct bundle_facts *facts,
                                struct err *err)
{
	str given = STR("");

	for (size_t i = 0; i < bundle->count; i++)
		if (facts->bodies[i].number.n > 0)
			given = facts->bodies[i].number;
	if (str_eq(given, bundle->number))
		return true;
	return err_set(err, ERR_TAMPERED, "bundle.number", "文号与事件所给的不符：应为“%.*s”",
	               PSTR(given));
}

bool bundle_check(struct arena *arena, const struct bundle *bundle, struct bundle_facts *facts,
                  struct err *err)
{
	struct bundle_facts found = { .national = false };

	if (bundle->count == 0)
		return err_set(err, ERR_INVALID, "bundle.empty", "证明文件里没有事件");
	found.bodies = arena_make(arena, struct body, bundle->count);
	if (!bundle_check_logs(arena, bundle, &found, err))
		return false;
	for (size_t i = 0; i < bundle->count; i++) {
		uint64_t index = bundle->events[i].index;
		bool ascends = i == 0 || bundle->events[i - 1].index < index;
		if (!ascends)
			return err_set(err, ERR_INVALID, "bundle.order", "事件没有按序号排列");
		if (!bundle_check_event(arena, bundle, &found, i, err))
			return err_where(err, "事件 %llu", (unsigned long long)index);
	}
	if (!bundle_check_number(bundle, &found, err))
		return false;
	*facts = found;
	return true;
}
