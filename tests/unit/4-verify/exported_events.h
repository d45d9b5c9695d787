/* exported_events.h -- the events of an invented ledger, for exports and proofs.
 *
 * Event i is of record i/2+1 of procedure "reconsideration", but event 4 adopts the
 * calendar. Keys are 32 bytes 'k'; salts and times follow from i.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_EXPORTED_EVENTS_H
#define GUIJU_TEST_EXPORTED_EVENTS_H
#include "../3-proof/grow.h"
#include "calendar/day.h"
#include "proof/body.h"
#include "proof/leaf.h"
#include "proof/note.h"

#define EXPORTED_RULE "程序 行政复议\n"
#define EXPORTED_CALENDAR "2024\n"
#define EXPORTED_ADOPTS 4
#define EXPORTED_FIELD "张三\n\"法定代表人\""

struct exported {
	struct arena *arena;
	const char *dir;
	uint64_t count;
	struct grow *log[2];
	size_t log_count;
	struct note_key keys[2];
	digest field_key;
	str *bodies;
	digest *salts;
	str rule, calendar; /* digests in base64url */
	str set;            /* of the calendars in force from EXPORTED_ADOPTS on */
};

static inline str exported_digest(struct arena *arena, str bytes)
{
	char text[44];

	digest_base64url(digest_str(DIGEST_SHA256, bytes), text);
	return arena_copy(arena, str_of(text));
}

/* The body of event i. */
static inline str exported_body(struct exported *out, uint64_t i)
{
	struct buf when;
	digest c = leaf_commit_field(&out->field_key, STR("applicant"), STR(EXPORTED_FIELD));
	char private[44];

	digest_base64url(c, private);
	buf_init(&when, out->arena, 64);
	day_write_instant(&when, (instant)(1714957920 + i) * INSTANT_SECOND);
	str at = buf_str(&when);
	str set = i < EXPORTED_ADOPTS ? STR("") : out->set;
	if (i == EXPORTED_ADOPTS)
		return arena_printf(
			out->arena,
			"{\"calendar\":\"%.*s\",\"fields\":{\"digest\":\"%.*s\","
			"\"year\":\"2024\"},\"kind\":\"adopt\",\"procedure\":\"calendar\","
			"\"recorded\":\"%.*s\",\"v\":1}",
			PSTR(set), PSTR(out->calendar), PSTR(at));
	return arena_printf(
		out->arena,
		"{\"actor\":{\"organ\":\"司法局\",\"person\":\"u%d\",\"role\":\"clerk\"},"
		"%s%.*s%s\"fields\":{\"matter\":\"第 %d 件\"},\"happened\":"
		"\"%.*s\",\"kind\":\"%s\",%s\"private\":{\"applicant\":\"%s\"},"
		"\"procedure\":\"reconsideration\",\"record\":%d,\"recorded\":\"%.*s\","
		"\"rule\":\"%.*s\",\"stage\":\"%s\",\"step\":\"%s\",\"v\":1}",
		(int)i % 9, set.n ? "\"calendar\":\"" : "", PSTR(set), set.n ? "\"," : "",
		(int)i, PSTR(at), i % 2 == 0 ? "open" : "end",
		i % 2 == 0 ? "" : "\"number\":\"嘉政复〔2024〕1号\",", private, (int)i / 2 + 1,
		PSTR(at), PSTR(out->rule), i % 2 == 0 ? "accepted" : "closed",
		i % 2 == 0 ? "apply" : "decide");
}

/* The entry of event i; gives its length. */
static inline size_t exported_entry(struct exported *out, uint64_t i,
                                    unsigned char bytes[LEAF_BYTES_MAX])
{
	struct err err = { .kind = ERR_NONE };
	struct body body;

	CHECK_OK(body_read(out->arena, out->bodies[i], &body, &err), &err);
	struct leaf leaf = body_leaf(&body, &out->salts[i], out->bodies[i]);
	return leaf_write(&leaf, bytes);
}

#endif
