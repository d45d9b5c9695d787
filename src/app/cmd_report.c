/* cmd_report.c -- `guiju report`: the yearly report compiled from its source text and the store.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/cmd.h"
#include "app/options.h"
#include "app/view.h"
#include "base/arena.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "engine/desk.h"
#include "report/cells.h"
#include "report/print.h"

static const char report_help[] =
	"用法：guiju report 库 --year 2024 [选项]\n"
	"      guiju report --check 文件.report\n"
	"\n"
	"编年度报告：逐空填数，逐条核对。缺一个数、有一条核对不成立，就编不出来。\n"
	"没有采用的规程，用到它的句子不编入，并逐句列出。\n"
	"\n"
	"  --year 年         报告年度\n"
	"  --format 格式     text（默认）、md、html、json\n"
	"  --template 文件   报告的源文；不写则为 annual/年.report\n"
	"  -o、--out 文件    写到文件；不写则印到标准输出\n"
	"  --check 文件      只看源文写得对不对，不要库\n"
	"\n"
	"源文的写法见 docs/formats/report.md。\n";

struct reporting {
	struct arena *arena;
	struct options options;
	const struct template *template;
	struct problems problems;
	struct desk *desk;
	struct annual_of of;
	struct annual *annual;
};

/* All faults, when there are several; the caller's err tells the first. */
static void show_problems(const struct problems *problems)
{
	char text[2200];

	if (problems->count < 2)
		return;
	for (const struct problem *problem = problems->first; problem; problem = problem->next) {
		err_text(&problem->err, text, sizeof(text));
		fprintf(stderr, "%s\n", text);
	}
	fputs("\n", stderr);
}

static bool read_template(struct reporting *r, const char *path, struct err *err)
{
	str text;

	if (!file_read(r->arena, path, LIMIT_RULE_BYTES, &text, err))
		return false;
	problems_init(&r->problems, r->arena, str_of(path));
	r->template = template_read(r->arena, str_of(path), text, &r->problems);
	if (r->template != NULL)
		return true;
	show_problems(&r->problems);
	return problems_err(&r->problems, err);
}

static bool check_template(struct reporting *r, const char *path, struct err *err)
{
	size_t sentences = 0, gaps = 0;

	if (!read_template(r, path, err))
		return false;
	for (size_t i = 0; i < r->template->block_count; i++) {
		const struct template_block *block = &r->template->blocks[i];

		sentences += block->count;
		for (size_t j = 0; j < block->count; j++)
			for (size_t k = 0; k < block->sentences[j].count; k++)
				gaps += block->sentences[j].pieces[k].kind == TEMPLATE_FIGURE;
	}
	return options_print(
		arena_printf(r->arena, "%s 写得对：%d年，系统 %zu 个，句 %zu，数 %zu 处\n", path,
	                     r->template->year, r->template->system_count, sentences, gaps),
		err);
}

static bool read_year(struct reporting *r, int64_t *year, struct err *err)
{
	const char *given = options_value(&r->options, "--year");

	if (given != NULL && num_read_int(str_of(given), year) && *year >= 1990 && *year <= 2149)
		return true;
	err_set(err, ERR_INVALID, "option.year", "要写明报告年度");
	return err_fix(err, "例如：--year 2024");
}

static bool usual_template(struct reporting *r, int64_t year, const char **path, struct err *err)
{
	*path = arena_printf(r->arena, "%.*s/annual/%lld.report", PSTR(file_home(r->arena)),
	                     (long long)year)
	                .at;
	if (file_exists(*path))
		return true;
	err_set(err, ERR_UNKNOWN, "report.template", "没有%lld年报告的源文", (long long)year);
	err_where(err, "%s", *path);
	return err_fix(err, "写好这一年的源文放在那里，或用 --template 指明别的文件");
}

static bool open_template(struct reporting *r, struct err *err)
{
	const char *path = options_value(&r->options, "--template");
	int64_t year = 0;

	if (!read_year(r, &year, err))
		return false;
	if (path == NULL && !usual_template(r, year, &path, err))
		return false;
	if (!read_template(r, path, err))
		return false;
	if (r->template->year == year)
		return true;
	err_set(err, ERR_INVALID, "report.year", "源文是%d年的，要编的是%lld年的",
	        r->template->year, (long long)year);
	return err_fix(err, "换用当年的源文，或把其中“年度”一行改过来并重写叙述");
}

