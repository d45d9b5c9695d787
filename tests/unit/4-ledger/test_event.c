/* test_event.c -- the canonical body of an event: golden bytes, round trip, refusals.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "ledger/event.h"
#include "proof/body.h"

#define T0 ((instant)1714957920 * INSTANT_SECOND) /* 2024-05-06T09:12:00+08:00 */

static struct pair fields[] = {
	{ { "place", 5 }, { "\xe5\x8c\x97\xe5\x85\xb3", 6 } },
	{ { "text", 4 }, { "a\"b\\\n", 5 } },
};
static struct pair hidden[] = { { { "phone", 5 }, { "13800000000", 11 } } };
static struct pair papers[] = { { { "photo", 5 }, { "00ff", 4 } } };
static str deviations[] = { { "late", 4 }, { "order", 5 } };

static struct event full_event(void)
{
	return (struct event){
		.kind = LEAF_STEP, .procedure = STR("hotline"), .serial = 7,
		.number = STR("RX-7"), .step = STR("assign"), .limit = STR("reply"),
		.stage = STR("doing"), .happened = T0, .recorded = T0 + 1500000,
		.person = STR("zhang"), .role = STR("clerk"), .organ = STR("zjj"),
		.rule = STR("R"), .calendar = STR("C"), .cause = 3, .key = STR("k1"),
		.fields = fields, .field_count = 2, .hidden = hidden, .hidden_count = 1,
		.papers = papers, .paper_count = 1, .deviations = deviations,
		.deviation_count = 2,
	};
}

static struct event bare_event(void)
{
	return (struct event){ .kind = LEAF_STORE, .procedure = STR("store"), .cause = -1,
		               .happened = INSTANT_NONE, .recorded = T0 };
}

static str written(struct arena *arena, const struct event *event, const digest *commitments)
{
	struct buf buf;
	buf_init(&buf, arena, LIMIT_EVENT_BYTES);
	event_write(&buf, event, commitments);
	return buf_str(&buf);
}

TEST(golden_full)
{
	struct arena *arena = arena_new(1 << 20);
	struct event event = full_event();
	digest commitment = { { 0 } };
	CHECK_STR(written(arena, &event, &commitment),
	          "{\"actor\":{\"organ\":\"zjj\",\"person\":\"zhang\",\"role\":\"clerk\"},"
	          "\"calendar\":\"C\",\"cause\":3,\"deviation\":[\"late\",\"order\"],"
	          "\"fields\":{\"place\":\"北关\",\"text\":\"a\\\"b\\\\\\n\"},"
	          "\"happened\":\"2024-05-06T09:12:00+08:00\",\"key\":\"k1\",\"kind\":\"step\","
	          "\"limit\":\"reply\",\"number\":\"RX-7\",\"papers\":{\"photo\":\"00ff\"},"
	          "\"private\":{\"phone\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"},"
	          "\"procedure\":\"hotline\",\"record\":7,"
	          "\"recorded\":\"2024-05-06T09:12:01.5+08:00\",\"rule\":\"R\","
	          "\"stage\":\"doing\",\"step\":\"assign\",\"v\":1}");
	arena_end(arena);
}

TEST(golden_bare)
{
	struct arena *arena = arena_new(1 << 20);
	struct event event = bare_event();
	CHECK_STR(written(arena, &event, NULL),
	          "{\"kind\":\"store\",\"procedure\":\"store\","
	          "\"recorded\":\"2024-05-06T09:12:00+08:00\",\"v\":1}");
	arena_end(arena);
}

TEST(round_trip)
{
	struct arena *arena = arena_new(1 << 20);
	struct event event = full_event(), back;
	digest commitment = { { 1, 2, 3 } }, *commitments = NULL;
	struct err err = { .kind = ERR_NONE };
	str body = written(arena, &event, &commitment);
	if (!CHECK_OK(event_read(arena, body, &back, &commitments, &err), &err))
		return;
	CHECK_INT(back.kind, LEAF_STEP);
	CHECK_INT(back.serial, 7);
	CHECK_INT(back.cause, 3);
	CHECK(back.happened == T0 && back.recorded == T0 + 1500000);
	CHECK_STR(back.person, "zhang");
	CHECK_INT(back.field_count, 2);
	CHECK_STR(back.fields[1].value, "a\"b\\\n");
	CHECK_INT(back.hidden_count, 1);
	CHECK(back.hidden[0].value.at == NULL && digest_eq(commitments[0], commitment));
	CHECK_STR(back.deviations[1], "order");
	CHECK(str_eq(written(arena, &back, commitments), body));
	arena_end(arena);
}

