/* cmd_erase.c -- `guiju erase`: private values of a record erased by law.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "engine/desk.h"
#include "engine/erase.h"

static const char erase_help[] =
	"用法：guiju erase 库 记录 --as 人员 --basis 依据 [--reason 理由]\n"
	"\n"
	"依法删除一条记录里全部不公开的内容。总账不变：仍看得出有过这些内容，谁在何时依什么\n"
	"删的；内容和打开它的钥匙被覆盖，再也取不回来。由安全管理员、系统管理员办理。\n"
	"\n"
	"  --as 人员         谁删的\n"
	"  --basis 依据      依哪一条\n"
	"  --reason 理由     为什么\n"
	"\n"
	"例：guiju erase 库 hotline/12 --as admin --basis '《个人信息保护法》第四十七条'\n";

static bool run_erase(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--as", OPTION_VALUE },
		{ "--basis", OPTION_VALUE },
		{ "--reason", OPTION_VALUE },
	};
	const struct rule *rule;
	struct options o;
	struct desk *desk;
	int64_t events;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 2, err))
		return false;
	struct erase erase = {
		.person = str_of(options_value(&o, "--as")),
		.basis = str_of(options_value(&o, "--basis")),
		.reason = str_of(options_value(&o, "--reason")),
	};

	if (erase.person.n == 0) {
		err_set(err, ERR_INVALID, "option.missing", "要写明谁办的");
		return err_fix(err, "加上 --as 人员");
	}
	if (!desk_open(arena, o.words[0], true, clock_real(), &desk, err) ||
	    !desk_find(desk, str_of(o.words[1]), &rule, &erase.serial, err))
		return false;
	erase.procedure = rule->name.id;
	if (!erase_record(desk, &erase, &events, err) || !desk_seal(desk, err))
		return false;
	return options_print(
		arena_printf(arena, "删除了 %.*s/%lld 的不公开内容，涉及 %lld 件事件\n",
	                     PSTR(rule->name.id), (long long)erase.serial, (long long)events),
		err);
}

int cmd_erase(int argc, char **argv)
{
	return options_run(run_erase, erase_help, argc, argv);
}
