/* note.c -- signed notes and checkpoints (C2SP signed-note, tlog-checkpoint).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proof/note.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"

#define NOTE_BYTES_MAX ((size_t)1 << 20)
#define NOTE_LINES_MAX 100 /* signature lines that are looked at */
#define NOTE_DASH STR("\xe2\x80\x94 ")
#define NOTE_SM2_TYPE STR("\xff" "guiju/sm2")
#define NOTE_ED25519_TYPE STR("\x01")

static str note_type(enum sign_kind kind)
{
	return kind == SIGN_SM2 ? NOTE_SM2_TYPE : NOTE_ED25519_TYPE;
}

/* A key name: not empty, valid UTF-8, no white space, no control bytes, no plus. */
static bool note_good_name(str name)
{
	str rest = name;

	if (name.n == 0 || !utf8_valid(name, NULL))
		return false;
	while (rest.n > 0) {
		uint32_t c = utf8_next(&rest);
		bool space = c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 ||
		             (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
		             c == 0x202f || c == 0x205f || c == 0x3000;
		if (space || c == '+')
			return false;
	}
	return true;
}

struct note_key note_key_of(struct arena *arena, str name, struct sign_key key)
{
	str parts[4] = { name, STR("\n"), note_type(key.kind), key.open };
	digest id = digest_of(DIGEST_SHA256, parts, countof(parts));
	struct note_key made = { .name = arena_copy(arena, name), .key = { .kind = key.kind } };

	assert(note_good_name(name));
	memcpy(made.id, id.at, sizeof(made.id));
	made.key.secret = key.secret.n > 0 ? arena_copy(arena, key.secret) : STR("");
	made.key.open = arena_copy(arena, key.open);
	return made;
}

static str note_id(const struct note_key *key)
{
	return (str){ (const char *)key->id, sizeof(key->id) };
}

static str note_join(struct arena *arena, str a, str b)
{
	char *both = arena_take(arena, a.n + b.n);

	if (a.n > 0)
		memcpy(both, a.at, a.n);
	if (b.n > 0)
		memcpy(both + a.n, b.at, b.n);
	return (str){ both, a.n + b.n };
}

str note_write_key(struct arena *arena, const struct note_key *key)
{
	str typed = note_join(arena, note_type(key->key.kind), key->key.open);
	str id = codec_hex(arena, note_id(key)), open = codec_base64(arena, typed);

	return arena_printf(arena, "%.*s+%.*s+%.*s", PSTR(key->name), PSTR(id), PSTR(open));
}

/* Type and key out of the third part of a verifier key line. */
static bool note_read_open(str typed, struct sign_key *key)
{
	const enum sign_kind kinds[] = { SIGN_ED25519, SIGN_SM2 };
	const size_t sizes[] = { 32, 65 };

	for (size_t i = 0; i < countof(kinds); i++) {
		str type = note_type(kinds[i]);
		if (!str_starts(typed, type) || typed.n != type.n + sizes[i])
			continue;
		*key = (struct sign_key){ kinds[i], STR(""), str_sub(typed, type.n, typed.n) };
		return true;
	}
	return false;
}

bool note_read_key(struct arena *arena, str line, struct note_key *key, struct err *err)
{
	str rest = line, name, hex, id, typed;
	struct sign_key open;

	bool good = str_cut(&rest, STR("+"), &name) && str_cut(&rest, STR("+"), &hex) &&
	            note_good_name(name) && hex.n == 8 && codec_unhex(arena, hex, &id) &&
	            str_eq(codec_hex(arena, id), hex) && codec_unbase64(arena, rest, &typed);
	if (!good)
		return err_set(err, ERR_INVALID, "note.key",
		               "验证公钥格式不对：应为“名称+密钥编号+base64”");
	if (!note_read_open(typed, &open))
		return err_set(err, ERR_INVALID, "note.key",
		               "验证公钥的类型或长度不对：只认 Ed25519 与 SM2");
	struct note_key read = note_key_of(arena, name, open);
	if (!str_eq(note_id(&read), id))
		return err_set(err, ERR_INVALID, "note.key",
		               "验证公钥的密钥编号与公钥不符，可能抄写有误");
	*key = read;
	return true;
}

/* Text of a note: ends with a line feed, valid UTF-8, no other control bytes. */
static bool note_good_text(str text)
{
	if (text.n == 0 || text.at[text.n - 1] != '\n' || !utf8_valid(text, NULL))
		return false;
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.at[i] < 0x20 && text.at[i] != '\n')
			return false;
	return true;
}

bool note_sign(struct arena *arena, str text, const struct note_key *keys, size_t count, str *note,
               struct err *err)
{
	struct buf buf;
	str signature;

