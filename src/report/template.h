/* template.h -- the yearly report as source text: prose in which every figure is a named gap.
 *
 * The format is described in docs/formats/report.md. What can be judged from the file
 * alone is judged here: typed digits, unknown gaps, order of the parts. Whether a figure
 * exists is annual.c's question.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_REPORT_TEMPLATE_H
#define GUIJU_REPORT_TEMPLATE_H
#include "define/problems.h"

struct arena;

/* 系统: a procedure whose figures the report may print. */
struct template_system {
	str procedure; /* "hotline" */
	str system;    /* "S33" */
	str name;      /* "12345热线工单" */
	int line;
	bool used;
};

enum template_piece_kind {
	TEMPLATE_TEXT,
	TEMPLATE_YEAR,      /* {年} */
	TEMPLATE_LAST_YEAR, /* {上年} */
	TEMPLATE_NEXT_YEAR, /* {下年} */
	TEMPLATE_CITY,      /* {市} */
	TEMPLATE_FIGURE,    /* {hotline.accepted} */
	TEMPLATE_SOURCE,    /* {依 hotline}: prints nothing, but needs the procedure */
};
struct template_piece {
	enum template_piece_kind kind;
	str text;                             /* TEXT; else as written, without braces */
	const struct template_system *system; /* FIGURE, SOURCE */
	str indicator;                        /* FIGURE */
	bool at_start;                        /* @年初: the state at the end of the year before */
};
struct template_sentence {
	int line;
	struct template_piece *pieces;
	size_t count;
};

enum template_block_kind {
	TEMPLATE_LEAD,      /* 导语 */
	TEMPLATE_CHAPTER,   /* 章 */
	TEMPLATE_SECTION,   /* 节 */
	TEMPLATE_PARAGRAPH, /* 段 */
	TEMPLATE_NARRATIVE, /* 叙述: words for which an office answers */
};
struct template_block {
	enum template_block_kind kind;
	int line;
	struct template_sentence head; /* heading, or first words; no pieces: none */
	str office;                    /* 责任, or empty */
	struct template_sentence *sentences;
	size_t count;
};

struct template_name { /* 名称: a proper name that has digits */
	str text;
	int line;
	bool used;
};

struct template {
	str file;
	str name;   /* 报告 */
	int year;   /* 年度 */
	struct template_system *systems;   size_t system_count;
	struct template_name *names;       size_t name_count;
	struct template_sentence title;
	struct template_block *blocks;     size_t block_count;
};

/* Reads a template (`text` is kept). NULL when anything is wrong; all faults ("text.*",
 * "report.*") are in `problems`. */
const struct template *template_read(struct arena *arena, str file, str text,
                                     struct problems *problems);
/* The sentence as written, its gaps in braces, for messages; in the arena. */
str template_show(struct arena *arena, const struct template_sentence *sentence);

/* template_gaps.c: cuts a text into pieces. `heading`: only {年} {上年} {下年} {市} may stand
 * in it. Marks names and systems as used. */
void template_cut(struct arena *arena, struct template *of, str text, bool heading,
                  struct template_sentence *sentence, struct problems *problems);

#endif
