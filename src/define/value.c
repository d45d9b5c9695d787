/* value.c -- what is written into a field becomes the one form in which it is kept.
 *
 * One value is read by one function per type; 多个 and 清单 take the text apart and
 * call those. Several values are kept parted by LF, the cells of a row by TAB, so
 * neither may stand inside of a value that is kept there.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/value.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "define/identity.h"
#include "define/moment.h"
#include "define/near.h"

#define TEXT_LENGTH 200 /* characters of a line where the rule names no number */

static bool bad_number(const struct field *field, str written, const char *example, struct err *err)
{
	err_set(err, ERR_INVALID, "field.number", "“%.*s”要填数字，“%.*s”不是",
	        PSTR(field->name.text), PSTR(written));
	return err_fix(err, "请只填数字，例如：%s", example);
}

/* Is `number` within 不少于 and 不超过? */
static bool within(const struct field *field, int64_t number, str written, struct err *err)
{
	bool money = field->type == FIELD_MONEY;
	bool low = number < field->least;
	int64_t bound = low ? field->least : field->most;
	char room[64];

	if (!low && number <= field->most)
		return true;
	if (money && bound % NUM_DECIMAL_ONE != 0)
		snprintf(room, sizeof(room), "%lld.%04lld", (long long)(bound / NUM_DECIMAL_ONE),
		         llabs((long long)(bound % NUM_DECIMAL_ONE)));
	else
		snprintf(room, sizeof(room), "%lld",
		         (long long)(money ? bound / NUM_DECIMAL_ONE : bound));
	err_set(err, ERR_INVALID, low ? "field.least" : "field.most",
	        "“%.*s”不能%s %s，现在填的是“%.*s”", PSTR(field->name.text), low ? "少于" : "超过",
	        room, PSTR(written));
	return err_fix(err, "请填%s %s 的数", low ? "不少于" : "不超过", room);
}

/* Drops the field's own unit from the end: "3000 元". */
static str without_unit(const struct field *field, str written)
{
	if (field->unit.n > 0 && str_ends(written, field->unit))
		return str_trim(str_sub(written, 0, written.n - field->unit.n));
	return written;
}

static bool read_int(struct arena *arena, const struct field *field, str written, str *canonical,
                     struct err *err)
{
	str plain = without_unit(field, utf8_halfwidth(arena, written));
	int64_t number;

	if (!num_read_int(plain, &number))
		return bad_number(field, written, "12", err);
	if (!within(field, number, written, err))
		return false;
	*canonical = arena_printf(arena, "%lld", (long long)number);
	return true;
}

static bool read_money(struct arena *arena, const struct field *field, str written, str *canonical,
                       struct err *err)
{
	str plain = without_unit(field, utf8_halfwidth(arena, written));
	int64_t number;
	struct buf buf;

	if (field->unit.n == 0 && str_ends(plain, STR("元")))
		plain = str_trim(str_sub(plain, 0, plain.n - STR("元").n));
	if (!num_read_decimal(plain, &number))
		return bad_number(field, written, "3000 或 35.50（最多四位小数）", err);
	if (!within(field, number, written, err))
		return false;
	buf_init(&buf, arena, 64);
	num_write_decimal(&buf, number);
	*canonical = buf_str(&buf);
	return true;
}

static bool read_date(struct arena *arena, const struct field *field, str written, str *canonical,
                      struct err *err)
{
	struct buf buf;
	day on;

	if (!moment_read_day(utf8_halfwidth(arena, written), &on)) {
		err_set(err, ERR_INVALID, "field.date", "“%.*s”要填日期，“%.*s”不是",
		        PSTR(field->name.text), PSTR(written));
		return err_fix(err, "请写成年-月-日，例如：2024-05-06");
	}
	buf_init(&buf, arena, 16);
	day_write(&buf, on);
	*canonical = buf_str(&buf);
	return true;
}

static bool read_time(struct arena *arena, const struct field *field, str written, str *canonical,
                      struct err *err)
{
	struct buf buf;
	instant at;

