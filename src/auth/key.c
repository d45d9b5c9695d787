/* key.c -- keys for programs: gj_ID_SECRET, of which the digest is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/key.h"

#include "auth/account.h"
#include "auth/seclog.h"
#include "auth/who.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/db.h"

#define KEY_ID     16 /* characters: 10 bytes in base32, lower case */
#define KEY_LENGTH (3 + KEY_ID + 1 + 43)
#define KEY_NAME   120

#define KEY_COLUMNS "id, person, name, scopes, made, made_by, expires, used, revoked, digest"

static const char *const scopes_known[] = {
	"read", "figure", "step:*", "admin:accounts", "admin:rights", "admin:audit",
};

bool key_scope_known(str scope)
{
	for (size_t i = 0; i < countof(scopes_known); i++)
		if (str_eq(scope, str_of(scopes_known[i])))
			return true;
	if (!str_starts(scope, STR("step:")) || scope.n == 5 || scope.n > 5 + LIMIT_ID_BYTES)
		return false;
	for (size_t i = 5; i < scope.n; i++)
		if (!((scope.at[i] >= 'a' && scope.at[i] <= 'z') || scope.at[i] == '_' ||
		      (scope.at[i] >= '0' && scope.at[i] <= '9')))
			return false;
	return true;
}

bool key_has(str scopes, str scope)
{
	str one;

	while (scopes.n > 0) {
		str_cut(&scopes, STR("\n"), &one);
		if (str_eq(one, scope) ||
		    (str_eq(one, STR("step:*")) && str_starts(scope, STR("step:"))))
			return true;
	}
	return false;
}

static bool check_scopes(str scopes, struct err *err)
{
	size_t count = 0;
	str one;

	while (scopes.n > 0) {
		str_cut(&scopes, STR("\n"), &one);
		if (key_scope_known(one) && ++count <= LIMIT_KEY_SCOPES)
			continue;
		err_set(err, ERR_INVALID, "key.scope", "没有“%.*s”这个范围，或范围太多", PSTR(one));
		return err_fix(err, "可以写 read、figure、step:规程号、step:*、admin:accounts、"
		                    "admin:rights、admin:audit");
	}
	if (count > 0)
		return true;
	err_set(err, ERR_INVALID, "key.scope", "没有写密钥能做什么");
	return err_fix(err, "例如：--scope read --scope step:hotline");
}

static bool check_asked(struct auth *auth, const struct key *asked, int days, struct err *err)
{
	struct account account;
	bool found;

	if (days < 1 || days > LIMIT_KEY_DAYS)
		return err_set(err, ERR_INVALID, "key.days", "密钥的有效期是 1 至 %d 日",
		               LIMIT_KEY_DAYS);
	if (asked->name.n == 0 || asked->name.n > KEY_NAME || !utf8_valid(asked->name, NULL))
		return err_set(err, ERR_INVALID, "key.name", "要写明密钥作什么用，不超过 %d 字节",
		               KEY_NAME);
	if (!check_scopes(asked->scopes, err) ||
	    !account_find(auth, asked->person, &account, &found, err))
		return false;
	return (found && account.state == ACCOUNT_ACTIVE) || account_unknown(asked->person, err);
}

static bool note(struct auth *auth, const struct auth_who *who, const char *kind, str person,
                 str detail, struct err *err)
{
	return seclog_add(auth,
	                  &(struct seclog_row){ .kind = kind,
	                                        .good = true,
	                                        .person = person,
	                                        .actor = who->person,
	                                        .address = who->address,
	                                        .detail = detail },
	                  err);
}

static str lower(struct auth *auth, str code)
{
	str copy = arena_copy(auth->arena, code);
	char *at = arena_cstr(auth->arena, copy);

	for (size_t i = 0; i < copy.n; i++)
		if (at[i] >= 'A' && at[i] <= 'Z')
			at[i] = (char)(at[i] + 32);
	return (str){ at, copy.n };
}

bool key_make(struct auth *auth, const struct auth_who *who, const struct key *asked, int days,
              str *text, struct err *err)
{
	digest random = chance_take(&auth->chance), mac;
	str id = lower(auth, codec_base32(auth->arena, (str){ (char *)random.at, 10 }));
	str whole = arena_printf(auth->arena, "gj_%.*s_%.*s", PSTR(id), PSTR(auth_token(auth, 32)));
	bool mine, done;

	if (!admin_require(who, ADMIN_SECURITY, asked->person, err) ||
	    !check_asked(auth, asked, days, err) || !auth_begin(auth, &mine, err))
		return false;
	mac = digest_str(DIGEST_SHA256, whole);
	done = db_run(auth->db,
	              "INSERT INTO api_key (" KEY_COLUMNS ") "
	              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL, ?8)",
	              VALUES(DB_TEXT(id), DB_TEXT(asked->person), DB_TEXT(asked->name),
	                     DB_TEXT(asked->scopes), DB_INT(auth->now), DB_TEXT(who->person),
	                     DB_INT(auth->now + days * INSTANT_DAY), DB_BLOB(digest_bytes(&mac))),
	              err) &&
	       note(auth, who, "key", asked->person, id, err);
	if (!auth_end(auth, mine, done, err))
		return false;
	*text = whole;
	return true;
}

