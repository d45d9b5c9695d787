/* test_people.c -- posts that exclude one another, and who stands in for whom.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "../../tamper/hall.h"
#include "engine/desk_inside.h"
#include "engine/inspect.h"

static bool adopt(struct hall *hall, const char *name)
{
	str path = arena_printf(hall->arena, "%.*s/procedures/%s", PSTR(file_home(hall->arena)),
	                        name);
	str text;

	return file_read(hall->arena, path.at, LIMIT_RULE_BYTES, &text, &hall->err) &&
	       desk_adopt_rule(hall->desk, str_of(name), text, STR("admin"), &hall->err);
}

/* zhang and li handle at zjj, wang leads it, aq is security administrator. */
static void opened(struct hall *hall)
{
	CHECK_OK(hall_open(hall, false) && adopt(hall, "delegation.rule"), &hall->err);
	CHECK_OK(hall_step(hall, "admin", "post", "appoint",
	                   "person=wang;person_name=王五;organ=zjj;post=负责人;"
	                   "from_date=2024-01-01"),
	         &hall->err);
	CHECK_OK(hall_step(hall, "admin", "post", "appoint",
	                   "person=aq;person_name=安全员;organ=620200;post=安全管理员;"
	                   "from_date=2024-01-01"),
	         &hall->err);
	/* sun has no post but at another office */
	CHECK_OK(hall_step(hall, "admin", "post", "appoint",
	                   "person=sun;person_name=孙六;organ=620200;post=人员;"
	                   "from_date=2024-01-01"),
	         &hall->err);
}

static void ended(struct hall *hall)
{
	hall_close(hall);
	CHECK(hall_remove(hall->folder));
}

static void refused(struct hall *hall, const char *person, const char *record, const char *step,
                    const char *fields)
{
	CHECK(!hall_step(hall, person, record, step, fields));
	CHECK_ERR(&hall->err, ERR_REFUSED, "step.separated");
	CHECK(hall->err.rule[0] != '\0');
}

TEST(nobody_appoints_themselves_or_two_of_the_three)
{
	struct hall h;

	opened(&h);
	refused(&h, "admin", "post", "appoint",
	        "person=admin;person_name=系统管理员;organ=zjj;post=负责人;from_date=2024-01-01");
	refused(&h, "admin", "post/1", "amend", "post=安全管理员;reason=试试");
	refused(&h, "admin", "post", "appoint",
	        "person=aq;person_name=安全员;organ=zjj;post=审计管理员;from_date=2024-02-01");
	refused(&h, "admin", "post", "appoint",
	        "person=aq;person_name=安全员;organ=zjj;post=系统管理员;from_date=2023-01-01");
	/* not at the same time */
	CHECK_OK(hall_step(&h, "admin", "post", "appoint",
	                   "person=aq;person_name=安全员;organ=zjj;post=审计管理员;"
	                   "from_date=2022-01-01;to_date=2023-12-31"),
	         &h.err);
	CHECK_OK(hall_step(&h, "admin", "post", "appoint",
	                   "person=aq;person_name=安全员;organ=zjj;post=统计员;"
	                   "from_date=2024-02-01"),
	         &h.err);
	/* to give one's own post up is no grant */
	CHECK_OK(hall_step(&h, "admin", "post", "appoint",
	                   "person=xt;person_name=系统员;organ=620200;post=系统管理员;"
	                   "from_date=2024-01-01"),
	         &h.err);
	CHECK_OK(hall_step(&h, "admin", "post/1", "remove", "to_date=2024-03-04;reason=轮岗"),
	         &h.err);
	ended(&h);
}

/* As an import would bring it in. */
static void enter(struct hall *hall, const char *person, const char *post)
{
	struct people *people = &hall->desk->people;
	struct people_post entry = people->posts[0];

	CHECK(people->post_count < people->post_room);
	entry.serial = people->posts[people->post_count - 1].serial + 1;
	entry.person = str_of(person);
	entry.post = str_of(post);
	people->posts[people->post_count++] = entry;
}

TEST(of_two_the_first_counts)
{
	struct hall h;
	const struct role audit = { .kind = ROLE_POST, .organ = STR("任一单位"),
		                    .post = STR("审计管理员") };
	const struct role security = { .kind = ROLE_POST, .organ = STR("任一单位"),
		                       .post = STR("安全管理员") };
	day on = day_of(2024, 3, 4);
	str organ;

	opened(&h);
	enter(&h, "aq", "审计管理员");
	enter(&h, "zhang", "审计管理员");
	CHECK(people_holds(&h.desk->people, &security, NULL, STR("aq"), on, &organ));
	CHECK(!people_holds(&h.desk->people, &audit, NULL, STR("aq"), on, &organ));
	CHECK(people_holds(&h.desk->people, &audit, NULL, STR("zhang"), on, &organ));
	ended(&h);
}

static void delegate(struct hall *hall, const char *fields)
{
	CHECK_OK(hall_step(hall, "zhang", "delegation", "propose", fields), &hall->err);
}

