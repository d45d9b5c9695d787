/* test_search.c -- the index follows the log, forgets what was erased, and asks by terms.
 *
 * The rules are tests/tamper/hall.rule and slip.rule: matter and office are plain, phone is
 * private.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "../../tamper/hall.h"
#include "engine/erase.h"
#include "engine/search.h"
#include "ledger/ledger.h"
#include "store/db.h"

static bool opened(struct hall *hall)
{
	return CHECK_OK(hall_make(hall, false), &hall->err);
}

static void ended(struct hall *hall)
{
	hall_close(hall);
	CHECK(hall_remove(hall->folder));
}

static void index_all(struct hall *hall)
{
	int64_t left = 1;

	for (int i = 0; left > 0 && i < 1000; i++)
		CHECK_OK(search_index(hall->desk, 7, &left, &hall->err), &hall->err);
	CHECK_INT(left, 0);
}

/* Candidates for a question in a scope, as "procedure/serial ...". */
static str asked(struct hall *hall, const char *question, const struct search_scope *scope)
{
	struct folded words[4];
	struct search_ask ask = { .scope = scope, .words = words, .before = INT64_MAX };
	struct search *search;
	struct search_hit hit;
	struct buf buf;
	bool more = true;

	ask.word_count = terms_words(hall->arena, str_of(question), words, 4);
	buf_init(&buf, hall->arena, 65536);
	search = search_start(hall->arena, hall->desk, &ask, &hall->err);
	if (!CHECK(search != NULL))
		return STR("");
	CHECK(search_complete(search));
	while (CHECK_OK(search_next(search, &hit, &more, &hall->err), &hall->err) && more)
		buf_printf(&buf, "%s%.*s/%lld", buf.n ? " " : "", PSTR(hit.procedure),
		           (long long)hit.serial);
	return buf_str(&buf);
}

static const struct search_scope everywhere = { .everywhere = true };

TEST(any_substring_finds_its_records_newest_first)
{
	struct hall h;

	if (!opened(&h))
		return;
	index_all(&h);
	CHECK_STR(asked(&h, "占道", &everywhere), "slip/1 hall/1");
	CHECK_STR(asked(&h, "道", &everywhere), "hall/2 slip/1 hall/1");
	CHECK_STR(asked(&h, "项2", &everywhere),
	          "hall/22 hall/21 hall/20");
	CHECK_STR(asked(&h, "占道 施工", &everywhere), "slip/1 hall/1");
	CHECK_STR(asked(&h, "占道 道路", &everywhere), "");
	CHECK_STR(asked(&h, "无此字", &everywhere), "");
	CHECK_STR(asked(&h, "事由149", &everywhere), "slip/151");
	/* of private fields, any word makes a candidate */
	CHECK_STR(asked(&h, "13800000022", &everywhere), "hall/22");
	ended(&h);
}

TEST(what_the_index_does_not_know_is_given_all_the_same)
{
	struct hall h;
	int64_t behind;

	if (!opened(&h))
		return;
	CHECK_OK(search_behind(h.desk, &behind, &h.err), &h.err);
	CHECK(behind > 0);
	CHECK(asked(&h, "占道", &everywhere).n > 100);
	index_all(&h);
	CHECK_OK(search_behind(h.desk, &behind, &h.err), &h.err);
	CHECK_INT(behind, 0);
	CHECK(hall_step(&h, "admin", "slip", "open", "subject=新来的"));
	CHECK_OK(desk_commit(h.desk, &h.err), &h.err);
	CHECK_STR(asked(&h, "占道", &everywhere), "slip/152 slip/1 hall/1");
	index_all(&h);
	CHECK_STR(asked(&h, "占道", &everywhere), "slip/1 hall/1");
	CHECK_STR(asked(&h, "来的", &everywhere), "slip/152");
	ended(&h);
}

TEST(a_scope_is_part_of_the_question)
{
	struct hall h;
	str slip = STR("slip"), hall_ = STR("hall"), zjj = STR("zjj"), other = STR("szj");
	struct search_scope nowhere = { 0 };
	struct search_scope slips = { .whole = &slip, .whole_count = 1 };
	struct search_scope mine = { .partly = &hall_, .partly_count = 1, .organs = &zjj,
		                     .organ_count = 1 };
	struct search_scope others = { .partly = &hall_, .partly_count = 1, .organs = &other,
		                       .organ_count = 1 };

	if (!opened(&h))
		return;
	index_all(&h);
	CHECK_STR(asked(&h, "占道", &nowhere), "");
	CHECK_STR(asked(&h, "占道", &slips), "slip/1");
	CHECK_STR(asked(&h, "占道", &mine), "hall/1");
	CHECK_STR(asked(&h, "占道", &others), "");
	CHECK_STR(asked(&h, "13800000022", &others), "");
	CHECK_STR(asked(&h, "13800000022", &mine), "hall/22");
	ended(&h);
}

