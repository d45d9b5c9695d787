/* source.h -- a rule file with the 通则 files that it uses: one text.
 *
 * The only place of define/ that reads files. A rule `x.rule` that says 适用 takes its 通则
 * from `common/` beside it; they are appended as they stand, behind a comment with their
 * name, so that what is adopted, hashed and kept is whole by itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_SOURCE_H
#define GUIJU_DEFINE_SOURCE_H
#include "base/base.h"

struct arena;
struct err;

/* Reads the rule at `path`. A 通则 that is not in common/ is left out: parse_rule tells
 * the line. "source.name" when a 通则 file is not called after its id. */
must_use bool source_read(struct arena *arena, str path, str *text, struct err *err);
/* Is the file of a 通则 called after its id? Else "source.name". */
must_use bool source_name_fits(str path, str id, struct err *err);

#endif
