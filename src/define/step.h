/* step.h -- the verbs of a rule: steps with what they do, limits with how they end.
 *
 * Read-only; all lives as long as the arena that the rule was read into.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_STEP_H
#define GUIJU_DEFINE_STEP_H
#include "define/parts.h"

/* 延长 重计 续计 暂停 恢复 */
enum clock_verb { CLOCK_EXTEND, CLOCK_RESTART, CLOCK_RESUME_RUN, CLOCK_PAUSE, CLOCK_RESUME };
struct clock_effect {
	enum clock_verb verb;
	const struct limit *limit;
	struct term_length length;   /* EXTEND: the length, or the most where `by` is set */
	const struct field *by;      /* EXTEND 按 FIELD: how many units */
	int times;                   /* EXTEND: how often, 0 = no cap */
	str basis;
	int line;
};

struct assign { /* 定 字段 为 值; or 以 字段 作 字段 in an order */
	const struct field *field;   /* of this rule; NULL in an order */
	str target;                  /* order: name of the other rule's field */
	const struct field *from;    /* value of this field, or NULL */
	str value;                   /* kept form, or the word 当日, 当时, 办理人; in an
	                              * order as written */
};

struct take { /* 取 FIELD 自 LINK 的 SOURCE */
	const struct field *field; /* of this rule */
	const struct field *link;  /* 关联, one value; without a value nothing is taken */
	str source;                /* the other rule's field, or the word 环节, 案号 */
	int line;
};

enum order_verb { ORDER_OPEN, ORDER_STEP }; /* 开 令 */
struct order {
	enum order_verb verb;
	str procedure;              /* OPEN: the rule's name */
	str step;                   /* OPEN: may be empty = its only opening step */
	const struct field *link;   /* STEP: 关联 field whose records take the step */
	const struct field *each;   /* OPEN 每个: one record for each item of this field */
	str each_target;            /* ... given to this field of the new record */
	const struct assign *gives;
	size_t give_count;
	const struct cond *when;
	int line;
};

struct numbering { /* 案号 / 编号 */
	const struct field *field;  /* NULL for the record's own number */
	str pattern;                /* "嘉政复〔{年}〕{号}号", "{年月日}{号:5}" */
};

enum fill_must {
	FILL_MAY,  /* 填, of a field that is not 必填 */
	FILL_HELD, /* 填, of a field that is: it has a value when the step is done */
	FILL_HERE, /* 必填: given in this very step */
};

struct step {
	struct name name;
	str basis;
	const struct role **by;
	size_t by_count;
	bool clock;                  /* the clock may take it */
	const struct role **not_by;  /* 非: who acted in these roles on this record may not */
	size_t not_by_count;
	bool opening;                /* no 从: begins a record */
	bool any_open;               /* 从 任一未结 */
	const struct stage **from;
	size_t from_count;
	const struct stage *to;      /* NULL: stays */
	bool to_previous;            /* 到 原环节 */
	const struct field **fills;
	enum fill_must *musts;       /* of fills[i] */
	size_t fill_count;
	const struct take *takes;
	size_t take_count;
	const struct paper **papers;
	bool *paper_musts;
	size_t paper_count;
	const struct cond **guards;  /* 若 */
	size_t guard_count;
	bool repeatable;             /* 可重复 */
	int times;                   /* 限 N 次; 0 = no cap */
	str times_basis;
	const struct role **served;  /* 送达 */
	size_t served_count;
	const struct clock_effect *clocks;
	size_t clock_count;
	const struct assign *assigns;
	size_t assign_count;
	const struct order *orders;
	size_t order_count;
	const struct numbering *numbers;
	size_t number_count;
	str module;                  /* 用: the module's ASCII name, or empty */
	size_t index;                /* place among the rule's steps */
};

enum limit_from { LIMIT_FROM_STEP, LIMIT_FROM_FIELD, LIMIT_FROM_LIMIT };
enum limit_pick { LIMIT_PICK_ANY, LIMIT_PICK_FIRST, LIMIT_PICK_LAST };
struct limit_choice {
	const struct cond *when;
	struct term_length length;
	const struct field *until; /* 截至 FIELD instead of a length */
	str basis;
};
enum limit_overdue { OVERDUE_LAMP, OVERDUE_DEEMED, OVERDUE_STEP };
struct limit {
	struct name name;
	struct term_length length;
	const struct field *until;         /* 截至 FIELD: the due instant is the field's value */
	struct limit_choice *choices;      /* 若: the first that holds replaces the length */
	size_t choice_count;
	enum limit_from from;
	enum limit_pick pick;
	const struct step **starts;
	size_t start_count;
	const struct field *start_field;
	const struct limit *start_limit;
	const struct step **stops;
	size_t stop_count;
	const struct cond *when;           /* 当 */
	struct term_length warning;        /* 预警; n = 0: a fifth of the length */
	enum limit_overdue overdue;
	const struct step *overdue_step;
	str overdue_basis;
	bool no_roll;                      /* 不顺延 */
	bool no_pause;                     /* 不停表: stages with 停表 do not stop it */
	str basis;
	bool counted;                      /* its running out is an event, for a count or a limit */
	size_t index;
};

#endif
