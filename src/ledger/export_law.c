/* export_law.c -- the rules and calendars by which the events were made, as files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/export_law.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "crypto/digest.h"
#include "store/db.h"

struct law {
	struct arena *arena;
	struct db *db;
	int64_t size;
	bool (*each)(void *with, const char *name, str text, struct err *err);
	void *with;
};

static bool law_give(struct law *law, const char *folder, str text, struct err *err)
{
	struct arena_mark mark = arena_mark(law->arena);
	char id[44];

	digest_base64url(digest_str(DIGEST_SHA256, text), id);
	str name = arena_printf(law->arena, "%ss/%s.%s", folder, id, folder);
	bool given = law->each(law->with, name.at, text, err);
	arena_rewind(law->arena, mark);
	return given;
}

/* The text of a row, whose digest must be the row's key. */
static bool law_check(const char *what, str id, str text, struct err *err)
{
	char made[44];

	digest_base64url(digest_str(DIGEST_SHA256, text), made);
	if (str_eq(id, str_of(made)))
		return true;
	err_set(err, ERR_TAMPERED, "export.digest", "%s %.*s 的文本与它的摘要不符：被改动", what,
	        PSTR(id));
	return err_fix(err, "没有改动导出的树头。请停止公布，运行 guiju verify 查明");
}

static bool law_rules(struct law *law, struct err *err)
{
	struct db_rows rows;
	bool good = true;

	if (!db_ask(law->db, &rows, "SELECT digest, text FROM rule WHERE seq < ?1 ORDER BY seq",
	            VALUES(DB_INT(law->size)), err))
		return false;
	while (good && db_next(&rows))
		good = law_check("规程", db_text(&rows, 0), db_text(&rows, 1), err) &&
		       law_give(law, "rule", db_text(&rows, 1), err);
	return db_done(&rows) && good;
}

/* The years that are in force together now. */
static bool law_set(struct law *law, const struct workdays *workdays, struct err *err)
{
	struct arena_mark mark = arena_mark(law->arena);
	const struct workday_year *years;
	size_t count = workdays_years(workdays, &years);
	digest *digests = arena_make(law->arena, digest, count);

	for (size_t i = 0; i < count; i++)
		digests[i] = digest_str(DIGEST_SHA256, years[i].text);
	bool given = law_give(law, "calendar", (str){ (const char *)digests,
	                                              count * sizeof(*digests) }, err);
	arena_rewind(law->arena, mark);
	return given;
}

static bool law_calendar(struct law *law, struct workdays *workdays, str id, str text,
                         struct err *err)
{
	return law_check("日历", id, text, err) &&
	       workdays_add(workdays, STR("库中的日历"), text, err) &&
	       law_give(law, "calendar", text, err) && law_set(law, workdays, err);
}

static bool law_calendars(struct law *law, struct err *err)
{
	struct workdays *workdays = workdays_new(law->arena);
	struct db_rows rows;
	bool good = law_set(law, workdays, err);

	if (!good || !db_ask(law->db, &rows,
	                     "SELECT digest, text FROM calendar WHERE seq < ?1 ORDER BY seq",
	                     VALUES(DB_INT(law->size)), err))
		return false;
	while (good && db_next(&rows))
		good = law_calendar(law, workdays, db_text(&rows, 0),
		                    arena_copy(law->arena, db_text(&rows, 1)), err);
	return db_done(&rows) && good;
}

bool export_law_each(struct db *db, int64_t size,
                     bool (*each)(void *with, const char *name, str text, struct err *err),
                     void *with, struct err *err)
{
	struct law law = { arena_new(LIMIT_ARENA_COMMAND), db, size, each, with };
	bool done = law_rules(&law, err) && law_calendars(&law, err);

	arena_end(law.arena);
	return done;
}
