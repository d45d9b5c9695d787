/* dump_due.c -- the due days of every start day, for an independent count to check.
 *
 *     dump_due calendars 2007-01-01 2026-12-31 250 30,60,45,15,20 | node count.js ...
 *
 * For each start day, for each length (1 .. n working days, then the calendar
 * days named): four bytes of the last day (days since 1970-01-01, little end
 * first) and one byte, 1 when the answer is provisional.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "calendar/term.h"
#include "calendar/workday.h"

static void put_due(const struct workdays *workdays, day start, int n, enum term_unit unit)
{
	struct term term = { .length = { n, unit }, .started = day_start(start) };
	struct term_due due = term_due(&term, workdays);
	uint32_t last = (uint32_t)due.last_day;

	for (int shift = 0; shift < 32; shift += 8)
		putchar((int)(last >> shift & 0xFF));
	putchar(due.provisional ? 1 : 0);
}

static bool dump(const struct workdays *workdays, char **args)
{
	day first, last;
	int64_t n;

	if (!day_read(str_of(args[0]), &first) || !day_read(str_of(args[1]), &last)
	    || !num_read_int(str_of(args[2]), &n) || n > LIMIT_TERM_DAYS)
		return false;
	for (day start = first; start <= last; start++) {
		str rest = str_of(args[3]);

		for (int i = 1; i <= n; i++)
			put_due(workdays, start, i, TERM_WORKDAYS);
		while (rest.n > 0) {
			int64_t days;
			str word;

			str_cut(&rest, STR(","), &word);
			if (!num_read_int(word, &days) || days > LIMIT_TERM_DAYS)
				return false;
			put_due(workdays, start, (int)days, TERM_DAYS);
		}
	}
	return true;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(LIMIT_ARENA_LIFE);
	struct workdays *workdays = workdays_new(arena);
	struct err err = { 0 };
	char text[2048];
	bool done;

	if (argc != 6) {
		fputs("usage: dump_due FOLDER FIRST LAST WORKDAYS DAYS,DAYS...\n", stderr);
		return 2;
	}
	if (!workdays_load(workdays, argv[1], &err)) {
		err_text(&err, text, sizeof(text));
		fprintf(stderr, "%s\n", text);
		return 2;
	}
	done = dump(workdays, argv + 2);
	arena_end(arena);
	return done && fflush(stdout) == 0 ? 0 : 2;
}
