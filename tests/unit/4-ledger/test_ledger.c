/* test_ledger.c -- appended, signed, proved, reopened after crashes, never rolled back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "town.h"

#include "base/codec.h"
#include "proof/merkle.h"
#include <sys/stat.h>

TEST(grows_and_reopens)
{
	static const int64_t steps[] = { 1, 2, 252, 1, 1, 255, 300 };
	struct town town;
	digest root;

	if (!town_make(&town, true))
		return;
	for (size_t i = 0; i < countof(steps); i++) {
		digest sm3;
		if (!town_grow(&town, steps[i]))
			break;
		root = ledger_root(town.ledger, DIGEST_SHA256);
		sm3 = ledger_root(town.ledger, DIGEST_SM3);
		int64_t size = ledger_size(town.ledger);
		town_close(&town);
		if (!CHECK_OK(town_open(&town), &town.err))
			break;
		CHECK_INT(ledger_size(town.ledger), size);
		CHECK(digest_eq(ledger_root(town.ledger, DIGEST_SHA256), root));
		CHECK(digest_eq(ledger_root(town.ledger, DIGEST_SM3), sm3));
	}
	town_end(&town);
}

/* The same seed and the same events give the same log on every machine: keys and salts
 * are drawn from HMAC(seed, 0, 1, ...) in this order, the times are the events' own and a
 * body has one spelling. The value was also computed apart, from docs/formats alone. It
 * changes only with the bytes of bodies, entries or draws, and that is a new format. */
TEST(seeded_root_is_fixed)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 10)) {
		char hex[65];
		digest_hex(ledger_root(town.ledger, DIGEST_SHA256), hex);
		CHECK_STR(str_of(hex), "18d926dc461c9a1cc0bca5b91c53c2de"
		                         "1a9f3cc69019b4b90512493f38265a98");
	}
	town_end(&town);
}

TEST(rewind_after_rollback)
{
	struct town town;
	int64_t seq;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 250)) {
		digest root = ledger_root(town.ledger, DIGEST_SHA256);
		digest sm3 = ledger_root(town.ledger, DIGEST_SM3);
		CHECK_OK(db_begin(&town.db, &town.err), &town.err);
		ledger_mark(town.ledger);
		for (int64_t i = 0; i < 20; i++) {
			struct event event = town_event(town.arena, 7000 + i);
			CHECK_OK(ledger_append(town.ledger, &event, &seq, &town.err), &town.err);
		}
		CHECK_INT(seq, 269);
		db_rollback(&town.db);
		ledger_rewind(town.ledger);
		CHECK_INT(ledger_size(town.ledger), 250);
		CHECK(digest_eq(ledger_root(town.ledger, DIGEST_SHA256), root));
		CHECK(digest_eq(ledger_root(town.ledger, DIGEST_SM3), sm3));
		CHECK(town_grow(&town, 20));
		root = ledger_root(town.ledger, DIGEST_SHA256);
		town_close(&town);
		if (CHECK_OK(town_open(&town), &town.err))
			CHECK(digest_eq(ledger_root(town.ledger, DIGEST_SHA256), root));
	}
	town_end(&town);
}

/* The entry's leaf as a stranger computes it from body and salt. */
static bool prove_row(void *with, const struct ledger_row *row, struct err *err)
{
	struct town *town = with;

	for (size_t kind = 0; kind < 2; kind++) {
		struct arena_mark mark = arena_mark(town->arena);
		unsigned char bytes[LEAF_BYTES_MAX];
		digest salt;
		struct merkle_path path;
		memcpy(salt.at, row->salt.at, sizeof(salt.at));
		struct leaf leaf = { row->event->kind, row->event->recorded,
			             row->event->procedure, leaf_commit(&salt, row->body) };
		str entry = { (const char *)bytes, leaf_write(&leaf, bytes) };
		if (!ledger_prove(town->arena, town->ledger, (enum digest_kind)kind, row->seq,
		                  &path, err))
			return false;
		CHECK(merkle_check_inclusion((enum digest_kind)kind, (uint64_t)row->seq,
		                             (uint64_t)ledger_size(town->ledger),
		                             merkle_leaf((enum digest_kind)kind, entry), path,
		                             ledger_root(town->ledger, (enum digest_kind)kind)));
		arena_rewind(town->arena, mark);
	}
	if (row->event->hidden_count > 0)
		CHECK_STR(row->event->hidden[0].value, "13800000000");
	return true;
}

TEST(every_event_is_proved)
{
	struct town town;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 600))
		CHECK_OK(ledger_each(&town.db, 0, 600, prove_row, &town, &town.err), &town.err);
	town_end(&town);
}

static bool stop_at_five(void *with, const struct ledger_row *row, struct err *err)
{
	int64_t *seen = with;

	CHECK_INT(row->seq, *seen + 3);
	if (++*seen < 5)
		return true;
	return err_set(err, ERR_REFUSED, "test.stop", "停");
}

