/* import_row.h -- one row of a file becomes the steps that it tells of, by a mapping.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_IMPORT_ROW_H
#define GUIJU_APP_IMPORT_ROW_H
#include "app/import_map.h"
#include "app/import_spool.h"
#include "engine/take.h"

/* What a row tells of: steps of one record. */
struct import_steps {
	struct command *commands;
	const struct import_step **from; /* commands[i] was made from this part of the mapping */
	size_t count;
	size_t room;
};

/* Is the row left out by 略过 or 略? */
bool import_row_skipped(const struct import_map *map, const struct import_row *row);
/* The name of the row's case; empty when the mapping has none. ERR_INVALID "import.columns"
 * when the row has not as many cells as the heading, "import.case" when the name is empty. */
must_use bool import_row_name(const struct import_map *map, const struct import_row *row,
                              str *name, struct err *err);
/* When the (first) step of the row happened: "import.time", "import.time_ambiguous",
 * "import.time_missing". */
must_use bool import_row_time(const struct import_map *map, const struct import_row *row,
                              instant *at, struct err *err);
/* Where a message is about: file, line, and the column of a source that has one; `source`
 * may be NULL. Returns false. */
bool import_row_at(const struct import_map *map, const struct import_row *row,
                   const struct import_source *source, struct err *err);
/* From where a step gets a field; NULL: the mapping does not give it. */
const struct import_source *import_row_source(const struct import_map *map,
                                              const struct import_step *from, str field);
/* The steps of a row, in the world's arena (so they live until its batch ends). Looks up
 * whether the case is there; of a whole case that is, only the steps that are new (maybe
 * none: import_again.h). Faults name file, line and column. */
must_use bool import_row_steps(const struct import_map *map, struct world *world,
                               const struct import_row *row, bool as_happened,
                               struct import_steps *steps, struct err *err);
/* Adds to a refusal of the engine the line and, where one is to blame, the column. */
void import_row_blame(const struct import_map *map, struct world *world,
                      const struct import_row *row, const struct import_steps *steps,
                      size_t failed, struct err *err);

#endif
