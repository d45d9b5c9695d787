/* decide_taken.c -- 取: values of linked records, taken into the event when the step is decided.
 *
 * The event says what was taken, so that conditions, later steps and a replay need the
 * other record no more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/decide.h"

#include "base/str.h"
#include "define/value.h"

/* The other record's field, under the version of the rule by which that record runs. A field
 * that this version does not have, or keeps from the public, has nothing to give. */
static str value_of(struct decide *d, const struct record *from, const struct take *take)
{
	const struct field *source = model_field(from->rule, take->source);
	bool text = take->field->type == FIELD_TEXT || take->field->type == FIELD_LONG;

	if (source == NULL || source->hidden)
		return (str){ 0 };
	if (text) /* an option by its name */
		return value_show(d->world->arena, source, record_value(from, source));
	return record_value(from, source);
}

static str taken_value(struct decide *d, const struct record *from, const struct take *take)
{
	if (str_eq(take->source, STR("环节")))
		return from->stage ? from->stage->name.text : (str){ 0 };
	if (!str_eq(take->source, STR("案号")))
		return value_of(d, from, take);
	return from->number.n > 0 ? from->number : record_name(d->world->arena, from);
}

static bool take_one(struct decide *d, const struct take *take, struct err *err)
{
	str link = record_value(d->trial, take->link), value;
	const struct record *from;
	const struct rule *rule;
	int64_t serial;

	if (link.n == 0)
		return true;
	if (!take_find(d->world, take->link->target, link, &rule, &serial, err) ||
	    !take_load(d->world, d->outcome, rule->name.id, serial, &from, err))
		return false;
	if (from == NULL)
		return true; /* a link from before links had to lead somewhere */
	value = taken_value(d, from, take);
	if (value.n == 0 && record_value(d->trial, take->field).n == 0)
		return true;
	return decide_put(d, take->field, value, err);
}

bool decide_taken(struct decide *d, struct err *err)
{
	for (size_t i = 0; i < d->step->take_count; i++)
		if (!take_one(d, &d->step->takes[i], err))
			return false;
	return true;
}