/* A record indexed again and again stays one, and keeps its place among the others. */
TEST(a_record_that_goes_on_is_found_by_old_and_new_text_once)
{
	struct hall h;

	if (!opened(&h))
		return;
	index_all(&h);
	hall_at(&h, "2024-05-21T09:00");
	CHECK(hall_step(&h, "zhang", "hall/3", "accept", ""));
	CHECK_OK(desk_commit(h.desk, &h.err), &h.err);
	index_all(&h);
	CHECK(hall_step(&h, "zhang", "hall/3", "suspend", "note=等待占道鉴定"));
	CHECK_OK(desk_commit(h.desk, &h.err), &h.err);
	index_all(&h);
	CHECK_STR(asked(&h, "占道", &everywhere), "hall/3 slip/1 hall/1");
	CHECK_STR(asked(&h, "项3", &everywhere), "hall/3");
	CHECK_OK(db_run(desk_db(h.desk),
	                "INSERT INTO search_open (search_open) VALUES ('optimize')", NO_VALUES,
	                &h.err),
	         &h.err);
	CHECK_STR(asked(&h, "占道", &everywhere), "hall/3 slip/1 hall/1");
	CHECK_STR(asked(&h, "事项3 鉴定", &everywhere), "hall/3");
	ended(&h);
}

static bool file_has(struct hall *hall, const char *name, const char *needle)
{
	str path = arena_printf(hall->arena, "%s/%s", hall->folder, name), bytes;
	struct err err = { 0 };

	return file_read(hall->arena, path.at, (size_t)256 << 20, &bytes, &err) &&
	       str_find(bytes, str_of(needle)) >= 0;
}

/* Nor are the pairs of which only it was made. */
TEST(what_was_erased_is_neither_found_nor_in_the_file)
{
	struct erase erase = { .procedure = STR("hall"), .serial = 24,
		               .basis = STR("《个人信息保护法》第四十七条"),
		               .person = STR("admin") };
	struct hall h;
	int64_t events;

	if (!opened(&h))
		return;
	hall_at(&h, "2024-05-21T09:00");
	CHECK_OK(hall_step(&h, "王某", "hall", "file",
	                   "matter=别的;voucher=W23;phone=13700000023;office=zjj"),
	         &h.err);
	CHECK_OK(hall_step(&h, "王某", "hall", "file",
	                   "matter=井盖;voucher=W24;phone=19656565656;office=zjj"),
	         &h.err);
	CHECK_OK(desk_commit(h.desk, &h.err), &h.err);
	index_all(&h);
	CHECK_STR(asked(&h, "9656565656", &everywhere), "hall/24");
	CHECK(file_has(&h, "guiju.db", "19656565656") || file_has(&h, "guiju.db-wal", "196565"));
	CHECK(file_has(&h, "guiju.db", "96 ") || file_has(&h, "guiju.db-wal", " 96"));
	CHECK_OK(erase_record(h.desk, &erase, &events, &h.err), &h.err);
	index_all(&h);
	CHECK_STR(asked(&h, "9656565656", &everywhere), "");
	CHECK_STR(asked(&h, "井盖", &everywhere), "hall/24");
	CHECK_STR(asked(&h, "13700000023", &everywhere), "hall/23");
	hall_close(&h);
	h.arena = arena_new((size_t)512 << 20);
	CHECK(!file_has(&h, "guiju.db", "19656565656"));
	CHECK(!file_has(&h, "guiju.db", " 19 5 56 6 65 9 96"));
	CHECK(!file_has(&h, "guiju.db-wal", "1"));
	ended(&h);
}

TEST(terms_are_asked_for_one_by_one_too)
{
	static const uint64_t pair = (uint64_t)0x5360 << 42 | (uint64_t)0x9053 << 21; /* 占道 */
	static const str hall = { "hall", 4 };
	const struct search_scope halls = { .whole = &hall, .whole_count = 1 };
	struct search_terms ask = { &halls, false, &pair, 1, INT64_MAX };
	struct search_hit hit;
	int64_t docs[4];
	struct hall h;
	size_t count;
	bool found;

	if (!opened(&h))
		return;
	index_all(&h);
	CHECK_OK(search_docs(h.arena, h.desk, &ask, 4, docs, &count, &h.err), &h.err);
	CHECK_INT(count, 1);
	CHECK_OK(search_record(h.arena, h.desk, docs[0], &hit, &found, &h.err), &h.err);
	CHECK(found);
	CHECK_INT(hit.serial, 1);
	ask.before = docs[0];
	CHECK_OK(search_docs(h.arena, h.desk, &ask, 4, docs, &count, &h.err), &h.err);
	CHECK_INT(count, 0);
	CHECK_OK(search_record(h.arena, h.desk, 1 << 30, &hit, &found, &h.err), &h.err);
	CHECK(!found);
	ended(&h);
}
