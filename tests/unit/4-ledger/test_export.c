/* test_export.c -- the log as files: whole, continued, repaired, and refused when it lies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ledger/export.h"
#include "town.h"

#include "verify/dir.h"
#include "verify/findings.h"

static const char *out_of(struct town *town)
{
	return arena_printf(town->arena, "%s/out", town->folder).at;
}

static bool exported(struct town *town, struct export_count *count)
{
	return export_write(town->arena, town->ledger, out_of(town), NULL, count, &town->err);
}

/* What guiju-verify finds in the folder. */
static uint64_t faults(struct town *town, uint64_t *size)
{
	struct findings findings = { .arena = town->arena };
	struct err err = { .kind = ERR_NONE };
	struct dir_facts facts;

	if (!CHECK_OK(dir_verify(town->arena, str_of(out_of(town)), STR(""), &facts, &findings,
	                         &err), &err))
		return 1;
	if (findings.count > 0)
		printf("    %.*s\n", PSTR(findings.shown[0]));
	*size = facts.checkpoint.size;
	return findings.count;
}

static void exported_well(struct town *town)
{
	struct arena_mark mark = arena_mark(town->arena);
	struct export_count count;
	uint64_t size = 0;

	if (CHECK_OK(exported(town, &count), &town->err)) {
		CHECK_INT(faults(town, &size), 0);
		CHECK_INT(size, ledger_size(town->ledger));
		CHECK_INT(count.events, ledger_size(town->ledger));
		CHECK_OK(exported(town, &count), &town->err);
		CHECK_INT(count.written, 0); /* nothing is new: nothing is touched */
	}
	arena_rewind(town->arena, mark);
}

static void grows(bool national)
{
	static const int64_t steps[] = { 1, 2, 252, 1, 1, 254, 1, 1, 300 };
	struct town town;

	if (!town_make(&town, national))
		return;
	for (size_t i = 0; i < countof(steps) && town_grow(&town, steps[i]); i++)
		exported_well(&town); /* 1 3 255 256 257 511 512 513 813 */
	town_end(&town);
}

TEST(grows_file_by_file) { grows(false); }
TEST(grows_national) { grows(true); }

/* A tile of the second level, just before, at and behind its end. */
TEST(second_level)
{
	struct town town;

	if (!town_make(&town, false))
		return;
	for (int64_t size = 65535; size <= 65537 && town_grow(&town, size == 65535 ? size : 1);
	     size++)
		exported_well(&town);
	town_end(&town);
}

TEST(nothing_signed)
{
	struct town town;
	struct export_count count;

	if (!town_make(&town, false))
		return;
	CHECK(!exported(&town, &count));
	CHECK_ERR(&town.err, ERR_UNKNOWN, "ledger.unsigned");
	town_end(&town);
}

/* Whatever happened to the files: the next export puts them right. */
TEST(repairs)
{
	static const char *const harms[] = {
		"rm -r tile", "rm events.jsonl", "truncate -s 5000 events.jsonl",
		"truncate -s +10 events.jsonl", "sed -i 's/n100/n101/' events.jsonl",
		"truncate -s 100 tile/0/000", "rm checkpoint", "printf x > tile/entries/001",
		"cp events.jsonl events.jsonl.part", "printf x > tile/0/000.part",
	};
	struct town town;
	struct export_count count;
	char command[300];
	uint64_t size;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 700) && CHECK_OK(exported(&town, &count), &town.err)) {
		for (size_t i = 0; i < countof(harms); i++) {
			snprintf(command, sizeof(command), "cd '%s' && %s", out_of(&town),
			         harms[i]);
			CHECK_INT(system(command), 0);
			CHECK_OK(exported(&town, &count), &town.err);
			if (!CHECK_INT(faults(&town, &size), 0))
				printf("    after %s\n", harms[i]);
		}
	}
	town_end(&town);
}

static void refused(struct town *town, const char *sql, enum err_kind kind, const char *code)
{
	struct arena_mark mark = arena_mark(town->arena);
	const char *path = arena_printf(town->arena, "%s/checkpoint", out_of(town)).at;
	struct err err = { .kind = ERR_NONE };
	struct export_count count;
	str before, after;

	CHECK_OK(file_read(town->arena, path, 1 << 20, &before, &err), &err);
	CHECK_OK(db_begin(&town->db, &err) && db_script(&town->db, sql, &err), &err);
	CHECK(!exported(town, &count));
	CHECK_ERR(&town->err, kind, code);
	err_clear(&town->err);
	db_rollback(&town->db);
	CHECK_OK(file_read(town->arena, path, 1 << 20, &after, &err), &err);
	CHECK(str_eq(before, after));
	arena_rewind(town->arena, mark);
}

TEST(lies_are_not_exported)
{
	struct town town;
	struct export_count count;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 300) && CHECK_OK(exported(&town, &count), &town.err) &&
	    town_grow(&town, 300)) {
		refused(&town, "UPDATE event SET body = replace(body, 'n7', 'n8') WHERE seq = 7",
		        ERR_TAMPERED, "export.event");
		refused(&town, "UPDATE event SET salt = zeroblob(32) WHERE seq = 599",
		        ERR_TAMPERED, "export.event");
		refused(&town, "UPDATE event SET entry = x'00' WHERE seq = 300",
		        ERR_TAMPERED, "export.event");
		refused(&town, "DELETE FROM event WHERE seq = 300", ERR_TAMPERED, "export.event");
		refused(&town, "DELETE FROM event WHERE seq = 599", ERR_TAMPERED, "export.event");
		refused(&town, "UPDATE event SET entry = (SELECT entry FROM event WHERE seq = 9),"
		               " salt = (SELECT salt FROM event WHERE seq = 9),"
		               " body = (SELECT body FROM event WHERE seq = 9) WHERE seq = 8",
		        ERR_TAMPERED, "export.root");
		refused(&town, "INSERT INTO rule VALUES ('x', 'hotline', 1, 'text', 5)",
		        ERR_TAMPERED, "export.digest");
		refused(&town, "UPDATE head SET note = replace(note, 'A', 'B')",
		        ERR_TAMPERED, "note.signature");
	}
	town_end(&town);
}

/* An older or another log must not take the place of the exported one. */
TEST(only_its_own_continuation)
{
	struct town town, other;
	struct export_count count;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 300) && CHECK_OK(exported(&town, &count), &town.err)) {
		CHECK(!export_write(town.arena, town.ledger, town.folder, NULL, &count, &town.err));
		CHECK_ERR(&town.err, ERR_CONFLICT, "export.other");
		err_clear(&town.err);
	}
	if (town_make(&other, true)) {
		const char *out = out_of(&town);
		CHECK(town_grow(&other, 10) &&
		      !export_write(other.arena, other.ledger, out, NULL, &count, &other.err));
		CHECK_ERR(&other.err, ERR_CONFLICT, "export.other");
		town_end(&other);
	}
	if (town_make(&other, false)) { /* the same keys by the same seed: a store put back */
		const char *out = out_of(&town);
		CHECK(town_grow(&other, 100) &&
		      !export_write(other.arena, other.ledger, out, NULL, &count, &other.err));
		CHECK_ERR(&other.err, ERR_TAMPERED, "export.rollback");
		err_clear(&other.err);
		chance_seeded(&other.chance, (digest){ { 7 } }, 0); /* and gone on otherwise */
		CHECK(town_grow(&other, 250) &&
		      !export_write(other.arena, other.ledger, out, NULL, &count, &other.err));
		CHECK_ERR(&other.err, ERR_TAMPERED, "export.root");
		town_end(&other);
	}
	town_end(&town);
}
