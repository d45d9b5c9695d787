/* db.h -- what we ask of a database: prepared statements, one writer, transactions.
 *
 * A driver fills `struct db_driver`; nothing above the store knows which. SQL text
 * is shared by both databases: parameters are written ?1, ?2, ... and everything
 * must be said in the words that SQLite 3.40 and PostgreSQL 15 share. A statement is
 * prepared once per connection under its text's address: pass string literals only.
 *
 * A transaction is opened by db_begin and ends with db_commit, after which it is
 * durable (SQLite: WAL, synchronous=FULL), or with db_rollback. Inside one, a server may
 * be told of a write later than asked: its refusal then comes out of a later call, at
 * last out of db_commit.
 *
 * For a server that many jurisdictions share, the driver puts the jurisdiction into each
 * statement by its words; sql_place.h says what no statement may therefore do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_DB_H
#define GUIJU_STORE_DB_H
#include "base/base.h"

struct arena;
struct db;
struct db_rows;
struct err;

/* DB_REAL: what no statement of ours writes, and no reading accepts. */
enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BLOB, DB_REAL };

/* A parameter or a column's value. */
struct db_value {
	enum db_type type;
	int64_t number;
	str bytes; /* parameter: borrows for the call; column: until the next db_next */
};

#define DB_INT(v) ((struct db_value){ DB_INT, (v), { 0 } })
#define DB_TEXT(s) ((struct db_value){ DB_TEXT, 0, (s) })
#define DB_BLOB(s) ((struct db_value){ DB_BLOB, 0, (s) })
#define DB_NULLVALUE ((struct db_value){ DB_NULL, 0, { 0 } })

struct db_driver {
	const char *name;
	bool (*run)(void *self, const char *sql, const struct db_value *values, size_t count,
	            struct err *err);
	/* Starts a question; the rows are read with next and must be closed. */
	bool (*ask)(void *self, const char *sql, const struct db_value *values, size_t count,
	            void **cursor, struct err *err);
	/* *more = false at the end. */
	bool (*next)(void *self, void *cursor, bool *more, struct err *err);
	struct db_value (*column)(void *self, void *cursor, int column);
	void (*close_rows)(void *self, void *cursor);
	bool (*script)(void *self, const char *sql, struct err *err);
	bool (*begin)(void *self, struct err *err);
	bool (*commit)(void *self, struct err *err);
	void (*rollback)(void *self);
	bool (*secure_delete)(void *self, bool on, struct err *err); /* NULL: has none */
	bool (*copy_to)(void *self, const char *path, struct err *err); /* NULL: has none */
	bool (*over)(const void *self);                              /* NULL: never */
	void (*close)(void *self);
};

struct db {
	const struct db_driver *driver;
	void *self;
	bool in_transaction;
};

/* A statement without result. `db_run(db, "INSERT ...", VALUES(DB_INT(1), DB_TEXT(s)), err)` */
#define VALUES(...)                               \
	(const struct db_value[]){ __VA_ARGS__ }, \
		countof(((const struct db_value[]){ __VA_ARGS__ }))
#define NO_VALUES NULL, 0
/* Fails with ERR_STORE "store.sql" (detail: what the database said), "store.full",
 * "store.corrupt", "store.readonly", "store.lost" (the connection), with ERR_CONFLICT
 * "store.unique" for a key that is taken already, "store.busy" for a lock that another
 * holds too long, "store.fenced" when another writer has taken over. */
must_use bool db_run(struct db *db, const char *sql, const struct db_value *values, size_t count,
                     struct err *err);

/* A question: open, loop on next, close (close also after a failure of next).
 *     struct db_rows rows;
 *     if (!db_ask(db, &rows, "SELECT ...", VALUES(...), err)) return false;
 *     while (db_next(&rows)) use(db_int(&rows, 0), db_text(&rows, 1));
 *     if (!db_done(&rows, err)) return false; */
struct db_rows {
	struct db *db;
	void *cursor;
	struct err *err; /* borrows the caller's until db_done */
	bool failed;
};
must_use bool db_ask(struct db *db, struct db_rows *rows, const char *sql,
                     const struct db_value *values, size_t count, struct err *err);
bool db_next(struct db_rows *rows);
/* Closes the rows; false when reading them failed (err was filled then). */
must_use bool db_done(struct db_rows *rows);
/* A value of another type than asked for was not written by this program: gives 0 or the
 * empty slice, ends the rows, and db_done fails with ERR_TAMPERED "store.type". */
int64_t db_int(struct db_rows *rows, int column);
/* Text or blob; valid until the next db_next or db_done. NULL gives the empty slice. */
str db_text(struct db_rows *rows, int column);
bool db_is_null(struct db_rows *rows, int column);

/* Many statements in one text, without values (migrations). Not a literal. */
must_use bool db_script(struct db *db, const char *sql, struct err *err);
/* Opens a transaction; another one must not be open (asserted). */
must_use bool db_begin(struct db *db, struct err *err);
/* After true the transaction is durable; after false it is rolled back. */
must_use bool db_commit(struct db *db, struct err *err);
/* Does nothing when no transaction is open. */
void db_rollback(struct db *db);
/* Around lawful erasures, outside of transactions: on, delete, commit, off. On makes
 * the database overwrite what it deletes; off also folds the write-ahead log back, so
 * that the erased bytes do not stay there either (ERR_STORE "store.erasing" while a
 * reader holds the old state: repeat it later). */
must_use bool db_secure_delete(struct db *db, bool on, struct err *err);
/* Writes a copy of the last commit into the new file `path`, durably, while others go on
 * reading and writing; not inside a transaction. What was deleted is not in it. ERR_STORE
 * "store.copy" when the file cannot be written or the database is not one in a file. */
must_use bool db_copy_to(struct db *db, const char *path, struct err *err);
/* Can nothing be done with it any more, because the connection is lost or another writer
 * has taken over? There is no reconnecting: who goes on opens the store again. */
bool db_over(const struct db *db);
/* Closes the database and frees its locks; an open transaction is rolled back. Also
 * done by the arena that opened it. */
void db_close(struct db *db);

#endif
