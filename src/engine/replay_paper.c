/* replay_paper.c -- the files of papers against the digests under which they are kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/replay_inside.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"

static void check_bytes(struct replay *replay, struct db_rows *rows, str bytes)
{
	char hex[65];

	digest_hex(digest_str(DIGEST_SHA256, bytes), hex);
	if (!str_eq(str_of(hex), db_text(rows, 0)))
		replay_tell(replay, "rebuild.paper",
		            "材料“%.*s”（第 %lld 号事件）的文件 files/%.*s 被改动：内容与摘要不符",
		            PSTR(db_text(rows, 1)), (long long)db_int(rows, 3),
		            PSTR(db_text(rows, 0)));
	else if ((int64_t)bytes.n != db_int(rows, 2))
		replay_tell(replay, "rebuild.paper",
		            "材料“%.*s”（第 %lld 号事件）登记的长度 %lld 被改动，文件有 %lld 字节",
		            PSTR(db_text(rows, 1)), (long long)db_int(rows, 3),
		            (long long)db_int(rows, 2), (long long)bytes.n);
}

static bool check_file(struct replay *replay, struct db_rows *rows, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_FILE_BYTES + 65536);
	str path = arena_printf(arena, "%s/files/%.*s", replay->folder, PSTR(db_text(rows, 0)));
	struct err missing = { 0 };
	str bytes;
	bool good = true;

	if (file_read(arena, path.at, LIMIT_FILE_BYTES, &bytes, &missing)) {
		check_bytes(replay, rows, bytes);
	} else if (missing.kind == ERR_UNKNOWN) {
		replay_tell(replay, "rebuild.paper",
		            "材料“%.*s”（第 %lld 号事件）的文件 files/%.*s 不见了",
		            PSTR(db_text(rows, 1)), (long long)db_int(rows, 3),
		            PSTR(db_text(rows, 0)));
	} else {
		*err = missing;
		good = false;
	}
	replay->count.papers++;
	arena_end(arena);
	return good;
}

bool replay_paper_files(struct replay *replay, struct err *err)
{
	struct db_rows rows;
	struct err failed = { 0 };
	bool good = true;

	if (!db_ask(replay->db, &rows,
	            "SELECT digest, name, bytes, seq FROM paper WHERE seq >= 0 "
	            "ORDER BY digest",
	            NO_VALUES, &failed)) {
		*err = failed;
		return false;
	}
	while (good && db_next(&rows))
		good = check_file(replay, &rows, err);
	if (db_done(&rows))
		return good;
	if (good)
		*err = failed;
	return false;
}
