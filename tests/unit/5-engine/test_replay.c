/* test_replay.c -- what the ledger gives again is what the store holds; lies are named.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "../../tamper/hall.h"
#include "engine/desk_inside.h"
#include "engine/erase.h"
#include "engine/inspect.h"

#define HEARD 16384

struct heard {
	char text[HEARD];
	size_t n;
	int64_t progress;
};

static void hear(void *with, const char *code, const char *text)
{
	struct heard *heard = with;
	int n = snprintf(heard->text + heard->n, HEARD - heard->n, "%s %s\n", code, text);

	heard->n += (size_t)n < HEARD - heard->n ? (size_t)n : 0;
}

static void hear_progress(void *with, int64_t done, int64_t all)
{
	struct heard *heard = with;

	CHECK(done <= all);
	heard->progress = done;
}

/* Examines the store; gives the number of faults. */
static int64_t inspected(struct hall *hall, struct heard *heard)
{
	struct arena *arena = arena_new((size_t)256 << 20);
	const struct inspect_listener listener = { hear, hear_progress, heard };
	struct inspection found = { .faults = -1 };
	struct err err = { 0 };

	heard->n = 0;
	heard->text[0] = '\0';
	CHECK_OK(inspect_store(arena, hall->folder, false, &listener, &found, &err), &err);
	arena_end(arena);
	return found.faults;
}

static bool sql(struct hall *hall, const char *text)
{
	struct db *db = desk_db(hall->desk);

	return db_begin(db, &hall->err) && db_script(db, text, &hall->err) &&
	       db_commit(db, &hall->err);
}

/* A change of tables, and what must be said of it. */
static void lie(struct hall *hall, const char *text, const char *told)
{
	struct heard heard;

	CHECK_OK(sql(hall, text), &hall->err);
	CHECK(inspected(hall, &heard) > 0);
	if (!CHECK(str_find((str){ heard.text, heard.n }, str_of(told)) >= 0))
		printf("    wanted %s\n    told   %s\n", told, heard.text);
}

static bool made(struct hall *hall, bool national)
{
	return CHECK_OK(hall_make(hall, national), &hall->err);
}

static void ended(struct hall *hall)
{
	hall_close(hall);
	CHECK(hall_remove(hall->folder));
}

TEST(a_store_is_what_its_ledger_says)
{
	struct hall hall;
	struct heard heard;

	if (made(&hall, false) && !CHECK_INT(inspected(&hall, &heard), 0))
		printf("%s", heard.text);
	ended(&hall);
	if (made(&hall, true) && !CHECK_INT(inspected(&hall, &heard), 0))
		printf("%s", heard.text);
	ended(&hall);
}

TEST(steps_after_a_new_calendar_replay)
{
	struct hall hall;
	struct heard heard;
	str home, text;

	if (!made(&hall, false))
		return;
	home = file_home(hall.arena);
	str path = arena_printf(hall.arena, "%.*s/calendars/2024.calendar", PSTR(home));
	CHECK_OK(file_read(hall.arena, path.at, LIMIT_RULE_BYTES, &text, &hall.err), &hall.err);
	CHECK(hall_step(&hall, "孙某", "hall", "file", "matter=甲;voucher=W1;office=zjj"));
	/* The same year in other words: another digest, adopted while steps are in hand. */
	text = arena_printf(hall.arena, "%.*s# 更正\n", PSTR(text));
	CHECK_OK(desk_adopt_calendar(hall.desk, STR("2024.calendar"), text, STR("admin"),
	                             &hall.err), &hall.err);
	hall.now += INSTANT_HOUR;
	CHECK(hall_step(&hall, "zhang", "hall/23", "accept", ""));
	CHECK(desk_commit(hall.desk, &hall.err) && desk_seal(hall.desk, &hall.err));
	if (!CHECK_INT(inspected(&hall, &heard), 0))
		printf("%s", heard.text);
	ended(&hall);
}

TEST(erasure_keeps_the_store_whole)
{
	struct hall hall;
	struct heard heard;
	struct erase erase = { .procedure = STR("hall"), .serial = 1,
		               .basis = STR("《个人信息保护法》第四十七条"),
		               .reason = STR("本人申请"), .person = STR("zhang") };
	struct record *record;
	int64_t events = 0;

	if (!made(&hall, false))
		return;
	CHECK(!erase_record(hall.desk, &erase, &events, &hall.err));
	CHECK_ERR(&hall.err, ERR_DENIED, "erase.person");
	err_clear(&hall.err);
	erase.person = STR("admin");
	CHECK_OK(erase_record(hall.desk, &erase, &events, &hall.err), &hall.err);
	CHECK_INT(events, 3);
	CHECK(desk_record(hall.desk, STR("hall"), 1, &record, &hall.err));
	CHECK_INT(record_value(record, model_field(record->rule, STR("phone"))).n, 0);
	CHECK_STR(record_value(record, model_field(record->rule, STR("matter"))), "占道施工");
	CHECK(!erase_record(hall.desk, &erase, &events, &hall.err));
	CHECK_ERR(&hall.err, ERR_UNKNOWN, "ledger.erased");
	err_clear(&hall.err);
	/* The case goes on, and may be given a number anew. */
	hall.now += INSTANT_HOUR;
	CHECK(hall_step(&hall, "王某", "hall/1", "rate", "satisfaction=一般"));
	CHECK(desk_commit(hall.desk, &hall.err) && desk_seal(hall.desk, &hall.err));
	if (!CHECK_INT(inspected(&hall, &heard), 0))
		printf("%s", heard.text);
	lie(&hall, "DELETE FROM private WHERE seq = (SELECT max(seq) FROM private)",
	    "总账里没有依法删除它的记载");
	ended(&hall);
}

TEST(lies_in_tables_are_named)
{
	struct hall hall;

	if (!made(&hall, false))
		return;
	lie(&hall, "UPDATE record SET state = replace(state, 'satisfaction\t2', "
	    "'satisfaction\t1') WHERE procedure = 'hall' AND serial = 1",
	    "rebuild.record 记录 hall/1 的字段“满意度”被改动：库中 一般，按总账应为 满意");
	ended(&hall);
	if (!made(&hall, false))
		return;
	lie(&hall, "UPDATE term SET due = due + 86400000000 WHERE procedure = 'hall' "
	    "AND serial = 3 AND limit_id = 'accept_by'",
	    "rebuild.term 记录 hall/3 的期限“受理时限”的“到期时刻”被改动");
	ended(&hall);
}

TEST(more_faults_than_can_be_named_are_counted)
{
	struct hall hall;
	struct heard heard;

	if (!made(&hall, false))
		return;
	CHECK(sql(&hall, "UPDATE mark SET n = n + 1"));
	CHECK(inspected(&hall, &heard) > 60);
	size_t lines = 0;
	for (size_t i = 0; i < heard.n; i++)
		lines += heard.text[i] == '\n';
	CHECK_INT(lines, 50);
	ended(&hall);
}

TEST(values_of_a_wrong_type_are_told)
{
	struct hall hall;

	if (!made(&hall, false))
		return;
	lie(&hall, "UPDATE mark SET v = 'x' WHERE seq = (SELECT max(seq) FROM mark)",
	    "rebuild.type 表 mark");
	ended(&hall);
	if (!made(&hall, false))
		return;
	lie(&hall, "UPDATE event SET entry = 1.5 WHERE seq = 31", "store.type");
	ended(&hall);
}
