/* migrate.h -- schema/ applied step by step, and every step remembered by its digest.
 *
 * A migration is a file NNNN-name.sql; the numbers begin with 0001 and leave no gap. One
 * text serves both databases: a line that begins with "-- sqlite: " or "-- postgres: "
 * is a line for that database only (without the mark). What was once applied may never
 * change: its SHA-256 stands in the table `migration` and is compared at every opening.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_MIGRATE_H
#define GUIJU_STORE_MIGRATE_H
#include "base/base.h"

struct arena;
struct db;
struct err;

/* Compares what was applied with the files in `folder`, and applies the rest, each in a
 * transaction of its own. Without `may_write` a missing one is an error. All failures of
 * comparison are ERR_STORE "store.schema". `arena` is rewound. */
must_use bool migrate_apply(struct arena *arena, struct db *db, const char *folder,
                            bool may_write, struct err *err);
/* The text of a migration for the database `name` ("sqlite", "postgres"). */
str migrate_choose(struct arena *arena, str text, const char *name);

#endif
