/* test_workday.c -- working days by notice, assumed years, and bad calendar files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "calendar/workday.h"

#define HEAD "年份  2024\n通知  某通知\n来源  https://example.org/\n"

static day at(const char *text)
{
	day d = DAY_NONE;

	CHECK(day_read(str_of(text), &d));
	return d;
}

static struct workdays *loaded(struct arena *arena)
{
	struct workdays *workdays = workdays_new(arena);
	struct err err = { 0 };

	CHECK_OK(workdays_load(workdays, "calendars", &err), &err);
	return workdays;
}

TEST(all_years_load)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = loaded(arena);
	const struct workday_year *years;
	size_t n = workdays_years(workdays, &years);

	CHECK_INT(n, 20);
	for (size_t i = 0; i < n; i++) {
		CHECK_INT(years[i].year, 2007 + (int)i);
		CHECK(str_starts(years[i].source, STR("http")));
		CHECK(years[i].text.n > 100);
	}
	CHECK_STR(years[17].notice,
	          "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）");
	CHECK(str_ends(years[13].notice, STR("通知；国务院办公厅关于延长2020年春节假期的通知")));
	arena_end(arena);
}

TEST(working_days_in_a_year)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = loaded(arena);

	CHECK_INT(workday_count(workdays, at("2023-12-31"), at("2024-12-31")), 251);
	CHECK_INT(workday_count(workdays, at("2024-12-31"), at("2025-12-31")), 248);
	CHECK_INT(workday_count(workdays, at("2025-12-31"), at("2026-12-31")), 248);
	CHECK_INT(workday_count(workdays, at("2024-12-31"), at("2024-12-31")), 0);
	CHECK_INT(workday_count(workdays, at("2024-12-31"), at("2024-01-01")), 0);
	arena_end(arena);
}

TEST(kinds_and_names)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = loaded(arena);

	CHECK_INT(workday_kind(workdays, at("2024-02-09")), WORKDAY_ORDINARY); /* 除夕 */
	CHECK_INT(workday_kind(workdays, at("2024-02-04")), WORKDAY_MADE_UP);
	CHECK_INT(workday_kind(workdays, at("2024-02-10")), WORKDAY_HOLIDAY);
	CHECK_INT(workday_kind(workdays, at("2023-12-30")), WORKDAY_WEEKEND);
	CHECK_STR(workday_name(workdays, at("2024-02-04")), "春节");
	CHECK_STR(workday_name(workdays, at("2024-10-07")), "国庆节");
	CHECK_STR(workday_name(workdays, at("2023-12-30")), "");
	/* days of late December that stand in the next year's notice */
	CHECK_INT(workday_kind(workdays, at("2018-12-29")), WORKDAY_MADE_UP);
	CHECK_INT(workday_kind(workdays, at("2018-12-31")), WORKDAY_HOLIDAY);
	CHECK_INT(workday_kind(workdays, at("2006-12-30")), WORKDAY_MADE_UP);
	CHECK_INT(workday_year_of(workdays, at("2018-12-31"))->year, 2019);
	CHECK_INT(workday_year_of(workdays, at("2018-12-30") - 9)->year, 2018);
	CHECK(workday_year_of(workdays, at("2006-05-01")) == NULL);
	/* the lengthened holiday of 2020 */
	CHECK_INT(workday_kind(workdays, at("2020-02-01")), WORKDAY_HOLIDAY);
	CHECK_INT(workday_kind(workdays, at("2020-02-03")), WORKDAY_ORDINARY);
	arena_end(arena);
}

TEST(add_and_next)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = loaded(arena);

	CHECK_INT(workday_add(workdays, at("2024-10-05"), 0), at("2024-10-05"));
	CHECK_INT(workday_add(workdays, at("2024-10-05"), 1), at("2024-10-08"));
	CHECK_INT(workday_next(workdays, at("2024-10-05")), at("2024-10-08"));
	CHECK_INT(workday_next(workdays, at("2024-09-29")), at("2024-09-29"));
	arena_end(arena);
}

