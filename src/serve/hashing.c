/* hashing.c -- a few threads of their own for what takes long and asks no store: passwords.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/hashing.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"

struct hashing {
	struct arena *arena;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct slow *first, *last;
	int places; /* taken */
	bool stopping;
	pthread_t threads[LIMIT_HASHING_THREADS];
	int started;
};

/* The next work, waited for; NULL when there is none and never will be. */
static struct slow *next_work(struct hashing *h)
{
	struct slow *slow;

	pthread_mutex_lock(&h->lock);
	while (h->first == NULL && !h->stopping)
		pthread_cond_wait(&h->wake, &h->lock);
	slow = h->first;
	if (slow != NULL) {
		h->first = slow->next;
		if (h->first == NULL)
			h->last = NULL;
		slow->next = NULL;
	}
	pthread_mutex_unlock(&h->lock);
	return slow;
}

static void *work_on(void *with)
{
	struct hashing *h = with;
	struct slow *slow;

	while ((slow = next_work(h)) != NULL)
		slow->run(slow);
	return NULL;
}

struct hashing *hashing_start(struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct hashing *h = arena_make(arena, struct hashing, 1);

	h->arena = arena;
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->wake, NULL);
	while (h->started < LIMIT_HASHING_THREADS &&
	       pthread_create(&h->threads[h->started], NULL, work_on, h) == 0)
		h->started++;
	if (h->started == LIMIT_HASHING_THREADS)
		return h;
	hashing_stop(h);
	hashing_end(h);
	err_set(err, ERR_LIMIT, "serve.thread", "不能再开一个线程");
	return NULL;
}

bool hashing_enter(struct hashing *h)
{
	bool room;

	pthread_mutex_lock(&h->lock);
	room = !h->stopping && h->places < LIMIT_HASHING_PLACES;
	if (room)
		h->places++;
	pthread_mutex_unlock(&h->lock);
	return room;
}

void hashing_leave(struct hashing *h)
{
	pthread_mutex_lock(&h->lock);
	assert(h->places > 0);
	h->places--;
	pthread_mutex_unlock(&h->lock);
}

bool hashing_submit(struct hashing *h, struct slow *slow)
{
	bool taken;

	slow->next = NULL;
	pthread_mutex_lock(&h->lock);
	taken = !h->stopping;
	if (taken) {
		if (h->last != NULL)
			h->last->next = slow;
		else
			h->first = slow;
		h->last = slow;
		pthread_cond_signal(&h->wake);
	}
	pthread_mutex_unlock(&h->lock);
	return taken;
}

void hashing_stop(struct hashing *h)
{
	pthread_mutex_lock(&h->lock);
	h->stopping = true;
	pthread_cond_broadcast(&h->wake);
	pthread_mutex_unlock(&h->lock);
	for (int i = 0; i < h->started; i++)
		pthread_join(h->threads[i], NULL);
	h->started = 0;
}

void hashing_end(struct hashing *h)
{
	pthread_cond_destroy(&h->wake);
	pthread_mutex_destroy(&h->lock);
	arena_end(h->arena);
}
