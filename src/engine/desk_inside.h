/* desk_inside.h -- what the files of the desk share; nobody else includes it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_DESK_INSIDE_H
#define GUIJU_ENGINE_DESK_INSIDE_H
#include "base/table.h"
#include "crypto/secret.h"
#include "engine/desk.h"
#include "store/db.h"

/* A record in the batch: as the database has it, and as it is now. */
struct kept {
	const struct record *stored; /* NULL: not in the database yet */
	struct record *now;
	bool dirty;
};

/* A cell in the batch: what to add. */
struct kept_cell {
	str procedure, indicator, organ, key;
	day on;
	int64_t n, v;
};

struct kept_number {
	int64_t value;
	bool dirty;
};

/* A row of table `record`, as it is written and read. */
struct record_row {
	str procedure;
	int64_t serial;
	str number, rule, stage, organ, state; /* rule: its digest */
	instant opened, changed, ended;
	int64_t events;
};

struct desk {
	struct world world;
	struct arena *life;
	struct arena *batch;
	struct db db;
	struct library *library;
	struct workdays *workdays;
	struct people people;
	struct chance chance;
	struct clock clock;
	struct ledger *ledger;    /* NULL: a rebuilding, events are elsewhere */
	const char *folder;
	bool broken;
	bool marked;              /* the ledger can be rewound to before the batch in hand */
	bool trial;               /* nothing is committed */
	bool people_changed;      /* by the batch */
	int64_t registers;        /* see desk_registers */
	int64_t events_in_batch;
	int64_t next_seq;         /* without a ledger */
	instant last_recorded;
	/* of the batch, emptied by commit */
	struct table records;     /* "procedure/serial" -> struct kept */
	struct table serials;     /* procedure -> kept_number */
	struct table series;      /* name -> kept_number */
	struct table cells;       /* joined key -> kept_cell */
	/* over batches */
	struct arena *recent_arena;
	struct table recent;      /* "procedure/serial" -> struct record_row, without procedure */
	struct arena *expected_arena;
	struct table expected;    /* key of a request -> kept_number: its event, or -1 */
};

/* desk_world.c: answers of the world from batch and database. */
void desk_world_init(struct desk *desk);
must_use bool desk_kept(struct desk *desk, str procedure, int64_t serial, struct kept **kept,
                        struct err *err);
must_use bool desk_series(struct desk *desk, str name, struct kept_number **number,
                          struct err *err);
struct kept *desk_keep(struct desk *desk, struct record *now);

/* desk_recent.c: rows written lately; NULL for one that is not known. */
void desk_recent_put(struct desk *desk, const struct record_row *row);
const struct record_row *desk_recent_find(struct desk *desk, str procedure, int64_t serial);
void desk_recent_forget(struct desk *desk);
/* What was found out about a key by desk_expect; NULL: nothing. */
struct kept_number *desk_expected(struct desk *desk, str key);

/* desk_rows.c: what an event changes besides the log; and the writing of the batch. */
must_use bool desk_absorb(struct desk *desk, const struct change *change, struct err *err);
must_use bool desk_flush(struct desk *desk, struct err *err);
/* Due dates that rested on a year without notice are counted anew, inside the open
 * transaction; the batch must be flushed before and is empty afterwards. */
must_use bool desk_recount_terms(struct desk *desk, struct err *err);
void desk_forget_batch(struct desk *desk);

/* desk_lists.c: what the change of a record changes in the tables that lists are drawn from
 * (`before` NULL: a new one). */
must_use bool desk_absorb_lists(struct desk *desk, const struct record *before,
                                const struct record *after, struct err *err);
/* Fills those tables for a store that was made before they were; commits as it goes. */
must_use bool desk_fill_lists(struct desk *desk, struct err *err);

/* desk.c: undoes the batch after a failure; returns false. */
bool desk_lose_batch(struct desk *desk);
/* The time to record an event: now, but never before the event in front of it. */
instant desk_recorded_now(struct desk *desk);

/* desk_load.c: rules, calendars and people from the database. */
must_use bool desk_load(struct desk *desk, struct err *err);
must_use bool desk_load_people(struct desk *desk, struct err *err);
/* When the last event was recorded: a clock that was set back must not show in the log. */
must_use bool desk_load_recorded(struct desk *desk, struct err *err);
must_use bool desk_load_rule(struct desk *desk, str text, struct err *err);
must_use bool desk_digest_calendars(struct desk *desk, struct err *err);
/* Afresh; what the desk held before is forgotten. */
must_use bool desk_load_calendars(struct desk *desk, struct err *err);
/* An empty desk over an open database. */
struct desk *desk_new(struct arena *life, struct db db, struct clock clock);

#endif
