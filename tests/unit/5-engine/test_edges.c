/* test_edges.c -- what breaks a desk where nobody looks: odd commands, failing databases,
 * law that changes, orders that find what they did not expect.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "../../tamper/hall.h"
#include "engine/desk_inside.h"
#include "engine/inspect.h"

#define HEAD(name, id, from)                                                                       \
	"规程    " name "    " id "\n依据    《试验办法》\n施行    " from "\n主管    市政府\n\n"

static const char file_rule[] = HEAD(
	"边角", "edge",
	"2024-01-01") "角色\n"
		      "  申请人    applicant    公众\n"
		      "  承办人    handler      任一单位 的 人员\n\n"
		      "字段\n"
		      "  名        title        文字 40\n"
		      "  密        secret       文字 40     不公开\n"
		      "  长文      texts        长文\n"
		      "  又文      more         长文\n"
		      "  别名      alias        文字 40\n"
		      "  单        slips        多个 关联 会办单\n\n"
		      "环节\n  在办  open  起点\n  已结  closed  终点\n  失效  void  终点\n\n"
		      "步骤  提  file  第一条\n  由  申请人\n  到  在办\n  填  名  单\n"
		      "  开  会办单\n      以  名 作 事由\n\n"
		      "步骤  写  write  第一条\n"
		      "  由  承办人\n  从  在办\n  填  长文  又文  别名\n  可重复\n\n"
		      "步骤  抄  copy  第一条\n"
		      "  由  承办人\n  从  在办\n  定  密 为 别名\n  可重复\n\n"
		      "步骤  催  urge  第一条\n"
		      "  由  承办人\n  从  在办\n  令  单  关闭\n  可重复\n\n"
		      "步骤  结  close  第一条\n  由  承办人\n  从  在办  到  已结\n\n"
		      "步骤  失  lapse  第一条\n  由  时钟\n  从  在办  到  失效\n"
		      "  开  登记\n      以  名 作 名\n\n"
		      "期限\n"
		      "  办期  work  5 日  自 提  至 结  第一条\n      逾期  视为 失  第一条\n";

static const char entry_rule[] = HEAD(
	"登记", "entry",
	"2024-01-01") "角色\n  承办人  handler  任一单位 的 人员\n\n"
		      "字段\n  名  title  文字 40  必填  唯一\n\n"
		      "环节\n  在册  kept  起点\n  已销  gone  终点\n\n"
		      "步骤  登  enter  第一条\n  由  承办人\n  到  在册\n  填  名\n\n"
		      "步骤  销  strike  第一条\n  由  承办人\n  从  在册  到  已销\n";

#define VERSION(from, overdue)                                                                     \
	HEAD("两版", "versions", from)                                                             \
	"角色\n  承办人  handler  任一单位 的 人员\n\n"                                \
	"环节\n  在办  open  起点\n  已结  closed  终点\n\n"                             \
	"步骤  提  file  第一条\n  由  承办人\n  到  在办\n\n"                        \
	"步骤  结  close  第一条\n  由  承办人\n  从  在办  到  已结\n\n"          \
	"步骤  失  lapse  第一条\n  由  时钟\n  从  在办  到  已结\n\n"             \
	"期限\n  办期  work  5 日  自 提  至 结  第一条\n" overdue                                 \
	"  他期  other  500 日  自 提  至 结  第一条\n      逾期  视为 失  第一条\n"

static bool adopt(struct hall *h, const char *text)
{
	return CHECK_OK(
		desk_adopt_rule(h->desk, STR("试验.rule"), str_of(text), STR("admin"), &h->err),
		&h->err);
}

static bool opened(struct hall *h)
{
	if (!CHECK_OK(hall_open(h, false), &h->err))
		return false;
	hall_at(h, "2024-03-04T09:00");
	return adopt(h, entry_rule) && adopt(h, file_rule);
}

static bool step(struct hall *h, const char *when, const char *person, const char *record,
                 const char *name, const char *fields)
{
	hall_at(h, when);
	return CHECK_OK(hall_step(h, person, record, name, fields), &h->err);
}

static struct record *record_of(struct hall *h, const char *procedure, int64_t serial)
{
	struct record *record = NULL;

	CHECK_OK(desk_record(h->desk, str_of(procedure), serial, &record, &h->err), &h->err);
	CHECK(record != NULL);
	return record;
}

static void no_fault(void *with, const char *code, const char *text)
{
	(void)with;
	printf("%s %s\n", code, text);
	CHECK(false);
}

/* The store verifies, and goes. */
static void ended(struct hall *h)
{
	struct inspect_listener listener = { .fault = no_fault };
	struct inspection inspection;

	h->err = (struct err){ 0 };
	CHECK_OK(desk_commit(h->desk, &h->err) && desk_seal(h->desk, &h->err), &h->err);
	CHECK_OK(inspect_store(h->arena, h->folder, false, &listener, &inspection, &h->err),
	         &h->err);
	hall_close(h);
	CHECK(hall_remove(h->folder));
}

