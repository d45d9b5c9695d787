/* copy.h -- files and folders copied durably, for making stores and backups beside their place.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_KEEP_COPY_H
#define GUIJU_KEEP_COPY_H
#include "base/base.h"

struct arena;
struct err;

/* Copies the bytes of `from` into the new file `to` (mode 0600), synced. ERR_UNKNOWN
 * "file.missing", ERR_STORE "file.read", "file.write". */
must_use bool copy_file(const char *from, const char *to, struct err *err);
/* "folder/name" in the arena. */
const char *copy_path(struct arena *arena, const char *folder, const char *name);
/* Makes `beside` with keys/ and files/ below it (0700), and holds its lock until the arena
 * ends, so that nobody takes it for what a killed program left. */
must_use bool copy_begin(struct arena *arena, const char *beside, struct err *err);
/* Syncs the folder and its keys/ and files/; takes away the empty ones. */
must_use bool copy_sync(struct arena *arena, const char *beside, bool drop_empty,
                        struct err *err);

#endif
