/* test_prove.c -- a record's events proved against the signed head, as a stranger checks it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/prove.h"
#include "town.h"

/* Record 18 has the events 51, 52 and 53; none is private. Record 19: 54, 55 (private), 56. */
static struct prove_ask ask_for(int64_t serial, bool private)
{
	return (struct prove_ask){ STR("hotline"), serial, private };
}

/* Proves, writes, reads back as a stranger does, and checks. */
static bool proved(struct town *town, const struct prove_ask *ask, struct bundle *read)
{
	struct bundle bundle;
	struct bundle_facts facts;
	str file;

	return CHECK_OK(prove_record(town->arena, town->ledger, ask, &bundle, &town->err) &&
	                bundle_write(town->arena, &bundle, &file, &town->err) &&
	                bundle_read(town->arena, file, read, &town->err) &&
	                bundle_check(town->arena, read, &facts, &town->err), &town->err);
}

TEST(every_record_at_every_edge)
{
	static const int64_t steps[] = { 1, 2, 252, 1, 1, 255, 1 }; /* 1 3 255 256 257 512 513 */
	struct town town;

	if (!town_make(&town, true))
		return;
	for (size_t i = 0; i < countof(steps) && town_grow(&town, steps[i]); i++) {
		int64_t last = (ledger_size(town.ledger) - 1) / 3 + 1;
		for (int64_t serial = 1; serial <= last; serial += last > 9 ? last / 9 : 1) {
			struct arena_mark mark = arena_mark(town.arena);
			struct prove_ask ask = ask_for(serial, true);
			struct bundle bundle;
			if (proved(&town, &ask, &bundle))
				CHECK_INT(bundle.record, serial);
			arena_rewind(town.arena, mark);
		}
	}
	town_end(&town);
}

TEST(private_fields_only_when_asked)
{
	struct town town;
	struct bundle bundle;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 100)) {
		struct prove_ask ask = ask_for(19, false);
		if (proved(&town, &ask, &bundle)) {
			CHECK_INT(bundle.count, 3);
			CHECK_INT(bundle.events[1].private_count, 0);
		}
		ask.private = true;
		if (proved(&town, &ask, &bundle) &&
		    CHECK_INT(bundle.events[1].private_count, 1)) {
			CHECK_STR(bundle.events[1].privates[0].field, "phone");
			CHECK_STR(bundle.events[1].privates[0].value, "13800000000");
		}
		CHECK_OK(db_begin(&town.db, &town.err) &&
		         ledger_erase(town.ledger, 55, &town.err) &&
		         db_commit(&town.db, &town.err), &town.err);
		if (proved(&town, &ask, &bundle))
			CHECK_INT(bundle.events[1].private_count, 0);
	}
	town_end(&town);
}

/* The log goes on behind the head: what is signed is proved, the rest is counted. */
TEST(behind_the_signed_head)
{
	struct town town;
	struct bundle bundle;
	int64_t seq, count = -1;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 256 + 2)) { /* record 86 has events 255, 256, 257 */
		CHECK_OK(db_begin(&town.db, &town.err), &town.err);
		for (int64_t i = 258; i < 600; i++) {
			struct event event = town_event(town.arena, i);
			event.serial = i < 300 ? 86 : 900;
			CHECK_OK(ledger_append(town.ledger, &event, &seq, &town.err), &town.err);
		}
		CHECK_OK(db_commit(&town.db, &town.err), &town.err);
		struct prove_ask ask = ask_for(86, false);
		CHECK_OK(prove_unsigned(town.ledger, &ask, &count, &town.err), &town.err);
		CHECK_INT(count, 300 - 258);
		if (proved(&town, &ask, &bundle))
			CHECK_INT(bundle.count, 3);
		ask.serial = 900;
		CHECK(!prove_record(town.arena, town.ledger, &ask, &bundle, &town.err));
		CHECK_ERR(&town.err, ERR_UNKNOWN, "prove.unsigned");
		err_clear(&town.err);
		CHECK_OK(ledger_sign(town.ledger, &town.err), &town.err);
		if (proved(&town, &ask, &bundle))
			CHECK_INT(bundle.count, 300);
		CHECK_OK(prove_unsigned(town.ledger, &ask, &count, &town.err), &town.err);
		CHECK_INT(count, 0);
	}
	town_end(&town);
}

/* No proof is made of what was changed. */
TEST(changed_rows_are_not_proved)
{
	static const char *const lies[] = {
		"UPDATE event SET body = replace(body, 'n55', 'n56') WHERE seq = 55",
		"UPDATE event SET salt = zeroblob(32) WHERE seq = 55",
		"UPDATE event SET record = 19 WHERE seq = 60",
		"UPDATE private SET body = replace(body, '138', '139') WHERE seq = 55",
		"UPDATE private SET key = zeroblob(32) WHERE seq = 55",
		"UPDATE head SET note = replace(note, 'A', 'B') WHERE log = 0",
	};
	struct town town;
	struct bundle bundle;

	if (!town_make(&town, false))
		return;
	for (size_t i = 0; town_grow(&town, 100) && i < countof(lies); i++) {
		struct prove_ask ask = ask_for(19, true);
		CHECK_OK(db_begin(&town.db, &town.err) &&
		         db_script(&town.db, lies[i], &town.err), &town.err);
		CHECK(!prove_record(town.arena, town.ledger, &ask, &bundle, &town.err));
		CHECK(town.err.kind == ERR_TAMPERED || town.err.kind == ERR_INVALID);
		err_clear(&town.err);
		db_rollback(&town.db);
	}
	town_end(&town);
}
