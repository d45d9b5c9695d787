/* options.h -- a command's words and options read against a table, and its answer given.
 *
 *     static const struct option_of options[] = {
 *         { "--as", OPTION_VALUE }, { "--set", OPTION_MANY }, { "--json", OPTION_FLAG },
 *     };
 *     struct options o;
 *     if (!options_read(&o, arena, argc, argv, options, countof(options), 3, &err)) ...
 *
 * Words are what is left: STORE PROCEDURE STEP. --help is always known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_OPTIONS_H
#define GUIJU_APP_OPTIONS_H
#include "base/base.h"

struct arena;
struct err;

enum option_kind { OPTION_FLAG, OPTION_VALUE, OPTION_MANY };
struct option_of {
	const char *name;
	enum option_kind kind;
};

struct options {
	const char *command;      /* "step" */
	const struct option_of *table;
	size_t table_count;
	struct option_given {
		size_t index;
		const char *value; /* NULL for a flag */
	} *given;
	size_t given_count;
	const char **words;
	int word_count;
	bool help;
};

/* Reads argv[1..]; needs at least `least` words (unless --help). Borrows argv and table.
 * ERR_INVALID "option.utf8", "option.unknown", "option.value", "option.twice" (only an
 * OPTION_MANY may be given again), "option.words". */
must_use bool options_read(struct options *options, struct arena *arena, int argc, char **argv,
                           const struct option_of *table, size_t count, int least,
                           struct err *err);
/* Was the flag given? */
bool options_has(const struct options *options, const char *name);
/* The value given, or NULL. */
const char *options_value(const struct options *options, const char *name);
/* The n-th (from 0) value of a repeatable option, or NULL. */
const char *options_nth(const struct options *options, const char *name, size_t n);

/* How a command runs: an arena with the limit of a command, an error, and an end.
 * A command function is
 *     int cmd_x(int argc, char **argv) { return options_run(run_x, x_help, argc, argv); }
 * `run` fills err on failure; it is not run without the program's folders (file_home):
 * ERR_UNKNOWN "home.missing". The error is printed to stderr (as JSON with --json); the
 * exit code is err_exit_code. A spent arena ends with ERR_LIMIT. */
int options_run(bool (*run)(struct arena *arena, int argc, char **argv, struct err *err),
                const char *help, int argc, char **argv);
/* Prints bytes to standard output; ERR_STORE when that fails (a full disk, a closed pipe). */
must_use bool options_print(str bytes, struct err *err);

#endif
