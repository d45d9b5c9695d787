/* arena.h -- memory that lives and dies together.
 *
 * Three lifetimes: life (start to exit), request (one command, one batch) and
 * scratch (arena_mark .. arena_rewind inside one function). An arena has a
 * budget; over it, taking memory does not return: it jumps to the escape that
 * the outermost loop has set, or ends the process where there is none.
 * With -DARENA_EACH each taking is a malloc of its own, so that the address
 * sanitizer sees every overrun.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_BASE_ARENA_H
#define GUIJU_BASE_ARENA_H
#include "base/base.h"
#include <setjmp.h>

struct arena;
struct arena_mark {
	void *block;
	size_t used;
	size_t total;
	void *ends;
};

/* A new arena that will hold at most `budget` bytes. The caller ends it. */
struct arena *arena_new(size_t budget);
/* Calls all arena_at_end functions, newest first, and gives all memory back. */
void arena_end(struct arena *arena);
/* Where to go when the budget is spent; `escape` must outlive the arena or be
 * taken away with NULL. setjmp gives 1 then. */
void arena_escape(struct arena *arena, jmp_buf *escape);
/* `n` zeroed bytes aligned for anything; never NULL. n = 0 gives a valid pointer. */
void *arena_take(struct arena *arena, size_t n);
/* `count` zeroed things of `type`. */
#define arena_make(arena, type, count) ((type *)arena_take_many(arena, count, sizeof(type)))
void *arena_take_many(struct arena *arena, size_t count, size_t size);
/* `old` (of `n_old` bytes, may be NULL) grown to `n_new` bytes; the rest is zero. */
void *arena_grow(struct arena *arena, void *old, size_t n_old, size_t n_new);
/* A copy of `s`, followed by a NUL that its length does not count. */
str arena_copy(struct arena *arena, str s);
/* A C string of `s`, for the door of a foreign library. */
char *arena_cstr(struct arena *arena, str s);
/* A formatted string, NUL-ended behind its length. */
str arena_printf(struct arena *arena, const char *format, ...) printf_like(2, 3);
/* Calls `close(thing)` when the arena ends (or is rewound past this point). */
void arena_at_end(struct arena *arena, void (*close)(void *thing), void *thing);
/* Remember a point, and go back to it: all that was taken since is given back.
 * What is older than the point must not be grown in between. */
struct arena_mark arena_mark(struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
/* Bytes in use, for measurements. */
size_t arena_used(const struct arena *arena);

#endif
