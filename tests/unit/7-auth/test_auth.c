/* test_auth.c -- every table is rebuilt, the ledger's own, or known to stand beside it; seals.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "door.h"

/* What the ledger is, and what is not folded from it; all others `guiju verify` compares
 * (engine/replay_compare.c). */
static const char *const apart[] = {
	"event",  "private", "tile",    "head", /* the ledger */
	"account", "password_past", "invitation", "recovery", "session", "device", "pace",
	"api_key", "security_log", "auth_setting", /* kept beside it */
	"answer", "read_log", "hold", "receipt", "saved_filter", "search_mark", "identity",
	"oidc_trip",
};

static bool compared(str source, str table)
{
	char name[80];

	snprintf(name, sizeof(name), "\"rebuild.%.*s\"", PSTR(table));
	return str_find(source, str_of(name)) >= 0;
}

TEST(every_table_is_accounted_for)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct err err = { 0 };
	str *names, source, text, line, table;
	size_t count;
	int tables = 0;

	if (!file_exists("schema/0001-ground.sql"))
		SKIP("not run from the root of the project");
	CHECK_OK(file_list(arena, "schema", ".sql", &names, &count, &err) &&
	                 file_read(arena, "src/engine/replay_compare.c", 1 << 20, &source, &err),
	         &err);
	for (size_t i = 0; i < count; i++) {
		CHECK(file_read(arena, arena_printf(arena, "schema/%.*s", PSTR(names[i])).at,
		                1 << 20, &text, &err));
		while (text.n > 0) {
			bool known = false;

			str_cut(&text, STR("\n"), &line);
			if (!str_starts(line, STR("CREATE TABLE ")))
				continue;
			line = str_sub(line, STR("CREATE TABLE ").n, line.n);
			str_cut(&line, STR(" "), &table);
			tables++;
			for (size_t k = 0; k < countof(apart); k++)
				known = known || str_eq(table, str_of(apart[k]));
			if (known == compared(source, table))
				printf("table %.*s: neither rebuilt nor known to stand beside\n",
				       PSTR(table));
			CHECK(known != compared(source, table));
		}
	}
	CHECK(tables >= 25);
	arena_end(arena);
}

TEST(macs_of_other_uses_and_cuts_differ)
{
	struct door *door = door_new();
	const str one[] = { STR("ab"), STR("c") }, two[] = { STR("a"), STR("bc") };

	CHECK(!digest_eq(auth_mac(&door->auth, "x", one, 2), auth_mac(&door->auth, "x", two, 2)));
	CHECK(!digest_eq(auth_mac(&door->auth, "x", one, 2), auth_mac(&door->auth, "y", one, 2)));
	CHECK(digest_eq(auth_mac(&door->auth, "x", one, 2), auth_mac(&door->auth, "x", one, 2)));
	CHECK_INT(auth_token(&door->auth, 32).n, 43);
	CHECK_INT(auth_code(&door->auth, 20).n, 32 + 7);
	door_end(door);
}

/* What stands in the database is of no use to who reads it. */
TEST(no_secret_stands_in_the_database)
{
	struct door *door = door_new();
	struct auth_who admin = door_who(door, "admin");
	struct login_grant grant;
	struct login_asked asked = { .person = STR("zhang"), .password = DOOR_PASSWORD };
	struct account_enrolment given = { .person = STR("zhang"), .password = DOOR_PASSWORD };
	str bytes;

	CHECK(account_invite(&door->auth, &admin, given.person, &given.code, door_err(door)));
	CHECK(account_enrol(&door->auth, &given, door_err(door)));
	CHECK_OK(door_login(door, &asked, &grant), &door->err);
	CHECK(db_script(door->auth.db, "PRAGMA wal_checkpoint(TRUNCATE)", door_err(door)));
	CHECK(file_read(door->arena, arena_printf(door->arena, "%s/guiju.db", door->folder).at,
	                (size_t)64 << 20, &bytes, door_err(door)));
	CHECK(str_find(bytes, STR("Correct-horse")) < 0);
	CHECK(str_find(bytes, given.code) < 0);
	CHECK(str_find(bytes, grant.token) < 0);
	CHECK(str_find(bytes, grant.who.csrf) < 0);
	CHECK(str_find(bytes, str_sub(grant.device, 22, grant.device.n)) < 0);
	CHECK(str_find(bytes, digest_bytes(&door->auth.key)) < 0);
	CHECK(str_find(bytes, STR("$argon2id$")) >= 0);
	door_end(door);
}