	assert(note_good_text(text));
	buf_init(&buf, arena, NOTE_BYTES_MAX);
	buf_add(&buf, text);
	buf_byte(&buf, '\n');
	for (size_t i = 0; i < count; i++) {
		if (!sign_make(arena, &keys[i].key, text, &signature, err))
			return false;
		str both = note_join(arena, note_id(&keys[i]), signature);
		buf_add(&buf, NOTE_DASH);
		buf_add(&buf, keys[i].name);
		buf_byte(&buf, ' ');
		buf_add(&buf, codec_base64(arena, both));
		buf_byte(&buf, '\n');
	}
	if (buf.full)
		return err_set(err, ERR_LIMIT, "note.long", "签名文本超过 1 MiB");
	*note = buf_str(&buf);
	return true;
}

/* One signature line; false when it is malformed. */
static bool note_read_line(struct arena *arena, str line, str *name, str *bytes)
{
	if (!str_starts(line, NOTE_DASH))
		return false;
	line = str_sub(line, NOTE_DASH.n, line.n);
	return str_cut(&line, STR(" "), name) && note_good_name(*name) &&
	       codec_unbase64(arena, line, bytes) && bytes->n >= 5;
}

/* Where the text ends: behind the first line feed of the last empty line. */
static size_t note_text_end(str note)
{
	for (size_t i = note.n; i >= 2; i--)
		if (note.at[i - 1] == '\n' && note.at[i - 2] == '\n')
			return i - 1;
	return 0;
}

static bool note_malformed(struct err *err)
{
	return err_set(err, ERR_INVALID, "note.format", "不是格式正确的签名文本");
}

bool note_open(struct arena *arena, str note, const struct note_key *key, str *text,
               struct err *err)
{
	size_t end = note_text_end(note), lines = 0;
	str body = str_sub(note, 0, end), rest = str_sub(note, end + 1, note.n);
	str line, name, bytes;
	bool seen = false;

	if (note.n > NOTE_BYTES_MAX || end == 0 || !note_good_text(note) || rest.n == 0)
		return note_malformed(err);
	while (rest.n > 0) {
		if (!str_cut(&rest, STR("\n"), &line) || ++lines > NOTE_LINES_MAX ||
		    !note_read_line(arena, line, &name, &bytes))
			return note_malformed(err);
		if (!str_eq(name, key->name) || !str_eq(str_sub(bytes, 0, 4), note_id(key)))
			continue;
		if (!sign_check(&key->key, body, str_sub(bytes, 4, bytes.n)))
			return err_set(err, ERR_TAMPERED, "note.signature",
			               "“%.*s”的签名与内容不符：签名之后内容被改动，"
			               "或签名是伪造的", PSTR(name));
		seen = true;
	}
	if (!seen)
		return err_set(err, ERR_TAMPERED, "note.unsigned", "没有密钥“%.*s”的签名",
		               PSTR(key->name));
	*text = body;
	return true;
}

str checkpoint_write(struct arena *arena, const struct checkpoint *checkpoint)
{
	str root = codec_base64(arena, digest_bytes(&checkpoint->root));

	return arena_printf(arena, "%.*s\n%llu\n%.*s\n", PSTR(checkpoint->origin),
	                    (unsigned long long)checkpoint->size, PSTR(root));
}

/* Decimal without sign and leading zeros, up to 2^63-1. */
static bool checkpoint_size(str text, uint64_t *size)
{
	int64_t number;

	if (text.n == 0 || text.at[0] == '-' || (text.at[0] == '0' && text.n > 1) ||
	    !num_read_int(text, &number))
		return false;
	*size = (uint64_t)number;
	return true;
}

bool checkpoint_read(struct arena *arena, str text, struct checkpoint *checkpoint, struct err *err)
{
	str rest = text, origin, size, root, line, bytes;
	struct checkpoint read;

	bool good = str_cut(&rest, STR("\n"), &origin) && str_cut(&rest, STR("\n"), &size) &&
	            str_cut(&rest, STR("\n"), &root) && origin.n > 0 &&
	            memchr(origin.at, '\0', origin.n) == NULL &&
	            checkpoint_size(size, &read.size) && codec_unbase64(arena, root, &bytes) &&
	            bytes.n == sizeof(read.root.at);
	while (good && rest.n > 0)
		good = str_cut(&rest, STR("\n"), &line) && line.n > 0;
	if (!good)
		return err_set(err, ERR_INVALID, "checkpoint.format",
		               "不是格式正确的账本检查点（名称、条数、树根三行）");
	read.origin = origin;
	memcpy(read.root.at, bytes.at, sizeof(read.root.at));
	*checkpoint = read;
	return true;
}

bool checkpoint_open(struct arena *arena, str note, const struct note_key *key,
                     struct checkpoint *checkpoint, struct err *err)
{
	struct checkpoint read;
	str text;

	if (!note_open(arena, note, key, &text, err) || !checkpoint_read(arena, text, &read, err))
		return false;
	if (!str_eq(read.origin, key->name))
		return err_set(err, ERR_TAMPERED, "checkpoint.origin",
		               "检查点属于“%.*s”，不是“%.*s”", PSTR(read.origin),
		               PSTR(key->name));
	*checkpoint = read;
	return true;
}