TEST(add_is_count_backwards_everywhere)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = loaded(arena);
	int bad = 0;

	/* also over both edges of the table: 1990-01-01 and 2149-12-31 */
	for (day d = at("1989-01-01"); d < at("2151-01-01"); d += 3) {
		for (int n = 1; n < 600; n += 37) {
			day due = workday_add(workdays, d, n);

			if (workday_count(workdays, d, due) != n || !workday_is(workdays, due))
				bad++;
		}
	}
	CHECK_INT(bad, 0);
	CHECK_INT(workday_add(workdays, at("2200-01-01"), 5), at("2200-01-08"));
	CHECK_INT(workday_add(workdays, at("1949-09-30"), 1), at("1949-10-03"));
	arena_end(arena);
}

TEST(what_is_published)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = loaded(arena);

	CHECK(workday_published(workdays, at("2024-12-31")));
	CHECK(workday_published(workdays, at("2026-12-27")));
	CHECK(!workday_published(workdays, at("2026-12-28")));
	CHECK(!workday_published(workdays, at("2027-05-01")));
	CHECK(!workday_published(workdays, at("2006-12-29")));
	CHECK(workday_published(workdays, at("2006-12-30")));
	CHECK(!workday_published(workdays, at("1980-01-01")));
	CHECK(workday_published_through(workdays, at("2006-12-31"), at("2026-12-27")));
	CHECK(!workday_published_through(workdays, at("2006-12-31"), at("2026-12-28")));
	CHECK(workday_published_through(workdays, at("2030-01-01"), at("2030-01-01")));
	arena_end(arena);
}

TEST(assumed_years)
{
	static const char *const off[] = {
		"2027-01-01", "2027-02-05", "2027-02-06", "2027-02-08", "2027-04-05", "2027-05-01",
		"2027-05-02", "2027-06-09", "2027-09-15", "2027-10-01", "2027-10-03", "2030-02-02",
		"2030-02-05", "2031-10-01", "2040-05-02", "2000-05-01",
	};
	static const char *const on[] = { "2027-02-04", "2027-02-09", "2027-01-04", "2027-05-03",
		                          "2000-05-02", "2040-02-13" };
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = loaded(arena);

	for (size_t i = 0; i < countof(off); i++)
		CHECK_INT(workday_kind(workdays, at(off[i])), WORKDAY_HOLIDAY);
	for (size_t i = 0; i < countof(on); i++)
		CHECK_INT(workday_kind(workdays, at(on[i])), WORKDAY_ORDINARY);
	CHECK_STR(workday_name(workdays, at("2027-02-05")), "春节");
	arena_end(arena);
}

TEST(a_notice_arrives)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = loaded(arena);
	const struct workday_year *years;
	struct err err = { 0 };
	str text = STR("年份  2027\n通知  某通知\n文号  某发〔2026〕1号\n"
	               "来源  https://example.org/\n"
	               "# 注\n\n上班　2026-12-27　元旦\r\n放假  2026-12-31  2027-01-02  元旦\n");

	CHECK_OK(workdays_add(workdays, STR("2027.calendar"), text, &err), &err);
	CHECK_INT(workday_kind(workdays, at("2026-12-31")), WORKDAY_HOLIDAY);
	CHECK_INT(workday_kind(workdays, at("2026-12-27")), WORKDAY_MADE_UP);
	CHECK(workday_published(workdays, at("2026-12-28")));
	CHECK(!workday_published(workdays, at("2027-12-28")));
	/* what the notice does not name is no holiday any more */
	CHECK_INT(workday_kind(workdays, at("2027-06-09")), WORKDAY_ORDINARY);
	CHECK_INT(workdays_years(workdays, &years), 21);
	CHECK_STR(years[20].notice, "某通知（某发〔2026〕1号）");
	/* the same year again replaces it */
	text = STR("年份  2027\n通知  改\n来源  x\n放假  2027-06-09  端午节\n");
	CHECK_OK(workdays_add(workdays, STR("2027.calendar"), text, &err), &err);
	CHECK_INT(workdays_years(workdays, &years), 21);
	CHECK_INT(workday_kind(workdays, at("2026-12-31")), WORKDAY_ORDINARY);
	CHECK_INT(workday_kind(workdays, at("2027-06-09")), WORKDAY_HOLIDAY);
	arena_end(arena);
}

