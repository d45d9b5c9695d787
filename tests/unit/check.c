/* check.c -- the harness of the unit tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

/* The state of one run; a test program is small and has one thread. */
static struct {
	struct check_test *first;
	struct check_test *last;
	const char *running;
	bool red;
	bool skipped;
} run;

void check_add(struct check_test *test)
{
	if (run.last != NULL)
		run.last->next = test;
	else
		run.first = test;
	run.last = test;
}

void check_skip(const char *why)
{
	printf("  %s: skipped: %s\n", run.running, why);
	run.skipped = true;
}

static void red(const char *file, int line, const char *text)
{
	run.red = true;
	printf("  %s: %s:%d: %s\n", run.running, file, line, text);
}

bool check_true(bool held, const char *text, const char *file, int line)
{
	if (!held)
		red(file, line, text);
	return held;
}

bool check_int(long long got, long long want, const char *text, const char *file, int line)
{
	if (got == want)
		return true;
	red(file, line, text);
	printf("    got  %lld\n    want %lld\n", got, want);
	return false;
}

bool check_str(str got, const char *want, const char *text, const char *file, int line)
{
	if (str_eq(got, str_of(want)))
		return true;
	red(file, line, text);
	printf("    got  [%.*s]\n    want [%s]\n", PSTR(got), want);
	return false;
}

bool check_ok(bool held, const struct err *err, const char *text, const char *file, int line)
{
	if (held)
		return true;
	char told[2048];
	err_text(err, told, sizeof(told));
	red(file, line, text);
	printf("    %s\n    %s\n", told, err->detail);
	return false;
}

bool check_err(const struct err *err, int kind, const char *code, const char *file, int line)
{
	if ((int)err->kind == kind && strcmp(err->code, code) == 0)
		return true;
	red(file, line, code);
	printf("    got  kind %d code [%s] %s\n    want kind %d\n", (int)err->kind, err->code,
	       err->what, kind);
	return false;
}

const char *check_shared(struct arena *arena, const char *path)
{
	const char *root = getenv("GUIJU_SHARED");
	str full = arena_printf(arena, "%s/%s", root != NULL ? root : "../shared", path);
	return file_exists(full.at) ? full.at : NULL;
}

static bool wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], name) == 0)
			return true;
	}
	return argc < 2;
}

int main(int argc, char **argv)
{
	int passed = 0;
	int failed = 0;
	int skipped = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (struct check_test *test = run.first; test != NULL; test = test->next) {
		if (!wanted(test->name, argc, argv))
			continue;
		run.running = test->name;
		run.red = false;
		run.skipped = false;
		test->run();
		failed += run.red;
		skipped += !run.red && run.skipped;
		passed += !run.red && !run.skipped;
	}
	const char *slash = strrchr(argv[0], '/');
	printf("%s: %d passed, %d failed, %d skipped\n", slash != NULL ? slash + 1 : argv[0],
	       passed, failed, skipped);
	return failed > 0;
}
