/* readers.c -- desks that only read, one for each thread that answers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/readers.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "engine/desk.h"
#include "store/db.h"

struct reader {
	struct arena *life;
	struct desk *desk; /* NULL: not open */
	int64_t registers; /* that it knows */
	bool lent;
};

struct readers {
	struct arena *arena;
	const char *folder;
	struct clock clock;
	pthread_mutex_t lock;
	pthread_cond_t back;
	struct reader *at;
	size_t count;
};

struct readers *readers_new(const char *folder, struct clock clock, size_t count)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct readers *readers = arena_make(arena, struct readers, 1);

	readers->arena = arena;
	readers->folder = folder;
	readers->clock = clock;
	readers->at = arena_make(arena, struct reader, count);
	readers->count = count;
	pthread_mutex_init(&readers->lock, NULL);
	pthread_cond_init(&readers->back, NULL);
	return readers;
}

/* A free one, waiting for it; an open one rather than another. */
static struct reader *wait_for(struct readers *readers)
{
	struct reader *found = NULL;

	pthread_mutex_lock(&readers->lock);
	for (;;) {
		for (size_t i = 0; i < readers->count; i++) {
			struct reader *reader = &readers->at[i];

			if (!reader->lent && (found == NULL || reader->desk != NULL))
				found = reader;
		}
		if (found != NULL)
			break;
		pthread_cond_wait(&readers->back, &readers->lock);
	}
	found->lent = true;
	pthread_mutex_unlock(&readers->lock);
	return found;
}

static void give(struct readers *readers, struct reader *reader)
{
	pthread_mutex_lock(&readers->lock);
	reader->lent = false;
	pthread_cond_signal(&readers->back);
	pthread_mutex_unlock(&readers->lock);
}

static void close_reader(struct reader *reader)
{
	if (reader->life != NULL)
		arena_end(reader->life);
	reader->life = NULL;
	reader->desk = NULL;
}

static bool open_reader(struct readers *readers, struct reader *reader, struct err *err)
{
	jmp_buf escape;

	close_reader(reader);
	reader->life = arena_new(LIMIT_ARENA_LIFE);
	if (setjmp(escape) != 0) {
		close_reader(reader);
		return err_set(err, ERR_LIMIT, "serve.memory", "打开库要用的内存太多");
	}
	arena_escape(reader->life, &escape);
	if (!desk_open(reader->life, readers->folder, false, readers->clock, &reader->desk, err)) {
		close_reader(reader);
		return false;
	}
	arena_escape(reader->life, NULL);
	return true;
}

struct desk *readers_take(struct readers *readers, int64_t registers, struct err *err)
{
	struct reader *reader = wait_for(readers);

	if (reader->desk != NULL && reader->registers >= registers)
		return reader->desk;
	reader->registers = registers; /* what changes from now on is seen the next time */
	if (open_reader(readers, reader, err))
		return reader->desk;
	give(readers, reader);
	return NULL;
}

void readers_give(struct readers *readers, struct desk *desk)
{
	struct err ignored = { 0 };

	for (size_t i = 0; i < readers->count; i++) {
		struct reader *reader = &readers->at[i];

		if (reader->desk != desk)
			continue;
		desk_escape(desk, NULL);
		/* nothing was written: gives memory back */
		if (!desk_commit(desk, &ignored) || db_over(desk_db(desk)))
			close_reader(reader);
		give(readers, reader);
		return;
	}
}

void readers_end(struct readers *readers)
{
	for (size_t i = 0; i < readers->count; i++)
		close_reader(&readers->at[i]);
	pthread_cond_destroy(&readers->back);
	pthread_mutex_destroy(&readers->lock);
	arena_end(readers->arena);
}
