/* file.h -- whole files in, whole files out, durably.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_FILE_H
#define GUIJU_BASE_FILE_H
#include "base/base.h"

struct arena;
struct err;

/* The bytes of the file at `path`. ERR_UNKNOWN "file.missing" when it is not
 * there, ERR_INVALID "file.is_folder", ERR_LIMIT when longer than `max`, ERR_STORE
 * otherwise. */
must_use bool file_read(struct arena *arena, const char *path, size_t max, str *bytes,
                        struct err *err);
/* Writes a temporary file beside `path`, syncs it, renames it over `path`, syncs
 * the folder: after true the bytes survive a power cut. `mode` as chmod. */
must_use bool file_write(const char *path, str bytes, unsigned mode, struct err *err);
bool file_exists(const char *path);
bool file_is_dir(const char *path);
/* Makes the folder (and its parents) if it is not there. */
must_use bool file_make_dir(const char *path, unsigned mode, struct err *err);
/* Names in the folder that end with `suffix`, sorted bytewise, in the arena;
 * without "." and "..". */
must_use bool file_list(struct arena *arena, const char *path, const char *suffix, str **names,
                        size_t *count, struct err *err);
/* Fills the standard descriptors that were closed, so that no file of ours gets their
 * numbers and nothing is printed into it; what is printed there fails. */
void file_fill_standard(void);
/* The folder where procedures/, calendars/, schema/ and annual/ are: $GUIJU_HOME,
 * else the nearest folder above the running program that has calendars/ (or
 * share/guiju, which is given then), else /usr/share/guiju. */
str file_home(struct arena *arena);

#endif
