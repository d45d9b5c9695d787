/* copy.h -- all rows of a store into another database, and its files into another folder.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_COPY_H
#define GUIJU_STORE_COPY_H
#include "base/base.h"

struct arena;
struct db;
struct err;

/* Every table but `migration`, from one state of `from` into the empty tables of `to`, by
 * parts that are committed one by one. Gives how many rows; each table's number is
 * counted again in `to` (ERR_STORE "copy.rows" when it differs). */
must_use bool copy_tables(struct db *from, struct db *to, int64_t *rows, struct err *err);
/* The plain files of a folder, as they are, durably; makes `to` (0700). Nothing to do when
 * `from` is not there. Files named guiju.db..., database and lock are left out. */
must_use bool copy_files(struct arena *arena, const char *from, const char *to, int64_t *files,
                         struct err *err);
/* The names of the tables that copy_tables knows, for tests. */
const char *copy_table(size_t i);

#endif
