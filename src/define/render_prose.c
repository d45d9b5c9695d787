/* render_prose.c -- a rule as numbered prose that a clerk can read aloud.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/render.h"
#include "define/render_table.h"

#include "base/arena.h"
#include "base/num.h"
#include "base/str.h"
#include "define/words.h"

struct prose {
	struct buf *out;
	const struct rule *rule;
	int section;
	size_t item; /* of the section */
};

static void section(struct prose *prose, const char *title)
{
	static const char *const numbers[] = { "一", "二", "三", "四", "五",   "六",
		                               "七", "八", "九", "十", "十一", "十二" };

	assert((size_t)prose->section < countof(numbers));
	buf_printf(prose->out, "\n%s、%s\n", numbers[prose->section++], title);
	prose->item = 0;
}

static void item(struct prose *prose, str name)
{
	buf_printf(prose->out, "  %zu. %.*s", ++prose->item, PSTR(name));
}

/* "（《行政复议法》第三十条）", or nothing. */
static void basis(struct prose *prose, str written)
{
	if (written.n > 0)
		buf_printf(prose->out, "（%.*s）",
		           PSTR(model_basis(prose->out->arena, prose->rule, written)));
}

static void write_head(struct prose *prose)
{
	static const char *const kinds[] = { "规程", "名录", "记事" };
	const struct rule *rule = prose->rule;
	struct buf *out = prose->out;

	buf_printf(out, "%.*s（%s，号 %.*s）\n", PSTR(rule->name.text), kinds[rule->kind],
	           PSTR(rule->name.id));
	for (size_t i = 0; i < rule->law_count; i++)
		buf_printf(out, "依据%.*s。\n", PSTR(rule->laws[i]));
	buf_text(out, "自 ");
	day_write(out, rule->effective);
	buf_printf(out, " 起施行，由%.*s主管。", PSTR(rule->organ));
	if (rule->number.n > 0)
		buf_printf(out, "案号编为“%.*s”。", PSTR(rule->number));
	if (rule->counted_by != NULL)
		buf_printf(out, "分单位统计看“%.*s”。", PSTR(rule->counted_by->name.text));
	if (rule->split != NULL)
		buf_printf(out, "各数都按“%.*s”分项统计。", PSTR(rule->split->name.text));
	if (rule->chapter.n > 0)
		buf_printf(out, "年度报告%.*s用它的数。", PSTR(rule->chapter));
	if (rule->retention.n > 0)
		buf_printf(out, "档案保存 %.*s。", PSTR(rule->retention));
	buf_text(out, rule->attested ? "数字由别的系统报送，不与计数混用。\n" : "\n");
}

static void write_roles(struct prose *prose)
{
	const struct rule *rule = prose->rule;

	if (rule->role_count == 0)
		return;
	section(prose, "谁来办");
	for (size_t i = 0; i < rule->role_count; i++) {
		const struct role *role = &rule->roles[i];
		item(prose, role->name.text);
		if (role->kind == ROLE_PUBLIC)
			buf_text(prose->out, "：公众，不要求任职。\n");
		else if (role->field != NULL)
			buf_printf(prose->out, "：该案所填“%.*s”的%.*s。\n",
			           PSTR(role->field->name.text), PSTR(role->post));
		else
			buf_printf(prose->out, "：%.*s的%.*s。\n", PSTR(role->organ),
			           PSTR(role->post));
	}
}

/* What a bound is counted in: items of 多个, rows of a list, or the field's unit. */
static void write_bound(struct buf *out, const struct field *field, int64_t bound, const char *word)
{
	bool counted = field->many || field->type == FIELD_INT || field->type == FIELD_MONEY ||
	               field->type == FIELD_LIST;

	if (!counted || bound == INT64_MIN || bound == INT64_MAX)
		return;
	buf_printf(out, "，%s ", word);
	if (field->type == FIELD_MONEY && !field->many)
		num_write_decimal(out, bound);
	else
		buf_int(out, bound);
	buf_text(out, field->many ? " 个" : field->type == FIELD_LIST ? " 行" : "");
}

