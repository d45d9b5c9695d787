/* session.c -- a person is signed in: a random token, of which only the digest is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/session.h"

#include "auth/seclog.h"
#include "auth/who.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "store/db.h"

#define SESSION_TOKEN 43 /* characters: 32 bytes in base64url */
#define SESSION_IDLE  (LIMIT_SESSION_IDLE_MINUTES * INSTANT_MINUTE)
#define SESSION_LIFE  (LIMIT_SESSION_HOURS * INSTANT_HOUR)
#define SESSION_BACK  (5 * INSTANT_MINUTE) /* so far a clock may have been set back */

#define SESSION_COLUMNS "id, person, made, seen, ends, factor, device, address, agent"

static digest digest_of_token(str token)
{
	return digest_str(DIGEST_SHA256, token);
}

static bool clear_away(struct auth *auth, str person, struct err *err)
{
	return db_run(auth->db, "DELETE FROM session WHERE ends <= ?1 OR seen <= ?2",
	              VALUES(DB_INT(auth->now), DB_INT(auth->now - SESSION_IDLE)), err) &&
	       db_run(auth->db,
	              "DELETE FROM session WHERE person = ?1 AND digest NOT IN (SELECT digest "
	              "FROM session WHERE person = ?1 ORDER BY seen DESC, digest LIMIT ?2)",
	              VALUES(DB_TEXT(person), DB_INT(LIMIT_SESSIONS - 1)), err);
}

static bool insert(struct auth *auth, const struct session *s, str token, struct err *err)
{
	digest hash = digest_of_token(token);

	return db_run(auth->db,
	              "INSERT INTO session (digest, " SESSION_COLUMNS ") "
	              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	              VALUES(DB_BLOB(digest_bytes(&hash)), DB_TEXT(s->id), DB_TEXT(s->person),
	                     DB_INT(s->made), DB_INT(s->seen), DB_INT(s->ends), DB_INT(s->factor),
	                     DB_TEXT(s->device), DB_TEXT(s->address), DB_TEXT(s->agent)),
	              err);
}

bool session_open(struct auth *auth, const struct session *given, str *token, struct err *err)
{
	struct session session = *given;
	str drawn = auth_token(auth, 32);
	bool mine;

	session.id = auth_token(auth, 12);
	session.made = session.seen = auth->now;
	session.ends = auth->now + SESSION_LIFE;
	session.agent = str_sub(session.agent, 0, LIMIT_AGENT_BYTES);
	if (!auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine,
	              clear_away(auth, session.person, err) && insert(auth, &session, drawn, err),
	              err))
		return false;
	*token = drawn;
	return true;
}

static struct session session_row(struct auth *auth, struct db_rows *rows)
{
	return (struct session){
		.id = arena_copy(auth->arena, db_text(rows, 0)),
		.person = arena_copy(auth->arena, db_text(rows, 1)),
		.made = db_int(rows, 2),
		.seen = db_int(rows, 3),
		.ends = db_int(rows, 4),
		.factor = db_int(rows, 5) != 0,
		.device = arena_copy(auth->arena, db_text(rows, 6)),
		.address = arena_copy(auth->arena, db_text(rows, 7)),
		.agent = arena_copy(auth->arena, db_text(rows, 8)),
	};
}

/* A clock that was set back far makes no session young again. */
static bool runs(const struct auth *auth, const struct session *s)
{
	return auth->now < s->ends && auth->now < s->seen + SESSION_IDLE &&
	       auth->now >= s->seen - SESSION_BACK;
}

bool session_find(struct auth *auth, str token, struct session *session, struct err *err)
{
	digest hash = digest_of_token(token);
	struct session found = { 0 };
	struct db_rows rows;
	bool there = false;

	if (token.n == SESSION_TOKEN) {
		if (!db_ask(auth->db, &rows,
		            "SELECT " SESSION_COLUMNS " FROM session WHERE digest = ?1",
		            VALUES(DB_BLOB(digest_bytes(&hash))), err))
			return false;
		if ((there = db_next(&rows)))
			found = session_row(auth, &rows);
		if (!db_done(&rows))
			return false;
	}
	if (there && runs(auth, &found)) {
		*session = found;
		return true;
	}
	err_set(err, ERR_DENIED, there ? "session.expired" : "session.unknown",
	        there ? "登录已经过期" : "没有登录，或登录已经结束");
	return err_fix(err, "请重新登录");
}

bool session_due(const struct auth *auth, const struct session *session)
{
	return auth->now >= session->seen + LIMIT_SESSION_TOUCH_SECONDS * INSTANT_SECOND;
}