TEST(bare_round_trip)
{
	struct arena *arena = arena_new(1 << 20);
	struct event event = bare_event(), back;
	digest *commitments = NULL;
	struct err err = { .kind = ERR_NONE };
	if (CHECK_OK(event_read(arena, written(arena, &event, NULL), &back, &commitments, &err),
	             &err)) {
		CHECK_INT(back.cause, -1);
		CHECK_INT(back.serial, 0);
		CHECK(back.happened == INSTANT_NONE);
		CHECK_INT(back.person.n, 0);
	}
	arena_end(arena);
}

/* What the log's reader for strangers finds must be what we wrote. */
TEST(read_by_the_verifier)
{
	struct arena *arena = arena_new(1 << 20);
	struct event event = full_event();
	digest commitment = { { 9 } }, found;
	struct err err = { .kind = ERR_NONE };
	struct body body;
	if (CHECK_OK(body_read(arena, written(arena, &event, &commitment), &body, &err), &err)) {
		CHECK_INT(body.kind, LEAF_STEP);
		CHECK_INT(body.record, 7);
		CHECK_STR(body.number, "RX-7");
		CHECK(body_private(&body, STR("phone"), &found));
		CHECK(digest_eq(found, commitment));
	}
	arena_end(arena);
}

TEST(refuses_what_it_would_not_write)
{
	static const char *const bad[] = {
		"",
		"[]",
		"{}",
		"{\"kind\":\"store\",\"procedure\":\"store\",\"recorded\":\"2024-05-06T09:12:00"
		"+08:00\",\"v\":2}",
		"{\"kind\":\"store\", \"procedure\":\"store\",\"recorded\":\"2024-05-06T09:12:00"
		"+08:00\",\"v\":1}",
		"{\"procedure\":\"store\",\"kind\":\"store\",\"recorded\":\"2024-05-06T09:12:00"
		"+08:00\",\"v\":1}",
		"{\"kind\":\"store\",\"procedure\":\"store\",\"recorded\":\"2024-05-06T01:12:00Z\","
		"\"v\":1}",
		"{\"kind\":\"store\",\"procedure\":\"store\",\"recorded\":\"2024-05-06T09:12:00"
		"+08:00\",\"v\":1,\"x\":1}",
		"{\"cause\":-2,\"kind\":\"store\",\"procedure\":\"store\",\"recorded\":\"2024-05-06"
		"T09:12:00+08:00\",\"v\":1}",
		"{\"kind\":\"store\",\"procedure\":\"store\",\"record\":0,\"recorded\":\"2024-05-06"
		"T09:12:00+08:00\",\"v\":1}",
		"{\"fields\":{},\"kind\":\"store\",\"procedure\":\"store\","
		"\"recorded\":\"2024-05-06T09:12:00+08:00\",\"v\":1}",
		"{\"fields\":{\"b\":\"1\",\"a\":\"2\"},\"kind\":\"store\",\"procedure\":\"store\","
		"\"recorded\":\"2024-05-06T09:12:00+08:00\",\"v\":1}",
		"{\"fields\":{\"b\":1},\"kind\":\"store\",\"procedure\":\"store\","
		"\"recorded\":\"2024-05-06T09:12:00+08:00\",\"v\":1}",
		"{\"kind\":\"store\",\"private\":{\"a\":\"zz\"},\"procedure\":\"store\","
		"\"recorded\":\"2024-05-06T09:12:00+08:00\",\"v\":1}",
		"{\"kind\":\"what\",\"procedure\":\"store\",\"recorded\":\"2024-05-06T09:12:00"
		"+08:00\",\"v\":1}",
	};
	for (size_t i = 0; i < countof(bad); i++) {
		struct arena *arena = arena_new(1 << 20);
		struct event event;
		digest *commitments = NULL;
		struct err err = { .kind = ERR_NONE };
		if (!CHECK(!event_read(arena, str_of(bad[i]), &event, &commitments, &err)))
			printf("    %s\n", bad[i]);
		else
			CHECK_ERR(&err, ERR_TAMPERED, "event.body");
		arena_end(arena);
	}
}

TEST(hidden_values)
{
	struct arena *arena = arena_new(1 << 20);
	struct pair two[] = { { { "a", 1 }, { 0 } }, { { "b", 1 }, { "x\ty", 3 } } };
	struct event event = bare_event();
	struct err err = { .kind = ERR_NONE };
	struct buf buf;
	event.hidden = two;
	event.hidden_count = 2;
	buf_init(&buf, arena, 1000);
	event_write_hidden(&buf, &event);
	CHECK_STR(buf_str(&buf), "{\"b\":\"x\\ty\"}");
	two[1].value = (str){ 0 };
	CHECK_OK(event_read_hidden(arena, buf_str(&buf), &event, &err), &err);
	CHECK_STR(two[1].value, "x\ty");
	CHECK(two[0].value.at == NULL);
	CHECK(!event_read_hidden(arena, STR("{\"c\":\"1\"}"), &event, &err));
	CHECK_ERR(&err, ERR_TAMPERED, "event.hidden");
	arena_end(arena);
}
