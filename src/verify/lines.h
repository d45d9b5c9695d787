/* lines.h -- a long file read line by line in bounded memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_VERIFY_LINES_H
#define GUIJU_VERIFY_LINES_H
#include "base/base.h"

struct arena;
struct err;

struct lines {
	FILE *file;
	char *at;
	size_t room;
	size_t from, to; /* what is read and not yet given: at[from, to) */
	bool end;        /* of the file */
	uint64_t number; /* lines given */
};

/* Opens `path`; the arena closes it. No line may be longer than `longest`.
 * ERR_UNKNOWN "file.missing" when it is not there. */
must_use bool lines_open(struct arena *arena, const char *path, size_t longest,
                         struct lines *lines, struct err *err);
/* The next line without its line feed; borrows until the next call. False at the
 * end (err stays empty) and on a fault (err is filled): a line too long, a last
 * line without line feed. */
bool lines_next(struct lines *lines, str *line, struct err *err);

#endif
