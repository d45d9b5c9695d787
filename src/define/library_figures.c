/* library_figures.c -- figures computed of other rules' figures: do these exist, do they fit.
 *
 * What lies within one rule is judged by check_count.c; here at least one side of each
 * fault is of another rule. The newest version of the other rule is looked at: which one
 * counts in a year is known only when the figure is computed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/library.h"

#include "base/arena.h"
#include "base/str.h"
#include "define/near.h"

struct figures {
	const struct library *library;
	const struct rule *rule;
	struct problems *problems;
};

/* An indicator with the rule that it belongs to. */
struct of {
	const struct rule *rule;
	const struct indicator *indicator;
};

/* What is computed: an indicator's line, or a cross-check's. */
struct sum {
	int line;
	const char *code_unit, *code_ratio; /* NULL: units may differ */
	str name;                           /* of the indicator, empty for 核对 */
	const struct operand **operands;
	struct of *parts; /* parts[i] is what operands[i] names */
	size_t count;
};

static bool is_ratio(const struct indicator *indicator)
{
	return indicator->kind == COUNT_RATE || indicator->kind == COUNT_MEAN;
}

static const struct rule *find_rule(const struct figures *f, str name)
{
	if (str_eq(f->rule->name.text, name) || str_eq(f->rule->name.id, name))
		return f->rule;
	return library_newest(f->library, name);
}

/* Both NULL: a constant, or not to be found. */
static struct of resolve(const struct figures *f, const struct rule *from,
                         const struct operand *operand)
{
	struct of of = { from, operand->indicator };

	if (of.indicator == NULL && operand->procedure.n > 0) {
		of.rule = find_rule(f, operand->procedure);
		of.indicator = of.rule ? model_indicator(of.rule, operand->other) : NULL;
	}
	return of.indicator != NULL ? of : (struct of){ 0 };
}

/* ---- existence ---- */

static void no_indicator(const struct figures *f, int line, const struct operand *operand,
                         const struct rule *rule)
{
	str *known = arena_make(f->problems->arena, str, 2 * rule->indicator_count + 1);
	struct err *err = problems_add(f->problems, line, "rule.link_indicator",
	                               "规程“%.*s”没有指标“%.*s”", PSTR(rule->name.text),
	                               PSTR(operand->other));
	str near;

	for (size_t i = 0; i < rule->indicator_count; i++) {
		known[2 * i] = rule->indicators[i].name.text;
		known[2 * i + 1] = rule->indicators[i].name.id;
	}
	near = near_find(operand->other, known, 2 * rule->indicator_count);
	if (near.n > 0)
		err_fix(err, "是不是“%.*s.%.*s”？", PSTR(operand->procedure), PSTR(near));
	else
		err_fix(err, "请核对点号后面的指标名，或者在那个规程里先声明它");
}

bool library_figures_operand(const struct library *library, const struct rule *rule, int line,
                             const struct operand *operand, struct problems *problems)
{
	const struct figures f = { library, rule, problems };
	const struct rule *other;

	if (operand->procedure.n == 0)
		return true;
	other = find_rule(&f, operand->procedure);
	if (other == NULL) {
		struct err *err = problems_add(
			problems, line, "rule.link_unknown", "“%.*s.%.*s”所指的规程“%.*s”不存在",
			PSTR(operand->procedure), PSTR(operand->other), PSTR(operand->procedure));
		err_fix(err,
		        "请核对名称；“%.*s”的 .rule 文件要在同一文件夹里，并且没有写法上的毛病",
		        PSTR(operand->procedure));
		return false;
	}
	if (model_indicator(other, operand->other) != NULL)
		return true;
	no_indicator(&f, line, operand, other);
	return false;
}

static bool all_exist(const struct figures *f, const struct sum *sum)
{
	bool good = true;

	for (size_t i = 0; i < sum->count; i++)
		good = library_figures_operand(f->library, f->rule, sum->line, sum->operands[i],
		                               f->problems) &&
		       good;
	return good;
}

/* ---- what is reached from an indicator ---- */

struct reached {
	struct of *at;
	size_t count, room;
	bool own; /* only within its own rule */
};

