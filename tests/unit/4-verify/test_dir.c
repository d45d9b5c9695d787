/* test_dir.c -- a whole export verified, and one altered in each way a liar would.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "verify/dir.h"
#include "exported.h"
#include "verify/findings.h"
#include <unistd.h>

#define BUDGET ((size_t)512 << 20)
#define EVENTS 700 /* two full tiles and a partial one, and a second level */

static const char *temporary(struct arena *arena)
{
	char *path = arena_cstr(arena, STR("/tmp/guiju-export-XXXXXX"));

	CHECK(mkdtemp(path) != NULL);
	return path;
}

static void clear(struct arena *arena, const char *dir)
{
	CHECK(system(arena_printf(arena, "rm -rf '%s'", dir).at) == 0);
}

/* Verifies; gives the number of faults and, in *first, the first of them. */
static uint64_t faults(struct arena *arena, const char *dir, str old, str *first)
{
	struct findings findings = { .arena = arena };
	struct err err = { .kind = ERR_NONE };
	struct dir_facts facts;

	*first = STR("");
	if (!CHECK_OK(dir_verify(arena, str_of(dir), old, &facts, &findings, &err), &err))
		return 1;
	if (findings.count > 0)
		*first = findings.shown[0];
	return findings.count;
}

static void good_export(bool national, uint64_t count)
{
	struct arena *arena = arena_new(BUDGET);
	const char *dir = temporary(arena);
	struct exported *out = exported_new(arena, dir, count, national);
	struct findings findings = { .arena = arena };
	struct err err = { .kind = ERR_NONE };
	struct dir_facts facts;

	exported_write(out);
	CHECK_OK(dir_verify(arena, str_of(dir), STR(""), &facts, &findings, &err), &err);
	if (!CHECK_INT(findings.count, 0))
		printf("  %.*s\n", PSTR(findings.shown[0]));
	CHECK_INT(facts.checkpoint.size, count);
	CHECK_INT(facts.kinds[LEAF_OPEN], (count + 1) / 2 - (count > EXPORTED_ADOPTS));
	CHECK_INT(facts.kinds[LEAF_ADOPT], count > EXPORTED_ADOPTS);
	CHECK_INT(facts.withheld, (count + 2) / 10);
	CHECK_INT(facts.rules, 1);
	CHECK_INT(facts.key_count, national ? 2 : 1);
	clear(arena, dir);
	arena_end(arena);
}

TEST(good_exports)
{
	good_export(false, EVENTS);
	good_export(true, EVENTS);
	good_export(true, 512);
	for (uint64_t count = 255; count <= 257; count++)
		good_export(count == 256, count);
	good_export(false, 1);
	good_export(true, 0);
}

/* Changes bytes of a file of the export: `from` (first occurrence) becomes `into`. */
static void alter(struct exported *out, const char *name, str from, str into)
{
	struct err err = { .kind = ERR_NONE };
	str path = arena_printf(out->arena, "%s/%s", out->dir, name), bytes;
	struct buf buf;

	CHECK_OK(file_read(out->arena, path.at, (size_t)64 << 20, &bytes, &err), &err);
	ptrdiff_t at = str_find(bytes, from);
	CHECK(at >= 0);
	buf_init(&buf, out->arena, (size_t)64 << 20);
	buf_add(&buf, str_sub(bytes, 0, (size_t)at));
	buf_add(&buf, into);
	buf_add(&buf, str_sub(bytes, (size_t)at + from.n, bytes.n));
	exported_put(out, name, buf_str(&buf));
}

static void flip(struct exported *out, const char *name, size_t at)
{
	struct err err = { .kind = ERR_NONE };
	str path = arena_printf(out->arena, "%s/%s", out->dir, name), bytes;

	CHECK_OK(file_read(out->arena, path.at, (size_t)64 << 20, &bytes, &err), &err);
	char *copy = arena_cstr(out->arena, bytes);
	copy[at] = (char)(copy[at] ^ 1);
	exported_put(out, name, (str){ copy, bytes.n });
}

static void cut(struct exported *out, const char *name, size_t less)
{
	struct err err = { .kind = ERR_NONE };
	str path = arena_printf(out->arena, "%s/%s", out->dir, name), bytes;

	CHECK_OK(file_read(out->arena, path.at, (size_t)64 << 20, &bytes, &err), &err);
	exported_put(out, name, str_sub(bytes, 0, bytes.n - less));
}

static void lie_body(struct exported *out)
{
	alter(out, "events.jsonl", STR("第 42 件"), STR("第 43 件"));
}

static void lie_salt(struct exported *out)
{
	str salt = codec_base64(out->arena, digest_bytes(&out->salts[3]));

	alter(out, "events.jsonl", salt, codec_base64(out->arena, digest_bytes(&out->salts[4])));
}

static void lie_dropped_line(struct exported *out)
{
	alter(out, "events.jsonl", STR("{\"salt\":null}\n"), STR(""));
}

static void lie_added_line(struct exported *out)
{
	alter(out, "events.jsonl", STR("{\"salt\":null}\n"),
	      STR("{\"salt\":null}\n{\"salt\":null}\n"));
}

static void lie_cut_events(struct exported *out)
{
	cut(out, "events.jsonl", 1);
}

static void lie_entry(struct exported *out)
{
	flip(out, "tile/entries/001", 40);
}

static void lie_last_entry(struct exported *out)
{
	flip(out, "tile/entries/002.p/188", 40);
}

static void lie_cut_entries(struct exported *out)
{
	cut(out, "tile/entries/001", 5);
}

