/* decide_rights.c -- who takes the step, in which role, and whether they may.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/decide.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

static const struct role *role_given(const struct decide *d)
{
	const struct role *role = model_role(d->rule, d->command->role);

	for (size_t i = 0; i < d->step->by_count; i++)
		if (d->step->by[i] == role)
			return role;
	return NULL;
}

static str roles_of(struct decide *d)
{
	struct buf buf;

	buf_init(&buf, d->world->arena, 512);
	for (size_t i = 0; i < d->step->by_count; i++) {
		buf_text(&buf, i ? "、" : "");
		buf_add(&buf, d->step->by[i]->name.text);
	}
	return buf_str(&buf);
}

static bool denied(struct decide *d, struct err *err)
{
	if (d->command->as_happened)
		return decide_breach(d, err, "step.role", d->step->basis, "角色不符");
	err_set(err, ERR_DENIED, "step.role", "%.*s不能办理“%.*s”：它由%.*s办理",
	        PSTR(d->command->person), PSTR(d->step->name.text), PSTR(roles_of(d)));
	err_rule(err, model_basis(d->world->arena, d->rule, d->step->basis));
	return err_fix(err, "由有这一职务的人办理，或先在任职名录中登记其职务");
}

/* By an own post first; standing in for another only where none fits. */
static const struct role *role_held(struct decide *d, bool in_stead, struct people_stead *stead)
{
	const struct step *step = d->step;
	day on = day_at(d->command->happened);
	const struct people *people = d->world->people;
	str person = d->command->person;

	for (size_t i = 0; i < step->by_count; i++) {
		const struct role *role = step->by[i];

		if (d->command->role.n > 0 && !str_eq(role->name.id, d->command->role) &&
		    !str_eq(role->name.text, d->command->role))
			continue;
		if (role->kind == ROLE_PUBLIC)
			return role;
		if (role->kind == ROLE_POST &&
		    (in_stead ? people_stands_in(people, role, d->trial, person, on, stead)
		              : people_holds(people, role, d->trial, person, on, &stead->organ)))
			return role;
	}
	return NULL;
}

/* 非: nobody approves what they handled (or the other way round). */
static bool decide_four_eyes(struct decide *d, struct err *err)
{
	const struct step *step = d->step;

	for (size_t i = 0; i < step->not_by_count && d->before != NULL; i++) {
		const struct people_list *acted =
			&d->before->acted[step->not_by[i] - d->rule->roles];

		for (size_t k = 0; k < acted->count; k++) {
			if (!str_eq(acted->at[k], d->command->person) &&
			    !(d->event.stead.n > 0 && str_eq(acted->at[k], d->event.stead)))
				continue;
			if (decide_breach(d, err, "step.four_eyes", step->basis,
			                  "%.*s在本案中做过“%.*s”，不能再办“%.*s”",
			                  PSTR(acted->at[k]), PSTR(step->not_by[i]->name.text),
			                  PSTR(step->name.text)))
				break;
			return err_fix(err, "请另一位有此职务的人办理");
		}
	}
	return true;
}

/* The registers of posts and delegations have guards that a rule cannot say. */
static bool decide_entry(struct decide *d, struct err *err)
{
	const char *fault = NULL;

	if (d->world->people != NULL && !d->command->trusted &&
	    !(d->step->to != NULL && d->step->to->end))
		fault = people_fault(d->world->people, d->trial, d->command->person,
		                     d->before == NULL);
	if (fault == NULL || decide_breach(d, err, "step.separated", d->step->basis, "%s", fault))
		return true;
	return err_fix(err, "请另一位有此职务的人办理，或另选人");
}

bool decide_actor(struct decide *d, struct err *err)
{
	const struct command *command = d->command;
	const struct role *role;
	struct people_stead stead = { .organ = command->organ };

	if (command->clock) {
		d->event.role = STR("clock");
		return true;
	}
	if (command->trusted) {
		role = command->role.n > 0 ? role_given(d) : NULL;
		if (role == NULL && command->role.n == 0 && d->step->by_count > 0)
			role = d->step->by[0];
	} else {
		role = role_held(d, false, &stead);
		if (role == NULL)
			role = role_held(d, true, &stead);
	}
	if (role == NULL && command->cause < 0 && !denied(d, err))
		return false;
	if (role != NULL && role->kind == ROLE_PUBLIC && command->person.n > 0)
		decide_hide(d, STR("actor"), command->person); /* a citizen's name is private */
	else
		d->event.person = command->person;
	d->event.role = role ? role->name.id : command->role;
	d->event.organ = stead.organ;
	d->event.stead = stead.principal;
	return decide_four_eyes(d, err) && decide_entry(d, err);
}
