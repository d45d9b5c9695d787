/* cite.c -- every article that a rule's text cites, with the law and version it means.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/cite.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/basis.h"
#include "define/token.h"

struct citing {
	struct arena *arena;
	str *laws; /* of the head, with their versions */
	size_t law_count;
	struct cite *cites;
	size_t count, room;
};

static bool is_head(const struct token_line *line, const char *word)
{
	return line->level == 0 && str_eq(line->columns[0], str_of(word));
}

str cite_law(struct arena *arena, const str *laws, size_t count, str law)
{
	str wanted = basis_law(arena, law);

	for (size_t i = 0; i < count; i++)
		if (str_eq(basis_law(arena, laws[i]), wanted))
			return laws[i];
	return (str){ 0 };
}

/* The text of a 依据 line behind its word. */
static str law_of(const struct token_line *line)
{
	str text = line->text;

	return str_trim(str_sub(text, STR("依据").n, text.n));
}

static void add(struct citing *c, struct cite cite)
{
	if (c->count == c->room) {
		size_t room = c->room * 2 + 64;

		c->cites = arena_grow(c->arena, c->cites, c->room * sizeof(cite),
		                      room * sizeof(cite));
		c->room = room;
	}
	c->cites[c->count++] = cite;
}

/* "《X》第三条" is cut into law and article; a bare article belongs to `*law`. */
static void cite_item(struct citing *c, int line, str item, str *law)
{
	struct cite cite = { .line = line };
	str rest = item, name;

	if (str_starts(item, STR("惯例")))
		return;
	if (str_starts(item, STR("《")) && str_cut(&rest, STR("》"), &name)) {
		*law = str_sub(item, 0, item.n - rest.n);
		item = rest;
	}
	str listed = cite_law(c->arena, c->laws, c->law_count, *law);

	cite.listed = listed.n > 0;
	cite.law = cite.listed ? listed : *law;
	if (str_starts(item, STR("第")) && str_find(item, STR("条")) > 0)
		cite.article = item;
	add(c, cite);
}

static void cite_line(struct citing *c, const struct token_line *line)
{
	str rest = token_words(line, 0).basis, item;
	str law = c->law_count > 0 ? c->laws[0] : STR("《》");

	while (basis_next(&rest, &item))
		cite_item(c, line->number, item, &law);
}

size_t cite_read(struct arena *arena, str text, struct cite **cites, struct problems *problems)
{
	struct citing c = { .arena = arena };
	struct token_lines lines;

	if (!token_read(arena, text, &lines, problems))
		return 0;
	c.laws = arena_make(arena, str, lines.count);
	for (size_t i = 0; i < lines.count; i++) {
		if (!is_head(&lines.at[i], "依据"))
			continue;
		c.laws[c.law_count++] = law_of(&lines.at[i]);
		add(&c, (struct cite){ lines.at[i].number, law_of(&lines.at[i]), true, { 0 } });
	}
	for (size_t i = 0; i < lines.count; i++)
		if (!is_head(&lines.at[i], "依据"))
			cite_line(&c, &lines.at[i]);
	*cites = c.cites;
	return c.count;
}
