/* notice.c -- one year's holiday notice: read from its file, or assumed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/notice.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"

#define SPAN_DAYS_MAX  15
#define SPANS_MAX      400
#define HEAD_BYTES_MAX 4096

struct reader {
	struct arena *arena;
	struct notice *notice;
	struct buf titles, sources;
	str name;
	int line;
	struct err *err;
};

/* Takes a word (up to a blank: space, tab, U+3000) off the front of `*rest`. */
static str take_word(str *rest)
{
	str word = str_trim(*rest);
	size_t n = 0;

	while (n < word.n && word.at[n] != ' ' && word.at[n] != '\t' &&
	       !str_starts(str_sub(word, n, word.n), STR("　")))
		n++;
	*rest = str_trim(str_sub(word, n, word.n));
	return str_sub(word, 0, n);
}

static bool put_where(const struct reader *reader)
{
	return err_where(reader->err, "%.*s 第%d行", PSTR(reader->name), reader->line);
}

static bool read_year(struct reader *reader, str rest)
{
	int64_t year;

	if (reader->notice->head.year != 0) {
		err_set(reader->err, ERR_INVALID, "calendar.year.twice", "“年份”写了两次");
		err_fix(reader->err, "一份日历只写一个年份，删去多余的一行");
		return put_where(reader);
	}
	if (!num_read_int(rest, &year) || year < NOTICE_YEAR_FIRST || year > NOTICE_YEAR_LAST) {
		err_set(reader->err, ERR_INVALID, "calendar.year", "“%.*s”不是可用的年份",
		        PSTR(rest));
		err_fix(reader->err, "写 %d 到 %d 之间的四位数字，例如：年份  2026",
		        NOTICE_YEAR_FIRST, NOTICE_YEAR_LAST);
		return put_where(reader);
	}
	reader->notice->head.year = (int)year;
	return true;
}

/* 通知, 文号, 来源: several notices of one year are joined with “；”. */
static bool read_head(struct reader *reader, str word, str rest)
{
	bool number = str_eq(word, STR("文号"));
	struct buf *buf = str_eq(word, STR("来源")) ? &reader->sources : &reader->titles;

	if (rest.n == 0) {
		err_set(reader->err, ERR_INVALID, "calendar.head.empty", "“%.*s”后面是空的",
		        PSTR(word));
		err_fix(reader->err, "写上内容，或者删去这一行");
		return put_where(reader);
	}
	if (number && buf->n == 0) {
		err_set(reader->err, ERR_INVALID, "calendar.number.early", "“文号”前面没有“通知”");
		err_fix(reader->err, "先写通知的名称，下一行再写它的文号");
		return put_where(reader);
	}
	if (number) {
		buf_printf(buf, "（%.*s）", PSTR(rest));
		return true;
	}
	if (buf->n > 0)
		buf_text(buf, "；");
	buf_add(buf, rest);
	return true;
}

static bool check_span(struct reader *reader, const struct notice_span *span)
{
	int year = reader->notice->head.year;
	day earliest = day_of(year - 1, 12, 1), latest = day_of(year, 12, 31);

	if (span->last < span->first || span->last - span->first >= SPAN_DAYS_MAX) {
		err_set(reader->err, ERR_INVALID, "calendar.span",
		        "一次放假应当从前一日写到后一日，不超过%d日", SPAN_DAYS_MAX);
		err_fix(reader->err, "核对起止两个日期");
		return put_where(reader);
	}
	if (span->first < earliest || span->last > latest) {
		err_set(reader->err, ERR_INVALID, "calendar.day.year",
		        "日期不在%d年（或者上一年12月）之内", year);
		err_fix(reader->err, "日历按通知的年份分文件，写进那一年的文件");
		return put_where(reader);
	}
	if (!span->off && day_weekday(span->first) != 0 && day_weekday(span->first) != 6) {
		err_set(reader->err, ERR_INVALID, "calendar.makeup",
		        "“上班”的这一天本来就是工作日");
		err_fix(reader->err, "“上班”只写改为上班的周六、周日，核对日期");
		return put_where(reader);
	}
	for (size_t i = 0; i < reader->notice->count; i++) {
		const struct notice_span *other = &reader->notice->spans[i];

		if (span->first > other->last || span->last < other->first)
			continue;
		err_set(reader->err, ERR_INVALID, "calendar.day.twice",
		        "这一行的日期与“%.*s”的另一行重复", PSTR(other->name));
		err_fix(reader->err, "一天只写一次，删去多余的一行");
		return put_where(reader);
	}
	return true;
}

static bool read_span(struct reader *reader, bool off, str rest)
{
	struct notice_span span = { .off = off };
	str word = take_word(&rest);

	if (reader->notice->head.year == 0) {
		err_set(reader->err, ERR_INVALID, "calendar.year.late", "日期之前没有写“年份”");
		err_fix(reader->err, "在文件开头写一行，例如：年份  2026");
		return put_where(reader);
	}
	if (!day_read(word, &span.first)) {
		err_set(reader->err, ERR_INVALID, "calendar.date", "“%.*s”不是日期", PSTR(word));
		err_fix(reader->err, "日期写成 2026-02-15 的样子");
		return put_where(reader);
	}
	span.last = span.first;
	span.name = take_word(&rest);
	if (off && day_read(span.name, &span.last))
		span.name = take_word(&rest);
	if (span.name.n == 0 || span.name.n > LIMIT_NAME_BYTES || rest.n > 0) {
		err_set(reader->err, ERR_INVALID, "calendar.name", "日期之后应当是一个节日的名称");
		err_fix(reader->err, "例如：%s",
		        off ? "放假  2026-02-15  2026-02-23  春节" : "上班  2026-02-14  春节");
		return put_where(reader);
	}
	if (!check_span(reader, &span))
		return false;
	assert(reader->notice->count < SPANS_MAX);
	reader->notice->spans[reader->notice->count++] = span;
	return true;
}

