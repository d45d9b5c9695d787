/* manifest.c -- what a backup says of itself, and the digest of each of its files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep/manifest.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "format/json.h"
#include "format/json_write.h"

#define FORMAT    STR("guiju-backup/1")
#define TEXT_MAX  ((size_t)1 << 20)
#define SUMS_MAX  ((size_t)512 << 20)
#define HEX       64
#define SUM_SPACE 2 /* "hex  path" */

static const char *path_in(struct arena *arena, const char *folder, const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name).at;
}

/* ---- the files ---- */

static bool is_own(str path)
{
	return str_eq(path, STR("manifest.json")) || str_eq(path, STR("SHA256SUMS")) ||
	       str_eq(path, STR("lock"));
}

static void add_file(struct arena *arena, struct manifest *manifest, size_t *room, str path)
{
	if (manifest->file_count == *room) {
		size_t more = *room * 2 + 64;

		manifest->files = arena_grow(arena, manifest->files,
		                             *room * sizeof(*manifest->files),
		                             more * sizeof(*manifest->files));
		*room = more;
	}
	manifest->files[manifest->file_count++].path = path;
}

static bool list_below(struct arena *arena, const char *folder, const char *below,
                       struct manifest *manifest, size_t *room, struct err *err)
{
	const char *path = below[0] != '\0' ? path_in(arena, folder, below) : folder;
	str *names;
	size_t count;

	if (!file_is_dir(path))
		return true;
	if (!file_list(arena, path, "", &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		str name = below[0] != '\0' ? arena_printf(arena, "%s/%.*s", below, PSTR(names[i]))
		                            : names[i];

		if (!is_own(name) && !file_is_dir(path_in(arena, folder, name.at)))
			add_file(arena, manifest, room, name);
	}
	return true;
}

bool manifest_sum(struct arena *arena, const char *folder, struct manifest *manifest,
                  int64_t *bytes, struct err *err)
{
	size_t room = 0;
	digest d;

	manifest->files = NULL;
	manifest->file_count = 0;
	*bytes = 0;
	if (!list_below(arena, folder, "", manifest, &room, err) ||
	    !list_below(arena, folder, "files", manifest, &room, err) ||
	    !list_below(arena, folder, "keys", manifest, &room, err))
		return false;
	for (size_t i = 0; i < manifest->file_count; i++) {
		struct manifest_file *file = &manifest->files[i];

		if (!digest_of_file(DIGEST_SHA256, path_in(arena, folder, file->path.at), &d,
		                 &file->bytes, err))
			return false;
		digest_hex(d, file->hex);
		*bytes += file->bytes;
	}
	return true;
}

/* ---- writing ---- */

static str sums_text(struct arena *arena, const struct manifest *manifest)
{
	struct buf buf;

	buf_init(&buf, arena, SUMS_MAX);
	for (size_t i = 0; i < manifest->file_count; i++)
		buf_printf(&buf, "%s  %.*s\n", manifest->files[i].hex,
		           PSTR(manifest->files[i].path));
	return buf.full ? (str){ 0 } : buf_str(&buf);
}

static str manifest_text(struct arena *arena, const struct manifest *manifest, str sums)
{
	char hex[65];
	struct buf buf;
	struct jw w;

	digest_hex(digest_str(DIGEST_SHA256, sums), hex);
	buf_init(&buf, arena, TEXT_MAX);
	jw_init(&w, &buf, true);
	jw_open(&w, '{');
	jw_name_int(&w, STR("events"), manifest->events);
	jw_name_int(&w, STR("files"), (int64_t)manifest->file_count);
	jw_name_str(&w, STR("format"), FORMAT);
	jw_name(&w, STR("keys"));
	jw_bool(&w, manifest->keys);
	jw_name_str(&w, STR("made"), manifest->made);
	jw_name_str(&w, STR("name"), manifest->name);
	jw_name_str(&w, STR("origin"), manifest->origin);
	jw_name(&w, STR("papers"));
	jw_bool(&w, manifest->papers);
	jw_name_str(&w, STR("place"), manifest->place);
	jw_name_str(&w, STR("root"), manifest->root);
	jw_name_int(&w, STR("signed"), manifest->signed_events);
	jw_name_str(&w, STR("sums"), str_of(hex));
	jw_close(&w);
	buf_byte(&buf, '\n');
	return buf.full ? (str){ 0 } : buf_str(&buf);
}

bool manifest_write(struct arena *arena, const char *folder, struct manifest *manifest,
                    struct err *err)
{
	str sums = sums_text(arena, manifest);
	str text = manifest_text(arena, manifest, sums);

