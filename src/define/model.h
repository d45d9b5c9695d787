/* model.h -- a rule as read-only structs: what the text says, with names resolved.
 *
 * Built by the readers, judged by check.c, printed by the renderers, run by the
 * engine. Everything lives as long as the arena it was read into. Pointers between
 * parts (a step's stage, a limit's steps) are resolved by the reader; the parts of
 * other rules (关联, 开, 令) are named by their text and resolved by the library.
 * The language itself is described in docs/clerk/rules.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_DEFINE_MODEL_H
#define GUIJU_DEFINE_MODEL_H
#include "crypto/digest.h"
#include "define/docket.h"
#include "define/origin.h"

struct arena;

/* 适用: a 通则 that the rule uses. What it declares is among the parts of the rule. */
struct applied {
	struct name name;
	const str *laws;          /* 依据, first = what a bare article in it means */
	size_t law_count;
	str organ;                /* 主管 */
	str file;                 /* "common/adverse_decision.rule" */
	const struct step **steps; /* 于 */
	size_t step_count;
	int line;                 /* of 适用 */
};

enum rule_kind { RULE_PROCEDURE, RULE_REGISTER, RULE_NOTE }; /* 规程 名录 记事 */

struct rule {
	enum rule_kind kind;
	struct name name;
	bool attested;          /* 报送 */
	str file;               /* for messages */
	str text;               /* the whole file, and the 通则 that it uses */
	struct origin origin;   /* whose lines are whose */
	digest digest;          /* SHA-256 of the text: its identity */
	const str *laws;        /* 依据, first = what a bare 第N条 means */
	size_t law_count;
	day effective;          /* 施行 */
	str organ;              /* 主管 */
	str number;             /* 案号 pattern, or empty: id-serial */
	str chapter;            /* 归口 */
	const struct field *counted_by; /* 统计单位, or NULL: the actor's organ */
	const struct field *split;      /* 统计分项: figures are kept per option, or NULL */
	str retention;          /* 保存, as written */
	struct applied *applied;        size_t applied_count;
	struct role *roles;             size_t role_count;
	struct field *fields;           size_t field_count;
	struct paper *papers;           size_t paper_count;
	struct stage *stages;           size_t stage_count;
	struct step *steps;             size_t step_count;
	struct limit *limits;           size_t limit_count;
	struct indicator *indicators;   size_t indicator_count;
	struct check *checks;           size_t check_count;
	struct statistic *statistics;   size_t statistic_count;
	struct publicity *publics;      size_t public_count;
	struct example *examples;       size_t example_count;
};

/* The part with this Chinese name or ASCII id, or NULL. */
const struct field *model_field(const struct rule *rule, str name);
const struct role *model_role(const struct rule *rule, str name);
const struct paper *model_paper(const struct rule *rule, str name);
const struct stage *model_stage(const struct rule *rule, str name);
const struct step *model_step(const struct rule *rule, str name);
const struct limit *model_limit(const struct rule *rule, str name);
const struct indicator *model_indicator(const struct rule *rule, str name);
const struct statistic *model_statistic(const struct rule *rule, str name);
/* The option of a field with this name or id, or NULL. */
const struct option *model_option(const struct field *field, str name);
/* "《行政复议法》第三十条" for the bare article of this rule; other bases as they are. */
str model_basis(struct arena *arena, const struct rule *rule, str basis);
/* "hotline.rule:226", or "common/adverse_decision.rule:12" for a line of a 通则. */
str model_where(struct arena *arena, const struct rule *rule, int line);
/* The step that opens a record (the only one, or the first), or NULL. */
const struct step *model_opening(const struct rule *rule);

#endif
