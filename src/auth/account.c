/* account.c -- who may sign in: invited, enrolled, changed, closed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/account.h"

#include "auth/device.h"
#include "auth/renew.h"
#include "auth/seclog.h"
#include "auth/session.h"
#include "auth/totp.h"
#include "auth/who.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/people.h"
#include "store/db.h"

#define ACCOUNT_CODE     20 /* bytes of an enrolment code: 160 bits */
#define ACCOUNT_PASSWORD (90 * INSTANT_DAY)

#define ACCOUNT_COLUMNS "person, state, password, password_at, totp_on, made, made_by"

/* ---- reading ---- */

static struct account account_row(struct auth *auth, struct db_rows *rows)
{
	return (struct account){
		.person = arena_copy(auth->arena, db_text(rows, 0)),
		.state = (enum account_state)db_int(rows, 1),
		.password = arena_copy(auth->arena, db_text(rows, 2)),
		.password_at = db_is_null(rows, 3) ? INSTANT_NONE : db_int(rows, 3),
		.factor = !db_is_null(rows, 4),
		.made = db_int(rows, 5),
		.made_by = arena_copy(auth->arena, db_text(rows, 6)),
	};
}

bool account_find(struct auth *auth, str person, struct account *account, bool *found,
                  struct err *err)
{
	struct account read = { 0 };
	struct db_rows rows;
	bool there;

	if (!db_ask(auth->db, &rows, "SELECT " ACCOUNT_COLUMNS " FROM account WHERE person = ?1",
	            VALUES(DB_TEXT(person)), err))
		return false;
	if ((there = db_next(&rows)))
		read = account_row(auth, &rows);
	if (!db_done(&rows))
		return false;
	*account = read;
	*found = there;
	return true;
}

bool account_list(struct auth *auth, struct account **list, size_t *count, struct err *err)
{
	struct account *found = NULL;
	struct db_rows rows;
	size_t n = 0, room = 0;

	if (!db_ask(auth->db, &rows, "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY person",
	            NO_VALUES, err))
		return false;
	while (db_next(&rows)) {
		if (n == room) {
			found = arena_grow(auth->arena, found, room * sizeof(*found),
			                   (room * 2 + 64) * sizeof(*found));
			room = room * 2 + 64;
		}
		found[n++] = account_row(auth, &rows);
	}
	if (!db_done(&rows))
		return false;
	*list = found;
	*count = n;
	return true;
}

bool account_unknown(str person, struct err *err)
{
	err_set(err, ERR_UNKNOWN, "account.unknown", "%.*s没有可用的账户", PSTR(person));
	return err_fix(err, "先请系统管理员发登记码：guiju user 库 invite 人员");
}

bool account_password_old(const struct auth *auth, const struct account *account)
{
	return auth->profile == AUTH_DJBH3 &&
	       (account->password_at == INSTANT_NONE ||
	        auth->now >= account->password_at + ACCOUNT_PASSWORD);
}

/* ---- inviting ---- */

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

static bool any_active(struct auth *auth, bool *any, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(auth->db, &rows, "SELECT 1 FROM account WHERE state <> 0 LIMIT 1", NO_VALUES,
	            err))
		return false;
	*any = db_next(&rows);
	return db_done(&rows);
}

static bool may_invite(struct auth *auth, const struct auth_who *who, str person, struct err *err)
{
	bool any;

	if (!any_active(auth, &any, err) ||
	    !admin_require(who, ADMIN_SYSTEM, any ? person : (str){ 0 }, err))
		return false;
	if (people_next(auth->people, person, auth_today(auth), NULL) != NULL)
		return true;
	err_set(err, ERR_UNKNOWN, "account.person", "任职名录里没有在任的“%.*s”", PSTR(person));
	return err_fix(err, "先办任职：guiju step 库 post 任职 …");
}

digest account_code_mac(const struct auth *auth, str person, str bytes)
{
	const str parts[] = { person, bytes };

	return auth_mac(auth, "invite", parts, countof(parts));
}

static bool put_invitation(struct auth *auth, const struct auth_who *who, str person, str code,
                           struct err *err)
{
	str bytes;
	digest mac;

	if (!codec_unbase32(auth->arena, code, &bytes))
		return err_set(err, ERR_STORE, "account.code", "登记码没有生成");
	mac = account_code_mac(auth, person, bytes);
	return db_run(auth->db,
	              "INSERT INTO account (person, state, totp_step, made, made_by) "
	              "VALUES (?1, 0, 0, ?2, ?3) ON CONFLICT (person) DO NOTHING",
	              VALUES(DB_TEXT(person), DB_INT(auth->now), DB_TEXT(who->person)), err) &&
	       db_run(auth->db,
	              "INSERT INTO invitation (person, digest, expires, made_by) "
	              "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (person) DO UPDATE SET "
	              "digest = excluded.digest, expires = excluded.expires, "
	              "made_by = excluded.made_by",
	              VALUES(DB_TEXT(person), DB_BLOB(digest_bytes(&mac)),
	                     DB_INT(auth->now + LIMIT_INVITE_HOURS * INSTANT_HOUR),
	                     DB_TEXT(who->person)),
	              err) &&
	       note(auth, who, "invite", person, (str){ 0 }, err);
}

bool account_invite(struct auth *auth, const struct auth_who *who, str person, str *code,
                    struct err *err)
{
	str drawn = auth_code(auth, ACCOUNT_CODE);
	struct account account;
	bool found, mine;

