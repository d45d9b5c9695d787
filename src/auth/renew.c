/* renew.c -- a password proven or set, in three parts, so that the slow one holds nobody up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/renew.h"

#include "auth/device.h"
#include "auth/password.h"
#include "auth/seclog.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/people.h"
#include "store/db.h"

/* ---- noted ---- */

static bool note_refused(struct auth *auth, const struct renew_asked *asked, struct err *err)
{
	const struct seclog_row row = { .kind = asked->way == RENEW_BY_CODE ? "enrol" : "password",
		                        .person = asked->person,
		                        .address = asked->address };
	bool mine;

	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine, seclog_add(auth, &row, err), err);
}

static bool note_done(struct auth *auth, const struct renew_asked *asked, struct err *err)
{
	return seclog_add(auth,
	                  &(struct seclog_row){ .kind = "password",
	                                        .good = true,
	                                        .person = asked->person,
	                                        .actor = asked->person,
	                                        .address = asked->address },
	                  err);
}

/* ---- begin ---- */

/* By a code: counted by the address alone, since the code cannot be guessed. */
static bool take_turn(struct auth *auth, const struct renew_asked *asked, struct pace *pace,
                      struct err *err)
{
	bool by_code = asked->way == RENEW_BY_CODE;
	bool mine;

	if (by_code && asked->address.n == 0)
		return true;
	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine,
	                pace_take(auth, pace, by_code ? (str){ 0 } : asked->person, asked->address,
	                          by_code ? (str){ 0 } : asked->session, err),
	                err);
}

static bool code_fits(struct auth *auth, const struct renew_asked *asked, bool *fits,
                      struct err *err)
{
	struct db_rows rows;
	str bytes;
	digest mac;

	*fits = false;
	if (!codec_unbase32(auth->arena, asked->proof, &bytes))
		return true;
	mac = account_code_mac(auth, asked->person, bytes);
	if (!db_ask(auth->db, &rows,
	            "SELECT digest FROM invitation WHERE person = ?1 AND expires > ?2",
	            VALUES(DB_TEXT(asked->person), DB_INT(auth->now)), err))
		return false;
	*fits = db_next(&rows) && secret_eq(db_text(&rows, 0), digest_bytes(&mac));
	return db_done(&rows);
}

static bool refuse_code(struct auth *auth, const struct renew_asked *asked, struct err *err)
{
	if (!note_refused(auth, asked, err))
		return false;
	err_set(err, ERR_DENIED, "account.code", "登记码不对、用过了，或已过期");
	return err_fix(err, "请系统管理员重发登记码");
}

static bool begin_by_code(struct auth *auth, const struct renew_asked *asked, struct renew *made,
                          struct err *err)
{
	bool found, fits;

	if (!take_turn(auth, asked, &made->pace, err) ||
	    !account_find(auth, asked->person, &made->account, &found, err) ||
	    !code_fits(auth, asked, &fits, err))
		return false;
	if (!found || !fits || made->account.state == ACCOUNT_CLOSED)
		return refuse_code(auth, asked, err);
	made->proven = true;
	return true;
}

static bool begin_by_password(struct auth *auth, const struct renew_asked *asked,
                              struct renew *made, struct err *err)
{
	bool found;

	if (!account_find(auth, asked->person, &made->account, &found, err))
		return false;
	if (!found || made->account.state != ACCOUNT_ACTIVE)
		return account_unknown(asked->person, err);
	return take_turn(auth, asked, &made->pace, err);
}

static bool load_past(struct auth *auth, struct renew *made, struct err *err)
{
	struct db_rows rows;

	if (made->profile != AUTH_DJBH3 || made->asked.way == RENEW_PROVE)
		return true;
	if (!db_ask(auth->db, &rows,
	            "SELECT password FROM password_past WHERE person = ?1 "
	            "ORDER BY at DESC LIMIT ?2",
	            VALUES(DB_TEXT(made->account.person), DB_INT(RENEW_HISTORY)), err))
		return false;
	while (made->past_count < RENEW_HISTORY && db_next(&rows))
		made->past[made->past_count++] = arena_cstr(auth->arena, db_text(&rows, 0));
	return db_done(&rows);
}

static str name_of(struct auth *auth, str person)
{
	const struct people_post *post = auth->people ? people_next(auth->people, person,
	                                                            auth_today(auth), NULL)
	                                              : NULL;

	return post ? arena_copy(auth->arena, post->person_name) : (str){ 0 };
}

bool renew_begin(struct auth *auth, const struct renew_asked *asked, struct renew *renew,
                 struct err *err)
{
	struct renew made = { .asked = *asked, .profile = auth->profile };
	bool begun = asked->way == RENEW_BY_CODE ? begin_by_code(auth, asked, &made, err)
	                                         : begin_by_password(auth, asked, &made, err);

