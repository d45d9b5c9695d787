/* device.c -- a browser from which somebody signed in before, known by a signed token.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "auth/device.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "store/db.h"

#define DEVICE_ID   22                  /* characters: 16 bytes in base64url */
#define DEVICE_LIFE (366 * INSTANT_DAY) /* unused so long, it is forgotten */

static str token_of(struct auth *auth, str person, str id)
{
	const str parts[] = { person, id };
	char text[44];

	digest_base64url(auth_mac(auth, "device", parts, countof(parts)), text);
	return arena_printf(auth->arena, "%.*s%s", PSTR(id), text);
}

bool device_find(struct auth *auth, str token, str person, str *id, struct err *err)
{
	str named = str_sub(token, 0, DEVICE_ID);
	struct db_rows rows;
	bool there;

	*id = (str){ 0 };
	if (named.n != DEVICE_ID || !secret_eq(token_of(auth, person, named), token))
		return true;
	if (!db_ask(auth->db, &rows,
	            "SELECT 1 FROM device WHERE id = ?1 AND person = ?2 AND seen > ?3",
	            VALUES(DB_TEXT(named), DB_TEXT(person), DB_INT(auth->now - DEVICE_LIFE)), err))
		return false;
	there = db_next(&rows);
	if (!db_done(&rows))
		return false;
	if (there)
		*id = arena_copy(auth->arena, named);
	return true;
}

bool device_keep(struct auth *auth, str person, str *id, str *token, struct err *err)
{
	str named = id->n > 0 ? *id : auth_token(auth, 16);

	if (!db_run(auth->db,
	            "INSERT INTO device (id, person, made, seen) VALUES (?1, ?2, ?3, ?3) "
	            "ON CONFLICT (id) DO UPDATE SET seen = excluded.seen",
	            VALUES(DB_TEXT(named), DB_TEXT(person), DB_INT(auth->now)), err) ||
	    !db_run(auth->db,
	            "DELETE FROM device WHERE person = ?1 AND id NOT IN (SELECT id FROM device "
	            "WHERE person = ?1 ORDER BY seen DESC, id LIMIT ?2)",
	            VALUES(DB_TEXT(person), DB_INT(LIMIT_DEVICES)), err))
		return false;
	*id = named;
	*token = token_of(auth, person, named);
	return true;
}

bool device_forget(struct auth *auth, str person, struct err *err)
{
	return db_run(auth->db, "DELETE FROM device WHERE person = ?1", VALUES(DB_TEXT(person)),
	              err);
}