static void write_field(struct prose *prose, const struct field *field)
{
	struct buf *out = prose->out;

	buf_text(out, "（");
	words_type(out, field);
	if (field->unit.n > 0)
		buf_printf(out, "，单位%.*s", PSTR(field->unit));
	write_bound(out, field, field->least, "不少于");
	write_bound(out, field, field->most, "不超过");
	buf_text(out, field->required ? "，必填" : "");
	buf_text(out, field->unique ? "，不得重复" : "");
	buf_text(out, field->hidden ? "，不公开，总账只留指纹" : "");
	buf_text(out, "）");
	for (size_t i = 0; i < field->option_count; i++) {
		buf_printf(out, "%s%.*s", i > 0 ? "、" : "：", PSTR(field->options[i].name.text));
		basis(prose, field->options[i].basis);
	}
	for (size_t i = 0; i < field->cell_count; i++)
		buf_printf(out, "%s%.*s", i > 0 ? "、" : "：每行有",
		           PSTR(field->cells[i].name.text));
	basis(prose, field->basis);
	buf_text(out, "。\n");
}

static void write_stages(struct prose *prose)
{
	const struct rule *rule = prose->rule;

	if (rule->stage_count == 0 || rule->kind == RULE_NOTE)
		return;
	section(prose, "经过哪些环节");
	for (size_t i = 0; i < rule->stage_count; i++) {
		const struct stage *stage = &rule->stages[i];
		item(prose, stage->name.text);
		buf_text(prose->out, stage->start ? "，从这里开始" : "");
		buf_text(prose->out, stage->end ? "，到此办结" : "");
		buf_text(prose->out, stage->pause ? "，期限在此停表" : "");
		basis(prose, stage->basis);
		buf_text(prose->out, "。\n");
	}
}

static void write_who(struct prose *prose, const struct step *step)
{
	struct buf *out = prose->out;

	if (step->by_count > 0) {
		words_names(out, step->by, step->by_count);
		buf_text(out, step->clock ? "或时钟" : "");
	} else {
		buf_text(out, "时钟");
	}
	if (step->not_by_count > 0) {
		buf_text(out, "（在本案以");
		words_names(out, step->not_by, step->not_by_count);
		buf_text(out, "身份办过的人除外）");
	}
	if (step->opening) {
		buf_text(out, "开办一件新的");
	} else if (step->any_open) {
		buf_text(out, "在办结以前都可以办");
	} else {
		buf_text(out, "可以在“");
		words_names(out, step->from, step->from_count);
		buf_text(out, "”时办");
	}
	if (step->to != NULL)
		buf_printf(out, "，办后到“%.*s”", PSTR(step->to->name.text));
	else if (step->to_previous)
		buf_text(out, "，办后回到原来的环节");
	buf_text(out, "。");
}

/* Fields that must (or may) be filled. */
static void write_fills(struct prose *prose, const struct step *step, bool must)
{
	struct buf *out = prose->out;
	size_t count = 0;

	for (size_t i = 0; i < step->fill_count; i++)
		if ((step->musts[i] != FILL_MAY) == must)
			buf_printf(out, "%s%.*s",
			           count++ > 0 ? "、"
			           : must      ? "须填"
			                       : "可填",
			           PSTR(step->fills[i]->name.text));
	buf_text(out, count > 0 ? "。" : "");
}

static void write_takes(struct prose *prose, const struct step *step)
{
	for (size_t i = 0; i < step->take_count; i++) {
		const struct take *take = &step->takes[i];
		buf_printf(prose->out, "“%.*s”取自“%.*s”所指记录的“%.*s”。",
		           PSTR(take->field->name.text), PSTR(take->link->name.text),
		           PSTR(take->source));
	}
}

static void write_papers(struct prose *prose, const struct step *step, bool must)
{
	struct buf *out = prose->out;
	size_t count = 0;

	for (size_t i = 0; i < step->paper_count; i++)
		if (step->paper_musts[i] == must)
			buf_printf(out, "%s%.*s",
			           count++ > 0 ? "、"
			           : must      ? "须交"
			                       : "可附",
			           PSTR(step->papers[i]->name.text));
	buf_text(out, count > 0 ? "。" : "");
}

