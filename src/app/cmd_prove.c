/* cmd_prove.c -- `guiju prove`: a proof of one record that anyone can check without us.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "engine/desk.h"
#include "ledger/prove.h"

static const char prove_help[] =
	"用法：guiju prove 库 记录 [--private] [-o 文件]\n"
	"\n"
	"给一条记录开一份证明：它的全部事件、打开承诺的盐、通到签名树头的路径和树头本身。\n"
	"拿到的人用 guiju-verify 离线核对，不必相信我们，只须从公开处得到公钥。证明这些事件\n"
	"在账里、写的就是这些；不证明这条记录再没有别的事件。\n"
	"\n"
	"  --private         连同不公开的字段一起打开（已依法删除的除外）；文件只许本人读\n"
	"  -o、--out 文件    写到文件；不写则印到标准输出\n"
	"\n"
	"记录写案号，或“规程号/流水号”，如 hotline/12，或唯一字段的值。记录的最后几步还没有\n"
	"签名时，先签名再开证明；库正由别人写着而签不成时，说明还差几件。\n"
	"\n"
	"例：guiju prove 库 hotline/12 -o 12.proof && guiju-verify 12.proof\n";

struct proving {
	struct arena *arena;
	struct options options;
	struct desk *desk;
	const struct rule *rule;
	struct prove_ask ask;
};

static bool find_record(struct proving *p, bool write, struct err *err)
{
	if (!desk_open(p->arena, p->options.words[0], write, clock_real(), &p->desk, err) ||
	    !desk_find(p->desk, str_of(p->options.words[1]), &p->rule, &p->ask.serial, err))
		return false;
	p->ask.procedure = p->rule->name.id;
	return true;
}

/* Newer steps than the last signature: opens the store for writing, and signs. */
static bool sign_first(struct proving *p, struct err *err)
{
	int64_t count = 0;

	if (!prove_unsigned(desk_ledger(p->desk), &p->ask, &count, err))
		return false;
	if (count == 0)
		return true;
	if (find_record(p, true, err) && desk_seal(p->desk, err))
		return true;
	if (err->kind != ERR_CONFLICT)
		return false;
	err_clear(err);
	err_set(err, ERR_CONFLICT, "prove.unsigned",
	        "这条记录有 %lld 件事件还没有签名，而另一个程序正在写这个库，签不成",
	        (long long)count);
	err_where(err, "%s", p->options.words[0]);
	return err_fix(err, "等那个程序签名或结束后再开证明");
}

static bool run_prove(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--private", OPTION_FLAG },
		{ "--out", OPTION_VALUE },
	};
	struct proving p = { .arena = arena };
	char **words = arena_make(arena, char *, (size_t)argc + 1);
	struct bundle bundle;
	const char *out;
	str file;

	for (int i = 0; i < argc; i++)
		words[i] = strcmp(argv[i], "-o") == 0 ? arena_cstr(arena, STR("--out")) : argv[i];
	if (!options_read(&p.options, arena, argc, words, table, countof(table), 2, err))
		return false;
	p.ask.private = options_has(&p.options, "--private");
	out = options_value(&p.options, "--out");
	if (!find_record(&p, false, err) || !sign_first(&p, err) ||
	    !prove_record(arena, desk_ledger(p.desk), &p.ask, &bundle, err) ||
	    !bundle_write(arena, &bundle, &file, err))
		return false;
	return out ? file_write(out, file, p.ask.private ? 0600 : 0644, err)
	           : options_print(file, err);
}

int cmd_prove(int argc, char **argv)
{
	return options_run(run_prove, prove_help, argc, argv);
}
