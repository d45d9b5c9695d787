/* decide_fields.c -- what a step is given: fields, papers and official numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/decide.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/value.h"
#include "engine/fold.h"
#include "engine/number.h"

static void put_pair(struct arena *arena, struct pair **pairs, size_t *count, struct pair pair)
{
	size_t n = *count;

	for (size_t i = 0; i < n; i++)
		if (str_eq((*pairs)[i].id, pair.id)) {
			(*pairs)[i] = pair;
			return;
		}
	*pairs = arena_grow(arena, *pairs, n * sizeof(pair), (n + 1) * sizeof(pair));
	while (n > 0 && str_cmp((*pairs)[n - 1].id, pair.id) > 0) {
		(*pairs)[n] = (*pairs)[n - 1];
		n--;
	}
	(*pairs)[n] = pair;
	(*count)++;
}

static void set_field(struct decide *d, const struct field *field, str value)
{
	struct event *event = &d->event;
	/* a hidden value without address would be an erased one */
	struct pair pair = { field->name.id, value.n > 0 ? value : STR("") };

	if (field->hidden)
		put_pair(d->world->arena, &event->hidden, &event->hidden_count, pair);
	else
		put_pair(d->world->arena, &event->fields, &event->field_count, pair);
	d->trial->values[field - d->rule->fields] = value;
}

void decide_hide(struct decide *d, str id, str value)
{
	put_pair(d->world->arena, &d->event.hidden, &d->event.hidden_count,
	         (struct pair){ id, value });
}

static bool step_fills(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->fill_count; i++)
		if (step->fills[i] == field)
			return true;
	return false;
}

/* A link must lead somewhere: in this outcome, or in the world. */
static bool link_exists(struct decide *d, const struct field *field, const struct rule *rule,
                        int64_t serial, struct err *err)
{
	const struct record *record;

	if (!take_load(d->world, d->outcome, rule->name.id, serial, &record, err))
		return false;
	if (record != NULL)
		return true;
	err_set(err, ERR_INVALID, "field.link_unknown", "“%.*s”所填的 %.*s/%lld 不存在",
	        PSTR(field->name.text), PSTR(rule->name.id), (long long)serial);
	return err_fix(err, "先开办、登记那条“%.*s”的记录，或核对流水号",
	               PSTR(rule->name.text));
}

/* Organs by code, and links by "procedure/serial". */
static bool resolve_items(struct decide *d, const struct field *field, str *value, struct err *err)
{
	struct buf buf;
	str rest = *value, item;

	buf_init(&buf, d->world->arena, LIMIT_VALUE_BYTES);
	while (rest.n > 0) {
		str_cut(&rest, STR("\n"), &item);
		if (buf.n > 0)
			buf_byte(&buf, '\n');
		if (field->type == FIELD_ORGAN) {
			bool found = true;
			str code = people_organ_code(d->world->people, item, &found);

			if (d->world->people != NULL && !found) {
				err_set(err, ERR_INVALID, "field.organ", "机构名录里没有“%.*s”",
				        PSTR(item));
				return err_fix(err, "先在机构名录中设立，或写名录里的代码、名称");
			}
			buf_add(&buf, code);
			continue;
		}
		const struct rule *rule;
		int64_t serial;

		if (!take_find(d->world, field->target, item, &rule, &serial, err))
			return false;
		if (!str_eq(rule->name.id, field->target) &&
		    !str_eq(rule->name.text, field->target)) {
			err_set(err, ERR_INVALID, "field.link", "“%.*s”要填%.*s的记录，“%.*s”不是",
			        PSTR(field->name.text), PSTR(field->target), PSTR(item));
			return err_fix(err, "写案号，或“规程号/流水号”");
		}
		if (!link_exists(d, field, rule, serial, err))
			return false;
		buf_printf(&buf, "%.*s/%lld", PSTR(rule->name.id), (long long)serial);
	}
	*value = buf_str(&buf);
	return true;
}

