/* term.c -- statutory periods: a budget, and the list of what consumed it.
 *
 * One walk yields the spans of a term in order (counted, paused, rolled over);
 * the due day is where it ends, the explanation is what it passed:
 *
 *     budget 0   budget 1 (an extension)   ...   roll-over
 *     ───c───p───c───|────c────────|──────r──────> last day
 *
 * A pause from day A to day B: days up to A have been consumed, days from B on
 * (B not counted) consume what was left. So calendar ends move by B - A, and
 * working days left at A are counted on from B.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/term.h"
#include "calendar/workday.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"

#define BASIS_START STR("《民法典》第二百零一条")
#define BASIS_MONTH STR("《民法典》第二百零二条")
#define BASIS_END   STR("《民法典》第二百零三条")

static const struct unit_word {
	const char *word;
	enum term_unit unit;
	int max; /* a length that is longer than LIMIT_TERM_DAYS is a slip of the pen */
} unit_words[] = {
	/* the first of each unit is its normal form */
	{ "日", TERM_DAYS, LIMIT_TERM_DAYS },
	{ "天", TERM_DAYS, LIMIT_TERM_DAYS },
	{ "自然日", TERM_DAYS, LIMIT_TERM_DAYS },
	{ "个自然日", TERM_DAYS, LIMIT_TERM_DAYS },
	{ "个工作日", TERM_WORKDAYS, LIMIT_TERM_DAYS },
	{ "工作日", TERM_WORKDAYS, LIMIT_TERM_DAYS },
	{ "个月", TERM_MONTHS, LIMIT_TERM_DAYS / 31 },
	{ "年", TERM_YEARS, LIMIT_TERM_DAYS / 366 },
	{ "小时", TERM_HOURS, LIMIT_TERM_DAYS * 24 },
	{ "个小时", TERM_HOURS, LIMIT_TERM_DAYS * 24 },
	{ "分钟", TERM_MINUTES, LIMIT_TERM_DAYS * 1440 },
};

/* A digit of half or full width, or -1. */
static int digit_of(uint32_t code)
{
	if (code >= '0' && code <= '9')
		return (int)(code - '0');
	if (code >= 0xFF10 && code <= 0xFF19)
		return (int)(code - 0xFF10);
	return -1;
}

bool term_read_length(str s, struct term_length *length)
{
	str rest = str_trim(s);
	int64_t n = 0;
	bool digits = false;

	while (rest.n > 0) {
		str ahead = rest;
		int digit = digit_of(utf8_next(&ahead));

		if (digit < 0)
			break;
		n = n * 10 + digit;
		if (n > INT32_MAX)
			return false;
		digits = true;
		rest = ahead;
	}
	rest = str_trim(rest);
	for (size_t i = 0; digits && i < countof(unit_words); i++) {
		if (!str_eq(rest, str_of(unit_words[i].word)))
			continue;
		if (n > unit_words[i].max)
			return false;
		*length = (struct term_length){ (int)n, unit_words[i].unit };
		return true;
	}
	return false;
}

void term_write_length(struct buf *buf, struct term_length length)
{
	size_t i = 0;

	while (unit_words[i].unit != length.unit)
		i++;
	buf_printf(buf, "%d %s", length.n, unit_words[i].word);
}

static bool by_clock(enum term_unit unit)
{
	return unit == TERM_HOURS || unit == TERM_MINUTES;
}

static instant clock_unit(enum term_unit unit)
{
	return unit == TERM_HOURS ? INSTANT_HOUR : INSTANT_MINUTE;
}

/* The last day of `n` units after `d`, before roll-over. */
static day count_on(const struct workdays *workdays, day d, struct term_length length)
{
	switch (length.unit) {
	case TERM_WORKDAYS: return workday_add(workdays, d, length.n);
	case TERM_MONTHS: return day_add_months(d, length.n);
	case TERM_YEARS: return day_add_months(d, length.n * 12);
	default: return d + length.n;
	}
}

static int units_between(const struct workdays *workdays, enum term_unit unit, day from, day to)
{
	if (unit == TERM_WORKDAYS)
		return workday_count(workdays, from, to);
	return to > from ? to - from : 0;
}

enum span_kind { SPAN_COUNTED, SPAN_PAUSED, SPAN_ROLLED };

struct span {
	enum span_kind kind;
	day from, to; /* the days in (from, to] */
	enum term_unit unit;
	size_t budget; /* 0 = the length, i = extension i - 1 */
	const struct term_pause *pause;
};

