/* ledger_keys.c -- the keys by which heads are signed: made once, kept in the store's folder.
 *
 *     folder/keys/ed25519.secret  folder/keys/sm2.secret   0600, one line of hex
 *     folder/verifier.key                                  0644, one line a key
 *     folder/verifier.past                                 0644, those of former logs
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "ledger/inside.h"

#define KEY_TRIES    16
#define KEY_FILE_MAX 4096
#define PAST_KEYS_MAX 128 /* sixty-four times restored, both logs */
#define PAST_FILE_MAX ((size_t)PAST_KEYS_MAX * 512)

static const char *const secret_names[LEDGER_LOGS] = { "ed25519.secret", "sm2.secret" };

static str key_name(struct arena *arena, str origin, size_t log)
{
	return log == 0 ? origin : arena_printf(arena, "%.*s/sm3", PSTR(origin));
}

static const char *key_path(struct arena *arena, const char *folder, size_t log)
{
	return arena_printf(arena, "%s/keys/%s", folder, secret_names[log]).at;
}

static enum sign_kind key_kind(size_t log)
{
	return log == 0 ? SIGN_ED25519 : SIGN_SM2;
}

/* Not every 32 bytes are an SM2 key: draws until they are. */
static bool key_draw(struct arena *arena, enum sign_kind kind, struct chance *chance,
                     struct sign_key *key, struct err *err)
{
	for (int i = 0; i < KEY_TRIES; i++) {
		struct err refused = { .kind = ERR_NONE };
		digest secret = chance_take(chance);
		if (sign_key_of(arena, kind, digest_bytes(&secret), key, &refused))
			return true;
	}
	return err_set(err, ERR_STORE, "ledger.key", "签名密钥生成失败");
}

static bool key_store(struct arena *arena, const char *path, str secret, struct err *err)
{
	str line = arena_printf(arena, "%.*s\n", PSTR(codec_hex(arena, secret)));

	return file_write(path, line, 0600, err);
}

bool ledger_keys_make(struct arena *arena, const char *folder, str origin, bool national,
                      struct chance *chance, struct err *err)
{
	const char *keys = arena_printf(arena, "%s/keys", folder).at;
	str lines = STR("");

	for (size_t log = 0; log < LEDGER_LOGS; log++) {
		if (!file_exists(key_path(arena, folder, log)))
			continue;
		err_set(err, ERR_CONFLICT, "ledger.keys", "文件夹里已有签名密钥，不能再建新账本");
		err_where(err, "%s", key_path(arena, folder, log));
		return err_fix(err, "同一密钥签两本账会让人无法分辨真假：请换一个空文件夹");
	}
	if (!file_make_dir(keys, 0700, err))
		return false;
	for (size_t log = 0; log < (national ? 2u : 1u); log++) {
		struct sign_key key;
		if (!key_draw(arena, key_kind(log), chance, &key, err) ||
		    !key_store(arena, key_path(arena, folder, log), key.secret, err))
			return false;
		struct note_key named = note_key_of(arena, key_name(arena, origin, log), key);
		str line = note_write_key(arena, &named);
		lines = arena_printf(arena, "%.*s%.*s\n", PSTR(lines), PSTR(line));
	}
	return file_write(arena_printf(arena, "%s/verifier.key", folder).at, lines, 0644, err);
}

/* The open halves: one line of verifier.key for each log. */
static bool keys_load_open(struct ledger *ledger, struct err *err)
{
	const char *path = arena_printf(ledger->arena, "%s/verifier.key", ledger->folder).at;
	str rest, line;

	if (!file_read(ledger->arena, path, KEY_FILE_MAX, &rest, err))
		return false;
	for (size_t log = 0; log < ledger->logs; log++) {
		struct note_key *key = &ledger->keys[log];
		(void)str_cut(&rest, STR("\n"), &line);
		if (!note_read_key(ledger->arena, line, key, err))
			return err_where(err, "%s", path);
		if (key->key.kind == key_kind(log) &&
		    str_eq(key->name, key_name(ledger->arena, ledger->origin, log)))
			continue;
		err_set(err, ERR_TAMPERED, "ledger.key", "验证公钥不是本账本“%.*s”的",
		        PSTR(ledger->origin));
		return err_where(err, "%s", path);
	}
	return true;
}

static bool keys_load_secret(struct ledger *ledger, size_t log, struct err *err)
{
	struct note_key *key = &ledger->keys[log];
	const char *path = key_path(ledger->arena, ledger->folder, log);
	struct sign_key whole;
	str text, secret;

	if (!file_exists(path)) {
		err_set(err, ERR_STORE, "ledger.key", "签名密钥不在，库只能读，不能写");
		err_where(err, "%s", path);
		return err_fix(err, "请从离线的备份恢复 keys/");
	}
	if (!file_read(ledger->arena, path, KEY_FILE_MAX, &text, err))
		return false;
	if (!codec_unhex(ledger->arena, str_trim(text), &secret) || secret.n != sizeof(digest)) {
		err_set(err, ERR_TAMPERED, "ledger.key", "签名密钥文件的写法不对");
		err_where(err, "%s", path);
		return err_fix(err, "请从离线的备份恢复 keys/");
	}
	if (!sign_key_of(ledger->arena, key_kind(log), secret, &whole, err))
		return err_where(err, "%s", path);
	if (!str_eq(whole.open, key->key.open)) {
		err_set(err, ERR_TAMPERED, "ledger.key", "签名密钥与公开的验证公钥不是一对");
		err_where(err, "%s", path);
		return err_fix(err, "请从备份恢复 keys/ 与 verifier.key");
	}
	key->key = whole;
	return true;
}

/* The open halves of former logs, if there were any: for their heads, which stay. */
static bool keys_load_past(struct ledger *ledger, struct err *err)
{
	const char *path = arena_printf(ledger->arena, "%s/verifier.past", ledger->folder).at;
	str rest, line;

	ledger->past = arena_make(ledger->arena, struct note_key, PAST_KEYS_MAX);
	ledger->past_count = 0;
	if (!file_exists(path))
		return true;
	if (!file_read(ledger->arena, path, PAST_FILE_MAX, &rest, err))
		return false;
	while (rest.n > 0 && ledger->past_count < PAST_KEYS_MAX) {
		(void)str_cut(&rest, STR("\n"), &line);
		if (!note_read_key(ledger->arena, line, &ledger->past[ledger->past_count], err))
			return err_where(err, "%s", path);
		ledger->past_count++;
	}
	return true;
}

bool ledger_keys_open(struct ledger *ledger, struct arena *arena, int log, str note, bool former,
                      struct checkpoint *checkpoint, struct err *err)
{
	struct err other = { 0 };

	for (size_t i = 0; former && i < ledger->past_count; i++) {
		err_clear(&other);
		if (ledger->past[i].key.kind == key_kind((size_t)log) &&
		    checkpoint_open(arena, note, &ledger->past[i], checkpoint, &other))
			return true;
	}
	return checkpoint_open(arena, note, &ledger->keys[log], checkpoint, err);
}

bool ledger_keys_load(struct ledger *ledger, struct err *err)
{
	if (ledger->folder == NULL)
		return true;
	if (!keys_load_open(ledger, err) || !keys_load_past(ledger, err))
		return false;
	for (size_t log = 0; ledger->chance != NULL && log < ledger->logs; log++) {
		if (!keys_load_secret(ledger, log, err))
			return false;
	}
	return true;
}

size_t ledger_keys(const struct ledger *ledger, const struct note_key **keys)
{
	*keys = ledger->keys;
	return ledger->folder != NULL ? ledger->logs : 0;
}