	if (!begun) {
		renew->pace = made.pace;
		return false;
	}
	made.name = name_of(auth, asked->person);
	if (!load_past(auth, &made, err))
		return false;
	*renew = made;
	return true;
}

/* ---- prove ---- */

static bool again(struct err *err)
{
	err_set(err, ERR_INVALID, "password.again", "这个口令用过，不能再用");
	return err_fix(err, "换一个没有用过的");
}

static bool is_fresh(const struct renew *renew, struct err *err)
{
	str password = renew->asked.password;

	if (renew->account.password.n > 0 && password_fits(password, renew->account.password.at))
		return again(err);
	for (size_t i = 0; i < renew->past_count; i++)
		if (password_fits(password, renew->past[i]))
			return again(err);
	return true;
}

void renew_prove(struct renew *renew, struct arena *arena)
{
	struct chance chance;

	chance_real(&chance);
	if (renew->asked.way != RENEW_BY_CODE)
		renew->proven = password_fits(renew->asked.proof, renew->account.password.at);
	if (!renew->proven || renew->asked.way == RENEW_PROVE)
		return;
	if (!password_check(renew->asked.password, renew->account.person, renew->name,
	                    renew->profile, &renew->why) ||
	    !is_fresh(renew, &renew->why) ||
	    !password_hash(arena, renew->asked.password, password_cost_now(), &chance, &renew->phc,
	                   &renew->why))
		renew->phc = (str){ 0 };
}

/* ---- finish ---- */

static bool keep_past(struct auth *auth, const struct account *account, struct err *err)
{
	return account->password.n == 0 ||
	       (db_run(auth->db,
	               "INSERT INTO password_past (person, at, password) VALUES (?1, ?2, ?3) "
	               "ON CONFLICT (person, at) DO NOTHING",
	               VALUES(DB_TEXT(account->person), DB_INT(auth->now),
	                      DB_TEXT(account->password)),
	               err) &&
	        db_run(auth->db,
	               "DELETE FROM password_past WHERE person = ?1 AND at NOT IN (SELECT at "
	               "FROM password_past WHERE person = ?1 ORDER BY at DESC LIMIT ?2)",
	               VALUES(DB_TEXT(account->person), DB_INT(RENEW_HISTORY)), err));
}

static bool put_password(struct auth *auth, const struct renew *renew, struct err *err)
{
	const struct renew_asked *asked = &renew->asked;
	str stays = asked->way == RENEW_BY_CODE ? (str){ 0 } : asked->session;

	return keep_past(auth, &renew->account, err) &&
	       db_run(auth->db,
	              "UPDATE account SET state = 1, password = ?2, password_at = ?3 "
	              "WHERE person = ?1",
	              VALUES(DB_TEXT(asked->person), DB_TEXT(renew->phc), DB_INT(auth->now)),
	              err) &&
	       db_run(auth->db, "DELETE FROM invitation WHERE person = ?1",
	              VALUES(DB_TEXT(asked->person)), err) &&
	       session_end_all(auth, asked->person, stays, NULL, err) &&
	       device_forget(auth, asked->person, err) && note_done(auth, asked, err);
}

static bool settle(struct auth *auth, const struct renew *renew, struct err *err)
{
	return pace_forget(auth, &renew->pace, err) &&
	       (renew->asked.way == RENEW_PROVE || put_password(auth, renew, err));
}

/* What was read at the beginning must still hold. */
static bool still_so(struct auth *auth, const struct renew *renew, struct err *err)
{
	struct account account;
	bool found, fits = true;

	if (!account_find(auth, renew->asked.person, &account, &found, err) ||
	    (renew->asked.way == RENEW_BY_CODE && !code_fits(auth, &renew->asked, &fits, err)))
		return false;
	if (!fits)
		return refuse_code(auth, &renew->asked, err);
	if (found && account.state == renew->account.state &&
	    str_eq(account.password, renew->account.password))
		return true;
	err_set(err, ERR_CONFLICT, "account.changed", "账户刚刚改过");
	return err_fix(err, "请再试一次");
}

bool renew_finish(struct auth *auth, struct renew *renew, struct err *err)
{
	bool mine;

	if (!renew->proven)
		return note_refused(auth, &renew->asked, err) &&
		       err_set(err, ERR_DENIED, "auth.refused", "现在的口令不对");
	if (renew->why.kind != ERR_NONE) {
		*err = renew->why;
		return false;
	}
	return still_so(auth, renew, err) && auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine, settle(auth, renew, err), err);
}
