/* test_ledger_verify.c -- every lie about the rows is named, and nothing else is.
 *
 * The log has 600 events (tiles 0 and 1 full, 512..599 open), signed every 50.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "town.h"

#define HEARD 4096

struct heard {
	char text[HEARD];
	size_t n;
};

static void hear(void *with, const char *code, const char *text)
{
	struct heard *heard = with;
	int n = snprintf(heard->text + heard->n, HEARD - heard->n, "%s %s\n", code, text);
	heard->n += (size_t)n < HEARD - heard->n ? (size_t)n : 0;
}

/* Verifies what is in the folder now; gives the number of faults. */
static int64_t verified(struct town *town, struct heard *heard)
{
	struct ledger *ledger;
	int64_t faults = -1;

	heard->n = 0;
	heard->text[0] = '\0';
	CHECK_OK(ledger_open_doubted(town->arena, &town->db, town->folder, &ledger, &town->err) &&
	         ledger_verify(ledger, hear, heard, &faults, &town->err), &town->err);
	return faults;
}

static bool town_of_600(struct town *town, bool national)
{
	bool made = town_make(town, national);

	for (int i = 0; made && i < 12; i++)
		made = town_grow(town, 50);
	return made;
}

/* One lie: it must be told as each of `told` (parted by \n), in `faults` faults. */
struct lie {
	const char *sql;
	int64_t faults;
	const char *told;
};

static void tell_lie(struct town *town, const struct lie *lie)
{
	struct heard heard;
	str rest = str_of(lie->told), line;

	CHECK_OK(db_begin(&town->db, &town->err) && db_script(&town->db, lie->sql, &town->err),
	         &town->err);
	bool good = CHECK_INT(verified(town, &heard), lie->faults);
	while (rest.n > 0) {
		(void)str_cut(&rest, STR("\n"), &line);
		good = CHECK(str_find((str){ heard.text, heard.n }, line) >= 0) && good;
	}
	if (!good)
		printf("    lie  %s\n    told %s\n", lie->sql, heard.text);
	db_rollback(&town->db);
}

static void tell_lies(const struct lie *lies, size_t count, bool national)
{
	struct town town;
	struct heard heard;

	if (town_of_600(&town, national)) {
		if (!CHECK_INT(verified(&town, &heard), 0))
			printf("%s", heard.text);
		for (size_t i = 0; i < count; i++)
			tell_lie(&town, &lies[i]);
		CHECK_INT(verified(&town, &heard), 0);
	}
	town_end(&town);
}

#define SWAP(a, b)                                                                \
	"UPDATE event SET seq = -9 WHERE seq = " #a ";"                           \
	"UPDATE event SET seq = " #a " WHERE seq = " #b ";"                       \
	"UPDATE event SET seq = " #b " WHERE seq = -9;"                           \
	"UPDATE private SET seq = -9 WHERE seq = " #a ";"                         \
	"UPDATE private SET seq = " #a " WHERE seq = " #b ";"                     \
	"UPDATE private SET seq = " #b " WHERE seq = -9;"

/* The content of b over that of a, so that the row agrees with itself. */
#define COPY(a, b)                                                                \
	"UPDATE event SET (entry, salt, body, procedure, record) ="               \
	" (SELECT entry, salt, body, procedure, record FROM event WHERE seq = " #b ")" \
	" WHERE seq = " #a ";"

