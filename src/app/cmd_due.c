/* cmd_due.c -- `guiju due`: when does a period end, and why on that day.
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
#include "base/utf8.h"
#include "calendar/term.h"
#include "calendar/workday.h"
#include "format/json_write.h"

#define OUT_BYTES_MAX ((size_t)32 << 20) /* a hundred years, a line for each day */

static const char due_help[] =
	"用法：guiju due --from 起始 --length 期限 [选项]\n"
	"\n"
	"计算一个法定期限何时届满，并逐日列出怎样数到那一天。\n"
	"\n"
	"  --from 起始         2024-09-27 或 2024-09-27T09:30（北京时间）；起始日不计入\n"
	"  --length 期限       “60 日”“5 个工作日”“3 个月”“1 年”“4 小时”“30 分钟”\n"
	"  --pause 从..到      中止（或不计入）的一段，可以多次；“从..”表示仍在中止\n"
	"  --extend 期限       延长，可以多次；自顺延之前的最后一日起接着数\n"
	"  --no-roll           最后一日是休息日也不顺延\n"
	"  --json              输出JSON\n"
	"  --help              显示本说明\n"
	"\n"
	"例：guiju due --from 2024-03-04 --length '60 日' --pause 2024-04-03..2024-05-13\n";

struct due_request {
	struct arena *arena;
	struct err *err;
	struct term term;
	struct term_length *extensions;
	struct term_pause *pauses;
	bool json;
};

static bool bad(const struct due_request *request, const char *option, const char *value,
                const char *example)
{
	err_set(request->err, ERR_INVALID, "due.value", "看不懂选项 %s 的值“%.*s”", option,
	        PSTR(str_sub(str_of(value), 0, LIMIT_NAME_BYTES)));
	return err_fix(request->err, "例如：%s", example);
}

static bool read_pause(struct due_request *request, const char *value)
{
	struct term_pause pause = { .to = INSTANT_NONE };
	str rest = str_of(value);
	str from;

	if (str_find(rest, STR("..")) < 0)
		return bad(request, "--pause", value, "--pause 2024-04-03..2024-05-13");
	str_cut(&rest, STR(".."), &from);
	if (!day_read_instant(from, &pause.from) ||
	    (rest.n > 0 && !day_read_instant(rest, &pause.to)))
		return bad(request, "--pause", value, "--pause 2024-04-03..2024-05-13");
	if (pause.to != INSTANT_NONE && pause.to < pause.from) {
		err_set(request->err, ERR_INVALID, "due.pause.order", "中止“%s”的终点早于起点",
		        value);
		return err_fix(request->err, "先写中止的一天，后写恢复的一天");
	}
	request->pauses[request->term.pause_count++] = pause;
	return true;
}

static bool read_times(struct due_request *request, const struct options *o)
{
	const char *from = options_value(o, "--from"), *length = options_value(o, "--length");
	const char *value;

	if (from == NULL || length == NULL) {
		err_set(request->err, ERR_INVALID, "option.missing", "缺少选项 %s",
		        length ? "--from" : "--length");
		return err_fix(request->err,
		               "例如：guiju due --from 2024-09-27 --length '5 个工作日'");
	}
	if (!day_read_instant(str_of(from), &request->term.started))
		return bad(request, "--from", from, "--from 2024-09-27");
	if (!term_read_length(str_of(length), &request->term.length))
		return bad(request, "--length", length, "--length '5 个工作日'");
	for (size_t i = 0; (value = options_nth(o, "--pause", i)) != NULL; i++)
		if (!read_pause(request, value))
			return false;
	for (size_t i = 0; (value = options_nth(o, "--extend", i)) != NULL; i++)
		if (!term_read_length(str_of(value),
		                      &request->extensions[request->term.extension_count++]))
			return bad(request, "--extend", value, "--extend '30 日'");
	return true;
}

/* The pauses must lie after the start, in order, without touching each other's inside. */
static bool check_pauses(const struct due_request *request)
{
	instant free_from = request->term.started;

	for (size_t i = 0; i < request->term.pause_count; i++) {
		if (free_from == INSTANT_NONE || request->pauses[i].from < free_from) {
			err_set(request->err, ERR_INVALID, "due.pause.overlap",
			        i == 0 ? "中止早于期限的起始" : "第%d个 --pause 没有接在前一个之后",
			        (int)i + 1);
			return err_fix(request->err, "按时间先后写，前一个恢复之后才有后一个");
		}
		free_from = request->pauses[i].to;
	}
	return true;
}

