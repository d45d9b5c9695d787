/* fuzz_import.c -- any bytes as a CSV with a heading: every row becomes steps or is refused.
 *
 * The rows are taken in a world in memory. A refused row must say why and where, and must
 * leave no trace.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_row.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "calendar/workday.h"
#include "define/parse.h"
#include "engine/scratch.h"
#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rule_text[] =
	"规程    罚单    fine\n"
	"依据    《行政处罚法》\n"
	"施行    2000-01-01\n"
	"主管    市公安局\n"
	"角色\n"
	"  民警    officer    任一单位 的 人员\n"
	"字段\n"
	"  罚单号  fine_no    文字 20    必填  唯一\n"
	"  罚款    amount     金额\n"
	"  限期    due        时刻\n"
	"  车型    vehicle    选项\n"
	"      汽车    car\n"
	"环节\n"
	"  已开单  issued     起点\n"
	"  已结    closed     终点\n"
	"步骤  开单  issue  惯例\n"
	"  由  民警\n"
	"  到  已开单\n"
	"  填  罚单号  罚款  限期  车型\n"
	"步骤  结案  close  惯例\n"
	"  由  民警\n"
	"  从  已开单  到  已结\n"
	"期限\n"
	"  缴款期限  term  截至 限期  自 开单  至 结案  惯例\n"
	"指标\n"
	"  到期  due_count  件  数  期限 缴款期限\n";
static const char heading[] = "c,a,t,m,d,v,e\n";
static const char events_map[] =
	"导入  日志  log\n规程  fine\n一行  一步\n空值  NA\n"
	"式  ISO  {月}/{日}/{年} {时}:{分}:{秒} {上下午}  {年}/{月}/{日}\n"
	"案件  列  c  作  罚单号\n"
	"步骤  列  a\n  译  x  开单\n  略  s\n  其他  结案\n  时刻  列  t\n  人员  列  e\n"
	"字段\n  罚款  列  m\n  限期  列  d\n  车型  列  v\n      译  1  汽车\n"
	"略过\n  v  含  skip\n";
static const char table_map[] =
	"导入  表  list\n规程  fine\n一行  一件\n时区  -05:00\n式  ISO\n"
	"案件  列  c  作  罚单号\n"
	"步骤  开单\n  时刻  列  t\n  人员  为  甲\n  填  罚款  列  m\n  填  限期  列  d\n"
	"步骤  结案\n  时刻  列  e\n  人员  列  v\n      缺  乙\n  若  a  不为  open\n";

struct bytes {
	str head, rest;
};

static bool read_bytes(void *with, char *out, size_t room, size_t *got, struct err *err)
{
	struct bytes *b = with;
	str *from = b->head.n > 0 ? &b->head : &b->rest;

	(void)err;
	*got = from->n < room ? from->n : room;
	if (*got > 0)
		memcpy(out, from->at, *got);
	*from = str_sub(*from, *got, from->n);
	return true;
}

static void take_row(struct import_map *map, struct world *world, const struct csv_row *from,
                     bool as_happened)
{
	struct import_row row = { .number = from->number, .line = from->line,
		                  .cells = from->cells, .count = from->count };
	int64_t before = world->next_seq(world);
	struct import_steps steps;
	struct outcome outcome;
	struct err err = { 0 };
	size_t failed;

	row.key = arena_printf(world->arena, "k%lld", (long long)row.number);
	if (row.count == map->column_count && import_row_skipped(map, &row))
		return;
	if (import_row_steps(map, world, &row, as_happened, &steps, &err)) {
		if (take_commands(world, steps.commands, steps.count, &outcome, &failed, &err)) {
			assert(world->next_seq(world) > before);
			return;
		}
		import_row_blame(map, world, &row, &steps, failed, &err);
	}
	assert(err.kind != ERR_NONE && err.what[0] != 0 && err.where[0] != 0);
}

static struct world *world_of(struct arena *arena, struct library *library)
{
	struct problems problems;
	const struct rule *rule;
	struct world *world;

	problems_init(&problems, arena, STR("fine.rule"));
	rule = parse_rule(arena, STR("fine.rule"), str_of(rule_text), &problems);
	assert(rule != NULL);
	library_add(library, rule);
	world = scratch_world(scratch_new(arena, library, workdays_new(arena)));
	world->now = INSTANT_DAY * 20000;
	return world;
}

static void try_one(struct arena *arena, unsigned choice, str text)
{
	struct library *library = library_new(arena);
	struct world *world = world_of(arena, library);
	struct bytes bytes = { str_of(heading), text };
	struct csv_source source = { read_bytes, &bytes, STR("a.csv"), ',' };
	struct csv *csv = csv_new(arena, &source);
	struct problems problems;
	struct import_map *map;
	struct csv_row row;
	bool more = true;

	problems_init(&problems, arena, STR("a.map"));
	map = import_map_read(arena, str_of(choice & 1 ? table_map : events_map), library,
	                      &problems);
	assert(map != NULL);
	for (bool first = true; more;) {
		struct err err = { 0 };

		if (!csv_next(csv, &row, &more, &err)) {
			if (first)
				return;
			continue;
		}
		if (!more)
			return;
		if (first && !import_map_bind(arena, map, row.cells, row.count, &problems))
			return;
		if (!first)
			take_row(map, world, &row, choice & 2);
		first = false;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	jmp_buf escape;

	if (size > 0 && setjmp(escape) == 0) {
		arena_escape(arena, &escape);
		try_one(arena, data[0], (str){ (const char *)data + 1, size - 1 });
	}
	arena_escape(arena, NULL);
	arena_end(arena);
	return 0;
}
