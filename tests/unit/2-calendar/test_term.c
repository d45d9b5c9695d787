/* test_term.c -- periods: worked examples, pauses, extensions, roll-over, explanations.
 *
 * The worked examples were computed from the notices' data, apart from this program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "calendar/term.h"
#include "calendar/workday.h"

static struct arena *arena;
static struct workdays *workdays;

static void begin(void)
{
	struct err err = { 0 };

	arena = arena_new(1 << 24);
	workdays = workdays_new(arena);
	CHECK_OK(workdays_load(workdays, "calendars", &err), &err);
}

static instant moment(const char *text)
{
	instant t = INSTANT_NONE;

	CHECK(day_read_instant(str_of(text), &t));
	return t;
}

static struct term_length length(const char *text)
{
	struct term_length got = { 0, TERM_DAYS };

	CHECK(term_read_length(str_of(text), &got));
	return got;
}

static struct term term_of(const char *from, const char *text)
{
	return (struct term){ .length = length(text), .started = moment(from) };
}

/* "2024-06-12", "2024-06-12 推定", "2024-06-12 14:30", "中止 30". */
static str told(const struct term *term)
{
	struct term_due due = term_due(term, workdays);
	struct buf buf;

	buf_init(&buf, arena, 100);
	if (due.paused) {
		CHECK_INT(due.at, INSTANT_NONE);
		CHECK_INT(due.last_day, DAY_NONE);
		buf_printf(&buf, "中止 %d", due.left);
	} else if (due.at == day_start(due.last_day + 1)) {
		day_write(&buf, due.last_day);
	} else {
		day_write_minute(&buf, due.at);
	}
	if (due.provisional)
		buf_text(&buf, " 推定");
	return buf_str(&buf);
}

static str due(const char *from, const char *text)
{
	struct term term = term_of(from, text);

	return told(&term);
}

static str due_paused(const char *from, const char *text, const char *pause, const char *resume)
{
	struct term term = term_of(from, text);
	struct term_pause one = { moment(pause), resume ? moment(resume) : INSTANT_NONE,
		                  STR("鉴定"), STR("第三十九条") };

	term.pauses = &one;
	term.pause_count = 1;
	return told(&term);
}

static str due_extended(const char *from, const char *text, const char *more, bool no_roll)
{
	struct term term = term_of(from, text);
	struct term_length extension = length(more);

	term.extensions = &extension;
	term.extension_count = 1;
	term.no_roll = no_roll;
	return told(&term);
}

TEST(lengths)
{
	static const struct {
		const char *text, *normal;
	} good[] = {
		{ "60 日", "60 日" }, { "60日", "60 日" }, { "60 天", "60 日" },
		{ "60自然日", "60 日" },
		{ "5 个工作日", "5 个工作日" }, { "5工作日", "5 个工作日" },
		{ " 3 个月 ", "3 个月" },
		{ "１５　日", "15 日" }, { "1年", "1 年" }, { "4 小时", "4 小时" },
		{ "30分钟", "30 分钟" },
		{ "0 日", "0 日" }, { "36600 日", "36600 日" },
	};
	static const char *const wrong[] = { "", "日", "5", "5 月", "-5 日", "5.5 日", "36601 日",
		                             "101 年", "99999999999 日", "5 日内", "五日" };

	arena = arena_new(1 << 20);
	for (size_t i = 0; i < countof(good); i++) {
		struct buf buf;

		buf_init(&buf, arena, 100);
		term_write_length(&buf, length(good[i].text));
		CHECK_STR(buf_str(&buf), good[i].normal);
	}
	for (size_t i = 0; i < countof(wrong); i++) {
		struct term_length got = { 7, TERM_YEARS };

		CHECK(!term_read_length(str_of(wrong[i]), &got));
		CHECK_INT(got.n, 7);
	}
	arena_end(arena);
}

