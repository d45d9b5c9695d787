/* test_numbers.c -- numbers have no gaps, whatever is refused, tried, or rolled back.
 *
 * Chance takes steps on a real desk: good ones, ones that are refused, several at
 * once of which the last is refused, trials that are given up, and commits that the
 * database does not make. Afterwards serials, official numbers and the numbers given
 * by a later step are 1, 2, 3 ... in each year, and the store verifies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "../../tamper/hall.h"
#include "engine/desk_inside.h"
#include "engine/inspect.h"

#define STEPS 1200
#define YEARS 5

struct course {
	struct hall hall;
	uint64_t chance;
	int64_t vouchers;
	const struct db_driver *real;
	struct db_driver failing;
	int64_t taken, refused, lost; /* what happened, so that all of it did */
};

static uint64_t draw(struct course *c, uint64_t below)
{
	c->chance = c->chance * 6364136223846793005u + 1442695040888963407u;
	return (c->chance >> 33) % below;
}

static bool fail_commit(void *self, struct err *err)
{
	(void)self;
	return err_set(err, ERR_STORE, "store.full", "试验：没有落盘");
}

static void step(struct course *c, const char *person, const char *record, const char *name,
                 const char *fields)
{
	if (hall_step(&c->hall, person, record, name, fields)) {
		c->taken++;
		return;
	}
	c->refused++;
	CHECK(c->hall.err.kind != ERR_STORE && c->hall.err.kind != ERR_TAMPERED);
}

static void file_one(struct course *c)
{
	uint64_t what = draw(c, 8);
	int64_t voucher = c->vouchers++;

	if (what == 0 && voucher > 0)
		voucher = (int64_t)draw(c, (uint64_t)voucher); /* taken already, mostly */
	str fields = arena_printf(c->hall.arena, "%svoucher=V%lld;office=zjj;phone=13800000000",
	                          what == 1 ? "" : "matter=占道;", (long long)voucher);

	step(c, "王某", "hall", "file", fields.at);
}

static int64_t last_serial(struct course *c)
{
	struct world *world = desk_world(c->hall.desk);
	int64_t serial = 0;

	CHECK(world->last_serial(world, STR("hall"), &serial, &c->hall.err));
	return serial;
}

/* Any step on any record: some fit, some do not; 办结 gives a number. */
static void move_one(struct course *c)
{
	static const struct { const char *person, *step; } moves[] = {
		{ "zhang", "accept" }, { "admin", "finish" }, { "zhang", "share" },
		{ "li", "accept" },    { "admin", "finish" }, { "王某", "rate" },
	};
	int64_t last = last_serial(c);
	size_t move = (size_t)draw(c, countof(moves));

	if (last == 0)
		return;
	str record = arena_printf(c->hall.arena, "hall/%llu",
	                          (unsigned long long)draw(c, (uint64_t)last) + 1);

	step(c, moves[move].person, record.at, moves[move].step, "");
}

/* Opened, accepted, and approved by somebody who may not: none of it is taken. */
static void all_or_none(struct course *c)
{
	struct hall *h = &c->hall;
	struct pair fields[] = {
		{ STR("matter"), STR("会审") }, { STR("office"), STR("zjj") },
		{ STR("voucher"), arena_printf(h->arena, "V%lld", (long long)c->vouchers++) },
	};
	struct command commands[3] = {
		{ .procedure = STR("hall"), .person = STR("王某"), .happened = h->now,
		  .fields = fields, .field_count = countof(fields), .cause = -1 },
		{ .procedure = STR("hall"), .step = STR("accept"), .person = STR("zhang"),
		  .happened = h->now, .cause = -1 },
		{ .procedure = STR("hall"), .step = STR("finish"), .happened = h->now,
		  .cause = -1 },
	};
	bool may = draw(c, 2) == 0;
	size_t failed = 0;

	commands[2].person = may ? STR("admin") : STR("zhang");
	h->err = (struct err){ 0 };
	CHECK(desk_take_all(h->desk, commands, countof(commands), &h->last, &failed, &h->err) ==
	      may);
	CHECK(may || failed == 2);
	c->refused += may ? 0 : 1;
}

static void commit(struct course *c)
{
	c->hall.err = (struct err){ 0 };
	CHECK_OK(desk_commit(c->hall.desk, &c->hall.err), &c->hall.err);
}

static void lose_batch(struct course *c)
{
	struct db *db = desk_db(c->hall.desk);

	if (!db->in_transaction)
		return;
	c->hall.err = (struct err){ 0 };
	db->driver = &c->failing;
	CHECK(!desk_commit(c->hall.desk, &c->hall.err));
	db->driver = c->real;
	CHECK(desk_broken(c->hall.desk) && !db->in_transaction);
	c->lost++;
}

