/* test_err.c -- errors are filled once, cut between characters, and read as one sentence.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"

TEST(set_fills_kind_code_what)
{
	struct err err = { 0 };
	CHECK(!err_set(&err, ERR_REFUSED, "step.stage", "环节是“%s”，不能%s", "受理", "办结"));
	CHECK_INT(err.kind, ERR_REFUSED);
	CHECK_STR(str_of(err.code), "step.stage");
	CHECK_STR(str_of(err.what), "环节是“受理”，不能办结");
	CHECK(err.line > 0 && err.file != NULL);
}

TEST(first_where_rule_fix_win)
{
	struct err err = { 0 };
	err_set(&err, ERR_INVALID, "a.b", "坏");
	CHECK(!err_where(&err, "第%d行", 1));
	CHECK(!err_where(&err, "第%d行", 2));
	CHECK(!err_rule(&err, STR("《行政复议法》第三十条")));
	CHECK(!err_rule(&err, STR("别的")));
	CHECK(!err_fix(&err, "改"));
	CHECK(!err_fix(&err, "别改"));
	CHECK_STR(str_of(err.where), "第1行");
	CHECK_STR(str_of(err.rule), "《行政复议法》第三十条");
	CHECK_STR(str_of(err.fix), "改");
}

TEST(detail_goes_in_front)
{
	struct err err = { 0 };
	err_set(&err, ERR_STORE, "a.b", "坏");
	err_detail(&err, "inner %d", 1);
	err_detail(&err, "outer");
	CHECK_STR(str_of(err.detail), "outer: inner 1");
	for (int i = 0; i < 60; i++)
		err_detail(&err, "一二三");
	CHECK(utf8_valid(str_of(err.detail), NULL));
	CHECK(strlen(err.detail) >= sizeof(err.detail) - 4);
}

TEST(long_text_is_cut_between_characters)
{
	char text[4000];
	for (size_t shift = 0; shift < 4; shift++) {
		struct err err = { 0 };
		size_t n = 0;
		memset(text, 'a', shift);
		for (n = shift; n + 4 < sizeof(text); n += 3)
			memcpy(text + n, "字", 3);
		text[n] = '\0';
		err_set(&err, ERR_INVALID, "a.b", "%s", text);
		err_rule(&err, str_of(text));
		err_fix(&err, "%s", text);
		err_where(&err, "%s", text);
		CHECK(utf8_valid(str_of(err.what), NULL));
		CHECK(strlen(err.what) >= sizeof(err.what) - 3);
		CHECK(utf8_valid(str_of(err.rule), NULL));
		CHECK(strlen(err.rule) >= sizeof(err.rule) - 3);
		CHECK(utf8_valid(str_of(err.fix), NULL));
		CHECK(utf8_valid(str_of(err.where), NULL));
	}
}

TEST(text_is_one_paragraph)
{
	struct err err = { 0 };
	char out[2048];
	err_set(&err, ERR_REFUSED, "term.over", "审查期限已过 3 日");
	err_where(&err, "a.rule 第31行");
	err_rule(&err, STR("《行政复议法》第三十条"));
	err_fix(&err, "请视为受理");
	err_text(&err, out, sizeof(out));
	CHECK_STR(str_of(out), "a.rule 第31行：审查期限已过 3 日。"
	                       "依据：《行政复议法》第三十条。请视为受理（term.over）");
	err_clear(&err);
	CHECK_INT(err.kind, ERR_NONE);
	err_set(&err, ERR_REFUSED, "x.y", "已有句号。");
	err_text(&err, out, sizeof(out));
	CHECK_STR(str_of(out), "已有句号。（x.y）");
}

TEST(text_is_cut_at_room)
{
	struct err err = { 0 };
	err_set(&err, ERR_REFUSED, "x.y", "一二三四五");
	for (size_t room = 1; room < 32; room++) {
		char out[32];
		memset(out, 'x', sizeof(out));
		err_text(&err, out, room);
		CHECK(strlen(out) < room);
		CHECK(utf8_valid(str_of(out), NULL));
	}
}

TEST(exit_codes)
{
	const int want[] = { 0, 2, 4, 3, 5, 9, 10, 75, 6 };
	for (int kind = ERR_NONE; kind <= ERR_TAMPERED; kind++) {
		struct err err = { .kind = (enum err_kind)kind };
		CHECK_INT(err_exit_code(&err), want[kind]);
	}
}

/* What a stranger typed must not steer a terminal, forge a line or break the JSON. */
TEST(what_is_no_text_becomes_question_marks)
{
	struct err err = { 0 };

	err_set(&err, ERR_INVALID, "test.bytes", "“%s”“%.4s”", "\x1b[31m\n\xff\xfe好\xc2\x9b",
	        "好好");
	CHECK_STR(str_of(err.what), "“?[31m???好??”“好?”");
	err_where(&err, "%s", "a\tb");
	CHECK_STR(str_of(err.where), "a?b");
}
