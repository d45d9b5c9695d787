/* test_find.c -- what is found, and by whom: search, similar records, nothing beyond the rights.
 *
 * The rule is tests/tamper/hall.rule: its handler is of the office that the record names, so
 * zhang (zjj) sees all of such a record, wang (szj) nothing, the office in charge no private
 * field.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "../../tamper/hall.h"
#include "serve/find.h"
#include "serve/similar.h"

static bool opened(struct hall *hall)
{
	return CHECK_OK(hall_open(hall, false), &hall->err) &&
	       CHECK_OK(hall_step(hall, "admin", "organ", "establish",
	                          "code=szj;name=市市政局;short_name=市政局;level=部门"),
	                &hall->err) &&
	       CHECK_OK(hall_step(hall, "admin", "organ", "establish",
	                          "code=fwj;name=市政务服务局;short_name=政务局;level=部门"),
	                &hall->err) &&
	       CHECK_OK(hall_step(hall, "admin", "post", "appoint",
	                          "person=wang;person_name=王五;organ=szj;post=承办人;"
	                          "from_date=2024-01-01"),
	                &hall->err) &&
	       CHECK_OK(hall_step(hall, "admin", "post", "appoint",
	                          "person=chen;person_name=陈六;organ=fwj;post=主任;"
	                          "from_date=2024-01-01"),
	                &hall->err);
}

static void file(struct hall *hall, const char *fields)
{
	CHECK_OK(hall_step(hall, "孙某", "hall", "file", fields), &hall->err);
	CHECK_OK(desk_commit(hall->desk, &hall->err), &hall->err);
}

static void three_cases(struct hall *hall)
{
	hall_at(hall, "2024-03-04T09:00");
	file(hall, "matter=雄关路夜间施工噪声扰民;voucher=A1;phone=19600001234;office=zjj");
	hall_at(hall, "2024-03-14T09:00");
	file(hall, "matter=迎宾路井盖缺失;voucher=A2;phone=19600005678;office=szj");
	hall_at(hall, "2024-03-24T09:00");
	file(hall, "matter=雄关路施工占道;voucher=A3;phone=19700001234;office=zjj");
}

static void ended(struct hall *hall)
{
	hall_close(hall);
	CHECK(hall_remove(hall->folder));
}

static void index_all(struct hall *hall)
{
	int64_t left = 1;

	while (left > 0 && CHECK_OK(search_index(hall->desk, 1000, &left, &hall->err), &hall->err))
		continue;
}

static struct auth_who who(struct hall *hall, const char *person)
{
	struct auth_who who = { .kind = WHO_STAFF, .person = str_of(person) };
	const struct people_post *post = NULL;

	who.posts = arena_make(hall->arena, const struct people_post *, 8);
	while ((post = people_next(desk_world(hall->desk)->people, who.person, day_at(hall->now),
	                           post)) != NULL)
		who.posts[who.post_count++] = post;
	return who;
}

static struct find_page page_of(struct hall *hall, const char *person, struct find_wish wish)
{
	struct auth_who asker = person ? who(hall, person) : who_anonymous();
	struct rights rights = { &asker, hall->desk, hall->now };
	struct find_page page = { 0 };

	if (wish.limit == 0)
		wish.limit = 20;
	if (wish.before == 0)
		wish.before = INT64_MAX;
	CHECK_OK(find_page(hall->arena, &rights, &wish, &page, &hall->err), &hall->err);
	return page;
}

/* "3 1": serials of what the person finds. */
static str found(struct hall *hall, const char *person, const char *question)
{
	struct find_page page =
		page_of(hall, person, (struct find_wish){ .question = str_of(question) });
	struct buf buf;

	buf_init(&buf, hall->arena, 4096);
	for (size_t i = 0; i < page.count; i++)
		buf_printf(&buf, "%s%s%lld", i ? " " : "",
		           str_eq(page.hits[i].at.procedure, STR("hall")) ? "" : "?",
		           (long long)page.hits[i].at.serial);
	return buf_str(&buf);
}

/* The same before and behind the index. */
static void try_rights(struct hall *h)
{
	CHECK_STR(found(h, "zhang", "雄关"), "3 1");
	CHECK_STR(found(h, "zhang", "噪"), "1");
	CHECK_STR(found(h, "zhang", "施工 噪声"), "1");
	CHECK_STR(found(h, "zhang", "井盖"), "");
	CHECK_STR(found(h, "wang", "井盖"), "2");
	CHECK_STR(found(h, "wang", "雄关"), "");
	CHECK_STR(found(h, "wang", "路"), "2");
	CHECK_STR(found(h, "chen", "路"), "3 2 1");
	CHECK_STR(found(h, NULL, "路"), "");
	CHECK_STR(found(h, "nobody", "路"), "");
	/* private: only those who take part */
	CHECK_STR(found(h, "zhang", "1234"), "3 1");
	CHECK_STR(found(h, "zhang", "1960000"), "1");
	CHECK_STR(found(h, "zhang", "5678"), "");
	CHECK_STR(found(h, "wang", "5678"), "2");
	CHECK_STR(found(h, "chen", "1234"), "");
	CHECK_STR(found(h, "chen", "噪声 1234"), "");
	/* a word here, a word there; the office's name; the number */
	CHECK_STR(found(h, "zhang", "噪声 1234"), "1");
	CHECK_STR(found(h, "zhang", "占道 住建局 １２３４"), "3");
	CHECK_STR(found(h, "zhang", "嘉办[2024]1号"), "1");
	CHECK_STR(found(h, "zhang", "大厅"), "3 1");
}

