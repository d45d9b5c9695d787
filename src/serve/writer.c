/* writer.c -- the one thread that writes: jobs in a queue, many in one durable commit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/writer.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "engine/desk.h"
#include "engine/search.h"
#include "http/notify.h"
#include "serve/histogram.h"
#include "store/db.h"

#define KEEP_S 5 /* the longest without housekeeping */

struct writer {
	struct writer_config config;
	struct arena *life;
	struct desk *desk;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct job *first, *last;
	size_t waiting;
	bool stopping;
	bool ended;      /* the database can be written no more */
	int64_t sealed; /* size of the log when its head was last signed */
	int64_t indexed; /* events that the search's index has taken in */
	instant ticked;
	double kept;     /* when housekeeping was last done, clock_monotonic */
	double beaten;   /* when the service manager was last told */
	_Atomic int64_t registers, batches, jobs, failures, events, under, clock_ran;
	struct histogram commits;
};

/* The next job, waiting for one up to a second; NULL when there is none. */
static struct job *next_job(struct writer *w, bool wait)
{
	double soon = clock_monotonic() + 1;
	struct timespec until = { (time_t)soon, (long)((soon - (double)(time_t)soon) * 1e9) };
	struct job *job;

	pthread_mutex_lock(&w->lock);
	if (wait && w->first == NULL && !w->stopping)
		pthread_cond_timedwait(&w->wake, &w->lock, &until);
	job = w->first;
	if (job != NULL) {
		w->first = job->next;
		if (w->first == NULL)
			w->last = NULL;
		w->waiting--;
		job->next = NULL;
	}
	pthread_mutex_unlock(&w->lock);
	return job;
}

/* One job's work, such that a desk without memory is a refusal and not the end. */
static bool work_on(struct writer *w, struct job *job, struct err *err)
{
	jmp_buf escape;
	bool taken;

	if (setjmp(escape) != 0) {
		desk_escape(w->desk, NULL);
		desk_lose(w->desk);
		return err_set(err, ERR_LIMIT, "serve.memory", "这一步要用的内存太多");
	}
	desk_mend(w->desk);
	desk_escape(w->desk, &escape);
	taken = job->work(job, w->desk, err);
	desk_escape(w->desk, NULL);
	return taken;
}

static void finish(struct writer *w, struct job *job, const struct err *err)
{
	w->jobs++;
	job->done(job, err);
}

/* All that were taken in the batch, durable or, with `err`, not. */
static void finish_all(struct writer *w, struct job *taken, const struct err *err)
{
	while (taken != NULL) {
		struct job *job = taken;

		taken = job->next;
		finish(w, job, err);
	}
}

static void commit(struct writer *w, struct job *taken)
{
	struct err err = { 0 };
	int64_t registers = desk_registers(w->desk);
	double began = clock_monotonic();
	bool durable = desk_commit(w->desk, &err);

	histogram_add(&w->commits, (int64_t)((clock_monotonic() - began) * 1e6));
	w->events = ledger_size(desk_ledger(w->desk));
	w->failures += !durable;
	w->batches++;
	w->registers = registers;
	if (durable && w->config.committed != NULL)
		w->config.committed(w->config.with, ledger_size(desk_ledger(w->desk)));
	finish_all(w, taken, durable ? NULL : &err);
}

/* The job and those behind it in the queue. How many they are. */
static size_t look_ahead(struct writer *w, struct job *job)
{
	struct job *jobs[WRITER_AHEAD] = { job };
	size_t count = 1;

	pthread_mutex_lock(&w->lock);
	for (struct job *next = w->first; next != NULL && count < WRITER_AHEAD; next = next->next)
		jobs[count++] = next;
	pthread_mutex_unlock(&w->lock);
	if (w->config.ahead != NULL)
		w->config.ahead(w->desk, jobs, count);
	return count;
}

/* A batch: the job, and what else is in the queue, as long as there is room. A database
 * that failed has undone the whole batch: those who were taken are told so. */
static void batch(struct writer *w, struct job *job)
{
	struct job *taken = NULL, **end = &taken;
	size_t count = 0, seen = 0;

	while (job != NULL) {
		struct err err = { 0 };

		if (seen == 0)
			seen = look_ahead(w, job);
		seen--;
		if (work_on(w, job, &err)) {
			*end = job;
			end = &job->next;
		} else {
			if (desk_broken(w->desk)) {
				finish_all(w, taken, &err);
				taken = NULL;
				end = &taken;
			}
			finish(w, job, &err);
		}
		job = ++count < LIMIT_BATCH_STEPS ? next_job(w, false) : NULL;
	}
	commit(w, taken);
}

/* A slice of what happened goes into the search's index; false: all is in, or it failed. */
static bool index_slice(struct writer *w)
{
	int64_t size = ledger_size(desk_ledger(w->desk)), left = 0;
	struct err err = { 0 };

	if (size == w->indexed)
		return false;
	if (!search_index(w->desk, SEARCH_SLICE, &left, &err)) {
		fprintf(stderr, "检索的索引没有跟上：%s（%s）\n", err.what, err.code);
		return false;
	}
	w->indexed = size - left;
	return left > 0;
}

