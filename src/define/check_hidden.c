/* check_hidden.c -- nothing that is counted may rest on a value that can be erased.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check_hidden.h"

struct hidden {
	struct problems *problems;
	const struct name *user; /* the limit or indicator */
	const char *what;
};

static void use_field(struct hidden *hidden, const struct field *field)
{
	if (field == NULL || !field->hidden)
		return;
	struct err *err = problems_add(hidden->problems, hidden->user->line, "rule.hidden_counted",
	                               "%s“%.*s”要看不公开的字段“%.*s”：它被依法删除后，"
	                               "这里就算不出来了",
	                               hidden->what, PSTR(hidden->user->text),
	                               PSTR(field->name.text));
	err_fix(err, "请另设一个公开的选项或是否字段，由步骤填写");
}

static void use_cond(struct hidden *hidden, const struct cond *cond)
{
	if (cond == NULL)
		return;
	if (cond->kind == COND_AND || cond->kind == COND_OR) {
		use_cond(hidden, cond->left);
		use_cond(hidden, cond->right);
		return;
	}
	use_field(hidden, cond->field);
	use_field(hidden, cond->other);
	for (size_t side = 0; side < countof(cond->sides); side++)
		for (size_t i = 0; i < cond->sides[side].count; i++)
			use_field(hidden, cond->sides[side].terms[i].field);
}

static void use_limit(struct problems *problems, const struct limit *limit)
{
	struct hidden hidden = { problems, &limit->name, "期限" };

	use_field(&hidden, limit->until);
	use_field(&hidden, limit->start_field);
	use_cond(&hidden, limit->when);
	for (size_t i = 0; i < limit->choice_count; i++) {
		use_field(&hidden, limit->choices[i].until);
		use_cond(&hidden, limit->choices[i].when);
	}
}

void check_hidden_uses(const struct rule *rule, struct problems *problems)
{
	struct hidden by = { problems, &rule->name, "统计单位，规程" };
	struct hidden split = { problems, &rule->name, "统计分项，规程" };

	use_field(&by, rule->counted_by);
	use_field(&split, rule->split);
	for (size_t i = 0; i < rule->limit_count; i++)
		use_limit(problems, &rule->limits[i]);
	for (size_t i = 0; i < rule->indicator_count; i++) {
		const struct indicator *indicator = &rule->indicators[i];
		struct hidden hidden = { problems, &indicator->name, "指标" };

		use_field(&hidden, indicator->field);
		use_field(&hidden, indicator->source);
		use_cond(&hidden, indicator->when);
	}
	for (size_t i = 0; i < rule->step_count; i++)
		for (size_t k = 0; k < rule->steps[i].clock_count; k++) {
			struct hidden hidden = { problems, &rule->steps[i].name, "延长期限，步骤" };

			use_field(&hidden, rule->steps[i].clocks[k].by);
		}
}
