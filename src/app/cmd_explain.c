/* cmd_explain.c -- `guiju explain`: a rule read back as prose, drawing, table, text or JSON.
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
#include "define/library.h"
#include "define/parse.h"
#include "define/render.h"
#include "define/source.h"
#include "format/json_write.h"
#include <signal.h>
#include <sys/wait.h>

static const char explain_help[] =
	"用法：guiju explain 规程|文件.rule [选项]\n"
	"\n"
	"把一个规程读成条文，供人宣读、核对、签字。规程可以写名称、英文号或文件路径。\n"
	"\n"
	"  （不写选项）   成文：谁在什么时候凭什么办什么，几日内办，怎么统计，公开什么\n"
	"  --on 日期      那一天有效的一版（不写则最新的一版）；各版的施行日期印在成文之前\n"
	"  --limits       期限一览表\n"
	"  --text         按标准版面印回规程文件（注释除外）\n"
	"  --dot          流程图，Graphviz 的 dot 文字\n"
	"  --svg          流程图，SVG（要装有 graphviz）\n"
	"  --json         环节、步骤、期限、指标的 JSON\n"
	"  --help         显示本说明\n"
	"\n"
	"例：guiju explain 行政复议 --svg > 行政复议.svg\n";

static const struct option_of explain_options[] = {
	{ "--svg", OPTION_FLAG },    { "--dot", OPTION_FLAG },  { "--text", OPTION_FLAG },
	{ "--limits", OPTION_FLAG }, { "--json", OPTION_FLAG }, { "--on", OPTION_VALUE },
};

/* Reads one file; the faults, when there are any, become one error. */
static const struct rule *read_rule(struct arena *arena, const char *path, struct err *err)
{
	struct problems problems;
	str text;

	if (!source_read(arena, str_of(path), &text, err))
		return NULL;
	problems_init(&problems, arena, str_of(path));
	const struct rule *rule = parse_rule(arena, str_of(path), text, &problems);
	if (rule == NULL)
		problems_err(&problems, err);
	return rule;
}

/* The known names, for a message. */
static str known(struct arena *arena, const struct library *library)
{
	const struct rule *const *rules;
	size_t count = library_rules(library, &rules);
	struct buf buf;

	buf_init(&buf, arena, 300);
	for (size_t i = 0; i < count && i < 20; i++)
		buf_printf(&buf, "%s%.*s", i > 0 ? "、" : "", PSTR(rules[i]->name.text));
	return buf_str(&buf);
}

/* "2007-11-01、2024-11-01": from when each version of the rule holds. */
static str versions(struct arena *arena, const struct library *library, str id)
{
	const struct rule *const *rules;
	size_t count = library_rules(library, &rules);
	day last = DAY_NONE, next;
	struct buf buf;

	buf_init(&buf, arena, 1000);
	for (;;) {
		next = DAY_NONE;
		for (size_t i = 0; i < count; i++)
			if (str_eq(rules[i]->name.id, id) &&
			    (last == DAY_NONE || rules[i]->effective > last) &&
			    (next == DAY_NONE || rules[i]->effective < next))
				next = rules[i]->effective;
		if (next == DAY_NONE)
			return buf_str(&buf);
		buf_text(&buf, buf.n > 0 ? "、" : "");
		day_write(&buf, next);
		last = next;
	}
}

/* The version asked for: that of the day `on`, or the newest when it is DAY_NONE. */
static const struct rule *choose(struct arena *arena, const struct library *library, str name,
                                 day on, struct err *err)
{
	const struct rule *newest = library_newest(library, name);
	const struct rule *rule = on == DAY_NONE ? newest : library_in_force(library, name, on);

	if (newest == NULL) {
		err_set(err, ERR_UNKNOWN, "explain.unknown", "没有“%.*s”这个规程",
		        PSTR(str_sub(name, 0, LIMIT_NAME_BYTES)));
		err_fix(err, "现有：%.*s；也可以写 .rule 文件的路径", PSTR(known(arena, library)));
	} else if (rule == NULL) {
		err_set(err, ERR_UNKNOWN, "explain.not_in_force", "那一天“%.*s”还没有施行",
		        PSTR(newest->name.text));
		err_fix(err, "各版从这些日子起施行：%.*s",
		        PSTR(versions(arena, library, newest->name.id)));
	}
	return rule;
}

/* The rule of this name in procedures/ in force on the day, or the newest. A file that is
 * itself called so is read with its faults told; others with faults are passed over. */
