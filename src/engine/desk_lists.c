/* desk_lists.c -- by what a record is found in lists: the organs it names, what was chosen in it.
 *
 * Both tables are functions of the record as it is: `involved` has the organ by whose count it
 * is and those in its fields of kind 机关, `facet` the values of 选项, 机关 and 是否. Private
 * fields leave no trace in them, so that an erasure need not look here. Only what changed
 * is written.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"

/* A row of one of the tables. */
struct found_by {
	str field; /* empty: involved */
	str value;
};

struct found_list {
	struct found_by *at;
	size_t count, room;
};

static bool is_facet(const struct field *field)
{
	return !field->hidden && (field->type == FIELD_CHOICE || field->type == FIELD_ORGAN ||
	                          field->type == FIELD_BOOL);
}

static bool has(const struct found_list *list, const struct found_by *one)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->at[i].field, one->field) && str_eq(list->at[i].value, one->value))
			return true;
	return false;
}

static void add(struct arena *arena, struct found_list *list, str field, str value)
{
	struct found_by one = { field, value };

	if (value.n == 0 || has(list, &one))
		return;
	if (list->count == list->room) {
		size_t room = list->room * 2 + 8;

		list->at = arena_grow(arena, list->at, list->room * sizeof(*list->at),
		                      room * sizeof(*list->at));
		list->room = room;
	}
	list->at[list->count++] = one;
}

static struct found_list list_of(struct arena *arena, const struct record *record)
{
	struct found_list list = { 0 };

	if (record == NULL)
		return list;
	add(arena, &list, (str){ 0 }, record->organ);
	for (size_t i = 0; i < record->rule->field_count; i++) {
		const struct field *field = &record->rule->fields[i];
		str rest = record->values[i], item;

		while (is_facet(field) && rest.n > 0) {
			str_cut(&rest, STR("\n"), &item);
			add(arena, &list, field->name.id, item);
			if (field->type == FIELD_ORGAN)
				add(arena, &list, (str){ 0 }, item);
		}
	}
	return list;
}

static bool same_names(const struct record *before, const struct record *after)
{
	if (!str_eq(before->organ, after->organ))
		return false;
	for (size_t i = 0; i < after->rule->field_count; i++)
		if (is_facet(&after->rule->fields[i]) &&
		    !str_eq(before->values[i], after->values[i]))
			return false;
	return true;
}

static bool put(struct desk *desk, const struct record *record, const struct found_by *one,
                struct err *err)
{
	str procedure = record->rule->name.id;

	if (one->field.n == 0)
		return db_run(&desk->db,
		              "INSERT INTO involved (procedure, organ, serial) "
		              "VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
		              VALUES(DB_TEXT(procedure), DB_TEXT(one->value),
		                     DB_INT(record->serial)),
		              err);
	return db_run(&desk->db,
	              "INSERT INTO facet (procedure, field, value, serial) "
	              "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
	              VALUES(DB_TEXT(procedure), DB_TEXT(one->field), DB_TEXT(one->value),
	                     DB_INT(record->serial)),
	              err);
}

static bool take_away(struct desk *desk, const struct record *record, const struct found_by *one,
                      struct err *err)
{
	str procedure = record->rule->name.id;

	if (one->field.n == 0)
		return db_run(&desk->db,
		              "DELETE FROM involved WHERE procedure = ?1 AND organ = ?2 "
		              "AND serial = ?3",
		              VALUES(DB_TEXT(procedure), DB_TEXT(one->value),
		                     DB_INT(record->serial)),
		              err);
	return db_run(&desk->db,
	              "DELETE FROM facet WHERE procedure = ?1 AND field = ?2 AND value = ?3 "
	              "AND serial = ?4",
	              VALUES(DB_TEXT(procedure), DB_TEXT(one->field), DB_TEXT(one->value),
	                     DB_INT(record->serial)),
	              err);
}

bool desk_absorb_lists(struct desk *desk, const struct record *before, const struct record *after,
                       struct err *err)
{
	struct found_list was, is;

	if (before != NULL && same_names(before, after))
		return true;
	was = list_of(desk->batch, before);
	is = list_of(desk->batch, after);
	for (size_t i = 0; i < was.count; i++)
		if (!has(&is, &was.at[i]) && !take_away(desk, after, &was.at[i], err))
			return false;
	for (size_t i = 0; i < is.count; i++)
		if (!has(&was, &is.at[i]) && !put(desk, after, &is.at[i], err))
			return false;
	return true;
}

/* ---- a store that has records, but none of these rows ---- */

#define FILL_PART 256

struct filling {
	str procedure;  /* the last one done */
	int64_t serial;
	size_t count;   /* of the last part */
};

static bool fill_part(struct desk *desk, struct arena *arena, struct filling *filling,
                      struct err *err)
{
	struct {
		str procedure;
		int64_t serial;
	} part[FILL_PART];
	struct db_rows rows;

	filling->count = 0;
	if (!db_ask(&desk->db, &rows,
	            "SELECT procedure, serial FROM record WHERE (procedure, serial) > (?1, ?2) "
	            "ORDER BY procedure, serial LIMIT 256",
	            VALUES(DB_TEXT(filling->procedure), DB_INT(filling->serial)), err))
		return false;
	while (db_next(&rows)) {
		assert(filling->count < FILL_PART);
		part[filling->count].procedure = arena_copy(arena, db_text(&rows, 0));
		part[filling->count++].serial = db_int(&rows, 1);
	}
	if (!db_done(&rows) || !desk_begin_batch(desk, err))
		return false;
	for (size_t i = 0; i < filling->count; i++) {
		struct kept *kept;

		filling->procedure = part[i].procedure;
		filling->serial = part[i].serial;
		if (!desk_kept(desk, part[i].procedure, part[i].serial, &kept, err) ||
		    (kept != NULL && !desk_absorb_lists(desk, NULL, kept->now, err)))
			return false;
	}
	return desk_commit(desk, err);
}

bool desk_fill_lists(struct desk *desk, struct err *err)
{
	struct filling filling = { .procedure = STR("") };
	struct arena *arena;
	bool good;

	if (!str_eq(desk_setting(desk, "lists"), STR("missing")))
		return true;
	arena = arena_new(LIMIT_ARENA_COMMAND);
	do
		good = fill_part(desk, arena, &filling, err);
	while (good && filling.count > 0);
	arena_end(arena);
	return good &&
	       db_run(&desk->db, "DELETE FROM setting WHERE name = 'lists'", NO_VALUES, err);
}
