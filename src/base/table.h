/* table.h -- a map from a name to a thing, in the order of putting.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_TABLE_H
#define GUIJU_BASE_TABLE_H
#include "base/base.h"

struct arena;

struct table_entry {
	str name; /* borrows: must outlive the table */
	void *thing;
};

struct table {
	struct arena *arena;
	struct table_entry *entries; /* 0 .. count-1, in the order of putting */
	size_t count;
	size_t room;
	uint32_t *slots;
	size_t slot_count;
};

/* An empty table that takes its room from `arena` (borrows). */
void table_init(struct table *table, struct arena *arena);
/* The thing put under `name`, or NULL. */
void *table_find(const struct table *table, str name);
/* Puts or replaces; `thing` must not be NULL. */
void table_put(struct table *table, str name, void *thing);

#endif