static const char *weekday_text(day d)
{
	static const char *const names[] = {
		"周日", "周一", "周二", "周三", "周四", "周五", "周六"
	};

	return names[day_weekday(d)];
}

static const char *mark_text(char mark)
{
	switch (mark) {
	case 's': return "起";
	case 'w': return "休";
	case 'h': return "假";
	case 'm': return "班";
	case 'p': return "停";
	case 'r': return "延";
	case 'e': return "止";
	default: return "计";
	}
}

static void pad(struct buf *out, str text, int width)
{
	buf_add(out, text);
	for (int column = utf8_width(text); column < width; column++)
		buf_byte(out, ' ');
}

static void write_table(struct buf *out, struct arena *arena, const struct term_line *lines,
                        size_t count)
{
	int width = 4;

	for (size_t i = 0; i < count; i++) {
		int wide = utf8_width(lines[i].why) + (lines[i].provisional ? 8 : 0);

		width = wide > width ? wide : width;
	}
	buf_text(out, "日期        星期  记  第几  ");
	pad(out, STR("说明"), width + 2);
	buf_text(out, "依据\n");
	for (size_t i = 0; i < count; i++) {
		str why = lines[i].why;

		if (lines[i].provisional)
			why = arena_printf(arena, "%.*s（推定）", PSTR(why));
		day_write(out, lines[i].on);
		buf_printf(out, "  %s  %s  ", weekday_text(lines[i].on), mark_text(lines[i].mark));
		if (lines[i].counted > 0)
			buf_printf(out, "%4d  ", lines[i].counted);
		else
			buf_text(out, "   -  ");
		if (lines[i].basis.n > 0) {
			pad(out, why, width + 2);
			buf_add(out, lines[i].basis);
		} else {
			buf_add(out, why);
		}
		while (out->n > 0 && out->at[out->n - 1] == ' ')
			out->n--;
		buf_byte(out, '\n');
	}
}

static void write_text(struct buf *out, const struct due_request *request,
                       const struct term_due *due, const struct term_line *lines, size_t count)
{
	const struct term *term = &request->term;

	buf_text(out, "期限      ");
	term_write_length(out, term->length);
	for (size_t i = 0; i < term->extension_count; i++) {
		buf_text(out, "，延长 ");
		term_write_length(out, term->extensions[i]);
	}
	buf_text(out, "\n起始      ");
	day_write_minute(out, term->started);
	buf_printf(out, "（%s）\n", weekday_text(day_at(term->started)));
	if (due->paused) {
		struct term_length left = { due->left, term->length.unit };

		if (left.unit == TERM_MONTHS || left.unit == TERM_YEARS)
			left.unit = TERM_DAYS;
		buf_text(out, "届满      中止中，尚余 ");
		term_write_length(out, left);
		buf_text(out, "，恢复之日起接着计算\n");
	} else {
		bool to_midnight = due->at == day_start(due->last_day + 1);

		buf_text(out, "届满      ");
		if (to_midnight)
			day_write(out, due->last_day);
		else
			day_write_minute(out, due->at);
		buf_printf(out, "（%s）%s\n", weekday_text(due->last_day),
		           to_midnight ? "24时止" : "");
	}
	if (due->provisional)
		buf_text(out, "注意      是推定的：有的日期尚无放假通知，"
		              "暂按《全国年节及纪念日放假办法》计算，通知公布后应当重新计算\n");
	buf_byte(out, '\n');
	write_table(out, request->arena, lines, count);
}

static str instant_text(struct arena *arena, instant t)
{
	struct buf text;

	buf_init(&text, arena, LIMIT_NAME_BYTES);
	day_write_instant(&text, t);
	return buf_str(&text);
}

static str day_text(struct arena *arena, day d)
{
	struct buf text;

	buf_init(&text, arena, LIMIT_NAME_BYTES);
	day_write(&text, d);
	return buf_str(&text);
}

static str length_text(struct arena *arena, struct term_length length)
{
	struct buf text;

	buf_init(&text, arena, LIMIT_NAME_BYTES);
	term_write_length(&text, length);
	return buf_str(&text);
}

static void write_json_lines(struct jw *w, struct arena *arena, const struct term_line *lines,
                             size_t count)
{
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("basis"), lines[i].basis);
		jw_name_int(w, STR("counted"), lines[i].counted);
		jw_name_str(w, STR("mark"), (str){ &lines[i].mark, 1 });
		jw_name_str(w, STR("on"), day_text(arena, lines[i].on));
		jw_name(w, STR("provisional"));
		jw_bool(w, lines[i].provisional);
		jw_name_str(w, STR("why"), lines[i].why);
		jw_close(w);
	}
	jw_close(w);
}

