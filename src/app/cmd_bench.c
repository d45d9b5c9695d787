/* cmd_bench.c -- `guiju bench`: measures this machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"

#include "app/bench_pace.h"
#include "app/bench_parts.h"
#include "app/bench_report.h"
#include "app/bench_server.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/num.h"
#include "base/str.h"
#include "format/json_write.h"

#include <ftw.h>
#include <unistd.h>

static const char bench_help[] =
	"用法：guiju bench [选项]   Measures this machine.\n"
	"\n"
	"一次跑完：裸 SQLite 循环写同样的行、加散列的裸循环、引擎办真实步骤（三者交替，每段约\n"
	"一秒，取各轮比值的中位数）；导入；年度报告；核对；期限与证明。\n"
	"\n"
	"  --rounds N      交替的轮数（不写则 6）\n"
	"  --seconds N     每段的秒数（不写则 1）\n"
	"  --rows N,N      导入的行数（不写则 100000,500000；0 不测）\n"
	"  --store 库      另测这个库（如 guiju demo 建的）的 2024 年度报告\n"
	"  --engine        只测引擎与裸循环\n"
	"  --database 地址 只测引擎在这个空的 PostgreSQL 数据库上与在 SQLite 上之比\n"
	"  --dir 文件夹    在哪里建测速用的库（不写则 /var/tmp；须是真实的磁盘）\n"
	"  --json          结果用 JSON\n";

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)kind;
	(void)place;
	return remove(path);
}

static void remove_folder(void *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A folder of its own, which goes with the arena. */
static bool make_folder(struct arena *arena, const char *parent, char **folder, struct err *err)
{
	char *made = arena_cstr(arena, arena_printf(arena, "%s/guiju-bench-XXXXXX", parent));

	if (mkdtemp(made) == NULL) {
		err_set(err, ERR_STORE, "bench.folder", "建不成测速用的文件夹");
		err_where(err, "%s", parent);
		return err_fix(err, "用 --dir 指定一个可写的文件夹");
	}
	arena_at_end(arena, remove_folder, made);
	*folder = made;
	return true;
}

static bool number_given(const struct options *o, const char *name, int64_t usual, int64_t *number,
                         struct err *err)
{
	const char *given = options_value(o, name);

	*number = usual;
	if (given == NULL || (num_read_int(str_of(given), number) && *number > 0))
		return true;
	return err_set(err, ERR_INVALID, "option.number", "%s 要一个正整数", name);
}

static str as_text(struct arena *arena, const struct bench_line *lines, size_t count)
{
	struct buf buf;

	buf_init(&buf, arena, 65536);
	for (size_t i = 0; i < count; i++)
		buf_printf(&buf, "%10.*s %s%s  %s · %s\n", PSTR(lines[i].value), lines[i].unit,
		           lines[i].aim == NULL ? ""
		           : lines[i].good      ? "（达到）"
		                                : "（未达到）",
		           lines[i].chinese, lines[i].english);
	return buf_str(&buf);
}

static str as_json(struct arena *arena, const struct bench_line *lines, size_t count)
{
	struct buf buf;
	struct jw w;

	buf_init(&buf, arena, 65536);
	jw_init(&w, &buf, false);
	jw_open(&w, '[');
	for (size_t i = 0; i < count; i++) {
		jw_open(&w, '{');
		jw_name_str(&w, STR("name"), str_of(lines[i].english));
		jw_name_str(&w, STR("value"), lines[i].value);
		jw_name_str(&w, STR("unit"), str_of(lines[i].unit));
		if (lines[i].aim != NULL) {
			jw_name_str(&w, STR("aim"), str_of(lines[i].aim));
			jw_name(&w, STR("good"));
			jw_bool(&w, lines[i].good);
		}
		jw_close(&w);
	}
	jw_close(&w);
	buf_byte(&buf, '\n');
	return buf_str(&buf);
}

static bool run_bench(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--rounds", OPTION_VALUE }, { "--seconds", OPTION_VALUE },
		{ "--rows", OPTION_VALUE },   { "--engine", OPTION_FLAG },
		{ "--dir", OPTION_VALUE },    { "--store", OPTION_VALUE },
		{ "--json", OPTION_FLAG },    { "--database", OPTION_VALUE },
	};
	struct bench_lines lines = { .arena = arena };
	struct bench_pace pace = { 0 };
	const char *parent = "/var/tmp", *rows = "100000,500000", *database;
	struct options o;
	char *folder = NULL;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 0, err))
		return false;
	database = options_value(&o, "--database");
	if (options_value(&o, "--dir") != NULL)
		parent = options_value(&o, "--dir");
	if (options_value(&o, "--rows") != NULL)
		rows = options_value(&o, "--rows");
	if (!number_given(&o, "--rounds", 6, &pace.rounds, err) ||
	    !number_given(&o, "--seconds", 1, &pace.seconds, err) ||
	    !make_folder(arena, parent, &folder, err))
		return false;
	if (database != NULL ? !bench_server_measure(arena, &pace, folder, database, &lines, err)
	                     : !bench_pace_measure(arena, &pace, folder, &lines, err))
		return false;
	if (!options_has(&o, "--engine") && database == NULL &&
	    !bench_parts_measure(arena, folder, str_of(rows), &lines, err))
		return false;
	if (options_value(&o, "--store") != NULL &&
	    !bench_report_of(options_value(&o, "--store"), &lines, err))
		return false;
	return options_print(options_has(&o, "--json") ? as_json(arena, lines.at, lines.count)
	                                               : as_text(arena, lines.at, lines.count),
	                     err);
}

int cmd_bench(int argc, char **argv)
{
	return options_run(run_bench, bench_help, argc, argv);
}
