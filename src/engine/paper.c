/* paper.c -- papers handed in with a step, kept by their digest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/paper.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/table.h"
#include "crypto/digest.h"
#include "engine/desk_inside.h"

static str path_of(struct desk *desk, str hex)
{
	return arena_printf(desk->world.arena, "%s/files/%.*s", desk->folder, PSTR(hex));
}

bool paper_keep_bytes(struct desk *desk, str name, str bytes, str *hex, struct err *err)
{
	char text[65];
	str kept;

	digest_hex(digest_str(DIGEST_SHA256, bytes), text);
	*hex = arena_copy(desk->world.arena, str_of(text));
	kept = path_of(desk, *hex);
	return (file_exists(kept.at) || file_write(kept.at, bytes, 0600, err)) &&
	       db_run(&desk->db,
	              "INSERT INTO paper (digest, name, bytes, seq) "
	              "VALUES (?1, ?2, ?3, -1) ON CONFLICT (digest) DO NOTHING",
	              VALUES(DB_TEXT(*hex), DB_TEXT(name), DB_INT((int64_t)bytes.n)), err);
}

bool paper_keep(struct desk *desk, const char *path, str *hex, struct err *err)
{
	const char *slash = strrchr(path, '/');
	str bytes;

	return file_read(desk->world.arena, path, LIMIT_FILE_BYTES, &bytes, err) &&
	       paper_keep_bytes(desk, str_of(slash ? slash + 1 : path), bytes, hex, err);
}

bool paper_belongs(struct desk *desk, str hex, int64_t seq, struct err *err)
{
	return db_run(&desk->db, "UPDATE paper SET seq = ?2 WHERE digest = ?1 AND seq < 0",
	              VALUES(DB_TEXT(hex), DB_INT(seq)), err);
}