static struct key key_row(struct auth *auth, struct db_rows *rows)
{
	return (struct key){
		.id = arena_copy(auth->arena, db_text(rows, 0)),
		.person = arena_copy(auth->arena, db_text(rows, 1)),
		.name = arena_copy(auth->arena, db_text(rows, 2)),
		.scopes = arena_copy(auth->arena, db_text(rows, 3)),
		.made = db_int(rows, 4),
		.made_by = arena_copy(auth->arena, db_text(rows, 5)),
		.expires = db_int(rows, 6),
		.used = db_is_null(rows, 7) ? INSTANT_NONE : db_int(rows, 7),
		.revoked = !db_is_null(rows, 8),
	};
}

bool key_find(struct auth *auth, str text, struct key *key, struct err *err)
{
	digest given = digest_str(DIGEST_SHA256, text);
	struct key found = { 0 };
	struct db_rows rows;
	bool there = false;

	if (text.n == KEY_LENGTH && str_starts(text, STR("gj_"))) {
		if (!db_ask(auth->db, &rows, "SELECT " KEY_COLUMNS " FROM api_key WHERE id = ?1",
		            VALUES(DB_TEXT(str_sub(text, 3, 3 + KEY_ID))), err))
			return false;
		if (db_next(&rows) && secret_eq(db_text(&rows, 9), digest_bytes(&given))) {
			there = true;
			found = key_row(auth, &rows);
		}
		if (!db_done(&rows))
			return false;
	}
	if (!there)
		return err_set(err, ERR_DENIED, "key.unknown", "没有这个密钥");
	if (found.revoked)
		return err_set(err, ERR_DENIED, "key.revoked", "密钥已经作废");
	if (auth->now >= found.expires)
		return err_set(err, ERR_DENIED, "key.expired", "密钥已经过期");
	*key = found;
	return true;
}

bool key_due(const struct auth *auth, const struct key *key)
{
	return key->used == INSTANT_NONE ||
	       auth->now >= key->used + LIMIT_SESSION_TOUCH_SECONDS * INSTANT_SECOND;
}

bool key_touch(struct auth *auth, str id, struct err *err)
{
	return db_run(auth->db,
	              "UPDATE api_key SET used = ?2 WHERE id = ?1 AND (used IS NULL OR used < ?3)",
	              VALUES(DB_TEXT(id), DB_INT(auth->now),
	                     DB_INT(auth->now - LIMIT_SESSION_TOUCH_SECONDS * INSTANT_SECOND)),
	              err);
}

static bool owner_of(struct auth *auth, str id, str *person, struct err *err)
{
	struct db_rows rows;
	str owner = { 0 };

	if (!db_ask(auth->db, &rows, "SELECT person FROM api_key WHERE id = ?1",
	            VALUES(DB_TEXT(id)), err))
		return false;
	if (db_next(&rows))
		owner = arena_copy(auth->arena, db_text(&rows, 0));
	if (!db_done(&rows))
		return false;
	if (owner.n == 0)
		return err_set(err, ERR_UNKNOWN, "key.unknown", "没有这个密钥");
	*person = owner;
	return true;
}

bool key_revoke(struct auth *auth, const struct auth_who *who, str id, struct err *err)
{
	str owner;
	bool mine;

	if (!owner_of(auth, id, &owner, err))
		return false;
	if (!(who->kind == WHO_STAFF && str_eq(owner, who->person)) &&
	    !admin_require(who, ADMIN_SECURITY, owner, err))
		return false;
	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine,
	                db_run(auth->db,
	                       "UPDATE api_key SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL",
	                       VALUES(DB_TEXT(id), DB_INT(auth->now)), err) &&
	                        note(auth, who, "key.revoke", owner, id, err),
	                err);
}

bool key_list(struct auth *auth, str person, struct key **list, size_t *count, struct err *err)
{
	struct db_rows rows;
	struct key *found = NULL;
	size_t n = 0, room = 0;

	if (!db_ask(auth->db, &rows,
	            "SELECT " KEY_COLUMNS " FROM api_key WHERE ?1 = '' OR person = ?1 "
	            "ORDER BY made DESC, id",
	            VALUES(DB_TEXT(person)), err))
		return false;
	while (db_next(&rows)) {
		if (n == room) {
			found = arena_grow(auth->arena, found, room * sizeof(*found),
			                   (room * 2 + 16) * sizeof(*found));
			room = room * 2 + 16;
		}
		found[n++] = key_row(auth, &rows);
	}
	if (!db_done(&rows))
		return false;
	*list = found;
	*count = n;
	return true;
}
