/* main.c -- `guiju`: finds the command and runs it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "base/base.h"
#include "base/err.h"
#include "base/file.h"

struct command_of {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
};

static const struct command_of commands[] = {
	{ "init", cmd_init, "建一个新的库" },
	{ "check", cmd_check, "检查规程文件，并跑其中的示例" },
	{ "explain", cmd_explain, "把规程读成文，画出流程，列出期限" },
	{ "limits", cmd_limits, "把各规程的期限印成一页，供对照法条" },
	{ "cites", cmd_cites, "列出规程引用的每一条" },
	{ "due", cmd_due, "计算期限何时届满，逐日说明" },
	{ "adopt", cmd_adopt, "在库里采用一个规程或日历" },
	{ "step", cmd_step, "办一步" },
	{ "tick", cmd_tick, "让时钟走到某时：到期的都记下，该视为的都办" },
	{ "show", cmd_show, "看一条记录的来龙去脉" },
	{ "list", cmd_list, "列出一个规程的记录" },
	{ "erase", cmd_erase, "依法删除一条记录里不公开的内容" },
	{ "verify", cmd_verify, "核对整个库：总账、签名、各表" },
	{ "backup", cmd_backup, "备份：库在用着，也得到一份核对过的副本" },
	{ "restore", cmd_restore, "由备份恢复出一个库" },
	{ "doctor", cmd_doctor, "看一遍机器和库：哪里不对，怎么办" },
	{ "prove", cmd_prove, "给一条记录开一份可以离线核对的证明" },
	{ "export", cmd_export, "导出总账，供任何人核对" },
	{ "demo", cmd_demo, "生成示范城市的一年" },
	{ "figure", cmd_figure, "算一个指标，并打开它所数的记录" },
	{ "table", cmd_table, "填一张统计表，并逐项核对" },
	{ "report", cmd_report, "编年度报告" },
	{ "import", cmd_import, "把别的系统的历史数据（CSV）收进来" },
	{ "openapi", cmd_openapi, "印出接口的约定（OpenAPI）" },
	{ "serve", cmd_serve, "把库放在 HTTP 接口后面" },
	{ "user", cmd_user, "账户：登记、口令、第二因素、密钥、安全日志" },
	{ "migrate", cmd_migrate, "搬到另一个库（SQLite 或 PostgreSQL），总账不变" },
	{ "bench", cmd_bench, "测本机的速度" },
};

static void print_usage(FILE *to)
{
	fputs("规矩（guiju）：一座城市法治政府工作的规程、案卷、期限、数字和年度报告\n\n"
	      "用法：guiju 命令 [...]\n\n",
	      to);
	for (size_t i = 0; i < countof(commands); i++)
		fprintf(to, "  %-8s  %s\n", commands[i].name, commands[i].what);
	fputs("\n每个命令的用法见 guiju 命令 --help。\n"
	      "退出码：0 成功，1 不符，2 写法不对，3 没有，4 无权，5 冲突，6 核对不过，"
	      "8 部分完成，9 规程不许，10 超限，75 库或磁盘不应\n",
	      to);
}

static int refuse(const char *command)
{
	struct err err = { 0 };
	char text[512];

	err_set(&err, ERR_INVALID, "command.unknown", "没有“%.40s”这个命令", command);
	err_fix(&err, "命令一览见 guiju --help");
	err_text(&err, text, sizeof(text));
	fprintf(stderr, "%s\n", text);
	return err_exit_code(&err);
}

int main(int argc, char **argv)
{
	file_fill_standard();
	if (argc < 2) {
		print_usage(stderr);
		return 2;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return fflush(stdout) == 0 ? 0 : 75;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("guiju 0.1");
		return fflush(stdout) == 0 ? 0 : 75;
	}
	for (size_t i = 0; i < countof(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return refuse(argv[1]);
}
