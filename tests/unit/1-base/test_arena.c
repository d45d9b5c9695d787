/* test_arena.c -- memory is zeroed, counted, bounded, and given back in order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/str.h"

TEST(takings_are_zero_aligned_apart)
{
	struct arena *arena = arena_new(8 << 20);
	unsigned char *before = NULL;
	for (size_t n = 1; n < 3000; n += 7) {
		unsigned char *at = arena_take(arena, n);
		CHECK((uintptr_t)at % 16 == 0);
		for (size_t i = 0; i < n; i++) {
			if (at[i] != 0)
				CHECK(false);
			at[i] = 0xff;
		}
		CHECK(at != before);
		before = at;
	}
	CHECK(arena_used(arena) > 0);
	arena_end(arena);
}

TEST(large_taking)
{
	struct arena *arena = arena_new(8 << 20);
	char *at = arena_take(arena, 5 << 20);
	at[(5 << 20) - 1] = 1;
	CHECK(at[0] == 0);
	arena_end(arena);
}

TEST(grow_keeps_and_zeroes)
{
	struct arena *arena = arena_new(8 << 20);
	char *at = arena_take(arena, 3);
	memcpy(at, "abc", 3);
	for (size_t n = 3; n < 300000; n = n * 3 + 1) {
		at = arena_grow(arena, at, n, n * 3 + 1);
		CHECK(at[0] == 'a' && at[2] == 'c' && at[3] == 0 && at[n * 3] == 0);
		CHECK(n < 4 || at[n - 1] == 'z');
		at[n * 3] = 'z';
	}
	char *fresh = arena_grow(arena, NULL, 0, 10);
	CHECK(fresh != NULL && fresh[9] == 0);
	CHECK(arena_grow(arena, fresh, 10, 10) == fresh);
	CHECK(arena_grow(arena, fresh, 10, 4) == fresh);
	arena_end(arena);
}

TEST(grown_tail_is_zero_after_rewind)
{
	struct arena *arena = arena_new(1 << 20);
	struct arena_mark mark = arena_mark(arena);
	memset(arena_take(arena, 1000), 0xff, 1000);
	arena_rewind(arena, mark);
	unsigned char *at = arena_take(arena, 5);
	at = arena_grow(arena, at, 5, 500);
	for (size_t i = 0; i < 500; i++)
		CHECK(at[i] == 0);
	arena_end(arena);
}

TEST(copies_end_with_nul)
{
	struct arena *arena = arena_new(1 << 20);
	str s = arena_copy(arena, (str){ "abcdef", 3 });
	CHECK_STR(s, "abc");
	CHECK(s.at[3] == '\0');
	CHECK(strcmp(arena_cstr(arena, (str){ NULL, 0 }), "") == 0);
	str p = arena_printf(arena, "%d/%s", 12, "字");
	CHECK_STR(p, "12/字");
	CHECK(p.at[p.n] == '\0');
	arena_end(arena);
}

struct log {
	char text[16];
	size_t n;
};

struct note {
	struct log *log;
	char letter;
};

static void close_note(void *thing)
{
	struct note *note = thing;
	note->log->text[note->log->n++] = note->letter;
}

TEST(ends_run_newest_first)
{
	struct log log = { 0 };
	struct note a = { &log, 'a' };
	struct note b = { &log, 'b' };
	struct note c = { &log, 'c' };
	struct arena *arena = arena_new(1 << 20);
	arena_at_end(arena, close_note, &a);
	struct arena_mark mark = arena_mark(arena);
	size_t used = arena_used(arena);
	arena_at_end(arena, close_note, &b);
	arena_take(arena, 300000);
	arena_at_end(arena, close_note, &c);
	arena_rewind(arena, mark);
	CHECK_STR(str_of(log.text), "cb");
	CHECK_INT(arena_used(arena), used);
	arena_end(arena);
	CHECK_STR(str_of(log.text), "cba");
}

TEST(mark_of_an_empty_arena)
{
	struct arena *arena = arena_new(1 << 20);
	for (int i = 0; i < 50; i++) {
		struct arena_mark mark = arena_mark(arena);
		arena_take(arena, 500000);
		arena_rewind(arena, mark);
		CHECK_INT(arena_used(arena), 0);
	}
	arena_end(arena);
}

static int spend(struct arena *arena, size_t count, size_t size)
{
	jmp_buf escape;
	if (setjmp(escape) != 0)
		return 1;
	arena_escape(arena, &escape);
	arena_take_many(arena, count, size);
	arena_escape(arena, NULL);
	return 0;
}

TEST(spent_budget_jumps)
{
	struct arena *arena = arena_new(1024);
	CHECK_INT(spend(arena, 1024, 1), 0);
	CHECK_INT(spend(arena, 1, 1), 1);
	arena_end(arena);
	arena = arena_new(1 << 20);
	CHECK_INT(spend(arena, SIZE_MAX, 1), 1);
	CHECK_INT(spend(arena, SIZE_MAX / 2, 3), 1);
	CHECK_INT(spend(arena, SIZE_MAX - 8, 1), 1);
	CHECK_INT(spend(arena, 16, 1), 0);
	arena_end(arena);
}
