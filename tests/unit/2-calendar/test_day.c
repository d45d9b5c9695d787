/* test_day.c -- civil dates and instants, there and back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"
#include "base/arena.h"
#include "base/str.h"
#include "calendar/day.h"

static struct arena *arena;

static str written(day d)
{
	struct buf buf;

	buf_init(&buf, arena, 64);
	day_write(&buf, d);
	return buf_str(&buf);
}

static str instant_written(const char *text)
{
	struct buf buf;
	instant t;

	buf_init(&buf, arena, 64);
	if (day_read_instant(str_of(text), &t))
		day_write_instant(&buf, t);
	else
		buf_text(&buf, "wrong");
	return buf_str(&buf);
}

TEST(known_days)
{
	CHECK_INT(day_of(1970, 1, 1), 0);
	CHECK_INT(day_of(1969, 12, 31), -1);
	CHECK_INT(day_of(2000, 3, 1), 11017);
	CHECK_INT(day_of(2026, 11, 23), 20780);
	CHECK_INT(day_of(1, 1, 1), -719162);
	CHECK_INT(day_weekday(day_of(2024, 9, 29)), 0);
	CHECK_INT(day_weekday(day_of(2026, 11, 23)), 1);
	CHECK_INT(day_weekday(-1), 3);
	CHECK_INT(day_weekday(day_of(1900, 1, 1)), 1);
}

TEST(no_such_date)
{
	CHECK_INT(day_of(2023, 2, 29), DAY_NONE);
	CHECK_INT(day_of(1900, 2, 29), DAY_NONE);
	CHECK_INT(day_of(2024, 4, 31), DAY_NONE);
	CHECK_INT(day_of(2024, 13, 1), DAY_NONE);
	CHECK_INT(day_of(2024, 0, 1), DAY_NONE);
	CHECK_INT(day_of(2024, 1, 0), DAY_NONE);
	CHECK_INT(day_of(0, 1, 1), DAY_NONE);
	CHECK_INT(day_of(10000, 1, 1), DAY_NONE);
	CHECK(day_of(2000, 2, 29) != DAY_NONE);
}

TEST(every_day_there_and_back)
{
	int bad = 0;
	day last = day_of(9999, 12, 31);
	int weekday = day_weekday(day_of(1, 1, 1));

	for (day d = day_of(1, 1, 1); d <= last; d++) {
		struct day_civil civil = day_civil(d);

		if (day_of(civil.year, civil.month, civil.date) != d || day_weekday(d) != weekday)
			bad++;
		weekday = (weekday + 1) % 7;
	}
	CHECK_INT(bad, 0);
}

TEST(months)
{
	CHECK_INT(day_add_months(day_of(2024, 1, 31), 1), day_of(2024, 2, 29));
	CHECK_INT(day_add_months(day_of(2023, 1, 31), 1), day_of(2023, 2, 28));
	CHECK_INT(day_add_months(day_of(2024, 2, 29), 12), day_of(2025, 2, 28));
	CHECK_INT(day_add_months(day_of(2024, 11, 30), 3), day_of(2025, 2, 28));
	CHECK_INT(day_add_months(day_of(2024, 3, 15), 6), day_of(2024, 9, 15));
	CHECK_INT(day_add_months(day_of(2024, 1, 15), -1), day_of(2023, 12, 15));
	CHECK_INT(day_add_months(day_of(2024, 3, 31), -1), day_of(2024, 2, 29));
	CHECK_INT(day_add_months(day_of(9999, 12, 1), 1), day_of(9999, 12, 31));
}

TEST(read_days)
{
	static const char *const wrong[] = { "", "2024-1-01", "2024-02-30", "2024-01-01 ",
		                             "２０２４-01-01", "2024/01/01", "20240101",
		                             "-024-01-01" };
	day d = 5;

	arena = arena_new(65536);
	CHECK(day_read(STR("2024-02-29"), &d));
	CHECK_STR(written(d), "2024-02-29");
	for (size_t i = 0; i < countof(wrong); i++) {
		d = 5;
		CHECK(!day_read(str_of(wrong[i]), &d));
		CHECK_INT(d, 5);
	}
	CHECK_STR(written(day_of(33, 4, 5)), "0033-04-05");
	arena_end(arena);
}

TEST(read_instants)
{
	static const char *const wrong[] = {
		"2024-05-06T", "2024-05-06T9:12", "2024-05-06T24:00", "2024-05-06T09:60",
		"2024-05-06T09:12:60", "2024-05-06T09:12:30.", "2024-05-06T09:12:30.1234567",
		"2024-05-06T09:12+0800", "2024-05-06T09:12+08:60", "2024-05-06T09:12z",
		"2024-05-06  09:12", "2024-05-06T09:12 +08:00", "2024-05-06T09:12+15:00",
	};

	arena = arena_new(65536);
	CHECK_STR(instant_written("2024-05-06"), "2024-05-06T00:00:00+08:00");
	CHECK_STR(instant_written("2024-05-06 09:12"), "2024-05-06T09:12:00+08:00");
	CHECK_STR(instant_written("2024-05-06T09:12:30.250"), "2024-05-06T09:12:30.25+08:00");
	CHECK_STR(instant_written("2024-05-06T09:12:30.000001"),
	          "2024-05-06T09:12:30.000001+08:00");
	CHECK_STR(instant_written("2024-05-06T23:12:30Z"), "2024-05-07T07:12:30+08:00");
	CHECK_STR(instant_written("2024-05-06T09:12+00:30"), "2024-05-06T16:42:00+08:00");
	CHECK_STR(instant_written("1969-12-31T23:59:59.9"), "1969-12-31T23:59:59.9+08:00");
	CHECK_STR(instant_written("1970-01-01T00:00:00Z"), "1970-01-01T08:00:00+08:00");
	for (size_t i = 0; i < countof(wrong); i++)
		CHECK_STR(instant_written(wrong[i]), "wrong");
	arena_end(arena);
}

TEST(days_begin_at_midnight_in_beijing)
{
	struct buf buf;
	day d = day_of(2024, 5, 6);

	CHECK_INT(day_at(day_start(d)), d);
	CHECK_INT(day_at(day_start(d) - 1), d - 1);
	CHECK_INT(day_at(0), 0);
	CHECK_INT(day_at(-8 * INSTANT_HOUR - 1), -1);
	CHECK_INT(day_start(0), -8 * INSTANT_HOUR);
	arena = arena_new(65536);
	buf_init(&buf, arena, 64);
	day_write_minute(&buf, day_start(d) + 9 * INSTANT_HOUR + 12 * INSTANT_MINUTE + 59000000);
	CHECK_STR(buf_str(&buf), "2024-05-06 09:12");
	arena_end(arena);
}
