/* test_value.c -- every type of field: what is accepted, kept, shown, counted, refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/value.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "check.h"

#define FIELD(kind) \
	{ .name = { STR("某项"), STR("item"), 1 }, .type = (kind), .least = INT64_MIN, \
	  .most = INT64_MAX }

static struct arena *arena_of_test(void)
{
	return arena_new((size_t)16 << 20);
}

/* The kept form of what was written, or "refused: CODE". */
static str keep(struct arena *arena, const struct field *field, const char *written)
{
	struct err err = { 0 };
	str kept = STR("untouched");

	if (value_read(arena, field, str_of(written), &kept, &err)) {
		CHECK_INT(err.kind, ERR_NONE);
		return kept;
	}
	CHECK_STR(kept, "untouched");
	CHECK(err.fix[0] != '\0');
	return arena_printf(arena, "refused: %s", err.code);
}

TEST(empty_clears)
{
	struct arena *arena = arena_of_test();

	for (int type = FIELD_TEXT; type <= FIELD_LIST; type++) {
		struct field field = FIELD((enum field_type)type);
		CHECK_STR(keep(arena, &field, ""), "");
		CHECK_STR(keep(arena, &field, " \t　"), "");
	}
	arena_end(arena);
}

TEST(text)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_TEXT);

	field.characters = 4;
	CHECK_STR(keep(arena, &field, "　文化路 "), "文化路");
	CHECK_STR(keep(arena, &field, "一二三四"), "一二三四");
	CHECK_STR(keep(arena, &field, "一二三四五"), "refused: field.long");
	CHECK_STR(keep(arena, &field, "一\n二"), "refused: field.line");
	CHECK_STR(keep(arena, &field, "一\x01"), "refused: field.line");
	CHECK_STR(keep(arena, &field, "\xff"), "refused: field.utf8");
	CHECK_STR(keep(arena, &field, "一\xe2\x80\x8b二"), "一\xe2\x80\x8b二");
	field.unique = true;
	CHECK_STR(keep(arena, &field, "一\xe2\x80\x8b二"), "refused: field.invisible");
	field.unique = false;
	field.type = FIELD_LONG;
	CHECK_STR(keep(arena, &field, "一二三四五\r\n六\r七"), "一二三四五\n六\n七");
	arena_end(arena);
}

TEST(too_many_bytes)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_LONG);
	char *much = arena_take(arena, 70001);

	memset(much, 'x', 70000);
	CHECK_STR(keep(arena, &field, much), "refused: field.bytes");
	arena_end(arena);
}

TEST(whole_number)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_INT);
	int64_t number = 0;

	field.unit = STR("人");
	field.least = 2;
	field.most = 50;
	CHECK_STR(keep(arena, &field, "12"), "12");
	CHECK_STR(keep(arena, &field, "１２ 人"), "12");
	CHECK_STR(keep(arena, &field, "007"), "7");
	CHECK_STR(keep(arena, &field, "1"), "refused: field.least");
	CHECK_STR(keep(arena, &field, "51"), "refused: field.most");
	CHECK_STR(keep(arena, &field, "三"), "refused: field.number");
	CHECK_STR(keep(arena, &field, "1,200"), "refused: field.number");
	CHECK_STR(keep(arena, &field, "99999999999999999999"), "refused: field.number");
	CHECK(value_number(&field, STR("12"), &number));
	CHECK_INT(number, 12);
	CHECK(!value_number(&field, STR(""), &number));
	arena_end(arena);
}

TEST(money)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_MONEY);
	int64_t number = 0;

	CHECK_STR(keep(arena, &field, "3000"), "3000");
	CHECK_STR(keep(arena, &field, "35.50 元"), "35.5");
	CHECK_STR(keep(arena, &field, "0.12345"), "refused: field.number");
	field.most = 3000 * 10000;
	CHECK_STR(keep(arena, &field, "3000"), "3000");
	CHECK_STR(keep(arena, &field, "3000.01"), "refused: field.most");
	CHECK(value_number(&field, STR("35.5"), &number));
	CHECK_INT(number, 355000);
	arena_end(arena);
}

TEST(dates)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_DATE);
	int64_t number = 0;

	CHECK_STR(keep(arena, &field, "2024-05-06"), "2024-05-06");
	CHECK_STR(keep(arena, &field, "2024/5/6"), "2024-05-06");
	CHECK_STR(keep(arena, &field, "2024.5.6"), "2024-05-06");
	CHECK_STR(keep(arena, &field, "２０２４年５月６日"), "2024-05-06");
	CHECK_STR(keep(arena, &field, "2024-02-29"), "2024-02-29");
	CHECK_STR(keep(arena, &field, "2023-02-29"), "refused: field.date");
	CHECK_STR(keep(arena, &field, "24-5-6"), "refused: field.date");
	CHECK_STR(keep(arena, &field, "2024-5/6"), "refused: field.date");
	CHECK_STR(keep(arena, &field, "2024-05-06 9:00"), "refused: field.date");
	CHECK(value_number(&field, STR("1970-01-11"), &number));
	CHECK_INT(number, 10);
	arena_end(arena);
}