struct walk {
	const struct term *term;
	const struct workdays *workdays;
	size_t budget; /* beyond the last one: roll-over */
	size_t pause;  /* the next one */
	enum term_unit unit;
	day at, end;          /* day units: consumed up to, end of this budget */
	instant now, now_end; /* clock units: the same */
	bool begun;           /* this budget's end is known */
	bool pausing;         /* the next span is the pause */
	bool done;
	bool open; /* ended in a pause that lasts */
	bool provisional;
};

static struct walk walk_start(const struct term *term, const struct workdays *workdays)
{
	assert(term->started != INSTANT_NONE);
	return (struct walk){
		.term = term,
		.workdays = workdays,
		.unit = term->length.unit,
		.at = day_at(term->started),
		.now = term->started,
	};
}

/* Finds the end of the next budget, or of the roll-over after the last one. */
static void begin_budget(struct walk *walk)
{
	const struct term *term = walk->term;
	bool was_clock = by_clock(walk->unit);
	struct term_length length;

	walk->begun = true;
	if (walk->budget > term->extension_count) {
		walk->done = was_clock || term->no_roll;
		walk->end = walk->done ? walk->at : workday_next(walk->workdays, walk->at);
		if (!walk->done &&
		    !workday_published_through(walk->workdays, walk->at - 1, walk->end))
			walk->provisional = true;
		return;
	}
	length = walk->budget == 0 ? term->length : term->extensions[walk->budget - 1];
	walk->unit = length.unit;
	if (!by_clock(length.unit)) {
		if (was_clock)
			walk->at = day_at(walk->now);
		walk->end = count_on(walk->workdays, walk->at, length);
		return;
	}
	if (!was_clock)
		walk->now = day_start(walk->at + 1);
	walk->now_end = walk->now + length.n * clock_unit(length.unit);
}

/* The next pause, if it begins while this budget runs; earlier ones are passed. */
static const struct term_pause *next_pause(struct walk *walk)
{
	bool clock = by_clock(walk->unit);

	if (walk->pausing)
		return &walk->term->pauses[walk->pause];
	for (; walk->pause < walk->term->pause_count; walk->pause++) {
		const struct term_pause *pause = &walk->term->pauses[walk->pause];
		bool open = pause->to == INSTANT_NONE;

		assert(open || pause->to >= pause->from);
		if (!open && (clock ? pause->to <= walk->now : day_at(pause->to) <= walk->at))
			continue;
		if (clock ? pause->from >= walk->now_end : day_at(pause->from) > walk->end)
			return NULL;
		return pause;
	}
	return NULL;
}

static void pass_pause(struct walk *walk, const struct term_pause *pause, struct span *span)
{
	walk->pausing = false;
	span->kind = SPAN_PAUSED;
	span->pause = pause;
	if (pause->to == INSTANT_NONE) {
		walk->open = walk->done = true;
		return;
	}
	walk->pause++;
	if (by_clock(walk->unit)) {
		walk->now_end += pause->to - walk->now;
		walk->now = pause->to;
		span->to = day_at(walk->now);
		return;
	}
	span->to = day_at(pause->to);
	if (walk->budget > walk->term->extension_count)
		walk->begun = false; /* nothing was left: ends where it resumes, rolled again */
	else if (walk->unit == TERM_WORKDAYS)
		walk->end = workday_add(walk->workdays, span->to,
		                        workday_count(walk->workdays, walk->at, walk->end));
	else
		walk->end += span->to - walk->at;
	walk->at = span->to;
}

/* Consumes up to `pause`, or to the end of the budget. */
static void pass_counted(struct walk *walk, const struct term_pause *pause, struct span *span)
{
	bool rolling = walk->budget > walk->term->extension_count;

	span->kind = rolling ? SPAN_ROLLED : SPAN_COUNTED;
	if (by_clock(walk->unit)) {
		instant to = pause ? pause->from : walk->now_end;

		walk->now = to > walk->now ? to : walk->now;
		span->to = day_at(walk->now);
	} else {
		day to = pause ? day_at(pause->from) : walk->end;

		walk->at = to > walk->at ? to : walk->at;
		span->to = walk->at;
	}
	if (!rolling && walk->unit == TERM_WORKDAYS &&
	    !workday_published_through(walk->workdays, span->from, span->to))
		walk->provisional = true;
	walk->pausing = pause != NULL;
	if (pause)
		return;
	walk->done = rolling;
	walk->begun = false;
	walk->budget++;
}

/* The next span; false after the last one. */
static bool walk_next(struct walk *walk, struct span *span)
{
	const struct term_pause *pause;

	if (!walk->done && !walk->begun)
		begin_budget(walk);
	if (walk->done)
		return false;
	pause = next_pause(walk);
	*span = (struct span){ .unit = walk->unit, .budget = walk->budget };
	span->from = by_clock(walk->unit) ? day_at(walk->now) : walk->at;
	span->to = span->from;
	if (walk->pausing)
		pass_pause(walk, pause, span);
	else
		pass_counted(walk, pause, span);
	return true;
}

