/* touch.c -- sessions and keys that were used: noted by the writer now and then.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/touch.h"

#include <pthread.h>

#include "auth/key.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/err.h"
#include "engine/desk.h"
#include "serve/door.h"
#include "serve/writer.h"

#define PLACES 64
#define NAME   64

struct place {
	struct job job; /* first: the writer's */
	struct touch *touch;
	bool taken, key;
	char name[NAME]; /* a token or a key's id */
	size_t n;
};

struct touch {
	struct api *api;
	pthread_mutex_t lock;
	struct place places[PLACES];
};

static bool run(struct job *job, struct desk *desk, struct err *err)
{
	struct place *place = (struct place *)job;
	struct api *api = place->touch->api;
	struct arena *arena = arena_new((size_t)1 << 20);
	struct auth auth = door_auth(api, arena, desk, clock_now(&api->clock));
	str name = { place->name, place->n };
	bool done = desk_begin_batch(desk, err) &&
	            (place->key ? key_touch(&auth, name, err) : session_touch(&auth, name, err));

	arena_end(arena);
	return done;
}

/* Durable or not: the next use asks again when it is still due. */
static void let_go(struct job *job, const struct err *err)
{
	struct place *place = (struct place *)job;

	(void)err;
	pthread_mutex_lock(&place->touch->lock);
	place->taken = false;
	pthread_mutex_unlock(&place->touch->lock);
}

/* A free place; NULL when there is none, or the same waits already. */
static struct place *take(struct touch *touch, bool key, str name)
{
	struct place *found = NULL;

	for (size_t i = 0; i < PLACES; i++) {
		struct place *place = &touch->places[i];

		if (!place->taken)
			found = found ? found : place;
		else if (place->key == key && str_eq((str){ place->name, place->n }, name))
			return NULL;
	}
	if (found == NULL || name.n > NAME)
		return NULL;
	found->taken = true;
	found->key = key;
	memcpy(found->name, name.at, name.n);
	found->n = name.n;
	return found;
}

static void ask(struct touch *touch, bool key, str name)
{
	struct place *place;

	pthread_mutex_lock(&touch->lock);
	place = take(touch, key, name);
	pthread_mutex_unlock(&touch->lock);
	if (place == NULL)
		return;
	place->job = (struct job){ .work = run, .done = let_go };
	place->touch = touch;
	if (!writer_submit(touch->api->writer, &place->job))
		let_go(&place->job, NULL);
}

void touch_session(struct touch *touch, str token)
{
	ask(touch, false, token);
}

void touch_key(struct touch *touch, str id)
{
	ask(touch, true, id);
}

struct touch *touch_new(struct arena *arena, struct api *api)
{
	struct touch *touch = arena_make(arena, struct touch, 1);

	touch->api = api;
	pthread_mutex_init(&touch->lock, NULL);
	return touch;
}

void touch_end(struct touch *touch)
{
	pthread_mutex_destroy(&touch->lock);
}
