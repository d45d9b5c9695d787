/* test_sql_place.c -- shared statements become one jurisdiction's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/sql_place.h"

static void becomes(const char *sql, const char *wanted)
{
	struct arena *arena = arena_new((size_t)1 << 20);

	CHECK_STR(sql_place_of(arena, sql, "620200").text, wanted);
	arena_end(arena);
}

TEST(questions)
{
	becomes("SELECT a FROM t", "SELECT a FROM (SELECT * FROM t WHERE place = '620200') t");
	becomes("SELECT a FROM t WHERE b = ?1 AND 'FROM ?1' <> c",
	        "SELECT a FROM (SELECT * FROM t WHERE place = '620200') t WHERE b = $1 "
	        "AND 'FROM ?1' <> c");
	becomes("SELECT x.a FROM t x LEFT JOIN u y ON y.b = x.a ORDER BY x.a",
	        "SELECT x.a FROM (SELECT * FROM t WHERE place = '620200') x LEFT JOIN "
	        "(SELECT * FROM u WHERE place = '620200') y ON y.b = x.a ORDER BY x.a");
	becomes("SELECT a FROM t x WHERE ?1 = '' OR EXISTS (SELECT 1 FROM u WHERE u.b = x.a)",
	        "SELECT a FROM (SELECT * FROM t WHERE place = '620200') x WHERE $1 = '' OR EXISTS "
	        "(SELECT 1 FROM (SELECT * FROM u WHERE place = '620200') u WHERE u.b = x.a)");
	becomes("SELECT count(*) FROM (SELECT 1 FROM t LIMIT ?1) c",
	        "SELECT count(*) FROM (SELECT 1 FROM (SELECT * FROM t WHERE place = '620200') t "
	        "LIMIT $1) c");
	becomes("SAVEPOINT one", "SAVEPOINT one");
	becomes("SELECT version FROM migration ORDER BY version",
	        "SELECT version FROM migration ORDER BY version");
}

TEST(changes)
{
	becomes("INSERT INTO t (a, b) VALUES (?1, (?2))",
	        "INSERT INTO t (place, a, b) VALUES ('620200', $1, ($2))");
	becomes("INSERT INTO t (a, b) VALUES (?1, ?2) ON CONFLICT (a) DO UPDATE SET "
	        "b = t.b + excluded.b",
	        "INSERT INTO t (place, a, b) VALUES ('620200', $1, $2) "
	        "ON CONFLICT (place, a) DO UPDATE SET b = t.b + excluded.b");
	becomes("INSERT INTO t (a) VALUES (?1) ON CONFLICT DO NOTHING",
	        "INSERT INTO t (place, a) VALUES ('620200', $1) ON CONFLICT DO NOTHING");
	becomes("UPDATE t SET a = ?2 WHERE b = ?1 OR c = 1",
	        "UPDATE t SET a = $2 WHERE place = '620200' AND ( b = $1 OR c = 1)");
	becomes("DELETE FROM t WHERE a = ?1", "DELETE FROM t WHERE place = '620200' AND ( a = $1)");
	becomes("DELETE FROM t", "DELETE FROM t WHERE place = '620200'");
	becomes("DELETE FROM t WHERE a = ?1 AND b NOT IN (SELECT b FROM t WHERE a = ?1 LIMIT ?2)",
	        "DELETE FROM t WHERE place = '620200' AND ( a = $1 AND b NOT IN (SELECT b FROM "
	        "(SELECT * FROM t WHERE place = '620200') t WHERE a = $1 LIMIT $2))");
	becomes("UPDATE t SET a = (SELECT max(c) FROM u WHERE d = 1) WHERE b = ?1",
	        "UPDATE t SET a = (SELECT max(c) FROM (SELECT * FROM u WHERE place = '620200') u "
	        "WHERE d = 1) WHERE place = '620200' AND ( b = $1)");
	becomes("INSERT INTO t (a, b) VALUES ('x', ?1) ON CONFLICT (a) DO UPDATE SET b = ?1",
	        "INSERT INTO t (place, a, b) VALUES ('620200', 'x', $1) "
	        "ON CONFLICT (place, a) DO UPDATE SET b = $1");
	becomes("INSERT INTO migration (version) VALUES (?1)",
	        "INSERT INTO migration (version) VALUES ($1)");
}

TEST(arrays)
{
	static const char *const types[] = { "int8", "text" };
	struct arena *arena = arena_new((size_t)1 << 20);
	struct sql_place sql =
		sql_place_of(arena,
	                     "INSERT INTO t (a, b) VALUES (?1, ?2) ON CONFLICT (b) DO UPDATE "
	                     "SET a = excluded.a",
	                     "620200");

	CHECK(sql.gathers && sql.updates);
	CHECK_INT(sql.key_count, 1);
	CHECK_STR(sql.keys[0], "b");
	CHECK_INT(sql_place_column(&sql, STR("b")), 1);
	CHECK_INT(sql_place_column(&sql, STR("c")), 2);
	CHECK_STR(sql_place_arrays(arena, &sql, "620200", types),
	          "INSERT INTO t (place, a, b) SELECT '620200', * FROM unnest($1::int8[], "
	          "$2::text[]) ON CONFLICT (place, b) DO UPDATE SET a = excluded.a");
	/* A constant among the values, parameters out of order, a parameter behind them. */
	CHECK(!sql_place_of(arena, "INSERT INTO t (a, b) VALUES (?1, 1)", "62").gathers);
	CHECK(!sql_place_of(arena, "INSERT INTO t (a, b) VALUES (?2, ?1)", "62").gathers);
	CHECK(!sql_place_of(arena, "INSERT INTO t (a, b) VALUES (?1, ?2) ON CONFLICT (a) "
	                           "DO UPDATE SET b = ?2", "62").gathers);
	arena_end(arena);
}

TEST(plain_questions)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	struct sql_place sql =
		sql_place_of(arena, "SELECT x FROM t WHERE a = ?1 AND b = ?2", "620200");

	CHECK_INT(sql.key_count, 2);
	CHECK_STR(sql.keys[1], "b");
	CHECK_INT(sql_place_of(arena, "SELECT x FROM t WHERE a >= ?1", "62").key_count, 0);
	CHECK_INT(sql_place_of(arena, "SELECT x FROM t WHERE a = ?1 ORDER BY a", "62").key_count,
	          0);
	CHECK_INT(sql_place_of(arena, "SELECT x FROM t WHERE a = ?2", "62").key_count, 0);
	arena_end(arena);
}
