/* test_table.c -- names are found, replaced, and kept in the order of putting.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/table.h"

TEST(empty)
{
	struct arena *arena = arena_new(1 << 20);
	struct table table;
	table_init(&table, arena);
	CHECK(table_find(&table, STR("甲")) == NULL);
	arena_end(arena);
}

TEST(put_find_replace)
{
	struct arena *arena = arena_new(1 << 20);
	struct table table;
	int a = 1;
	int b = 2;
	table_init(&table, arena);
	table_put(&table, STR("甲"), &a);
	table_put(&table, STR(""), &b);
	CHECK(table_find(&table, STR("甲")) == &a);
	CHECK(table_find(&table, STR("")) == &b);
	CHECK(table_find(&table, STR("乙")) == NULL);
	table_put(&table, STR("甲"), &b);
	CHECK(table_find(&table, STR("甲")) == &b);
	CHECK_INT(table.count, 2);
	arena_end(arena);
}

TEST(many_keep_their_order)
{
	struct arena *arena = arena_new(32 << 20);
	struct table table;
	const size_t many = 20000;
	size_t *numbers = arena_make(arena, size_t, many);
	table_init(&table, arena);
	for (size_t i = 0; i < many; i++) {
		numbers[i] = i;
		table_put(&table, arena_printf(arena, "案卷%zu", i), &numbers[i]);
	}
	CHECK_INT(table.count, many);
	for (size_t i = 0; i < many; i++) {
		char name[32];
		snprintf(name, sizeof(name), "案卷%zu", i);
		if (table_find(&table, str_of(name)) != &numbers[i] ||
		    table.entries[i].thing != &numbers[i])
			CHECK_INT(i, -1);
	}
	CHECK(table_find(&table, STR("案卷20000")) == NULL);
	arena_end(arena);
}
