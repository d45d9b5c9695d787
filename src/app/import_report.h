/* import_report.h -- what became of the rows of an import: counted, named, shown while it runs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_IMPORT_REPORT_H
#define GUIJU_APP_IMPORT_REPORT_H
#include "base/base.h"

struct arena;
struct buf;
struct err;
struct import_map;

#define IMPORT_REFUSALS_KEPT 1000 /* refused rows that a report names; a file names all */

struct import_refusal {
	int64_t line;
	const struct err *err;
};

struct import_report {
	struct arena *arena;
	int64_t read, taken, known, skipped, refused; /* rows */
	int64_t events, deviations;                   /* steps, and those against the rule */
	int64_t clock;                                /* what ran out afterwards */
	bool trial;
	bool gb18030;
	struct import_refusal *refusals;
	size_t refusal_count;
	FILE *file;         /* --errors, or NULL */
	const char *path;
	bool shows;         /* standard error is a terminal */
	double began, shown;
};

/* A report in `arena` (kept). With `path` (may be NULL) refused rows are also written to
 * that file as CSV: ERR_STORE "import.errors" when it cannot be made. */
must_use bool import_report_begin(struct import_report *report, struct arena *arena,
                                  const char *path, struct err *err);
/* Notes a refused row (a line of the file) and empties `err`. */
void import_report_refuse(struct import_report *report, int64_t line, struct err *err);
/* Shows how far the work is, ten times a second at most, at a terminal only. `total` 0:
 * not known. */
void import_report_progress(struct import_report *report, const char *what, int64_t done,
                            int64_t total);
/* Ends what progress has shown and closes the file; ERR_STORE when it could not be written. */
must_use bool import_report_end(struct import_report *report, struct err *err);
/* The summary for people, or as JSON. */
void import_report_write(const struct import_report *report, const struct import_map *map,
                         bool json, struct buf *buf);

#endif
