/* copy.c -- all rows of a store into another database, and its files into another folder.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/copy.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/db.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define COLUMNS_MAX 16
#define PART_ROWS   4096
#define BLOCK       65536

/* TABLE(name, columns, parameters, order): the three statements for one table. What search
 * has (0005) is made again by the new store's writer. */
#define TABLE(name, columns, parameters, order)                                 \
	{                                                                       \
		name, "SELECT " columns " FROM " name " ORDER BY " order,       \
			"INSERT INTO " name " (" columns ") VALUES (" parameters ")", \
			"SELECT count(*) FROM " name                            \
	}
#define P2  "?1, ?2"
#define P3  P2 ", ?3"
#define P4  P3 ", ?4"
#define P5  P4 ", ?5"
#define P6  P5 ", ?6"
#define P7  P6 ", ?7"
#define P8  P7 ", ?8"
#define P9  P8 ", ?9"
#define P10 P9 ", ?10"
#define P11 P10 ", ?11"

static const struct table_of {
	const char *name, *ask, *put, *count;
} tables[] = {
	TABLE("setting", "name, value", P2, "name"),
	TABLE("rule", "digest, procedure, effective, text, seq", P5, "seq"),
	TABLE("calendar", "digest, year, text, seq", P4, "seq"),
	TABLE("event", "seq, procedure, record, entry, salt, body", P6, "seq"),
	TABLE("private", "seq, key, body", P3, "seq"),
	TABLE("tile", "log, level, idx, data", P4, "log, level, idx"),
	TABLE("head", "log, size, root, note", P4, "log, size"),
	TABLE("record",
	      "procedure, serial, number, rule, stage, opened, changed, ended, organ, events, "
	      "state",
	      P11, "procedure, serial"),
	TABLE("term", "procedure, serial, limit_id, started, due, ended, state", P7,
	      "procedure, serial, limit_id"),
	TABLE("uniq", "procedure, field, value, serial", P4, "procedure, field, value"),
	TABLE("series", "name, last", P2, "name"),
	TABLE("done", "key, seq", P2, "key"),
	TABLE("mark", "procedure, indicator, day, organ, key, n, v, serial, seq", P9,
	      "procedure, indicator, day, seq"),
	TABLE("cell", "procedure, indicator, day, organ, key, n, v", P7,
	      "procedure, indicator, organ, key, day"),
	TABLE("paper", "digest, name, bytes, seq", P4, "digest"),
	TABLE("involved", "procedure, organ, serial", P3, "procedure, organ, serial"),
	TABLE("facet", "procedure, field, value, serial", P4, "procedure, field, value, serial"),
	TABLE("account",
	      "person, state, password, password_at, totp, totp_on, totp_step, made, made_by", P9,
	      "person"),
	TABLE("password_past", "person, at, password", P3, "person, at"),
	TABLE("invitation", "person, digest, expires, made_by", P4, "person"),
	TABLE("recovery", "person, digest, used", P3, "person, digest"),
	TABLE("session", "digest, id, person, made, seen, ends, factor, device, address, agent",
	      P10, "digest"),
	TABLE("device", "id, person, made, seen", P4, "id"),
	TABLE("pace", "subject, fails, last, next", P4, "subject"),
	TABLE("api_key",
	      "id, digest, person, name, scopes, made, made_by, expires, used, revoked", P10, "id"),
	TABLE("security_log", "seq, at, kind, good, person, actor, address, detail, chain", P9,
	      "seq"),
	TABLE("auth_setting", "name, value", P2, "name"),
	TABLE("answer", "key, asked, at, status, etag, location, body", P7, "key"),
	TABLE("read_log", "seq, at, person, api_key, address, request, procedure, serial, fields",
	      P9, "seq"),
	TABLE("hold", "id, procedure, serial, basis, placed, placed_by, lifted, lifted_by", P8,
	      "id"),
	TABLE("saved_filter", "person, name, url, changed", P4, "person, name"),
	TABLE("identity", "issuer, subject, person, made, made_by", P5, "issuer, subject"),
	TABLE("oidc_trip", "digest, provider, nonce, verifier, back, ends", P6, "digest"),
	TABLE("receipt", "digest, procedure, serial, role, seq, at, source", P7, "digest"),
};

const char *copy_table(size_t i)
{
	return i < countof(tables) ? tables[i].name : NULL;
}

/* ---- rows ---- */

