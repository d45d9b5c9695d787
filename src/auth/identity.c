/* identity.c -- persons known by another house: who they are here, and sign-ins on their way.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/identity.h"

#include "auth/account.h"
#include "auth/login.h"
#include "auth/seclog.h"
#include "auth/session.h"
#include "auth/who.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/db.h"

#define TRIP_TIME (10 * INSTANT_MINUTE)
#define TEXT_MOST 512 /* bytes of an issuer or a subject */

static bool note(struct auth *auth, const struct seclog_row *row, struct err *err)
{
	bool mine;

	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine, seclog_add(auth, row, err), err);
}

/* ---- who is who ---- */

static bool find(struct auth *auth, str issuer, str subject, str *person, struct err *err)
{
	struct db_rows rows;
	str found = { 0 };

	if (!db_ask(auth->db, &rows,
	            "SELECT person FROM identity WHERE issuer = ?1 AND subject = ?2",
	            VALUES(DB_TEXT(issuer), DB_TEXT(subject)), err))
		return false;
	if (db_next(&rows))
		found = arena_copy(auth->arena, db_text(&rows, 0));
	*person = found;
	return db_done(&rows);
}

static bool note_change(struct auth *auth, const struct auth_who *who, const char *kind,
                        const struct identity *i, struct err *err)
{
	return seclog_add(auth,
	                  &(struct seclog_row){ .kind = kind,
	                                        .good = true,
	                                        .person = i->person,
	                                        .actor = who->person,
	                                        .address = who->address,
	                                        .detail = arena_printf(auth->arena, "%.*s %.*s",
	                                                               PSTR(i->issuer),
	                                                               PSTR(i->subject)) },
	                  err);
}

static bool check(struct auth *auth, const struct identity *i, struct err *err)
{
	struct account account;
	bool found;

	if (i->issuer.n == 0 || i->subject.n == 0 || i->issuer.n > TEXT_MOST ||
	    i->subject.n > TEXT_MOST)
		return err_set(err, ERR_INVALID, "identity.text", "要写颁发者和它给的号");
	if (!account_find(auth, i->person, &account, &found, err))
		return false;
	return found || account_unknown(i->person, err);
}

bool identity_bind(struct auth *auth, const struct auth_who *who, const struct identity *i,
                   struct err *err)
{
	str taken;
	bool mine;

	if (!admin_require(who, ADMIN_SYSTEM, i->person, err) || !check(auth, i, err) ||
	    !find(auth, i->issuer, i->subject, &taken, err))
		return false;
	if (taken.n > 0)
		return err_set(err, ERR_CONFLICT, "identity.taken", "这个号已经是%.*s的",
		               PSTR(taken));
	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine,
	                db_run(auth->db,
	                       "INSERT INTO identity (issuer, subject, person, made, made_by) "
	                       "VALUES (?1, ?2, ?3, ?4, ?5)",
	                       VALUES(DB_TEXT(i->issuer), DB_TEXT(i->subject), DB_TEXT(i->person),
	                              DB_INT(auth->now), DB_TEXT(who->person)),
	                       err) &&
	                        note_change(auth, who, "identity", i, err),
	                err);
}

bool identity_unbind(struct auth *auth, const struct auth_who *who, const struct identity *i,
                     struct err *err)
{
	str person;
	bool mine;

	if (!admin_require(who, ADMIN_SYSTEM, i->person, err) ||
	    !find(auth, i->issuer, i->subject, &person, err))
		return false;
	if (!str_eq(person, i->person))
		return err_set(err, ERR_UNKNOWN, "identity.unknown", "%.*s没有这个号",
		               PSTR(i->person));
	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine,
	                db_run(auth->db, "DELETE FROM identity WHERE issuer = ?1 AND subject = ?2",
	                       VALUES(DB_TEXT(i->issuer), DB_TEXT(i->subject)), err) &&
	                        note_change(auth, who, "identity.off", i, err),
	                err);
}

bool identity_list(struct auth *auth, struct identity **list, size_t *count, struct err *err)
{
	struct identity *found = NULL;
	struct db_rows rows;
	size_t n = 0, room = 0;

	if (!db_ask(auth->db, &rows,
	            "SELECT person, issuer, subject, made, made_by FROM identity "
	            "ORDER BY person, issuer, subject",
	            NO_VALUES, err))
		return false;
	while (db_next(&rows)) {
		if (n == room) {
			found = arena_grow(auth->arena, found, room * sizeof(*found),
			                   (room * 2 + 64) * sizeof(*found));
			room = room * 2 + 64;
		}
		found[n++] = (struct identity){ arena_copy(auth->arena, db_text(&rows, 0)),
			                        arena_copy(auth->arena, db_text(&rows, 1)),
			                        arena_copy(auth->arena, db_text(&rows, 2)),
			                        db_int(&rows, 3),
			                        arena_copy(auth->arena, db_text(&rows, 4)) };
	}
	*list = found;
	*count = n;
	return db_done(&rows);
}

