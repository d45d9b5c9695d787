/* test_parse.c -- a rule that uses every word once, and what the model then holds.
 *
 * Reads tests/procedure/accepted, from the root of the project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/basis.h"
#include "define/near.h"
#include "define/parse.h"
#include "define/source.h"

#define FOLDER "tests/procedure/accepted/"

struct reading {
	struct arena *arena;
	struct problems problems;
	const struct rule *rule;
};

static struct reading read_rule(const char *path)
{
	struct reading reading = { .arena = arena_new(LIMIT_ARENA_COMMAND) };
	struct err err = { 0 };
	str text;
	problems_init(&reading.problems, reading.arena, str_of(path));
	if (CHECK_OK(source_read(reading.arena, str_of(path), &text, &err), &err))
		reading.rule = parse_rule(reading.arena, str_of(path), text, &reading.problems);
	if (reading.problems.first != NULL)
		printf("    %s %s\n", reading.problems.first->err.where,
		       reading.problems.first->err.what);
	CHECK(reading.rule != NULL);
	return reading;
}

static const struct step *step(const struct rule *rule, const char *name)
{
	const struct step *found = model_step(rule, str_of(name));
	CHECK(found != NULL);
	return found;
}

static const struct limit *limit(const struct rule *rule, const char *name)
{
	const struct limit *found = model_limit(rule, str_of(name));
	CHECK(found != NULL);
	return found;
}

static const struct indicator *indicator(const struct rule *rule, const char *name)
{
	const struct indicator *found = model_indicator(rule, str_of(name));
	CHECK(found != NULL);
	return found;
}

TEST(head_and_parts)
{
	struct reading reading = read_rule(FOLDER "everything.rule");
	const struct rule *rule = reading.rule;
	CHECK_INT(rule->kind, RULE_PROCEDURE);
	CHECK_STR(rule->name.id, "everything");
	CHECK_INT(rule->law_count, 2);
	CHECK_INT(rule->effective, day_of(2024, 1, 1));
	CHECK_STR(rule->number, "嘉政复〔{年}〕{号:5}号");
	CHECK_STR(rule->chapter, "一（五）三");
	CHECK(rule->counted_by == model_field(rule, STR("organ")));
	CHECK_STR(rule->retention, "30 年");
	CHECK_INT(rule->role_count, 5);
	CHECK(model_role(rule, STR("经办人"))->field == rule->counted_by);
	CHECK_STR(model_role(rule, STR("编辑"))->organ, "任一单位");
	CHECK_INT(model_role(rule, STR("申请人"))->kind, ROLE_PUBLIC);
	CHECK(model_stage(rule, STR("中止"))->pause);
	CHECK_STR(model_stage(rule, STR("中止"))->basis, "第三十九条");
	CHECK(model_stage(rule, STR("filed"))->start);
	CHECK_INT(rule->paper_count, 3);
	arena_end(reading.arena);
}

TEST(fields)
{
	struct reading reading = read_rule(FOLDER "everything.rule");
	const struct rule *rule = reading.rule;
	const struct field *field = model_field(rule, STR("执法人员"));
	CHECK(field->many);
	CHECK_INT(field->least, 2);
	CHECK_STR(field->basis, "《行政处罚法》第四十二条");
	field = model_field(rule, STR("涉及金额"));
	CHECK_INT(field->least, 0);
	CHECK_INT(field->most, 1000000005000);
	field = model_field(rule, STR("满意度"));
	CHECK(field->ranked);
	CHECK_INT(model_option(field, STR("基本满意"))->rank, 3);
	field = model_field(rule, STR("事项"));
	CHECK(!field->ranked && field->required);
	CHECK_STR(model_option(field, STR("compulsion"))->basis, "第十一条第（二）项");
	CHECK_INT(model_field(rule, STR("标题"))->most, 200);
	CHECK_INT(model_field(rule, STR("申请号"))->most, 20);
	CHECK(model_field(rule, STR("申请号"))->unique);
	CHECK_STR(model_field(rule, STR("文件"))->target, "规范性文件");
	field = model_field(rule, STR("申请材料"));
	CHECK_INT(field->type, FIELD_LIST);
	CHECK_INT(field->cell_count, 2);
	CHECK(field->cells[0].required);
	CHECK_STR(field->cells[1].unit, "份");
	arena_end(reading.arena);
}

TEST(steps_and_what_they_do)
{
	struct reading reading = read_rule(FOLDER "everything.rule");
	const struct rule *rule = reading.rule;
	const struct step *one = step(rule, "提出申请");
	CHECK(one == model_opening(rule) && one->opening && one->to != NULL);
	CHECK_INT(one->fill_count, 17);
	CHECK(one->musts[0] && !one->musts[1]);
	CHECK_INT(one->paper_count, 2);
	CHECK(one->paper_musts[0] && !one->paper_musts[1]);
	CHECK_INT(one->assign_count, 3);
	CHECK_STR(one->assigns[2].value, "办理人");
	one = step(rule, "通知补正");
	CHECK_INT(one->times, 1);
	CHECK_STR(one->times_basis, "第三十一条");
	CHECK(one->musts[0]);
	CHECK_INT(one->served_count, 1);
	one = step(rule, "受理");
	CHECK(one->clock);
	CHECK_INT(one->guard_count, 4);
	CHECK_STR(one->guards[0]->basis, "第五十三条");
	CHECK_STR(one->assigns[0].value, "ordinary");
	one = step(rule, "延长审限");
	CHECK_INT(one->not_by_count, 1);
	CHECK_INT(one->clock_count, 1);
	CHECK_STR(one->clocks[0].by->name.id, "extension");
	CHECK_INT(one->clocks[0].length.n, 30);
	CHECK_INT(one->clocks[0].times, 1);
	CHECK(step(rule, "恢复审理")->to_previous);
	CHECK_INT(step(rule, "恢复审理")->clocks[0].verb, CLOCK_RESUME_RUN);
	CHECK(step(rule, "鉴定")->repeatable);
	CHECK_INT(step(rule, "鉴定")->clocks[0].verb, CLOCK_PAUSE);
	one = step(rule, "鉴定完毕");
	CHECK_INT(one->clocks[0].verb, CLOCK_RESUME);
	if (CHECK_INT(one->take_count, 2)) {
		CHECK(one->takes[0].field == model_field(rule, STR("文件名称")));
		CHECK(one->takes[0].link == model_field(rule, STR("文件")));
		CHECK_STR(one->takes[1].source, "环节");
	}
	CHECK_INT(step(rule, "提交补正")->clocks[0].verb, CLOCK_RESTART);
	CHECK(step(rule, "督办")->any_open);
	CHECK_STR(step(rule, "评价")->module, "ballot");
	arena_end(reading.arena);
}

TEST(orders)
{
	struct reading reading = read_rule(FOLDER "everything.rule");
	const struct order *order = &step(reading.rule, "督办")->orders[0];
	CHECK_INT(order->verb, ORDER_OPEN);
	CHECK_STR(order->procedure, "督办件");
	CHECK_STR(order->step, "立案");
	CHECK_INT(order->when->kind, COND_LIMIT);
	CHECK_INT(order->give_count, 2);
	CHECK_STR(order->gives[0].target, "事由");
	CHECK(order->gives[0].from == model_field(reading.rule, STR("标题")));
	CHECK_STR(order->gives[1].value, "逾期未办 一案");
	order = step(reading.rule, "作出决定")->orders;
	CHECK_STR(order[0].each->name.id, "helpers");
	CHECK_STR(order[0].each_target, "承办单位");
	CHECK_INT(order[1].verb, ORDER_STEP);
	CHECK_STR(order[1].link->name.id, "document");
	CHECK_STR(order[1].step, "废止");
	CHECK_INT(order[1].when->kind, COND_AND);
	arena_end(reading.arena);
}

TEST(limits)
{
	struct reading reading = read_rule(FOLDER "everything.rule");
	const struct rule *rule = reading.rule;
	const struct limit *one = limit(rule, "受理审查");
	CHECK_INT(one->start_count, 2);
	CHECK_INT(one->stop_count, 3);
	CHECK_INT(one->overdue, OVERDUE_DEEMED);
	CHECK(one->overdue_step == step(rule, "受理"));
	CHECK_STR(one->overdue_basis, "第三十条第三款");
	CHECK(!one->counted);
	one = limit(rule, "审理期限");
	CHECK_INT(one->pick, LIMIT_PICK_FIRST);
	CHECK_INT(one->choice_count, 1);
	CHECK_INT(one->choices[0].length.n, 30);
	CHECK(one->when != NULL && one->counted);
	CHECK_INT(one->warning.n, 10);
	CHECK_INT(one->overdue, OVERDUE_STEP);
	one = limit(rule, "补正期限");
	CHECK_INT(one->pick, LIMIT_PICK_LAST);
	CHECK(one->no_roll && !one->no_pause);
	one = limit(rule, "履行期限");
	CHECK(one->until == model_field(rule, STR("履行截止日")) && one->no_pause);
	CHECK(one->choices[0].until == model_field(rule, STR("受理日")));
	CHECK_INT(one->overdue, OVERDUE_LAMP);
	CHECK_INT(limit(rule, "回访")->from, LIMIT_FROM_FIELD);
	CHECK_INT(limit(rule, "评价期限")->from, LIMIT_FROM_LIMIT);
	CHECK(limit(rule, "评价期限")->start_limit == one);
	arena_end(reading.arena);
}

TEST(indicators)
{
	struct reading reading = read_rule(FOLDER "everything.rule");
	const struct rule *rule = reading.rule;
	static const enum count_kind kinds[] = {
		COUNT_STEP, COUNT_STEP, COUNT_STEP, COUNT_STEP, COUNT_DISTINCT, COUNT_LIMIT,
		COUNT_LIMIT, COUNT_DEVIATION, COUNT_STEP, COUNT_SUM, COUNT_SUM, COUNT_SUM,
		COUNT_DISTINCT, COUNT_MOST, COUNT_STOCK, COUNT_STOCK_DISTINCT, COUNT_STOCK_SUM,
		COUNT_STEP, COUNT_STEP, COUNT_BALANCE, COUNT_ADD, COUNT_ADD, COUNT_RATE, COUNT_MEAN,
		COUNT_LAST_SUM, COUNT_ADD, COUNT_RATE,
	};
	if (CHECK_INT(rule->indicator_count, countof(kinds))) {
		for (size_t i = 0; i < countof(kinds); i++)
			CHECK_INT(rule->indicators[i].kind, kinds[i]);
	}
	CHECK_INT(indicator(rule, "满意")->pick, LIMIT_PICK_LAST);
	CHECK_INT(indicator(rule, "参演人次")->form.kind, FORM_WAN_YU);
	CHECK_INT(indicator(rule, "参演人次")->form.digits, 1);
	const struct form *form = &indicator(rule, "涉案金额")->form;
	CHECK(form->kind == FORM_YI && form->digits == 2 && form->truncate && form->strip);
	CHECK(indicator(rule, "协办家数")->in_items && !indicator(rule, "涉案金额")->in_items);
	CHECK_INT(indicator(rule, "在办")->form.step, 100);
	CHECK_INT(indicator(rule, "审结")->form.kind, FORM_HAN);
	const struct indicator *total = indicator(rule, "合计");
	CHECK_INT(total->item_count, 3);
	CHECK_INT(total->items[2].sign, -1);
	CHECK(indicator(rule, "按期审结率")->below.indicator == indicator(rule, "due"));
	CHECK_INT(indicator(rule, "按期审结率")->form.digits, 2);
	const struct indicator *last = indicator(rule, "末值");
	CHECK_STR(last->field->name.id, "people");
	CHECK_STR(last->source->name.id, "organ");
	CHECK_STR(last->dated_by->name.id, "accepted_on");
	CHECK(last->when != NULL && last->step_count == 1);
	const struct operand *other = &indicator(rule, "别处率")->above;
	CHECK(other->indicator == NULL);
	CHECK_STR(other->procedure, "norm_doc");
	CHECK_STR(other->other, "filed");
	arena_end(reading.arena);
}

TEST(checks_and_publicity)
{
	struct reading reading = read_rule(FOLDER "everything.rule");
	const struct rule *rule = reading.rule;
	if (CHECK_INT(rule->check_count, 3)) {
		CHECK_INT(rule->checks[0].right_count, 3);
		CHECK(rule->checks[0].right[2].last_year && !rule->checks[0].at_most);
		CHECK(rule->checks[1].at_most && rule->checks[1].left[1].of.indicator == NULL);
		CHECK_STR(rule->checks[2].right[0].of.procedure, "规范性文件");
		CHECK(rule->checks[2].right[0].last_year);
	}
	if (CHECK_INT(rule->public_count, 2)) {
		CHECK_INT(rule->publics[0].after_count, 2);
		CHECK_STR(rule->publics[0].after[1]->name.id, "decide");
		CHECK(rule->publics[1].number);
		CHECK_INT(rule->publics[1].field_count, 2);
		CHECK_INT(rule->publics[1].after_count, 1);
		CHECK_INT(rule->publics[1].within.n, 20);
		CHECK(rule->publics[1].when != NULL);
		CHECK_STR(rule->publics[1].basis, "第七十九条");
	}
	arena_end(reading.arena);
}

TEST(examples)
{
	struct reading reading = read_rule(FOLDER "everything.rule");
	const struct example *example = &reading.rule->examples[0];
	CHECK_STR(example->title, "逾期未审查，视为受理");
	if (CHECK_INT(example->line_count, 16)) {
		const struct example_line *lines = example->lines;
		CHECK_INT(lines[0].kind, EXAMPLE_STEP);
		CHECK_INT(lines[0].at, day_start(day_of(2024, 9, 27)) + 10 * INSTANT_HOUR);
		CHECK_INT(lines[0].field_count, 4);
		CHECK_STR(lines[0].values[2], "行政处罚");
		CHECK_INT(lines[1].kind, EXAMPLE_TODAY);
		CHECK(lines[3].kind == EXAMPLE_BY && lines[3].role == NULL);
		CHECK_STR(lines[4].expected, "无");
		CHECK_STR(lines[6].expected, "普通程序");
		CHECK_INT(lines[7].year, 2024);
		CHECK_STR(lines[7].expected, "1");
		CHECK_STR(lines[8].person, "张三");
		CHECK_INT(lines[8].lack_count, 1);
		CHECK_STR(lines[9].expected, "第六十一条");
		CHECK_STR(lines[10].organ, "市司法局");
		CHECK_STR(lines[10].person, "李四");
		CHECK_STR(lines[11].role->name.text, "承办人");
		CHECK(docket_is_apart(&lines[12]) && lines[12].step == NULL);
		CHECK_STR(lines[12].procedure, "规范性文件");
		CHECK_STR(lines[12].part, "登记");
		CHECK_STR(lines[12].names[0], "标题");
		CHECK_STR(lines[12].lack_names[0], "正文");
		CHECK_STR(lines[13].record, "norm_doc/1");
		CHECK(docket_is_apart(&lines[14]) && lines[14].stage == NULL);
		CHECK_STR(lines[15].expected, "某办法");
	}
	arena_end(reading.arena);
}

TEST(a_note_has_one_stage_and_one_step)
{
	struct reading reading = read_rule(FOLDER "note.rule");
	const struct rule *rule = reading.rule;
	const struct step *note = step(rule, "记入");
	CHECK(note == step(rule, "note") && note->opening && note->to != NULL);
	CHECK(note->to->start && note->to->end);
	CHECK_INT(note->by_count, 1);
	CHECK_INT(note->fill_count, 4);
	CHECK(note->musts[0]);
	CHECK_INT(note->paper_count, 1);
	CHECK(!note->paper_musts[0] && !rule->attested);
	arena_end(reading.arena);
	reading = read_rule(FOLDER "attested.rule");
	CHECK(reading.rule->attested);
	arena_end(reading.arena);
}

TEST(articles)
{
	CHECK(basis_is(STR("第三十条")));
	CHECK(basis_is(STR("第30条第三款第（二）项")));
	CHECK(basis_is(STR("第一百二十条之一")));
	CHECK(basis_is(STR("第三十条、《行政处罚法》第四十二条第一款、惯例：本地做法")));
	CHECK(basis_is(STR("《关于优化热线的意见》（十二）")));
	CHECK(!basis_is(STR("第三十")));
	CHECK(!basis_is(STR("第三十条、")));
	CHECK(!basis_is(STR("第三十条规定")));
	CHECK(!basis_is(STR("惯例是这样")));
	CHECK(!basis_is(STR("")));
	struct reading reading = read_rule(FOLDER "everything.rule");
	str basis = model_basis(reading.arena, reading.rule, STR("第三十条、第三十一条"));
	CHECK_STR(basis, "《行政复议法》第三十条、第三十一条");
	basis = model_basis(reading.arena, reading.rule, STR("《行政处罚法》第二条、第三十条"));
	CHECK_STR(basis, "《行政处罚法》第二条、第三十条");
	CHECK_STR(model_basis(reading.arena, reading.rule, STR("惯例")), "惯例");
	CHECK_STR(model_basis(reading.arena, reading.rule, STR("")), "");
	arena_end(reading.arena);
}

TEST(near_words)
{
	const str words[] = { STR("受理"), STR("不予受理"), STR("审理期限"), STR("accept") };
	CHECK_STR(near_find(STR("受里"), words, countof(words)), "受理");
	CHECK_STR(near_find(STR("不于受理"), words, countof(words)), "不予受理");
	CHECK_STR(near_find(STR("审限"), words, countof(words)), "审理期限");
	CHECK_STR(near_find(STR("acept"), words, countof(words)), "accept");
	CHECK_STR(near_find(STR("终止"), words, countof(words)), "");
	CHECK_STR(near_find(STR("天"), words, countof(words)), "");
	CHECK_INT(near_distance(STR("受理"), STR("不予受理")), 2);
}
