/* options.c -- a command's words and options read against a table, and its answer given.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/options.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "format/json_write.h"

static int find_option(const struct options *options, str name)
{
	for (size_t i = 0; i < options->table_count; i++)
		if (str_eq(name, str_of(options->table[i].name)))
			return (int)i;
	return -1;
}

static bool unknown_option(const struct options *options, const char *word, struct err *err)
{
	err_set(err, ERR_INVALID, "option.unknown", "没有“%.80s”这个选项", word);
	return err_fix(err, "用法见 guiju %s --help", options->command);
}

/* --name value, --name=value or --flag; *i moves over what was used. */
static bool read_option(struct options *options, int argc, char **argv, int *i, struct err *err)
{
	str rest = str_of(argv[*i]);
	str name;
	bool joined = str_cut(&rest, STR("="), &name);
	int index = find_option(options, name);
	const char *value = NULL;

	if (index < 0)
		return unknown_option(options, argv[*i], err);
	if (options->table[index].kind == OPTION_FLAG) {
		if (joined)
			return unknown_option(options, argv[*i], err);
	} else if (joined) {
		value = rest.at ? rest.at : "";
	} else if (*i + 1 < argc) {
		value = argv[++*i];
	} else {
		err_set(err, ERR_INVALID, "option.value", "选项 %s 后面没有值",
		        options->table[index].name);
		return err_fix(err, "用法见 guiju %s --help", options->command);
	}
	if (options->table[index].kind == OPTION_VALUE &&
	    options_has(options, options->table[index].name)) {
		err_set(err, ERR_INVALID, "option.twice", "选项 %s 写了不止一次",
		        options->table[index].name);
		return err_fix(err, "请只留一个");
	}
	options->given[options->given_count].index = (size_t)index;
	options->given[options->given_count++].value = value;
	return true;
}

/* What the ledger and the tables keep is UTF-8; a terminal set to GBK sends something else. */
static bool check_bytes(int argc, char **argv, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		if (utf8_valid(str_of(argv[i]), NULL))
			continue;
		err_set(err, ERR_INVALID, "option.utf8", "第 %d 项不是 UTF-8 文字：“%.80s”", i,
		        argv[i]);
		return err_fix(err, "请把终端设为 UTF-8 后重新键入");
	}
	return true;
}

bool options_read(struct options *options, struct arena *arena, int argc, char **argv,
                  const struct option_of *table, size_t count, int least, struct err *err)
{
	*options = (struct options){ .command = argv[0], .table = table, .table_count = count };
	options->given = arena_make(arena, struct option_given, (size_t)argc);
	options->words = arena_make(arena, const char *, (size_t)argc);
	if (!check_bytes(argc, argv, err))
		return false;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			options->help = true;
		else if (argv[i][0] == '-' && argv[i][1] == '-') {
			if (!read_option(options, argc, argv, &i, err))
				return false;
		} else {
			options->words[options->word_count++] = argv[i];
		}
	}
	if (options->help || options->word_count >= least)
		return true;
	err_set(err, ERR_INVALID, "option.words", "guiju %s 至少要写 %d 项", options->command,
	        least);
	return err_fix(err, "用法见 guiju %s --help", options->command);
}

bool options_has(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->given_count; i++)
		if (strcmp(options->table[options->given[i].index].name, name) == 0)
			return true;
	return false;
}

const char *options_nth(const struct options *options, const char *name, size_t n)
{
	for (size_t i = 0; i < options->given_count; i++) {
		if (strcmp(options->table[options->given[i].index].name, name) != 0)
			continue;
		if (n-- == 0)
			return options->given[i].value;
	}
	return NULL;
}

const char *options_value(const struct options *options, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < options->given_count; i++)
		if (strcmp(options->table[options->given[i].index].name, name) == 0)
			value = options->given[i].value;
	return value;
}

bool options_print(str bytes, struct err *err)
{
	size_t n = bytes.n > 0 ? fwrite(bytes.at, 1, bytes.n, stdout) : 0;

	if (n == bytes.n && fflush(stdout) == 0 && ferror(stdout) == 0)
		return true;
	return err_set(err, ERR_STORE, "output", "写不出结果：标准输出关闭了，或磁盘已满");
}

/* ---- running ---- */

static bool wants(int argc, char **argv, const char *flag)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], flag) == 0)
			return true;
	return false;
}

static void print_error_json(struct arena *arena, const struct err *err)
{
	struct buf buf;
	struct jw w;

	buf_init(&buf, arena, 8192);
	jw_init(&w, &buf, false);
	jw_err(&w, err);
	fprintf(stderr, "%.*s\n", PSTR(buf_str(&buf)));
}

static void print_error(struct arena *arena, const struct err *err, bool json)
{
	char text[2200];

	if (json) {
		print_error_json(arena, err);
		return;
	}
	err_text(err, text, sizeof(text));
	fprintf(stderr, "%s\n", text);
	if (err->detail[0] != 0)
		fprintf(stderr, "  （%s）\n", err->detail);
}

/* Calendars, tables and reports come from there: told once, before they are missed. */
static bool check_home(struct arena *arena, struct err *err)
{
	str home = file_home(arena);

	if (file_is_dir(arena_printf(arena, "%.*s/schema", PSTR(home)).at))
		return true;
	err_set(err, ERR_UNKNOWN, "home.missing",
	        "找不到程序的资料（procedures、calendars、schema、annual 几个文件夹）");
	err_where(err, "%.*s", PSTR(home));
	return err_fix(err, "请设环境变量 GUIJU_HOME 为它们所在的文件夹，"
	                    "如 GUIJU_HOME=/opt/guiju，或把程序放回其中的 build/");
}

static bool run_in(bool (*run)(struct arena *arena, int argc, char **argv, struct err *err),
                   struct arena *arena, int argc, char **argv, struct err *err)
{
	if (!check_home(arena, err) || !run(arena, argc, argv, err))
		return false;
	return options_print(STR(""), err); /* what was printed piece by piece */
}

static int print_help(const char *help)
{
	return fputs(help, stdout) >= 0 && fflush(stdout) == 0 ? 0 : 75;
}

static int print_spent(bool json)
{
	fputs(json ? "{\"error\":{\"code\":\"limit.memory\","
	             "\"what\":\"要的内存超过了一条命令的限额\",\"fix\":\"请分次办理\"}}\n"
	           : "要的内存超过了一条命令的限额。请分次办理（limit.memory）\n",
	      stderr);
	return 10;
}

int options_run(bool (*run)(struct arena *arena, int argc, char **argv, struct err *err),
                const char *help, int argc, char **argv)
{
	struct arena *volatile arena;
	struct err err = { 0 };
	jmp_buf escape;

	if (wants(argc, argv, "--help") || wants(argc, argv, "-h"))
		return print_help(help);
	arena = arena_new(LIMIT_ARENA_LIFE);
	if (setjmp(escape) != 0)
		return print_spent(wants(argc, argv, "--json"));
	arena_escape(arena, &escape);
	if (!run_in(run, arena, argc, argv, &err))
		print_error(arena, &err, wants(argc, argv, "--json"));
	arena_escape(arena, NULL);
	arena_end(arena);
	return err_exit_code(&err);
}
