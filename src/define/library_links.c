/* library_links.c -- what one rule says of others: do they exist, can they be opened, asked.
 *
 * A rule is judged before it is added, so a link to itself is looked up in itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/str.h"
#include "define/library.h"
#include "define/value.h"

struct links {
	const struct library *library;
	const struct rule *rule;
	struct problems *problems;
};

static const struct rule *find(const struct links *links, str name)
{
	if (str_eq(links->rule->name.text, name) || str_eq(links->rule->name.id, name))
		return links->rule;
	return library_newest(links->library, name);
}

static void no_rule(const struct links *links, int line, str name, const char *word)
{
	struct err *err = problems_add(links->problems, line, "rule.link_unknown",
	                               "“%s”所指的规程“%.*s”不存在", word, PSTR(name));
	err_fix(err, "请核对名称；“%.*s”的 .rule 文件要在同一文件夹里，并且没有写法上的毛病",
	        PSTR(name));
}

static void check_field(const struct links *links, const struct field *field)
{
	if (field->type == FIELD_LINK && find(links, field->target) == NULL)
		no_rule(links, field->name.line, field->target, "关联");
}

/* Words that stand for a value known only when the step is taken. */
static bool is_word(str value)
{
	return str_eq(value, STR("当日")) || str_eq(value, STR("当时")) ||
	       str_eq(value, STR("办理人"));
}

/* May a value of `from` stand in `to`? Anything can be written out as text. */
static bool fits(const struct field *from, const struct field *to)
{
	if (from->hidden && !to->hidden)
		return false;
	if (to->type == FIELD_TEXT || to->type == FIELD_LONG)
		return from->type != FIELD_LIST;
	if (from->many && !to->many)
		return false;
	if (to->type == FIELD_CHOICE && from->type == FIELD_CHOICE) {
		for (size_t i = 0; i < from->option_count; i++)
			if (model_option(to, from->options[i].name.id) == NULL)
				return false;
		return true;
	}
	if (to->type == FIELD_LIST && from->type == FIELD_LIST)
		return to->cell_count == from->cell_count;
	if (to->type == FIELD_LINK && from->type == FIELD_LINK)
		return str_eq(to->target, from->target);
	return to->type == from->type;
}

static void misfit(const struct links *links, int line, const struct field *from,
                   const struct field *to)
{
	bool shown = from->hidden && !to->hidden;
	struct err *err = problems_add(
		links->problems, line, shown ? "rule.link_hidden" : "rule.link_type",
		"“%.*s”的值不能给对方的“%.*s”：%s", PSTR(from->name.text), PSTR(to->name.text),
		shown ? "本规程不公开，对方公开" : "两边的类型不同");
	err_fix(err, shown ? "请在对方字段后面写 不公开，或者不给这个值"
	                   : "请给同类型的字段，或者改成文字字段");
}

static void check_give(const struct links *links, const struct order *order,
                       const struct rule *target, const struct assign *give)
{
	const struct field *to = model_field(target, give->target);
	struct err fault = { 0 };
	str canonical;

	if (to == NULL) {
		struct err *err = problems_add(links->problems, order->line, "rule.link_field",
		                               "规程“%.*s”没有字段“%.*s”", PSTR(target->name.text),
		                               PSTR(give->target));
		err_fix(err, "请核对“以”后面的字段名");
		return;
	}
	if (give->from != NULL) {
		if (!fits(give->from, to))
			misfit(links, order->line, give->from, to);
		return;
	}
	if (!is_word(give->value) &&
	    !value_read(links->problems->arena, to, give->value, &canonical, &fault)) {
		struct err *err = problems_add(links->problems, order->line, "rule.link_value",
		                               "给规程“%.*s”的值不对：%s", PSTR(target->name.text),
		                               fault.what);
		err_fix(err, "%s", fault.fix);
	}
}

