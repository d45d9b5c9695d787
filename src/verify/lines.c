/* lines.c -- a long file read line by line in bounded memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "verify/lines.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define LINES_AHEAD ((size_t)1 << 16) /* read at least so much at once */

static void lines_close(void *thing)
{
	fclose(thing);
}

bool lines_open(struct arena *arena, const char *path, size_t longest, struct lines *lines,
                struct err *err)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL) {
		err_set(err, ERR_UNKNOWN, "file.missing", "没有这个文件，或不能读");
		return err_where(err, "%s", path);
	}
	arena_at_end(arena, lines_close, file);
	*lines = (struct lines){ .file = file, .room = longest + LINES_AHEAD };
	lines->at = arena_take(arena, lines->room);
	return true;
}

/* Moves the rest to the front and reads on behind it. */
static bool lines_fill(struct lines *lines, struct err *err)
{
	memmove(lines->at, lines->at + lines->from, lines->to - lines->from);
	lines->to -= lines->from;
	lines->from = 0;
	if (lines->to == lines->room)
		return err_set(err, ERR_LIMIT, "lines.long", "第 %llu 行过长",
		               (unsigned long long)lines->number + 1);
	size_t got = fread(lines->at + lines->to, 1, lines->room - lines->to, lines->file);
	lines->to += got;
	if (got == 0 && ferror(lines->file))
		return err_set(err, ERR_STORE, "file.read", "读文件失败");
	lines->end = got == 0;
	return true;
}

bool lines_next(struct lines *lines, str *line, struct err *err)
{
	size_t seen = 0;

	for (;;) {
		char *from = lines->at + lines->from;
		size_t have = lines->to - lines->from;
		char *feed = have > seen ? memchr(from + seen, '\n', have - seen) : NULL;
		if (feed != NULL) {
			*line = (str){ from, (size_t)(feed - from) };
			lines->from += line->n + 1;
			lines->number++;
			return true;
		}
		seen = have;
		if (lines->end && have == 0)
			return false;
		if (lines->end)
			return err_set(err, ERR_INVALID, "lines.end",
			               "最后一行没有换行，文件可能被截断");
		if (!lines_fill(lines, err))
			return false;
	}
}
