/* import_again.c -- a row about a record that is there: what of it was taken, what is new.
 *
 * A table exported every month tells a case again, with more dates filled in. Steps that
 * the record took at the very time are passed over, later ones continue it. What the row
 * tells differently is named, since nobody but the clerk knows which of the two is right.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_again.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "define/value.h"
#include "engine/record.h"

struct again {
	const struct import_map *map;
	struct world *world;
	const struct import_row *row;
	struct import_steps *steps;
	const struct record *record;
};

static bool differs(const struct again *a, const struct import_source *source, str name, str kept,
                    struct err *err)
{
	err_set(err, ERR_CONFLICT, "import.differs",
	        "这一件先前已经收下（%.*s），其中“%.*s”是“%.*s”，这一行写的不一样",
	        PSTR(record_name(a->world->arena, a->record)), PSTR(name), PSTR(kept));
	import_row_at(a->map, a->row, source, err);
	return err_fix(
		err,
		"这一行错了的（如号重了），改正它；收下的错了的，先按规程在库里更正，再导入一次");
}

/* What the record's own version of the rule, maybe an older one, saw of the step; or NULL. */
static const struct step_seen *seen_of(const struct again *a, const struct step *step)
{
	const struct step *own = model_step(a->record->rule, step->name.id);

	return own ? &a->record->seen[own->index] : NULL;
}

static bool differs_in_time(const struct again *a, size_t i, struct err *err)
{
	const struct step *step = a->steps->from[i]->step;
	const struct step_seen *seen = seen_of(a, step);
	struct buf kept;

	buf_init(&kept, a->world->arena, 80);
	if (seen != NULL && seen->count > 0)
		day_write_instant(&kept, seen->last);
	else
		buf_text(&kept, "没有办过");
	return differs(a, &a->steps->from[i]->at, step->name.text, buf_str(&kept), err);
}

/* The value in the form in which a record keeps it; false where only the engine can tell. */
static bool kept_form(const struct again *a, const struct field *field, str written, str *value)
{
	struct err ignored = { 0 };
	bool found = true;

	if (field->hidden || field->type == FIELD_LINK ||
	    (field->type == FIELD_ORGAN && field->many))
		return false;
	if (!value_read(a->world->arena, field, written, value, &ignored))
		return false;
	if (field->type == FIELD_ORGAN)
		*value = people_organ_code(a->world->people, *value, &found);
	return found;
}

/* Does a later step of the row give this field too, or the step itself set it (定)? */
static bool given_later(const struct again *a, size_t i, const struct field *field)
{
	for (size_t k = i; k < a->steps->count; k++) {
		const struct command *command = &a->steps->commands[k];
		const struct step *step = a->steps->from[k]->step;

		for (size_t j = 0; k > i && j < command->field_count; j++)
			if (str_eq(command->fields[j].id, field->name.id))
				return true;
		for (size_t j = 0; j < step->assign_count; j++)
			if (str_eq(step->assigns[j].field->name.id, field->name.id))
				return true;
	}
	return false;
}

static bool same_fields(const struct again *a, size_t i, struct err *err)
{
	const struct command *command = &a->steps->commands[i];

	for (size_t k = 0; k < command->field_count; k++) {
		const struct field *field = model_field(a->record->rule, command->fields[k].id);
		str value, kept = field ? record_value(a->record, field) : (str){ 0 };

		if (field == NULL || given_later(a, i, field) ||
		    !kept_form(a, field, command->fields[k].value, &value) || str_eq(value, kept))
			continue;
		return differs(a, import_row_source(a->map, a->steps->from[i], field->name.id),
		               field->name.text, value_show(a->world->arena, field, kept), err);
	}
	return true;
}

/* Was the step taken at this time? A step that the record still can take again is new. */
static bool was_taken(const struct again *a, size_t i, bool *taken, struct err *err)
{
	const struct step *step = a->steps->from[i]->step;
	const struct step_seen *seen = seen_of(a, step);
	bool before = seen != NULL && seen->count > 0;
	instant at = a->steps->commands[i].happened;

	*taken = before && (at == seen->first || at == seen->last);
	if (*taken)
		return same_fields(a, i, err);
	if (step->opening || (before && (at < seen->last || a->record->ended != INSTANT_NONE)))
		return differs_in_time(a, i, err);
	return true;
}

bool import_again(const struct import_map *map, struct world *world, const struct import_row *row,
                  int64_t serial, struct import_steps *steps, struct err *err)
{
	struct again a = { .map = map, .world = world, .row = row, .steps = steps };
	struct record *record = NULL;
	bool *taken = arena_make(world->arena, bool, steps->count + 1);
	size_t left = 0;

	if (!world->load(world, map->rule->name.id, serial, &record, err))
		return false;
	assert(record != NULL);
	a.record = record;
	for (size_t i = 0; i < steps->count; i++)
		if (!was_taken(&a, i, &taken[i], err))
			return false;
	for (size_t i = 0; i < steps->count; i++) {
		struct command *command = &steps->commands[i];

		if (taken[i])
			continue;
		command->serial = serial;
		command->key = left == 0 ? row->key
		                         : arena_printf(world->arena, "%.*s#%zu", PSTR(row->key),
		                                        left + 1);
		steps->from[left] = steps->from[i];
		steps->commands[left++] = *command;
	}
	steps->count = left;
	return true;
}