static void hear(void *with, const char *code, const char *text)
{
	(void)with;
	printf("%s %s\n", code, text);
}

static int64_t faults(struct hall *hall)
{
	const struct inspect_listener listener = { .fault = hear };
	struct arena *arena = arena_new((size_t)256 << 20);
	struct inspection found = { .faults = -1 };

	hall->err = (struct err){ 0 };
	CHECK(desk_commit(hall->desk, &hall->err) && desk_seal(hall->desk, &hall->err));
	CHECK_OK(inspect_store(arena, hall->folder, false, &listener, &found, &hall->err),
	         &hall->err);
	arena_end(arena);
	return found.faults;
}

#define TO_SUN "principal=zhang;deputy=sun;organ=zjj;posts=承办人;cause=休假;" \
	       "from_date=2024-03-05;to_date=2024-03-08"

TEST(a_deputy_acts_in_the_period_and_the_event_names_both)
{
	struct hall h;

	opened(&h);
	CHECK(hall_step(&h, "钱某", "hall", "file", "matter=甲;voucher=V1;phone=1;office=zjj"));
	CHECK(hall_step(&h, "钱某", "hall", "file", "matter=乙;voucher=V2;phone=2;office=zjj"));
	delegate(&h, TO_SUN);
	hall_at(&h, "2024-03-05T09:00");
	CHECK(!hall_step(&h, "sun", "hall/1", "accept", "")); /* not approved yet */
	CHECK_ERR(&h.err, ERR_DENIED, "step.role");
	CHECK(!hall_step(&h, "zhang", "delegation/1", "approve", ""));
	CHECK_OK(hall_step(&h, "wang", "delegation/1", "approve", ""), &h.err);
	CHECK_OK(hall_step(&h, "sun", "hall/1", "accept", ""), &h.err);
	CHECK_STR(h.last.changes[0].event.person, "sun");
	CHECK_STR(h.last.changes[0].event.stead, "zhang");
	CHECK_STR(h.last.changes[0].event.organ, "zjj");
	/* both have handled it */
	const struct people_list *acted = &h.last.changes[0].after->acted[1];

	CHECK_INT(acted->count, 2);
	/* who has the post acts for themselves */
	CHECK_OK(hall_step(&h, "li", "hall/1", "suspend", "note=等"), &h.err);
	CHECK_INT(h.last.changes[0].event.stead.n, 0);
	hall_at(&h, "2024-03-09T00:00");
	CHECK(!hall_step(&h, "sun", "hall/2", "accept", "")); /* it is over */
	CHECK_ERR(&h.err, ERR_DENIED, "step.role");
	CHECK_INT(faults(&h), 0); /* what was written can be read back and rebuilt */
	ended(&h);
}

TEST(it_ends_with_the_principals_post_and_is_not_passed_on)
{
	struct hall h;

	opened(&h);
	CHECK(hall_step(&h, "钱某", "hall", "file", "matter=甲;voucher=V1;phone=1;office=zjj"));
	delegate(&h, TO_SUN);
	CHECK_OK(hall_step(&h, "wang", "delegation/1", "approve", ""), &h.err);
	CHECK_OK(hall_step(&h, "admin", "delegation", "propose",
	                   "principal=sun;deputy=aq;organ=zjj;posts=承办人;cause=出差;"
	                   "from_date=2024-03-05;to_date=2024-03-08"),
	         &h.err);
	CHECK_OK(hall_step(&h, "wang", "delegation/2", "approve", ""), &h.err);
	hall_at(&h, "2024-03-05T09:00");
	CHECK(!hall_step(&h, "aq", "hall/1", "accept", ""));
	CHECK_ERR(&h.err, ERR_DENIED, "step.role");
	CHECK_OK(hall_step(&h, "admin", "post/2", "remove", "to_date=2024-03-04;reason=调离"),
	         &h.err);
	CHECK(!hall_step(&h, "sun", "hall/1", "accept", ""));
	CHECK_ERR(&h.err, ERR_DENIED, "step.role");
	ended(&h);
}

TEST(what_cannot_be_delegated)
{
	struct hall h;

	opened(&h);
	refused(&h, "zhang", "delegation", "propose",
	        "principal=zhang;deputy=zhang;organ=zjj;posts=承办人;cause=休假;"
	        "from_date=2024-03-05;to_date=2024-03-08");
	refused(&h, "admin", "delegation", "propose",
	        "principal=admin;deputy=zhang;organ=620200;posts=系统管理员;cause=休假;"
	        "from_date=2024-03-05;to_date=2024-03-08");
	/* the head of the office does not approve what the head gets or gives */
	CHECK_OK(hall_step(&h, "zhang", "delegation", "propose",
	                   "principal=zhang;deputy=wang;organ=zjj;posts=承办人;cause=休假;"
	                   "from_date=2024-03-05;to_date=2024-03-08"),
	         &h.err);
	refused(&h, "wang", "delegation/1", "approve", "");
	CHECK_OK(hall_step(&h, "admin", "delegation/1", "approve", ""), &h.err);
	ended(&h);
}
