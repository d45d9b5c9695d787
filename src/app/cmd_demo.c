/* cmd_demo.c -- `guiju demo`: a store with an invented city's year in it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <unistd.h>

#include "app/cmd.h"
#include "app/demo.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "define/source.h"

static const char demo_help[] =
	"用法：guiju demo 库 [--year 2024] [选项]\n"
	"\n"
	"新建一个库，把一座示范城市的一年办一遍：机构、人员、工单、案件、事项、演练，都经过\n"
	"同一个引擎、同样的检查、同一本总账。办出来的数由指标去数。同样的描述得到同样的总账。\n"
	"\n"
	"  --year 年       用 demo/年.city 和 demo/年/*.city 的描述（不写则 2024）\n"
	"  --city 文件     用这个描述（文件名去掉 .city 的文件夹里的各个 .city 接着读）\n"
	"  --national      同时记国密总账\n"
	"  --database 地址 各表放在 PostgreSQL 里（postgresql://…）\n"
	"  --ack           每次落盘后在标准输出写一行 ack 总账条数\n";

struct showing {
	bool terminal, ack;
	double began, told;
};

static void tell(void *with, const struct demo *demo, instant at)
{
	struct showing *s = with;
	double now = clock_monotonic();
	struct day_civil on = day_civil(day_at(at));

	if (s->ack) {
		printf("ack %lld\n", (long long)ledger_size(desk_ledger(demo->desk)));
		fflush(stdout);
	}
	if (!s->terminal || now - s->told < 0.2)
		return;
	s->told = now;
	fprintf(stderr, "\r%04d-%02d-%02d  已办 %lld 步，%.0f 步/秒   ", on.year, on.month, on.date,
	        (long long)demo->steps, (double)demo->steps / (now - s->began + 0.001));
}

static bool adopt_procedures(struct arena *arena, struct desk *desk, str home, struct err *err)
{
	str folder = arena_printf(arena, "%.*s/procedures", PSTR(home));
	str *names;
	size_t count;

	if (!file_list(arena, folder.at, ".rule", &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		str path = arena_printf(arena, "%.*s/%.*s", PSTR(folder), PSTR(names[i]));
		str text;

		if (!source_read(arena, path, &text, err) ||
		    !desk_adopt_rule(desk, names[i], text, STR("admin"), err))
			return false;
	}
	return true;
}

static bool add_file(struct arena *arena, str path, struct city *city, struct err *err)
{
	struct problems problems;
	str text;

	problems_init(&problems, arena, path);
	return file_read(arena, path.at, LIMIT_RULE_BYTES, &text, err) &&
	       (city_add(arena, path, text, city, &problems) || problems_err(&problems, err));
}

/* demo/2024.city, then what stands in the folder demo/2024 beside it, by name. */
static bool read_city(struct arena *arena, const struct options *o, str home, struct city *city,
                      struct err *err)
{
	const char *year = options_value(o, "--year");
	const char *given = options_value(o, "--city");
	str path = given ? str_of(given)
	                 : arena_printf(arena, "%.*s/demo/%s.city", PSTR(home),
	                                year ? year : "2024");
	str folder = path, *names;
	size_t count;

	city_begin(arena, city);
	if (!add_file(arena, path, city, err))
		return false;
	if (!str_ends(path, STR(".city")))
		return true;
	folder.n -= STR(".city").n;
	folder = arena_copy(arena, folder);
	if (access(folder.at, F_OK) != 0)
		return true;
	if (!file_list(arena, folder.at, ".city", &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_file(arena, arena_printf(arena, "%.*s/%.*s", PSTR(folder), PSTR(names[i])),
		              city, err))
			return false;
	return true;
}

static uint64_t seed_number(str seed)
{
	digest d = digest_str(DIGEST_SHA256, seed);
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | d.at[i];
	return number;
}

static bool run_demo(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--year", OPTION_VALUE },
		{ "--city", OPTION_VALUE },
		{ "--national", OPTION_FLAG },
		{ "--database", OPTION_VALUE },
		{ "--ack", OPTION_FLAG },
	};
	struct showing showing = { .began = clock_monotonic() };
	str home = file_home(arena);
	struct options o;
	struct city city;
	instant now;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 1, err) ||
	    !read_city(arena, &o, home, &city, err))
		return false;
	now = day_start(city.begins);
	struct desk_begin begin = { .folder = o.words[0],
		                    .database = options_value(&o, "--database"),
		                    .place = city.place,
		                    .name = city.name,
		                    .national = options_has(&o, "--national"),
		                    .seed = city.seed,
		                    .clock = clock_fixed(&now) };
	struct demo demo = { .arena = arena,
		             .city = &city,
		             .now = &now,
		             .seed = seed_number(city.seed),
		             .durable = tell,
		             .with = &showing };

	showing.terminal = isatty(2) != 0;
	showing.ack = options_has(&o, "--ack");
	if (!desk_create(arena, &begin, &demo.desk, err) ||
	    !adopt_procedures(arena, demo.desk, home, err) || !demo_run(&demo, err))
		return false;
	fprintf(stderr, "%s%.*s%lld年：办了 %lld 步，总账 %lld 条，用时 %.1f 秒\n",
	        showing.terminal ? "\r" : "", PSTR(city.name), (long long)city.year,
	        (long long)demo.steps, (long long)ledger_size(desk_ledger(demo.desk)),
	        clock_monotonic() - showing.began);
	return true;
}

int cmd_demo(int argc, char **argv)
{
	return options_run(run_demo, demo_help, argc, argv);
}