static void lie_long_entries(struct exported *out)
{
	alter(out, "tile/entries/000", STR(""), STR(""));
	flip(out, "tile/entries/000", 1);
}

static void lie_tile(struct exported *out)
{
	flip(out, "tile/0/001", 8191);
}

static void lie_upper_tile(struct exported *out)
{
	flip(out, "tile/1/000.p/2", 3);
}

static void lie_twin_tile(struct exported *out)
{
	flip(out, "tile.sm3/0/002.p/188", 3);
}

static void lie_missing_tile(struct exported *out)
{
	CHECK(unlink(arena_printf(out->arena, "%s/tile/0/000", out->dir).at) == 0);
}

static void lie_signature(struct exported *out)
{
	alter(out, "checkpoint", STR("\n700\n"), STR("\n699\n"));
}

static void lie_twin_signature(struct exported *out)
{
	alter(out, "checkpoint.sm3", STR("\n700\n"), STR("\n699\n"));
}

static void lie_twin_gone(struct exported *out)
{
	CHECK(unlink(arena_printf(out->arena, "%s/checkpoint.sm3", out->dir).at) == 0);
}

static void lie_rule(struct exported *out)
{
	exported_put(out, arena_printf(out->arena, "rules/%.*s.rule", PSTR(out->rule)).at,
	             STR("程序 另一个\n"));
}

static void lie_rule_gone(struct exported *out)
{
	str path = arena_printf(out->arena, "%s/rules/%.*s.rule", out->dir, PSTR(out->rule));

	CHECK(unlink(path.at) == 0);
}

static void lie_calendar_gone(struct exported *out)
{
	str path = arena_printf(out->arena, "%s/calendars/%.*s.calendar", out->dir,
	                        PSTR(out->calendar));

	CHECK(unlink(path.at) == 0);
}

static const struct {
	void (*tell)(struct exported *out);
	const char *named; /* what the first finding must say */
} lies[] = {
	{ lie_body, "事件 42：" },
	{ lie_salt, "事件 3：" },
	{ lie_dropped_line, "事件 7：" },
	{ lie_added_line, "事件 9：" },
	{ lie_cut_events, "events.jsonl" },
	{ lie_entry, "事件 256：" },
	{ lie_last_entry, "事件 512：" },
	{ lie_cut_entries, "tile/entries/001" },
	{ lie_long_entries, "事件 0：" },
	{ lie_tile, "tile/0/001" },
	{ lie_upper_tile, "tile/1/000.p/2" },
	{ lie_twin_tile, "tile.sm3/0/002.p/188" },
	{ lie_missing_tile, "tile/0/000" },
	{ lie_signature, "checkpoint" },
	{ lie_twin_signature, "checkpoint.sm3" },
	{ lie_twin_gone, "checkpoint.sm3" },
	{ lie_rule, "rules/" },
	{ lie_rule_gone, "rules/" },
	{ lie_calendar_gone, "calendars/" },
};

TEST(every_lie_is_named)
{
	struct arena *arena = arena_new(BUDGET);
	const char *dir = temporary(arena);
	struct exported *out = exported_new(arena, dir, EVENTS, true);

	for (size_t i = 0; i < countof(lies); i++) {
		struct arena_mark mark = arena_mark(arena);
		str first;
		clear(arena, dir);
		exported_write(out);
		lies[i].tell(out);
		if (!CHECK(faults(arena, dir, STR(""), &first) > 0 &&
		           str_find(first, str_of(lies[i].named)) >= 0))
			printf("  lie %zu: [%.*s]\n", i, PSTR(first));
		arena_rewind(arena, mark);
	}
	clear(arena, dir);
	arena_end(arena);
}

TEST(consistency_with_an_old_checkpoint)
{
	struct arena *arena = arena_new(BUDGET);
	const char *dir = temporary(arena);
	const uint64_t sizes[] = { 0, 1, 255, 256, 300, EVENTS };
	str first;

	struct exported *out = exported_new(arena, dir, EVENTS, true);
	exported_write(out);
	for (size_t i = 0; i < countof(sizes); i++) {
		struct exported *old = exported_new(arena, dir, sizes[i], true);
		for (size_t j = 0; j < 2; j++)
			if (!CHECK_INT(faults(arena, dir, exported_checkpoint(old, j), &first), 0))
				printf("  size %d: %.*s\n", (int)sizes[i], PSTR(first));
	}
	struct exported *longer = exported_new(arena, dir, EVENTS + 1, false);
	CHECK_INT(faults(arena, dir, exported_checkpoint(longer, 0), &first), 1);
	CHECK(str_find(first, STR("截短")) >= 0);
	struct exported *other = exported_new(arena, dir, 100, false);
	grow_add(other->log[0], STR("another history"));
	CHECK_INT(faults(arena, dir, exported_checkpoint(other, 0), &first), 1);
	CHECK(str_find(first, STR("历史被改写")) >= 0);
	CHECK_INT(faults(arena, dir, STR("no note"), &first), 1);
	CHECK(str_find(first, STR("旧检查点")) >= 0);
	clear(arena, dir);
	arena_end(arena);
}

TEST(missing_essentials)
{
	struct arena *arena = arena_new(BUDGET);
	const char *dir = temporary(arena);
	struct findings findings = { .arena = arena };
	struct err err = { .kind = ERR_NONE };
	struct dir_facts facts;

	CHECK(!dir_verify(arena, str_of(dir), STR(""), &facts, &findings, &err));
	CHECK_ERR(&err, ERR_UNKNOWN, "file.missing");
	clear(arena, dir);
	arena_end(arena);
}
