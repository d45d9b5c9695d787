/* writer.h -- the one thread that writes: jobs in a queue, many in one durable commit.
 *
 * A batch goes on while the queue has more, up to LIMIT_BATCH_STEPS events; so a lone job
 * costs one commit, and many at once share one. Between batches the clock runs (desk_tick)
 * and the head of the log is signed. The caller is told when its job is durable, not before.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_WRITER_H
#define GUIJU_SERVE_WRITER_H
#include "base/clock.h"

struct desk;
struct err;
struct histogram;
struct writer;

/* Work for the writer; lies in the memory of who asks until `done` has been called. */
struct job {
	/* Takes steps on the desk, on the writer's thread, in a batch. False with `err`: refused,
	 * and nothing was taken. A spent arena of the desk is the writer's affair. */
	bool (*work)(struct job *job, struct desk *desk, struct err *err);
	/* Called once, on the writer's thread: `err` is NULL when what was taken is durable. */
	void (*done)(struct job *job, const struct err *err);
	void *with;
	struct job *next; /* the writer's own */
};

#define WRITER_AHEAD 16

struct writer_config {
	const char *folder;    /* the store */
	struct clock clock;
	int tick_s;            /* how often the clock runs when nothing else happens */
	size_t queue_max;      /* jobs that may wait; more are refused */
	/* May be NULL: told on the writer's thread of the jobs that come next, WRITER_AHEAD at
	 * most, so that what they all look for can be looked for together. */
	void (*ahead)(struct desk *desk, struct job *const *jobs, size_t count);
	/* May be NULL: told on the writer's thread after each commit: events in the log. */
	void (*committed)(void *with, int64_t size);
	/* May be NULL: runs on the writer's thread between batches, about once a second when
	 * nothing else happens, and before the end; what it writes is committed by the caller. */
	void (*idle)(void *with, struct desk *desk);
	/* May be NULL: told once, on the writer's thread: the database can be written no more
	 * (db_over); all jobs from now on are refused. */
	void (*ended)(void *with);
	void *with;
	/* How often the service manager wants to hear that the writer goes round, in
	 * microseconds; 0: never. */
	int64_t beat_us;
};

/* Opens the store for writing (its lock) and starts the thread. NULL and `err` when it
 * cannot. Keeps what the configuration points at. */
must_use struct writer *writer_start(const struct writer_config *config, struct err *err);
/* Gives the writer a job. False: the queue is full or the writer is stopping; nothing was
 * kept, and `done` will not be called. From any thread. */
must_use bool writer_submit(struct writer *writer, struct job *job);
/* Rises whenever rules, calendars, offices or posts have changed. From any thread. */
int64_t writer_registers(const struct writer *writer);
/* For measurements: jobs waiting, batches committed, jobs done. */
struct writer_load {
	int64_t waiting, batches, jobs;
	int64_t failures;        /* commits that failed */
	int64_t events, sealed;  /* in the log; under its last signed head */
	instant ticked;          /* when the clock last ran; 0: not yet */
	const struct histogram *commits; /* how long a commit took */
};
struct writer_load writer_load(struct writer *writer);
/* Finishes what is queued, signs the head, closes the store. */
void writer_stop(struct writer *writer);

#endif