/* Taken with a time of its own. */
static bool take(struct hall *h, struct command command)
{
	command.cause = -1;
	h->err = (struct err){ 0 };
	if (command.happened == 0)
		command.happened = h->now;
	return desk_take(h->desk, &command, &h->last, &h->err);
}

TEST(a_step_in_the_future_lets_nothing_run_out)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "hall", "file", "matter=甲;voucher=A;office=zjj");
	step(&h, "2024-03-04T10:00", "zhang", "hall/1", "accept", "");
	CHECK(!take(&h, (struct command){ .procedure = STR("hall"),
	                                  .serial = 1,
	                                  .step = STR("prolong"),
	                                  .person = STR("zhang"),
	                                  .happened = h.now + 90 * INSTANT_DAY }));
	CHECK_ERR(&h.err, ERR_INVALID, "step.future");
	CHECK_INT(record_of(&h, "hall", 1)->events, 2);
	ended(&h);
}

TEST(a_procedure_by_its_chinese_name_lets_run_out_what_did)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "admin", "slip", "open", "subject=甲");
	hall_at(&h, "2024-03-20T09:00");
	CHECK(!take(&h, (struct command){ .procedure = STR("会办单"),
	                                  .serial = 1,
	                                  .step = STR("close"),
	                                  .person = STR("admin") }));
	CHECK_ERR(&h.err, ERR_REFUSED, "step.stage");
	CHECK_STR(record_of(&h, "slip", 1)->stage->name.id, "closed");
	ended(&h);
}

TEST(odd_words_are_refused_and_harm_nothing)
{
	const str words[] = { { "a\xff", 2 }, { "a\0b", 3 }, { "a\nb", 3 } };
	struct hall h;

	if (!opened(&h))
		return;
	for (size_t i = 0; i < countof(words); i++) {
		struct command command = { .procedure = STR("edge"), .person = words[i] };

		CHECK(!take(&h, command));
		CHECK_ERR(&h.err, ERR_INVALID, "step.line");
		command.person = STR("王某");
		command.key = words[i];
		CHECK(!take(&h, command));
		CHECK_ERR(&h.err, ERR_INVALID, "step.line");
	}
	struct pair paper = { STR("form"), STR("../../etc/passwd") };

	CHECK(!take(&h, (struct command){ .procedure = STR("hall"),
	                                  .person = STR("王某"),
	                                  .papers = &paper,
	                                  .paper_count = 1 }));
	CHECK_ERR(&h.err, ERR_INVALID, "paper.digest");
	CHECK(!take(&h, (struct command){ .procedure = STR("edge"),
	                                  .person = STR("王某"),
	                                  .happened = -INSTANT_DAY }));
	CHECK_ERR(&h.err, ERR_INVALID, "step.time");
	ended(&h);
}

TEST(one_key_for_two_steps_of_a_row)
{
	struct pair fields = { STR("subject"), STR("甲") };
	struct command commands[] = {
		{ .procedure = STR("slip"),
		  .person = STR("admin"),
		  .key = STR("k"),
		  .cause = -1,
		  .fields = &fields,
		  .field_count = 1 },
		{ .procedure = STR("slip"),
		  .person = STR("admin"),
		  .key = STR("k"),
		  .cause = -1,
		  .step = STR("close") },
	};
	struct outcome outcome;
	size_t failed;
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "admin", "slip", "open", "subject=前");
	commands[0].happened = commands[1].happened = h.now;
	CHECK(!desk_take_all(h.desk, commands, 2, &outcome, &failed, &h.err));
	CHECK_ERR(&h.err, ERR_CONFLICT, "step.key");
	CHECK(!desk_broken(h.desk));
	CHECK_INT(record_of(&h, "slip", 1)->events, 1); /* the batch is as it was */
	ended(&h);
}