static void write_bounds(struct prose *prose, const struct step *step)
{
	struct buf *out = prose->out;

	for (size_t i = 0; i < step->guard_count; i++) {
		buf_text(out, "须");
		words_tight(out, step->guards[i]->text);
		basis(prose, step->guards[i]->basis);
		buf_text(out, "。");
	}
	if (step->times > 0) {
		buf_printf(out, "每案最多 %d 次", step->times);
		basis(prose, step->times_basis);
		buf_text(out, "。");
	}
	buf_text(out, step->repeatable ? "可以重复办。" : "");
	if (step->served_count > 0) {
		buf_text(out, "送达");
		words_names(out, step->served, step->served_count);
		buf_text(out, "。");
	}
}

static void write_effect(struct prose *prose, const struct clock_effect *effect)
{
	struct buf *out = prose->out;
	str name = effect->limit->name.text;

	switch (effect->verb) {
	case CLOCK_EXTEND:
		buf_printf(out, "把“%.*s”延长%s", PSTR(name), effect->by != NULL ? "" : " ");
		if (effect->by != NULL)
			buf_printf(out, "“%.*s”所写的时间，至多 ", PSTR(effect->by->name.text));
		term_write_length(out, effect->length);
		if (effect->times > 0)
			buf_printf(out, "，最多 %d 次", effect->times);
		break;
	case CLOCK_RESTART: buf_printf(out, "“%.*s”从此重新起算", PSTR(name)); break;
	case CLOCK_RESUME_RUN: buf_printf(out, "“%.*s”接着走，停止的这段不计", PSTR(name)); break;
	case CLOCK_PAUSE: buf_printf(out, "“%.*s”暂停", PSTR(name)); break;
	case CLOCK_RESUME: buf_printf(out, "“%.*s”恢复计算", PSTR(name)); break;
	}
	basis(prose, effect->basis);
	buf_text(out, "。");
}

static void write_order(struct prose *prose, const struct order *order)
{
	struct buf *out = prose->out;

	if (order->when != NULL) {
		words_tight(out, order->when->text);
		buf_text(out, "的，");
	}
	if (order->verb == ORDER_STEP)
		buf_printf(out, "同时对“%.*s”所指的记录办“%.*s”。", PSTR(order->link->name.text),
		           PSTR(order->step));
	else if (order->each != NULL)
		buf_printf(out, "同时为每个%.*s各开一件%.*s。", PSTR(order->each->name.text),
		           PSTR(order->procedure));
	else
		buf_printf(out, "同时开一件%.*s。", PSTR(order->procedure));
	if (order->verb == ORDER_OPEN && order->step.n > 0)
		buf_printf(out, "开办的步骤是“%.*s”。", PSTR(order->step));
	for (size_t i = 0; i < order->give_count; i++) {
		buf_text(out, i > 0 ? "，" : "其中");
		buf_printf(out, "“%.*s”写", PSTR(order->gives[i].target));
		if (order->gives[i].from != NULL)
			buf_text(out, "本案的");
		words_given(out, &order->gives[i]);
	}
	buf_text(out, order->give_count > 0 ? "。" : "");
}

static void write_deeds(struct prose *prose, const struct step *step)
{
	struct buf *out = prose->out;

	for (size_t i = 0; i < step->assign_count; i++) {
		buf_printf(out, "“%.*s”定为", PSTR(step->assigns[i].field->name.text));
		words_given(out, &step->assigns[i]);
		buf_text(out, "。");
	}
	for (size_t i = 0; i < step->number_count; i++)
		buf_printf(out, "“%.*s”按“%.*s”编号。", PSTR(step->numbers[i].field->name.text),
		           PSTR(step->numbers[i].pattern));
	for (size_t i = 0; i < step->clock_count; i++)
		write_effect(prose, &step->clocks[i]);
	for (size_t i = 0; i < step->order_count; i++)
		write_order(prose, &step->orders[i]);
	if (step->module.n > 0)
		buf_printf(out, "由模块 %.*s 处理。", PSTR(step->module));
}

