/* cmd_table.c -- `guiju table`: a table of a rule filled from the store, and tried.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "app/view.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/desk.h"
#include "format/json_write.h"
#include "report/sheet.h"

#define TABLE_BYTES ((size_t)32 << 20)

static const char table_help[] =
	"用法：guiju table 库 规程.统计表 --year 2024 [选项]\n"
	"      guiju table 库 [--json]\n"
	"\n"
	"按规程里的“统计表”逐行逐列填数，并逐项核对：各项相加等于总计，每条“核对”在总数上\n"
	"和每一分项上都成立。有一处不成立，就逐处说明两边，退出码为 9。\n"
	"不写表名的，列出库里各规程的统计表。\n"
	"\n"
	"  --year 年   统计年度（公历1月1日至12月31日）\n"
	"  --md        输出Markdown；核对不成立的不输出\n"
	"  --csv       输出CSV，供电子表格打开；核对不成立的不输出\n"
	"  --json      输出JSON，附每个数的来源和每处核对\n"
	"\n"
	"例：guiju table 库 foi.requests --year 2024\n";

struct filling {
	struct arena *arena;
	struct options options;
	struct desk *desk;
	struct sheet_of of;
	struct sheet *sheet;
	struct buf buf;
};

/* ---- the list ---- */

static void list_one(struct filling *f, const struct rule *rule, const struct statistic *statistic,
                     struct jw *w)
{
	str name = arena_printf(f->arena, "%.*s.%.*s", PSTR(rule->name.id),
	                        PSTR(statistic->name.id));

	if (w == NULL) {
		view_pad(&f->buf, name, 32);
		buf_printf(&f->buf, "  %.*s（%.*s）\n", PSTR(statistic->name.text),
		           PSTR(rule->name.text));
		return;
	}
	jw_open(w, '{');
	jw_name_str(w, STR("basis"), model_basis(f->arena, rule, statistic->basis));
	jw_name_str(w, STR("name"), statistic->name.text);
	jw_name_str(w, STR("procedure"), rule->name.id);
	jw_name_str(w, STR("table"), name);
	jw_close(w);
}

static bool list_tables(struct filling *f, struct err *err)
{
	const struct library *library = desk_world(f->desk)->library;
	const struct rule *const *rules;
	size_t count = library_rules(library, &rules), tables = 0;
	bool json = options_has(&f->options, "--json");
	struct jw w;

	jw_init(&w, &f->buf, true);
	if (json)
		jw_open(&w, '[');
	for (size_t i = 0; i < count; i++) {
		if (library_newest(library, rules[i]->name.id) != rules[i])
			continue;
		for (size_t k = 0; k < rules[i]->statistic_count; k++, tables++)
			list_one(f, rules[i], &rules[i]->statistics[k], json ? &w : NULL);
	}
	if (json) {
		jw_close(&w);
		buf_byte(&f->buf, '\n');
	} else if (tables == 0) {
		buf_text(&f->buf, "库里的规程都没有统计表\n");
	}
	return options_print(buf_str(&f->buf), err);
}

/* ---- one table ---- */

static bool read_year(struct filling *f, struct err *err)
{
	const char *year = options_value(&f->options, "--year");
	int64_t y;

	if (year == NULL || !num_read_int(str_of(year), &y) || y < 1990 || y > 2149) {
		err_set(err, ERR_INVALID, "option.year", "要写明统计年度");
		return err_fix(err, "例如：--year 2024");
	}
	f->of.year = (int)y;
	return true;
}

static bool find_rule(struct filling *f, str procedure, struct err *err)
{
	const struct library *library = desk_world(f->desk)->library;

	f->of.rule = library_in_force(library, procedure, day_of(f->of.year, 12, 31));
	if (f->of.rule != NULL)
		return true;
	if (library_newest(library, procedure) == NULL)
		return err_set(err, ERR_UNKNOWN, "procedure.unknown", "没有采用“%.*s”这个规程",
		               PSTR(procedure));
	return err_set(err, ERR_UNKNOWN, "procedure.not_yet", "“%.*s”到%d年年末还没有施行",
	               PSTR(procedure), f->of.year);
}

