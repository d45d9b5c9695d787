/* test_take.c -- steps taken and refused on a real desk: clocks, numbers, eyes, orders, marks.
 *
 * The rules are tests/tamper/hall.rule and slip.rule.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "../../tamper/hall.h"
#include "engine/deadline.h"
#include "engine/desk_inside.h"

static bool opened(struct hall *hall)
{
	return CHECK_OK(hall_open(hall, false), &hall->err);
}

static void ended(struct hall *hall)
{
	hall_close(hall);
	CHECK(hall_remove(hall->folder));
}

static bool step(struct hall *hall, const char *when, const char *person, const char *record,
                 const char *name, const char *fields)
{
	hall_at(hall, when);
	return CHECK_OK(hall_step(hall, person, record, name, fields), &hall->err);
}

/* The step before was refused in this way; a refusal names its article. */
static void refused(struct hall *hall, bool taken, int kind, const char *code)
{
	CHECK(!taken);
	CHECK_ERR(&hall->err, kind, code);
	if (kind == ERR_REFUSED)
		CHECK(hall->err.rule[0] != '\0');
}

static struct record *record_of(struct hall *hall, const char *procedure, int64_t serial)
{
	struct record *record = NULL;

	CHECK_OK(desk_record(hall->desk, str_of(procedure), serial, &record, &hall->err),
	         &hall->err);
	return record;
}

static str due_of(struct hall *hall, int64_t serial, const char *limit)
{
	struct record *record = record_of(hall, "hall", serial);
	struct deadline deadline = deadline_of(record, model_limit(record->rule, str_of(limit)),
	                                       hall->desk->workdays);
	struct buf buf;

	if (deadline.due.paused)
		return STR("paused");
	buf_init(&buf, hall->arena, 32);
	day_write(&buf, deadline.due.last_day);
	return buf_str(&buf);
}

static int64_t figure(struct hall *hall, const char *indicator)
{
	struct figure_source source = desk_figures(hall->desk);
	const struct rule *rule = library_newest(hall->desk->library, STR("hall"));
	struct figure_scope scope = figure_year(2024);
	struct figure figure = { .value = -1 };

	CHECK(desk_commit(hall->desk, &hall->err));
	CHECK_OK(figure_compute(&source, rule, model_indicator(rule, str_of(indicator)), &scope,
	                        &figure, &hall->err),
	         &hall->err);
	return figure.value;
}

TEST(a_stage_stops_the_clock_and_an_extension_lengthens_it)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=住建局");
	CHECK_STR(due_of(&h, 1, "accept_by"), "2024-03-11");
	step(&h, "2024-03-05T09:00", "zhang", "hall/1", "accept", "");
	CHECK_STR(due_of(&h, 1, "handle"), "2024-04-02");
	step(&h, "2024-03-06T09:00", "zhang", "hall/1", "suspend", "note=鉴定");
	CHECK_STR(due_of(&h, 1, "handle"), "paused");
	step(&h, "2024-03-13T09:00", "zhang", "hall/1", "resume", "");
	CHECK_STR(record_of(&h, "hall", 1)->stage->name.id, "handling");
	CHECK_STR(due_of(&h, 1, "handle"), "2024-04-10"); /* 5 days later, 清明 between */
	step(&h, "2024-03-14T09:00", "zhang", "hall/1", "prolong", "");
	CHECK_STR(due_of(&h, 1, "handle"), "2024-04-17");
	refused(&h, hall_step(&h, "zhang", "hall/1", "prolong", ""), ERR_REFUSED, "step.times");
	ended(&h);
}

TEST(who_handled_a_case_does_not_approve_it)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	refused(&h, hall_step(&h, "王某", "hall/1", "accept", ""), ERR_DENIED, "step.role");
	/* admin is given a post at the office as well (by another), and accepts the case. */
	step(&h, "2024-03-04T10:00", "admin", "post", "appoint",
	     "person=xt;person_name=某;organ=zjj;post=系统管理员;from_date=2024-01-01");
	step(&h, "2024-03-04T10:00", "xt", "post", "appoint",
	     "person=admin;person_name=某;organ=zjj;post=承办人;from_date=2024-01-01");
	step(&h, "2024-03-05T09:00", "admin", "hall/1", "accept", "");
	refused(&h, hall_step(&h, "admin", "hall/1", "finish", ""), ERR_REFUSED, "step.four_eyes");
	CHECK_STR(record_of(&h, "hall", 1)->stage->name.id, "handling");
	ended(&h);
}