TEST(nothing_is_found_by_what_may_not_be_seen)
{
	struct hall h;

	if (!opened(&h))
		return;
	three_cases(&h);
	try_rights(&h);
	index_all(&h);
	try_rights(&h);
	ended(&h);
}

TEST(pages_follow_one_another_and_places_are_told)
{
	struct find_wish wish = { .question = STR("ａ1 施工"), .limit = 1 };
	struct find_page page;
	struct hall h;

	if (!opened(&h))
		return;
	three_cases(&h);
	index_all(&h);
	page = page_of(&h, "zhang", wish);
	CHECK_INT(page.count, 1);
	CHECK(page.next == 0 && page.complete);
	CHECK_STR(page.hits[0].places[0].piece->id, "voucher");
	CHECK_STR(page.hits[0].places[1].piece->id, "matter");
	CHECK_INT(page.hits[0].places[1].from, sizeof("雄关路夜间") - 1);
	wish.question = STR("雄关路");
	page = page_of(&h, "zhang", wish);
	CHECK_INT(page.hits[0].at.serial, 3);
	CHECK(page.next > 0);
	wish.before = page.next;
	page = page_of(&h, "zhang", wish);
	CHECK_INT(page.count, 1);
	CHECK_INT(page.hits[0].at.serial, 1);
	CHECK_INT(page.next, 0);
	wish.only = library_newest(desk_world(h.desk)->library, STR("slip"));
	wish.before = 0;
	CHECK_INT(page_of(&h, "zhang", wish).count, 0);
	ended(&h);
}

TEST(a_question_of_nothing_or_of_too_much_is_refused)
{
	static const char *const bad[] = { "", "  \xE3\x80\x80", "1 2 3 4 5 6 7 8 9" };
	struct hall h;

	if (!opened(&h))
		return;
	for (size_t i = 0; i < countof(bad); i++) {
		struct auth_who zhang = who(&h, "zhang");
		struct rights rights = { &zhang, h.desk, h.now };
		struct find_wish wish = { .question = str_of(bad[i]), .before = INT64_MAX,
			                  .limit = 20 };
		struct find_page page;

		h.err = (struct err){ 0 };
		CHECK(!find_page(h.arena, &rights, &wish, &page, &h.err));
		CHECK_ERR(&h.err, ERR_INVALID, i < 2 ? "search.empty" : "search.long");
	}
	ended(&h);
}

/* Signs of the database's own language are text like any other. */
TEST(questions_are_never_read_as_the_databases_language)
{
	static const char *const words[] = {
		"\"", "*", "AND", "OR NOT", "NEAR(a b)", "terms:x", "^a", "a\" OR \"b", "'--", "%_",
		"-x", "(", "{a}", "\xEE\x82\x90hall", "+", "\\", "|", "&!",
	};
	struct hall h;

	if (!opened(&h))
		return;
	three_cases(&h);
	file(&h, "matter=a\" OR \"b (x) 100%_*;voucher=B1;phone=13900000000;office=zjj");
	index_all(&h);
	for (size_t i = 0; i < countof(words); i++)
		(void)found(&h, "zhang", words[i]);
	CHECK_STR(found(&h, "zhang", "a\" OR \"b"), "4");
	CHECK_STR(found(&h, "zhang", "%_*"), "4");
	CHECK_STR(found(&h, "zhang", "\""), "4");
	CHECK_STR(found(&h, "zhang", "*"), "4");
	ended(&h);
}

static size_t similar(struct hall *hall, const char *person, struct similar_wish wish,
                      struct similar **list)
{
	struct auth_who asker = who(hall, person);
	struct rights rights = { &asker, hall->desk, hall->now };
	size_t count = 0;

	wish.rule = library_newest(desk_world(hall->desk)->library, STR("hall"));
	CHECK_OK(similar_find(hall->arena, &rights, &wish, list, &count, &hall->err), &hall->err);
	return count;
}

static void try_similar(struct hall *h)
{
	struct similar_wish wish = { .text = STR("雄关路半夜施工，噪声太大") };
	struct similar *list;

	CHECK_INT(similar(h, "zhang", wish, &list), 1);
	CHECK_INT(list[0].at.serial, 1);
	CHECK(list[0].score >= SIMILAR_LEAST);
	CHECK(!list[0].same_place);
	CHECK_STR(list[0].shared[0], "雄关路");
	CHECK_INT(similar(h, "wang", wish, &list), 0);
	wish.anybody = true;
	CHECK_INT(similar(h, "wang", wish, &list), 1);
	CHECK(day_read_instant(STR("2024-03-10T00:00"), &wish.since));
	CHECK_INT(similar(h, "zhang", wish, &list), 0);
	wish = (struct similar_wish){ .text = STR("19700001234") };
	CHECK_INT(similar(h, "zhang", wish, &list), 2);
	CHECK_INT(list[0].at.serial, 3);
	CHECK_INT(similar(h, "chen", wish, &list), 0);
	wish.anybody = true;
	CHECK_INT(similar(h, "zhang", wish, &list), 0);
	wish = (struct similar_wish){ .text = STR("完全无关") };
	CHECK_INT(similar(h, "zhang", wish, &list), 0);
}

TEST(similar_records_share_what_is_rare)
{
	struct hall h;

	if (!opened(&h))
		return;
	three_cases(&h);
	try_similar(&h);
	index_all(&h);
	try_similar(&h);
	ended(&h);
}
