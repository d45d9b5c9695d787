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

/* Is one of the items among the values of the condition? */
static bool has_one_of(str value, const struct cond *cond)
{
	str item;

	while (value.n > 0) {
		str_cut(&value, STR("\n"), &item);
		if (is_one_of(item, cond))
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

static bool is_today(const struct cond *cond)
{
	return cond->other == NULL && cond->value_count > 0 &&
	       (str_eq(cond->values[0], STR("当日")) || str_eq(cond->values[0], STR("当时")));
}

/* The right side of a comparison: another field, today, or the written value. */
static bool right_number(const struct cond *cond, const struct judge_case *c, int64_t *number)
{
	if (cond->other != NULL)
		return value_number(cond->other, record_value(c->record, cond->other), number);
	if (cond->value_count == 0)
		return false;
	if (!is_today(cond))
		return value_number(cond->field, cond->values[0], number);
	*number = day_at(c->now);
	return true;
}

/* The day or instant so much later (《民法典》第二百零二条 for months and years). */
static int64_t later(int64_t from, struct term_length length, const struct judge_case *c)
{
	switch (length.unit) {
	case TERM_DAYS: return from + length.n;
	case TERM_WORKDAYS: return workday_add(c->workdays, (day)from, length.n);
	case TERM_MONTHS: return day_add_months((day)from, length.n);
	case TERM_YEARS: return day_add_months((day)from, length.n * 12);
	case TERM_HOURS: return from + length.n * INSTANT_HOUR;
	case TERM_MINUTES: return from + length.n * INSTANT_MINUTE;
	}
	return from;
}

static bool judge_numbers(const struct cond *cond, const struct judge_case *c)
{
	int64_t left, right;

	if (!value_number(cond->field, record_value(c->record, cond->field), &left) ||
	    !right_number(cond, c, &right))
		return cond->op == COND_IS_NOT;
	if (is_today(cond) && cond->field->type == FIELD_TIME)
		left = day_at(left);
	if (cond->length.n > 0)
		right = later(right, cond->length, c);
	return holds(cond->op, left, right);
}

static bool judge_field(const struct cond *cond, const struct judge_case *c)
{
	str value = record_value(c->record, cond->field);
	bool same;

	switch (cond->op) {
	case COND_GIVEN:
	case COND_MISSING: return (value.n > 0) == (cond->op == COND_GIVEN);
	case COND_INCLUDES:
	case COND_EXCLUDES: return has_one_of(value, cond) == (cond->op == COND_INCLUDES);
	case COND_IS:
	case COND_IS_NOT:
		if (cond->length.n > 0)
			return judge_numbers(cond, c);
		/* kept forms: equal texts are equal values */
		same = cond->other ? str_eq(value, record_value(c->record, cond->other))
		                   : is_one_of(value, cond);
		return (value.n > 0 && same) == (cond->op == COND_IS);
	default: return judge_numbers(cond, c);
	}
}

/* False when a field has no value; a count of items is then 0. */
static bool add_side(const struct cond_side *side, const struct judge_case *c, int64_t *sum)
{
	*sum = 0;
	for (size_t i = 0; i < side->count; i++) {
		const struct cond_term *term = &side->terms[i];
		int64_t number = term->constant;
		str value = term->field ? record_value(c->record, term->field) : (str){ 0 };

		if (term->items)
			number = value_items(value);
		else if (term->field != NULL && !value_number(term->field, value, &number))
			return false;
		*sum += term->sign * number;
	}
	return true;
}

static bool judge_sums(const struct cond *cond, const struct judge_case *c)
{
	int64_t left, right;

	if (!add_side(&cond->sides[0], c, &left) || !add_side(&cond->sides[1], c, &right))
		return cond->op == COND_IS_NOT;
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
	case COND_FIELD: return judge_field(cond, c);
	case COND_SUM: return judge_sums(cond, c);
	case COND_COUNT:
		return holds(cond->op, c->record->seen[cond->step->index].count, cond->number);
	case COND_LIMIT: return judge_limit(cond, c);
	case COND_APART: return judge_apart(cond, c);
	case COND_DEVIATION: return c->deviation;
	case COND_STAGE: return judge_stage(cond, c);
	}
	return false;
}