TEST(a_step_too_long_for_the_ledger_leaves_the_batch)
{
	struct hall h;
	char *text;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "edge", "file", "title=甲");
	text = arena_take(h.arena, LIMIT_VALUE_BYTES + 1);
	memset(text, '"', LIMIT_VALUE_BYTES);
	struct pair fields[] = { { STR("texts"), { text, LIMIT_VALUE_BYTES } },
		                 { STR("more"), { text, LIMIT_VALUE_BYTES } } };
	struct command command = { .procedure = STR("edge"),
		                   .serial = 1,
		                   .step = STR("write"),
		                   .person = STR("zhang"),
		                   .fields = fields,
		                   .field_count = 1 };
	CHECK_OK(take(&h, command), &h.err);
	command.field_count = 2;
	CHECK(!take(&h, command));
	CHECK_ERR(&h.err, ERR_LIMIT, "step.long");
	CHECK(!desk_broken(h.desk));
	CHECK_INT(record_of(&h, "edge", 1)->events, 2);
	CHECK(desk_commit(h.desk, &h.err));
	ended(&h);
}

/* A database that fails once: when a question is asked, or a row of `table` is written. */
struct failing {
	struct db_driver driver;
	const struct db_driver *real;
	const char *run;
	bool ask;
};

static struct failing failing;

static bool fail(struct err *err)
{
	return err_set(err, ERR_STORE, "store.sql", "试验：没有答");
}

static bool fail_ask(void *self, const char *sql, const struct db_value *values, size_t count,
                     void **cursor, struct err *err)
{
	if (failing.ask)
		return fail(err);
	return failing.real->ask(self, sql, values, count, cursor, err);
}

static bool fail_run(void *self, const char *sql, const struct db_value *values, size_t count,
                     struct err *err)
{
	if (failing.run != NULL && strstr(sql, failing.run) != NULL)
		return fail(err);
	return failing.real->run(self, sql, values, count, err);
}

static void fail_from_here(struct hall *h)
{
	failing = (struct failing){ .real = desk_db(h->desk)->driver };
	failing.driver = *failing.real;
	failing.driver.ask = fail_ask;
	failing.driver.run = fail_run;
	desk_db(h->desk)->driver = &failing.driver;
}

TEST(a_failed_question_takes_back_nothing_that_was_committed)
{
	struct hall h;
	int64_t size;

	if (!opened(&h))
		return;
	fail_from_here(&h);
	step(&h, "2024-03-04T09:00", "admin", "slip", "open", "subject=甲");
	CHECK_OK(desk_commit(h.desk, &h.err), &h.err);
	size = ledger_size(desk_ledger(h.desk));
	failing.ask = true;
	/* The row of slip/1 need not be asked for; the next serial must. */
	CHECK(!hall_step(&h, "admin", "slip", "open", "subject=乙"));
	CHECK_ERR(&h.err, ERR_STORE, "store.sql");
	failing.ask = false;
	CHECK_INT(ledger_size(desk_ledger(h.desk)), size);
	step(&h, "2024-03-04T09:00", "admin", "slip/1", "close", "");
	ended(&h);
}

TEST(an_adoption_that_failed_is_not_in_the_next_batch)
{
	struct hall h;
	int64_t size;
	str calendar;

	if (!CHECK_OK(hall_open(&h, false), &h.err))
		return;
	fail_from_here(&h);
	size = ledger_size(desk_ledger(h.desk));
	calendar = h.desk->world.calendar;
	failing.run = "INSERT INTO rule";
	CHECK(!desk_adopt_rule(h.desk, STR("e.rule"), str_of(entry_rule), STR("admin"), &h.err));
	failing.run = "INSERT INTO calendar";
	h.err = (struct err){ 0 };
	CHECK(!desk_adopt_calendar(h.desk, STR("2031.calendar"),
	                           STR("年份  2031\n通知  试验通知\n来源  试验\n\n"
	                               "放假  2031-01-01  2031-01-01  元旦\n"),
	                           STR("admin"), &h.err));
	failing.run = NULL;
	h.err = (struct err){ 0 };
	CHECK(desk_commit(h.desk, &h.err));
	CHECK_INT(ledger_size(desk_ledger(h.desk)), size);
	CHECK(str_eq(h.desk->world.calendar, calendar));
	adopt(&h, entry_rule);
	ended(&h);
}

TEST(an_old_case_lapses_under_its_own_version)
{
	struct hall h;
	int64_t count = 0;

	if (!opened(&h))
		return;
	adopt(&h, VERSION("2024-01-01", "      逾期  视为 失  第一条\n"));
	adopt(&h, VERSION("2024-03-06", ""));
	step(&h, "2024-03-05T09:00", "zhang", "versions", "file", "");
	step(&h, "2024-03-06T09:00", "zhang", "versions", "file", "");
	hall_at(&h, "2024-04-01T09:00");
	CHECK_OK(desk_tick(h.desk, h.now, &count, &h.err), &h.err);
	CHECK_INT(count, 1);
	CHECK_STR(record_of(&h, "versions", 1)->stage->name.id, "closed");
	CHECK_STR(record_of(&h, "versions", 2)->stage->name.id, "open");
	ended(&h);
}