TEST(worked_examples)
{
	static const struct {
		const char *from, *length, *due;
	} examples[] = {
		{ "2024-02-02", "5 个工作日", "2024-02-08" },
		{ "2024-02-08", "5 个工作日", "2024-02-21" },
		{ "2024-04-03", "5 个工作日", "2024-04-11" },
		{ "2024-04-26", "5 个工作日", "2024-05-07" },
		{ "2024-09-13", "10 个工作日", "2024-09-29" },
		{ "2024-09-27", "5 个工作日", "2024-10-10" },
		{ "2024-12-27", "20 个工作日", "2025-01-26" },
		{ "2025-01-24", "7 个工作日", "2025-02-10" },
		{ "2025-09-26", "20 个工作日", "2025-10-30" },
		{ "2026-02-12", "5 个工作日", "2026-02-26" },
		{ "2026-09-24", "10 个工作日", "2026-10-15" },
		{ "2024-04-02", "30 日", "2024-05-06" },
		{ "2024-09-01", "30 日", "2024-10-08" },
		{ "2024-08-02", "60 日", "2024-10-08" },
		{ "2024-12-02", "60 日", "2025-02-05" },
		{ "2025-08-04", "60 日", "2025-10-09" },
		{ "2026-01-05", "45 日", "2026-02-24" },
		{ "2024-01-15", "60 日", "2024-03-15" },
		/* the hour of the start changes nothing for days */
		{ "2024-01-15 23:59", "60 日", "2024-03-15" },
		{ "2024-09-27 00:00:01", "5 个工作日", "2024-10-10" },
	};

	begin();
	for (size_t i = 0; i < countof(examples); i++)
		CHECK_STR(due(examples[i].from, examples[i].length), examples[i].due);
	arena_end(arena);
}

TEST(months_and_years)
{
	begin();
	CHECK_STR(due("2024-01-31", "1 个月"), "2024-02-29");
	CHECK_STR(due("2024-03-15", "6 个月"), "2024-09-18"); /* 09-15 .. 09-17 are off */
	CHECK_STR(due("2024-08-29", "1 个月"), "2024-09-29"); /* a Sunday that is worked */
	CHECK_STR(due("2024-02-29", "1 年"), "2025-02-28");
	CHECK_STR(due("2023-10-03", "1 年"), "2024-10-08");
	/* paused: the end before roll-over moves by the days paused */
	CHECK_STR(due_paused("2024-01-31", "1 个月", "2024-02-05", "2024-02-15"), "2024-03-11");
	CHECK_STR(due_paused("2024-03-01", "3 个月", "2024-03-10", "2024-03-20"), "2024-06-11");
	CHECK_STR(due_paused("2024-03-01", "3 个月", "2024-03-10", NULL), "中止 83");
	arena_end(arena);
}

TEST(clock_units)
{
	struct term term;
	struct term_pause pause;

	begin();
	CHECK_STR(due("2024-09-06 09:30", "4 小时"), "2024-09-06 13:30");
	CHECK_STR(due("2024-09-30 22:30", "30 分钟"), "2024-09-30 23:00");
	CHECK_STR(due("2024-09-30 22:00", "24 小时"), "2024-10-01 22:00");
	CHECK_STR(due("2024-09-30 22:00", "2 小时"), "2024-09-30"); /* 24:00 */
	CHECK_STR(due_paused("2024-09-06 09:30", "4 小时", "2024-09-06 10:00", "2024-09-06 11:15"),
	          "2024-09-06 14:45");
	CHECK_STR(due_paused("2024-09-06 09:30", "4 小时", "2024-09-06 10:00", NULL), "中止 3");
	CHECK_STR(due_paused("2024-09-06 09:30", "4 小时", "2024-09-06 13:30", NULL),
	          "2024-09-06 13:30");
	CHECK_STR(due_extended("2024-09-06 09:30", "4 小时", "90 分钟", false), "2024-09-06 15:00");
	CHECK_STR(due_extended("2024-09-06 09:30", "4 小时", "1 工作日", false), "2024-09-09");
	CHECK_STR(due_extended("2024-09-05 09:30", "4 小时", "1 工作日", false), "2024-09-06");
	CHECK_STR(due_extended("2024-09-06", "3 日", "2 小时", false), "2024-09-10 02:00");
	term = term_of("2024-09-06 09:30", "4 小时");
	pause = (struct term_pause){ moment("2024-09-06 10:00"), moment("2024-09-06 11:00"),
		                     STR(""), STR("") };
	term.pauses = &pause;
	term.pause_count = 1;
	CHECK_INT(term_left(&term, workdays, moment("2024-09-06 09:30")), 4);
	CHECK_INT(term_left(&term, workdays, moment("2024-09-06 11:00")), 3);
	CHECK_INT(term_left(&term, workdays, moment("2024-09-06 14:29")), 0);
	CHECK_INT(term_left(&term, workdays, moment("2024-09-06 14:30")), -1);
	CHECK_INT(term_left(&term, workdays, moment("2024-09-06 15:30")), -2);
	arena_end(arena);
}