static size_t columns_of(const struct table_of *table)
{
	size_t count = 0;

	for (const char *at = table->put; *at != '\0'; at++)
		count += *at == '?';
	assert(count <= COLUMNS_MAX);
	return count;
}

static bool copy_row(struct db_rows *rows, struct db *to, const struct table_of *table,
                     size_t columns, struct err *err)
{
	struct db_value values[COLUMNS_MAX];

	for (size_t i = 0; i < columns; i++)
		values[i] = rows->db->driver->column(rows->db->self, rows->cursor, (int)i);
	return db_run(to, table->put, values, columns, err);
}

static bool copy_rows(struct db_rows *rows, struct db *to, const struct table_of *table,
                      int64_t *count, struct err *err)
{
	size_t columns = columns_of(table);

	while (db_next(rows)) {
		if (!copy_row(rows, to, table, columns, err))
			return false;
		if (++*count % PART_ROWS == 0 && !(db_commit(to, err) && db_begin(to, err)))
			return false;
	}
	return true;
}

static bool check_count(struct db *to, const struct table_of *table, int64_t count,
                        struct err *err)
{
	struct db_rows rows;
	int64_t found = -1;

	if (!db_ask(to, &rows, table->count, NO_VALUES, err))
		return false;
	if (db_next(&rows))
		found = db_int(&rows, 0);
	if (!db_done(&rows))
		return false;
	return found == count ||
	       err_set(err, ERR_STORE, "copy.rows", "表 %s 应有 %lld 行，新库里有 %lld 行",
	               table->name, (long long)count, (long long)found);
}

static bool copy_one(struct db *from, struct db *to, const struct table_of *table, int64_t *rows,
                     struct err *err)
{
	struct err failure = { 0 };
	struct db_rows found;
	int64_t count = 0;
	bool good;

	if (!db_begin(to, err))
		return false;
	if (!db_ask(from, &found, table->ask, NO_VALUES, &failure)) {
		db_rollback(to);
		*err = failure;
		return false;
	}
	good = copy_rows(&found, to, table, &count, err);
	if (!db_done(&found) && good) {
		*err = failure;
		good = false;
	}
	if (good)
		good = db_commit(to, err);
	else
		db_rollback(to);
	*rows += count;
	return good && check_count(to, table, count, err);
}

bool copy_tables(struct db *from, struct db *to, int64_t *rows, struct err *err)
{
	bool own = !from->in_transaction, good = true;

	*rows = 0;
	if (own && !db_begin(from, err))
		return false;
	for (size_t i = 0; good && i < countof(tables); i++)
		good = copy_one(from, to, &tables[i], rows, err);
	if (own)
		db_rollback(from);
	return good;
}

/* ---- files ---- */

static bool refuse_file(const char *path, struct err *err)
{
	err_set(err, ERR_STORE, "copy.file", "文件复制不成");
	err_where(err, "%s", path);
	return err_detail(err, "%s", strerror(errno));
}

static bool pour(int from, int to)
{
	char block[BLOCK];
	ssize_t n;

	while ((n = read(from, block, sizeof block)) > 0)
		for (ssize_t done = 0, part; done < n; done += part)
			if ((part = write(to, block + done, (size_t)(n - done))) <= 0)
				return false;
	return n == 0 && fsync(to) == 0;
}

static bool copy_file(const char *from, const char *to, struct err *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat about;
	bool good = out >= 0 && fstat(in, &about) == 0 &&
	            fchmod(out, about.st_mode & 0777) == 0 && pour(in, out);

	if (in >= 0)
		close(in);
	if (out >= 0)
		good = close(out) == 0 && good;
	return good || refuse_file(from, err);
}

static bool stays(str name)
{
	return str_starts(name, STR("guiju.db")) || str_eq(name, STR("database")) ||
	       str_eq(name, STR("lock"));
}

bool copy_files(struct arena *arena, const char *from, const char *to, int64_t *files,
                struct err *err)
{
	str *names;
	size_t count;

	if (!file_is_dir(from))
		return true;
	if (!file_make_dir(to, 0700, err) || !file_list(arena, from, "", &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		str path = arena_printf(arena, "%s/%.*s", from, PSTR(names[i]));

		if (stays(names[i]) || file_is_dir(path.at))
			continue;
		if (!copy_file(path.at, arena_printf(arena, "%s/%.*s", to, PSTR(names[i])).at, err))
			return false;
		++*files;
	}
	return true;
}