static const struct refused {
	const char *text, *message;
} refused[] = {
	{ "年份  24\n",
	  "x.calendar 第1行：“24”不是可用的年份。写 1990 到 2149 之间的四位数字，例如：年份  2026"
	  "（calendar.year）" },
	{ "年份  2024\n年份  2024\n",
	  "x.calendar 第2行：“年份”写了两次。一份日历只写一个年份，删去多余的一行"
	  "（calendar.year.twice）" },
	{ "放假  2024-01-01  元旦\n",
	  "x.calendar 第1行：日期之前没有写“年份”。在文件开头写一行，例如：年份  2026"
	  "（calendar.year.late）" },
	{ "年份  2024\n来源\n",
	  "x.calendar 第2行：“来源”后面是空的。写上内容，或者删去这一行（calendar.head.empty）" },
	{ "年份  2024\n文号  某号\n",
	  "x.calendar 第2行：“文号”前面没有“通知”。先写通知的名称，下一行再写它的文号"
	  "（calendar.number.early）" },
	{ HEAD "休息  2024-01-01  元旦\n",
	  "x.calendar 第4行：不认识“休息”。每行以“年份”“通知”“文号”“来源”“放假”“上班”之一开头"
	  "（calendar.word）" },
	{ HEAD "放假  2024-02-30  元旦\n",
	  "x.calendar 第4行：“2024-02-30”不是日期。日期写成 2026-02-15 的样子（calendar.date）" },
	{ HEAD "放假  2024-01-01\n",
	  "x.calendar 第4行：日期之后应当是一个节日的名称。例如：放假  2026-02-15  2026-02-23  春节"
	  "（calendar.name）" },
	{ HEAD "上班  2024-02-04  2024-02-05  春节\n",
	  "x.calendar 第4行：日期之后应当是一个节日的名称。例如：上班  2026-02-14  春节"
	  "（calendar.name）" },
	{ HEAD "放假  2024-02-17  2024-02-10  春节\n",
	  "x.calendar 第4行：一次放假应当从前一日写到后一日，不超过15日。核对起止两个日期"
	  "（calendar.span）" },
	{ HEAD "放假  2025-01-01  元旦\n",
	  "x.calendar 第4行：日期不在2024年（或者上一年12月）之内。"
	  "日历按通知的年份分文件，写进那一年的文件（calendar.day.year）" },
	{ HEAD "上班  2024-02-05  春节\n",
	  "x.calendar 第4行：“上班”的这一天本来就是工作日。“上班”只写改为上班的周六、周日，核对日期"
	  "（calendar.makeup）" },
	{ HEAD "放假  2024-10-01  2024-10-07  国庆节\n放假  2024-10-07  中秋节\n",
	  "x.calendar 第5行：这一行的日期与“国庆节”的另一行重复。一天只写一次，删去多余的一行"
	  "（calendar.day.twice）" },
	{ "年份  2024\n来源  x\n放假  2024-01-01  元旦\n",
	  "x.calendar：日历里缺少“通知”。照通知补上；没有通知的年份不要建日历文件"
	  "（calendar.lacks）" },
	{ HEAD,
	  "x.calendar：日历里缺少“放假”。照通知补上；没有通知的年份不要建日历文件"
	  "（calendar.lacks）" },
	{ "年份  2024\n\xff\n",
	  "x.calendar：日历不是UTF-8文本，或者超过65536字节。另存为UTF-8编码的文本文件"
	  "（calendar.text）" },
};

TEST(bad_files_are_refused)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = workdays_new(arena);
	const struct workday_year *years;

	for (size_t i = 0; i < countof(refused); i++) {
		struct err err = { 0 };
		char text[2048];

		CHECK(!workdays_add(workdays, STR("x.calendar"), str_of(refused[i].text), &err));
		CHECK_INT(err.kind, ERR_INVALID);
		err_text(&err, text, sizeof(text));
		CHECK_STR(str_of(text), refused[i].message);
	}
	CHECK_INT(workdays_years(workdays, &years), 0);
	arena_end(arena);
}

TEST(no_folder)
{
	struct arena *arena = arena_new(1 << 24);
	struct workdays *workdays = workdays_new(arena);
	struct err err = { 0 };

	CHECK(!workdays_load(workdays, "calendars/none", &err));
	CHECK(err.kind != ERR_NONE);
	err_clear(&err);
	CHECK(!workdays_load(workdays, "docs/formats", &err));
	CHECK_ERR(&err, ERR_UNKNOWN, "calendar.none");
	arena_end(arena);
}