TEST(each_stops)
{
	struct town town;
	int64_t seen = 0;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 100)) {
		CHECK(!ledger_each(&town.db, 3, 90, stop_at_five, &seen, &town.err));
		CHECK_ERR(&town.err, ERR_REFUSED, "test.stop");
		CHECK_INT(seen, 5);
	}
	town_end(&town);
}

static str town_file(struct town *town, const char *name)
{
	str bytes = STR("");
	struct err err = { .kind = ERR_NONE };
	const char *path = arena_printf(town->arena, "%s/%s", town->folder, name).at;
	CHECK_OK(file_read(town->arena, path, 1 << 20, &bytes, &err), &err);
	return bytes;
}

static unsigned town_mode(struct town *town, const char *name)
{
	struct stat info = { 0 };
	CHECK_INT(stat(arena_printf(town->arena, "%s/%s", town->folder, name).at, &info), 0);
	return info.st_mode & 0777;
}

TEST(heads_are_signed)
{
	struct town town;
	const struct note_key *keys;
	struct checkpoint checkpoint;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 300)) {
		CHECK_INT(ledger_keys(town.ledger, &keys), 2);
		CHECK_STR(keys[1].name, "guiju/620200/sm3");
		CHECK_OK(checkpoint_open(town.arena, town_file(&town, "checkpoint"), &keys[0],
		                         &checkpoint, &town.err), &town.err);
		CHECK_INT(checkpoint.size, 300);
		CHECK(digest_eq(checkpoint.root, ledger_root(town.ledger, DIGEST_SHA256)));
		CHECK_OK(checkpoint_open(town.arena, town_file(&town, "checkpoint.sm3"), &keys[1],
		                         &checkpoint, &town.err), &town.err);
		CHECK(digest_eq(checkpoint.root, ledger_root(town.ledger, DIGEST_SM3)));
		CHECK_INT(town_mode(&town, "keys/ed25519.secret"), 0600);
		CHECK_INT(town_mode(&town, "keys/sm2.secret"), 0600);
		CHECK_INT(town_mode(&town, "keys"), 0700);
		CHECK_INT(town_mode(&town, "checkpoint"), 0644);
		CHECK_INT(town_mode(&town, "verifier.key"), 0644);
		/* Nothing new, nothing signed. */
		str before = town_file(&town, "checkpoint.sm3");
		CHECK_OK(ledger_sign(town.ledger, &town.err), &town.err);
		CHECK(str_eq(before, town_file(&town, "checkpoint.sm3")));
	}
	town_end(&town);
}

TEST(second_log_under_the_same_keys_is_refused)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	CHECK_OK(db_begin(&town.db, &town.err), &town.err);
	CHECK(!ledger_create(town.arena, &town.db, town.folder, STR("x"), false, &town.chance,
	                     &town.err));
	CHECK_ERR(&town.err, ERR_CONFLICT, "ledger.exists");
	err_clear(&town.err);
	CHECK_OK(db_run(&town.db, "DELETE FROM setting", NO_VALUES, &town.err), &town.err);
	CHECK(!ledger_create(town.arena, &town.db, town.folder, STR("x"), false, &town.chance,
	                     &town.err));
	CHECK_ERR(&town.err, ERR_CONFLICT, "ledger.keys");
	db_rollback(&town.db);
	town_end(&town);
}

TEST(refuses_bad_events)
{
	struct town town;
	int64_t seq = -1;

	if (!town_make(&town, false))
		return;
	CHECK_OK(db_begin(&town.db, &town.err), &town.err);
	struct event event = town_event(town.arena, 0);
	event.recorded = -1;
	CHECK(!ledger_append(town.ledger, &event, &seq, &town.err));
	CHECK_ERR(&town.err, ERR_INVALID, "ledger.event");
	err_clear(&town.err);
	event = town_event(town.arena, 0);
	event.fields[0].value = (str){ arena_take(town.arena, 300000), 300000 };
	CHECK(!ledger_append(town.ledger, &event, &seq, &town.err));
	CHECK_ERR(&town.err, ERR_LIMIT, "ledger.long");
	CHECK_INT(seq, -1);
	db_rollback(&town.db);
	ledger_rewind(town.ledger);
	CHECK_INT(ledger_size(town.ledger), 0);
	town_end(&town);
}

/* Committed but not signed: what a crash between the two leaves behind. */
TEST(crash_before_signing)
{
	struct town town;
	int64_t seq;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 200)) {
		CHECK_OK(db_begin(&town.db, &town.err), &town.err);
		for (int64_t i = 0; i < 100; i++) {
			struct event event = town_event(town.arena, 200 + i);
			CHECK_OK(ledger_append(town.ledger, &event, &seq, &town.err), &town.err);
		}
		CHECK_OK(db_commit(&town.db, &town.err), &town.err);
		town_close(&town);
		if (CHECK_OK(town_open(&town), &town.err)) {
			CHECK_INT(ledger_size(town.ledger), 300);
			CHECK_OK(ledger_sign(town.ledger, &town.err), &town.err);
		}
	}
	town_end(&town);
}