/* What the open pause froze: the distance from its start to the end that the
 * term would have had without it. */
static int left_at_pause(const struct walk *walk)
{
	struct term bare = *walk->term;
	struct term_due due;

	bare.pause_count = walk->pause;
	bare.no_roll = true;
	due = term_due(&bare, walk->workdays);
	if (by_clock(bare.length.unit)) {
		instant from = walk->term->pauses[walk->pause].from;

		if (from < bare.started)
			from = bare.started;
		return (int)((due.at - from) / clock_unit(bare.length.unit));
	}
	return units_between(walk->workdays, bare.length.unit,
	                     by_clock(walk->unit) ? day_at(walk->now) : walk->at, due.last_day);
}

static struct term_due due_of(const struct walk *walk)
{
	struct term_due due = { .provisional = walk->provisional };

	assert(walk->done);
	if (walk->open) {
		due.paused = true;
		due.at = INSTANT_NONE;
		due.last_day = DAY_NONE;
		due.left = left_at_pause(walk);
	} else if (by_clock(walk->unit)) {
		due.at = walk->now;
		due.last_day = day_at(walk->now - 1);
	} else {
		due.last_day = walk->at;
		due.at = day_start(walk->at + 1);
	}
	return due;
}

struct term_due term_due(const struct term *term, const struct workdays *workdays)
{
	struct walk walk = walk_start(term, workdays);
	struct span span;

	while (walk_next(&walk, &span))
		;
	return due_of(&walk);
}

static int left_by_clock(const struct term *term, instant end, instant now)
{
	instant unit = clock_unit(term->length.unit), left = end - now;

	if (left <= 0)
		return -(int)(-left / unit) - 1;
	for (size_t i = 0; i < term->pause_count; i++) {
		instant from = term->pauses[i].from, to = term->pauses[i].to;

		if (from < now)
			from = now;
		if (to > end)
			to = end;
		if (to > from)
			left -= to - from;
	}
	return (int)(left / unit);
}

int term_left(const struct term *term, const struct workdays *workdays, instant now)
{
	struct term_due due = term_due(term, workdays);
	enum term_unit unit = term->length.unit;
	day today = day_at(now);
	int left;

	if (due.paused)
		return due.left;
	if (by_clock(unit))
		return left_by_clock(term, due.at, now);
	if (today > due.last_day) {
		left = units_between(workdays, unit, due.last_day, today);
		return left > 0 ? -left : -1;
	}
	left = units_between(workdays, unit, today, due.last_day);
	for (size_t i = 0; i < term->pause_count; i++) {
		day from = day_at(term->pauses[i].from), to = day_at(term->pauses[i].to);

		left -= units_between(workdays, unit, from > today ? from : today,
		                      to < due.last_day ? to : due.last_day);
	}
	return left > 0 ? left : 0;
}

struct list {
	struct arena *arena;
	const struct workdays *workdays;
	struct term_line *lines;
	size_t count, room;
	int counted;          /* running number ... */
	bool counts_workdays; /* ... of days of this kind */
};

static struct term_line *add_line(struct list *list, day on, char mark, str why, str basis)
{
	struct term_line *line;

	if (list->count == list->room) {
		size_t room = list->room * 2 + 64;

		list->lines = arena_grow(list->arena, list->lines, list->room * sizeof(*line),
		                         room * sizeof(*line));
		list->room = room;
	}
	line = &list->lines[list->count++];
	*line = (struct term_line){ .on = on, .mark = mark, .why = why, .basis = basis };
	return line;
}

/* "周末", "国庆节放假", "国庆节调休上班" or "". */
static str day_words(const struct list *list, day d)
{
	str name = workday_name(list->workdays, d);

	switch (workday_kind(list->workdays, d)) {
	case WORKDAY_HOLIDAY: return arena_printf(list->arena, "%.*s放假", PSTR(name));
	case WORKDAY_MADE_UP: return arena_printf(list->arena, "%.*s调休上班", PSTR(name));
	case WORKDAY_WEEKEND: return STR("周末");
	default: return STR("");
	}
}

/* What makes a listed day what it is. */
static str day_basis(const struct list *list, day d)
{
	enum workday_kind kind = workday_kind(list->workdays, d);
	const struct workday_year *year = workday_year_of(list->workdays, d);

	if (kind == WORKDAY_ORDINARY || kind == WORKDAY_WEEKEND)
		return STR("");
	return year ? year->notice : STR("《全国年节及纪念日放假办法》");
}

