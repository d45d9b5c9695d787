/* cmd_export.c -- `guiju export`: the whole log as files that anyone can check.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <unistd.h>

#include "app/cmd.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "ledger/export.h"

static const char export_help[] =
	"用法：guiju export 库 文件夹\n"
	"\n"
	"把总账导出到文件夹，供任何人核对、保存、公布：签过名的树头、公钥、逐条的账目和\n"
	"哈希块、事件正文（events.jsonl）、所依据的规程和日历。不含不公开的内容和签名私钥。\n"
	"核对：guiju-verify 文件夹。\n"
	"\n"
	"导出到最后一次签名为止。可以反复导出到同一个文件夹：相同的文件不动，只补新的；中途\n"
	"断了，再来一次即可。新树头最后才换上。账本与从前导出的接不上时，拒绝导出。\n"
	"库可以正在使用。\n";

struct exporting {
	bool terminal;
	int64_t told; /* per cent */
};

static void tell_progress(void *with, int64_t done, int64_t all)
{
	struct exporting *e = with;
	int64_t now = done * 100 / all;

	if (!e->terminal || now == e->told)
		return;
	e->told = now;
	fprintf(stderr, "\r导出 %lld / %lld（%lld%%）", (long long)done, (long long)all,
	        (long long)now);
}

static bool run_export(struct arena *arena, int argc, char **argv, struct err *err)
{
	struct exporting e = { .terminal = isatty(2) == 1, .told = -1 };
	const struct export_listener listener = { tell_progress, &e };
	struct export_count count;
	struct options o;
	struct desk *desk;
	bool good;

	if (!options_read(&o, arena, argc, argv, NULL, 0, 2, err) ||
	    !desk_open(arena, o.words[0], false, clock_real(), &desk, err))
		return false;
	good = export_write(arena, desk_ledger(desk), o.words[1], &listener, &count, err);
	if (e.told >= 0)
		fputs("\r\033[K", stderr);
	if (!good)
		return false;
	return options_print(arena_printf(arena,
	                                  "总账 %.*s 的 %lld 条导出到 %s：写了 %lld 个文件，"
	                                  "%lld 个没有变\n",
	                                  PSTR(ledger_origin(desk_ledger(desk))),
	                                  (long long)count.events, o.words[1],
	                                  (long long)count.written, (long long)count.left),
	                     err);
}

int cmd_export(int argc, char **argv)
{
	return options_run(run_export, export_help, argc, argv);
}