static void try_and_give_up(struct course *c)
{
	commit(c);
	desk_try(c->hall.desk);
	for (uint64_t n = draw(c, 6); n > 0; n--)
		file_one(c);
	move_one(c);
	desk_give_up(c->hall.desk);
}

static void live(struct course *c)
{
	for (int i = 0; i < STEPS; i++) {
		uint64_t what = draw(c, 20);

		c->hall.now += (instant)draw(c, 40) * INSTANT_HOUR;
		if (what < 8)
			file_one(c);
		else if (what < 15)
			move_one(c);
		else if (what < 17)
			all_or_none(c);
		else if (what == 17)
			try_and_give_up(c);
		else if (draw(c, 3) == 0)
			lose_batch(c);
		else
			commit(c);
	}
	commit(c);
}

/* "嘉办〔2024〕12号" -> 2024, 12. */
static void read_number(str number, int *year, int *n)
{
	char text[64];

	snprintf(text, sizeof(text), "%.*s", PSTR(number));
	*year = *n = -1;
	CHECK_INT(sscanf(strstr(text, "〔"), "〔%d〕%d号", year, n), 2);
}

/* Numbers follow the serials; approvals are each of 1..n once. */
static void check_numbers(struct course *c)
{
	static bool seen[YEARS][STEPS * 3];
	int last[YEARS] = { 0 }, most[YEARS] = { 0 }, given[YEARS] = { 0 }, year, n;
	int64_t count = last_serial(c);

	memset(seen, 0, sizeof(seen));
	for (int64_t serial = 1; serial <= count; serial++) {
		struct record *record = NULL;

		CHECK(desk_record(c->hall.desk, STR("hall"), serial, &record, &c->hall.err));
		if (!CHECK(record != NULL))
			return;
		read_number(record->number, &year, &n);
		CHECK_INT(n, ++last[year - 2024]);
		str approval = record_value(record, model_field(record->rule, STR("approval")));
		if (approval.n == 0)
			continue;
		read_number(approval, &year, &n);
		CHECK(!seen[year - 2024][n]);
		seen[year - 2024][n] = true;
		given[year - 2024]++;
		most[year - 2024] = n > most[year - 2024] ? n : most[year - 2024];
	}
	for (int i = 0; i < YEARS; i++)
		CHECK_INT(given[i], most[i]);
	CHECK(last[0] > 10 && last[1] > 10 && given[0] > 5 && given[1] > 5);
}

static void hear_fault(void *with, const char *code, const char *text)
{
	(void)with;
	printf("    %s %s\n", code, text);
}

static void check_store(struct course *c)
{
	const struct inspect_listener listener = { .fault = hear_fault };
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct inspection found = { .faults = -1 };

	CHECK_OK(inspect_store(arena, c->hall.folder, false, &listener, &found, &c->hall.err),
	         &c->hall.err);
	CHECK_INT(found.faults, 0);
	arena_end(arena);
}

static void ended(const struct hall *hall)
{
	char folder[sizeof(hall->folder)];

	memcpy(folder, hall->folder, sizeof(folder));
	folder[sizeof(folder) - 1] = '\0';
	CHECK(hall_remove(folder));
}

static void run_course(uint64_t seed)
{
	struct course course = { .chance = seed * 0x9e3779b97f4a7c15u };
	struct course *c = &course;

	if (!CHECK_OK(hall_open(&c->hall, false), &c->hall.err))
		return;
	c->real = desk_db(c->hall.desk)->driver;
	c->failing = *c->real;
	c->failing.commit = fail_commit;
	live(c);
	CHECK(c->taken > 300 && c->refused > 100 && c->lost > 5);
	c->hall.err = (struct err){ 0 };
	check_numbers(c);
	check_store(c);
	hall_close(&c->hall);
	ended(&c->hall);
}

TEST(no_gaps_on_the_first_course)
{
	run_course(1);
}

TEST(no_gaps_on_the_second_course)
{
	run_course(2);
}

TEST(no_gaps_on_the_third_course)
{
	run_course(3);
}

/* A post that was given in a lost batch opens no door. */
TEST(a_lost_batch_gives_nobody_a_post)
{
	struct course course = { .chance = 7 };
	struct hall *h = &course.hall;

	if (!CHECK_OK(hall_open(h, false), &h->err))
		return;
	course.real = desk_db(h->desk)->driver;
	course.failing = *course.real;
	course.failing.commit = fail_commit;
	hall_at(h, "2024-03-05T09:00");
	step(&course, "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	commit(&course);
	step(&course, "admin", "post", "appoint",
	     "person=wu;person_name=吴某;organ=zjj;post=承办人;from_date=2024-01-01");
	lose_batch(&course);
	CHECK(!hall_step(h, "wu", "hall/1", "accept", ""));
	CHECK_ERR(&h->err, ERR_DENIED, "step.role");
	CHECK_OK(hall_step(h, "zhang", "hall/1", "accept", ""), &h->err);
	hall_close(h);
	ended(h);
}
