/* import_report.c -- what became of the rows of an import: counted, named, shown while it runs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_report.h"

#include "app/import_map.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "format/csv.h"
#include "format/json_write.h"
#include <errno.h>
#include <unistd.h>

#define NAMED 50 /* refused rows named in the summary for people */
#define BAR   30 /* characters of the bar */

bool import_report_begin(struct import_report *report, struct arena *arena, const char *path,
                         struct err *err)
{
	static const char heading[] = "\xef\xbb\xbf行,位置,代码,原因,依据,办法\r\n";

	*report = (struct import_report){ .arena = arena, .path = path };
	report->shows = isatty(2) == 1;
	report->began = clock_monotonic();
	report->refusals = arena_make(arena, struct import_refusal, IMPORT_REFUSALS_KEPT);
	if (path == NULL)
		return true;
	report->file = fopen(path, "wb");
	if (report->file != NULL && fputs(heading, report->file) >= 0)
		return true;
	err_set(err, ERR_STORE, "import.errors", "写不了文件 %s", path);
	err_detail(err, "%s", strerror(errno));
	return err_fix(err, "看文件夹在不在、能不能写");
}

static void write_refusal(struct import_report *report, int64_t line, const struct err *err)
{
	struct arena_mark mark = arena_mark(report->arena);
	struct buf buf;

	buf_init(&buf, report->arena, 16384);
	buf_int(&buf, line);
	csv_write_cell(&buf, str_of(err->where), false);
	csv_write_cell(&buf, str_of(err->code), false);
	csv_write_cell(&buf, str_of(err->what), false);
	csv_write_cell(&buf, str_of(err->rule), false);
	csv_write_cell(&buf, str_of(err->fix), false);
	csv_write_end(&buf);
	fwrite(buf.at, 1, buf.n, report->file); /* a failure is seen at the end */
	arena_rewind(report->arena, mark);
}

void import_report_refuse(struct import_report *report, int64_t line, struct err *err)
{
	report->refused++;
	if (report->file != NULL)
		write_refusal(report, line, err);
	if (report->refusal_count < IMPORT_REFUSALS_KEPT) {
		struct err *kept = arena_make(report->arena, struct err, 1);

		*kept = *err;
		report->refusals[report->refusal_count++] = (struct import_refusal){ line, kept };
	}
	err_clear(err);
}

void import_report_progress(struct import_report *report, const char *what, int64_t done,
                            int64_t total)
{
	double now, spent, rate;
	int filled;
	char bar[BAR + 1];

	if (!report->shows)
		return;
	now = clock_monotonic();
	if (now - report->shown < 0.1)
		return;
	report->shown = now;
	spent = now - report->began;
	rate = spent > 0 ? (double)report->read / spent : 0;
	filled = total > 0 ? (int)(done * BAR / total) : 0;
	for (int i = 0; i < BAR; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[BAR] = 0;
	fprintf(stderr, "\r%s [%s] %3lld%%  %lld 行  每秒 %.0f 行  还要 %.0f 秒\033[K", what, bar,
	        (long long)(total > 0 ? done * 100 / total : 0), (long long)report->read, rate,
	        done > 0 && total > done ? spent * (double)(total - done) / (double)done : 0);
	fflush(stderr);
}

bool import_report_end(struct import_report *report, struct err *err)
{
	bool ok = true;

	if (report->shows)
		fputs("\r\033[K", stderr);
	if (report->file != NULL) {
		ok = ferror(report->file) == 0;
		ok = fclose(report->file) == 0 && ok;
		report->file = NULL;
	}
	if (ok)
		return true;
	err_set(err, ERR_STORE, "import.errors", "文件 %s 没有写全", report->path);
	return err_fix(err, "看磁盘还有没有空间；数据已按汇总所说收下");
}

/* ---- the summary ---- */

static void write_json(const struct import_report *report, const struct import_map *map,
                       struct buf *buf)
{
	struct jw w;

	jw_init(&w, buf, false);
	jw_open(&w, '{');
	jw_name_str(&w, STR("import"), map->id);
	jw_name_str(&w, STR("procedure"), map->rule->name.id);
	jw_name_str(&w, STR("file"), map->file);
	jw_name_str(&w, STR("encoding"), report->gb18030 ? STR("GB18030") : STR("UTF-8"));
	jw_name(&w, STR("trial"));
	jw_bool(&w, report->trial);
	jw_name_int(&w, STR("read"), report->read);
	jw_name_int(&w, STR("taken"), report->taken);
	jw_name_int(&w, STR("known"), report->known);
	jw_name_int(&w, STR("skipped"), report->skipped);
	jw_name_int(&w, STR("refused"), report->refused);
	jw_name_int(&w, STR("events"), report->events);
	jw_name_int(&w, STR("deviations"), report->deviations);
	jw_name_int(&w, STR("clock"), report->clock);
	jw_name_int(&w, STR("unused_columns"), (int64_t)map->unused_count);
	jw_name(&w, STR("refusals"));
	jw_open(&w, '[');
	for (size_t i = 0; i < report->refusal_count; i++) {
		const struct err *err = report->refusals[i].err;

		jw_open(&w, '{');
		jw_name_int(&w, STR("line"), report->refusals[i].line);
		jw_name_str(&w, STR("where"), str_of(err->where));
		jw_name_str(&w, STR("code"), str_of(err->code));
		jw_name_str(&w, STR("what"), str_of(err->what));
		jw_name_str(&w, STR("rule"), str_of(err->rule));
		jw_name_str(&w, STR("fix"), str_of(err->fix));
		jw_close(&w);
	}
	jw_close(&w);
	jw_close(&w);
	buf_byte(buf, '\n');
}

static void write_refusals(const struct import_report *report, struct buf *buf)
{
	size_t shown = report->refusal_count < NAMED ? report->refusal_count : NAMED;

	for (size_t i = 0; i < shown; i++) {
		char text[2200];

		err_text(report->refusals[i].err, text, sizeof(text));
		buf_printf(buf, "    %s\n", text);
	}
	if (report->refused > (int64_t)shown)
		buf_printf(buf, "    还有 %lld 行没有列出%s%s\n",
		           (long long)(report->refused - (int64_t)shown),
		           report->path ? "，全部见 " : "；用 --errors 文件.csv 写出全部",
		           report->path ? report->path : "");
}

void import_report_write(const struct import_report *report, const struct import_map *map,
                         bool json, struct buf *buf)
{
	if (json) {
		write_json(report, map, buf);
		return;
	}
	buf_printf(buf, "%s“%.*s”：%.*s（%s）\n", report->trial ? "试导入" : "导入",
	           PSTR(map->name), PSTR(map->file), report->gb18030 ? "GB18030" : "UTF-8");
	buf_printf(buf, "  读到  %lld 行（%zu 列，映射没有用到 %zu 列）\n", (long long)report->read,
	           map->column_count, map->unused_count);
	buf_printf(buf, "  %s  %lld 行，%lld 步，其中与规程不符的 %lld 步\n",
	           report->trial ? "可收" : "收下", (long long)report->taken,
	           (long long)report->events, (long long)report->deviations);
	buf_printf(buf, "  已有  %lld 行\n", (long long)report->known);
	buf_printf(buf, "  略过  %lld 行\n", (long long)report->skipped);
	buf_printf(buf, "  没收  %lld 行\n", (long long)report->refused);
	write_refusals(report, buf);
	if (report->trial)
		buf_text(buf, "  这是试导入，库没有变\n");
	else
		buf_printf(buf, "  时钟  记下到期的 %lld 件\n", (long long)report->clock);
}
