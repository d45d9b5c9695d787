/* arena.c -- memory that lives and dies together.
 *
 *     arena --> newest block --> older block --> ... --> NULL
 *     arena --> newest end   --> older end   --> ... --> NULL
 *
 * Blocks double from 64 KiB to 1 MiB; what is larger gets a block of its own
 * size. The list of ends lies in the blocks. A spent budget and a machine
 * without memory are treated alike.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define BASE_ALLOW_MALLOC
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>

#define BLOCK_FIRST ((size_t)64 << 10)
#define BLOCK_MOST  ((size_t)1 << 20)
#define SPARE_MOST  16 /* blocks kept over a rewind: asking the system for pages is slow */
#define ALIGN       alignof(max_align_t)

struct block {
	struct block *older;
	size_t room;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct end {
	struct end *older;
	void (*close)(void *thing);
	void *thing;
};

struct arena {
	size_t budget;
	size_t total; /* bytes taken, with the padding between them */
	size_t next_room;
	struct block *block;
	struct block *spare; /* of BLOCK_MOST, not in use */
	size_t spare_count;
	struct end *ends;
	jmp_buf *escape;
};

struct arena *arena_new(size_t budget)
{
	struct arena *arena = calloc(1, sizeof(*arena));
	if (arena == NULL) {
		fputs("guiju: 机器没有内存了。请关闭其他程序后重试。\n", stderr);
		exit(70);
	}
	arena->budget = budget;
	arena->next_room = BLOCK_FIRST;
	return arena;
}

void arena_escape(struct arena *arena, jmp_buf *escape)
{
	arena->escape = escape;
}

/* Does not return. */
static _Noreturn void spent(const struct arena *arena, size_t n)
{
	if (arena->escape != NULL)
		longjmp(*arena->escape, 1);
	fprintf(stderr, "guiju: 内存预算 %zu 字节已用 %zu，还要 %zu。请把数据分批办理。\n",
	        arena->budget, arena->total, n);
	exit(70);
}

#ifdef ARENA_EACH
static size_t rounded(size_t n)
{
	return n;
}

static size_t block_room(struct arena *arena, size_t n)
{
	(void)arena;
	return n;
}
#else
static size_t rounded(size_t n)
{
	return (n + ALIGN - 1) & ~(ALIGN - 1);
}

static size_t block_room(struct arena *arena, size_t n)
{
	if (n > arena->next_room)
		return n;
	size_t room = arena->next_room;
	if (arena->next_room < BLOCK_MOST)
		arena->next_room *= 2;
	return room;
}
#endif

/* A spare block, or a new one. */
static struct block *get_block(struct arena *arena, size_t n)
{
	size_t room = block_room(arena, n);
	struct block *block = arena->spare;
	if (room == BLOCK_MOST && block != NULL) {
		arena->spare = block->older;
		arena->spare_count--;
		return block;
	}
	block = malloc(sizeof(*block) + room);
	if (block == NULL)
		spent(arena, n);
	block->room = room;
	return block;
}

static void put_block(struct arena *arena, struct block *block)
{
	if (block->room != BLOCK_MOST || arena->spare_count == SPARE_MOST) {
		free(block);
		return;
	}
	block->older = arena->spare;
	arena->spare = block;
	arena->spare_count++;
}

static void add_block(struct arena *arena, size_t n)
{
	struct block *block = get_block(arena, n);
	block->older = arena->block;
	block->used = 0;
	arena->block = block;
}

static bool needs_block(const struct arena *arena, size_t n)
{
#ifdef ARENA_EACH
	(void)arena;
	(void)n;
	return true;
#else
	return arena->block == NULL || arena->block->room - arena->block->used < n;
#endif
}

void *arena_take(struct arena *arena, size_t n)
{
	size_t left = arena->budget - arena->total;
	if (n > left || rounded(n) > left)
		spent(arena, n);
	size_t padded = rounded(n);
	if (needs_block(arena, padded))
		add_block(arena, padded);
	struct block *block = arena->block;
	void *place = block->bytes + block->used;
	block->used += padded;
	arena->total += padded;
	return memset(place, 0, padded);
}

void *arena_take_many(struct arena *arena, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n))
		spent(arena, SIZE_MAX);
	return arena_take(arena, n);
}

/* Lengthens the newest taking where it lies; false when it cannot. */
static bool grow_in_place(struct arena *arena, void *old, size_t n_old, size_t n_new)
{
#ifdef ARENA_EACH
	(void)arena;
	(void)old;
	(void)n_old;
	(void)n_new;
	return false;
#else
	struct block *block = arena->block;
	if (n_old == 0 || block == NULL || n_new > arena->budget)
		return false;
	size_t had = rounded(n_old);
	size_t more = rounded(n_new) - had;
	if ((unsigned char *)old + had != block->bytes + block->used)
		return false;
	if (more > block->room - block->used || more > arena->budget - arena->total)
		return false;
	block->used += more;
	arena->total += more;
	memset((unsigned char *)old + n_old, 0, n_new - n_old);
	return true;
#endif
}

void *arena_grow(struct arena *arena, void *old, size_t n_old, size_t n_new)
{
	if (old != NULL && n_new <= n_old)
		return old;
	if (old != NULL && grow_in_place(arena, old, n_old, n_new))
		return old;
	void *grown = arena_take(arena, n_new);
	if (old != NULL && n_old > 0)
		memcpy(grown, old, n_old);
	return grown;
}

char *arena_cstr(struct arena *arena, str s)
{
	char *copy = arena_take(arena, s.n + 1);
	if (s.n > 0)
		memcpy(copy, s.at, s.n);
	return copy;
}

str arena_copy(struct arena *arena, str s)
{
	return (str){ arena_cstr(arena, s), s.n };
}

str arena_printf(struct arena *arena, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	int n = vsnprintf(NULL, 0, format, values);
	va_end(values);
	assert(n >= 0);
	char *text = arena_take(arena, (size_t)n + 1);
	va_start(values, format);
	vsnprintf(text, (size_t)n + 1, format, values);
	va_end(values);
	return (str){ text, (size_t)n };
}

void arena_at_end(struct arena *arena, void (*close)(void *thing), void *thing)
{
	struct end *end = arena_make(arena, struct end, 1);
	end->older = arena->ends;
	end->close = close;
	end->thing = thing;
	arena->ends = end;
}

struct arena_mark arena_mark(struct arena *arena)
{
	struct arena_mark mark = { .block = arena->block, .total = arena->total };
	mark.used = arena->block != NULL ? arena->block->used : 0;
	mark.ends = arena->ends;
	return mark;
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	while (arena->ends != mark.ends) {
		struct end *end = arena->ends;
		arena->ends = end->older;
		end->close(end->thing);
	}
	while (arena->block != mark.block) {
		struct block *block = arena->block;
		arena->block = block->older;
		put_block(arena, block);
	}
	if (arena->block != NULL)
		arena->block->used = mark.used;
	arena->total = mark.total;
}

void arena_end(struct arena *arena)
{
	arena_rewind(arena, (struct arena_mark){ 0 });
	while (arena->spare != NULL) {
		struct block *block = arena->spare;
		arena->spare = block->older;
		free(block);
	}
	free(arena);
}

size_t arena_used(const struct arena *arena)
{
	return arena->total;
}
