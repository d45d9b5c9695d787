/* check_parts.c -- faults of the nouns of a rule: ids, fields, numbers, what nothing uses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/check_parts.h"

#include "base/arena.h"
#include "base/str.h"

static void check_reserved(const struct name *name, const char *id, const char *kind,
                           const char *meaning, struct problems *problems)
{
	if (!str_eq(name->id, str_of(id)))
		return;
	struct err *err = problems_add(problems, name->line, "rule.id_reserved",
	                               "%s的号“%s”由系统保留，指%s", kind, id, meaning);
	err_fix(err, "请换一个号");
}

void check_parts_names(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->field_count; i++)
		check_reserved(&rule->fields[i].name, "number", "字段", "案号", problems);
	for (size_t i = 0; i < rule->field_count; i++)
		check_reserved(&rule->fields[i].name, "actor", "字段", "办理的公众", problems);
	for (size_t i = 0; i < rule->role_count; i++)
		check_reserved(&rule->roles[i].name, "clock", "角色", "时钟", problems);
	for (size_t i = 0; i < rule->indicator_count; i++)
		check_reserved(&rule->indicators[i].name, "deviations", "指标", "据实补录的步骤数",
		               problems);
	for (size_t i = 0; rule->kind != RULE_NOTE && i < rule->step_count; i++)
		check_reserved(&rule->steps[i].name, "note", "步骤", "记事的“记入”", problems);
}

static bool is_filled(const struct rule *rule, const struct field *field)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		for (size_t k = 0; k < step->fill_count; k++)
			if (step->fills[k] == field)
				return true;
		for (size_t k = 0; k < step->assign_count; k++)
			if (step->assigns[k].field == field)
				return true;
		for (size_t k = 0; k < step->number_count; k++)
			if (step->numbers[k].field == field)
				return true;
		for (size_t k = 0; k < step->take_count; k++)
			if (step->takes[k].field == field)
				return true;
	}
	return rule->kind == RULE_NOTE;
}

static void check_shape(const struct field *field, struct problems *problems)
{
	if (field->unique &&
	    (field->many || field->type == FIELD_LIST || field->type == FIELD_LONG))
		err_fix(problems_add(problems, field->name.line, "rule.unique_many",
		                     "“%.*s”不是单独一个值，不能写唯一", PSTR(field->name.text)),
		        "请去掉 唯一，或者另设一个编码字段");
}

static void check_cells(const struct field *field, struct problems *problems)
{
	for (size_t i = 0; i < field->cell_count; i++) {
		const struct field *cell = &field->cells[i];
		if (cell->many || cell->unique || cell->type == FIELD_LIST ||
		    cell->type == FIELD_LONG)
			err_fix(problems_add(problems, cell->name.line, "rule.cell_type",
			                     "清单的栏“%.*s”只能是单独一个短的值，不能唯一",
			                     PSTR(cell->name.text)),
			        "请改用文字、整数、日期、选项等类型");
	}
}

void check_parts_fields(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->field_count; i++) {
		const struct field *field = &rule->fields[i];
		check_shape(field, problems);
		check_cells(field, problems);
		/* A 关联 may be filled by the rule that opens this one. */
		if (field->type != FIELD_LINK && !is_filled(rule, field))
			err_fix(problems_add(problems, field->name.line, "rule.field_unused",
			                     "字段“%.*s”没有步骤填", PSTR(field->name.text)),
			        "请在某个步骤里写“填  %.*s”“定”或“编号”，或者删去这个字段",
			        PSTR(field->name.text));
	}
}

/* Does `{mark}` or `{mark:N}` stand in the pattern? */
static bool has_mark(str pattern, const char *mark)
{
	str rest = pattern;
	str part;

	while (str_cut(&rest, STR("{"), &part)) {
		str inner = rest;
		str name;
		if (!str_cut(&inner, STR("}"), &name))
			return false;
		(void)str_cut(&name, STR(":"), &part);
		if (str_eq(part, str_of(mark)))
			return true;
	}
	return false;
}

static void check_number(str pattern, int line, const char *what, struct problems *problems)
{
	bool whole = has_mark(pattern, "年月日");
	bool date = has_mark(pattern, "日");
	bool month = has_mark(pattern, "月");

	if (!whole && ((date && !month) || ((date || month) && !has_mark(pattern, "年"))))
		err_fix(problems_add(problems, line, "rule.number_repeat",
		                     "%s“%.*s”的流水号会重新开始，但样式里缺少年或月，号会重复",
		                     what, PSTR(pattern)),
		        "请写全 {年}{月}{日}，或者用 {年月日}");
}

void check_parts_numbers(const struct rule *rule, struct problems *problems)
{
	if (rule->number.n > 0)
		check_number(rule->number, rule->name.line, "案号", problems);
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		for (size_t k = 0; k < step->number_count; k++)
			check_number(step->numbers[k].pattern, step->name.line, "编号", problems);
	}
}

static bool lists_role(const struct role *const *roles, size_t count, const struct role *role)
{
	for (size_t i = 0; i < count; i++)
		if (roles[i] == role)
			return true;
	return false;
}

static bool role_is_used(const struct rule *rule, const struct role *role)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		const struct step *step = &rule->steps[i];
		if (lists_role((const struct role *const *)step->by, step->by_count, role) ||
		    lists_role((const struct role *const *)step->not_by, step->not_by_count,
		               role) ||
		    lists_role((const struct role *const *)step->served, step->served_count, role))
			return true;
	}
	return rule->kind == RULE_NOTE;
}

static bool paper_is_used(const struct rule *rule, const struct paper *paper)
{
	for (size_t i = 0; i < rule->step_count; i++)
		for (size_t k = 0; k < rule->steps[i].paper_count; k++)
			if (rule->steps[i].papers[k] == paper)
				return true;
	return false;
}

void check_parts_used(const struct rule *rule, struct problems *problems)
{
	for (size_t i = 0; i < rule->role_count; i++) {
		const struct role *role = &rule->roles[i];
		if (!role_is_used(rule, role))
			err_fix(problems_add(problems, role->name.line, "rule.role_unused",
			                     "角色“%.*s”没有步骤用到", PSTR(role->name.text)),
			        "请在步骤的“由”里写上它，或者删去这个角色");
	}
	for (size_t i = 0; i < rule->paper_count; i++) {
		const struct paper *paper = &rule->papers[i];
		if (!paper_is_used(rule, paper))
			err_fix(problems_add(problems, paper->name.line, "rule.paper_unused",
			                     "材料“%.*s”没有步骤用到", PSTR(paper->name.text)),
			        "请在步骤里写“要  %.*s”或“可附  %.*s”，或者删去这项材料",
			        PSTR(paper->name.text), PSTR(paper->name.text));
	}
}
