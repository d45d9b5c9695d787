/* desk_load.c -- rules, calendars and people as the database has them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/desk_inside.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "define/parse.h"

struct desk *desk_new(struct arena *life, struct db db, struct clock clock)
{
	struct desk *desk = arena_make(life, struct desk, 1);

	desk->life = life;
	desk->db = db;
	desk->clock = clock;
	desk->library = library_new(life);
	desk->workdays = workdays_new(life);
	desk->last_recorded = INSTANT_NONE;
	people_init(&desk->people, life);
	desk_world_init(desk);
	desk->world.library = desk->library;
	desk->world.workdays = desk->workdays;
	desk_forget_batch(desk);
	return desk;
}

bool desk_load_rule(struct desk *desk, str text, struct err *err)
{
	struct problems problems;
	const struct rule *rule;

	problems_init(&problems, desk->life, STR("库中的规程"));
	rule = parse_rule(desk->life, STR("库中的规程"), text, &problems);
	if (rule == NULL)
		return problems_err(&problems, err);
	library_add(desk->library, rule);
	return true;
}

static bool load_rules(struct desk *desk, struct err *err)
{
	struct db_rows rows;
	bool ok = true;

	if (!db_ask(&desk->db, &rows, "SELECT text FROM rule ORDER BY seq", NO_VALUES, err))
		return false;
	while (ok && db_next(&rows))
		ok = desk_load_rule(desk, arena_copy(desk->life, db_text(&rows, 0)), err);
	return db_done(&rows) && ok;
}

bool desk_load_calendars(struct desk *desk, struct err *err)
{
	struct db_rows rows;
	bool ok = true;

	desk->workdays = workdays_new(desk->life);
	desk->world.workdays = desk->workdays;
	if (!db_ask(&desk->db, &rows, "SELECT text FROM calendar ORDER BY seq", NO_VALUES, err))
		return false;
	while (ok && db_next(&rows))
		ok = workdays_add(desk->workdays, STR("库中的日历"),
		                  arena_copy(desk->life, db_text(&rows, 0)), err);
	return db_done(&rows) && ok && desk_digest_calendars(desk, err);
}

bool desk_digest_calendars(struct desk *desk, struct err *err)
{
	const struct workday_year *years;
	size_t count = workdays_years(desk->workdays, &years);
	digest *digests = arena_make(desk->life, digest, count);
	str *parts = arena_make(desk->life, str, count);
	char text[44];

	(void)err;
	for (size_t i = 0; i < count; i++) {
		digests[i] = digest_str(DIGEST_SHA256, years[i].text);
		parts[i] = digest_bytes(&digests[i]);
	}
	digest_base64url(digest_of(DIGEST_SHA256, parts, count), text);
	desk->world.calendar = arena_copy(desk->life, str_of(text));
	return true;
}

static bool load_register(struct desk *desk, str procedure, struct err *err)
{
	struct db_rows rows;
	int64_t last = 0;

	if (!db_ask(&desk->db, &rows, "SELECT max(serial) FROM record WHERE procedure = ?1",
	            VALUES(DB_TEXT(procedure)), err))
		return false;
	if (db_next(&rows) && !db_is_null(&rows, 0))
		last = db_int(&rows, 0);
	if (!db_done(&rows))
		return false;
	for (int64_t serial = 1; serial <= last; serial++) {
		struct record *record = NULL;

		if (!desk->world.load(&desk->world, procedure, serial, &record, err))
			return false;
		if (record != NULL)
			people_absorb(&desk->people, record);
	}
	return true;
}

bool desk_load_people(struct desk *desk, struct err *err)
{
	people_init(&desk->people, desk->life);
	if (!load_register(desk, STR("organ"), err) || !load_register(desk, STR("post"), err) ||
	    !load_register(desk, STR("delegation"), err))
		return false;
	desk_forget_batch(desk);
	return true;
}

bool desk_load_recorded(struct desk *desk, struct err *err)
{
	struct db_rows rows;
	struct leaf leaf;

	if (!db_ask(&desk->db, &rows, "SELECT entry FROM event ORDER BY seq DESC LIMIT 1",
	            NO_VALUES, err))
		return false;
	while (db_next(&rows))
		if (leaf_read(db_text(&rows, 0), &leaf))
			desk->last_recorded = leaf.recorded;
	return db_done(&rows);
}

bool desk_load(struct desk *desk, struct err *err)
{
	return load_rules(desk, err) && desk_load_calendars(desk, err) &&
	       desk_load_people(desk, err);
}
