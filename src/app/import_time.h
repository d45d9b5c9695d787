/* import_time.h -- dates and times of other systems' files, by the formats that a mapping lists.
 *
 * A format is a text with gaps: "{年}/{月}/{日} {时}:{分}:{秒}". Gaps: 年 (four digits), 月 日
 * 时 分 秒 (one or two), 小数 (a point and one to six digits, or nothing), 上下午 (AM PM
 * am pm 上午 下午), 时差 (Z, +08:00, +0800, +08). The word ISO stands for all forms of
 * ISO 8601 that logs use, a bare date included. Nothing is guessed: a value that fits
 * none of the formats, or two of them with different meanings, is not read.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_IMPORT_TIME_H
#define GUIJU_APP_IMPORT_TIME_H
#include "calendar/day.h"

#define IMPORT_TIME_PARTS 24 /* gaps and texts between them in one format */

struct import_part {
	char gap;    /* 'Y' 'M' 'D' 'h' 'm' 's' 'f' 'p' 'z', or 0: `text` as it stands */
	str text;
};

struct import_format {
	str text;    /* as written, for messages; borrows */
	bool iso;
	struct import_part parts[IMPORT_TIME_PARTS];
	size_t count;
};

struct import_time {
	instant at;  /* of a bare date: its first instant in the default zone */
	day on;      /* of a bare date: the date; else the day of `at` in UTC+8 */
	bool bare;   /* no time of day was written */
};

enum import_reading { IMPORT_READ, IMPORT_UNREADABLE, IMPORT_AMBIGUOUS };

/* Reads a format; false when a gap has no such name, stands twice, or when year, month
 * and day are not all there. Keeps slices of `text`. */
must_use bool import_time_format(str text, struct import_format *format);
/* Reads "+08:00", "-05:00", "Z" as minutes. */
must_use bool import_time_zone(str text, int *minutes);
/* Reads the whole of `value` by the formats; `zone` (minutes east) is for times that do
 * not tell theirs. `*moment` is untouched unless IMPORT_READ. */
enum import_reading import_time_read(const struct import_format *formats, size_t count, int zone,
                                     str value, struct import_time *moment);

#endif
