/* export_file.h -- files of an export: written where they differ, left alone where equal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_LEDGER_EXPORT_FILE_H
#define GUIJU_LEDGER_EXPORT_FILE_H
#include "base/base.h"

struct arena;
struct err;

/* The file at `path` becomes `bytes`, whole or not at all; its folder is made. *wrote tells
 * whether it had to. On the disk only after export_file_sync. */
must_use bool export_file_put(struct arena *arena, const char *path, str bytes, bool *wrote,
                              struct err *err);
/* Brings all that was put below `folder` to the disk. */
must_use bool export_file_sync(const char *folder, struct err *err);

/* A long file made from front to back beside the old one. As long as both are equal the
 * old one is only read; from the first difference on a new one is written, which takes
 * its place at the end. */
struct export_long {
	const char *path, *part; /* the file, and the new one until then */
	int old, new;            /* descriptors; -1: there is none */
	uint64_t at;             /* bytes compared or written */
	char *waiting, *compared;
	size_t count;            /* bytes waiting */
};

/* Opens it (borrows `path`); the arena closes what is open at its end. */
must_use bool export_long_open(struct arena *arena, const char *path, struct export_long *file,
                               struct err *err);
/* The next bytes of the file. */
must_use bool export_long_add(struct export_long *file, str bytes, struct err *err);
/* All bytes are added: the new file, if any, is whole and on the disk, but not in its place. */
must_use bool export_long_finish(struct export_long *file, struct err *err);
/* Puts the finished file in its place; *wrote as above. */
must_use bool export_long_place(struct export_long *file, bool *wrote, struct err *err);

#endif
