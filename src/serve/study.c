/* study.c -- one thread, with a reading desk of its own, for what takes long to read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/study.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"
#include "serve/readers.h"
#include "serve/writer.h"

/* One question; lies in the memory of its request. */
struct question {
	struct call call;
	struct route_match match;
	void (*run)(struct call *call);
	struct question *next;
};

struct study {
	struct arena *arena;
	struct api *api;
	struct readers *readers; /* one desk */
	struct desk *desk;       /* lent to the question under way, or NULL */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct question *first, *last;
	int waiting;
	bool stopping;
	pthread_t thread;
};

/* The next question, waited for; NULL when there is none and never will be. */
static struct question *next_question(struct study *study)
{
	struct question *question;

	pthread_mutex_lock(&study->lock);
	while (study->first == NULL && !study->stopping)
		pthread_cond_wait(&study->wake, &study->lock);
	question = study->first;
	if (question != NULL) {
		study->first = question->next;
		if (study->first == NULL)
			study->last = NULL;
		study->waiting--;
	}
	pthread_mutex_unlock(&study->lock);
	return question;
}

static bool within_memory(struct question *question)
{
	jmp_buf escape;

	if (setjmp(escape) != 0)
		return false;
	desk_escape(question->call.desk, &escape);
	question->run(&question->call);
	return true;
}

static void answer(void *with, struct http_request *r)
{
	struct question *question = with;
	struct api *api = question->call.api;
	struct study *study = api->study;
	struct err err = { 0 };

	(void)r;
	study->desk = readers_take(study->readers, writer_registers(api->writer), &err);
	question->call.desk = study->desk;
	if (study->desk != NULL && within_memory(question))
		return;
	if (study->desk != NULL)
		err_set(&err, ERR_LIMIT, "serve.memory", "这一问要用的内存太多");
	call_problem(&question->call, &err);
}

static void *work_on(void *with)
{
	struct study *study = with;
	struct question *question;

	while ((question = next_question(study)) != NULL) {
		/* False: the request's memory was spent, and that was answered. */
		(void)http_run(question->call.r, answer, question);
		if (study->desk != NULL)
			readers_give(study->readers, study->desk);
		study->desk = NULL;
	}
	return NULL;
}

struct study *study_start(struct api *api, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct study *study = arena_make(arena, struct study, 1);

	study->arena = arena;
	study->api = api;
	study->readers = readers_new(api->folder, api->clock, 1);
	pthread_mutex_init(&study->lock, NULL);
	pthread_cond_init(&study->wake, NULL);
	if (pthread_create(&study->thread, NULL, work_on, study) == 0)
		return study;
	readers_end(study->readers);
	arena_end(arena);
	err_set(err, ERR_LIMIT, "serve.thread", "不能再开一个线程");
	return NULL;
}

static bool submit(struct study *study, struct question *question)
{
	bool taken;

	pthread_mutex_lock(&study->lock);
	taken = !study->stopping && study->waiting < LIMIT_STUDY_PLACES;
	if (taken) {
		if (study->last != NULL)
			study->last->next = question;
		else
			study->first = question;
		study->last = question;
		study->waiting++;
		pthread_cond_signal(&study->wake);
	}
	pthread_mutex_unlock(&study->lock);
	return taken;
}

static void refuse(void *with, struct http_request *r)
{
	struct err err = { 0 };

	(void)with;
	http_set(r, STR("Retry-After"), STR("2"));
	err_set(&err, ERR_STORE, "serve.busy", "要读的太多，请稍后再试");
	http_problem_err(r, &err);
}

void study_ask(struct call *call, void (*run)(struct call *call))
{
	struct question *question = arena_make(call->arena, struct question, 1);

	*question = (struct question){ .call = *call, .match = *call->match, .run = run };
	question->call.match = &question->match;
	question->call.desk = NULL;
	question->call.lent = NULL;
	question->call.who.posts = NULL; /* they belong to the serving thread's desk */
	question->call.who.post_count = 0;
	call_release(call);
	http_later(question->call.r);
	if (!submit(question->call.api->study, question))
		(void)http_run(question->call.r, refuse, NULL);
}

void study_stop(struct study *study)
{
	pthread_mutex_lock(&study->lock);
	study->stopping = true;
	pthread_cond_signal(&study->wake);
	pthread_mutex_unlock(&study->lock);
	pthread_join(study->thread, NULL);
	readers_end(study->readers);
	pthread_cond_destroy(&study->wake);
	pthread_mutex_destroy(&study->lock);
	arena_end(study->arena);
}