	if (sums.n == 0 || text.n == 0)
		return err_set(err, ERR_LIMIT, "backup.files", "备份的文件太多，清单写不下");
	manifest->digest = digest_str(DIGEST_SHA256, text);
	return file_write(path_in(arena, folder, "SHA256SUMS"), sums, 0600, err) &&
	       file_write(path_in(arena, folder, "manifest.json"), text, 0600, err);
}

/* ---- reading ---- */

static bool refuse(const char *folder, const char *what, struct err *err)
{
	err_set(err, ERR_TAMPERED, "backup.manifest", "%s", what);
	err_where(err, "%s", folder);
	return err_fix(err, "请换用另一份备份");
}

/* No path leads out of the folder. */
static bool good_path(str path)
{
	str rest = path, part;
	size_t depth = 0;

	while (rest.n > 0) {
		(void)str_cut(&rest, STR("/"), &part);
		if (part.n == 0 || part.at[0] == '.' || ++depth > 2)
			return false;
	}
	return path.n > 0 && path.at[path.n - 1] != '/' &&
	       (depth == 1 || str_starts(path, STR("files/")) || str_starts(path, STR("keys/")));
}

static bool read_sums(struct arena *arena, str sums, struct manifest *manifest)
{
	size_t room = 0;
	str line;

	while (sums.n > 0) {
		if (!str_cut(&sums, STR("\n"), &line) || line.n <= HEX + SUM_SPACE)
			return false;
		str path = arena_copy(arena, str_sub(line, HEX + SUM_SPACE, line.n));

		if (!good_path(path))
			return false;
		add_file(arena, manifest, &room, path);
		memcpy(manifest->files[manifest->file_count - 1].hex, line.at, HEX);
	}
	return true;
}

static bool fill(struct manifest *manifest, const struct json *all)
{
	const struct json *keys = json_get(all, STR("keys"));
	const struct json *papers = json_get(all, STR("papers"));

	manifest->made = json_text(all, STR("made"));
	manifest->origin = json_text(all, STR("origin"));
	manifest->place = json_text(all, STR("place"));
	manifest->name = json_text(all, STR("name"));
	manifest->root = json_text(all, STR("root"));
	manifest->events = json_int(all, STR("events"), -1);
	manifest->signed_events = json_int(all, STR("signed"), -1);
	manifest->keys = keys != NULL && keys->kind == JSON_TRUE;
	manifest->papers = papers != NULL && papers->kind == JSON_TRUE;
	return str_eq(json_text(all, STR("format")), FORMAT) && manifest->events >= 0 &&
	       manifest->origin.n > 0;
}

bool manifest_read(struct arena *arena, const char *folder, struct manifest *manifest,
                   struct err *err)
{
	const char *path = path_in(arena, folder, "manifest.json");
	struct err wrong = { 0 };
	const struct json *all;
	str text, sums;
	char hex[65];

	*manifest = (struct manifest){ 0 };
	if (!file_exists(path)) {
		err_set(err, ERR_UNKNOWN, "backup.missing",
		        "这里没有完整的备份：没有 manifest.json");
		err_where(err, "%s", folder);
		return err_fix(err, "中断的备份不能用；请用 guiju backup 做成的文件夹");
	}
	if (!file_read(arena, path, TEXT_MAX, &text, err) ||
	    !file_read(arena, path_in(arena, folder, "SHA256SUMS"), SUMS_MAX, &sums, err))
		return false;
	all = json_read(arena, text, &wrong);
	if (all == NULL || !fill(manifest, all))
		return refuse(folder, "备份的说明 manifest.json 读不懂，或由更新的程序写成", err);
	digest_hex(digest_str(DIGEST_SHA256, sums), hex);
	if (!str_eq(json_text(all, STR("sums")), str_of(hex)) ||
	    !read_sums(arena, sums, manifest))
		return refuse(folder, "备份的文件清单 SHA256SUMS 被改动", err);
	manifest->digest = digest_str(DIGEST_SHA256, text);
	return true;
}

bool manifest_check(struct arena *arena, const char *folder, const struct manifest_file *file,
                    struct err *err)
{
	const char *path = path_in(arena, folder, file->path.at);
	int64_t bytes;
	char hex[65];
	digest d;

	if (!digest_of_file(DIGEST_SHA256, path, &d, &bytes, err))
		return false;
	digest_hex(d, hex);
	if (strcmp(hex, file->hex) == 0)
		return true;
	err_set(err, ERR_TAMPERED, "backup.digest", "备份里的这个文件被改动或损坏：与清单不符");
	err_where(err, "%s", path);
	return err_fix(err, "请换用另一份备份");
}