	if (!moment_read_instant(utf8_halfwidth(arena, written), &at)) {
		err_set(err, ERR_INVALID, "field.time", "“%.*s”要填日期和时刻，“%.*s”不是",
		        PSTR(field->name.text), PSTR(written));
		return err_fix(err, "请写成日期加时分，例如：2024-05-06T09:12");
	}
	buf_init(&buf, arena, 64);
	day_write_instant(&buf, at);
	*canonical = buf_str(&buf);
	return true;
}

static bool read_bool(const struct field *field, str written, str *canonical, struct err *err)
{
	if (str_eq(written, STR("是")) || str_eq(written, STR("true"))) {
		*canonical = STR("true");
		return true;
	}
	if (str_eq(written, STR("否")) || str_eq(written, STR("false"))) {
		*canonical = STR("false");
		return true;
	}
	err_set(err, ERR_INVALID, "field.bool", "“%.*s”要填是或否，“%.*s”不是",
	        PSTR(field->name.text), PSTR(written));
	return err_fix(err, "请填：是，或者：否");
}

#define OPTIONS_SHOWN 8 /* a message does not tell more */

/* The first options, for a message. */
static str some_options(struct arena *arena, const struct field *field)
{
	struct buf buf;
	size_t shown = field->option_count < OPTIONS_SHOWN ? field->option_count : OPTIONS_SHOWN;

	buf_init(&buf, arena, 300);
	for (size_t i = 0; i < shown; i++)
		buf_printf(&buf, "%s%.*s", i > 0 ? "、" : "", PSTR(field->options[i].name.text));
	if (shown < field->option_count)
		buf_printf(&buf, " 等 %zu 项", field->option_count);
	return buf_str(&buf);
}

/* The option that was probably meant, or empty. */
static str near_option(struct arena *arena, const struct field *field, str written)
{
	str *names = arena_make(arena, str, field->option_count);

	for (size_t i = 0; i < field->option_count; i++)
		names[i] = field->options[i].name.text;
	return near_find(written, names, field->option_count);
}

static const struct option *find_option(const struct field *field, str written)
{
	for (size_t i = 0; i < field->option_count; i++) {
		const struct option *option = &field->options[i];
		if (str_eq(option->name.text, written) || str_eq(option->name.id, written))
			return option;
	}
	return NULL;
}

static bool read_choice(struct arena *arena, const struct field *field, str written, str *canonical,
                        struct err *err)
{
	const struct option *option = find_option(field, written);

	if (option == NULL) {
		err_set(err, ERR_INVALID, "field.option", "“%.*s”没有“%.*s”这一项",
		        PSTR(field->name.text), PSTR(written));
		str meant = near_option(arena, field, written);
		if (field->option_count == 0)
			return err_fix(err, "请先在这个字段下面列出各选项");
		if (str_find(written, STR("，")) > 0 || str_find(written, STR(",")) > 0)
			return err_fix(err, "并列的几项用顿号，例如：%.*s、%.*s",
			               PSTR(field->options[0].name.text),
			               PSTR(field->options[field->option_count - 1].name.text));
		if (meant.n > 0 && field->option_count > OPTIONS_SHOWN)
			return err_fix(err, "是不是“%.*s”？", PSTR(meant));
		return err_fix(err, "请从这些里面选：%.*s", PSTR(some_options(arena, field)));
	}
	*canonical = option->name.id;
	return true;
}

static bool read_identity(struct arena *arena, const struct field *field, str written,
                          str *canonical, struct err *err)
{
	str number = utf8_halfwidth(arena, written);
	char upper[IDENTITY_LENGTH];
	enum identity_fault fault = identity_check(number, upper);

	if (fault == IDENTITY_GOOD) {
		*canonical = arena_copy(arena, (str){ upper, sizeof(upper) });
		return true;
	}
	err_set(err, ERR_INVALID, "field.identity", "“%.*s”不是有效的证件号：%s",
	        PSTR(field->name.text), identity_words(fault));
	return err_fix(err, "请对照证件填写 18 位公民身份号码或统一社会信用代码");
}

