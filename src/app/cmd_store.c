/* cmd_store.c -- `guiju init`, `adopt`, `tick`: a store made, law put in force, time let run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/source.h"
#include "engine/desk.h"

static const char init_help[] =
	"用法：guiju init 库 --place 620200 --name 嘉峪关市 [--national]\n"
	"\n"
	"建一个新的库（一个文件夹）：表、总账、签名用的密钥；采用全部工作日历和\n"
	"机构、任职两本名录；登记市政府和第一个系统管理员 admin。\n"
	"\n"
	"  --place 代码    行政区划代码，是总账名称的一部分（guiju/620200）\n"
	"  --name 名称     城市名称\n"
	"  --national      同时记一本国密总账（SM3、SM2）\n"
	"  --database 地址 各表放在 PostgreSQL 里（postgresql://…）；密钥和材料仍在文件夹里\n"
	"  --seed 文字     示范用：可重复的随机数。真实的库不要用\n";

static bool all_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return true;
}

static bool run_init(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--place", OPTION_VALUE },
		{ "--name", OPTION_VALUE },
		{ "--national", OPTION_FLAG },
		{ "--database", OPTION_VALUE },
		{ "--seed", OPTION_VALUE },
	};
	struct options o;
	struct desk *desk;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 1, err))
		return false;
	struct desk_begin begin = {
		.folder = o.words[0],
		.database = options_value(&o, "--database"),
		.place = str_of(options_value(&o, "--place")),
		.name = str_of(options_value(&o, "--name")),
		.national = options_has(&o, "--national"),
		.seed = str_of(options_value(&o, "--seed")),
		.clock = clock_real(),
	};

	if (begin.place.n == 0 || begin.name.n == 0) {
		err_set(err, ERR_INVALID, "option.missing", "要写明行政区划代码和名称");
		return err_fix(err, "例如：guiju init %s --place 620200 --name 嘉峪关市",
		               begin.folder);
	}
	if (begin.place.n < 2 || begin.place.n > 12 || !all_digits(begin.place)) {
		err_set(err, ERR_INVALID, "option.place",
		        "行政区划代码是 2 至 12 位数字，得到“%.40s”", begin.place.at);
		return err_fix(err, "例如：--place 620200");
	}
	if (!desk_create(arena, &begin, &desk, err))
		return false;
	return options_print(arena_printf(arena, "建好了 %s：总账 %.*s，已有 %lld 条\n",
	                                  begin.folder, PSTR(ledger_origin(desk_ledger(desk))),
	                                  (long long)ledger_size(desk_ledger(desk))),
	                     err);
}

int cmd_init(int argc, char **argv)
{
	return options_run(run_init, init_help, argc, argv);
}

static const char adopt_help[] =
	"用法：guiju adopt 库 文件.rule|文件.calendar...\n"
	"\n"
	"检查文件，在库里采用它（这件事本身记入总账）。规程适用的通则从旁边的 common\n"
	"文件夹取来，一并记入。内容相同的再采用一次，什么也不变。\n"
	"采用新一年的日历后，尚在计算的期限都重新计算。\n"
	"\n"
	"  --as 人员       谁采用的（不写则为 admin）\n";

static str base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return str_of(slash ? slash + 1 : path);
}

static bool adopt_file(struct arena *arena, struct desk *desk, const char *path, str person,
                       struct err *err)
{
	str text;
	str name = base_name(path);

	if (str_ends(name, STR(".calendar")))
		return file_read(arena, path, LIMIT_RULE_BYTES, &text, err) &&
		       desk_adopt_calendar(desk, name, text, person, err);
	return source_read(arena, str_of(path), &text, err) &&
	       desk_adopt_rule(desk, name, text, person, err);
}

/* Law is put in force by who administers the system, and under that name. */
static bool check_adopter(struct desk *desk, str person, struct err *err)
{
	struct clock clock = clock_real();
	const struct role role = { .kind = ROLE_POST,
		                   .organ = STR("任一单位"),
		                   .post = STR("系统管理员") };
	str organ;

	if (people_holds(desk_world(desk)->people, &role, NULL, person, day_at(clock_now(&clock)),
	                 &organ))
		return true;
	err_set(err, ERR_DENIED, "adopt.person", "%.*s不能采用规程和日历：由系统管理员采用",
	        PSTR(person));
	return err_fix(err, "由有这一职务的人采用，或先在任职名录中登记其职务");
}

static bool run_adopt(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = { { "--as", OPTION_VALUE } };
	struct options o;
	struct desk *desk;
	str person = STR("admin");

	if (!options_read(&o, arena, argc, argv, table, countof(table), 2, err))
		return false;
	if (options_value(&o, "--as") != NULL)
		person = str_of(options_value(&o, "--as"));
	if (!desk_open(arena, o.words[0], true, clock_real(), &desk, err) ||
	    !check_adopter(desk, person, err))
		return false;
	for (int i = 1; i < o.word_count; i++) {
		if (!adopt_file(arena, desk, o.words[i], person, err))
			return false;
		printf("采用了 %s\n", o.words[i]);
	}
	return desk_seal(desk, err);
}

int cmd_adopt(int argc, char **argv)
{
	return options_run(run_adopt, adopt_help, argc, argv);
}

static const char tick_help[] =
	"用法：guiju tick 库 [--at 时刻]\n"
	"\n"
	"让时钟走到某个时刻（不写则为现在）：到期的期限记入总账，法律规定“视为”的步骤由\n"
	"时钟办理。每天至少运行一次。\n";

static bool run_tick(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = { { "--at", OPTION_VALUE } };
	struct options o;
	struct clock clock = clock_real();
	struct desk *desk;
	const char *at;
	instant until = clock_now(&clock);
	int64_t count;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 1, err))
		return false;
	at = options_value(&o, "--at");
	if (at != NULL && !day_read_instant(str_of(at), &until)) {
		err_set(err, ERR_INVALID, "option.time", "看不懂时刻“%.60s”", at);
		return err_fix(err, "例如：--at 2024-12-31T23:59");
	}
	if (until > clock_now(&clock))
		return err_set(err, ERR_INVALID, "option.future", "时钟不能走到将来");
	if (!desk_open(arena, o.words[0], true, clock, &desk, err) ||
	    !desk_tick(desk, until, &count, err) || !desk_seal(desk, err))
		return false;
	return options_print(arena_printf(arena, "时钟办了 %lld 件\n", (long long)count), err);
}

int cmd_tick(int argc, char **argv)
{
	return options_run(run_tick, tick_help, argc, argv);
}
