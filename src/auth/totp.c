/* totp.c -- the second factor: codes by the clock (RFC 6238), and recovery codes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/totp.h"

#include "auth/seclog.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "crypto/otp.h"
#include "crypto/seal.h"
#include "store/db.h"

#define TOTP_SECRET   20 /* bytes, as long as what SHA-1 gives */
#define TOTP_RECOVERY 10 /* bytes of a recovery code: 80 bits */

struct factor {
	bool on;
	str secret; /* empty: none */
	int64_t step;
};

int64_t totp_step(instant at)
{
	return at / INSTANT_SECOND / TOTP_SECONDS;
}

bool totp_fits(str secret, str code, instant now, int64_t last, int64_t *step)
{
	bool fits = false;
	char text[9];

	for (int64_t s = totp_step(now) - 1; s <= totp_step(now) + 1; s++) {
		if (s < 0)
			continue;
		otp_code(secret, (uint64_t)s, TOTP_DIGITS, text);
		if (secret_eq(code, str_of(text)) && s > last && !fits) {
			*step = s;
			fits = true;
		}
	}
	return fits;
}

static str place_of(struct auth *auth, str person)
{
	return arena_printf(auth->arena, "totp\n%.*s", PSTR(person));
}

static bool load(struct auth *auth, str person, struct factor *factor, struct err *err)
{
	struct db_rows rows;
	str sealed = { 0 };

	*factor = (struct factor){ 0 };
	if (!db_ask(auth->db, &rows,
	            "SELECT totp, totp_on, totp_step FROM account WHERE person = ?1",
	            VALUES(DB_TEXT(person)), err))
		return false;
	if (db_next(&rows)) {
		sealed = arena_copy(auth->arena, db_text(&rows, 0));
		factor->on = !db_is_null(&rows, 1);
		factor->step = db_int(&rows, 2);
	}
	if (!db_done(&rows))
		return false;
	if (sealed.n == 0 ||
	    seal_open(auth->arena, &auth->key, place_of(auth, person), sealed, &factor->secret))
		return true;
	err_set(err, ERR_TAMPERED, "totp.sealed", "%.*s的第二因素打不开：不是本库密钥所封",
	        PSTR(person));
	return err_fix(err, "请恢复 keys/，或由安全管理员取消后重新登记");
}

static bool none(str person, struct err *err)
{
	err_set(err, ERR_UNKNOWN, "totp.none", "%.*s没有登记第二因素", PSTR(person));
	return err_fix(err, "先登记：guiju user 库 totp 人员");
}

static bool wrong(struct err *err)
{
	err_set(err, ERR_DENIED, "totp.code", "验证码不对，或已经用过");
	return err_fix(err, "等下一个验证码；手机的时间要准");
}

/* Bytes of a URI's path or query that are not unreserved are escaped. */
static str escaped(struct auth *auth, str text)
{
	static const char kept[] = "-._~";
	struct buf buf;

	buf_init(&buf, auth->arena, text.n * 3 + 1);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.at[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		             (c >= 'a' && c <= 'z') || (c != 0 && strchr(kept, c) != NULL);

		if (plain)
			buf_byte(&buf, (char)c);
		else
			buf_printf(&buf, "%%%02X", c);
	}
	return buf_str(&buf);
}

static bool note(struct auth *auth, const char *kind, str person, const char *detail,
                 struct err *err)
{
	return seclog_add(auth,
	                  &(struct seclog_row){ .kind = kind,
	                                        .good = true,
	                                        .person = person,
	                                        .actor = person,
	                                        .detail = str_of(detail) },
	                  err);
}

bool totp_enrol(struct auth *auth, str person, str *uri, struct err *err)
{
	digest random = chance_take(&auth->chance);
	str secret = arena_copy(auth->arena, (str){ (char *)random.at, TOTP_SECRET });
	str sealed = seal_make(auth->arena, &auth->key, place_of(auth, person), secret,
	                       &auth->chance);
	str issuer = escaped(auth, auth->issuer.n > 0 ? auth->issuer : STR("guiju"));
	struct factor factor;

	if (!load(auth, person, &factor, err))
		return false;
	if (factor.on) {
		err_set(err, ERR_CONFLICT, "totp.on", "%.*s已有第二因素", PSTR(person));
		return err_fix(err, "手机换了、丢了的，由安全管理员取消后再登记");
	}
	if (!db_run(auth->db,
	            "UPDATE account SET totp = ?2, totp_on = NULL, totp_step = 0 WHERE person = ?1",
	            VALUES(DB_TEXT(person), DB_BLOB(sealed)), err))
		return false;
	*uri = arena_printf(auth->arena,
	                    "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s&algorithm=SHA1&"
	                    "digits=%d&period=%d",
	                    PSTR(issuer), PSTR(escaped(auth, person)),
	                    PSTR(codec_base32(auth->arena, secret)), PSTR(issuer), TOTP_DIGITS,
	                    TOTP_SECONDS);
	return true;
}