static bool check_unique(struct decide *d, const struct field *field, str value, struct err *err)
{
	struct outcome *outcome = d->outcome;
	int64_t serial = 0;

	for (size_t i = 0; i < outcome->unique_count; i++)
		if (str_eq(outcome->uniques[i].procedure, d->rule->name.id) &&
		    str_eq(outcome->uniques[i].field, field->name.id) &&
		    str_eq(outcome->uniques[i].value, value))
			serial = outcome->uniques[i].serial;
	if (serial == 0 &&
	    !d->world->find(d->world, d->rule->name.id, field->name.id, value, &serial, err))
		return false;
	if (serial != 0 && serial != d->event.serial) {
		err_set(err, ERR_CONFLICT, "field.unique", "%.*s“%.*s”已经登记过（%.*s/%lld）",
		        PSTR(field->name.text), PSTR(value), PSTR(d->rule->name.id),
		        (long long)serial);
		return err_fix(err, "核对是否重复登记；要改原来的记录，请在那条记录上办理");
	}
	size_t n = outcome->unique_count++;

	outcome->uniques = arena_grow(d->world->arena, outcome->uniques,
	                              n * sizeof(*outcome->uniques),
	                              (n + 1) * sizeof(*outcome->uniques));
	outcome->uniques[n].procedure = d->rule->name.id;
	outcome->uniques[n].field = field->name.id;
	outcome->uniques[n].value = value;
	outcome->uniques[n].serial = d->event.serial;
	return true;
}

/* Figures are sums of such values, and must not overflow. */
static bool check_number(const struct field *field, str value, struct err *err)
{
	bool summed = field->type == FIELD_INT || field->type == FIELD_MONEY;
	int64_t number;

	if (!summed || !value_number(field, value, &number) ||
	    (number <= LIMIT_NUMBER && number >= -LIMIT_NUMBER))
		return true;
	err_set(err, ERR_LIMIT, "field.number_large", "“%.*s”的数太大：“%.*s”",
	        PSTR(field->name.text), PSTR(value));
	return err_fix(err, "核对数和单位");
}

static bool give_field(struct decide *d, const struct pair *pair, struct err *err)
{
	const struct field *field = model_field(d->rule, pair->id);

	if (field == NULL) {
		err_set(err, ERR_INVALID, "field.unknown", "“%.*s”没有“%.*s”这个字段",
		        PSTR(d->rule->name.text), PSTR(pair->id));
		return err_fix(err, "用 guiju explain %.*s 查看有哪些字段", PSTR(d->rule->name.id));
	}
	/* A record that really began with a later step has at least its name. */
	bool begins = d->before == NULL && d->command->as_happened && field->unique;

	if (!step_fills(d->step, field) && !begins && !d->command->clock && d->command->cause < 0) {
		err_set(err, ERR_INVALID, "field.not_here", "步骤“%.*s”不填“%.*s”",
		        PSTR(d->step->name.text), PSTR(field->name.text));
		return err_fix(err, "去掉这个字段，或改用填它的步骤");
	}
	return decide_put(d, field, pair->value, err);
}

bool decide_put(struct decide *d, const struct field *field, str written, struct err *err)
{
	str value;

	if (!value_read(d->world->arena, field, written, &value, err))
		return err_rule(err, field->basis.n > 0
		                             ? model_basis(d->world->arena, d->rule, field->basis)
		                             : (str){ "", 0 });
	if (value.n > 0 && (field->type == FIELD_ORGAN || field->type == FIELD_LINK) &&
	    !resolve_items(d, field, &value, err))
		return false;
	if (field->unique && value.n > 0 && !check_unique(d, field, value, err))
		return false;
	if (!check_number(field, value, err))
		return false;
	set_field(d, field, value);
	return true;
}

static bool assign(struct decide *d, const struct assign *assign, struct err *err)
{
	str value = assign->value;
	struct buf buf;

	buf_init(&buf, d->world->arena, 64);
	if (assign->from != NULL)
		value = d->trial->values[assign->from - d->rule->fields];
	else if (str_eq(value, STR("当日")))
		day_write(&buf, day_at(d->command->happened));
	else if (str_eq(value, STR("当时")))
		day_write_instant(&buf, d->command->happened);
	else if (str_eq(value, STR("办理人")))
		value = d->command->person;
	if (buf.n > 0)
		value = buf_str(&buf);
	if (assign->field->unique && value.n > 0 && !check_unique(d, assign->field, value, err))
		return false;
	set_field(d, assign->field, value);
	return true;
}

bool decide_given(struct decide *d, struct err *err)
{
	for (size_t i = 0; i < d->command->field_count; i++)
		if (!give_field(d, &d->command->fields[i], err))
			return false;
	return true;
}

static bool given_here(const struct decide *d, const struct field *field)
{
	const struct pair *pairs = field->hidden ? d->event.hidden : d->event.fields;
	size_t count = field->hidden ? d->event.hidden_count : d->event.field_count;

	for (size_t i = 0; i < count; i++)
		if (str_eq(pairs[i].id, field->name.id))
			return pairs[i].value.n > 0;
	return false;
}

static bool is_missing(const struct decide *d, const struct field *field, enum fill_must must)
{
	if (must == FILL_HERE)
		return !given_here(d, field);
	return must == FILL_HELD && record_value(d->trial, field).n == 0;
}

