/* bench_import.c -- how fast event rows are imported, and in how much memory.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/bench_import.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/desk.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEPS 4 /* rows of one case */

static const char rule[] =
	"规程    测速事项                          bench_item\n"
	"依据    《中华人民共和国行政许可法》（2019年修正）\n"
	"施行    2000-01-01\n"
	"主管    市政务服务局\n"
	"\n"
	"角色\n"
	"  经办人      handler     任一单位 的 人员\n"
	"\n"
	"字段\n"
	"  件号        item_no     文字 40     必填  唯一\n"
	"  渠道        channel     选项        必填\n"
	"      网上        internet\n"
	"      窗口        desk\n"
	"  事项        subject     文字 60\n"
	"\n"
	"环节\n"
	"  办理中      open        起点\n"
	"  已办结      closed      终点\n"
	"\n"
	"步骤  收件      receive                                              惯例\n"
	"  由      经办人\n"
	"  到      办理中\n"
	"  填      件号  渠道  事项\n"
	"\n"
	"步骤  审查      examine                                              惯例\n"
	"  由      经办人\n"
	"  从      办理中\n"
	"  可重复\n"
	"\n"
	"步骤  办结      close                                                惯例\n"
	"  由      经办人\n"
	"  从      办理中  到  已办结\n"
	"\n"
	"期限\n"
	"  办理        term        20 个工作日   自 收件   至 办结            惯例\n"
	"\n"
	"指标\n"
	"  收件数      received    件   数  收件\n"
	"  办结数      closed      件   数  办结\n"
	"  按时办结    in_time     件   数  期限 办理   其中 期限 办理 按时\n";

static const char mapping[] = "导入  测速日志  bench_log\n"
			      "规程  bench_item\n"
			      "一行  一步\n"
			      "式    {年}-{月}-{日} {时}:{分}:{秒}\n"
			      "\n"
			      "案件  列  case  作  件号\n"
			      "\n"
			      "步骤  列  activity\n"
			      "  译    receive  收件\n"
			      "  译    examine  审查\n"
			      "  译    close    办结\n"
			      "  时刻  列  time\n"
			      "  人员  列  person\n"
			      "\n"
			      "字段\n"
			      "  渠道  列  channel  于  收件\n"
			      "  事项  列  subject  于  收件\n";

/* Cases begin all through a year, minutes apart; each has four rows, days apart. */
static str rows_of(struct arena *arena, int64_t rows)
{
	static const char *const steps[STEPS] = { "receive", "examine", "examine", "close" };
	int64_t cases = rows / STEPS;
	struct buf buf;

	buf_init(&buf, arena, (size_t)rows * 100 + 1000);
	buf_text(&buf, "case,activity,time,person,channel,subject\n");
	for (int64_t i = 0; i < cases; i++) {
		int64_t minute = i * 500000 / cases;

		for (int k = 0; k < STEPS; k++) {
			day on = day_of(2023, 1, 3) + (day)(minute / 1440) + 3 * k;

			buf_printf(&buf, "c%lld,%s,", (long long)i, steps[k]);
			day_write(&buf, on);
			buf_printf(&buf, " %02d:%02d:00,p%d,%s,第%lld类事项\n",
			           (int)(minute / 60 % 24), (int)(minute % 60), (int)(i % 40),
			           i % 3 == 0 ? "窗口" : "网上", (long long)(i % 50));
		}
	}
	return buf_str(&buf);
}

static bool write_files(const char *rule_path, const char *map_path, const char *data_path,
                        int64_t rows, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_FILE_BYTES);
	bool good = file_write(rule_path, str_of(rule), 0600, err) &&
	            file_write(map_path, str_of(mapping), 0600, err) &&
	            file_write(data_path, rows_of(arena, rows), 0600, err);

	arena_end(arena);
	return good;
}

/* Runs this program, its words ending with NULL; gives its time and memory. */
static bool run_self(const char **words, double *seconds, double *megabytes, struct err *err)
{
	double began = clock_monotonic();
	struct rusage usage;
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		int nothing = open("/dev/null", O_WRONLY);

		if (nothing < 0 || dup2(nothing, 1) < 0)
			_exit(126);
		execv("/proc/self/exe", (char **)(uintptr_t)words);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0)
		return err_set(err, ERR_STORE, "bench.child", "guiju %s 没有成功", words[1]);
	*seconds = clock_monotonic() - began;
	*megabytes = (double)usage.ru_maxrss / 1024;
	return true;
}

static bool size_of(const char *store, int64_t *size, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct desk *desk;
	bool good = desk_open(arena, store, false, clock_real(), &desk, err);

	if (good)
		*size = ledger_size(desk_ledger(desk));
	arena_end(arena);
	return good;
}

bool bench_import_measure(struct arena *arena, const char *folder, int64_t rows,
                          struct bench_lines *lines, struct err *err)
{
	const char *store = arena_printf(arena, "%s/import%lld", folder, (long long)rows).at;
	const char *rule_path = arena_printf(arena, "%s/bench_item.rule", folder).at;
	const char *map_path = arena_printf(arena, "%s/bench_log.map", folder).at;
	const char *data_path = arena_printf(arena, "%s/bench_log.csv", folder).at;
	const char *init[] = {
		"guiju", "init", store, "--place", "620200", "--name", "测速市", NULL
	};
	const char *adopt[] = { "guiju", "adopt", store, rule_path, NULL };
	const char *import[] = { "guiju",  "import",  store,           "--map",
		                 map_path, data_path, "--as-happened", NULL };
	struct bench_line *line;
	double seconds, megabytes;
	int64_t before, after;

	if (!write_files(rule_path, map_path, data_path, rows, err) ||
	    !run_self(init, &seconds, &megabytes, err) ||
	    !run_self(adopt, &seconds, &megabytes, err) || !size_of(store, &before, err) ||
	    !run_self(import, &seconds, &megabytes, err) || !size_of(store, &after, err))
		return false;
	line = bench_pace_line(
		lines, arena_printf(arena, "导入 %lld 行（目标 20000）", (long long)rows).at,
		arena_printf(arena, "import of %lld rows, aim 20000", (long long)rows).at, "件/秒",
		(double)(after - before) / seconds, 0);
	line->aim = ">= 20000";
	line->good = (double)(after - before) / seconds >= 20000;
	line = bench_pace_line(lines, "  内存最高（目标 300 以下）",
	                       "  its peak of memory, aim 300", "MB", megabytes, 0);
	line->aim = "< 300";
	line->good = megabytes < 300;
	return true;
}