static const struct lie lies[] = {
	{ "UPDATE event SET body = replace(body, 'n7\"', 'n8\"') WHERE seq = 7", 1,
	  "ledger.body 第 7 号事件的承诺与账页不符" },
	{ "UPDATE event SET body = replace(body, 'n550\"', 'n551\"') WHERE seq = 550", 1,
	  "ledger.body 第 550 号事件" },
	{ "UPDATE event SET salt = zeroblob(32) WHERE seq = 255", 1,
	  "ledger.body 第 255 号事件" },
	{ "UPDATE event SET salt = zeroblob(31) WHERE seq = 256", 1,
	  "ledger.body 第 256 号事件" },
	{ "UPDATE event SET body = '' WHERE seq = 3", 1, "ledger.body 第 3 号事件" },
	{ "UPDATE event SET body = body || ' ' WHERE seq = 599", 1, "ledger.body 第 599 号事件" },
	{ "UPDATE event SET entry = zeroblob(50) WHERE seq = 9", 1,
	  "ledger.entry 第 9 号事件登记的账目被改动" },
	{ "DELETE FROM event WHERE seq = 7", 1, "ledger.missing 第 7 号事件不见了" },
	{ "DELETE FROM event WHERE seq = 0; DELETE FROM private WHERE seq = 0", 1,
	  "ledger.missing 第 0 号事件不见了" },
	{ "DELETE FROM event WHERE seq BETWEEN 200 AND 300;"
	  "DELETE FROM private WHERE seq BETWEEN 200 AND 300", 1,
	  "ledger.missing 第 200 至 300 号事件不见了，共 101 件" },
	{ "DELETE FROM event WHERE seq = 552", 1, "ledger.missing 第 552 号事件不见了" },
	{ "DELETE FROM event WHERE seq = 555", 2,
	  "ledger.missing 第 555 号事件不见了\n"
	  "ledger.private 有不公开内容指向不存在的第 555 号事件" },
	{ SWAP(10, 11), 2, "ledger.swapped 第 10 号位置上放的是第 11 号事件\n"
	                   "ledger.swapped 第 11 号位置上放的是第 10 号事件" },
	{ SWAP(10, 300), 2, "ledger.event 第 10 号事件不是记账时的那一条\n"
	                    "ledger.event 第 300 号事件不是记账时的那一条" },
	{ SWAP(560, 561), 1, "ledger.root 第 550 至 599 号事件与第 600 条处的签名不符" },
	{ COPY(21, 22), 1, "ledger.swapped 第 21 号位置上放的是第 22 号事件" },
	{ COPY(531, 532), 1, "ledger.root 第 500 至 549 号事件与第 550 条处的签名不符" },
	{ "DELETE FROM event WHERE seq >= 590; DELETE FROM private WHERE seq >= 590", 1,
	  "ledger.cut 账本只有 590 条，而签名签到第 600 条：末尾 10 条不见了" },
	{ "DELETE FROM event WHERE seq >= 500; DELETE FROM private WHERE seq >= 500", 2,
	  "ledger.cut 账本只有 500 条\nledger.tile 多出 1 页不该有的账页" },
	{ "DELETE FROM event WHERE seq >= 600 - 50; DELETE FROM private WHERE seq >= 550;"
	  "DELETE FROM head WHERE size > 550", 1,
	  "ledger.cut 账本只有 550 条，而签名签到第 600 条" },
	{ "DELETE FROM tile WHERE idx = 1", 1, "ledger.tile 账页（第0层第1页）不见了" },
	{ "UPDATE tile SET data = zeroblob(100) WHERE idx = 1", 1,
	  "ledger.tile 账页（第0层第1页）长度不对" },
	{ "UPDATE tile SET data = substr(data, 1, 64) || zeroblob(32) || substr(data, 97)"
	  " WHERE idx = 1", 1,
	  "ledger.tile 账页（第0层第1页）第 258 号事件的那一格被改动" },
	{ "INSERT INTO tile (log, level, idx, data) VALUES (0, 1, 0, zeroblob(8192))", 1,
	  "ledger.tile 多出 1 页" },
	{ "UPDATE head SET root = zeroblob(32) WHERE size = 300", 1,
	  "ledger.head 第 300 条处的签名：所签的条数或树根与登记的不同" },
	{ "UPDATE head SET note = replace(CAST(note AS text), '300', '299') WHERE size = 300", 1,
	  "ledger.head 第 300 条处的签名" },
	{ "DELETE FROM head WHERE size = 600", 0, "" },
	{ "UPDATE private SET body = replace(CAST(body AS text), '138', '139') WHERE seq = 5", 1,
	  "ledger.private 第 5 号事件的不公开字段“phone”与正文里的承诺不符" },
	{ "UPDATE private SET key = zeroblob(32) WHERE seq = 10", 1, "ledger.private 第 10 号" },
	{ "UPDATE private SET key = zeroblob(1) WHERE seq = 10", 1, "ledger.private 第 10 号" },
	{ "UPDATE private SET body = '{}' WHERE seq = 10", 1, "“phone”的内容不见了" },
	{ "INSERT INTO private (seq, key, body) VALUES (1, zeroblob(32), '{}')", 1,
	  "ledger.private 第 1 号事件" },
	{ "DELETE FROM private WHERE seq = 10", 0, "" }, /* erased */
	{ "UPDATE event SET record = 99 WHERE seq = 30", 1, "ledger.column 第 30 号事件" },
	{ "UPDATE event SET procedure = 'other' WHERE seq = 30", 1, "ledger.column 第 30 号事件" },
	{ "UPDATE event SET seq = -1 WHERE seq = 33", 2,
	  "ledger.extra 有一件编号为 -1 的事件\nledger.missing 第 33 号事件不见了" },
	{ "UPDATE event SET seq = 9223372036854775806 WHERE seq = 599", 2,
	  "ledger.missing 第 599 至" },
	{ "UPDATE event SET seq = 9223372036854775807 WHERE seq = 599", 2,
	  "ledger.missing 第 599 至" },
};

