/* hold.c -- legal holds: records whose private values may not be erased for the time being.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/hold.h"

#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "engine/desk.h"
#include "store/db.h"

static bool is_line(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f)
			return false;
	return s.n > 0 && s.n <= LIMIT_LINE_BYTES && utf8_valid(s, NULL);
}

static bool next_id(struct desk *desk, int64_t *id, struct err *err)
{
	struct db_rows rows;

	*id = 1;
	if (!db_ask(desk_db(desk), &rows, "SELECT max(id) FROM hold", NO_VALUES, err))
		return false;
	if (db_next(&rows) && !db_is_null(&rows, 0))
		*id = db_int(&rows, 0) + 1;
	return db_done(&rows);
}

bool hold_place(struct desk *desk, const struct hold *hold, int64_t *id, struct err *err)
{
	struct record *record = NULL;

	if (!is_line(hold->basis)) {
		err_set(err, ERR_INVALID, "hold.basis", "保全要写明依据，写在一行里");
		return err_fix(err, "例如：甘0200行保1号裁定");
	}
	if (!desk_record(desk, hold->procedure, hold->serial, &record, err))
		return false;
	if (record == NULL)
		return err_set(err, ERR_UNKNOWN, "record.unknown", "没有 %.*s/%lld 这条记录",
		               PSTR(hold->procedure), (long long)hold->serial);
	return desk_begin_batch(desk, err) && next_id(desk, id, err) &&
	       db_run(desk_db(desk),
	              "INSERT INTO hold (id, procedure, serial, basis, placed, placed_by) "
	              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	              VALUES(DB_INT(*id), DB_TEXT(record->rule->name.id), DB_INT(hold->serial),
	                     DB_TEXT(hold->basis), DB_INT(hold->now), DB_TEXT(hold->person)),
	              err);
}

bool hold_lift(struct desk *desk, int64_t id, str person, instant now, struct err *err)
{
	struct db_rows rows;
	bool found = false, lifted = false;

	if (!db_ask(desk_db(desk), &rows, "SELECT lifted FROM hold WHERE id = ?1",
	            VALUES(DB_INT(id)), err))
		return false;
	if (db_next(&rows)) {
		found = true;
		lifted = !db_is_null(&rows, 0);
	}
	if (!db_done(&rows))
		return false;
	if (!found)
		return err_set(err, ERR_UNKNOWN, "hold.unknown", "没有第 %lld 号保全",
		               (long long)id);
	if (lifted)
		return err_set(err, ERR_CONFLICT, "hold.lifted", "第 %lld 号保全已经解除",
		               (long long)id);
	return desk_begin_batch(desk, err) &&
	       db_run(desk_db(desk),
	              "UPDATE hold SET lifted = ?2, lifted_by = ?3 WHERE id = ?1",
	              VALUES(DB_INT(id), DB_INT(now), DB_TEXT(person)), err);
}

bool hold_none(struct desk *desk, str procedure, int64_t serial, struct err *err)
{
	struct err found = { 0 };
	struct db_rows rows;

	if (!db_ask(desk_db(desk), &rows,
	            "SELECT id, basis FROM hold WHERE procedure = ?1 AND serial = ?2 "
	            "AND lifted IS NULL ORDER BY id LIMIT 1",
	            VALUES(DB_TEXT(procedure), DB_INT(serial)), err))
		return false;
	if (db_next(&rows)) {
		err_set(&found, ERR_REFUSED, "hold.held",
		        "%.*s/%lld 正在保全（第 %lld 号），不能删除不公开的内容", PSTR(procedure),
		        (long long)serial, (long long)db_int(&rows, 0));
		err_rule(&found, db_text(&rows, 1));
		err_fix(&found, "先由安全管理员解除保全");
	}
	if (!db_done(&rows))
		return false;
	if (found.kind == ERR_NONE)
		return true;
	*err = found;
	return false;
}
