/* cmd_verify.c -- `guiju verify`: the whole store examined, each fault named.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <unistd.h>

#include "app/cmd.h"
#include "app/options.h"
#include "auth/seclog.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/clock.h"
#include "engine/inspect.h"
#include "format/json_write.h"
#include "store/store.h"

static const char verify_help[] =
	"用法：guiju verify 库 [--quick] [--json]\n"
	"\n"
	"核对整个库：签名用的公钥，总账的每件事件、每页账、每个签名；再由总账重建全部\n"
	"表格，逐行比对案卷、期限、编号、每个数字，并核对材料的文件。发现的每一处都写明\n"
	"是哪条记录、哪件事件、哪个字段。库可以正在使用。账户各表不由总账重建，只核对安全\n"
	"日志是否前后相连。\n"
	"\n"
	"整个库连同签名一起退回到从前的状态，单凭库自己看不出来：请与对外公布过的树头核对。\n"
	"\n"
	"  --quick         只核对总账，不重建\n"
	"  --json          输出JSON\n"
	"\n"
	"退出码：0 核对通过，6 核对不过\n";

#define NAMED_MAX 100 /* printed one by one; the rest is counted */

struct fault {
	str code, text;
};

struct verifying {
	struct arena *arena; /* of its own: the examination rewinds the command's */
	bool terminal;
	bool json;
	struct fault *faults;
	size_t count;
	struct inspect_check door; /* what is kept beside the ledger */
};

static void clear_progress(const struct verifying *v)
{
	if (v->terminal)
		fputs("\r\033[K", stderr);
}

static void hear_fault(void *with, const char *code, const char *text)
{
	struct verifying *v = with;

	if (v->count == NAMED_MAX)
		return;
	v->faults[v->count].code = arena_copy(v->arena, str_of(code));
	v->faults[v->count++].text = arena_copy(v->arena, str_of(text));
}

static void hear_progress(void *with, int64_t done, int64_t all)
{
	const struct verifying *v = with;

	if (v->terminal && all > 0)
		fprintf(stderr, "\r重建 %lld / %lld（%lld%%）", (long long)done, (long long)all,
		        (long long)(done * 100 / all));
}

/* Accounts and sessions are not folded from events; of them only the log has a chain. */
static bool check_door(struct verifying *v, const char *folder, struct inspection *found,
                       struct err *err)
{
	double before = clock_monotonic();
	struct clock clock = clock_real();
	struct err fault = { 0 };
	struct auth auth;
	struct db db;
	int64_t rows = 0;

	v->door = (struct inspect_check){ .code = "door", .name = "登录安全日志" };
	v->door.said = STR("没有做");
	if (found->faults > 0)
		return true;
	if (!store_open(v->arena, folder, STORE_READ, &db, err))
		return false;
	if (!auth_open(&auth, v->arena, &db, folder, false, clock_now(&clock), &fault) ||
	    !seclog_verify(&auth, &rows, &fault)) {
		hear_fault(v, fault.code, fault.what);
		v->door.faults++;
		found->faults++;
	}
	db_close(&db);
	v->door.done = true;
	v->door.said = arena_printf(v->arena, "%lld 行", (long long)rows);
	v->door.milliseconds = (int64_t)((clock_monotonic() - before) * 1000);
	return true;
}

static str as_text(struct verifying *v, const struct inspection *found)
{
	struct buf buf;

	buf_init(&buf, v->arena, (size_t)1 << 20);
	for (size_t i = 0; i <= INSPECT_CHECKS; i++) {
		const struct inspect_check *check = i < INSPECT_CHECKS ? &found->checks[i]
		                                                       : &v->door;

		buf_printf(&buf, "%s：%.*s", check->name, PSTR(check->said));
		if (check->done)
			buf_printf(&buf, "%s%s（%lld.%03lld 秒）", check->said.n > 0 ? "，" : "",
			           check->faults > 0 ? "有错" : "无误",
			           (long long)check->milliseconds / 1000,
			           (long long)check->milliseconds % 1000);
		buf_byte(&buf, '\n');
	}
	for (size_t i = 0; i < v->count; i++)
		buf_printf(&buf, "  %.*s（%.*s）\n", PSTR(v->faults[i].text),
		           PSTR(v->faults[i].code));
	if (found->faults > (int64_t)v->count)
		buf_printf(&buf, "  另有 %lld 处没有一一列出\n",
		           (long long)(found->faults - (int64_t)v->count));
	if (found->faults == 0)
		buf_text(&buf, "核对通过\n");
	else
		buf_printf(&buf, "核对不过：%lld 处\n", (long long)found->faults);
	return buf_str(&buf);
}

static void put_check(struct jw *w, const struct inspect_check *check)
{
	jw_open(w, '{');
	jw_name_str(w, STR("check"), str_of(check->code));
	jw_name(w, STR("done"));
	jw_bool(w, check->done);
	jw_name_int(w, STR("faults"), check->faults);
	jw_name_int(w, STR("milliseconds"), check->milliseconds);
	jw_name_str(w, STR("said"), check->said);
	jw_close(w);
}

static str as_json(struct verifying *v, const struct inspection *found)
{
	struct buf buf;
	struct jw w;

	buf_init(&buf, v->arena, (size_t)1 << 20);
	jw_init(&w, &buf, false);
	jw_open(&w, '{');
	jw_name(&w, STR("good"));
	jw_bool(&w, found->faults == 0);
	jw_name_int(&w, STR("events"), found->events);
	jw_name_int(&w, STR("faults"), found->faults);
	jw_name(&w, STR("checks"));
	jw_open(&w, '[');
	for (size_t i = 0; i < INSPECT_CHECKS; i++)
		put_check(&w, &found->checks[i]);
	put_check(&w, &v->door);
	jw_close(&w);
	jw_name(&w, STR("named"));
	jw_open(&w, '[');
	for (size_t i = 0; i < v->count; i++) {
		jw_open(&w, '{');
		jw_name_str(&w, STR("code"), v->faults[i].code);
		jw_name_str(&w, STR("text"), v->faults[i].text);
		jw_close(&w);
	}
	jw_close(&w);
	jw_close(&w);
	buf_byte(&buf, '\n');
	return buf_str(&buf);
}

static void end_arena(void *arena)
{
	arena_end(arena);
}

static bool run_verify(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--quick", OPTION_FLAG },
		{ "--json", OPTION_FLAG },
	};
	struct verifying v = { .terminal = isatty(2) == 1 };
	const struct inspect_listener listener = { hear_fault, hear_progress, &v };
	struct inspection found;
	struct options o;
	bool good;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 1, err))
		return false;
	v.json = options_has(&o, "--json");
	v.arena = arena_new(LIMIT_ARENA_COMMAND);
	arena_at_end(arena, end_arena, v.arena);
	v.faults = arena_make(v.arena, struct fault, NAMED_MAX);
	good = inspect_store(arena, o.words[0], options_has(&o, "--quick"), &listener, &found, err);
	clear_progress(&v);
	if (!good || !check_door(&v, o.words[0], &found, err) ||
	    !options_print(v.json ? as_json(&v, &found) : as_text(&v, &found), err))
		return false;
	if (found.faults == 0)
		return true;
	err_set(err, ERR_TAMPERED, "verify.faults", "核对不过：%lld 处", (long long)found.faults);
	err_where(err, "%s", o.words[0]);
	return err_fix(err, "停止使用这个库，保留现状，从备份恢复后再核对");
}

int cmd_verify(int argc, char **argv)
{
	return options_run(run_verify, verify_help, argc, argv);
}