TEST(lies) { tell_lies(lies, countof(lies), false); }

static const struct lie twin_lies[] = {
	{ "UPDATE event SET body = replace(body, 'n7\"', 'n8\"') WHERE seq = 7", 1,
	  "ledger.body 第 7 号事件" },
	{ SWAP(10, 11), 2, "ledger.swapped 第 10 号" },
	{ SWAP(560, 561), 1, "ledger.root 第 550 至 599 号事件" },
	{ "DELETE FROM event WHERE seq = 7", 1, "ledger.missing 第 7 号事件不见了" },
	{ "UPDATE tile SET data = substr(data, 1, 64) || zeroblob(32) || substr(data, 97)"
	  " WHERE log = 1 AND idx = 1", 1,
	  "ledger.tile 国密账页（第0层第1页）第 258 号事件的那一格被改动" },
	{ "DELETE FROM tile WHERE log = 1 AND idx = 0", 1,
	  "ledger.tile 国密账页（第0层第0页）不见了" },
	{ "UPDATE head SET note = (SELECT note FROM head WHERE log = 1 AND size = 250)"
	  " WHERE log = 1 AND size = 300", 1, "ledger.head 第 300 条处的国密签名" },
};

TEST(lies_about_the_twin) { tell_lies(twin_lies, countof(twin_lies), true); }

static void file_lie(struct town *town, const char *name, str bytes, const char *told)
{
	struct heard heard;
	str was;
	const char *path = arena_printf(town->arena, "%s/%s", town->folder, name).at;

	CHECK_OK(file_read(town->arena, path, 1 << 20, &was, &town->err), &town->err);
	if (bytes.n > 0)
		CHECK_OK(file_write(path, bytes, 0644, &town->err), &town->err);
	else
		CHECK_INT(unlink(path), 0);
	if (!CHECK_INT(verified(town, &heard), 1) || !CHECK(strstr(heard.text, told) != NULL))
		printf("    told %s\n", heard.text);
	CHECK_OK(file_write(path, was, 0644, &town->err), &town->err);
}

TEST(lies_about_the_files)
{
	struct town town;
	str old, twin;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 20)) {
		const char *path = arena_printf(town.arena, "%s/checkpoint", town.folder).at;
		CHECK_OK(file_read(town.arena, path, 1 << 20, &old, &town.err), &town.err);
		CHECK(town_grow(&town, 20));
		path = arena_printf(town.arena, "%s/checkpoint.sm3", town.folder).at;
		CHECK_OK(file_read(town.arena, path, 1 << 20, &twin, &town.err), &town.err);
		file_lie(&town, "checkpoint", old, "ledger.checkpoint 检查点文件停在第 20 条");
		file_lie(&town, "checkpoint", STR(""), "ledger.checkpoint 检查点文件不见了");
		file_lie(&town, "checkpoint.sm3", STR(""), "国密检查点文件不见了");
		file_lie(&town, "checkpoint", twin, "ledger.checkpoint 检查点文件：");
		file_lie(&town, "checkpoint", STR("x"), "ledger.checkpoint 检查点文件：");
	}
	town_end(&town);
}