static void name_ledger(struct reporting *r)
{
	digest root = ledger_root(desk_ledger(r->desk), DIGEST_SHA256);

	r->of.origin = ledger_origin(desk_ledger(r->desk));
	r->of.size = ledger_size(desk_ledger(r->desk));
	r->of.root = codec_base64(r->arena, digest_bytes(&root));
}

static bool compile(struct reporting *r, struct err *err)
{
	if (!desk_open(r->arena, r->options.words[0], false, clock_real(), &r->desk, err))
		return false;
	r->of.template = r->template;
	r->of.library = desk_world(r->desk)->library;
	r->of.source = cells_source(r->arena, r->desk);
	r->of.city = desk_setting(r->desk, "name");
	name_ledger(r);
	if (annual_build(r->arena, &r->of, &r->annual, &r->problems, err))
		return view_stood_still(r->desk, r->of.size, err);
	show_problems(&r->problems);
	return false;
}

static bool print_as(struct reporting *r, const char *format, str *bytes, struct err *err)
{
	static const struct {
		const char *name;
		void (*print)(struct buf *buf, const struct annual *annual);
	} formats[] = { { "text", print_text },
		        { "md", print_md },
		        { "html", print_html },
		        { "json", print_json } };
	struct buf buf;

	buf_init(&buf, r->arena, PRINT_BYTES);
	for (size_t i = 0; i < countof(formats); i++)
		if (strcmp(format, formats[i].name) == 0) {
			formats[i].print(&buf, r->annual);
			*bytes = buf_str(&buf);
			return !buf.full || err_set(err, ERR_LIMIT, "report.long", "报告太长");
		}
	err_set(err, ERR_INVALID, "option.format", "没有“%.40s”这种格式", format);
	return err_fix(err, "写 text、md、html 或 json");
}

static void tell_left_out(const struct annual *annual)
{
	for (size_t i = 0; i < annual->left_out_count; i++) {
		const struct annual_left_out *left = &annual->left_out[i];

		fprintf(stderr, "  第%d行 没有编入：%.*s %.*s（%.*s），%s\n", left->line,
		        PSTR(left->system->of->system), PSTR(left->system->of->name),
		        PSTR(left->system->of->procedure), left->system->why);
	}
}

static void tell(const struct reporting *r)
{
	const struct annual *annual = r->annual;

	if (annual->left_out_count > 0)
		fprintf(stderr, "略去 %zu 句，因为所用的规程没有施行：\n", annual->left_out_count);
	tell_left_out(annual);
	fprintf(stderr, "编入 %zu 句，数 %zu 处（%zu 个不同的数），核对 %zu 条都成立\n",
	        annual->sentence_count, annual->printed_count, annual->figure_count,
	        annual->check_count);
	fprintf(stderr, "总账 %.*s  %lld 条  根 %.*s\n", PSTR(r->of.origin), (long long)r->of.size,
	        PSTR(r->of.root));
}

static bool run_report(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--year", OPTION_VALUE },     { "--format", OPTION_VALUE },
		{ "--template", OPTION_VALUE }, { "--out", OPTION_VALUE },
		{ "--check", OPTION_VALUE },
	};
	struct reporting r = { .arena = arena };
	char **words = arena_make(arena, char *, (size_t)argc + 1);
	const char *format, *out, *check;
	str bytes;

	for (int i = 0; i < argc; i++)
		words[i] = strcmp(argv[i], "-o") == 0 ? arena_cstr(arena, STR("--out")) : argv[i];
	if (!options_read(&r.options, arena, argc, words, table, countof(table), 0, err))
		return false;
	format = options_value(&r.options, "--format");
	out = options_value(&r.options, "--out");
	check = options_value(&r.options, "--check");
	if (check != NULL)
		return check_template(&r, check, err);
	if (r.options.word_count != 1) {
		err_set(err, ERR_INVALID, "option.words", "要写明一个库");
		return err_fix(err, "用法见 guiju report --help");
	}
	if (!open_template(&r, err) || !compile(&r, err) ||
	    !print_as(&r, format ? format : "text", &bytes, err) ||
	    !(out ? file_write(out, bytes, 0644, err) : options_print(bytes, err)))
		return false;
	tell(&r);
	return true;
}

int cmd_report(int argc, char **argv)
{
	return options_run(run_report, report_help, argc, argv);
}
