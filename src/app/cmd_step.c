/* cmd_step.c -- `guiju step`: somebody takes a step on a record, or begins one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "app/view.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/desk.h"
#include "engine/paper.h"
#include "format/json_write.h"

static const char step_help[] =
	"用法：guiju step 库 规程[/记录] 步骤 --as 人员 [选项]\n"
	"\n"
	"办一步。只写规程的，是开办一条新记录；“规程/记录”的记录可以写流水号或案号。\n"
	"规程、步骤、字段、选项都可以写中文名或英文号。\n"
	"\n"
	"  --as 人员           谁办的（任职名录里的人员代码；公众写任意称呼）\n"
	"  --role 角色         以哪个角色办（不写则取第一个合适的）\n"
	"  --at 时刻           何时办的，如 2024-05-06T09:12（不写则为现在）\n"
	"  --set 字段=值       可以多次；多个值用顿号隔开\n"
	"  --paper 材料=文件   附上材料，可以多次\n"
	"  --key 键            幂等键：同一个键只办一次\n"
	"  --json              输出JSON\n"
	"\n"
	"例：guiju step 库 reconsideration/12 受理 --as zhangsan --at 2024-03-04T09:00\n";

struct stepping {
	struct arena *arena;
	struct options options;
	struct desk *desk;
	struct command command;
	str record; /* behind the slash, or empty */
};

static bool read_pairs(struct stepping *s, const char *option, struct pair **pairs, size_t *count,
                       struct err *err)
{
	*pairs = arena_make(s->arena, struct pair, s->options.given_count);
	for (*count = 0;; (*count)++) {
		const char *value = options_nth(&s->options, option, *count);
		str rest, name;

		if (value == NULL)
			return true;
		rest = str_of(value);
		if (!str_cut(&rest, STR("="), &name) || name.n == 0) {
			err_set(err, ERR_INVALID, "option.pair", "%s 要写成 名称=值，得到“%.80s”",
			        option, value);
			return err_fix(err, "例如：%s",
			               option[2] == 's' ? "--set 理由=材料齐全"
			                                : "--paper 申请书=a.pdf");
		}
		(*pairs)[*count] = (struct pair){ str_trim(name), rest };
	}
}

static bool read_command(struct stepping *s, struct err *err)
{
	const struct options *o = &s->options;
	const char *at = options_value(o, "--at");
	struct command *command = &s->command;
	struct clock clock = clock_real();
	struct pair *pairs;
	str rest = str_of(o->words[1]);

	str_cut(&rest, STR("/"), &command->procedure);
	s->record = rest;
	command->step = str_of(o->words[2]);
	command->person = str_of(options_value(o, "--as"));
	command->role = str_of(options_value(o, "--role"));
	command->key = str_of(options_value(o, "--key"));
	command->cause = -1;
	command->happened = clock_now(&clock);
	if (command->person.n == 0) {
		err_set(err, ERR_INVALID, "option.missing", "要写明谁办的");
		return err_fix(err, "加上 --as 人员");
	}
	if (at != NULL && !day_read_instant(str_of(at), &command->happened)) {
		err_set(err, ERR_INVALID, "option.time", "看不懂时刻“%.60s”", at);
		return err_fix(err, "例如：--at 2024-05-06T09:12");
	}
	if (!read_pairs(s, "--set", &pairs, &command->field_count, err))
		return false;
	command->fields = pairs;
	return read_pairs(s, "--paper", &pairs, &command->paper_count, err) &&
	       (command->papers = pairs, true);
}

static bool find_record(struct stepping *s, struct err *err)
{
	const struct rule *rule;
	int64_t number;
	str name = s->record;

	if (name.n == 0)
		return true;
	if (num_read_int(name, &number))
		name = arena_printf(s->arena, "%.*s/%lld", PSTR(s->command.procedure),
		                    (long long)number);
	if (take_find(desk_world(s->desk), s->command.procedure, name, &rule, &s->command.serial,
	              err))
		return true;
	if (str_eq(name, s->record))
		return false;
	err_clear(err);
	return take_find(desk_world(s->desk), s->command.procedure, s->record, &rule,
	                 &s->command.serial, err);
}

static bool keep_papers(struct stepping *s, struct err *err)
{
	struct pair *papers = arena_make(s->arena, struct pair, s->command.paper_count);

	for (size_t i = 0; i < s->command.paper_count; i++) {
		papers[i].id = s->command.papers[i].id;
		if (!paper_keep(s->desk, arena_cstr(s->arena, s->command.papers[i].value),
		                &papers[i].value, err))
			return false;
	}
	s->command.papers = papers;
	return true;
}

/* What was done, written before the commit ends the batch and told after it. */
static str tell(struct stepping *s, const struct outcome *outcome)
{
	const struct change *change = &outcome->changes[0];
	struct buf buf;

	buf_init(&buf, s->arena, LIMIT_EVENT_BYTES);
	if (options_has(&s->options, "--json")) {
		struct jw w;

		jw_init(&w, &buf, true);
		jw_open(&w, '{');
		jw_name_int(&w, STR("events"), (int64_t)outcome->count);
		if (change->after->number.n > 0)
			jw_name_str(&w, STR("number"), change->after->number);
		jw_name_str(&w, STR("record"), record_name(s->arena, change->after));
		jw_name_int(&w, STR("seq"), change->seq);
		jw_name_str(&w, STR("stage"), change->after->stage->name.id);
		jw_close(&w);
		buf_byte(&buf, '\n');
	} else {
		for (size_t i = 0; i < outcome->count; i++)
			view_event(&buf, s->desk, outcome->changes[i].after->rule,
			           outcome->changes[i].seq, &outcome->changes[i].event);
	}
	return buf_str(&buf);
}

/* From here on the step stands in the ledger: whoever hears "failed" would take it again. */
static bool finish(struct stepping *s, str told, struct err *err)
{
	struct err unsealed = { 0 }, untold = { 0 };
	bool sealed = desk_seal(s->desk, &unsealed);
	bool printed = options_print(told, &untold);
	const struct err *why = sealed ? &untold : &unsealed;

	if (sealed && printed)
		return true;
	err_set(err, ERR_PARTLY, sealed ? "step.untold" : "step.unsealed",
	        "这一步已经记入总账，只是%s：%s", sealed ? "没有答复" : "还没有签名", why->what);
	err_where(err, "%s", why->where[0] != 0 ? why->where : s->options.words[0]);
	err_fix(err, sealed ? "不要重办，用 guiju show 查看"
	                    : "不要重办，除去障碍后运行 guiju tick，随之签名");
	return err_detail(err, "%s", why->detail);
}

static bool run_step(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--as", OPTION_VALUE },  { "--role", OPTION_VALUE }, { "--at", OPTION_VALUE },
		{ "--set", OPTION_MANY },  { "--paper", OPTION_MANY }, { "--key", OPTION_VALUE },
		{ "--json", OPTION_FLAG },
	};
	struct stepping s = { .arena = arena };
	struct outcome outcome;
	str told;

	if (!options_read(&s.options, arena, argc, argv, table, countof(table), 3, err) ||
	    !read_command(&s, err) ||
	    !desk_open(arena, s.options.words[0], true, clock_real(), &s.desk, err) ||
	    !find_record(&s, err) || !keep_papers(&s, err) ||
	    !desk_take(s.desk, &s.command, &outcome, err))
		return false;
	told = tell(&s, &outcome);
	return desk_commit(s.desk, err) && finish(&s, told, err);
}

int cmd_step(int argc, char **argv)
{
	return options_run(run_step, step_help, argc, argv);
}
