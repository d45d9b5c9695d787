/* record.h -- what is known of one case, entry or note: the fold of its events.
 *
 * A record is made by fold.c alone and kept as a row whose `state` column has the
 * text form below; the row is a cache that can be rebuilt from the ledger. One line
 * a thing, items parted by TAB, with \t \n \\ escaped:
 *
 *     f field value                            a field
 *     s step count first last person           times a step was taken
 *     a role person person ...                 who acted in a role
 *     l limit state expired runs started stopped
 *     p from to by-stage why basis             a pause of the limit above
 *     x n unit                                 an extension of the limit above
 *     t indicator day n v organ key            what it contributes to a figure now
 *     b stage                                  the stage before this one
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_RECORD_H
#define GUIJU_ENGINE_RECORD_H
#include "define/model.h"

struct arena;
struct buf;
struct err;

struct step_seen {
	int64_t count;
	instant first, last;
	str person; /* who took it last */
};

struct people_list {
	str *at;
	size_t count;
};

enum run_state {
	RUN_NONE,
	RUN_GOING,   /* in time so far, or overdue when `expired` */
	RUN_MET,     /* stopped in time */
	RUN_LATE,    /* stopped, but too late */
	RUN_DROPPED, /* the record ended in a way that makes it void */
};

/* One limit on one record: what consumed its budget. */
struct run {
	enum run_state state;
	bool expired;       /* its running out was recorded */
	int64_t runs;       /* how often it began */
	instant started, stopped;
	struct term_pause *pauses;
	bool *by_stage;     /* by_stage[i]: pauses[i] was made by a 停表 stage */
	size_t pause_count;
	struct term_length *extensions;
	size_t extension_count;
};

/* What the record contributes to an indicator now; taken back when it changes. */
struct slot {
	bool on;
	day on_day;
	int64_t n, v;
	str organ, key;
};

struct record {
	const struct rule *rule;
	int64_t serial;
	str number;                  /* official number, or empty */
	const struct stage *stage;
	const struct stage *previous;
	instant opened, changed, ended; /* ended: INSTANT_NONE while open */
	int64_t events;
	str organ;                   /* by 统计单位; empty: the actor's, event by event */
	str *values;                 /* by field; empty slice = no value */
	struct step_seen *seen;      /* by step */
	struct people_list *acted;   /* by role */
	struct run *runs;            /* by limit */
	struct slot *slots;          /* by indicator */
};

/* An empty record of a rule. */
struct record *record_new(struct arena *arena, const struct rule *rule, int64_t serial);
/* A copy that can be changed without touching the other (strings are shared). */
struct record *record_copy(struct arena *arena, const struct record *record);
str record_value(const struct record *record, const struct field *field);
/* The text form of all but the row's own columns, and back. */
void record_write(struct buf *buf, const struct record *record);
must_use bool record_read(struct arena *arena, str state, struct record *record, struct err *err);
/* "reconsideration/12": the name by which links and proofs know it. */
str record_name(struct arena *arena, const struct record *record);
/* The same for a record that is not at hand. */
str record_key(struct arena *arena, str procedure, int64_t serial);

#endif
