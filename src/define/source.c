/* source.c -- a rule file with the 通则 files that it uses: one text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/source.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/origin.h"

#define BYTE_ORDER_MARK STR("\xef\xbb\xbf")

struct source {
	struct arena *arena;
	str folder; /* common/ */
	str *files; /* in it */
	size_t count;
	bool listed;
	struct buf text;
};

static str plain(str text)
{
	return str_starts(text, BYTE_ORDER_MARK) ? str_sub(text, BYTE_ORDER_MARK.n, text.n) : text;
}

/* Has the text the 通则 of this name or id already? */
static bool has_clause(str text, str wanted)
{
	while (text.n > 0) {
		str line, name, id;
		str_cut(&text, STR("\n"), &line);
		if (origin_line(line, STR("通则"), &name, &id) &&
		    (str_eq(name, wanted) || str_eq(id, wanted)))
			return true;
	}
	return false;
}

static bool list_folder(struct source *source, struct err *err)
{
	if (source->listed)
		return true;
	source->listed = true;
	return !file_is_dir(source->folder.at) ||
	       file_list(source->arena, source->folder.at, ".rule", &source->files,
	                 &source->count, err);
}

/* Adds the 通则 of this name or id, if the folder has it. */
static bool add_clause(struct source *source, str wanted, struct err *err)
{
	if (!list_folder(source, err))
		return false;
	for (size_t i = 0; i < source->count; i++) {
		str path = arena_printf(source->arena, "%.*s/%.*s", PSTR(source->folder),
		                        PSTR(source->files[i]));
		str text, name, id;
		if (!file_read(source->arena, path.at, LIMIT_RULE_BYTES, &text, err))
			return false;
		text = plain(text);
		if (!origin_title(text, &name, &id) ||
		    (!str_eq(name, wanted) && !str_eq(id, wanted)))
			continue;
		if (!source_name_fits(path, id, err))
			return false;
		buf_printf(&source->text, "# common/%.*s\n", PSTR(source->files[i]));
		buf_add(&source->text, text);
		buf_text(&source->text, str_ends(text, STR("\n")) ? "" : "\n");
		return true;
	}
	return true;
}

bool source_name_fits(str path, str id, struct err *err)
{
	str file = path;
	for (size_t i = path.n; i > 0 && file.n == path.n; i--) {
		if (path.at[i - 1] == '/')
			file = str_sub(path, i, path.n);
	}
	if (file.n == id.n + STR(".rule").n && str_starts(file, id))
		return true;
	err_set(err, ERR_INVALID, "source.name", "通则文件要以它的英文号为名");
	err_where(err, "%.*s", PSTR(str_sub(path, 0, 200)));
	return err_fix(err, "请改名为 %.*s.rule", PSTR(str_sub(id, 0, LIMIT_ID_BYTES)));
}

bool source_read(struct arena *arena, str path, str *text, struct err *err)
{
	struct source source = { .arena = arena };
	size_t folder = path.n;
	str own;
	if (!file_read(arena, arena_cstr(arena, path), LIMIT_RULE_BYTES, &own, err))
		return false;
	while (folder > 0 && path.at[folder - 1] != '/')
		folder--;
	source.folder = arena_printf(arena, "%.*scommon", PSTR(str_sub(path, 0, folder)));
	buf_init(&source.text, arena, (size_t)4 * LIMIT_RULE_BYTES);
	buf_add(&source.text, own);
	for (str rest = plain(own); rest.n > 0;) {
		str line, name, id;
		str_cut(&rest, STR("\n"), &line);
		if (!origin_line(line, STR("适用"), &name, &id) || name.n == 0 ||
		    has_clause(buf_str(&source.text), name))
			continue;
		if (source.text.n == own.n && !str_ends(own, STR("\n")))
			buf_byte(&source.text, '\n');
		if (!add_clause(&source, name, err))
			return false;
	}
	*text = source.text.n > own.n ? buf_str(&source.text) : own;
	return true;
}