/* The writer goes round: said by itself, so that a writer that hangs is not kept alive. */
static void beat(struct writer *w)
{
	double now = clock_monotonic();

	if (w->config.beat_us == 0 || (now - w->beaten) * 1e6 < (double)w->config.beat_us)
		return;
	w->beaten = now;
	notify_send("WATCHDOG=1");
}

/* With nothing else to do. */
static void index_all(struct writer *w)
{
	bool idle = true;

	while (idle && index_slice(w)) {
		beat(w);
		pthread_mutex_lock(&w->lock);
		idle = w->first == NULL && !w->stopping;
		pthread_mutex_unlock(&w->lock);
	}
}

/* Between batches: what ran out, and the signed head. A failure shows at the next job. */
static void housekeeping(struct writer *w)
{
	struct err err = { 0 };
	instant now = clock_now(&w->config.clock);
	int64_t size = ledger_size(desk_ledger(w->desk));

	if (w->config.idle != NULL) {
		w->config.idle(w->config.with, w->desk);
		if (!desk_commit(w->desk, &err))
			err_clear(&err);
	}
	if (now - w->ticked >= w->config.tick_s * INSTANT_SECOND) {
		w->ticked = now;
		if (!desk_tick(w->desk, now, NULL, &err))
			fprintf(stderr, "时钟没有走成：%s（%s）\n", err.what, err.code);
		w->clock_ran = now;
		w->registers = desk_registers(w->desk);
		size = ledger_size(desk_ledger(w->desk));
	}
	if (size != w->sealed) {
		if (desk_seal(w->desk, &err))
			w->under = w->sealed = size;
		else
			fprintf(stderr, "总账没有签成：%s（%s）\n", err.what, err.code);
	}
	w->events = size;
	index_all(w);
}

/* Nothing can be done about it here: the process is to end, and to be started again. */
static void see_end(struct writer *w)
{
	if (w->ended || !db_over(desk_db(w->desk)))
		return;
	w->ended = true;
	if (w->config.ended != NULL)
		w->config.ended(w->config.with);
}

static bool over(struct writer *w)
{
	bool empty;

	pthread_mutex_lock(&w->lock);
	empty = w->stopping && w->first == NULL;
	pthread_mutex_unlock(&w->lock);
	return empty;
}

static void *write_on(void *with)
{
	struct writer *w = with;

	while (!over(w)) {
		struct job *job = next_job(w, true);

		if (job != NULL)
			batch(w, job);
		/* also under a load that leaves no pause: limits run out, heads are signed */
		if (!w->ended && (job == NULL || clock_monotonic() - w->kept > KEEP_S)) {
			housekeeping(w);
			w->kept = clock_monotonic();
		}
		see_end(w);
		beat(w);
		if (!w->ended && ledger_size(desk_ledger(w->desk)) - w->indexed >= SEARCH_LAG)
			(void)index_slice(w);
	}
	if (!w->ended)
		housekeeping(w);
	return NULL;
}

struct writer *writer_start(const struct writer_config *config, struct err *err)
{
	struct arena *life = arena_new(LIMIT_ARENA_LIFE);
	struct writer *w = arena_make(life, struct writer, 1);
	pthread_condattr_t monotonic;

	w->config = *config;
	w->life = life;
	w->sealed = -1;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (!desk_open(life, config->folder, true, config->clock, &w->desk, err)) {
		arena_end(life);
		return NULL;
	}
	w->ticked = 0;
	w->kept = clock_monotonic();
	w->events = ledger_size(desk_ledger(w->desk));
	if (pthread_create(&w->thread, NULL, write_on, w) != 0) {
		arena_end(life);
		err_set(err, ERR_LIMIT, "serve.thread", "不能再开一个线程");
		return NULL;
	}
	return w;
}

bool writer_submit(struct writer *writer, struct job *job)
{
	bool taken;

	job->next = NULL;
	pthread_mutex_lock(&writer->lock);
	taken = !writer->stopping && writer->waiting < writer->config.queue_max;
	if (taken) {
		if (writer->last != NULL)
			writer->last->next = job;
		else
			writer->first = job;
		writer->last = job;
		writer->waiting++;
		pthread_cond_signal(&writer->wake);
	}
	pthread_mutex_unlock(&writer->lock);
	return taken;
}

int64_t writer_registers(const struct writer *writer)
{
	return writer->registers;
}

struct writer_load writer_load(struct writer *writer)
{
	struct writer_load load = {
		.batches = writer->batches,
		.jobs = writer->jobs,
		.failures = writer->failures,
		.events = writer->events,
		.sealed = writer->under,
		.ticked = writer->clock_ran,
		.commits = &writer->commits,
	};

	pthread_mutex_lock(&writer->lock);
	load.waiting = (int64_t)writer->waiting;
	pthread_mutex_unlock(&writer->lock);
	return load;
}

void writer_stop(struct writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->stopping = true;
	pthread_cond_signal(&writer->wake);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
	pthread_cond_destroy(&writer->wake);
	pthread_mutex_destroy(&writer->lock);
	arena_end(writer->life);
}
