/* search_text.c -- what of a record can be found, piece by piece.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/search_text.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/value.h"

static str organ_text(struct arena *arena, const struct people *people, str value)
{
	struct buf buf;
	str item;

	buf_init(&buf, arena, LIMIT_VALUE_BYTES * 4);
	while (value.n > 0) {
		str name;

		str_cut(&value, STR("\n"), &item);
		name = people_organ_name(people, item);
		if (buf.n > 0)
			buf_text(&buf, "、");
		buf_add(&buf, name);
		if (!str_eq(name, item)) {
			buf_byte(&buf, ' ');
			buf_add(&buf, item);
		}
	}
	return buf_str(&buf);
}

/* Yes and no are found by filters, not by words. */
static bool is_text(const struct field *field)
{
	return field->type != FIELD_BOOL;
}

static str text_of(struct arena *arena, const struct people *people, const struct field *field,
                   str value)
{
	return field->type == FIELD_ORGAN ? organ_text(arena, people, value)
	                                  : value_show(arena, field, value);
}

struct search_piece *search_text_pieces(struct arena *arena, const struct record *record,
                                        const struct people *people, bool closed, size_t *count)
{
	const struct rule *rule = record->rule;
	struct search_piece *pieces = arena_make(arena, struct search_piece, rule->field_count + 2);
	size_t n = 0;

	for (size_t i = 0; i < rule->field_count; i++) {
		const struct field *field = &rule->fields[i];

		if (record->values[i].n == 0 || field->hidden != closed || !is_text(field))
			continue;
		pieces[n++] = (struct search_piece){
			field, field->name.id, field->name.text,
			text_of(arena, people, field, record->values[i])
		};
	}
	if (!closed && record->number.n > 0)
		pieces[n++] = (struct search_piece){ NULL, STR("number"), STR("编号"),
			                             record->number };
	if (!closed)
		pieces[n++] = (struct search_piece){ NULL, STR("procedure"), STR("规程"),
			                             rule->name.text };
	*count = n;
	return pieces;
}

static void add_organ(str *organs, size_t *count, str organ)
{
	for (size_t i = 0; i < *count; i++)
		if (str_eq(organs[i], organ))
			return;
	organs[(*count)++] = organ;
}

str *search_text_organs(struct arena *arena, const struct record *record, size_t *count)
{
	const struct rule *rule = record->rule;
	size_t most = 1;
	str *organs, item;

	for (size_t i = 0; i < rule->field_count; i++)
		if (rule->fields[i].type == FIELD_ORGAN)
			most += (size_t)value_items(record->values[i]) + 1;
	organs = arena_make(arena, str, most);
	*count = 0;
	if (record->organ.n > 0)
		add_organ(organs, count, record->organ);
	for (size_t i = 0; i < rule->field_count; i++) {
		str rest = record->values[i];

		while (rule->fields[i].type == FIELD_ORGAN && !rule->fields[i].hidden &&
		       rest.n > 0) {
			str_cut(&rest, STR("\n"), &item);
			add_organ(organs, count, item);
		}
	}
	return organs;
}
