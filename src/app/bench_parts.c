/* bench_parts.c -- import, report, verification, periods and proofs, each measured alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/bench_parts.h"

#include "app/bench_import.h"
#include "app/bench_report.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "calendar/term.h"
#include "calendar/workday.h"
#include "engine/desk.h"
#include "engine/inspect.h"

#define TERMS  200000
#define PROOFS 2000

static void measure_terms(const struct workdays *workdays, struct bench_lines *lines)
{
	struct term term = { .length = { 20, TERM_WORKDAYS } };
	instant first = day_start(day_of(2024, 1, 1));
	double began = clock_monotonic();
	int64_t sum = 0;

	for (int i = 0; i < TERMS; i++) {
		term.started = first + (i % 300) * INSTANT_DAY + i * INSTANT_SECOND / 16;
		sum += term_due(&term, workdays).last_day;
	}
	assert(sum > 0);
	bench_pace_line(lines, "算一个二十个工作日的期限", "one due date, 20 working days", "纳秒",
	                (clock_monotonic() - began) / TERMS * 1e9, 0);
}

static bool measure_proofs(struct desk *desk, struct bench_lines *lines, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct ledger *ledger = desk_ledger(desk);
	struct arena_mark mark = arena_mark(arena);
	int64_t size = ledger_size(ledger);
	double began = clock_monotonic();
	bool good = true;

	for (int64_t i = 0; good && i < PROOFS; i++) {
		struct merkle_path path;

		arena_rewind(arena, mark);
		good = ledger_prove(arena, ledger, DIGEST_SHA256, i * 7919 % size, &path, err);
	}
	bench_pace_line(lines, "取一件事件的包含证明", "one inclusion proof", "微秒",
	                (clock_monotonic() - began) / PROOFS * 1e6, 1);
	arena_end(arena);
	return good;
}

static void hear_fault(void *with, const char *code, const char *text)
{
	(void)with;
	fprintf(stderr, "%s（%s）\n", text, code);
}

static bool measure_verify(const char *store, struct bench_lines *lines, struct err *err)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	const struct inspect_listener listener = { .fault = hear_fault };
	struct inspection found;
	bool good = inspect_store(arena, store, false, &listener, &found, err);

	for (size_t i = 0; good && i < INSPECT_CHECKS; i++) {
		const struct inspect_check *check = &found.checks[i];
		double seconds = (double)(check->milliseconds + 1) / 1000;

		if (strcmp(check->code, "ledger") == 0)
			bench_pace_line(lines, "核对总账", "ledger verified", "件/秒",
			                (double)found.events / seconds, 0);
		else if (strcmp(check->code, "rebuild") == 0)
			bench_pace_line(lines, "由总账重建各表", "tables rebuilt", "件/秒",
			                (double)found.events / seconds, 0);
	}
	if (good && found.faults > 0)
		good = err_set(err, ERR_TAMPERED, "bench.verify", "测速用的库核对不过");
	arena_end(arena);
	return good;
}

static bool measure_imports(struct arena *arena, const char *folder, str rows,
                            struct bench_lines *lines, struct err *err)
{
	str item;

	while (rows.n > 0) {
		int64_t count;

		str_cut(&rows, STR(","), &item);
		if (!num_read_int(item, &count) || count < 0 || count > 5000000) {
			err_set(err, ERR_INVALID, "option.number", "--rows 写得不对");
			return err_fix(err, "例如：--rows 100000,500000");
		}
		if (count > 0 && !bench_import_measure(arena, folder, count, lines, err))
			return false;
	}
	return true;
}

bool bench_parts_measure(struct arena *arena, const char *folder, str rows,
                         struct bench_lines *lines, struct err *err)
{
	str store = arena_printf(arena, "%s/engine", folder);
	struct arena *life = arena_new(LIMIT_ARENA_LIFE);
	struct desk *desk = NULL;
	bool good = desk_open(life, store.at, false, clock_real(), &desk, err);

	if (good) {
		measure_terms(desk_world(desk)->workdays, lines);
		good = measure_proofs(desk, lines, err);
	}
	arena_end(life);
	return good && measure_verify(store.at, lines, err) &&
	       bench_report_measure(arena, folder, lines, err) &&
	       measure_imports(arena, folder, rows, lines, err);
}
