/* annual.h -- the yearly report compiled: every gap filled, every cross-check held, or no report.
 *
 * A sentence whose gap belongs to a procedure that the head lists but that is not in
 * force in the store is left out and named. Anything else that is missing is a fault:
 * a report is whole or it is not made.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_REPORT_ANNUAL_H
#define GUIJU_REPORT_ANNUAL_H
#include "define/library.h"
#include "engine/figure.h"
#include "report/template.h"

struct annual_system {
	const struct template_system *of;
	const struct rule *rule;   /* in force at the end of the year; NULL: left out */
	const char *why;           /* why it is left out */
	int64_t deviations;        /* steps of the year recorded against the rule */
};

/* What a source stated, where a figure is 报送: the latest up to the end of the year. */
struct annual_statement {
	str source;                /* as people read it */
	str value;                 /* "1200" */
	day on;                    /* counting day */
	str record;                /* "data_statement/3" */
};

/* One figure with its provenance; printed at one place or several. */
struct annual_figure {
	int number;                /* 1, 2, ... in the order of the text */
	const struct annual_system *system;
	const struct indicator *indicator;
	bool at_start;
	struct figure figure;
	str printed;               /* "7.89万" */
	str exact;                 /* "78900"; of a ratio the printed form */
	str above, below;          /* of a ratio: both integers or decimals; else empty */
	str formula;               /* in words */
	str rule_line;             /* "hotline.rule:226" */
	str basis;                 /* the article, or the law of the rule */
	int64_t records;           /* records counted in it; of a ratio, in its denominator */
	struct annual_statement *statements; /* of a figure.attested with 末值和 in it */
	size_t statement_count;
	bool monthly;              /* months[] are filled: not for @年初 */
	str months[12];            /* as printed */
	str months_exact[12];      /* "78", of a ratio "3/4" */
};

struct annual_check {
	const struct annual_system *system;
	int line;                  /* in the rule */
	str what;                  /* both sides */
};

struct annual_piece {
	str text;                          /* as printed */
	const struct annual_figure *figure; /* NULL: words */
};
struct annual_sentence {
	int line;
	struct annual_piece *pieces;
	size_t count;
};
struct annual_block {
	enum template_block_kind kind;
	str ordinal;               /* "一、" "（一）" "一是" or empty */
	str head;                  /* or empty */
	str office;                /* or empty */
	struct annual_sentence *sentences;
	size_t count;
};
struct annual_left_out {
	int line;
	str text;                  /* as written, with its gaps */
	const struct annual_system *system;
};

/* What a report is made of; all is borrowed for as long as the report lives. */
struct annual_of {
	const struct template *template;
	const struct library *library;
	struct figure_source source;
	str city;
	str origin;                /* of the ledger */
	int64_t size;              /* events in the ledger */
	str root;                  /* base64 */
};

struct annual {
	const struct annual_of *of;
	int year;
	str title;
	struct annual_system *systems;     size_t system_count;
	struct annual_block *blocks;       size_t block_count;
	struct annual_figure **figures;    size_t figure_count;
	struct annual_check *checks;       size_t check_count;
	struct annual_left_out *left_out;  size_t left_out_count;
	size_t printed_count;      /* gaps filled with a figure */
	size_t sentence_count;     /* kept */
};

/* Compiles. Faults of the report ("report.indicator", "report.undefined", "report.check",
 * "report.at", "report.other", "report.empty_report"), each at its line, go to `problems`,
 * and `err` tells the first as ERR_REFUSED; other failures (the store's) are in `err`
 * alone. */
must_use bool annual_build(struct arena *arena, const struct annual_of *of,
                           struct annual **annual, struct problems *problems, struct err *err);

/* A figure of another rule that is not there ("figure.other") is a fault of the report:
 * moves it from `err` to `problems` as "report.other". False for any other failure. */
bool annual_other(struct problems *problems, int line, struct err *err);

/* annual_figure.c: one figure with its provenance. Faults of its own go to `problems` and
 * give NULL in `*made`; false when the source fails. */
struct annual_figure_wanted {
	const struct annual *annual;
	const struct template_piece *piece;
	const struct annual_system *system; /* with a rule */
	int line;                           /* of the sentence */
};
must_use bool annual_figure_make(struct arena *arena, const struct annual_figure_wanted *wanted,
                                 struct annual_figure **made, struct problems *problems,
                                 struct err *err);

#endif