TEST(numbers_have_no_gap_where_steps_were_refused)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	refused(&h, hall_step(&h, "王某", "hall", "file", "matter=乙;voucher=A;office=zjj"),
	        ERR_CONFLICT, "field.unique");
	refused(&h, hall_step(&h, "王某", "hall", "file", "voucher=B;office=zjj"), ERR_REFUSED,
	        "step.field_missing");
	refused(&h, hall_step(&h, "王某", "hall", "file", "matter=乙;voucher=B;office=无"),
	        ERR_INVALID, "field.organ");
	refused(&h, hall_step(&h, "王某", "hall", "file", "matter=乙;voucher=B;office=zjj;note=一"),
	        ERR_INVALID, "field.not_here");
	CHECK(desk_commit(h.desk, &h.err));
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=乙;voucher=B;office=zjj");
	CHECK_STR(record_of(&h, "hall", 2)->number, "嘉办〔2024〕2号");
	/* The year begins its own series; yesterday's number is not taken again. */
	step(&h, "2025-01-02T09:00", "王某", "hall", "file", "matter=丙;voucher=C;office=zjj");
	CHECK_STR(record_of(&h, "hall", 3)->number, "嘉办〔2025〕1号");
	ended(&h);
}

TEST(a_key_is_done_once)
{
	struct hall h;
	struct command command = { .procedure = STR("slip"),
		                   .person = STR("admin"),
		                   .key = STR("k"),
		                   .cause = -1,
		                   .fields = (struct pair[]){ { STR("subject"), STR("甲") } },
		                   .field_count = 1 };

	if (!opened(&h))
		return;
	command.happened = h.now;
	CHECK_OK(desk_take(h.desk, &command, &h.last, &h.err), &h.err);
	CHECK(!desk_take(h.desk, &command, &h.last, &h.err));
	CHECK_ERR(&h.err, ERR_CONFLICT, "step.key");
	err_clear(&h.err);
	CHECK(desk_commit(h.desk, &h.err));
	CHECK(!desk_take(h.desk, &command, &h.last, &h.err));
	CHECK_ERR(&h.err, ERR_CONFLICT, "step.key");
	CHECK(record_of(&h, "slip", 2) == NULL);
	ended(&h);
}

TEST(orders_are_of_one_piece_with_their_step)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	step(&h, "2024-03-05T09:00", "zhang", "hall/1", "accept", "");
	step(&h, "2024-03-05T10:00", "zhang", "hall/1", "share", "");
	CHECK_INT(h.last.count, 2);
	CHECK_INT(h.last.changes[1].event.cause, h.last.changes[0].seq);
	struct record *slip = record_of(&h, "slip", 1);

	CHECK_STR(record_value(slip, model_field(slip->rule, STR("origin"))), "hall/1");
	CHECK_STR(record_value(slip, model_field(slip->rule, STR("subject"))), "甲");
	ended(&h);
}

TEST(the_clock_takes_its_step_on_the_last_day)
{
	struct hall h;
	int64_t count = -1;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "admin", "slip", "open", "subject=甲");
	hall_at(&h, "2024-03-07T23:59:59");
	CHECK_OK(desk_tick(h.desk, h.now, &count, &h.err), &h.err);
	CHECK_INT(count, 0);
	hall_at(&h, "2024-03-08T00:00");
	CHECK_OK(desk_tick(h.desk, h.now, &count, &h.err), &h.err);
	CHECK_INT(count, 1);
	struct record *slip = record_of(&h, "slip", 1);

	CHECK_STR(slip->stage->name.id, "closed");
	CHECK_INT(day_at(slip->ended), day_of(2024, 3, 7));
	CHECK_OK(desk_tick(h.desk, h.now, &count, &h.err), &h.err);
	CHECK_INT(count, 0);
	ended(&h);
}

TEST(marks_are_taken_back_when_the_answer_changes)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	CHECK_INT(figure(&h, "open"), 1);
	CHECK_INT(figure(&h, "accepted"), 0);
	step(&h, "2024-03-05T09:00", "zhang", "hall/1", "accept", "");
	step(&h, "2024-03-06T09:00", "admin", "hall/1", "finish", "");
	CHECK_INT(figure(&h, "open"), 0);
	CHECK_INT(figure(&h, "on_time"), 1);
	CHECK_INT(figure(&h, "due"), 1);
	step(&h, "2024-03-07T09:00", "王某", "hall/1", "rate", "satisfaction=满意");
	CHECK_INT(figure(&h, "satisfied"), 1);
	step(&h, "2024-03-08T09:00", "王某", "hall/1", "rate", "satisfaction=一般");
	CHECK_INT(figure(&h, "satisfied"), 0);
	step(&h, "2024-03-09T09:00", "王某", "hall/1", "rate", "satisfaction=满意");
	CHECK_INT(figure(&h, "satisfied"), 1);
	ended(&h);
}