/* Which 通则 wrote the step, and which ask for something at it? */
static void write_applied(struct prose *prose, const struct step *step)
{
	const struct rule *rule = prose->rule;
	str file;

	(void)origin_own(&rule->origin, step->name.line, &file);
	for (size_t i = 0; i < rule->applied_count; i++) {
		const struct applied *applied = &rule->applied[i];
		if (str_eq(file, applied->file))
			buf_printf(prose->out, "这一步出自通则“%.*s”。", PSTR(applied->name.text));
		for (size_t k = 0; k < applied->step_count; k++) {
			if (applied->steps[k] == step)
				buf_printf(prose->out, "适用通则“%.*s”。",
				           PSTR(applied->name.text));
		}
	}
}

static void write_steps(struct prose *prose)
{
	const struct rule *rule = prose->rule;

	if (rule->step_count == 0)
		return;
	section(prose, "怎么办");
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		item(prose, step->name.text);
		basis(prose, step->basis);
		buf_text(prose->out, "：");
		write_who(prose, step);
		write_fills(prose, step, true);
		write_fills(prose, step, false);
		write_takes(prose, step);
		write_papers(prose, step, true);
		write_papers(prose, step, false);
		write_bounds(prose, step);
		write_deeds(prose, step);
		write_applied(prose, step);
		buf_byte(prose->out, '\n');
	}
}

/* 适用 */
static void write_clauses(struct prose *prose)
{
	const struct rule *rule = prose->rule;
	struct buf *out = prose->out;

	if (rule->applied_count > 0)
		section(prose, "适用哪些通则");
	for (size_t i = 0; i < rule->applied_count; i++) {
		const struct applied *applied = &rule->applied[i];
		item(prose, applied->name.text);
		buf_printf(out, "（%.*s），%.*s主管，依据", PSTR(applied->name.id),
		           PSTR(applied->organ));
		for (size_t k = 0; k < applied->law_count; k++)
			buf_printf(out, "%s%.*s", k > 0 ? "、" : "", PSTR(applied->laws[k]));
		if (applied->step_count > 0) {
			buf_text(out, "，用于“");
			words_names(out, applied->steps, applied->step_count);
			buf_text(out, "”");
		}
		buf_text(out, "。它规定的事项已经写在本文各节里。\n");
	}
}

static void write_length(struct prose *prose, const struct limit *limit)
{
	struct buf *out = prose->out;

	if (limit->from == LIMIT_FROM_FIELD && limit->start_field != NULL)
		buf_printf(out, "自“%.*s”所写之日起，", PSTR(limit->start_field->name.text));
	else {
		buf_text(out, "自");
		words_start(out, limit);
		buf_text(out, "起，");
	}
	if (limit->until != NULL)
		buf_printf(out, "到“%.*s”所写的时间为止", PSTR(limit->until->name.text));
	else
		term_write_length(out, limit->length);
	if (limit->stop_count > 0) {
		buf_text(out, limit->until != NULL ? "，须办" : "内须办");
		for (size_t i = 0; i < limit->stop_count; i++)
			buf_printf(out, "%s“%.*s”", i > 0 ? "或" : "",
			           PSTR(limit->stops[i]->name.text));
	}
	basis(prose, limit->basis);
	buf_text(out, "。");
	for (size_t i = 0; i < limit->choice_count; i++) {
		const struct limit_choice *choice = &limit->choices[i];
		words_tight(out, choice->when->text);
		buf_text(out, "的，");
		words_length(out, choice->length, choice->until);
		basis(prose, choice->basis);
		buf_text(out, "。");
	}
}

