/* hall.h -- a small store with every kind of row, in a temporary folder.
 *
 * Chance is seeded and the clock is the test's, so that every event has the same
 * number and the same bytes on every machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_HALL_H
#define GUIJU_TEST_HALL_H
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/source.h"
#include "engine/desk.h"
#include "engine/paper.h"
#include <unistd.h>

struct hall {
	struct arena *arena;
	char folder[64];
	instant now;
	struct desk *desk;
	struct err err;
	struct outcome last;
};

static inline void hall_at(struct hall *hall, const char *when)
{
	if (!day_read_instant(str_of(when), &hall->now))
		abort();
}

/* A step; `fields` is "id=value;id=value". False with hall->err filled. */
static inline bool hall_step(struct hall *hall, const char *person, const char *record,
                             const char *step, const char *fields)
{
	struct pair *pairs = arena_make(hall->arena, struct pair, 16);
	struct command command = { .person = str_of(person), .step = str_of(step),
		                   .happened = hall->now, .fields = pairs, .cause = -1 };
	str rest = str_of(record), item;

	hall->err = (struct err){ 0 };
	(void)str_cut(&rest, STR("/"), &command.procedure);
	for (size_t i = 0; i < rest.n; i++)
		command.serial = command.serial * 10 + rest.at[i] - '0';
	for (rest = str_of(fields); rest.n > 0;) {
		(void)str_cut(&rest, STR(";"), &item);
		(void)str_cut(&item, STR("="), &pairs[command.field_count].id);
		pairs[command.field_count++].value = item;
	}
	return desk_take(hall->desk, &command, &hall->last, &hall->err);
}

static inline bool hall_adopt(struct hall *hall, const char *name)
{
	str home = file_home(hall->arena);
	str path = arena_printf(hall->arena, "%.*s/tests/tamper/%s", PSTR(home), name);
	str text;

	return source_read(hall->arena, path, &text, &hall->err) &&
	       desk_adopt_rule(hall->desk, str_of(name), text, STR("admin"), &hall->err);
}

/* An empty store with offices and people: zhang and li handle at zjj, admin checks. */
static inline bool hall_open(struct hall *hall, bool national)
{
	struct desk_begin begin = { .folder = hall->folder, .place = STR("620200"),
		                    .name = STR("嘉峪关市"), .national = national,
		                    .seed = STR("hall"), .clock = clock_fixed(&hall->now) };

	*hall = (struct hall){ .folder = "/tmp/guiju-hall-XXXXXX" };
	if (mkdtemp(hall->folder) == NULL)
		return false;
	hall->arena = arena_new((size_t)512 << 20);
	hall_at(hall, "2024-03-04T08:00");
	return desk_create(hall->arena, &begin, &hall->desk, &hall->err) &&
	       hall_step(hall, "admin", "organ", "establish",
	                 "code=zjj;name=市住建局;short_name=住建局;level=部门") &&
	       hall_step(hall, "admin", "post", "appoint",
	                 "person=zhang;person_name=张三;organ=zjj;post=承办人;"
	                 "from_date=2024-01-01") &&
	       hall_step(hall, "admin", "post", "appoint",
	                 "person=li;person_name=李四;organ=zjj;post=承办人;"
	                 "from_date=2024-01-01") &&
	       hall_adopt(hall, "slip.rule") && hall_adopt(hall, "hall.rule") &&
	       desk_seal(hall->desk, &hall->err);
}

