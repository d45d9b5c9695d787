/* cmd_limits.c -- `guiju limits`, `guiju cites`: what a lawyer checks the rules by.
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
#include "define/cite.h"
#include "define/parse.h"
#include "define/render.h"
#include "define/source.h"
#include "format/json_write.h"

static const char limits_help[] =
	"用法：guiju limits [文件.rule...]\n"
	"\n"
	"把各规程的期限、延长、间隔、公开时限印成一页（Markdown），每一行写明出自哪部法的哪一版、\n"
	"哪一条。不写文件的，印 procedures/ 里的全部。docs/clerk/limits.md 就是这样印出来的。\n";

static const char cites_help[] =
	"用法：guiju cites [文件.rule...] [--json]\n"
	"\n"
	"列出规程和通则引用的每一条：文件、行、法律（连同文件头写明的版本）、条款。\n"
	"文件头没有写这部法的，注明“未列”。不写文件的，列 procedures/ 里的全部。\n";

/* The files named, or all of procedures/ as paths from the program's folder. */
static bool find_files(struct arena *arena, const struct options *o, str **files, size_t *count,
                       struct err *err)
{
	str folder = arena_printf(arena, "%.*s/procedures", PSTR(file_home(arena)));

	if (o->word_count == 0) {
		if (!file_list(arena, folder.at, ".rule", files, count, err))
			return false;
		for (size_t i = 0; i < *count; i++)
			(*files)[i] = arena_printf(arena, "%.*s/%.*s", PSTR(folder),
			                           PSTR((*files)[i]));
		return true;
	}
	*count = (size_t)o->word_count;
	*files = arena_make(arena, str, *count);
	for (size_t i = 0; i < *count; i++)
		(*files)[i] = str_of(o->words[i]);
	return true;
}

/* "foi.rule" of "…/procedures/foi.rule". */
static str name_of(str path)
{
	str rest = path, part;

	while (str_cut(&rest, STR("/"), &part))
		path = rest;
	return path;
}

static bool run_limits(struct arena *arena, int argc, char **argv, struct err *err)
{
	const struct rule **rules;
	struct problems problems;
	struct options o;
	struct buf out;
	str *files, text;
	size_t count;

	if (!options_read(&o, arena, argc, argv, NULL, 0, 0, err) ||
	    !find_files(arena, &o, &files, &count, err))
		return false;
	rules = arena_make(arena, const struct rule *, count);
	for (size_t i = 0; i < count; i++) {
		problems_init(&problems, arena, name_of(files[i]));
		if (!source_read(arena, files[i], &text, err))
			return false;
		rules[i] = parse_rule(arena, name_of(files[i]), text, &problems);
		if (rules[i] == NULL)
			return problems_err(&problems, err);
	}
	buf_init(&out, arena, RENDER_BYTES);
	render_page(&out, rules, count);
	return options_print(buf_str(&out), err);
}

int cmd_limits(int argc, char **argv)
{
	return options_run(run_limits, limits_help, argc, argv);
}

static void write_cite(struct jw *w, str file, const struct cite *cite)
{
	jw_open(w, '{');
	jw_name_str(w, STR("article"), cite->article);
	jw_name_str(w, STR("file"), file);
	jw_name_str(w, STR("law"), cite->law);
	jw_name_int(w, STR("line"), cite->line);
	jw_name(w, STR("listed"));
	jw_bool(w, cite->listed);
	jw_close(w);
}

static bool list_cites(struct arena *arena, str path, struct jw *w, bool json, struct err *err)
{
	struct problems problems;
	struct cite *cites;
	str text;

	problems_init(&problems, arena, name_of(path));
	if (!file_read(arena, arena_cstr(arena, path), LIMIT_RULE_BYTES, &text, err))
		return false;
	size_t count = cite_read(arena, text, &cites, &problems);

	if (problems.count > 0)
		return problems_err(&problems, err);
	for (size_t i = 0; i < count; i++)
		if (json)
			write_cite(w, name_of(path), &cites[i]);
		else
			buf_printf(w->buf, "%.*s:%d  %.*s%.*s%s\n", PSTR(name_of(path)),
			           cites[i].line, PSTR(cites[i].law), PSTR(cites[i].article),
			           cites[i].listed ? "" : "  未列");
	return true;
}

static bool run_cites(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = { { "--json", OPTION_FLAG } };
	struct options o;
	struct buf out;
	struct jw w;
	str *files;
	size_t count;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 0, err) ||
	    !find_files(arena, &o, &files, &count, err))
		return false;
	bool json = options_has(&o, "--json");

	buf_init(&out, arena, RENDER_BYTES);
	jw_init(&w, &out, false);
	if (json)
		jw_open(&w, '[');
	for (size_t i = 0; i < count; i++)
		if (!list_cites(arena, files[i], &w, json, err))
			return false;
	if (json) {
		jw_close(&w);
		buf_byte(&out, '\n');
	}
	return options_print(buf_str(&out), err);
}

int cmd_cites(int argc, char **argv)
{
	return options_run(run_cites, cites_help, argc, argv);
}