/* What was asked, as it was understood. */
static void write_json_asked(struct jw *w, const struct due_request *request)
{
	const struct term *term = &request->term;

	jw_name(w, STR("extensions"));
	jw_open(w, '[');
	for (size_t i = 0; i < term->extension_count; i++)
		jw_str(w, length_text(request->arena, term->extensions[i]));
	jw_close(w);
	jw_name_str(w, STR("from"), instant_text(request->arena, term->started));
}

static void write_json_pauses(struct jw *w, const struct due_request *request)
{
	jw_name(w, STR("pauses"));
	jw_open(w, '[');
	for (size_t i = 0; i < request->term.pause_count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("from"), instant_text(request->arena, request->pauses[i].from));
		jw_name(w, STR("to"));
		if (request->pauses[i].to == INSTANT_NONE)
			jw_null(w);
		else
			jw_str(w, instant_text(request->arena, request->pauses[i].to));
		jw_close(w);
	}
	jw_close(w);
}

static void write_json(struct buf *out, const struct due_request *request,
                       const struct term_due *due, const struct term_line *lines, size_t count)
{
	struct jw w;

	jw_init(&w, out, true);
	jw_open(&w, '{');
	jw_name(&w, STR("at"));
	if (due->paused)
		jw_null(&w);
	else
		jw_str(&w, instant_text(request->arena, due->at));
	jw_name(&w, STR("days"));
	write_json_lines(&w, request->arena, lines, count);
	write_json_asked(&w, request);
	jw_name(&w, STR("last_day"));
	if (due->paused)
		jw_null(&w);
	else
		jw_str(&w, day_text(request->arena, due->last_day));
	jw_name(&w, STR("left"));
	if (due->paused)
		jw_int(&w, due->left);
	else
		jw_null(&w);
	jw_name_str(&w, STR("length"), length_text(request->arena, request->term.length));
	jw_name(&w, STR("no_roll"));
	jw_bool(&w, request->term.no_roll);
	jw_name(&w, STR("paused"));
	jw_bool(&w, due->paused);
	write_json_pauses(&w, request);
	jw_name(&w, STR("provisional"));
	jw_bool(&w, due->provisional);
	jw_close(&w);
	buf_byte(out, '\n');
}

static bool answer(struct due_request *request)
{
	struct workdays *workdays = workdays_new(request->arena);
	str home = file_home(request->arena);
	str folder = arena_printf(request->arena, "%.*s/calendars", PSTR(home));
	struct term_line *lines;
	struct term_due due;
	struct buf out;
	size_t count;

	if (!workdays_load(workdays, folder.at, request->err))
		return false;
	due = term_due(&request->term, workdays);
	count = term_explain(request->arena, &request->term, workdays, &lines);
	buf_init(&out, request->arena, OUT_BYTES_MAX);
	if (request->json)
		write_json(&out, request, &due, lines, count);
	else
		write_text(&out, request, &due, lines, count);
	if (out.full)
		return err_set(request->err, ERR_LIMIT, "due.long", "逐日的说明太长，写不下");
	return options_print(buf_str(&out), request->err);
}

static bool run_due(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--from", OPTION_VALUE },   { "--length", OPTION_VALUE },
		{ "--pause", OPTION_MANY },   { "--extend", OPTION_MANY },
		{ "--no-roll", OPTION_FLAG }, { "--json", OPTION_FLAG },
	};
	struct due_request request = { .arena = arena, .err = err };
	struct options o;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 0, err))
		return false;
	if (o.word_count > 0) {
		err_set(err, ERR_INVALID, "option.words", "“%.80s”不是选项", o.words[0]);
		return err_fix(err, "用法见 guiju due --help");
	}
	request.extensions = arena_make(arena, struct term_length, o.given_count);
	request.pauses = arena_make(arena, struct term_pause, o.given_count);
	request.term.extensions = request.extensions;
	request.term.pauses = request.pauses;
	request.term.no_roll = options_has(&o, "--no-roll");
	request.json = options_has(&o, "--json");
	if (read_times(&request, &o) && check_pauses(&request) && answer(&request))
		return true;
	return err_where(err, "guiju due");
}

int cmd_due(int argc, char **argv)
{
	return options_run(run_due, due_help, argc, argv);
}
