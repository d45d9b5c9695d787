/* figure.h -- indicators computed: the sum of marks over a period, as the rule prints it.
 *
 * Pure arithmetic over a source of cells (sums of marks by day, organ and key), so
 * that a year's figure costs days, not records. Integers only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_FIGURE_H
#define GUIJU_ENGINE_FIGURE_H
#include "define/model.h"

struct arena;
struct buf;
struct err;

/* What to add up. Days are inclusive; from = INT32_MIN + 1 means from the beginning. */
struct figure_scope {
	day from, to;
	str organ;      /* empty: all */
};

/* Where cells come from. */
struct figure_source {
	/* Sums n and v of an indicator's marks in the scope. */
	bool (*sum)(void *with, str procedure, str indicator, const struct figure_scope *scope,
	            int64_t *n, int64_t *v, struct err *err);
	/* How many keys have a positive n in the scope. */
	bool (*distinct)(void *with, str procedure, str indicator,
	                 const struct figure_scope *scope, int64_t *keys, struct err *err);
	/* The largest v of a mark in the scope, 0 when there is none. */
	bool (*most)(void *with, str procedure, str indicator, const struct figure_scope *scope,
	             int64_t *v, struct err *err);
	void *with;
};

struct figure {
	const struct indicator *indicator;
	int64_t value;          /* count or sum; for money in ten-thousandths */
	int64_t above, below;   /* RATE and MEAN: numerator and denominator */
	bool ratio;
	bool money;             /* value and above are ten-thousandths */
};

/* The period of a year, or of one month (1..12) of it. */
struct figure_scope figure_year(int year);
struct figure_scope figure_month(int year, int month);
/* Computes an indicator of the rule; stocks and balances look at scope->to alone. */
must_use bool figure_compute(const struct figure_source *source, const struct rule *rule,
                             const struct indicator *indicator, const struct figure_scope *scope,
                             struct figure *figure, struct err *err);
/* "deviations", which no rule declares. */
must_use bool figure_deviations(const struct figure_source *source, const struct rule *rule,
                                const struct figure_scope *scope, int64_t *n, struct err *err);
/* As the rule prints it: "7.89万", "99.33%", "2800余", "—" for a rate over nothing.
 * A percent sign belongs to a rate whose unit is %. */
void figure_print(struct buf *buf, const struct figure *figure);
/* A cross-check, looked at: does it hold, and what both sides come to (for people). */
struct figure_verdict {
	bool holds;
	char what[512];
};
must_use bool figure_check(const struct figure_source *source, const struct rule *rule,
                           const struct check *check, const struct figure_scope *scope,
                           struct figure_verdict *verdict, struct err *err);

#endif