/* What people write of a recovery code: either case, with hyphens or without. */
static bool recovery_digest(struct auth *auth, str person, str code, digest *made)
{
	str bytes;

	if (!codec_unbase32(auth->arena, code, &bytes) || bytes.n != TOTP_RECOVERY)
		return false;
	const str parts[] = { person, bytes };

	*made = auth_mac(auth, "recovery", parts, countof(parts));
	return true;
}

static bool draw_codes(struct auth *auth, str person, str *codes, struct err *err)
{
	if (!db_run(auth->db, "DELETE FROM recovery WHERE person = ?1", VALUES(DB_TEXT(person)),
	            err))
		return false;
	for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++) {
		digest mac;

		codes[i] = auth_code(auth, TOTP_RECOVERY);
		if (!recovery_digest(auth, person, codes[i], &mac))
			return err_set(err, ERR_STORE, "totp.recovery", "恢复码没有生成");
		if (!db_run(auth->db,
		            "INSERT INTO recovery (person, digest, used) VALUES (?1, ?2, NULL)",
		            VALUES(DB_TEXT(person), DB_BLOB(digest_bytes(&mac))), err))
			return false;
	}
	return note(auth, "recovery.new", person, "新的一组恢复码", err);
}

bool totp_recovery(struct auth *auth, str person, str **codes, struct err *err)
{
	str *drawn = arena_make(auth->arena, str, LIMIT_RECOVERY_CODES);
	bool mine;

	if (!auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine, draw_codes(auth, person, drawn, err), err))
		return false;
	*codes = drawn;
	return true;
}

static bool note_step(struct auth *auth, str person, int64_t step, bool confirm, struct err *err)
{
	return db_run(auth->db,
	              "UPDATE account SET totp_step = ?2, "
	              "totp_on = CASE WHEN ?3 = 1 THEN ?4 ELSE totp_on END WHERE person = ?1",
	              VALUES(DB_TEXT(person), DB_INT(step), DB_INT(confirm), DB_INT(auth->now)),
	              err);
}

bool totp_confirm(struct auth *auth, str person, str code, str **codes, struct err *err)
{
	str *drawn = arena_make(auth->arena, str, LIMIT_RECOVERY_CODES);
	struct factor factor;
	int64_t step;
	bool mine;

	if (!load(auth, person, &factor, err))
		return false;
	if (factor.secret.n == 0)
		return none(person, err);
	if (factor.on)
		return err_set(err, ERR_CONFLICT, "totp.on", "%.*s的第二因素已经确认过",
		               PSTR(person));
	if (!totp_fits(factor.secret, code, auth->now, factor.step, &step))
		return wrong(err);
	if (!auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine,
	              note_step(auth, person, step, true, err) &&
	                      note(auth, "totp.on", person, "登记了第二因素", err) &&
	                      draw_codes(auth, person, drawn, err),
	              err))
		return false;
	*codes = drawn;
	return true;
}

/* Used up when it was there and unused. */
static bool use_recovery(struct auth *auth, str person, digest mac, bool *fits, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(auth->db, &rows,
	            "SELECT 1 FROM recovery WHERE person = ?1 AND digest = ?2 AND used IS NULL",
	            VALUES(DB_TEXT(person), DB_BLOB(digest_bytes(&mac))), err))
		return false;
	*fits = db_next(&rows);
	if (!db_done(&rows) || !*fits)
		return err->kind == ERR_NONE;
	return db_run(auth->db, "UPDATE recovery SET used = ?3 WHERE person = ?1 AND digest = ?2",
	              VALUES(DB_TEXT(person), DB_BLOB(digest_bytes(&mac)), DB_INT(auth->now)),
	              err) &&
	       note(auth, "recovery.used", person, "用掉了一个恢复码", err);
}

bool totp_use(struct auth *auth, str person, str code, bool *recovered, struct err *err)
{
	struct factor factor;
	int64_t step;
	digest mac;
	bool mine, fits = false, done;

	*recovered = false;
	if (!load(auth, person, &factor, err))
		return false;
	if (factor.secret.n == 0 || !factor.on)
		return none(person, err);
	if (!auth_begin(auth, &mine, err))
		return false;
	if (totp_fits(factor.secret, code, auth->now, factor.step, &step)) {
		fits = true;
		done = note_step(auth, person, step, false, err);
	} else if (recovery_digest(auth, person, code, &mac)) {
		done = use_recovery(auth, person, mac, &fits, err);
		*recovered = fits;
	} else {
		done = true;
	}
	return auth_end(auth, mine, done, err) && (fits || wrong(err));
}

bool totp_drop(struct auth *auth, str person, struct err *err)
{
	return db_run(auth->db,
	              "UPDATE account SET totp = NULL, totp_on = NULL, totp_step = 0 "
	              "WHERE person = ?1",
	              VALUES(DB_TEXT(person)), err) &&
	       db_run(auth->db, "DELETE FROM recovery WHERE person = ?1", VALUES(DB_TEXT(person)),
	              err);
}
