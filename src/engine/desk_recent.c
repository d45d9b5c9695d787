/* desk_recent.c -- what need not be asked for again: rows written lately, keys to come.
 *
 * There is one writer, so what it wrote is what the database has. Forgotten as a whole when
 * it grows large, and when a batch is lost.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/arena.h"
#include "base/str.h"

#define RECENT_BYTES ((size_t)48 << 20)
#define RECENT_FULL  ((size_t)32 << 20)
#define EXPECT_PART  16

static void end_recent(void *thing)
{
	struct desk *desk = thing;

	arena_end(desk->recent_arena);
	arena_end(desk->expected_arena);
	desk->recent_arena = desk->expected_arena = NULL;
}

void desk_recent_forget(struct desk *desk)
{
	if (desk->recent_arena == NULL) {
		desk->recent_arena = arena_new(RECENT_BYTES);
		desk->expected_arena = arena_new(RECENT_BYTES);
		arena_at_end(desk->life, end_recent, desk);
	}
	arena_rewind(desk->recent_arena, (struct arena_mark){ 0 });
	arena_rewind(desk->expected_arena, (struct arena_mark){ 0 });
	table_init(&desk->recent, desk->recent_arena);
	table_init(&desk->expected, desk->expected_arena);
}

void desk_recent_put(struct desk *desk, const struct record_row *row)
{
	struct arena *arena;
	struct record_row *kept;

	if (desk->recent_arena == NULL || arena_used(desk->recent_arena) > RECENT_FULL)
		desk_recent_forget(desk); /* the expected keys are asked for again then */
	arena = desk->recent_arena;
	kept = arena_make(arena, struct record_row, 1);
	*kept = *row;
	kept->number = arena_copy(arena, row->number);
	kept->rule = arena_copy(arena, row->rule);
	kept->stage = arena_copy(arena, row->stage);
	kept->organ = arena_copy(arena, row->organ);
	kept->state = arena_copy(arena, row->state);
	table_put(&desk->recent, record_key(arena, row->procedure, row->serial), kept);
	kept->procedure = (str){ 0 };
}

const struct record_row *desk_recent_find(struct desk *desk, str procedure, int64_t serial)
{
	if (desk->recent_arena == NULL)
		return NULL;
	return table_find(&desk->recent, record_key(desk->batch, procedure, serial));
}

struct kept_number *desk_expected(struct desk *desk, str key)
{
	return desk->expected_arena != NULL ? table_find(&desk->expected, key) : NULL;
}

/* One question for EXPECT_PART keys; a short part repeats its last one. */
static bool expect_part(struct desk *desk, const str *keys, size_t count, struct err *err)
{
	struct db_value values[EXPECT_PART];
	struct db_rows rows;

	for (size_t i = 0; i < EXPECT_PART; i++)
		values[i] = DB_TEXT(keys[i < count ? i : count - 1]);
	if (!db_ask(&desk->db, &rows,
	            "SELECT key, seq FROM done WHERE key IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
	            "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
	            values, EXPECT_PART, err))
		return false;
	while (db_next(&rows)) {
		struct kept_number *known = table_find(&desk->expected, db_text(&rows, 0));

		if (known != NULL)
			known->value = db_int(&rows, 1);
	}
	return db_done(&rows);
}

bool desk_expect(struct desk *desk, const str *keys, size_t count, struct err *err)
{
	if (desk->recent_arena == NULL)
		desk_recent_forget(desk);
	arena_rewind(desk->expected_arena, (struct arena_mark){ 0 });
	table_init(&desk->expected, desk->expected_arena);
	for (size_t i = 0; i < count; i++) {
		struct kept_number *number;

		number = arena_make(desk->expected_arena, struct kept_number, 1);
		number->value = -1;
		table_put(&desk->expected, arena_copy(desk->expected_arena, keys[i]), number);
	}
	for (size_t i = 0; i < count; i += EXPECT_PART) {
		size_t part = count - i < EXPECT_PART ? count - i : EXPECT_PART;

		if (!expect_part(desk, keys + i, part, err)) {
			desk_recent_forget(desk);
			return false;
		}
	}
	return true;
}
