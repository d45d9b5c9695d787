/* table.c -- a map from a name to a thing, in the order of putting.
 *
 * Entries lie in one array; `slots` holds their index + 1, found by hash and
 * then one by one (open addressing). Half of the slots stay empty.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/table.h"

#include "base/arena.h"
#include "base/str.h"

#define ROOM_FIRST 8

/* FNV-1a, 64 bits. */
static uint64_t hash(str name)
{
	uint64_t sum = 0xcbf29ce484222325u;
	for (size_t i = 0; i < name.n; i++)
		sum = (sum ^ (unsigned char)name.at[i]) * 0x100000001b3u;
	return sum ^ sum >> 32;
}

/* The slot where `name` is, or the empty one where it would be put. */
static uint32_t *slot_of(const struct table *table, str name)
{
	size_t mask = table->slot_count - 1;
	size_t at = (size_t)hash(name) & mask;
	while (table->slots[at] != 0) {
		if (str_eq(table->entries[table->slots[at] - 1].name, name))
			break;
		at = (at + 1) & mask;
	}
	return &table->slots[at];
}

static void grow(struct table *table)
{
	size_t room = table->room > 0 ? 2 * table->room : ROOM_FIRST;
	assert(room < UINT32_MAX / 2);
	table->entries = arena_grow(table->arena, table->entries,
	                            table->room * sizeof(*table->entries),
	                            room * sizeof(*table->entries));
	table->room = room;
	table->slot_count = 2 * room;
	table->slots = arena_make(table->arena, uint32_t, table->slot_count);
	for (size_t i = 0; i < table->count; i++)
		*slot_of(table, table->entries[i].name) = (uint32_t)(i + 1);
}

void table_init(struct table *table, struct arena *arena)
{
	*table = (struct table){ .arena = arena };
}

void *table_find(const struct table *table, str name)
{
	if (table->count == 0)
		return NULL;
	uint32_t slot = *slot_of(table, name);
	return slot != 0 ? table->entries[slot - 1].thing : NULL;
}

void table_put(struct table *table, str name, void *thing)
{
	assert(thing != NULL);
	if (table->count == table->room)
		grow(table);
	uint32_t *slot = slot_of(table, name);
	if (*slot != 0) {
		table->entries[*slot - 1].thing = thing;
		return;
	}
	table->entries[table->count] = (struct table_entry){ .name = name, .thing = thing };
	*slot = (uint32_t)++table->count;
}