	if (!may_invite(auth, who, person, err) ||
	    !account_find(auth, person, &account, &found, err))
		return false;
	if (found && account.state == ACCOUNT_CLOSED) {
		err_set(err, ERR_CONFLICT, "account.closed", "%.*s的账户已停用", PSTR(person));
		return err_fix(err, "先恢复账户：guiju user 库 restore %.*s", PSTR(person));
	}
	if (!auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine, put_invitation(auth, who, person, drawn, err), err))
		return false;
	*code = drawn;
	return true;
}

/* ---- passwords ---- */

static bool renew_now(struct auth *auth, const struct renew_asked *asked, struct err *err)
{
	struct renew renew;

	if (!renew_begin(auth, asked, &renew, err))
		return false;
	renew_prove(&renew, auth->arena);
	return renew_finish(auth, &renew, err);
}

bool account_enrol(struct auth *auth, const struct account_enrolment *given, struct err *err)
{
	return renew_now(auth,
	                 &(struct renew_asked){ .way = RENEW_BY_CODE,
	                                        .person = given->person,
	                                        .proof = given->code,
	                                        .password = given->password,
	                                        .address = given->address },
	                 err);
}

bool account_prove(struct auth *auth, const struct auth_who *who, str present, struct err *err)
{
	return renew_now(auth,
	                 &(struct renew_asked){ .way = RENEW_PROVE,
	                                        .person = who->person,
	                                        .proof = present,
	                                        .address = who->address,
	                                        .session = who->session },
	                 err);
}

bool account_change(struct auth *auth, const struct auth_who *who, str present, str password,
                    struct err *err)
{
	return renew_now(auth,
	                 &(struct renew_asked){ .way = RENEW_BY_PASSWORD,
	                                        .person = who->person,
	                                        .proof = present,
	                                        .password = password,
	                                        .address = who->address,
	                                        .session = who->session },
	                 err);
}

bool account_rehash(struct auth *auth, str person, str phc, struct err *err)
{
	return db_run(auth->db, "UPDATE account SET password = ?2 WHERE person = ?1",
	              VALUES(DB_TEXT(person), DB_TEXT(phc)), err);
}

/* ---- what administrators do ---- */

static bool begin_on(struct auth *auth, const struct auth_who *who, enum admin_power power,
                     str person, bool *mine, struct err *err)
{
	struct account account;
	bool found;

	if (!admin_require(who, power, person, err) ||
	    !account_find(auth, person, &account, &found, err))
		return false;
	return found ? auth_begin(auth, mine, err) : account_unknown(person, err);
}

bool account_close(struct auth *auth, const struct auth_who *who, str person, struct err *err)
{
	bool mine;

	return begin_on(auth, who, ADMIN_SYSTEM, person, &mine, err) &&
	       auth_end(auth, mine,
	                db_run(auth->db, "UPDATE account SET state = 2 WHERE person = ?1",
	                       VALUES(DB_TEXT(person)), err) &&
	                        db_run(auth->db, "DELETE FROM invitation WHERE person = ?1",
	                               VALUES(DB_TEXT(person)), err) &&
	                        session_end_all(auth, person, (str){ 0 }, NULL, err) &&
	                        device_forget(auth, person, err) &&
	                        note(auth, who, "account.close", person, (str){ 0 }, err),
	                err);
}

bool account_reopen(struct auth *auth, const struct auth_who *who, str person, struct err *err)
{
	bool mine;

	return begin_on(auth, who, ADMIN_SYSTEM, person, &mine, err) &&
	       auth_end(auth, mine,
	                db_run(auth->db,
	                       "UPDATE account SET state = CASE WHEN password IS NULL THEN 0 "
	                       "ELSE 1 END WHERE person = ?1 AND state = 2",
	                       VALUES(DB_TEXT(person)), err) &&
	                        note(auth, who, "account.reopen", person, (str){ 0 }, err),
	                err);
}

bool account_sign_out(struct auth *auth, const struct auth_who *who, str person, int64_t *ended,
                      struct err *err)
{
	bool mine;

	return begin_on(auth, who, ADMIN_SYSTEM, person, &mine, err) &&
	       auth_end(auth, mine,
	                session_end_all(auth, person, (str){ 0 }, ended, err) &&
	                        note(auth, who, "session.end", person, (str){ 0 }, err),
	                err);
}

bool account_drop_factor(struct auth *auth, const struct auth_who *who, str person, struct err *err)
{
	bool mine;

	return begin_on(auth, who, ADMIN_SECURITY, person, &mine, err) &&
	       auth_end(auth, mine,
	                totp_drop(auth, person, err) &&
	                        session_end_all(auth, person, (str){ 0 }, NULL, err) &&
	                        note(auth, who, "totp.off", person, (str){ 0 }, err),
	                err);
}

bool account_profile(struct auth *auth, const struct auth_who *who, str profile, struct err *err)
{
	bool level3 = str_eq(profile, STR("djbh3"));
	bool mine;

	if (!level3 && !str_eq(profile, STR("plain"))) {
		err_set(err, ERR_INVALID, "account.profile", "没有“%.*s”这个安全档", PSTR(profile));
		return err_fix(err, "可以写 plain 或 djbh3（等保三级）");
	}
	if (!admin_require(who, ADMIN_SECURITY, (str){ 0 }, err) || !auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine,
	              auth_put(auth, "profile", profile, err) &&
	                      note(auth, who, "profile", who->person, profile, err),
	              err))
		return false;
	auth->profile = level3 ? AUTH_DJBH3 : AUTH_PLAIN;
	return true;
}