/* The first case, with all that can happen to one. */
static inline bool hall_first_case(struct hall *hall)
{
	hall_at(hall, "2024-03-04T09:00");
	if (!hall_step(hall, "王某", "hall", "file",
	               "matter=占道施工;voucher=V1;phone=13800000001;office=zjj;amount=12.5"))
		return false;
	hall_at(hall, "2024-03-05T09:00");
	if (!hall_step(hall, "zhang", "hall/1", "accept", ""))
		return false;
	hall_at(hall, "2024-03-06T09:00");
	if (!hall_step(hall, "zhang", "hall/1", "suspend", "note=等待鉴定"))
		return false;
	hall_at(hall, "2024-03-12T09:00");
	if (!hall_step(hall, "zhang", "hall/1", "resume", "") ||
	    !hall_step(hall, "zhang", "hall/1", "prolong", "") ||
	    !hall_step(hall, "zhang", "hall/1", "share", ""))
		return false;
	hall_at(hall, "2024-03-20T09:00");
	if (!hall_step(hall, "admin", "hall/1", "finish", ""))
		return false;
	hall_at(hall, "2024-03-21T09:00");
	if (!hall_step(hall, "王某", "hall/1", "rate", "satisfaction=一般"))
		return false;
	hall_at(hall, "2024-03-22T09:00");
	return hall_step(hall, "王某", "hall/1", "rate", "satisfaction=满意") &&
	       desk_commit(hall->desk, &hall->err) && desk_seal(hall->desk, &hall->err);
}

/* A case with a paper and a key, taken twice. */
static inline bool hall_keyed_case(struct hall *hall)
{
	str path = arena_printf(hall->arena, "%s/form.pdf", hall->folder);
	struct pair fields[] = {
		{ STR("matter"), STR("挖掘城市道路") }, { STR("voucher"), STR("V2") },
		{ STR("phone"), STR("13800000002") }, { STR("office"), STR("zjj") },
	};
	struct pair paper = { STR("form"), STR("") };
	struct command command = { .procedure = STR("hall"), .person = STR("赵某"),
		                   .happened = hall->now, .fields = fields, .field_count = 4,
		                   .papers = &paper, .paper_count = 1, .cause = -1,
		                   .key = STR("web-0002") };

	return file_write(path.at, STR("%PDF-1.4 申请书\n"), 0600, &hall->err) &&
	       paper_keep(hall->desk, path.at, &paper.value, &hall->err) &&
	       desk_take(hall->desk, &command, &hall->last, &hall->err) &&
	       desk_commit(hall->desk, &hall->err);
}

/* Twenty more, some late, slips enough to fill a tile, and the clock. */
static inline bool hall_more_cases(struct hall *hall)
{
	int64_t ticked;

	for (int i = 3; i <= 22; i++) {
		str fields = arena_printf(hall->arena, "matter=事项%d;voucher=V%d;phone=138%08d;"
		                          "office=zjj;amount=%d", i, i, i, i * 10);
		str record = arena_printf(hall->arena, "hall/%d", i);

		hall->now += INSTANT_HOUR;
		if (!hall_step(hall, "孙某", "hall", "file", fields.at))
			return false;
		if (i % 2 == 0 && !hall_step(hall, "zhang", record.at, "accept", ""))
			return false;
		if (i % 4 == 0 && !hall_step(hall, "admin", record.at, "finish", ""))
			return false;
	}
	for (int i = 0; i < 150; i++)
		if (!hall_step(hall, "admin", "slip", "open",
		               arena_printf(hall->arena, "subject=事由%d", i).at))
			return false;
	hall_at(hall, "2024-05-20T09:00");
	return desk_tick(hall->desk, hall->now, &ticked, &hall->err) &&
	       desk_commit(hall->desk, &hall->err) && desk_seal(hall->desk, &hall->err);
}

/* The whole small world. */
static inline bool hall_make(struct hall *hall, bool national)
{
	if (!hall_open(hall, national) || !hall_first_case(hall))
		return false;
	hall_at(hall, "2024-03-25T09:00");
	return hall_keyed_case(hall) && hall_more_cases(hall);
}

/* Ends the desk (and frees its lock). */
static inline void hall_close(struct hall *hall)
{
	if (hall->arena != NULL)
		arena_end(hall->arena);
	hall->arena = NULL;
	hall->desk = NULL;
}

static inline bool hall_remove(const char *folder)
{
	char command[4200];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command) == 0;
}

#endif