TEST(one_faulty_case_does_not_stop_the_clock)
{
	struct hall h;
	int64_t count = 0;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "zhang", "entry", "enter", "title=甲");
	step(&h, "2024-03-04T10:00", "王某", "edge", "file", "title=甲");
	step(&h, "2024-03-05T10:00", "王某", "edge", "file", "title=乙");
	hall_at(&h, "2024-04-01T09:00");
	CHECK_OK(desk_tick(h.desk, h.now, &count, &h.err), &h.err);
	CHECK_STR(record_of(&h, "edge", 1)->stage->name.id, "open"); /* 甲 was entered already */
	CHECK(record_of(&h, "edge", 1)->runs[0].expired);
	CHECK_STR(record_of(&h, "edge", 2)->stage->name.id, "void");
	ended(&h);
}

TEST(an_ordered_step_comes_after_what_ran_out)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "admin", "slip", "open", "subject=甲");
	step(&h, "2024-03-07T09:00", "王某", "edge", "file", "title=甲;slips=slip/1");
	hall_at(&h, "2024-03-09T09:00");
	CHECK(!hall_step(&h, "zhang", "edge/1", "urge", "")); /* slip/1 closed on the 7th */
	CHECK_ERR(&h.err, ERR_REFUSED, "step.stage");
	ended(&h);
}

TEST(a_citizen_is_not_named_by_what_their_step_orders)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "edge", "file", "title=甲");
	CHECK_INT((int64_t)h.last.count, 2);
	CHECK_INT((int64_t)h.last.changes[0].event.person.n, 0);
	CHECK_STR(h.last.changes[1].event.procedure, "slip");
	CHECK_INT((int64_t)h.last.changes[1].event.person.n, 0);
	ended(&h);
}

TEST(a_link_names_a_record_of_its_rule)
{
	struct hall h;

	if (!opened(&h))
		return;
	hall_at(&h, "2024-03-04T09:00");
	CHECK(!hall_step(&h, "王某", "edge", "file", "title=甲;slips=organ/1"));
	CHECK_ERR(&h.err, ERR_INVALID, "field.link");
	ended(&h);
}

TEST(a_sum_of_money_cannot_overflow)
{
	struct hall h;

	if (!opened(&h))
		return;
	hall_at(&h, "2024-03-04T09:00");
	CHECK(!hall_step(&h, "王某", "hall", "file",
	                 "matter=甲;voucher=A;office=zjj;amount=900000000000000"));
	CHECK_ERR(&h.err, ERR_LIMIT, "field.number_large");
	step(&h, "2024-03-04T09:00", "王某", "hall", "file",
	     "matter=甲;voucher=A;office=zjj;amount=1000000000000");
	ended(&h);
}

TEST(a_private_field_set_from_an_empty_one)
{
	struct hall h;

	if (!opened(&h))
		return;
	step(&h, "2024-03-04T09:00", "王某", "edge", "file", "title=甲");
	step(&h, "2024-03-04T10:00", "zhang", "edge/1", "copy", "");
	ended(&h);
}

static bool keep_scope(void *with, str procedure, str indicator, const struct figure_scope *scope,
                       int64_t *n, int64_t *v, struct err *err)
{
	(void)procedure;
	(void)indicator;
	(void)err;
	*(struct figure_scope *)with = *scope;
	*n = *v = 0;
	return true;
}

TEST(february_of_last_year_is_a_whole_month)
{
	struct figure_scope asked = { 0 };
	const struct figure_source source = { .sum = keep_scope, .with = &asked };
	struct indicator filed = { .kind = COUNT_STEP };
	struct sum_item item = { .of = { .indicator = &filed }, .sign = 1, .last_year = true };
	struct indicator before = { .kind = COUNT_ADD, .items = &item, .item_count = 1 };
	const struct rule rule = { 0 };
	const int years[] = { 2025, 2024, 2023 };
	struct figure figure;
	struct err err = { 0 };

	for (size_t i = 0; i < countof(years); i++) {
		struct figure_scope month = figure_month(years[i], 2);
		struct figure_scope want = figure_month(years[i] - 1, 2);

		CHECK(figure_compute(&source, &rule, &before, &month, &figure, &err));
		CHECK_INT(asked.from, want.from);
		CHECK_INT(asked.to, want.to);
	}
}
