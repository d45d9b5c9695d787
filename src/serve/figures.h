/* figures.h -- indicators of a rule computed for a year, with formula, law and parts.
 *
 * A figure costs sums of days, not records. It is read from one state of the store, which
 * the writer goes on changing meanwhile.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_FIGURES_H
#define GUIJU_SERVE_FIGURES_H
#include "engine/figure.h"
#include "serve/api.h"

extern const struct api_op figures_show_op;   /* GET /figures/{procedure}/{indicator} */
extern const struct api_op figures_public_op; /* the same for what the yearly report prints */

/* What is asked for by path and query. */
struct figures_ask {
	struct call *call;
	struct figure_source source;
	const struct rule *rule;
	const struct indicator *indicator;
	struct figure_scope scope;
	int year, month; /* month 0: the whole year */
};

/* Reads path and query; false: a problem was answered. */
must_use bool figures_read(struct call *call, struct figures_ask *ask);
/* The members of the figure into an open map: value, exact, printed, ... */
void figures_write(struct jw *w, const struct figure *figure);
/* "12.50" or "78": the value as an exact decimal; in the arena. */
str figures_exact(struct arena *arena, bool money, int64_t value);
/* A year from ?year=, which must be there. False: a problem was answered. */
must_use bool figures_query_year(struct call *call, int *year);

#endif
