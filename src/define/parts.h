/* parts.h -- the nouns of a rule: names, fields, roles, papers, stages, conditions.
 *
 * Read-only; all lives as long as the arena that the rule was read into.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_PARTS_H
#define GUIJU_DEFINE_PARTS_H
#include "calendar/term.h"

/* What people see, what programs use, and the line that declares it. */
struct name {
	str text;
	str id;
	int line;
};

enum field_type {
	FIELD_TEXT,    /* 文字 N */
	FIELD_LONG,    /* 长文 */
	FIELD_INT,     /* 整数 */
	FIELD_MONEY,   /* 金额, at most 4 decimals */
	FIELD_DATE,    /* 日期 */
	FIELD_TIME,    /* 时刻 */
	FIELD_BOOL,    /* 是否: "true" / "false" */
	FIELD_CHOICE,  /* 选项: an option's id */
	FIELD_ORGAN,   /* 机关: an organ's code */
	FIELD_PERSON,  /* 人 */
	FIELD_PHONE,   /* 电话 */
	FIELD_IDENTITY,/* 证件号 */
	FIELD_PLACE,   /* 地点 */
	FIELD_LINK,    /* 关联 X: "procedure/serial" */
	FIELD_LIST,    /* 清单: rows parted by LF, cells by TAB */
};

struct option {
	struct name name;
	int64_t rank; /* the id's number when all ids are numbers, else the place from 0 */
	str basis;
};

struct field {
	struct name name;
	enum field_type type;
	bool many;       /* 多个: values parted by LF */
	bool required;   /* 必填 wherever a step lists it */
	bool hidden;     /* 不公开: only its commitment is in the event */
	bool unique;     /* 唯一 */
	int64_t least;   /* 不少于: value (as value_number counts: 金额 in ten-thousandths),
	                  * or number of items or rows; INT64_MIN = none */
	int64_t most;    /* 不超过: likewise; for one 文字 its length; INT64_MAX = none */
	int64_t characters; /* 文字 N: of one value, also where there are many; else 0 */
	str unit;
	str target;      /* 关联: the rule's name */
	struct option *options;
	size_t option_count;
	bool ranked;     /* option ids are numbers: ordered comparison has a meaning */
	struct field *cells; /* 清单: its columns */
	size_t cell_count;
	str basis;
};

enum role_kind { ROLE_PUBLIC, ROLE_POST, ROLE_CLOCK };
struct role {
	struct name name;
	enum role_kind kind;
	str organ;                 /* a name or duty of an organ; "任一单位" = any */
	const struct field *field; /* or: the organ is this field's value */
	str post;                  /* "人员" matches every post */
};

struct paper { /* 材料 */
	struct name name;
	str basis;
};

struct stage {
	struct name name;
	bool start, end;
	bool pause; /* 停表: clocks that run when it is entered stand still */
	str basis;
};

enum cond_kind {
	COND_AND, COND_OR,
	COND_FIELD,  /* field compared with values, or with another field */
	COND_SUM,    /* sides of integers, money and 个数 compared: 甲 + 乙 不超过 丙 - 2 */
	COND_COUNT,  /* times a step was taken, compared with number; 已/未 are >= 1 / = 0 */
	COND_LIMIT,  /* 期限 X 按时 / 逾期 / 在计 */
	COND_APART,  /* field (date) from today, compared with a length: 距今 不少于 5 个工作日 */
	COND_DEVIATION, /* 偏差: this event deviates from the rule */
	COND_STAGE,  /* 环节 为 A、B */
};
enum cond_op {
	COND_IS, COND_IS_NOT, COND_AT_LEAST, COND_AT_MOST, COND_ABOVE, COND_BELOW,
	COND_GIVEN, COND_MISSING, COND_INCLUDES, COND_EXCLUDES,
	COND_IN_TIME, COND_LATE, COND_RUNNING, COND_IDLE,
};

struct cond_term { /* one item of 甲 + 乙 个数 - 2 */
	const struct field *field; /* NULL: a constant */
	bool items;                /* 个数: the field's values or rows are counted */
	int64_t constant;          /* in ten-thousandths among 金额 */
	int sign;                  /* +1 -1 */
};
struct cond_side {
	const struct cond_term *terms; /* at most LIMIT_COND_TERMS, so that sums fit */
	size_t count;
};

struct step;
struct limit;
struct cond {
	enum cond_kind kind;
	enum cond_op op;
	const struct cond *left, *right;    /* AND, OR */
	const struct field *field;
	const struct field *other;          /* compared with another field, or NULL */
	struct cond_side sides[2];          /* SUM: left and right */
	const str *values;                  /* kept forms, any of which; STAGE: ids of
	                                     * stages; dates: also the word 当日 */
	size_t value_count;
	const struct step *step;
	int64_t number;                     /* COUNT */
	const struct limit *limit;
	struct term_length length;          /* APART; FIELD of dates and times: 后, added to
	                                     * the right side, n = 0: nothing */
	str text;                           /* as written, for messages */
	str basis;
	int line;
};

#endif