static bool same(struct of a, struct of b)
{
	return a.indicator == b.indicator;
}

static bool has(const struct reached *reached, struct of of)
{
	for (size_t i = 0; i < reached->count; i++)
		if (same(reached->at[i], of))
			return true;
	return false;
}

static void add(const struct figures *f, struct reached *reached, const struct rule *from,
                const struct operand *operand)
{
	struct of of = resolve(f, from, operand);

	if (of.indicator == NULL || (reached->own && of.rule != from) || has(reached, of))
		return;
	if (reached->count == reached->room) {
		size_t room = 2 * reached->room + 8;

		reached->at = arena_grow(f->problems->arena, reached->at,
		                         reached->room * sizeof(of), room * sizeof(of));
		reached->room = room;
	}
	reached->at[reached->count++] = of;
}

static void add_parts(const struct figures *f, struct reached *reached, struct of of)
{
	if (is_ratio(of.indicator)) {
		add(f, reached, of.rule, &of.indicator->above);
		add(f, reached, of.rule, &of.indicator->below);
	}
	for (size_t i = 0; i < of.indicator->item_count; i++)
		add(f, reached, of.rule, &of.indicator->items[i].of);
}

/* All that `of` is computed of, at any depth; itself only when it is in a circle. */
static struct reached reach(const struct figures *f, struct of of, bool own)
{
	struct reached reached = { .own = own };

	add_parts(f, &reached, of);
	for (size_t i = 0; i < reached.count; i++)
		add_parts(f, &reached, reached.at[i]);
	return reached;
}

static bool in_circle(const struct figures *f, struct of of)
{
	struct reached own = reach(f, of, true), all = reach(f, of, false);

	return has(&all, of) && !has(&own, of);
}

static bool is_attested(const struct figures *f, struct of of)
{
	struct reached reached = reach(f, of, false);

	for (size_t i = 0; i < reached.count; i++)
		if (reached.at[i].rule->attested)
			return true;
	return of.rule->attested;
}

/* ---- do they fit ---- */

static bool is_other(const struct figures *f, struct of of)
{
	return of.rule != f->rule;
}

static bool check_ratios(const struct figures *f, const struct sum *sum)
{
	for (size_t i = 0; i < sum->count; i++) {
		const struct of *part = &sum->parts[i];
		if (!is_other(f, *part) || !is_ratio(part->indicator))
			continue;
		err_fix(problems_add(f->problems, sum->line, sum->code_ratio,
		                     "这里用到的“%.*s.%.*s”本身是率或平均数",
		                     PSTR(part->rule->name.text), PSTR(part->indicator->name.text)),
		        "请改用它的分子或分母");
		return false;
	}
	return true;
}

static bool check_units(const struct figures *f, const struct sum *sum)
{
	for (size_t i = 1; sum->code_unit != NULL && i < sum->count; i++) {
		const struct of *a = &sum->parts[0], *b = &sum->parts[i];
		if (str_eq(a->indicator->unit, b->indicator->unit) ||
		    (!is_other(f, *a) && !is_other(f, *b)))
			continue;
		err_fix(problems_add(f->problems, sum->line, sum->code_unit,
		                     "“%.*s.%.*s”的单位是“%.*s”，“%.*s.%.*s”的单位是“%.*s”，"
		                     "不能放在一起算",
		                     PSTR(a->rule->name.text), PSTR(a->indicator->name.text),
		                     PSTR(a->indicator->unit), PSTR(b->rule->name.text),
		                     PSTR(b->indicator->name.text), PSTR(b->indicator->unit)),
		        "请改成单位相同的指标");
		return false;
	}
	return true;
}

