/* origin.h -- which file a line of a rule's text came from.
 *
 * The text of a rule is its file followed by the 通则 files that it uses (source.h):
 * one text, one digest. Lines are numbered through; people are told the file and the
 * line in it. A 通则 file is called after its id, and a comment before it says so:
 *
 *     # common/adverse_decision.rule
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_ORIGIN_H
#define GUIJU_DEFINE_ORIGIN_H
#include "base/base.h"

struct arena;

struct origin_part {
	int first; /* the line of the whole text that is the first of this file */
	str file;  /* "common/adverse_decision.rule" */
};
/* The 通则 files in a text, in their order; what stands before is the rule's own file. */
struct origin {
	const struct origin_part *parts;
	size_t count;
};

/* Is `line` (without its end) flush left and begun by `word`? Then `*name` and `*id` are
 * the two words behind it, each may be empty. */
bool origin_line(str line, str word, str *name, str *id);
/* Is the text that of a 通则: is its first line that says something the title of one? */
bool origin_title(str text, str *name, str *id);
/* Looks for the 通则 of a rule's text; none in that of a 通则 alone. In the arena. */
struct origin origin_find(struct arena *arena, str text);
/* The line in its own file; `*file` is that of a 通则, or empty for the rule's own. */
int origin_own(const struct origin *origin, int line, str *file);
/* "第 5 行" of the file that has the line `from`, else with the file: "规程第 5 行",
 * "common/adverse_decision.rule 第 5 行"; in the arena. */
str origin_place(struct arena *arena, const struct origin *origin, int line, int from);

#endif
