/* export_law.c -- the rules and calendars by which the events were made, as files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/export_law.h"
#include "base/err.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "store/db.h"

struct law {
	bool (*each)(void *with, const char *name, str text, struct err *err);
	void *with;
};

/* The text of a row must be what the row's key says. */
static bool law_row(const struct law *law, const char *kind, struct db_rows *rows,
                    struct err *err)
{
	str id = db_text(rows, 0), text = db_text(rows, 1);
	char made[44], name[80];

	digest_base64url(digest_str(DIGEST_SHA256, text), made);
	snprintf(name, sizeof(name), "%ss/%s.%s", kind, made, kind);
	if (str_eq(id, str_of(made)))
		return law->each(law->with, name, text, err);
	err_set(err, ERR_TAMPERED, "export.digest", "%s %.*s 的文本与它的摘要不符：被改动",
	        strcmp(kind, "rule") == 0 ? "规程" : "日历", PSTR(id));
	return err_fix(err, "没有改动导出的树头。请停止公布，运行 guiju verify 查明");
}

static bool law_rows(const struct law *law, const char *kind, struct db_rows *rows,
                     struct err *err)
{
	bool good = true;

	while (good && db_next(rows))
		good = law_row(law, kind, rows, err);
	return db_done(rows) && good;
}

bool export_law_each(struct db *db, int64_t size,
                     bool (*each)(void *with, const char *name, str text, struct err *err),
                     void *with, struct err *err)
{
	struct law law = { each, with };
	struct db_rows rows;

	return db_ask(db, &rows, "SELECT digest, text FROM rule WHERE seq < ?1 ORDER BY seq",
	              VALUES(DB_INT(size)), err) &&
	       law_rows(&law, "rule", &rows, err) &&
	       db_ask(db, &rows, "SELECT digest, text FROM calendar WHERE seq < ?1 ORDER BY seq",
	              VALUES(DB_INT(size)), err) &&
	       law_rows(&law, "calendar", &rows, err);
}