/* Is the field of the new record filled by the order or by the step itself? */
static bool is_given(const struct links *links, const struct order *order,
                     const struct rule *target, const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < order->give_count; i++)
		if (model_field(target, order->gives[i].target) == field)
			return true;
	for (size_t i = 0; i < step->assign_count; i++)
		if (step->assigns[i].field == field)
			return true;
	for (size_t i = 0; i < step->number_count; i++)
		if (step->numbers[i].field == field)
			return true;
	for (size_t i = 0; i < step->take_count; i++)
		if (step->takes[i].field == field)
			return true;
	if (order->each_target.n > 0 && model_field(target, order->each_target) == field)
		return true;
	return order->verb == ORDER_OPEN && field->type == FIELD_LINK &&
	       find(links, field->target) == links->rule;
}

static void check_needs(const struct links *links, const struct order *order,
                        const struct rule *target, const struct step *step)
{
	for (size_t i = 0; i < step->fill_count; i++) {
		const struct field *field = step->fills[i];
		if (!step->musts[i] || is_given(links, order, target, step, field))
			continue;
		struct err *err = problems_add(links->problems, order->line, "rule.link_required",
		                               "规程“%.*s”的步骤“%.*s”必须填“%.*s”，这里没有给",
		                               PSTR(target->name.text), PSTR(step->name.text),
		                               PSTR(field->name.text));
		err_fix(err, "请在下一层加一行：以 本案字段 作 %.*s", PSTR(field->name.text));
	}
	for (size_t i = 0; i < step->paper_count; i++) {
		if (!step->paper_musts[i])
			continue;
		struct err *err = problems_add(links->problems, order->line, "rule.link_paper",
		                               "“%.*s”的“%.*s”要交材料“%.*s”，不能由别的规程带出",
		                               PSTR(target->name.text), PSTR(step->name.text),
		                               PSTR(step->papers[i]->name.text));
		err_fix(err, "请在对方改为“可附”，或者另写一个不要材料的步骤");
	}
}

static void check_each(const struct links *links, const struct order *order,
                       const struct rule *target)
{
	if (order->each == NULL)
		return;
	const struct field *to = model_field(target, order->each_target);
	if (to == NULL) {
		struct err *err = problems_add(links->problems, order->line, "rule.link_field",
		                               "规程“%.*s”没有字段“%.*s”", PSTR(target->name.text),
		                               PSTR(order->each_target));
		err_fix(err, "请核对“作”后面的字段名");
		return;
	}
	struct field one = *order->each;
	one.many = false;
	if (!fits(&one, to))
		misfit(links, order->line, order->each, to);
}

static size_t count_openings(const struct rule *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < rule->step_count; i++)
		count += rule->steps[i].opening ? 1 : 0;
	return count;
}

/* The step that 开 takes in the target, NULL when a fault was noted. */
static const struct step *opening_step(const struct links *links, const struct order *order,
                                       const struct rule *target)
{
	if (order->step.n == 0) {
		if (count_openings(target) == 1)
			return model_opening(target);
		struct err *err = problems_add(links->problems, order->line, "rule.link_which",
		                               "规程“%.*s”有 %zu 个开办步骤，没有写明用哪一个",
		                               PSTR(target->name.text), count_openings(target));
		err_fix(err, "请写成：开  %.*s  步骤名", PSTR(target->name.text));
		return NULL;
	}
	const struct step *step = model_step(target, order->step);
	if (step != NULL && step->opening)
		return step;
	struct err *err = problems_add(links->problems, order->line, "rule.link_step",
	                               "规程“%.*s”没有开办步骤“%.*s”", PSTR(target->name.text),
	                               PSTR(order->step));
	err_fix(err, "“开”后面要写对方没有“从”的步骤");
	return NULL;
}

static void check_open(const struct links *links, const struct order *order)
{
	const struct rule *target = find(links, order->procedure);

	if (target == NULL) {
		no_rule(links, order->line, order->procedure, "开");
		return;
	}
	for (size_t i = 0; i < order->give_count; i++)
		check_give(links, order, target, &order->gives[i]);
	check_each(links, order, target);
	const struct step *step = opening_step(links, order, target);
	if (step != NULL)
		check_needs(links, order, target, step);
}