/* ---- on the way ---- */

static digest state_mac(struct auth *auth, str state, str browser)
{
	const str parts[] = { state, browser };

	return auth_mac(auth, "oidc trip", parts, countof(parts));
}

bool identity_leave(struct auth *auth, struct identity_trip *trip, struct err *err)
{
	digest mac;
	bool mine;

	trip->state = auth_token(auth, 32);
	trip->browser = auth_token(auth, 32);
	trip->nonce = auth_token(auth, 32);
	trip->verifier = auth_token(auth, 32);
	mac = state_mac(auth, trip->state, trip->browser);
	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine,
	                db_run(auth->db, "DELETE FROM oidc_trip WHERE ends <= ?1",
	                       VALUES(DB_INT(auth->now)), err) &&
	                        db_run(auth->db,
	                               "INSERT INTO oidc_trip (digest, provider, nonce, verifier, "
	                               "back, ends) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	                               VALUES(DB_BLOB(digest_bytes(&mac)), DB_TEXT(trip->provider),
	                                      DB_TEXT(trip->nonce), DB_TEXT(trip->verifier),
	                                      DB_TEXT(trip->back),
	                                      DB_INT(auth->now + TRIP_TIME)),
	                               err),
	                err);
}

bool identity_return(struct auth *auth, str state, str browser, struct identity_trip *trip,
                     struct err *err)
{
	digest mac = state_mac(auth, state, browser);
	struct db_rows rows;
	bool there;

	if (!db_ask(auth->db, &rows,
	            "SELECT provider, nonce, verifier, back FROM oidc_trip "
	            "WHERE digest = ?1 AND ends > ?2",
	            VALUES(DB_BLOB(digest_bytes(&mac)), DB_INT(auth->now)), err))
		return false;
	there = db_next(&rows);
	if (there)
		*trip = (struct identity_trip){ .provider = arena_copy(auth->arena,
			                                               db_text(&rows, 0)),
			                        .nonce = arena_copy(auth->arena,
			                                            db_text(&rows, 1)),
			                        .verifier = arena_copy(auth->arena,
			                                               db_text(&rows, 2)),
			                        .back = arena_copy(auth->arena,
			                                           db_text(&rows, 3)) };
	if (!db_done(&rows))
		return false;
	if (there)
		return db_run(auth->db, "DELETE FROM oidc_trip WHERE digest = ?1",
		              VALUES(DB_BLOB(digest_bytes(&mac))), err);
	err_set(err, ERR_DENIED, "oidc.refused", "这次登录没有从这里开始，或已经过了时候");
	return err_fix(err, "请重新登录");
}

/* ---- arriving ---- */

static bool refuse(struct auth *auth, const struct identity_arrival *a, str person,
                   const char *what, struct err *err)
{
	return note(auth,
	            &(struct seclog_row){ .kind = "login",
	                                  .person = person,
	                                  .address = a->address,
	                                  .detail = arena_printf(auth->arena, "%s：%.*s %.*s", what,
	                                                         PSTR(a->issuer),
	                                                         PSTR(a->subject)) },
	            err);
}

static bool find_account(struct auth *auth, const struct identity_arrival *a, str *person,
                         struct err *err)
{
	struct account account;
	bool found = false;

	if (!find(auth, a->issuer, a->subject, person, err))
		return false;
	if (person->n == 0) {
		if (!refuse(auth, a, *person, "没有对应的人员", err))
			return false;
		err_set(err, ERR_DENIED, "identity.unknown", "这个身份在本系统里没有对应的人员");
		return err_fix(err, "请系统管理员登记：人员、颁发者和它给的号");
	}
	if (!account_find(auth, *person, &account, &found, err))
		return false;
	if (found && account.state == ACCOUNT_ACTIVE)
		return true;
	if (!refuse(auth, a, *person, "账户已停用", err))
		return false;
	err_set(err, ERR_DENIED, "account.closed", "账户已停用");
	return err_fix(err, "请与系统管理员联系");
}

bool identity_arrive(struct auth *auth, const struct identity_arrival *a,
                     struct login_grant *grant, struct err *err)
{
	struct login_grant made = { 0 };
	struct session session = { .factor = a->factor, .address = a->address,
		                   .agent = a->agent };
	bool mine;

	if (!find_account(auth, a, &session.person, err) || !auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine,
	              session_open(auth, &session, &made.token, err) &&
	                      note(auth,
	                           &(struct seclog_row){ .kind = "login",
	                                                 .good = true,
	                                                 .person = session.person,
	                                                 .actor = session.person,
	                                                 .address = a->address,
	                                                 .detail = a->issuer },
	                           err),
	              err) ||
	    !who_by_session(auth, made.token, &made.who, NULL, err))
		return false;
	*grant = made;
	return true;
}
