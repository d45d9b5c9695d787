/* desk.h -- the working place over a store: records read, steps taken in batches, all kept.
 *
 * One desk writes; a batch of steps is one transaction (group commit). A step that
 * was taken is acknowledged only after desk_commit. What fails inside a step leaves
 * no trace; what fails in the database undoes the whole batch.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_DESK_H
#define GUIJU_ENGINE_DESK_H
#include "base/clock.h"
#include "engine/figure.h"
#include "engine/take.h"
#include "ledger/ledger.h"
#include <setjmp.h>

struct db;
struct desk;

struct desk_begin {
	const char *folder;
	const char *database; /* "postgresql://...": where its tables shall lie; NULL: in it */
	str place;        /* division code, "620200" */
	str name;         /* "嘉峪关市" */
	bool national;
	str seed;         /* not empty: an invented store with repeatable chance */
	struct clock clock;
};

/* Makes a new store: tables, log, keys; adopts calendars/ and the registers of offices
 * and posts of file_home; enters the government as first office and `admin` (系统管理员).
 * The folder appears whole or not at all (store/making.h). */
must_use bool desk_create(struct arena *arena, const struct desk_begin *begin,
                          struct desk **desk, struct err *err);
/* Opens a store; `write` takes the writer's lock. */
must_use bool desk_open(struct arena *arena, const char *folder, bool write, struct clock clock,
                        struct desk **desk, struct err *err);

/* Takes a step into the batch in hand. Strings of the command are borrowed until the
 * batch ends. On a refusal the batch is as before. When the database failed
 * (ERR_STORE), the batch is gone: desk_broken tells. */
must_use bool desk_take(struct desk *desk, const struct command *command,
                        struct outcome *outcome, struct err *err);
/* The same for several steps of one record, all or none (see take_commands). */
must_use bool desk_take_all(struct desk *desk, struct command *commands, size_t count,
                            struct outcome *outcome, size_t *failed, struct err *err);
/* Says which idempotency keys the next commands bear, so that they are looked up together
 * and not one by one; what was said before is forgotten. Copies. Nothing else changes. */
must_use bool desk_expect(struct desk *desk, const str *keys, size_t count, struct err *err);
/* From now on nothing is kept: steps are judged against the store and each other, and
 * desk_commit only frees memory. Until desk_give_up, or the end of the desk. */
void desk_try(struct desk *desk);
void desk_give_up(struct desk *desk);
/* Opens the batch's transaction, for what is written beside the ledger along with it; does
 * nothing when it is open. */
must_use bool desk_begin_batch(struct desk *desk, struct err *err);
/* Makes the batch durable; true for an empty one. */
must_use bool desk_commit(struct desk *desk, struct err *err);
/* Commits when the batch has LIMIT_BATCH_STEPS events or much memory. */
must_use bool desk_commit_if_full(struct desk *desk, struct err *err);
bool desk_broken(const struct desk *desk);
/* From now on desk_broken speaks of what comes: for who works on the same desk next. */
void desk_mend(struct desk *desk);
/* Undoes the batch in hand. */
void desk_lose(struct desk *desk);
/* Where to go when the desk's memory is spent; NULL: nowhere (the process ends). After the
 * jump a batch must be undone by desk_lose. */
void desk_escape(struct desk *desk, jmp_buf *escape);
/* Rises with every change of rules, calendars, offices and posts that this desk has made. */
int64_t desk_registers(const struct desk *desk);
/* Signs the head of what is committed. */
must_use bool desk_seal(struct desk *desk, struct err *err);
/* Records all that ran out up to and including `until`, in order of time; commits as it
 * goes. `*count` may be NULL. */
must_use bool desk_tick(struct desk *desk, instant until, int64_t *count, struct err *err);

/* Puts a rule in force (an event of its own). The rule must have been checked; modules
 * (用) that the program lacks are refused. True also when it is in force already. */
must_use bool desk_adopt_rule(struct desk *desk, str file, str text, str person,
                              struct err *err);
/* The same for a calendar's year; running limits are counted anew. */
must_use bool desk_adopt_calendar(struct desk *desk, str file, str text, str person,
                                  struct err *err);

/* Reading. The record lives until the batch ends; NULL when there is none. */
must_use bool desk_record(struct desk *desk, str procedure, int64_t serial,
                          struct record **record, struct err *err);
/* Finds by "procedure/serial", or within all procedures by official number or unique
 * value (ERR_UNKNOWN "record.unknown"). */
must_use bool desk_find(struct desk *desk, str name, const struct rule **rule, int64_t *serial,
                        struct err *err);
struct figure_source desk_figures(struct desk *desk);
struct world *desk_world(struct desk *desk);
struct db *desk_db(struct desk *desk);
struct ledger *desk_ledger(struct desk *desk);
/* A setting of the store ("place", "name", "origin", "seed" ...), or the empty slice. */
str desk_setting(struct desk *desk, const char *name);

#endif
