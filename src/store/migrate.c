/* migrate.c -- schema/ applied step by step, and every step remembered by its digest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/migrate.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "store/db.h"

struct step {
	str name; /* "0001-ground.sql" */
	str text;
	char digest[65];
};

struct steps {
	const char *folder;
	struct step *at;
	size_t count;
	size_t applied; /* the first ones */
};

str migrate_choose(struct arena *arena, str text, const char *name)
{
	struct buf buf;
	str mine = arena_printf(arena, "-- %s: ", name);
	str line;

	buf_init(&buf, arena, text.n + 1);
	while (text.n > 0) {
		str_cut(&text, STR("\n"), &line);
		if (str_starts(line, mine))
			line = str_sub(line, mine.n, line.n);
		else if (str_starts(line, STR("-- sqlite: ")) ||
		         str_starts(line, STR("-- postgres: ")))
			continue;
		buf_add(&buf, line);
		buf_byte(&buf, '\n');
	}
	assert(!buf.full);
	return buf_str(&buf);
}

static bool refuse(const char *folder, str name, const char *what, struct err *err)
{
	err_set(err, ERR_STORE, "store.schema", "%s", what);
	return err_where(err, "%s/%.*s", folder, PSTR(name));
}

static bool read_step(struct arena *arena, struct steps *steps, size_t i, struct err *err)
{
	struct step *step = &steps->at[i];
	str path = arena_printf(arena, "%s/%.*s", steps->folder, PSTR(step->name));
	int64_t number;

	if (step->name.n < 6 || step->name.at[4] != '-' ||
	    !num_read_int(str_sub(step->name, 0, 4), &number) || number != (int64_t)i + 1)
		return refuse(steps->folder, step->name, "表结构文件的编号没有从 0001 起连续", err);
	if (!file_read(arena, path.at, LIMIT_RULE_BYTES, &step->text, err))
		return false;
	digest_hex(digest_str(DIGEST_SHA256, step->text), step->digest);
	return true;
}

static bool read_steps(struct arena *arena, struct steps *steps, struct err *err)
{
	str *names;

	if (!file_list(arena, steps->folder, ".sql", &names, &steps->count, err))
		return false;
	if (steps->count == 0)
		return refuse(steps->folder, STR(""), "没有表结构文件，程序没有装完整", err);
	steps->at = arena_make(arena, struct step, steps->count);
	for (size_t i = 0; i < steps->count; i++) {
		steps->at[i].name = names[i];
		if (!read_step(arena, steps, i, err))
			return false;
	}
	return true;
}

/* One row of the table against one file. */
static bool compare(const struct steps *steps, size_t i, int64_t version, str noted,
                    struct err *err)
{
	if (i >= steps->count) {
		refuse(steps->folder, STR(""), "这个库由更新的程序建成，表结构认不得", err);
		return err_fix(err, "请使用更新的 guiju");
	}
	if (version == (int64_t)i + 1 && str_eq(noted, str_of(steps->at[i].digest)))
		return true;
	refuse(steps->folder, steps->at[i].name, "表结构文件与建库时不同", err);
	return err_fix(err, "请恢复原来的文件；要改表结构，请另加一个编号更大的文件");
}

static bool compare_applied(struct db *db, struct steps *steps, struct err *err)
{
	struct db_rows rows;
	bool same = true;

	if (!db_ask(db, &rows, "SELECT version, digest FROM migration ORDER BY version", NO_VALUES,
	            err))
		return false;
	while (same && db_next(&rows)) {
		same = compare(steps, steps->applied, db_int(&rows, 0), db_text(&rows, 1), err);
		steps->applied += same;
	}
	return db_done(&rows) && same;
}

static bool apply_in(struct arena *arena, struct db *db, const struct step *step, int64_t version,
                     struct err *err)
{
	str text = migrate_choose(arena, step->text, db->driver->name);

	return db_script(db, arena_cstr(arena, text), err) &&
	       db_run(db, "INSERT INTO migration (version, name, digest) VALUES (?1, ?2, ?3)",
	              VALUES(DB_INT(version), DB_TEXT(step->name), DB_TEXT(str_of(step->digest))),
	              err);
}

static bool apply(struct arena *arena, struct db *db, const struct steps *steps, size_t i,
                  struct err *err)
{
	if (!db_begin(db, err))
		return false;
	if (apply_in(arena, db, &steps->at[i], (int64_t)i + 1, err))
		return db_commit(db, err);
	db_rollback(db);
	return err_where(err, "%s/%.*s", steps->folder, PSTR(steps->at[i].name));
}

static bool migrate(struct arena *arena, struct db *db, struct steps *steps, bool may_write,
                    struct err *err)
{
	if (!read_steps(arena, steps, err))
		return false;
	if (may_write && !db_script(db,
	                            "CREATE TABLE IF NOT EXISTS migration ("
	                            "version bigint PRIMARY KEY, name text NOT NULL, "
	                            "digest text NOT NULL)",
	                            err))
		return false;
	if (!compare_applied(db, steps, err))
		return false;
	if (!may_write && steps->applied < steps->count) {
		refuse(steps->folder, steps->at[steps->applied].name, "库的表结构比程序旧", err);
		return err_fix(err, "请先运行一次会写库的命令，表结构随之更新");
	}
	for (size_t i = steps->applied; i < steps->count; i++)
		if (!apply(arena, db, steps, i, err))
			return false;
	return true;
}

bool migrate_apply(struct arena *arena, struct db *db, const char *folder, bool may_write,
                   struct err *err)
{
	struct arena_mark mark = arena_mark(arena);
	struct steps steps = { .folder = folder };
	bool done = migrate(arena, db, &steps, may_write, err);

	arena_rewind(arena, mark);
	return done;
}