TEST(no_heads_at_all)
{
	struct town town;
	struct heard heard;

	if (!town_make(&town, false))
		return;
	CHECK_INT(verified(&town, &heard), 0);
	if (town_grow(&town, 5)) {
		unlink(arena_printf(town.arena, "%s/checkpoint", town.folder).at);
		CHECK_OK(db_begin(&town.db, &town.err) &&
		         db_run(&town.db, "DELETE FROM head", NO_VALUES, &town.err), &town.err);
		CHECK_INT(verified(&town, &heard), 1);
		CHECK(strstr(heard.text, "却没有任何签名") != NULL);
		db_rollback(&town.db);
	}
	town_end(&town);
}

/* After a lawful erasure the log is whole and the value is nowhere in the folder. */
TEST(erasure)
{
	struct town town;
	struct heard heard;
	char command[200];

	if (!town_of_600(&town, false))
		return;
	CHECK_OK(db_secure_delete(&town.db, true, &town.err) && db_begin(&town.db, &town.err),
	         &town.err);
	for (int64_t seq = 0; seq < 600; seq += 5)
		CHECK_OK(ledger_erase(town.ledger, seq, &town.err), &town.err);
	CHECK(!ledger_erase(town.ledger, 5, &town.err));
	CHECK_ERR(&town.err, ERR_UNKNOWN, "ledger.erased");
	err_clear(&town.err);
	CHECK_OK(db_commit(&town.db, &town.err) && db_secure_delete(&town.db, false, &town.err),
	         &town.err);
	CHECK_INT(verified(&town, &heard), 0);
	snprintf(command, sizeof(command), "grep -qr 13800000000 '%s'", town.folder);
	CHECK(system(command) != 0);
	town_close(&town);
	CHECK_OK(town_open(&town), &town.err);
	CHECK(town_grow(&town, 1));
	town_end(&town);
}

/* Events that were committed but not yet signed are no fault. */
TEST(unsigned_tail_is_no_fault)
{
	struct town town;
	struct heard heard;
	int64_t seq;

	if (!town_make(&town, true))
		return;
	if (town_grow(&town, 250)) {
		CHECK_OK(db_begin(&town.db, &town.err), &town.err);
		for (int64_t i = 0; i < 20; i++) {
			struct event event = town_event(town.arena, 250 + i);
			CHECK_OK(ledger_append(town.ledger, &event, &seq, &town.err), &town.err);
		}
		CHECK_OK(db_commit(&town.db, &town.err), &town.err);
		CHECK_INT(verified(&town, &heard), 0);
	}
	town_end(&town);
}

/* 70,000 events: tiles of the second level, and of the third's beginning. */
TEST(upper_tiles)
{
	static const struct lie upper[] = {
		{ "UPDATE tile SET data = zeroblob(8192) WHERE level = 1 AND idx = 0", 1,
		  "ledger.tile 账页（第1层第0页）被改动" },
		{ "DELETE FROM tile WHERE level = 1", 1, "ledger.tile 账页（第1层第0页）不见了" },
		{ "DELETE FROM event WHERE seq BETWEEN 1 AND 65000;"
		  "DELETE FROM private WHERE seq BETWEEN 1 AND 65000", 1,
		  "ledger.missing 第 1 至 65000 号事件不见了" },
	};
	struct town town;
	struct heard heard;

	if (!town_make(&town, false))
		return;
	if (town_grow(&town, 65800)) {
		digest root = ledger_root(town.ledger, DIGEST_SHA256);
		CHECK_INT(verified(&town, &heard), 0);
		town_close(&town);
		if (CHECK_OK(town_open(&town), &town.err))
			CHECK(digest_eq(ledger_root(town.ledger, DIGEST_SHA256), root));
		for (size_t i = 0; i < countof(upper); i++)
			tell_lie(&town, &upper[i]);
	}
	town_end(&town);
}
