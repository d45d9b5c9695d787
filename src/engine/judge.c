/* judge.c -- does a condition of a rule hold for this record, now.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/judge.h"

#include "base/num.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "define/value.h"
#include "engine/deadline.h"

static bool is_one_of(str value, const struct cond *cond)
{
	for (size_t i = 0; i < cond->value_count; i++)
		if (str_eq(value, cond->values[i]))
			return true;
	return false;
}

static bool has_item(str value, str item)
{
	str part;

	while (value.n > 0) {
		str_cut(&value, STR("\n"), &part);
		if (str_eq(part, item))
			return true;
	}
	return false;
}

static bool holds(enum cond_op op, int64_t left, int64_t right)
{
	switch (op) {
	case COND_IS: return left == right;
	case COND_IS_NOT: return left != right;
	case COND_AT_LEAST: return left >= right;
	case COND_AT_MOST: return left <= right;
	case COND_ABOVE: return left > right;
	case COND_BELOW: return left < right;
	default: return false;
	}
}

/* The right side of a comparison: another field, today, or the written value. */
static bool right_number(const struct cond *cond, const struct judge_case *c, int64_t *number)
{
	str written;

	if (cond->other != NULL) {
		str value = record_value(c->record, cond->other);

		return value.n > 0 && value_number(cond->other, value, number);
	}
	if (cond->value_count == 0)
		return false;
	written = cond->values[0];
	if (str_eq(written, STR("当日")) || str_eq(written, STR("当时"))) {
		*number = day_at(c->now);
		return true;
	}
	return value_number(cond->field, written, number);
}

static bool judge_items(const struct cond *cond, const struct judge_case *c)
{
	int64_t items = value_items(record_value(c->record, cond->field)), right = cond->number;

	if (cond->other != NULL &&
	    !value_number(cond->other, record_value(c->record, cond->other), &right))
		return cond->op == COND_IS_NOT;
	return holds(cond->op, items, right);
}

static bool judge_field(const struct cond *cond, const struct judge_case *c)
{
	str value = record_value(c->record, cond->field);
	int64_t left, right;

	if (cond->op == COND_GIVEN || cond->op == COND_MISSING)
		return (value.n > 0) == (cond->op == COND_GIVEN);
	if (cond->op == COND_INCLUDES)
		return cond->value_count > 0 && has_item(value, cond->values[0]);
	if (cond->other == NULL && (cond->op == COND_IS || cond->op == COND_IS_NOT)) {
		bool one = value.n > 0 && is_one_of(value, cond);

		return one == (cond->op == COND_IS);
	}
	if (value.n == 0)
		return cond->op == COND_IS_NOT;
	if (!value_number(cond->field, value, &left) || !right_number(cond, c, &right)) {
		bool same = cond->other != NULL &&
		            str_eq(value, record_value(c->record, cond->other));

		return cond->op == COND_IS ? same : cond->op == COND_IS_NOT && !same;
	}
	return holds(cond->op, left, right);
}

static bool judge_limit(const struct cond *cond, const struct judge_case *c)
{
	const struct run *run = &c->record->runs[cond->limit->index];
	bool going = run->state == RUN_GOING;
	bool late = run->state == RUN_LATE || run->expired;

	if (cond->op == COND_RUNNING || cond->op == COND_IDLE)
		return going == (cond->op == COND_RUNNING);
	if (going && !late && !c->choosing) {
		struct deadline deadline = deadline_of(c->record, cond->limit, c->workdays);

		late = deadline_missed(&deadline, c->now);
	}
	if (cond->op == COND_LATE)
		return late;
	return !late && (going || run->state == RUN_MET);
}

/* Units between now and a date field, counted like the length. */
static bool judge_apart(const struct cond *cond, const struct judge_case *c)
{
	str value = record_value(c->record, cond->field);
	day today = day_at(c->now);
	instant then;
	int64_t apart;

	if (value.n == 0 || !day_read_instant(value, &then))
		return false;
	switch (cond->length.unit) {
	case TERM_WORKDAYS: apart = workday_count(c->workdays, today, day_at(then)); break;
	case TERM_HOURS: return holds(cond->op, then - c->now, cond->length.n * INSTANT_HOUR);
	case TERM_MINUTES: return holds(cond->op, then - c->now, cond->length.n * INSTANT_MINUTE);
	case TERM_MONTHS:
	case TERM_YEARS: {
		int months = cond->length.n * (cond->length.unit == TERM_YEARS ? 12 : 1);

		return holds(cond->op, day_at(then), day_add_months(today, months));
	}
	default: apart = day_at(then) - today;
	}
	return holds(cond->op, apart, cond->length.n);
}

static bool judge_stage(const struct cond *cond, const struct judge_case *c)
{
	bool one = c->stage != NULL && is_one_of(c->stage->name.id, cond);

	return one == (cond->op != COND_IS_NOT);
}

bool judge(const struct cond *cond, const struct judge_case *c)
{
	switch (cond->kind) {
	case COND_AND: return judge(cond->left, c) && judge(cond->right, c);
	case COND_OR: return judge(cond->left, c) || judge(cond->right, c);
	case COND_FIELD: return cond->items ? judge_items(cond, c) : judge_field(cond, c);
	case COND_COUNT:
		return holds(cond->op, c->record->seen[cond->step->index].count, cond->number);
	case COND_LIMIT: return judge_limit(cond, c);
	case COND_APART: return judge_apart(cond, c);
	case COND_DEVIATION: return c->deviation;
	case COND_STAGE: return judge_stage(cond, c);
	}
	return false;
}