TEST(pauses)
{
	begin();
	CHECK_STR(due_paused("2024-03-04", "60 日", "2024-04-03", "2024-05-13"), "2024-06-12");
	CHECK_STR(due_paused("2024-03-04", "60 日", "2024-04-03 17:00", "2024-05-13 08:00"),
	          "2024-06-12");
	CHECK_STR(due_paused("2024-03-04", "60 日", "2024-04-03", NULL), "中止 30");
	/* paused and resumed on one day: nothing */
	CHECK_STR(due_paused("2024-03-04", "60 日", "2024-04-03 09:00", "2024-04-03 17:00"),
	          "2024-05-06");
	/* on the day of the start: all is left */
	CHECK_STR(due_paused("2024-03-04", "60 日", "2024-03-04", "2024-03-14"), "2024-05-13");
	/* on the last day: it was consumed, the end moves to the day of resumption */
	CHECK_STR(due_paused("2024-05-06", "10 日", "2024-05-16", "2024-05-29"), "2024-05-29");
	/* in the days of roll-over (04-13 is a Saturday): nothing is left, it ends on resuming */
	CHECK_STR(due_paused("2024-04-03", "10 日", "2024-04-14", "2024-04-18"), "2024-04-18");
	CHECK_STR(due_paused("2024-04-03", "10 日", "2024-04-14", "2024-04-20"), "2024-04-22");
	CHECK_STR(due_paused("2024-04-03", "10 日", "2024-04-14", NULL), "中止 0");
	/* after the end: too late to change it */
	CHECK_STR(due_paused("2024-04-03", "10 日", "2024-04-16", "2024-05-20"), "2024-04-15");
	CHECK_STR(due_paused("2024-04-03", "10 日", "2024-04-16", NULL), "2024-04-15");
	/* working days: 09-29 and 09-30 consumed, three left from 10-09 on (10-12 is worked) */
	CHECK_STR(due_paused("2024-09-27", "5 个工作日", "2024-09-30", "2024-10-09"), "2024-10-12");
	CHECK_STR(due_paused("2024-09-27", "5 个工作日", "2024-10-04", "2024-10-06"), "2024-10-10");
	CHECK_STR(due_paused("2024-09-27", "5 个工作日", "2024-09-30", NULL), "中止 3");
	arena_end(arena);
}

TEST(several_pauses)
{
	struct term term;
	struct term_pause two[2];

	begin();
	term = term_of("2024-03-04", "60 日");
	two[0] = (struct term_pause){ moment("2024-03-14"), moment("2024-03-24"), STR(""),
		                      STR("") };
	two[1] = (struct term_pause){ moment("2024-03-24"), moment("2024-03-29"), STR(""),
		                      STR("") };
	term.pauses = two;
	term.pause_count = 2;
	CHECK_STR(told(&term), "2024-05-20"); /* 05-03 + 15 = 05-18, a Saturday */
	two[0].to = moment("2024-03-14 18:00");
	CHECK_STR(told(&term), "2024-05-08");
	two[1].to = INSTANT_NONE;
	CHECK_STR(told(&term), "中止 40");
	CHECK_INT(term_left(&term, workdays, moment("2024-06-01")), 40);
	arena_end(arena);
}

TEST(extensions)
{
	struct term term;
	struct term_length two[2];
	struct term_pause pause;

	begin();
	/* 10-06 is off: the extension goes on from there, not from 10-08 */
	CHECK_STR(due("2024-09-06", "30 日"), "2024-10-08");
	CHECK_STR(due_extended("2024-09-06", "30 日", "5 日", false), "2024-10-11");
	CHECK_STR(due_extended("2024-09-06", "30 日", "6 日", false), "2024-10-12"); /* worked */
	CHECK_STR(due_extended("2024-09-06", "30 日", "7 日", false), "2024-10-14");
	CHECK_STR(due_extended("2024-09-06", "30 日", "7 日", true), "2024-10-13");
	CHECK_STR(due_extended("2024-09-06", "30 日", "3 个工作日", false), "2024-10-10");
	CHECK_STR(due_extended("2024-09-27", "5 个工作日", "5 个工作日", false), "2024-10-16");
	CHECK_STR(due_extended("2024-01-31", "1 个月", "1 个月", false), "2024-03-29");
	term = term_of("2024-03-04", "60 日");
	two[0] = length("30 日");
	two[1] = length("2 个工作日");
	pause = (struct term_pause){ moment("2024-05-10"), moment("2024-05-20"), STR(""), STR("") };
	term.extensions = two;
	term.extension_count = 2;
	CHECK_STR(told(&term), "2024-06-04"); /* 05-03, 06-02 (Sunday), two working days */
	term.pauses = &pause;
	term.pause_count = 1;
	CHECK_STR(told(&term), "2024-06-14");
	arena_end(arena);
}