bool decide_fixed(struct decide *d, struct err *err)
{
	const struct step *step = d->step;

	for (size_t i = 0; i < step->assign_count; i++)
		if (!assign(d, &step->assigns[i], err))
			return false;
	for (size_t i = 0; i < step->fill_count; i++) {
		const struct field *field = step->fills[i];

		if (!is_missing(d, field, step->musts[i]))
			continue;
		if (decide_breach(d, err, "step.field_missing",
		                  field->basis.n > 0 ? field->basis : step->basis,
		                  "“%.*s”必须填写“%.*s”", PSTR(step->name.text),
		                  PSTR(field->name.text)))
			continue;
		return err_fix(err, "补上 --set %.*s=…", PSTR(field->name.id));
	}
	return true;
}

static bool is_digest(str hex)
{
	size_t good = 0;

	while (good < hex.n && memchr("0123456789abcdef", hex.at[good], 16) != NULL)
		good++;
	return good == 64 && hex.n == 64;
}

static str papers_of(struct decide *d)
{
	struct buf buf;

	buf_init(&buf, d->world->arena, 512);
	for (size_t i = 0; i < d->step->paper_count; i++) {
		buf_text(&buf, i ? "、" : "");
		buf_add(&buf, d->step->papers[i]->name.text);
	}
	buf_text(&buf, buf.n == 0 ? "没有" : "");
	return buf_str(&buf);
}

bool decide_papers(struct decide *d, struct err *err)
{
	const struct step *step = d->step;
	const struct command *command = d->command;

	for (size_t i = 0; i < command->paper_count; i++) {
		const struct paper *paper = model_paper(d->rule, command->papers[i].id);

		if (paper == NULL) {
			err_set(err, ERR_INVALID, "paper.unknown", "没有“%.*s”这种材料",
			        PSTR(command->papers[i].id));
			return err_fix(err, "“%.*s”收的材料：%.*s", PSTR(step->name.text),
			               PSTR(papers_of(d)));
		}
		if (!is_digest(command->papers[i].value))
			return err_set(err, ERR_INVALID, "paper.digest",
			               "材料“%.*s”的摘要不是 64 位小写十六进制",
			               PSTR(paper->name.text));
		put_pair(d->world->arena, &d->event.papers, &d->event.paper_count,
		         (struct pair){ paper->name.id, command->papers[i].value });
	}
	for (size_t i = 0; i < step->paper_count; i++) {
		bool given = !step->paper_musts[i];

		for (size_t k = 0; k < d->event.paper_count; k++)
			given = given || str_eq(d->event.papers[k].id, step->papers[i]->name.id);
		if (given)
			continue;
		if (decide_breach(d, err, "step.paper_missing",
		                  step->papers[i]->basis.n > 0 ? step->papers[i]->basis
		                                               : step->basis,
		                  "“%.*s”缺少材料“%.*s”", PSTR(step->name.text),
		                  PSTR(step->papers[i]->name.text)))
			continue;
		return err_fix(err, "用 --paper %.*s=文件 附上", PSTR(step->papers[i]->name.id));
	}
	return true;
}

/* The next number of a series, counting those that this outcome has already given. */
static bool next_number(struct decide *d, str pattern, str *number, struct err *err)
{
	struct outcome *outcome = d->outcome;
	str name = number_series(d->world->arena, pattern, day_at(d->command->happened));
	int64_t last = 0;

	for (size_t i = 0; i < outcome->series_count; i++)
		if (str_eq(outcome->series[i].name, name)) {
			*number = number_write(d->world->arena, name, ++outcome->series[i].last);
			return true;
		}
	if (!d->world->series(d->world, name, &last, err))
		return false;
	size_t n = outcome->series_count++;

	outcome->series = arena_grow(d->world->arena, outcome->series, n * sizeof(*outcome->series),
	                             (n + 1) * sizeof(*outcome->series));
	outcome->series[n].name = name;
	outcome->series[n].last = last + 1;
	*number = number_write(d->world->arena, name, last + 1);
	return true;
}

bool decide_numbers(struct decide *d, struct err *err)
{
	if (d->before == NULL && d->rule->number.n > 0 &&
	    !next_number(d, d->rule->number, &d->event.number, err))
		return false;
	for (size_t i = 0; i < d->step->number_count; i++) {
		str number;

		if (!next_number(d, d->step->numbers[i].pattern, &number, err))
			return false;
		set_field(d, d->step->numbers[i].field, number);
	}
	return true;
}