TEST(late_counts_as_due_and_not_on_time)
{
	struct hall h;
	int64_t count;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	step(&h, "2024-03-05T09:00", "zhang", "hall/1", "accept", "");
	hall_at(&h, "2024-05-06T09:00");
	CHECK_OK(desk_tick(h.desk, h.now, &count, &h.err), &h.err);
	CHECK_INT(figure(&h, "due"), 1);
	CHECK_INT(figure(&h, "on_time"), 0);
	step(&h, "2024-05-07T09:00", "admin", "hall/1", "finish", "");
	CHECK_INT(figure(&h, "due"), 1);
	CHECK_INT(figure(&h, "on_time"), 0);
	CHECK_INT(record_of(&h, "hall", 1)->runs[1].state, RUN_LATE);
	ended(&h);
}

TEST(what_happens_after_the_end_does_not_end_it_again)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	step(&h, "2024-03-05T09:00", "zhang", "hall/1", "accept", "");
	step(&h, "2024-03-06T09:00", "admin", "hall/1", "finish", "");
	CHECK_INT(h.last.changes[0].event.kind, LEAF_END);
	step(&h, "2024-03-07T09:00", "王某", "hall/1", "rate", "satisfaction=满意");
	CHECK_INT(h.last.changes[0].event.kind, LEAF_STEP);
	CHECK_INT(day_at(record_of(&h, "hall", 1)->ended), day_of(2024, 3, 6));
	ended(&h);
}

TEST(what_really_happened_is_recorded_as_a_deviation)
{
	struct hall h;
	struct command command = { .procedure = STR("hall"),
		                   .serial = 1,
		                   .step = STR("finish"),
		                   .person = STR("zhang"),
		                   .trusted = true,
		                   .as_happened = true,
		                   .cause = -1 };

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	command.happened = h.now + INSTANT_HOUR;
	h.now = command.happened;
	CHECK_OK(desk_take(h.desk, &command, &h.last, &h.err), &h.err);
	CHECK_INT(h.last.changes[0].event.deviation_count, 1);
	CHECK_STR(h.last.changes[0].event.deviations[0], "step.stage");
	CHECK_STR(record_of(&h, "hall", 1)->stage->name.id, "done");
	CHECK_INT(figure(&h, "done"), 1);
	ended(&h);
}

/* How often the log says that an event was recorded before the one in front of it. */
static int64_t falls(struct hall *hall)
{
	struct db_rows rows;
	int64_t count = -1;

	CHECK(db_ask(desk_db(hall->desk), &rows,
	             "SELECT COUNT(*) FROM event a JOIN event b ON b.seq = a.seq + 1 "
	             "WHERE substr(b.entry, 3, 8) < substr(a.entry, 3, 8)", NO_VALUES, &hall->err));
	while (db_next(&rows))
		count = db_int(&rows, 0);
	CHECK(db_done(&rows));
	return count;
}

static void write_one(struct hall *hall, const char *calendar)
{
	CHECK_OK(hall_step(hall, "admin", "slip", "open", "subject=甲"), &hall->err);
	CHECK_OK(desk_adopt_calendar(hall->desk, STR("2024.calendar"), str_of(calendar),
	                             STR("admin"), &hall->err), &hall->err);
	CHECK_OK(desk_seal(hall->desk, &hall->err), &hall->err);
}

TEST(a_clock_set_back_does_not_show_in_the_log)
{
	static const char *const year = "年份 2024\n通知 甲\n来源 https://example.com/\n"
	                                "放假 2024-10-01 2024-10-07 国庆节\n";
	struct hall h;

	if (!opened(&h))
		return;
	h.now -= 3 * INSTANT_DAY;
	write_one(&h, year);
	CHECK_INT(falls(&h), 0);
	hall_close(&h); /* a new process knows it from the log */
	h.arena = arena_new((size_t)256 << 20);
	CHECK_OK(desk_open(h.arena, h.folder, true, clock_fixed(&h.now), &h.desk, &h.err), &h.err);
	str later = arena_printf(h.arena, "%s# 更正\n", year);
	write_one(&h, later.at);
	CHECK_INT(falls(&h), 0);
	ended(&h);
}