static const struct rule *find_rule(struct arena *arena, struct library *library, str name, day on,
                                    struct err *err)
{
	str folder = arena_printf(arena, "%.*s/procedures", PSTR(file_home(arena)));
	str *files;
	size_t count;

	if (!file_list(arena, folder.at, ".rule", &files, &count, err))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		struct err fault = { 0 };
		str path = arena_printf(arena, "%.*s/%.*s", PSTR(folder), PSTR(files[i]));
		str stem = str_sub(files[i], 0, files[i].n - STR(".rule").n);
		const struct rule *rule = read_rule(arena, path.at, &fault);
		if (rule != NULL) {
			library_add(library, rule);
		} else if (str_eq(stem, name)) {
			*err = fault;
			return NULL;
		}
	}
	return choose(arena, library, name, on, err);
}

static void write_names(struct jw *w, const struct rule *rule)
{
	static const char *const kinds[] = { "procedure", "register", "note" };
	char hex[65];
	struct buf day_text;

	digest_hex(rule->digest, hex);
	jw_name_str(w, STR("id"), rule->name.id);
	jw_name_str(w, STR("name"), rule->name.text);
	jw_name_str(w, STR("kind"), str_of(kinds[rule->kind]));
	buf_init(&day_text, w->buf->arena, 16);
	day_write(&day_text, rule->effective);
	jw_name_str(w, STR("effective"), buf_str(&day_text));
	jw_name_str(w, STR("organ"), rule->organ);
	jw_name_str(w, STR("digest"), str_of(hex));
	jw_name(w, STR("laws"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->law_count; i++)
		jw_str(w, rule->laws[i]);
	jw_close(w);
}

static void write_stages(struct jw *w, const struct rule *rule)
{
	jw_name(w, STR("stages"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->stage_count; i++) {
		const struct stage *stage = &rule->stages[i];
		jw_open(w, '{');
		jw_name_str(w, STR("id"), stage->name.id);
		jw_name_str(w, STR("name"), stage->name.text);
		jw_name(w, STR("start"));
		jw_bool(w, stage->start);
		jw_name(w, STR("end"));
		jw_bool(w, stage->end);
		jw_name(w, STR("pause"));
		jw_bool(w, stage->pause);
		jw_name_str(w, STR("basis"), model_basis(w->buf->arena, rule, stage->basis));
		jw_close(w);
	}
	jw_close(w);
}

static void write_step(struct jw *w, const struct rule *rule, const struct step *step)
{
	jw_open(w, '{');
	jw_name_str(w, STR("id"), step->name.id);
	jw_name_str(w, STR("name"), step->name.text);
	jw_name_str(w, STR("basis"), model_basis(w->buf->arena, rule, step->basis));
	jw_name(w, STR("by"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->by_count; i++)
		jw_str(w, step->by[i]->name.id);
	if (step->clock)
		jw_str(w, STR("clock"));
	jw_close(w);
	jw_name(w, STR("from"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->from_count; i++)
		jw_str(w, step->from[i]->name.id);
	jw_close(w);
	jw_name(w, STR("to"));
	if (step->to != NULL)
		jw_str(w, step->to->name.id);
	else
		jw_null(w);
	jw_name(w, STR("fields"));
	jw_open(w, '[');
	for (size_t i = 0; i < step->fill_count; i++)
		jw_str(w, step->fills[i]->name.id);
	jw_close(w);
	jw_close(w);
}

static void write_limits(struct jw *w, const struct rule *rule)
{
	struct render_limit *rows;
	size_t count = render_limit_rows(w->buf->arena, rule, &rows);

	jw_name(w, STR("limits"));
	jw_open(w, '[');
	for (size_t i = 0; i < count; i++) {
		jw_open(w, '{');
		jw_name_str(w, STR("id"), rows[i].limit->name.id);
		jw_name_str(w, STR("name"), rows[i].name);
		jw_name_str(w, STR("when"), rows[i].when);
		jw_name_str(w, STR("length"), rows[i].length);
		jw_name_str(w, STR("from"), rows[i].from);
		jw_name_str(w, STR("to"), rows[i].to);
		jw_name_str(w, STR("expiry"), rows[i].expiry);
		jw_name_str(w, STR("basis"), rows[i].basis);
		jw_close(w);
	}
	jw_close(w);
}

static void write_counts(struct jw *w, const struct rule *rule)
{
	jw_name(w, STR("indicators"));
	jw_open(w, '[');
	for (size_t i = 0; i < rule->indicator_count; i++) {
		const struct indicator *indicator = &rule->indicators[i];
		struct buf formula;
		buf_init(&formula, w->buf->arena, RENDER_BYTES);
		render_count(&formula, indicator);
		jw_open(w, '{');
		jw_name_str(w, STR("id"), indicator->name.id);
		jw_name_str(w, STR("name"), indicator->name.text);
		jw_name_str(w, STR("unit"), indicator->unit);
		jw_name_str(w, STR("formula"), buf_str(&formula));
		jw_close(w);
	}
	jw_close(w);
}

static void write_json(struct buf *out, const struct rule *rule)
{
	struct jw w;

	jw_init(&w, out, false);
	jw_open(&w, '{');
	write_names(&w, rule);
	write_stages(&w, rule);
	jw_name(&w, STR("steps"));
	jw_open(&w, '[');
	for (size_t i = 0; i < rule->step_count; i++)
		write_step(&w, rule, &rule->steps[i]);
	jw_close(&w);
	write_limits(&w, rule);
	write_counts(&w, rule);
	jw_close(&w);
	buf_byte(out, '\n');
}

/* Is Graphviz's program in one of the folders of PATH? */
static bool has_dot(struct arena *arena)
{
	const char *path = getenv("PATH");
	str rest = str_of(path);
	str folder;

	while (rest.n > 0) {
		(void)str_cut(&rest, STR(":"), &folder);
		if (file_exists(arena_printf(arena, "%.*s/dot", PSTR(folder)).at))
			return true;
	}
	return false;
}

/* Lets `dot` write the drawing to our standard output. */
static bool print_svg(struct arena *arena, str drawing, struct err *err)
{
	if (!has_dot(arena)) {
		err_set(err, ERR_UNKNOWN, "explain.graphviz", "画 SVG 要用 Graphviz，本机没有装");
		return err_fix(err, "请安装软件包 graphviz，或者改用 --dot");
	}
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	FILE *pipe = popen("dot -Tsvg", "w");
	bool good = pipe != NULL && fwrite(drawing.at, 1, drawing.n, pipe) == drawing.n;
	int status = pipe != NULL ? pclose(pipe) : -1;
	(void)signal(SIGPIPE, before);
	if (good && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	err_set(err, ERR_STORE, "explain.svg", "Graphviz 没有画成");
	return err_fix(err, "请用 --dot 看图的文字，再用 dot -Tsvg 试一次");
}

/* In which form the rule is asked for. */
static void write_rule(struct buf *out, const struct options *options, const struct rule *rule,
                       const struct library *library)
{
	str days = versions(out->arena, library, rule->name.id);

	if (options_has(options, "--svg") || options_has(options, "--dot")) {
		render_dot(out, rule);
	} else if (options_has(options, "--text")) {
		render_rule(out, rule);
	} else if (options_has(options, "--limits")) {
		render_limits(out, rule);
	} else if (options_has(options, "--json")) {
		write_json(out, rule);
	} else {
		if (str_find(days, STR("、")) > 0)
			buf_printf(out, "（有几版，从 %.*s 起先后施行；看某日的一版：--on 日期）\n",
			           PSTR(days));
		render_prose(out, rule);
	}
}

static bool run_explain(struct arena *arena, int argc, char **argv, struct err *err)
{
	struct library *library = library_new(arena);
	const struct rule *rule;
	struct options options;
	struct buf out;
	day on = DAY_NONE;

	if (!options_read(&options, arena, argc, argv, explain_options, countof(explain_options), 1,
	                  err))
		return false;
	const char *name = options.words[0], *when = options_value(&options, "--on");

	if (when != NULL && !day_read(str_of(when), &on)) {
		err_set(err, ERR_INVALID, "explain.day", "“%.40s”不是日期", when);
		return err_fix(err, "写年-月-日，例如：--on 2024-06-03");
	}
	if (file_exists(name) && !file_is_dir(name))
		rule = read_rule(arena, name, err);
	else
		rule = find_rule(arena, library, str_of(name), on, err);
	if (rule == NULL)
		return false;
	buf_init(&out, arena, RENDER_BYTES);
	write_rule(&out, &options, rule, library);
	assert(!out.full);
	if (options_has(&options, "--svg"))
		return print_svg(arena, buf_str(&out), err);
	return options_print(buf_str(&out), err);
}

int cmd_explain(int argc, char **argv)
{
	return options_run(run_explain, explain_help, argc, argv);
}
