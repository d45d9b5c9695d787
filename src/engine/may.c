/* may.c -- which steps somebody may take now, and why not the others; nothing is taken.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/may.h"

#include "base/str.h"
#include "engine/decide.h"

static bool fills(const struct step *step, const struct field *field)
{
	for (size_t i = 0; i < step->fill_count; i++)
		if (step->fills[i] == field)
			return true;
	return false;
}

static bool has_post(const struct people *people, const struct role *role, str person, day on)
{
	const struct people_post *post = NULL;

	while ((post = people_next(people, person, on, post)) != NULL)
		if (str_eq(role->post, STR("人员")) || str_eq(role->post, post->post))
			return true;
	return false;
}

/* A role whose organ the step itself fills in: any organ will do that they have the post in. */
static const struct role *role_to_come(const struct world *world, const struct step *step,
                                       const struct record *record, str person, day on)
{
	for (size_t i = 0; i < step->by_count; i++) {
		const struct role *role = step->by[i];
		bool open = role->kind == ROLE_POST && role->field != NULL &&
		            (record == NULL || record_value(record, role->field).n == 0);

		if (open && fills(step, role->field) && world->people != NULL &&
		    has_post(world->people, role, person, on))
			return role;
	}
	return NULL;
}

struct may may_step(struct world *world, const struct rule *rule, const struct record *record,
                    const struct step *step, str person, instant at)
{
	const struct command command = { .procedure = rule->name.id,
		                         .serial = record ? record->serial : 0,
		                         .step = step->name.id,
		                         .person = person,
		                         .happened = at,
		                         .cause = -1 };
	struct outcome outcome = { 0 };
	struct may may = { .step = step };
	struct decide d = { .world = world,
		            .command = &command,
		            .outcome = &outcome,
		            .rule = rule,
		            .step = step,
		            .before = record };

	may.may = decide_may(&d, &may.why);
	if (!may.may && str_eq(str_of(may.why.code), STR("step.role"))) {
		may.role = role_to_come(world, step, record, person, day_at(at));
		if (may.role == NULL)
			return may;
		err_clear(&may.why);
		may.may = true;
		return may;
	}
	may.role = model_role(rule, d.event.role);
	may.organ = d.event.organ;
	may.stead = d.event.stead;
	return may;
}

bool may_lacks_field(const struct step *step, size_t i, const struct record *record)
{
	if (step->musts[i] == FILL_HERE)
		return true;
	return step->musts[i] == FILL_HELD &&
	       (record == NULL || record_value(record, step->fills[i]).n == 0);
}