/* Characters below the blank have no place in a line; LF and TAB only in 长文. */
static bool has_controls(str s, bool lines)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.at[i];
		bool kept = lines && (c == '\n' || c == '\t');
		if ((c < 0x20 && !kept) || c == 0x7f)
			return true;
	}
	return false;
}

/* Characters that nobody sees but that make two names differ: zero width, direction. */
static bool has_invisible(str s)
{
	while (s.n > 0) {
		uint32_t c = utf8_next(&s);

		if ((c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
		    (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0x00ad)
			return true;
	}
	return false;
}

static bool read_text(const struct field *field, str written, str *canonical, struct err *err)
{
	bool lines = field->type == FIELD_LONG;
	int64_t most = field->characters > 0 ? field->characters : TEXT_LENGTH;

	if (has_controls(written, lines)) {
		err_set(err, ERR_INVALID, "field.line", "“%.*s”里有换行或看不见的控制字符",
		        PSTR(field->name.text));
		return err_fix(err, "请写在一行内，重新键入后再提交");
	}
	if (field->unique && has_invisible(written)) {
		err_set(err, ERR_INVALID, "field.invisible", "“%.*s”里有看不见的零宽字符",
		        PSTR(field->name.text));
		return err_fix(err, "这个字段不能重，请去掉看不见的字符，重新键入");
	}
	if (!lines && (int64_t)utf8_count(written) > most) {
		err_set(err, ERR_INVALID, "field.long", "“%.*s”最多 %lld 个字，现在有 %zu 个",
		        PSTR(field->name.text), (long long)most, utf8_count(written));
		return err_fix(err, "请缩短后再提交");
	}
	*canonical = written;
	return true;
}

/* One value, trimmed and not empty. */
static bool read_one(struct arena *arena, const struct field *field, str written, str *canonical,
                     struct err *err)
{
	switch (field->type) {
	case FIELD_INT: return read_int(arena, field, written, canonical, err);
	case FIELD_MONEY: return read_money(arena, field, written, canonical, err);
	case FIELD_DATE: return read_date(arena, field, written, canonical, err);
	case FIELD_TIME: return read_time(arena, field, written, canonical, err);
	case FIELD_BOOL: return read_bool(field, written, canonical, err);
	case FIELD_CHOICE: return read_choice(arena, field, written, canonical, err);
	case FIELD_IDENTITY: return read_identity(arena, field, written, canonical, err);
	default: return read_text(field, written, canonical, err);
	}
}

/* The number of items or rows against 不少于 and 不超过. */
static bool enough(const struct field *field, size_t count, struct err *err)
{
	const char *what = field->type == FIELD_LIST ? "行" : "个";

	if (count == 0)
		return true;
	if ((int64_t)count < field->least) {
		err_set(err, ERR_INVALID, "field.few", "“%.*s”至少要 %lld %s，现在有 %zu %s",
		        PSTR(field->name.text), (long long)field->least, what, count, what);
		return err_fix(err, "请补足 %lld %s", (long long)field->least, what);
	}
	if ((int64_t)count > field->most) {
		err_set(err, ERR_INVALID, "field.many", "“%.*s”最多 %lld %s，现在有 %zu %s",
		        PSTR(field->name.text), (long long)field->most, what, count, what);
		return err_fix(err, "请减到 %lld %s", (long long)field->most, what);
	}
	return true;
}

/* Takes the part before the nearest of `marks` off the front of `*rest`. */
static str cut_any(str *rest, const str *marks, size_t count)
{
	str all = *rest;
	size_t at = all.n;
	size_t width = 0;

	for (size_t i = 0; i < count; i++) {
		ptrdiff_t found = str_find(str_sub(all, 0, at), marks[i]);
		if (found >= 0) {
			at = (size_t)found;
			width = marks[i].n;
		}
	}
	*rest = str_sub(all, at + width, all.n);
	return str_sub(all, 0, at);
}

/* Does `item` stand among the lines built so far? */
static bool stands_in(str lines, str item)
{
	str line;

	while (lines.n > 0) {
		(void)str_cut(&lines, STR("\n"), &line);
		if (str_eq(line, item))
			return true;
	}
	return false;
}

static bool read_many(struct arena *arena, const struct field *field, str written, str *canonical,
                      struct err *err)
{
	const str marks[] = { STR("、"), STR("\n"), STR(";") };
	bool apart = field->type == FIELD_CHOICE || field->type == FIELD_ORGAN ||
	             field->type == FIELD_LINK;
	struct buf buf;
	size_t count = 0;

	buf_init(&buf, arena, LIMIT_VALUE_BYTES);
	while (written.n > 0) {
		str item = str_trim(cut_any(&written, marks, countof(marks)));
		str one;
		if (item.n == 0)
			continue;
		if (!read_one(arena, field, item, &one, err))
			return false;
		if (apart && stands_in(buf_str(&buf), one)) {
			err_set(err, ERR_INVALID, "field.twice", "“%.*s”里“%.*s”写了两遍",
			        PSTR(field->name.text), PSTR(item));
			return err_fix(err, "请删去重复的一个");
		}
		if (count++ > 0)
			buf_byte(&buf, '\n');
		buf_add(&buf, one);
	}
	if (!enough(field, count, err))
		return false;
	*canonical = buf_str(&buf);
	return true;
}

static bool read_cell(struct arena *arena, const struct field *cell, str written, struct buf *buf,
                      struct err *err)
{
	str one = STR("");

	if (written.n == 0 && cell->required) {
		err_set(err, ERR_INVALID, "field.required", "清单里没有填“%.*s”",
		        PSTR(cell->name.text));
		return err_fix(err, "请在这一行补填“%.*s”", PSTR(cell->name.text));
	}
	if (written.n > 0 && !read_one(arena, cell, written, &one, err))
		return false;
	buf_add(buf, one);
	return true;
}

/* One row: exactly as many cells as the list has columns, missing ones empty. */
static bool read_row(struct arena *arena, const struct field *field, str row, struct buf *buf,
                     struct err *err)
{
	const str marks[] = { STR("｜"), STR("|"), STR("\t") };

	for (size_t i = 0; i < field->cell_count; i++) {
		str cell = str_trim(cut_any(&row, marks, countof(marks)));
		if (i > 0)
			buf_byte(buf, '\t');
		if (!read_cell(arena, &field->cells[i], cell, buf, err))
			return false;
	}
	if (str_trim(row).n > 0) {
		err_set(err, ERR_INVALID, "field.cells", "“%.*s”每行 %zu 栏，这一行多出“%.*s”",
		        PSTR(field->name.text), field->cell_count, PSTR(str_trim(row)));
		return err_fix(err, "各栏用｜隔开，各行用；隔开");
	}
	return true;
}

static bool read_list(struct arena *arena, const struct field *field, str written, str *canonical,
                      struct err *err)
{
	const str marks[] = { STR("；"), STR("\n") };
	struct buf buf;
	size_t count = 0;

	buf_init(&buf, arena, LIMIT_VALUE_BYTES);
	while (written.n > 0) {
		str row = cut_any(&written, marks, countof(marks));
		if (str_trim(row).n == 0)
			continue;
		if (count++ > 0)
			buf_byte(&buf, '\n');
		if (!read_row(arena, field, row, &buf, err))
			return err_where(err, "“%.*s”第%zu行", PSTR(field->name.text), count);
	}
	if (!enough(field, count, err))
		return false;
	*canonical = buf_str(&buf);
	return true;
}

/* CR LF and CR as LF. */
static str line_ends(struct arena *arena, str s)
{
	struct buf buf;

	if (memchr(s.at, '\r', s.n) == NULL)
		return s;
	buf_init(&buf, arena, s.n);
	for (size_t i = 0; i < s.n; i++) {
		if (s.at[i] != '\r')
			buf_byte(&buf, s.at[i]);
		else if (i + 1 >= s.n || s.at[i + 1] != '\n')
			buf_byte(&buf, '\n');
	}
	return buf_str(&buf);
}

bool value_read(struct arena *arena, const struct field *field, str written, str *canonical,
                struct err *err)
{
	str text = STR("");
	str kept;

	if (written.n > LIMIT_VALUE_BYTES) {
		err_set(err, ERR_LIMIT, "field.bytes", "“%.*s”超过 %d 字节", PSTR(field->name.text),
		        LIMIT_VALUE_BYTES);
		return err_fix(err, "请缩短，或者作为材料附上");
	}
	if (!utf8_valid(written, NULL)) {
		err_set(err, ERR_INVALID, "field.utf8", "“%.*s”不是 UTF-8 文字",
		        PSTR(field->name.text));
		return err_fix(err, "请把文件另存为 UTF-8 后再提交");
	}
	if (str_trim(written).n > 0)
		text = line_ends(arena, field->type == FIELD_LIST ? written : str_trim(written));
	if (text.n == 0) {
		*canonical = STR("");
		return true;
	}
	if (field->type == FIELD_LIST) {
		if (!read_list(arena, field, text, &kept, err))
			return false;
	} else if (field->many) {
		if (!read_many(arena, field, text, &kept, err))
			return false;
	} else if (!read_one(arena, field, text, &kept, err)) {
		return false;
	}
	*canonical = arena_copy(arena, kept);
	return true;
}

static void show_one(struct buf *buf, const struct field *field, str kept)
{
	const struct option *option;
	instant at;

	switch (field->type) {
	case FIELD_CHOICE:
		option = find_option(field, kept);
		buf_add(buf, option != NULL ? option->name.text : kept);
		break;
	case FIELD_BOOL:
		buf_add(buf, str_eq(kept, STR("true"))    ? STR("是")
		             : str_eq(kept, STR("false")) ? STR("否")
		                                          : kept);
		break;
	case FIELD_TIME:
		if (day_read_instant(kept, &at))
			day_write_minute(buf, at);
		else
			buf_add(buf, kept);
		break;
	default: buf_add(buf, kept);
	}
}

static void show_row(struct buf *buf, const struct field *field, str row)
{
	for (size_t i = 0; i < field->cell_count; i++) {
		str cell;
		(void)str_cut(&row, STR("\t"), &cell);
		if (i > 0)
			buf_text(buf, "｜");
		show_one(buf, &field->cells[i], cell);
	}
}

str value_show(struct arena *arena, const struct field *field, str canonical)
{
	bool list = field->type == FIELD_LIST;
	struct buf buf;
	str part;

	buf_init(&buf, arena, (size_t)4 * LIMIT_VALUE_BYTES);
	if (!list && !field->many) {
		show_one(&buf, field, canonical);
		return buf_str(&buf);
	}
	for (bool first = true; canonical.n > 0; first = false) {
		(void)str_cut(&canonical, STR("\n"), &part);
		if (!first)
			buf_text(&buf, list ? "；" : "、");
		if (list)
			show_row(&buf, field, part);
		else
			show_one(&buf, field, part);
	}
	return buf_str(&buf);
}

int64_t value_items(str canonical)
{
	int64_t items = 0;
	str item;

	for (; canonical.n > 0; items++)
		(void)str_cut(&canonical, STR("\n"), &item);
	return items;
}

bool value_number(const struct field *field, str canonical, int64_t *number)
{
	const struct option *option;
	day on;

	if (field->many || canonical.n == 0)
		return false;
	switch (field->type) {
	case FIELD_INT: return num_read_int(canonical, number);
	case FIELD_MONEY: return num_read_decimal(canonical, number);
	case FIELD_DATE:
		if (!day_read(canonical, &on))
			return false;
		*number = on;
		return true;
	case FIELD_TIME: return day_read_instant(canonical, number);
	case FIELD_BOOL:
		*number = str_eq(canonical, STR("true")) ? 1 : 0;
		return *number == 1 || str_eq(canonical, STR("false"));
	case FIELD_CHOICE:
		option = find_option(field, canonical);
		if (option == NULL)
			return false;
		*number = option->rank;
		return true;
	default: return false;
	}
}
