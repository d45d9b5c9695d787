/* db.c -- what we ask of a database: prepared statements, one writer, transactions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/db.h"
#include "base/err.h"

bool db_run(struct db *db, const char *sql, const struct db_value *values, size_t count,
            struct err *err)
{
	return db->driver->run(db->self, sql, values, count, err);
}

bool db_ask(struct db *db, struct db_rows *rows, const char *sql, const struct db_value *values,
            size_t count, struct err *err)
{
	void *cursor = NULL;

	if (!db->driver->ask(db->self, sql, values, count, &cursor, err))
		return false;
	*rows = (struct db_rows){ .db = db, .cursor = cursor, .err = err };
	return true;
}

bool db_next(struct db_rows *rows)
{
	bool more = false;

	assert(rows->cursor);
	if (rows->failed)
		return false;
	rows->failed = !rows->db->driver->next(rows->db->self, rows->cursor, &more, rows->err);
	return more && !rows->failed;
}

bool db_done(struct db_rows *rows)
{
	assert(rows->cursor);
	rows->db->driver->close_rows(rows->db->self, rows->cursor);
	rows->cursor = NULL;
	return !rows->failed;
}

static struct db_value column_of(struct db_rows *rows, int column)
{
	assert(rows->cursor);
	if (rows->failed)
		return DB_NULLVALUE;
	return rows->db->driver->column(rows->db->self, rows->cursor, column);
}

/* No statement of the program writes such a value: somebody else did. */
static void wrong_type(struct db_rows *rows)
{
	rows->failed = true;
	err_set(rows->err, ERR_TAMPERED, "store.type", "库里有一个值的类型不对，不是本程序写的");
}

int64_t db_int(struct db_rows *rows, int column)
{
	struct db_value value = column_of(rows, column);

	if (value.type != DB_INT && value.type != DB_NULL)
		wrong_type(rows);
	return value.number;
}

str db_text(struct db_rows *rows, int column)
{
	struct db_value value = column_of(rows, column);

	if (value.type == DB_INT || value.type == DB_REAL)
		wrong_type(rows);
	return value.bytes;
}

bool db_is_null(struct db_rows *rows, int column)
{
	return column_of(rows, column).type == DB_NULL;
}

bool db_script(struct db *db, const char *sql, struct err *err)
{
	return db->driver->script(db->self, sql, err);
}

bool db_begin(struct db *db, struct err *err)
{
	assert(!db->in_transaction);
	db->in_transaction = db->driver->begin(db->self, err);
	return db->in_transaction;
}

bool db_commit(struct db *db, struct err *err)
{
	assert(db->in_transaction);
	db->in_transaction = false;
	if (db->driver->commit(db->self, err))
		return true;
	db->driver->rollback(db->self);
	return false;
}

void db_rollback(struct db *db)
{
	if (db->in_transaction)
		db->driver->rollback(db->self);
	db->in_transaction = false;
}

bool db_secure_delete(struct db *db, bool on, struct err *err)
{
	assert(!db->in_transaction);
	return !db->driver->secure_delete || db->driver->secure_delete(db->self, on, err);
}

bool db_copy_to(struct db *db, const char *path, struct err *err)
{
	assert(!db->in_transaction);
	if (db->driver->copy_to)
		return db->driver->copy_to(db->self, path, err);
	return err_set(err, ERR_STORE, "store.copy", "这种数据库由它自己的工具备份");
}

bool db_over(const struct db *db)
{
	return db->driver->over && db->driver->over(db->self);
}

void db_close(struct db *db)
{
	db_rollback(db);
	db->driver->close(db->self);
}
