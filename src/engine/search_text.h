/* search_text.h -- what of a record can be found, piece by piece.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_SEARCH_TEXT_H
#define GUIJU_ENGINE_SEARCH_TEXT_H
#include "engine/people.h"

struct arena;

/* One value as people read it: option names, names of organs with their codes. */
struct search_piece {
	const struct field *field; /* NULL: of the record itself */
	str id, name;              /* of the field; "number", "procedure" */
	str text;
};

/* The pieces of a record: those of its private fields where `closed`, else the others, with
 * its official number and the name of its procedure. *count of them, in the arena. */
struct search_piece *search_text_pieces(struct arena *arena, const struct record *record,
                                        const struct people *people, bool closed, size_t *count);
/* Codes of the organs that it names, or by whose count it is; each once. In the arena. */
str *search_text_organs(struct arena *arena, const struct record *record, size_t *count);

#endif
