/* figure.h -- indicators computed: the sum of marks over a period, as the rule prints it.
 *
 * Pure arithmetic over a source of cells (sums of marks by day, organ and key), so
 * that a year's figure costs days, not records. Integers only. What was attested (报送) and
 * what is computed of it says so.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_ENGINE_FIGURE_H
#define GUIJU_ENGINE_FIGURE_H
#include "define/library.h"

struct arena;
struct buf;
struct err;

/* What to add up. Days are inclusive; from = INT32_MIN + 1 means from the beginning. */
struct figure_scope {
	day from, to;
	str organ;      /* empty: all */
	str key;        /* an option of 统计分项, empty: all */
};

/* What a source last stated (末值和): of all its statements up to the end of the scope the
 * one with the latest counting day; of those of one day, the one recorded last. */
struct figure_statement {
	str source;     /* the value of 按 */
	day on;
	int64_t v;      /* for money in ten-thousandths */
	int64_t serial; /* the record of the statement */
};
struct figure_statements {
	struct figure_statement *at;
	size_t count;
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
	/* The latest statement of each source up to scope->to (its from is not looked at); of
	 * an organ: those of the latest that it made. In the memory of the source. */
	bool (*latest)(void *with, str procedure, str indicator, const struct figure_scope *scope,
	               struct figure_statements *found, struct err *err);
	void *with;
	const struct library *library; /* for operands of other rules; NULL: there are none */
};

struct figure {
	const struct indicator *indicator;
	int64_t value;          /* count or sum; for money in ten-thousandths */
	int64_t above, below;   /* RATE and MEAN: numerator and denominator */
	bool ratio;
	bool money;             /* value and above are ten-thousandths */
	bool attested;          /* stated by others (报送), or computed of such */
};

/* An indicator and the rule that it belongs to. */
struct figure_of {
	const struct rule *rule;
	const struct indicator *indicator;
};

/* The period of a year, or of one month (1..12) of it. */
struct figure_scope figure_year(int year);
struct figure_scope figure_month(int year, int month);
/* The same period a year earlier (上年). */
struct figure_scope figure_last_year(const struct figure_scope *scope);
/* What an operand of `rule` stands for: of another rule, that of the version in force at
 * scope->to, or else of the newest. ERR_UNKNOWN "figure.other" when it is not there. */
must_use bool figure_resolve(const struct figure_source *source, const struct rule *rule,
                             const struct operand *operand, const struct figure_scope *scope,
                             struct figure_of *of, struct err *err);
/* Is the indicator one figure for each option of 统计分项 too (struct figure_scope's key)?
 * What is told apart, the largest, the last value, and figures of other rules are not. */
bool figure_is_split(const struct indicator *indicator);
/* Computes an indicator of the rule; stocks and balances look at scope->to alone. With a key
 * that the rule does not split by, or for a figure that is not split: ERR_INVALID
 * "figure.not_split". */
must_use bool figure_compute(const struct figure_source *source, const struct rule *rule,
                             const struct indicator *indicator, const struct figure_scope *scope,
                             struct figure *figure, struct err *err);
/* One item of a sum, of a check or of a table, its sign left out. */
must_use bool figure_item(const struct figure_source *source, const struct rule *rule,
                          const struct sum_item *item, const struct figure_scope *scope,
                          struct figure *figure, struct err *err);
/* "deviations", which no rule declares. */
must_use bool figure_deviations(const struct figure_source *source, const struct rule *rule,
                                const struct figure_scope *scope, int64_t *n, struct err *err);
/* As the rule prints it: "7.89万", "99.33%", "2800余", "—" for a rate over nothing.
 * A percent sign belongs to a rate whose unit is %. */
void figure_print(struct buf *buf, const struct figure *figure);
/* A cross-check, looked at: does it hold, and what both sides come to (for people). Of a rule
 * with 统计分项 it must hold as a whole and for each option, unless the scope has a key; for
 * figures that are not split, as a whole. */
struct figure_verdict {
	bool tried; /* false: of an option, where something in it is not split by option */
	bool holds;
	char what[512];
};
must_use bool figure_check(const struct figure_source *source, const struct rule *rule,
                           const struct check *check, const struct figure_scope *scope,
                           struct figure_verdict *verdict, struct err *err);
/* The same for the option that the scope's key names alone, or without a key for the whole
 * alone. */
must_use bool figure_check_part(const struct figure_source *source, const struct rule *rule,
                                const struct check *check, const struct figure_scope *scope,
                                struct figure_verdict *verdict, struct err *err);

#endif
