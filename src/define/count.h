/* count.h -- what a rule counts, cross-checks and makes public.
 *
 * Read-only; all lives as long as the arena that the rule was read into.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_COUNT_H
#define GUIJU_DEFINE_COUNT_H
#include "define/step.h"

enum count_kind {
	COUNT_STEP,      /* 数 STEPS */
	COUNT_SUM,       /* 和 FIELD 于 STEPS */
	COUNT_DISTINCT,  /* 去重 FIELD 于 STEPS */
	COUNT_MOST,      /* 最大 FIELD 于 STEPS */
	COUNT_LIMIT,     /* 数 期限 LIMIT */
	COUNT_DEVIATION, /* 数 偏差 */
	COUNT_STOCK,     /* 在册 STAGES */
	COUNT_STOCK_SUM, /* 在册和 FIELD STAGES */
	COUNT_STOCK_DISTINCT, /* 在册 STAGES 去重 FIELD */
	COUNT_LAST_SUM,  /* 末值和 FIELD 按 FIELD 于 STEPS: the last value of each key */
	COUNT_BALANCE,   /* 存 A 减 B: all to date */
	COUNT_ADD,       /* 算 A + B - C */
	COUNT_RATE,      /* 率 A / B: percent */
	COUNT_MEAN,      /* 均 A / B: plain ratio */
};
enum form_kind { FORM_PLAIN, FORM_WAN, FORM_YI, FORM_YU, FORM_WAN_YU, FORM_OVER, FORM_HAN };
struct form { /* 写作 */
	enum form_kind kind;
	int digits;         /* decimals */
	int64_t step;       /* 余 100, 超过 10000 */
	bool truncate;      /* 截尾 */
	bool strip;         /* 去零 */
};

struct indicator;
/* An indicator that something is computed of: of this rule, or of another one, which is
 * then named by its text and looked up in the library when the figure is computed. */
struct operand {
	const struct indicator *indicator; /* of this rule; NULL: of another, or nothing */
	str procedure;                     /* of another rule: its name or id, else empty */
	str other;                         /* the indicator's name or id there */
};
struct sum_item { /* one item of A + B - C, in COUNT_ADD, COUNT_BALANCE and 核对 */
	struct operand of; /* neither here nor there: a constant */
	int64_t constant;
	int sign;        /* +1 -1 */
	bool last_year;  /* 上年 */
};
struct indicator {
	struct name name;
	str unit;
	enum count_kind kind;
	enum limit_pick pick;          /* 首次 末次 */
	const struct step **steps;
	size_t step_count;
	const struct stage **stages;
	size_t stage_count;
	const struct field *field;     /* summed, or told apart */
	bool in_items;                 /* SUM 个数: how many values or rows the field has */
	const struct field *source;    /* LAST_SUM: 按, whose values are told apart */
	const struct limit *limit;
	const struct field *dated_by;  /* 记在: counted on the day that this field says */
	const struct cond *when;       /* 其中 */
	const struct sum_item *items;  /* BALANCE, ADD */
	size_t item_count;
	struct operand above, below;   /* RATE, MEAN */
	struct form form;
	str basis;
	size_t index;
};

struct check { /* 核对 */
	const struct sum_item *left, *right;
	size_t left_count, right_count;
	bool at_most; /* 不超过, else = */
	str text;
	int line;
};

/* 统计表: figures laid out as a notice prescribes, row by row. */
struct statistic_cell {
	bool none;            /* — */
	struct sum_item item; /* sign +1, never a constant */
};
struct statistic_row { /* 行; 目 has no cells: a heading */
	str name;
	const struct statistic_cell *cells; /* one for each named column; 列 分项: one */
	size_t cell_count;
	int line;
};
struct statistic {
	struct name name;
	str basis;
	bool by_option;     /* 列 分项: a column for each option of rule->split, then 总计 */
	const str *columns; /* else their names */
	size_t column_count;
	const struct statistic_row *rows;
	size_t row_count;
};

struct publicity { /* 公开 */
	const struct field **fields;
	size_t field_count;
	bool number;               /* the official number too (案号) */
	const struct step **after; /* 自: any of these */
	size_t after_count;
	struct term_length within;
	const struct cond *when;
	str basis;
	int line;
};

#endif
