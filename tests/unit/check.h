/* check.h -- the harness of the unit tests.
 *
 *     #include "check.h"
 *     TEST(name) { CHECK(cond); CHECK_INT(got, want); CHECK_STR(got, "want"); }
 *
 * A test registers itself before main. A failed check is printed and counted,
 * and the test goes on; SKIP leaves the test. The program prints one line
 * `test_<stem>: N passed, M failed, K skipped` and exits 1 when M > 0.
 * With arguments it runs only the tests so named.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CHECK_H
#define GUIJU_CHECK_H
#include "base/base.h"

struct arena;
struct err;

struct check_test {
	const char *name;
	void (*run)(void);
	struct check_test *next;
};

/* Defines a test; its body follows. */
#define TEST(name)                                                                       \
	static void test_##name(void);                                                   \
	__attribute__((constructor)) static void register_##name(void)                   \
	{                                                                                \
		static struct check_test test = { #name, test_##name, NULL };            \
		check_add(&test);                                                        \
	}                                                                                \
	static void test_##name(void)

/* Each gives whether it held. */
#define CHECK(cond) check_true((cond), #cond, __FILE__, __LINE__)
#define CHECK_INT(got, want) \
	check_int((long long)(got), (long long)(want), #got, __FILE__, __LINE__)
#define CHECK_STR(got, want) check_str((got), (want), #got, __FILE__, __LINE__)
/* A call that fills `err` when it fails: prints the error then. */
#define CHECK_OK(call, err) check_ok((call), (err), #call, __FILE__, __LINE__)
/* The error that was wanted: its kind and its code. */
#define CHECK_ERR(err, kind, code) check_err((err), (kind), (code), __FILE__, __LINE__)
/* Leaves the test (use it in the body of TEST only). */
#define SKIP(why)                 \
	do {                      \
		check_skip(why);  \
		return;           \
	} while (0)

/* What the words above stand for. */
void check_add(struct check_test *test);
void check_skip(const char *why);
bool check_true(bool held, const char *text, const char *file, int line);
bool check_int(long long got, long long want, const char *text, const char *file, int line);
bool check_str(str got, const char *want, const char *text, const char *file, int line);
bool check_ok(bool held, const struct err *err, const char *text, const char *file, int line);
bool check_err(const struct err *err, int kind, const char *code, const char *file, int line);

/* The path of shared data ("data/x") under $GUIJU_SHARED, by default "../shared"
 * seen from the root of the project; NULL when it is not there. In the arena. */
const char *check_shared(struct arena *arena, const char *path);

#endif
