/* test_import_time.c -- formats of other systems' dates, each read and each refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "app/import_time.h"
#include "base/str.h"
#include "check.h"

#define CHINA (8 * 60)

/* "unreadable", "ambiguous", or the instant in microseconds since 1970. */
static int64_t read_as(const char *a, const char *b, int zone, const char *value)
{
	struct import_format formats[2];
	struct import_time moment = { 0 };
	size_t count = b ? 2 : 1;

	if (!import_time_format(str_of(a), &formats[0]) ||
	    (b && !import_time_format(str_of(b), &formats[1])))
		return -3;
	switch (import_time_read(formats, count, zone, str_of(value), &moment)) {
	case IMPORT_READ: return moment.at;
	case IMPORT_AMBIGUOUS: return -2;
	default: return -1;
	}
}

static int64_t utc(int year, int month, int date, int seconds)
{
	return ((int64_t)day_of(year, month, date) * 86400 + seconds) * INSTANT_SECOND;
}

TEST(iso_with_and_without_offset)
{
	CHECK_INT(read_as("ISO", NULL, CHINA, "2019-02-14"), utc(2019, 2, 13, 16 * 3600));
	CHECK_INT(read_as("ISO", NULL, 0, "2019-02-14T01:02"), utc(2019, 2, 14, 3720));
	CHECK_INT(read_as("ISO", NULL, CHINA, "2011-10-11 13:42:22.688000+02:00"),
	          utc(2011, 10, 11, 42142) + 688000);
	CHECK_INT(read_as("ISO", NULL, CHINA, "2005-03-23T00:00:00.000Z"), utc(2005, 3, 23, 0));
	CHECK_INT(read_as("ISO", NULL, 0, "2011-10-11 13:42:22.1234567"), -1);
	CHECK_INT(read_as("ISO", NULL, 0, "2011-02-30"), -1);
	CHECK_INT(read_as("ISO", NULL, 0, "2011-2-3"), -1);
	CHECK_INT(read_as("ISO", NULL, 0, "2011-02-03 24:00"), -1);
	CHECK_INT(read_as("ISO", NULL, 0, "2011-02-03 10:00+15:00"), -1);
	CHECK_INT(read_as("ISO", NULL, 0, ""), -1);
}

TEST(patterns)
{
	const char *american = "{月}/{日}/{年} {时}:{分}:{秒} {上下午}";

	CHECK_INT(read_as("{年}/{月}/{日} {时}:{分}:{秒}", NULL, CHINA, "2020/1/6 12:09:38"),
	          utc(2020, 1, 6, 4 * 3600 + 9 * 60 + 38));
	CHECK_INT(read_as(american, NULL, 0, "01/31/2022 03:04:05 PM"),
	          utc(2022, 1, 31, 15 * 3600 + 245));
	CHECK_INT(read_as(american, NULL, 0, "1/31/2022 12:00:00 AM"), utc(2022, 1, 31, 0));
	CHECK_INT(read_as(american, NULL, 0, "1/31/2022 13:00:00 PM"), -1);
	CHECK_INT(read_as("{年}年{月}月{日}日", NULL, 0, "2024年5月6日"), utc(2024, 5, 6, 0));
	CHECK_INT(read_as("{年}{月}{日}", NULL, 0, "20240506"), utc(2024, 5, 6, 0));
	CHECK_INT(read_as("{年}-{月}-{日}", NULL, 0, "2024-05-06 "), -1);
	CHECK_INT(read_as("{年}-{月}-{日} {时}:{分}{时差}", NULL, 0, "2024-05-06 09:12-0500"),
	          utc(2024, 5, 6, 14 * 3600 + 720));
}

TEST(several_formats)
{
	const char *us = "{月}/{日}/{年}", *uk = "{日}/{月}/{年}";

	CHECK_INT(read_as(us, uk, 0, "03/04/2022"), -2);
	CHECK_INT(read_as(us, uk, 0, "04/04/2022"), utc(2022, 4, 4, 0));
	CHECK_INT(read_as(us, uk, 0, "31/04/2022"), -1);
	CHECK_INT(read_as(us, uk, 0, "31/01/2022"), utc(2022, 1, 31, 0));
	CHECK_INT(read_as("ISO", us, 0, "1/2/2022"), utc(2022, 1, 2, 0));
}

TEST(wrong_formats)
{
	static const char *const wrong[] = {
		"", "{年}-{月}", "{年}-{月}-{日} {时}", "{年}-{月}-{日} {分}", "{年}-{年}-{日}",
		"{年}-{月}-{日", "{年}-{月}-{号}", "}{年}-{月}-{日}", "{年}{月}{日}{时差}",
		"{年}{月}{日} {时}:{分}{小数}", "{年}{月}{日}{上下午}", "YYYY-MM-DD",
	};
	struct import_format format;

	for (size_t i = 0; i < countof(wrong); i++)
		CHECK(!import_time_format(str_of(wrong[i]), &format));
}

TEST(zones)
{
	int minutes = 0;

	CHECK(import_time_zone(STR("+08:00"), &minutes));
	CHECK_INT(minutes, 480);
	CHECK(import_time_zone(STR("-05:30"), &minutes));
	CHECK_INT(minutes, -330);
	CHECK(import_time_zone(STR("Z"), &minutes));
	CHECK_INT(minutes, 0);
	CHECK(!import_time_zone(STR("8"), &minutes));
	CHECK(!import_time_zone(STR("+8"), &minutes));
	CHECK(!import_time_zone(STR("+08:00 "), &minutes));
}

TEST(a_bare_date_keeps_its_day)
{
	struct import_format format;
	struct import_time moment;

	CHECK(import_time_format(STR("ISO"), &format));
	CHECK_INT(import_time_read(&format, 1, -300, STR("2022-01-17"), &moment), IMPORT_READ);
	CHECK(moment.bare);
	CHECK_INT(moment.on, day_of(2022, 1, 17));
	CHECK_INT(import_time_read(&format, 1, -300, STR("2022-01-17 20:00"), &moment),
	          IMPORT_READ);
	CHECK(!moment.bare);
	CHECK_INT(moment.on, day_of(2022, 1, 18));
}