TEST(moments)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_TIME);
	int64_t number = 0;

	CHECK_STR(keep(arena, &field, "2024-05-06T09:12"), "2024-05-06T09:12:00+08:00");
	CHECK_STR(keep(arena, &field, "2024/5/6 9:12:30"), "2024-05-06T09:12:30+08:00");
	CHECK_STR(keep(arena, &field, "2024年5月6日9:12"), "2024-05-06T09:12:00+08:00");
	CHECK_STR(keep(arena, &field, "2024年5月6日 ９：１２"), "2024-05-06T09:12:00+08:00");
	CHECK_STR(keep(arena, &field, "2024-05-06"), "2024-05-06T00:00:00+08:00");
	CHECK_STR(keep(arena, &field, "2024-05-06T01:12Z"), "2024-05-06T09:12:00+08:00");
	CHECK_STR(keep(arena, &field, "2024-05-06T"), "refused: field.time");
	CHECK_STR(keep(arena, &field, "2024-05-06T25:00"), "refused: field.time");
	CHECK_STR(keep(arena, &field, "上午"), "refused: field.time");
	CHECK_STR(value_show(arena, &field, STR("2024-05-06T09:12:00+08:00")), "2024-05-06 09:12");
	CHECK(value_number(&field, STR("1970-01-01T08:00:01+08:00"), &number));
	CHECK_INT(number, 1000000);
	arena_end(arena);
}

TEST(yes_or_no)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_BOOL);
	int64_t number = 7;

	CHECK_STR(keep(arena, &field, "是"), "true");
	CHECK_STR(keep(arena, &field, "false"), "false");
	CHECK_STR(keep(arena, &field, "对"), "refused: field.bool");
	CHECK_STR(value_show(arena, &field, STR("true")), "是");
	CHECK_STR(value_show(arena, &field, STR("false")), "否");
	CHECK(value_number(&field, STR("false"), &number));
	CHECK_INT(number, 0);
	arena_end(arena);
}

static struct option options[] = {
	{ .name = { { "满意", 6 }, { "4", 1 }, 1 }, .rank = 4 },
	{ .name = { { "不满意", 9 }, { "2", 1 }, 2 }, .rank = 2 },
};

TEST(choices)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_CHOICE);
	struct err err = { 0 };
	int64_t number = 0;
	str kept;

	field.options = options;
	field.option_count = countof(options);
	CHECK_STR(keep(arena, &field, "满意"), "4");
	CHECK_STR(keep(arena, &field, "2"), "2");
	CHECK(!value_read(arena, &field, STR("一般"), &kept, &err));
	CHECK_STR(str_of(err.fix), "请从这些里面选：满意、不满意");
	CHECK_STR(value_show(arena, &field, STR("2")), "不满意");
	CHECK_STR(value_show(arena, &field, STR("9")), "9");
	CHECK(value_number(&field, STR("4"), &number));
	CHECK_INT(number, 4);
	field.many = true;
	CHECK_STR(keep(arena, &field, "满意、不满意"), "4\n2");
	CHECK_STR(keep(arena, &field, "满意;4"), "refused: field.twice");
	CHECK_STR(value_show(arena, &field, STR("4\n2")), "满意、不满意");
	CHECK(!value_number(&field, STR("4"), &number));
	arena_end(arena);
}

TEST(several)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_PERSON);

	field.many = true;
	field.least = 2;
	field.most = 3;
	CHECK_STR(keep(arena, &field, "张三、 李四 "), "张三\n李四");
	CHECK_STR(keep(arena, &field, "张三\n李四;王五、"), "张三\n李四\n王五");
	CHECK_STR(keep(arena, &field, "张三"), "refused: field.few");
	CHECK_STR(keep(arena, &field, "甲、乙、丙、丁"), "refused: field.many");
	CHECK_STR(value_show(arena, &field, STR("张三\n李四")), "张三、李四");
	arena_end(arena);
}

TEST(lists)
{
	struct arena *arena = arena_of_test();
	struct field cells[2] = { FIELD(FIELD_TEXT), FIELD(FIELD_INT) };
	struct field field = FIELD(FIELD_LIST);
	struct err err = { 0 };
	str kept;

	cells[0].required = true;
	field.cells = cells;
	field.cell_count = 2;
	CHECK_STR(keep(arena, &field, "申请书｜2；身份证 | 1"), "申请书\t2\n身份证\t1");
	CHECK_STR(keep(arena, &field, "申请书\n身份证\t1\n"), "申请书\t\n身份证\t1");
	CHECK_STR(keep(arena, &field, "\t1"), "refused: field.required");
	CHECK_STR(keep(arena, &field, "申请书｜二"), "refused: field.number");
	CHECK_STR(keep(arena, &field, "申请书｜2｜3"), "refused: field.cells");
	CHECK(!value_read(arena, &field, STR("申请书｜2；身份证｜x"), &kept, &err));
	CHECK_STR(str_of(err.where), "“某项”第2行");
	CHECK_STR(value_show(arena, &field, STR("申请书\t2\n身份证\t")), "申请书｜2；身份证｜");
	field.most = 1;
	CHECK_STR(keep(arena, &field, "甲；乙"), "refused: field.many");
	arena_end(arena);
}

TEST(identity_numbers)
{
	struct arena *arena = arena_of_test();
	struct field field = FIELD(FIELD_IDENTITY);

	CHECK_STR(keep(arena, &field, "62020019760404007x"), "62020019760404007X");
	CHECK_STR(keep(arena, &field, "620200197604040071"), "refused: field.identity");
	CHECK_STR(keep(arena, &field, "不详"), "refused: field.identity");
	arena_end(arena);
}