static void list_workday(struct list *list, day d)
{
	static const char marks[] = {
		[WORKDAY_ORDINARY] = 'c',
		[WORKDAY_MADE_UP] = 'm',
		[WORKDAY_WEEKEND] = 'w',
		[WORKDAY_HOLIDAY] = 'h',
	};
	struct term_line *line = add_line(list, d, marks[workday_kind(list->workdays, d)],
	                                  day_words(list, d), day_basis(list, d));

	if (workday_is(list->workdays, d))
		line->counted = ++list->counted;
	line->provisional = !workday_published(list->workdays, d);
}

static void list_counted(struct list *list, const struct span *span)
{
	bool workdays = span->unit == TERM_WORKDAYS;

	if (by_clock(span->unit))
		return;
	if (workdays != list->counts_workdays)
		list->counted = 0;
	list->counts_workdays = workdays;
	for (day d = span->from + 1; d <= span->to; d++) {
		if (workdays) {
			list_workday(list, d);
		} else {
			add_line(list, d, 'c', STR(""), STR(""))->counted = ++list->counted;
		}
		if (span->budget > 0 && list->lines[list->count - 1].why.n == 0)
			list->lines[list->count - 1].why = STR("延长期间");
	}
}

static void list_paused(struct list *list, const struct span *span)
{
	str why = span->pause->why.n > 0 ? span->pause->why : STR("中止");

	if (span->pause->to == INSTANT_NONE)
		add_line(list, span->from, 'p', why, span->pause->basis);
	else if (!by_clock(span->unit))
		for (day d = span->from + 1; d <= span->to; d++)
			add_line(list, d, 'p', why, span->pause->basis);
}

/* The day that the budget ended on, and those after it up to the working day. */
static void list_rolled(struct list *list, const struct span *span)
{
	for (day d = span->from; d <= span->to; d++) {
		struct term_line *line = &list->lines[list->count - 1];
		str words = day_words(list, d);

		if (span->from == span->to)
			return;
		if (d > span->from)
			line = add_line(list, d, 'r', STR(""), STR(""));
		else if (line->mark == 's')
			continue;
		line->mark = 'r';
		line->why = arena_printf(list->arena, "%.*s，顺延", PSTR(words));
		line->basis = BASIS_END;
		line->provisional = !workday_published(list->workdays, d);
	}
}

/* Makes the last line tell that the term ends there. */
static void list_end(struct list *list, const struct walk *walk)
{
	struct term_due due = due_of(walk);
	struct term_line *line = &list->lines[list->count - 1];
	bool rolled = line->mark == 'r';
	bool months = walk->unit == TERM_MONTHS || walk->unit == TERM_YEARS;
	str words;

	if (by_clock(walk->unit)) {
		instant of_day = due.at - day_start(due.last_day);
		int minute = (int)(of_day / INSTANT_MINUTE);

		add_line(list, due.last_day, 'e',
		         arena_printf(list->arena, "%02d:%02d届满", minute / 60, minute % 60),
		         BASIS_START);
		return;
	}
	if (line->on != due.last_day)
		line = add_line(list, due.last_day, 'e', STR(""), STR(""));
	words = day_words(list, due.last_day);
	line->mark = 'e';
	line->why = arena_printf(list->arena, "%.*s%s%s", PSTR(words), words.n > 0 ? "；" : "",
	                         rolled ? "顺延后的最后一日，24时止" : "最后一日，24时止");
	line->basis = months && !rolled ? BASIS_MONTH : BASIS_END;
	if (walk->unit == TERM_WORKDAYS || !walk->term->no_roll)
		line->provisional = !workday_published(list->workdays, due.last_day);
}

size_t term_explain(struct arena *arena, const struct term *term, const struct workdays *workdays,
                    struct term_line **lines)
{
	struct list list = { .arena = arena, .workdays = workdays };
	struct walk walk = walk_start(term, workdays);
	struct span span;

	list.counts_workdays = term->length.unit == TERM_WORKDAYS;
	add_line(&list, walk.at, 's',
	         by_clock(term->length.unit) ? STR("自此刻起算") : STR("起始日不计入"),
	         BASIS_START);
	while (walk_next(&walk, &span)) {
		if (span.kind == SPAN_COUNTED)
			list_counted(&list, &span);
		else if (span.kind == SPAN_PAUSED)
			list_paused(&list, &span);
		else
			list_rolled(&list, &span);
	}
	if (!walk.open)
		list_end(&list, &walk);
	*lines = list.lines;
	return list.count;
}