TEST(roll_over)
{
	struct term term;

	begin();
	term = term_of("2024-09-01", "30 日");
	term.no_roll = true;
	CHECK_STR(told(&term), "2024-10-01");
	CHECK_STR(due("2024-10-05", "0 日"), "2024-10-08");
	CHECK_STR(due("2024-10-09", "0 日"), "2024-10-09");
	arena_end(arena);
}

TEST(provisional)
{
	struct term term;

	begin();
	CHECK_STR(due("2026-12-20", "3 个工作日"), "2026-12-23");
	CHECK_STR(due("2026-12-24", "1 个工作日"), "2026-12-25");
	CHECK_STR(due("2026-12-24", "2 个工作日"), "2026-12-28 推定");
	CHECK_STR(due("2026-12-01", "27 日"), "2026-12-28 推定"); /* an ordinary Monday so far */
	CHECK_STR(due("2026-12-01", "24 日"), "2026-12-25");
	CHECK_STR(due("2026-12-01", "60 日"), "2027-02-01 推定");
	CHECK_STR(due("2026-12-08", "60 日"), "2027-02-09 推定"); /* 02-06 is 春节 */
	CHECK_STR(due("2026-12-24 09:00", "100 小时"), "2026-12-28 13:00");
	term = term_of("2026-12-08", "60 日");
	term.no_roll = true; /* rests on no calendar */
	CHECK_STR(told(&term), "2027-02-06");
	/* the pause reaches beyond, and so does what is left */
	CHECK_STR(due_paused("2026-12-01", "5 个工作日", "2026-12-03", "2027-03-01"),
	          "2027-03-04 推定");
	CHECK_STR(due_paused("2026-12-01", "5 个工作日", "2026-12-03", NULL), "中止 3");
	arena_end(arena);
}

TEST(what_is_left)
{
	struct term term;
	struct term_pause pause;

	begin();
	term = term_of("2024-09-27", "5 个工作日");
	CHECK_INT(term_left(&term, workdays, moment("2024-09-27 10:00")), 5);
	CHECK_INT(term_left(&term, workdays, moment("2024-10-05")), 3);
	CHECK_INT(term_left(&term, workdays, moment("2024-10-10 23:59")), 0);
	CHECK_INT(term_left(&term, workdays, moment("2024-10-11")), -1);
	CHECK_INT(term_left(&term, workdays, moment("2024-10-13")), -2);
	term = term_of("2024-09-26", "5 个工作日"); /* ends on Wednesday 10-09 */
	CHECK_INT(term_left(&term, workdays, moment("2024-10-09")), 0);
	term = term_of("2024-11-01", "5 个工作日"); /* ends on Friday 11-08 */
	CHECK_INT(term_left(&term, workdays, moment("2024-11-09")), -1);
	term = term_of("2024-03-04", "60 日");
	pause = (struct term_pause){ moment("2024-04-03"), moment("2024-05-13"), STR(""), STR("") };
	term.pauses = &pause;
	term.pause_count = 1;
	CHECK_INT(term_left(&term, workdays, moment("2024-03-04")), 60);
	CHECK_INT(term_left(&term, workdays, moment("2024-04-20")), 30);
	CHECK_INT(term_left(&term, workdays, moment("2024-06-11")), 1);
	CHECK_INT(term_left(&term, workdays, moment("2024-06-22")), -10);
	arena_end(arena);
}

/* The lines as "04-03c30 04-04p- ...", with '?' behind provisional ones. */
static str drawn(const struct term *term)
{
	struct term_line *lines;
	size_t count = term_explain(arena, term, workdays, &lines);
	struct buf buf;

	buf_init(&buf, arena, 65536);
	for (size_t i = 0; i < count; i++) {
		struct day_civil civil = day_civil(lines[i].on);

		buf_printf(&buf, "%s%02d%02d%c%d%s", i ? " " : "", civil.month, civil.date,
		           lines[i].mark, lines[i].counted, lines[i].provisional ? "?" : "");
	}
	return buf_str(&buf);
}