static void write_limit(struct prose *prose, const struct limit *limit)
{
	struct buf *out = prose->out;

	write_length(prose, limit);
	if (limit->when != NULL) {
		buf_text(out, "只在");
		words_tight(out, limit->when->text);
		buf_text(out, "时起算。");
	}
	if (limit->overdue == OVERDUE_LAMP)
		buf_text(out, "逾期亮红灯。");
	else
		buf_printf(out, "逾期由时钟办“%.*s”%s", PSTR(limit->overdue_step->name.text),
		           limit->overdue == OVERDUE_DEEMED ? "，法律视为已办" : "");
	if (limit->overdue != OVERDUE_LAMP) {
		basis(prose, limit->overdue_basis);
		buf_text(out, "。");
	}
	if (limit->warning.n > 0) {
		buf_text(out, "剩 ");
		term_write_length(out, limit->warning);
		buf_text(out, "时亮黄灯。");
	}
	buf_text(out, limit->no_roll ? "最后一日是休息日也不顺延。" : "");
	buf_text(out, limit->no_pause ? "停表环节不停它。" : "");
	buf_byte(out, '\n');
}

static void write_counts(struct prose *prose)
{
	const struct rule *rule = prose->rule;

	if (rule->indicator_count > 0)
		section(prose, "怎么统计");
	for (size_t i = 0; i < rule->indicator_count; i++) {
		const struct indicator *indicator = &rule->indicators[i];
		item(prose, indicator->name.text);
		buf_text(prose->out, " = ");
		render_count(prose->out, indicator);
		buf_printf(prose->out, "，单位%.*s", PSTR(indicator->unit));
		basis(prose, indicator->basis);
		buf_text(prose->out, "。\n");
	}
	if (rule->check_count > 0)
		section(prose, "数与数的核对");
	for (size_t i = 0; i < rule->check_count; i++) {
		const struct check *check = &rule->checks[i];
		item(prose, STR(""));
		words_sum(prose->out, check->left, check->left_count);
		buf_text(prose->out, check->at_most ? " 不超过 " : " = ");
		words_sum(prose->out, check->right, check->right_count);
		buf_text(prose->out, "。\n");
	}
}

static void write_statistics(struct prose *prose)
{
	const struct rule *rule = prose->rule;

	if (rule->statistic_count > 0)
		section(prose, "填哪些统计表");
	for (size_t i = 0; i < rule->statistic_count; i++) {
		item(prose, rule->statistics[i].name.text);
		basis(prose, rule->statistics[i].basis);
		render_table_prose(prose->out, rule, &rule->statistics[i]);
	}
}

static void write_publics(struct prose *prose)
{
	const struct rule *rule = prose->rule;
	struct buf *out = prose->out;

	section(prose, "公开什么");
	if (rule->public_count == 0)
		buf_text(out, "  都不公开。\n");
	for (size_t i = 0; i < rule->public_count; i++) {
		const struct publicity *publicity = &rule->publics[i];
		item(prose, publicity->number ? STR("案号") : STR(""));
		buf_text(out, publicity->number && publicity->field_count > 0 ? "、" : "");
		words_names(out, publicity->fields, publicity->field_count);
		buf_text(out, "：");
		words_names(out, publicity->after, publicity->after_count);
		buf_text(out, "后 ");
		term_write_length(out, publicity->within);
		buf_text(out, "内公开");
		if (publicity->when != NULL) {
			buf_text(out, "，但须");
			words_tight(out, publicity->when->text);
		}
		basis(prose, publicity->basis);
		buf_text(out, "。\n");
	}
}

void render_prose(struct buf *out, const struct rule *rule)
{
	struct prose prose = { .out = out, .rule = rule };

	write_head(&prose);
	write_roles(&prose);
	if (rule->field_count > 0)
		section(&prose, "填什么");
	for (size_t i = 0; i < rule->field_count; i++) {
		item(&prose, rule->fields[i].name.text);
		write_field(&prose, &rule->fields[i]);
	}
	write_stages(&prose);
	write_steps(&prose);
	if (rule->limit_count > 0)
		section(&prose, "多久办完");
	for (size_t i = 0; i < rule->limit_count; i++) {
		item(&prose, rule->limits[i].name.text);
		buf_text(out, "：");
		write_limit(&prose, &rule->limits[i]);
	}
	write_counts(&prose);
	write_statistics(&prose);
	write_publics(&prose);
	write_clauses(&prose);
	if (rule->example_count > 0)
		section(&prose, "示例");
	for (size_t i = 0; i < rule->example_count; i++) {
		item(&prose, rule->examples[i].title);
		buf_text(out, "。\n");
	}
}
