/* golden.c -- reads every rule of a folder and compares what is said of it with what is expected.
 *
 *     golden tests/procedure/refused tests/procedure/accepted
 *     golden -w tests/procedure/refused      writes the .expect files anew
 *     golden FILE.rule ...                   prints what is said of single files
 *
 * NAME.rule stands beside NAME.expect: one line for each fault, in the order of the
 * lines of the rule, "第N行：what。fix（code）". Without a .expect nothing may be said.
 * A rule that can be read is also checked for wholeness (check_rule); one whose name
 * begins with link_ also against the rules of the folder known/ (library_check_links).
 * What a rule applies comes from the folder common/; a 通则 whose name begins with alone_
 * is judged by itself (parse_clause_alone).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "define/check.h"
#include "define/library.h"
#include "define/parse.h"
#include "define/parse_clause.h"
#include "define/source.h"

/* "folder/name" */
static const char *path_in(struct arena *arena, const char *folder, str name)
{
	return arena_printf(arena, "%s/%.*s", folder, PSTR(name)).at;
}

/* The library of all rules in the folder known/ below `folder`. */
static struct library *load_known(struct arena *arena, const char *folder)
{
	struct library *library = library_new(arena);
	const char *known = path_in(arena, folder, STR("known"));
	struct err err = { 0 };
	str *names;
	size_t count;
	if (!file_list(arena, known, ".rule", &names, &count, &err))
		return library;
	for (size_t i = 0; i < count; i++) {
		struct problems problems;
		str text;
		problems_init(&problems, arena, names[i]);
		if (!source_read(arena, str_of(path_in(arena, known, names[i])), &text, &err))
			break;
		const struct rule *rule = parse_rule(arena, names[i], text, &problems);
		if (rule != NULL)
			library_add(library, rule);
	}
	return library;
}

static void judge(struct arena *arena, str text, const struct library *library,
                  struct problems *problems)
{
	const struct rule *rule = parse_rule(arena, STR(""), text, problems);
	if (rule != NULL)
		check_rule(rule, problems);
	if (rule != NULL && library != NULL)
		library_check_links(library, rule, problems);
}

/* All that is said of the text, a line each; of its links where there is a library, of a
 * 通则 by itself where `alone`. */
static str say(struct arena *arena, str text, const struct library *library, bool alone)
{
	struct problems problems;
	struct name name;
	problems_init(&problems, arena, STR(""));
	if (alone)
		(void)parse_clause_alone(arena, text, &name, &problems);
	else
		judge(arena, text, library, &problems);
	struct buf said;
	buf_init(&said, arena, LIMIT_RULE_BYTES);
	for (const struct problem *one = problems.first; one != NULL; one = one->next) {
		char line[sizeof(struct err)];
		err_text(&one->err, line, sizeof(line));
		buf_printf(&said, "%s\n", line);
	}
	return buf_str(&said);
}

static bool compare(struct arena *arena, const char *rule, const char *expect, bool rewrite,
                    const struct library *library)
{
	struct err err = { 0 };
	str text, expected = { "", 0 };
	if (!source_read(arena, str_of(rule), &text, &err)) {
		printf("%s: %s\n", rule, err.what);
		return false;
	}
	bool alone = str_find(str_of(rule), STR("/alone_")) >= 0;
	str said = say(arena, text, library, alone);
	if (rewrite)
		return said.n == 0 ? remove(expect) == 0 || !file_exists(expect)
		                   : file_write(expect, said, 0644, &err);
	if (file_exists(expect) && !file_read(arena, expect, LIMIT_RULE_BYTES, &expected, &err))
		return false;
	if (str_eq(said, expected))
		return true;
	printf("%s\n--- expected\n%.*s--- said\n%.*s", rule, PSTR(expected), PSTR(said));
	return false;
}

/* Gives the number of rules that were not as expected. */
static int run_folder(const char *folder, bool rewrite, size_t *total)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct err err = { 0 };
	str *names;
	size_t count;
	int wrong = 0;
	if (!file_list(arena, folder, ".rule", &names, &count, &err)) {
		printf("%s: %s\n", folder, err.what);
		count = 0;
		wrong = 1;
	}
	const struct library *library = load_known(arena, folder);
	for (size_t i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(arena);
		str stem = str_sub(names[i], 0, names[i].n - STR(".rule").n);
		const char *rule = path_in(arena, folder, names[i]);
		str expect = arena_printf(arena, "%s/%.*s.expect", folder, PSTR(stem));
		bool linked = str_starts(names[i], STR("link_"));
		wrong += !compare(arena, rule, expect.at, rewrite, linked ? library : NULL);
		arena_rewind(arena, mark);
	}
	*total += count;
	arena_end(arena);
	return wrong;
}

static int run_file(const char *path, size_t *total)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct err err = { 0 };
	str text;
	bool read = source_read(arena, str_of(path), &text, &err);
	str said = read ? say(arena, text, NULL, parse_clause_is(text)) : str_of(err.what);
	printf("%s%s\n%.*s", path, said.n == 0 ? ": nothing to say" : "", PSTR(said));
	int wrong = said.n > 0;
	*total += 1;
	arena_end(arena);
	return wrong;
}

int main(int count, char **words)
{
	bool rewrite = count > 1 && str_eq(str_of(words[1]), STR("-w"));
	int wrong = 0;
	size_t total = 0;
	for (int i = rewrite ? 2 : 1; i < count; i++)
		wrong += file_is_dir(words[i]) ? run_folder(words[i], rewrite, &total)
		                               : run_file(words[i], &total);
	printf("golden: %zu passed, %d failed\n", total - (size_t)wrong, wrong);
	return wrong > 0;
}