static void check_attested(const struct figures *f, const struct sum *sum)
{
	const struct of *attested = NULL, *counted = NULL;

	for (size_t i = 0; i < sum->count; i++) {
		if (is_attested(f, sum->parts[i]))
			attested = &sum->parts[i];
		else
			counted = &sum->parts[i];
	}
	if (counted == NULL || (attested == NULL && !f->rule->attested))
		return;
	if (attested != NULL)
		err_fix(problems_add(f->problems, sum->line, "rule.attested_mixed",
		                     "“%.*s.%.*s”是别的系统报送的数，“%.*s.%.*s”是数出来的，"
		                     "不能放在一起算",
		                     PSTR(attested->rule->name.text),
		                     PSTR(attested->indicator->name.text),
		                     PSTR(counted->rule->name.text),
		                     PSTR(counted->indicator->name.text)),
		        "报送的数和计数的数要分成两个指标，分开印");
	else
		err_fix(problems_add(f->problems, sum->line, "rule.attested_mixed",
		                     "本规程是报送的，不能用数出来的“%.*s.%.*s”",
		                     PSTR(counted->rule->name.text),
		                     PSTR(counted->indicator->name.text)),
		        "请把这个指标写到不是报送的规程里");
}

/* ---- the sums of the rule ---- */

static void put(struct sum *sum, const struct operand *operand)
{
	if (operand->indicator != NULL || operand->procedure.n > 0)
		sum->operands[sum->count++] = operand;
}

static void put_items(struct sum *sum, const struct sum_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(sum, &items[i].of);
}

static void make_room(const struct figures *f, struct sum *sum, size_t count)
{
	sum->operands = arena_make(f->problems->arena, const struct operand *, count);
	sum->parts = arena_make(f->problems->arena, struct of, count);
}

/* Finds the parts. False: one of them is not there, which was told. */
static bool open_sum(const struct figures *f, struct sum *sum)
{
	if (!all_exist(f, sum))
		return false;
	for (size_t i = 0; i < sum->count; i++)
		sum->parts[i] = resolve(f, f->rule, sum->operands[i]);
	return true;
}

static void check_sum(const struct figures *f, struct sum *sum)
{
	if (open_sum(f, sum) && check_ratios(f, sum) && check_units(f, sum))
		check_attested(f, sum);
}

static void check_indicator(const struct figures *f, const struct indicator *indicator)
{
	struct sum sum = {
		.line = indicator->name.line,
		.code_unit = indicator->kind == COUNT_RATE   ? "rule.rate_unit"
		             : indicator->kind == COUNT_MEAN ? NULL
		                                             : "rule.sum_unit",
		.code_ratio = is_ratio(indicator) ? "rule.rate_of_rate" : "rule.sum_of_rates",
		.name = indicator->name.text,
	};

	make_room(f, &sum, indicator->item_count + 2);
	put_items(&sum, indicator->items, indicator->item_count);
	put(&sum, &indicator->above);
	put(&sum, &indicator->below);
	if (sum.count == 0)
		return;
	if (in_circle(f, (struct of){ f->rule, indicator })) {
		err_fix(problems_add(f->problems, sum.line, "rule.count_circle",
		                     "指标“%.*s”经过别的规程绕回来用到了它自己", PSTR(sum.name)),
		        "请改写其中一个算法");
		return;
	}
	check_sum(f, &sum);
}

static void check_check(const struct figures *f, const struct check *check)
{
	struct sum sum = {
		.line = check->line,
		.code_unit = "rule.check_unit",
		.code_ratio = "rule.check_rate",
	};

	make_room(f, &sum, check->left_count + check->right_count);
	put_items(&sum, check->left, check->left_count);
	put_items(&sum, check->right, check->right_count);
	check_sum(f, &sum);
}

static void check_table(const struct figures *f, const struct statistic *table)
{
	for (size_t i = 0; i < table->row_count; i++)
		for (size_t k = 0; k < table->rows[i].cell_count; k++)
			if (!table->rows[i].cells[k].none)
				(void)library_figures_operand(
					f->library, f->rule, table->rows[i].line,
					&table->rows[i].cells[k].item.of, f->problems);
}

void library_figures_check(const struct library *library, const struct rule *rule,
                           struct problems *problems)
{
	const struct figures f = { library, rule, problems };

	for (size_t i = 0; i < rule->indicator_count; i++)
		check_indicator(&f, &rule->indicators[i]);
	for (size_t i = 0; i < rule->check_count; i++)
		check_check(&f, &rule->checks[i]);
	for (size_t i = 0; i < rule->statistic_count; i++)
		check_table(&f, &rule->statistics[i]);
}