static void check_order(const struct links *links, const struct order *order)
{
	const struct rule *target = order->link != NULL ? find(links, order->link->target) : NULL;

	if (target == NULL)
		return; /* the field itself was faulted */
	const struct step *step = model_step(target, order->step);
	if (step == NULL || step->opening) {
		const char *what = step == NULL ? "规程“%.*s”没有步骤“%.*s”"
		                                : "规程“%.*s”的“%.*s”是开办步骤，不能令";
		struct err *err = problems_add(links->problems, order->line, "rule.link_step", what,
		                               PSTR(target->name.text), PSTR(order->step));
		err_fix(err, "请核对步骤名；要开办新记录的，写“开”");
		return;
	}
	for (size_t i = 0; i < order->give_count; i++)
		check_give(links, order, target, &order->gives[i]);
	check_needs(links, order, target, step);
}

static void no_source(const struct links *links, const struct take *take,
                      const struct rule *target)
{
	struct err *err = problems_add(links->problems, take->line, "rule.link_field",
	                               "规程“%.*s”没有字段“%.*s”", PSTR(target->name.text),
	                               PSTR(take->source));
	err_fix(err, "“的”后面写对方的字段、环节或案号");
}

/* The stage's name and the official number can stand in a text only. */
static void check_take_text(const struct links *links, const struct take *take)
{
	const struct field *field = take->field;

	if ((field->type == FIELD_TEXT || field->type == FIELD_LONG) && !field->many)
		return;
	struct err *err = problems_add(links->problems, take->line, "rule.take_type",
	                               "“%.*s”装不下对方的%.*s：它不是文字字段",
	                               PSTR(field->name.text), PSTR(take->source));
	err_fix(err, "请声明为文字，例如：文件环节  doc_stage  文字 20");
}

/* What is taken stands as it is written there: options by name where it becomes text. */
static bool may_take(const struct field *from, const struct field *to)
{
	struct field plain = *from;

	plain.hidden = false;
	return from->many == to->many && fits(&plain, to);
}

static void check_take(const struct links *links, const struct take *take)
{
	const struct rule *target = find(links, take->link->target);
	struct err *err;

	if (target == NULL)
		return; /* the field itself was faulted */
	if (str_eq(take->source, STR("环节")) || str_eq(take->source, STR("案号"))) {
		check_take_text(links, take);
		return;
	}
	const struct field *from = model_field(target, take->source);
	if (from == NULL) {
		no_source(links, take, target);
	} else if (from->hidden) {
		err = problems_add(links->problems, take->line, "rule.take_hidden",
		                   "规程“%.*s”的“%.*s”不公开，不能取", PSTR(target->name.text),
		                   PSTR(from->name.text));
		err_fix(err, "请取一个公开的字段，或者在对方另设一个公开的字段");
	} else if (!may_take(from, take->field)) {
		err = problems_add(links->problems, take->line, "rule.take_type",
		                   "“%.*s”和规程“%.*s”的“%.*s”类型不同，不能取",
		                   PSTR(take->field->name.text), PSTR(target->name.text),
		                   PSTR(from->name.text));
		err_fix(err, "两边用同一类型；选项的英文号要都在这边的选项里");
	}
}

void library_check_links(const struct library *library, const struct rule *rule,
                         struct problems *problems)
{
	const struct links links = { library, rule, problems };

	for (size_t i = 0; i < rule->field_count; i++) {
		const struct field *field = &rule->fields[i];
		check_field(&links, field);
		for (size_t k = 0; k < field->cell_count; k++)
			check_field(&links, &field->cells[k]);
	}
	library_figures_check(library, rule, problems);
	docket_check(library, rule, problems);
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		for (size_t k = 0; k < step->take_count; k++)
			check_take(&links, &step->takes[k]);
		for (size_t k = 0; k < step->order_count; k++) {
			if (step->orders[k].verb == ORDER_OPEN)
				check_open(&links, &step->orders[k]);
			else
				check_order(&links, &step->orders[k]);
		}
	}
}
