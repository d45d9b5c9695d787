/* demo_follow.c -- records that the steps of a course opened: 协办单, 督办件.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/demo_follow.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct opened {
	int64_t seen;         /* records looked at, 1..seen */
	struct table serials; /* "hotline/12" -> int64_t */
};

static struct opened *opened_of(struct demo *demo, str procedure)
{
	struct opened *opened;

	if (demo->opened.arena == NULL)
		table_init(&demo->opened, demo->arena);
	opened = table_find(&demo->opened, procedure);
	if (opened == NULL) {
		opened = arena_make(demo->arena, struct opened, 1);
		table_init(&opened->serials, demo->arena);
		table_put(&demo->opened, procedure, opened);
	}
	return opened;
}

static void note(struct demo *demo, struct opened *opened, const struct record *record)
{
	const struct rule *rule = record->rule;

	for (size_t i = 0; i < rule->field_count; i++) {
		str link = record->values[i];

		if (rule->fields[i].type != FIELD_LINK || link.n == 0)
			continue;
		int64_t *serial = arena_make(demo->arena, int64_t, 1);

		*serial = record->serial;
		table_put(&opened->serials, arena_copy(demo->arena, link), serial);
	}
}

bool demo_follow(struct demo *demo, const struct rule *rule, int64_t serial,
                 const struct rule *other, int64_t *found, struct err *err)
{
	struct opened *opened = opened_of(demo, other->name.id);
	str link = arena_printf(desk_world(demo->desk)->arena, "%.*s/%lld", PSTR(rule->name.id),
	                        (long long)serial);
	struct record *record;
	int64_t *known;

	for (;;) {
		if (!desk_record(demo->desk, other->name.id, opened->seen + 1, &record, err))
			return false;
		if (record == NULL)
			break;
		opened->seen++;
		note(demo, opened, record);
	}
	known = table_find(&opened->serials, link);
	if (known == NULL)
		return err_set(err, ERR_UNKNOWN, "demo.opened", "%.*s 没有开出%.*s", PSTR(link),
		               PSTR(other->name.text));
	*found = *known;
	return true;
}