TEST(explained)
{
	struct term term;
	struct term_line *lines;
	size_t count;

	begin();
	term = term_of("2024-09-27", "5 个工作日");
	CHECK_STR(drawn(&term), "0927s0 0928w0 0929m1 0930c2 1001h0 1002h0 1003h0 1004h0 1005h0 "
	                        "1006h0 1007h0 1008c3 1009c4 1010e5");
	count = term_explain(arena, &term, workdays, &lines);
	CHECK_INT(count, 14);
	CHECK_STR(lines[0].why, "起始日不计入");
	CHECK_STR(lines[0].basis, "《民法典》第二百零一条");
	CHECK_STR(lines[1].why, "周末");
	CHECK_STR(lines[2].why, "国庆节调休上班");
	CHECK_STR(lines[2].basis,
	          "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）");
	CHECK_STR(lines[4].why, "国庆节放假");
	CHECK_STR(lines[13].why, "最后一日，24时止");
	CHECK_STR(lines[13].basis, "《民法典》第二百零三条");
	term = term_of("2024-10-03", "3 日");
	CHECK_STR(drawn(&term), "1003s0 1004c1 1005c2 1006r3 1007r0 1008e0");
	count = term_explain(arena, &term, workdays, &lines);
	CHECK_STR(lines[3].why, "国庆节放假，顺延");
	CHECK_STR(lines[5].why, "顺延后的最后一日，24时止");
	term = term_of("2024-10-09", "0 日");
	CHECK_STR(drawn(&term), "1009e0");
	term = term_of("2024-09-06 09:30", "4 小时");
	CHECK_STR(drawn(&term), "0906s0 0906e0");
	count = term_explain(arena, &term, workdays, &lines);
	CHECK_STR(lines[1].why, "13:30届满");
	term = term_of("2024-01-31", "1 个月");
	count = term_explain(arena, &term, workdays, &lines);
	CHECK_INT(count, 30);
	CHECK_STR(lines[29].basis, "《民法典》第二百零二条");
	term = term_of("2026-12-25", "2 个工作日");
	CHECK_STR(drawn(&term), "1225s0 1226w0 1227w0 1228c1? 1229e2?");
	arena_end(arena);
}

TEST(explained_with_pause_and_extension)
{
	struct term term;
	struct term_length extension = { 2, TERM_WORKDAYS };
	struct term_pause pause;
	struct term_line *lines;
	size_t count;

	begin();
	term = term_of("2024-11-04", "3 日");
	pause = (struct term_pause){ moment("2024-11-05"), moment("2024-11-07"), STR("鉴定"),
		                     STR("第三十九条") };
	term.pauses = &pause;
	term.pause_count = 1;
	term.extensions = &extension;
	term.extension_count = 1;
	CHECK_STR(drawn(&term), "1104s0 1105c1 1106p0 1107p0 1108c2 1109c3 1110w0 1111c1 1112e2");
	count = term_explain(arena, &term, workdays, &lines);
	CHECK_INT(count, 9);
	CHECK_STR(lines[2].why, "鉴定");
	CHECK_STR(lines[2].basis, "第三十九条");
	CHECK_STR(lines[7].why, "延长期间");
	pause.to = INSTANT_NONE;
	pause.why = STR("");
	CHECK_STR(drawn(&term), "1104s0 1105c1 1105p0");
	count = term_explain(arena, &term, workdays, &lines);
	CHECK_STR(lines[count - 1].why, "中止");
	arena_end(arena);
}

/* What is explained is what is counted: the last line is the last day. */
TEST(explained_is_counted)
{
	static const char *const lengths[] = { "30 日", "7 个工作日", "2 个月", "1 年", "0 日" };
	struct term_length extension = { 4, TERM_DAYS };
	int bad = 0;

	begin();
	for (day start = day_of(2024, 1, 1); start < day_of(2025, 1, 1); start += 5) {
		for (size_t i = 0; i < countof(lengths) * 4; i++) {
			struct term term = { length(lengths[i / 4]), day_start(start), false,
				             &extension, i % 2, NULL, i / 2 % 2 };
			struct term_pause pause = { day_start(start + 3), day_start(start + 12),
				                    STR(""), STR("") };
			struct arena_mark mark = arena_mark(arena);
			struct term_line *lines;
			size_t count;

			term.pauses = &pause;
			count = term_explain(arena, &term, workdays, &lines);
			if (lines[count - 1].on != term_due(&term, workdays).last_day
			    || lines[count - 1].mark != 'e')
				bad++;
			for (size_t j = 1; j < count; j++)
				if (lines[j].on != lines[j - 1].on + 1)
					bad++;
			arena_rewind(arena, mark);
		}
	}
	CHECK_INT(bad, 0);
	arena_end(arena);
}