bool session_touch(struct auth *auth, str token, struct err *err)
{
	digest hash = digest_of_token(token);

	return db_run(auth->db,
	              "UPDATE session SET seen = ?2 "
	              "WHERE digest = ?1 AND seen < ?2 AND seen > ?3 AND ends > ?2",
	              VALUES(DB_BLOB(digest_bytes(&hash)), DB_INT(auth->now),
	                     DB_INT(auth->now - SESSION_IDLE)),
	              err);
}

static bool drop(struct auth *auth, str token, struct err *err)
{
	digest hash = digest_of_token(token);

	return db_run(auth->db, "DELETE FROM session WHERE digest = ?1",
	              VALUES(DB_BLOB(digest_bytes(&hash))), err);
}

bool session_rotate(struct auth *auth, str token, bool factor, str *fresh, struct err *err)
{
	str drawn = auth_token(auth, 32);
	struct session session;
	bool mine;

	if (!session_find(auth, token, &session, err))
		return false;
	session.factor = factor;
	session.seen = auth->now > session.seen ? auth->now : session.seen;
	if (!auth_begin(auth, &mine, err) ||
	    !auth_end(auth, mine, drop(auth, token, err) && insert(auth, &session, drawn, err),
	              err))
		return false;
	*fresh = drawn;
	return true;
}

static bool note(struct auth *auth, const char *kind, str person, str address, str detail,
                 struct err *err)
{
	return seclog_add(auth,
	                  &(struct seclog_row){ .kind = kind,
	                                        .good = true,
	                                        .person = person,
	                                        .actor = person,
	                                        .address = address,
	                                        .detail = detail },
	                  err);
}

bool session_close(struct auth *auth, str token, struct err *err)
{
	struct session session;
	struct err unknown = { 0 };
	bool mine;

	if (!session_find(auth, token, &session, &unknown)) {
		if (unknown.kind == ERR_DENIED)
			return true;
		*err = unknown;
		return false;
	}
	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine,
	                drop(auth, token, err) && note(auth, "logout", session.person,
	                                               session.address, session.id, err),
	                err);
}

static bool count_of(struct auth *auth, str person, str but, int64_t *count, struct err *err)
{
	struct db_rows rows;

	if (!db_ask(auth->db, &rows, "SELECT count(*) FROM session WHERE person = ?1 AND id <> ?2",
	            VALUES(DB_TEXT(person), DB_TEXT(but)), err))
		return false;
	*count = db_next(&rows) ? db_int(&rows, 0) : 0;
	return db_done(&rows);
}

bool session_end_all(struct auth *auth, str person, str but, int64_t *ended, struct err *err)
{
	int64_t count;

	if (!count_of(auth, person, but, &count, err) ||
	    !db_run(auth->db, "DELETE FROM session WHERE person = ?1 AND id <> ?2",
	            VALUES(DB_TEXT(person), DB_TEXT(but)), err))
		return false;
	if (ended != NULL)
		*ended = count;
	return true;
}

bool session_end(struct auth *auth, const struct auth_who *who, str id, struct err *err)
{
	struct session *list;
	size_t count, i = 0;
	bool mine;

	if (!session_list(auth, who->person, &list, &count, err))
		return false;
	while (i < count && !str_eq(list[i].id, id))
		i++;
	if (i == count)
		return err_set(err, ERR_UNKNOWN, "session.unknown", "没有这一次登录");
	return auth_begin(auth, &mine, err) &&
	       auth_end(auth, mine,
	                db_run(auth->db, "DELETE FROM session WHERE person = ?1 AND id = ?2",
	                       VALUES(DB_TEXT(who->person), DB_TEXT(id)), err) &&
	                        note(auth, "logout", who->person, who->address, id, err),
	                err);
}

bool session_list(struct auth *auth, str person, struct session **list, size_t *count,
                  struct err *err)
{
	struct session *found = arena_make(auth->arena, struct session, LIMIT_SESSIONS);
	struct db_rows rows;
	size_t n = 0;

	if (!db_ask(auth->db, &rows,
	            "SELECT " SESSION_COLUMNS " FROM session WHERE person = ?1 "
	            "ORDER BY made DESC, id LIMIT ?2",
	            VALUES(DB_TEXT(person), DB_INT(LIMIT_SESSIONS)), err))
		return false;
	while (db_next(&rows)) {
		found[n] = session_row(auth, &rows);
		if (runs(auth, &found[n]))
			n++;
	}
	if (!db_done(&rows))
		return false;
	*list = found;
	*count = n;
	return true;
}

str session_csrf(struct auth *auth, str token)
{
	digest hash = digest_of_token(token);
	const str part = digest_bytes(&hash);
	char text[44];

	digest_base64url(auth_mac(auth, "csrf", &part, 1), text);
	return arena_copy(auth->arena, str_of(text));
}

bool session_csrf_fits(struct auth *auth, str token, str csrf)
{
	return secret_eq(session_csrf(auth, token), csrf);
}
