/* cmd_check.c -- `guiju check FILE...`: rules read, judged, and their examples tried.
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
#include "calendar/workday.h"
#include "define/check.h"
#include "define/library.h"
#include "define/parse.h"
#include "define/parse_clause.h"
#include "define/source.h"
#include "engine/example.h"
#include "format/json_write.h"

static const char check_help[] =
	"用法：guiju check 文件.rule... [--json]\n"
	"\n"
	"检查规程文件：写法、名称、是否完整、有无依据，然后跑文件里的示例。\n"
	"同一文件夹的其他规程也读进来，供“开”“令”“关联”查找；适用的通则从其中的\n"
	"common 文件夹取。通则文件也可以单独检查。\n"
	"全部没有毛病退出码为 0，有则为 1。\n";

struct checking {
	struct arena *arena;
	struct library *library;
	struct workdays *workdays;
	str folder; /* whose rules are in the library */
	bool json;
	struct jw *w;
	size_t faults;
};

static const struct rule *read_rule(struct arena *arena, str path, struct problems *problems,
                                    struct err *err)
{
	str text;

	problems_init(problems, arena, path);
	if (!source_read(arena, path, &text, err))
		return NULL;
	return parse_rule(arena, path, text, problems);
}

/* The other rules of the folder, as far as they can be read; each folder once. */
static bool read_neighbours(struct checking *c, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	str folder = slash ? (str){ path, (size_t)(slash - path) } : STR(".");
	str *names;
	size_t count;

	if (str_eq(folder, c->folder))
		return true;
	c->folder = folder;
	if (!file_list(c->arena, arena_cstr(c->arena, folder), ".rule", &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		str other = arena_printf(c->arena, "%.*s/%.*s", PSTR(folder), PSTR(names[i]));
		struct problems ignored;
		const struct rule *rule = read_rule(c->arena, other, &ignored, err);

		if (rule != NULL)
			library_add(c->library, rule);
		else if (err->kind != ERR_NONE)
			return false;
	}
	return true;
}

static void print_problem(struct checking *c, const struct problem *problem)
{
	char text[2200];

	if (!c->json) {
		err_text(&problem->err, text, sizeof(text));
		printf("%s\n", text);
		return;
	}
	jw_open(c->w, '{');
	jw_name_str(c->w, STR("code"), str_of(problem->err.code));
	jw_name_str(c->w, STR("fix"), str_of(problem->err.fix));
	jw_name_int(c->w, STR("line"), problem->line);
	jw_name_str(c->w, STR("what"), str_of(problem->err.what));
	jw_name_str(c->w, STR("where"), str_of(problem->err.where));
	jw_close(c->w);
}

/* `good` is what is said of a file without faults. */
static void report(struct checking *c, const char *path, const struct problems *problems,
                   size_t examples, str good)
{
	if (c->json) {
		jw_open(c->w, '{');
		jw_name_int(c->w, STR("examples"), (int64_t)examples);
		jw_name_str(c->w, STR("file"), str_of(path));
		jw_name(c->w, STR("problems"));
		jw_open(c->w, '[');
	}
	for (const struct problem *p = problems->first; p != NULL; p = p->next)
		print_problem(c, p);
	if (c->json) {
		jw_close(c->w);
		jw_close(c->w);
	} else if (problems->count == 0) {
		printf("%s：%.*s\n", path, PSTR(good));
	} else {
		printf("%s：%zu 处毛病\n", path, problems->count);
	}
	c->faults += problems->count;
}

static bool check_one(struct checking *c, const char *path, struct err *err)
{
	struct problems problems;
	const struct rule *rule = read_rule(c->arena, str_of(path), &problems, err);
	size_t examples = 0;
	str good = { "", 0 };

	if (err->kind != ERR_NONE || !read_neighbours(c, path, err))
		return false;
	if (rule != NULL) {
		check_rule(rule, &problems);
		library_add(c->library, rule);
		rule = library_by_digest(c->library, rule->digest); /* a neighbour's copy, maybe */
		library_check_links(c->library, rule, &problems);
	}
	if (rule != NULL && problems.count == 0)
		examples = example_run(c->arena, c->library, c->workdays, rule, &problems);
	if (rule != NULL)
		good = arena_printf(c->arena, "没有毛病，示例 %zu 个都通过（%.*s）", examples,
		                    PSTR(rule->name.text));
	report(c, path, &problems, examples, good);
	return true;
}

/* A 通则 by itself; the rules that apply it judge the rest. */
static bool check_clause(struct checking *c, const char *path, str text, struct err *err)
{
	static const char good[] =
		"没有毛病（通则 %.*s；环节、步骤是否对得上，由适用它的规程检查）";
	struct problems problems;
	struct name name = { 0 };

	problems_init(&problems, c->arena, str_of(path));
	if (parse_clause_alone(c->arena, text, &name, &problems) &&
	    !source_name_fits(str_of(path), name.id, err))
		return false;
	report(c, path, &problems, 0, arena_printf(c->arena, good, PSTR(name.text)));
	return true;
}

static bool check_file(struct checking *c, const char *path, struct err *err)
{
	str text;

	if (!file_read(c->arena, path, LIMIT_RULE_BYTES, &text, err))
		return false;
	return parse_clause_is(text) ? check_clause(c, path, text, err) : check_one(c, path, err);
}

static bool run_check(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = { { "--json", OPTION_FLAG } };
	struct checking c = { .arena = arena };
	str calendars = arena_printf(arena, "%.*s/calendars", PSTR(file_home(arena)));
	struct options o;
	struct buf buf;
	struct jw w;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 1, err))
		return false;
	c.library = library_new(arena);
	c.workdays = workdays_new(arena);
	c.json = options_has(&o, "--json");
	c.w = &w;
	buf_init(&buf, arena, (size_t)8 << 20);
	jw_init(&w, &buf, true);
	if (!workdays_load(c.workdays, calendars.at, err))
		return false;
	if (c.json)
		jw_open(&w, '[');
	for (int i = 0; i < o.word_count; i++)
		if (!check_file(&c, o.words[i], err))
			return false;
	if (c.json) {
		jw_close(&w);
		buf_byte(&buf, '\n');
		if (!options_print(buf_str(&buf), err))
			return false;
	}
	if (c.faults > 0)
		return err_set(err, ERR_WANTING, "check.faults", "共 %zu 处毛病", c.faults);
	return true;
}

int cmd_check(int argc, char **argv)
{
	return options_run(run_check, check_help, argc, argv);
}
