/* fuzz_map.c -- any bytes as a mapping: read, bound to a heading, or refused with a line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_map.h"
#include "base/arena.h"
#include "base/str.h"
#include "define/parse.h"

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
	"  日期    on_day     日期\n"
	"  车型    vehicle    选项\n"
	"      汽车    car\n"
	"环节\n"
	"  已开单  issued     起点\n"
	"  已结    closed     终点\n"
	"步骤  开单  issue  惯例\n"
	"  由  民警\n"
	"  到  已开单\n"
	"  填  罚单号  罚款  日期  车型\n"
	"步骤  结案  close  惯例\n"
	"  由  民警\n"
	"  从  已开单  到  已结\n";

static void try_one(struct arena *arena, str text)
{
	const str heading[] = { STR("case"), STR("activity"), STR("time"), STR("amount") };
	struct library *library = library_new(arena);
	struct problems problems;
	struct import_map *map;
	const struct rule *rule;

	problems_init(&problems, arena, STR("fine.rule"));
	rule = parse_rule(arena, STR("fine.rule"), str_of(rule_text), &problems);
	assert(rule != NULL);
	library_add(library, rule);
	problems_init(&problems, arena, STR("fuzz.map"));
	map = import_map_read(arena, text, library, &problems);
	assert((map == NULL) == (problems.count > 0));
	if (map != NULL && import_map_bind(arena, map, heading, countof(heading), &problems))
		assert(map->unused_count <= countof(heading));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	jmp_buf escape;

	if (setjmp(escape) == 0) {
		arena_escape(arena, &escape);
		try_one(arena, (str){ (const char *)data, size });
	}
	arena_escape(arena, NULL);
	arena_end(arena);
	return 0;
}