static bool find_table(struct filling *f, struct err *err)
{
	str rest = str_of(f->options.words[1]), procedure;

	if (!str_cut(&rest, STR("."), &procedure)) {
		err_set(err, ERR_INVALID, "table.name", "要写成“规程.统计表”，得到“%.80s”",
		        f->options.words[1]);
		return err_fix(err, "例如：foi.requests");
	}
	if (!find_rule(f, procedure, err))
		return false;
	f->of.statistic = model_statistic(f->of.rule, rest);
	if (f->of.statistic != NULL)
		return true;
	err_set(err, ERR_UNKNOWN, "table.unknown", "“%.*s”没有“%.*s”这张统计表",
	        PSTR(f->of.rule->name.text), PSTR(rest));
	return err_fix(err, "有哪些统计表，用 guiju table %s 查看", f->options.words[0]);
}

static void name_ledger(struct filling *f)
{
	digest root = ledger_root(desk_ledger(f->desk), DIGEST_SHA256);

	f->of.source = desk_figures(f->desk);
	f->of.origin = ledger_origin(desk_ledger(f->desk));
	f->of.size = ledger_size(desk_ledger(f->desk));
	f->of.root = codec_base64(f->arena, digest_bytes(&root));
}

/* What does not add up, where the table itself was not printed. */
static void tell_faults(const struct filling *f)
{
	for (size_t i = 0; i < f->sheet->trial_count; i++) {
		const struct sheet_trial *trial = &f->sheet->trials[i];

		if (!trial->holds)
			fprintf(stderr, "规程第%d行  %.*s  %.*s\n", trial->line,
			        PSTR(trial->column), PSTR(trial->what));
	}
}

static bool refuse(const struct filling *f, struct err *err)
{
	const struct sheet_trial *first = f->sheet->trials;

	while (first->holds)
		first++;
	err_set(err, ERR_REFUSED, "table.check", "统计表“%.*s”有 %zu 处不成立，第一处是%.*s：%.*s",
	        PSTR(f->of.statistic->name.text), f->sheet->fault_count, PSTR(first->column),
	        PSTR(first->what));
	err_rule(err, arena_printf(f->arena, "规程“%.*s”第%d行", PSTR(f->of.rule->name.text),
	                           first->line));
	return err_fix(err, "先查清两边差在哪些记录（guiju figure … --by 分项），"
	                    "或用 guiju verify 核对整个库");
}

static bool print_table(struct filling *f, struct err *err)
{
	bool good = f->sheet->fault_count == 0;
	bool md = options_has(&f->options, "--md"), csv = options_has(&f->options, "--csv");

	if (!good && (md || csv)) {
		tell_faults(f);
		return refuse(f, err);
	}
	if (md)
		sheet_print_md(&f->buf, f->sheet);
	else if (csv)
		sheet_print_csv(&f->buf, f->sheet);
	else if (options_has(&f->options, "--json"))
		sheet_print_json(&f->buf, f->sheet);
	else
		sheet_print_text(&f->buf, f->sheet);
	return options_print(buf_str(&f->buf), err) && (good || refuse(f, err));
}

static bool run_table(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--year", OPTION_VALUE },
		{ "--md", OPTION_FLAG },
		{ "--csv", OPTION_FLAG },
		{ "--json", OPTION_FLAG },
	};
	struct filling f = { .arena = arena };

	buf_init(&f.buf, arena, TABLE_BYTES);
	if (!options_read(&f.options, arena, argc, argv, table, countof(table), 1, err) ||
	    !desk_open(arena, f.options.words[0], false, clock_real(), &f.desk, err))
		return false;
	if (f.options.word_count == 1)
		return list_tables(&f, err);
	if (!read_year(&f, err) || !find_table(&f, err))
		return false;
	name_ledger(&f);
	return sheet_build(arena, &f.of, &f.sheet, err) &&
	       view_stood_still(f.desk, f.of.size, err) && print_table(&f, err);
}

int cmd_table(int argc, char **argv)
{
	return options_run(run_table, table_help, argc, argv);
}
