/* cmd_doctor.c -- `guiju doctor`: a machine and a store looked over, each finding with its remedy.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "format/json_write.h"
#include "keep/doctor.h"

static const char doctor_help[] =
	"用法：guiju doctor [库] [--cert 文件] [--backup 文件夹] [--json]\n"
	"\n"
	"看一遍机器和库：权限、磁盘、时钟、上限、表结构、签名、日历、材料、账号。每一项写明程度、\n"
	"是什么、为什么要紧、怎么办。不改动任何东西；内容对不对，由 guiju verify 核对。\n"
	"\n"
	"  --cert 文件      服务用的 TLS 证书，看何时到期\n"
	"  --backup 文件夹  最近的备份，看是否完整、是否太旧\n"
	"  --json           输出 JSON\n"
	"\n"
	"退出码：0 没有要处理的，1 有警告或错误\n";

static str as_text(struct arena *arena, const struct doctor *doctor)
{
	struct buf buf;

	buf_init(&buf, arena, (size_t)1 << 20);
	for (size_t i = 0; i < doctor->count; i++) {
		const struct doctor_finding *f = &doctor->findings[i];

		buf_printf(&buf, "%s  %.*s（%s）\n", doctor_level_name(f->level), PSTR(f->what),
		           f->code);
		if (f->why.n > 0)
			buf_printf(&buf, "      为什么：%.*s\n", PSTR(f->why));
		if (f->fix.n > 0)
			buf_printf(&buf, "      怎么办：%.*s\n", PSTR(f->fix));
	}
	buf_printf(&buf, "看了 %zu 项：%zu 个错误，%zu 个警告，%zu 个提示\n", doctor->count,
	           doctor->of_level[DOCTOR_BAD], doctor->of_level[DOCTOR_WARN],
	           doctor->of_level[DOCTOR_NOTE]);
	return buf_str(&buf);
}

static str as_json(struct arena *arena, const struct doctor *doctor)
{
	struct buf buf;
	struct jw w;

	buf_init(&buf, arena, (size_t)1 << 20);
	jw_init(&w, &buf, false);
	jw_open(&w, '{');
	jw_name_int(&w, STR("errors"), (int64_t)doctor->of_level[DOCTOR_BAD]);
	jw_name_int(&w, STR("warnings"), (int64_t)doctor->of_level[DOCTOR_WARN]);
	jw_name_int(&w, STR("notes"), (int64_t)doctor->of_level[DOCTOR_NOTE]);
	jw_name(&w, STR("findings"));
	jw_open(&w, '[');
	for (size_t i = 0; i < doctor->count; i++) {
		const struct doctor_finding *f = &doctor->findings[i];

		jw_open(&w, '{');
		jw_name_str(&w, STR("level"), str_of(doctor_level_code(f->level)));
		jw_name_str(&w, STR("code"), str_of(f->code));
		jw_name_str(&w, STR("what"), f->what);
		jw_name_str(&w, STR("why"), f->why);
		jw_name_str(&w, STR("fix"), f->fix);
		jw_close(&w);
	}
	jw_close(&w);
	jw_close(&w);
	buf_byte(&buf, '\n');
	return buf_str(&buf);
}

static bool run_doctor(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--cert", OPTION_VALUE },
		{ "--backup", OPTION_VALUE },
		{ "--json", OPTION_FLAG },
	};
	struct doctor *doctor = arena_make(arena, struct doctor, 1);
	struct options o;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 0, err))
		return false;
	struct doctor_ask ask = {
		.store = o.word_count > 0 ? o.words[0] : NULL,
		.cert = options_value(&o, "--cert"),
		.backup = options_value(&o, "--backup"),
		.clock = clock_real(),
	};
	size_t found;

	doctor_look(doctor, arena, &ask);
	if (!options_print(options_has(&o, "--json") ? as_json(arena, doctor)
	                                             : as_text(arena, doctor),
	                   err))
		return false;
	found = doctor->of_level[DOCTOR_BAD] + doctor->of_level[DOCTOR_WARN];
	return found == 0 || err_set(err, ERR_WANTING, "doctor.found", "有 %zu 项要处理", found);
}

int cmd_doctor(int argc, char **argv)
{
	return options_run(run_doctor, doctor_help, argc, argv);
}