/* The file was written, its row was not. */
TEST(crash_between_file_and_row)
{
	struct town town;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 100) && town_grow(&town, 100)) {
		CHECK_OK(db_begin(&town.db, &town.err) &&
		         db_run(&town.db, "DELETE FROM head WHERE size = 200", NO_VALUES,
		                &town.err) &&
		         db_commit(&town.db, &town.err), &town.err);
		town_close(&town);
		if (CHECK_OK(town_open(&town), &town.err)) {
			CHECK_OK(ledger_sign(town.ledger, &town.err), &town.err);
			CHECK(town_grow(&town, 1));
		}
	}
	town_end(&town);
}

static void refused_at_open(struct town *town, const char *sql, const char *code)
{
	struct err err = { .kind = ERR_NONE };
	CHECK_OK(db_script(&town->db, sql, &err), &err);
	town_close(town);
	CHECK(!town_open(town));
	CHECK_ERR(&town->err, ERR_TAMPERED, code);
}

TEST(cut_tail_is_refused)
{
	struct town town;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 200) && town_grow(&town, 20))
		refused_at_open(&town, "DELETE FROM event WHERE seq >= 210", "ledger.rollback");
	town_end(&town);
}

/* The whole database goes back to an older state; the file knows better. */
TEST(older_database_is_refused)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 200) && town_grow(&town, 20))
		refused_at_open(&town, "DELETE FROM event WHERE seq >= 200;"
		                       "DELETE FROM head WHERE size > 200", "ledger.rollback");
	town_end(&town);
}

TEST(changed_entry_is_refused)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 300))
		refused_at_open(&town, "UPDATE event SET entry = x'00' WHERE seq = 280",
		                "ledger.rollback");
	town_end(&town);
}

TEST(missing_tile_is_refused)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 300))
		refused_at_open(&town, "DELETE FROM tile", "ledger.tile");
	town_end(&town);
}

TEST(gap_at_the_end_is_refused)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 300))
		refused_at_open(&town, "DELETE FROM event WHERE seq = 290", "ledger.entry");
	town_end(&town);
}

TEST(missing_checkpoint_is_refused)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 30)) {
		unlink(arena_printf(town.arena, "%s/checkpoint", town.folder).at);
		refused_at_open(&town, "", "ledger.checkpoint");
	}
	town_end(&town);
}

/* A backup whose file is older than its tables: agrees, and is brought up to date. */
TEST(older_checkpoint_file_is_renewed)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 30)) {
		str old = town_file(&town, "checkpoint");
		CHECK(town_grow(&town, 30));
		str new = town_file(&town, "checkpoint");
		const char *path = arena_printf(town.arena, "%s/checkpoint", town.folder).at;
		CHECK_OK(file_write(path, old, 0644, &town.err), &town.err);
		struct arena *kept = town.arena; /* `new` lives in it */
		town.arena = arena_new(1 << 20);
		db_close(&town.db);
		town_close(&town);
		if (CHECK_OK(town_open(&town), &town.err))
			CHECK(str_eq(town_file(&town, "checkpoint"), new));
		arena_end(kept);
	}
	town_end(&town);
}

TEST(other_key_is_refused)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 3)) {
		const char *path =
			arena_printf(town.arena, "%s/keys/ed25519.secret", town.folder).at;
		str other = codec_hex(town.arena, STR("01234567890123456789012345678901"));
		CHECK_OK(file_write(path, other, 0600, &town.err), &town.err);
		refused_at_open(&town, "", "ledger.key");
	}
	town_end(&town);
}

/* Reading needs no secrets. */
TEST(opens_for_reading)
{
	struct town town;
	struct ledger *ledger;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 3)) {
		unlink(arena_printf(town.arena, "%s/keys/ed25519.secret", town.folder).at);
		CHECK_OK(ledger_open(town.arena, &town.db, town.folder, NULL, &ledger, &town.err),
		         &town.err);
		CHECK_INT(ledger_size(ledger), 3);
	}
	town_end(&town);
}

TEST(scratch_log)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct err err = { .kind = ERR_NONE };
	struct chance chance;
	struct db db;
	struct ledger *ledger;
	int64_t seq;

	chance_real(&chance);
	CHECK_OK(store_open_scratch(arena, &db, &err) && db_begin(&db, &err) &&
	         ledger_create(arena, &db, NULL, STR("t"), true, &chance, &err) &&
	         ledger_open(arena, &db, NULL, &chance, &ledger, &err), &err);
	struct event event = town_event(arena, 0);
	CHECK_OK(ledger_append(ledger, &event, &seq, &err) && db_commit(&db, &err) &&
	         ledger_sign(ledger, &err), &err);
	CHECK_INT(ledger_size(ledger), 1);
	arena_end(arena);
}

TEST(missing_ledger)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct err err = { .kind = ERR_NONE };
	struct db db;
	struct ledger *ledger;

	CHECK_OK(store_open_scratch(arena, &db, &err), &err);
	CHECK(!ledger_open(arena, &db, NULL, NULL, &ledger, &err));
	CHECK_ERR(&err, ERR_UNKNOWN, "ledger.missing");
	arena_end(arena);
}
