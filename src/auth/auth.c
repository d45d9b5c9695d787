/* auth.c -- the door of a store: its key, its profile, its time; what all of this floor need.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/auth.h"

#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db.h"

#define AUTH_KEY_FILE 80 /* 32 bytes in hex and a line end */

static bool refuse_key(const char *path, const char *what, struct err *err)
{
	err_set(err, ERR_STORE, "auth.key", "%s", what);
	err_where(err, "%s", path);
	return err_fix(err, "请从离线的备份恢复 keys/；没有它，第二因素和日志链都打不开");
}

static bool has_accounts(struct auth *auth, bool *has, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(auth->db, &rows, "SELECT 1 FROM account LIMIT 1", NO_VALUES, err))
		return false;
	*has = db_next(&rows);
	return db_done(&rows);
}

static bool make_key(struct auth *auth, const char *path, struct err *err)
{
	str line;

	auth->key = chance_take(&auth->chance);
	line = arena_printf(auth->arena, "%.*s\n",
	                    PSTR(codec_hex(auth->arena, digest_bytes(&auth->key))));
	return file_write(path, line, 0600, err);
}

static bool load_key(struct auth *auth, const char *folder, bool may_make, struct err *err)
{
	const char *path = arena_printf(auth->arena, "%s/keys/auth.secret", folder).at;
	bool has = true;
	str text, key;

	if (!file_exists(path)) {
		if (!has_accounts(auth, &has, err))
			return false;
		if (has)
			return refuse_key(path, "账户的密钥不在", err);
		if (may_make)
			return make_key(auth, path, err);
		auth->key = chance_take(&auth->chance); /* there is nothing to open */
		return true;
	}
	if (!file_read(auth->arena, path, AUTH_KEY_FILE, &text, err))
		return false;
	if (!codec_unhex(auth->arena, str_trim(text), &key) || key.n != sizeof(auth->key))
		return refuse_key(path, "账户密钥文件的写法不对", err);
	memcpy(auth->key.at, key.at, key.n);
	return true;
}

bool auth_open(struct auth *auth, struct arena *arena, struct db *db, const char *folder,
               bool may_make, instant now, struct err *err)
{
	struct auth opened = { .arena = arena, .db = db, .now = now };
	str profile;

	chance_real(&opened.chance);
	if (!load_key(&opened, folder, may_make, err) ||
	    !auth_setting(&opened, "profile", &profile, err))
		return false;
	if (str_eq(profile, STR("djbh3")))
		opened.profile = AUTH_DJBH3;
	*auth = opened;
	return true;
}

bool auth_setting(struct auth *auth, const char *name, str *value, struct err *err)
{
	struct db_rows rows;
	str found = { 0 };

	if (!db_ask(auth->db, &rows, "SELECT value FROM auth_setting WHERE name = ?1",
	            VALUES(DB_TEXT(str_of(name))), err))
		return false;
	if (db_next(&rows))
		found = arena_copy(auth->arena, db_text(&rows, 0));
	if (!db_done(&rows))
		return false;
	*value = found;
	return true;
}

bool auth_put(struct auth *auth, const char *name, str value, struct err *err)
{
	return db_run(auth->db,
	              "INSERT INTO auth_setting (name, value) VALUES (?1, ?2) "
	              "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	              VALUES(DB_TEXT(str_of(name)), DB_TEXT(value)), err);
}

bool auth_begin(struct auth *auth, bool *mine, struct err *err)
{
	*mine = !auth->db->in_transaction;
	return !*mine || db_begin(auth->db, err);
}

bool auth_end(struct auth *auth, bool mine, bool good, struct err *err)
{
	if (good && mine)
		return db_commit(auth->db, err);
	if (mine)
		db_rollback(auth->db);
	return good;
}

digest auth_mac(const struct auth *auth, const char *use, const str *parts, size_t count)
{
	struct buf buf;

	buf_init(&buf, auth->arena, (size_t)1 << 20);
	buf_printf(&buf, "guiju auth %s\n", use);
	for (size_t i = 0; i < count; i++) {
		buf_printf(&buf, "%zu:", parts[i].n);
		buf_add(&buf, parts[i]);
	}
	assert(!buf.full);
	str whole = buf_str(&buf);

	return digest_hmac(DIGEST_SHA256, digest_bytes(&auth->key), &whole, 1);
}

str auth_token(struct auth *auth, size_t bytes)
{
	digest random = chance_take(&auth->chance);
	char *out = arena_take(auth->arena, 48);

	assert(bytes >= 1 && bytes <= sizeof(random));
	return (str){ out, codec_base64url((str){ (char *)random.at, bytes }, out) };
}

str auth_code(struct auth *auth, size_t bytes)
{
	digest random = chance_take(&auth->chance);
	str code = codec_base32(auth->arena, (str){ (char *)random.at, bytes });
	struct buf buf;

	assert(bytes >= 1 && bytes <= sizeof(random));
	buf_init(&buf, auth->arena, 80);
	for (size_t i = 0; i < code.n; i++) {
		if (i > 0 && i % 4 == 0)
			buf_byte(&buf, '-');
		buf_byte(&buf, code.at[i]);
	}
	return buf_str(&buf);
}

day auth_today(const struct auth *auth)
{
	return day_at(auth->now);
}
