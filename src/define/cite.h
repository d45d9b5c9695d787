/* cite.h -- every article that a rule's text cites, with the law and version it means.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_CITE_H
#define GUIJU_DEFINE_CITE_H
#include "define/problems.h"

struct arena;

/* One citation: a line with three articles gives three. */
struct cite {
	int line;
	str law;      /* as a 依据 line of the head has it, with its version: "《中华人民共和国
	               * 行政复议法》（2023年修订）"; as written where `listed` is false */
	bool listed;  /* the head names this law */
	str article;  /* "第三十条第三款"; empty: the text as a whole, or a part of it */
};

/* Reads the text of a rule or of a common provision (borrowed) line by line, without
 * regard to what the lines mean: the laws of the head (without article), then the articles
 * at the ends of lines, also in worked examples. 惯例 is no citation. Faults of the layout
 * go to `problems`, and 0 is given. */
size_t cite_read(struct arena *arena, str text, struct cite **cites, struct problems *problems);
/* The law of a head's 依据 line that `law` ("《行政处罚法》", with or without
 * 中华人民共和国) means, or an empty slice. */
str cite_law(struct arena *arena, const str *laws, size_t count, str law);

#endif
