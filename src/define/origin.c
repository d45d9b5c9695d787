/* origin.c -- which file a line of a rule's text came from.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/origin.h"

#include "base/arena.h"
#include "base/str.h"

#define WIDE_SPACE      STR("\xe3\x80\x80") /* U+3000 */
#define BYTE_ORDER_MARK STR("\xef\xbb\xbf")

/* Takes the white space off the front. */
static bool pass_space(str *s)
{
	size_t before = s->n;
	for (;;) {
		if (s->n > 0 && (s->at[0] == ' ' || s->at[0] == '\t' || s->at[0] == '\r'))
			*s = str_sub(*s, 1, s->n);
		else if (str_starts(*s, WIDE_SPACE))
			*s = str_sub(*s, WIDE_SPACE.n, s->n);
		else
			return s->n < before;
	}
}

static str take_word(str *s)
{
	str rest = *s;
	while (rest.n > 0) {
		str ahead = rest;
		if (pass_space(&ahead))
			break;
		rest = str_sub(rest, 1, rest.n);
	}
	str word = str_sub(*s, 0, s->n - rest.n);
	*s = rest;
	(void)pass_space(s);
	return word;
}

bool origin_line(str line, str word, str *name, str *id)
{
	if (!str_starts(line, word) || !str_eq(take_word(&line), word))
		return false;
	*name = take_word(&line);
	*id = take_word(&line);
	return true;
}

static str plain(str text)
{
	return str_starts(text, BYTE_ORDER_MARK) ? str_sub(text, BYTE_ORDER_MARK.n, text.n) : text;
}

/* Is it blank or a comment? */
static bool says_nothing(str line)
{
	line = str_trim(line);
	return line.n == 0 || line.at[0] == '#';
}

bool origin_title(str text, str *name, str *id)
{
	str line;
	for (text = plain(text); text.n > 0;) {
		str_cut(&text, STR("\n"), &line);
		if (!says_nothing(line))
			return origin_line(line, STR("通则"), name, id);
	}
	return false;
}

/* The file that the comment names, "common/x.rule", or empty. */
static str named_file(str line)
{
	str mark = STR("# common/");
	line = str_trim(line);
	return str_starts(line, mark) && str_ends(line, STR(".rule"))
	               ? str_sub(line, STR("# ").n, line.n)
	               : STR("");
}

struct origin origin_find(struct arena *arena, str text)
{
	const size_t size = sizeof(struct origin_part);
	struct origin_part *parts = NULL;
	size_t count = 0, room = 0;
	int begun = 0; /* behind the last comment that names a file */
	str line, name, id;
	if (origin_title(text, &name, &id))
		return (struct origin){ 0 };
	text = plain(text);
	for (int number = 1; text.n > 0; number++) {
		str_cut(&text, STR("\n"), &line);
		if (named_file(line).n > 0)
			begun = number + 1;
		if (says_nothing(line))
			continue;
		if (origin_line(line, STR("通则"), &name, &id)) {
			if (count == room) {
				room = room > 0 ? 2 * room : 4;
				parts = arena_grow(arena, parts, count * size, room * size);
			}
			parts[count++] = (struct origin_part){
				begun > 0 ? begun : number,
				arena_printf(arena, "common/%.*s.rule", PSTR(id))
			};
		}
		begun = 0;
	}
	return (struct origin){ parts, count };
}

int origin_own(const struct origin *origin, int line, str *file)
{
	*file = (str){ "", 0 };
	for (size_t i = origin->count; i > 0; i--) {
		const struct origin_part *part = &origin->parts[i - 1];
		if (part->first > line)
			continue;
		*file = part->file;
		return line - part->first + 1;
	}
	return line;
}

str origin_place(struct arena *arena, const struct origin *origin, int line, int from)
{
	str file, here;
	int own = origin_own(origin, line, &file);
	(void)origin_own(origin, from, &here);
	if (str_eq(file, here))
		return arena_printf(arena, "第 %d 行", own);
	return file.n > 0 ? arena_printf(arena, "%.*s 第 %d 行", PSTR(file), own)
	                  : arena_printf(arena, "规程第 %d 行", own);
}