static bool read_line(struct reader *reader, str line)
{
	str rest = str_trim(line);
	str word;

	if (rest.n == 0 || rest.at[0] == '#')
		return true;
	word = take_word(&rest);
	if (str_eq(word, STR("年份")))
		return read_year(reader, rest);
	if (str_eq(word, STR("通知")) || str_eq(word, STR("文号")) || str_eq(word, STR("来源")))
		return read_head(reader, word, rest);
	if (str_eq(word, STR("放假")) || str_eq(word, STR("上班")))
		return read_span(reader, str_eq(word, STR("放假")), rest);
	err_set(reader->err, ERR_INVALID, "calendar.word", "不认识“%.*s”",
	        PSTR(str_sub(word, 0, LIMIT_NAME_BYTES)));
	err_fix(reader->err, "每行以“年份”“通知”“文号”“来源”“放假”“上班”之一开头");
	return put_where(reader);
}

/* What must be there once all lines are read. */
static bool check_whole(struct reader *reader)
{
	const char *lacks = NULL;

	if (reader->notice->head.year == 0)
		lacks = "年份";
	else if (reader->titles.n == 0)
		lacks = "通知";
	else if (reader->sources.n == 0)
		lacks = "来源";
	else if (reader->notice->count == 0)
		lacks = "放假";
	if (!lacks)
		return true;
	err_set(reader->err, ERR_INVALID, "calendar.lacks", "日历里缺少“%s”", lacks);
	err_fix(reader->err, "照通知补上；没有通知的年份不要建日历文件");
	return err_where(reader->err, "%.*s", PSTR(reader->name));
}

bool notice_read(struct arena *arena, str name, str text, struct notice *notice, struct err *err)
{
	struct notice made = { .head.text = text };
	struct reader reader = { .arena = arena, .notice = &made, .name = name, .err = err };
	str rest = text;
	size_t bad;

	if (text.n > NOTICE_BYTES_MAX || !utf8_valid(text, &bad)) {
		err_set(err, ERR_INVALID, "calendar.text", "日历不是UTF-8文本，或者超过%d字节",
		        (int)NOTICE_BYTES_MAX);
		err_fix(err, "另存为UTF-8编码的文本文件");
		return err_where(err, "%.*s", PSTR(name));
	}
	made.spans = arena_make(arena, struct notice_span, SPANS_MAX);
	buf_init(&reader.titles, arena, HEAD_BYTES_MAX);
	buf_init(&reader.sources, arena, HEAD_BYTES_MAX);
	while (rest.n > 0) {
		str line;

		str_cut(&rest, STR("\n"), &line);
		reader.line++;
		if (!read_line(&reader, line))
			return false;
	}
	if (!check_whole(&reader))
		return false;
	made.head.notice = buf_str(&reader.titles);
	made.head.source = buf_str(&reader.sources);
	*notice = made;
	return true;
}

/* The first days, as month * 100 + date. New moons and the sun's 15 degrees were
 * computed in Beijing time (periodic terms of moon and sun to some seconds and
 * minutes); 春节 is the day of the new moon: 2027-02-06 23:56 and 2030-02-03 00:07
 * are the two that fall near midnight. 端午 is the 5th day of the 5th month, 中秋
 * the 15th of the 8th. */
static const struct moon_year {
	int year, spring, qingming, dragon_boat, mid_autumn;
} moon_years[] = {
	{ 2027, 206, 405, 609, 915 }, { 2028, 126, 404, 528, 1003 }, { 2029, 213, 404, 616, 922 },
	{ 2030, 203, 405, 605, 912 }, { 2031, 123, 405, 624, 1001 }, { 2032, 211, 404, 612, 919 },
	{ 2033, 131, 404, 601, 908 }, { 2034, 219, 405, 620, 927 },  { 2035, 208, 405, 610, 916 },
};

static struct notice_span off_days(int year, int month_date, int n, str name)
{
	day first = day_of(year, month_date / 100, month_date % 100);

	return (struct notice_span){ first, first + n - 1, true, name };
}

size_t notice_assume(int year, struct notice_span *spans)
{
	size_t n = 0;

	spans[n++] = off_days(year, 101, 1, STR("元旦"));
	spans[n++] = off_days(year, 501, year >= 2025 ? 2 : 1, STR("劳动节"));
	spans[n++] = off_days(year, 1001, 3, STR("国庆节"));
	for (size_t i = 0; i < countof(moon_years); i++) {
		const struct moon_year *moon = &moon_years[i];

		if (moon->year != year)
			continue;
		/* 除夕 to 初三, four days since 2025 */
		spans[n] = off_days(year, moon->spring, 3, STR("春节"));
		spans[n++].first--;
		spans[n++] = off_days(year, moon->qingming, 1, STR("清明节"));
		spans[n++] = off_days(year, moon->dragon_boat, 1, STR("端午节"));
		spans[n++] = off_days(year, moon->mid_autumn, 1, STR("中秋节"));
	}
	assert(n <= NOTICE_ASSUMED_MAX);
	return n;
}
