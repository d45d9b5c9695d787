/* test_print.c -- a compiled report as text, Markdown, a page, and data.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lending.h"

#include "base/utf8.h"
#include "format/json.h"

static const char body[] =
	"  还*{loan.given_back}*把<b>，率{loan.return_rate}，又还{loan.given_back}把，"
	"（年初{loan.out@年初}把）；押{loan.deposits}元。\n段  后  责任 市局\n  好。\n"
	"叙述  责任 <办>\n  也好。\n";

static int count(str text, const char *part)
{
	int found = 0;

	for (ptrdiff_t at = str_find(text, str_of(part)); at >= 0;
	     at = str_find(text, str_of(part))) {
		text = str_sub(text, (size_t)at + strlen(part), text.n);
		found++;
	}
	return found;
}

TEST(text)
{
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK)) &&
	    CHECK_OK(lending_report(&l, body), &l.err)) {
		str text = lending_print(&l, print_text);

		CHECK(lending_has(text, "\n　　一是借伞。有伞可借。还*2*把<b>，率50.00%，"));
		CHECK(lending_has(text, "\n　　二是后。好。\n"));
		CHECK(lending_has(text, "一、情况\n"));
		while (text.n > 0) {
			str line;

			str_cut(&text, STR("\n"), &line);
			CHECK(utf8_width(line) <= 84); /* closing marks may stand out */
			CHECK(!str_starts(line, STR("，")) && !str_starts(line, STR("。")));
			CHECK(!str_ends(line, STR("（")));
		}
	}
	lending_end(&l);
}

TEST(markdown)
{
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK)) &&
	    CHECK_OK(lending_report(&l, body), &l.err)) {
		str text = lending_print(&l, print_md);

		CHECK(lending_has(text, "# \\<市\\&\"'\\>2024年报告\n"));
		CHECK(lending_has(text, "## 一、情况\n"));
		CHECK(lending_has(text, "还\\*2\\*把\\<b\\>，"));
	}
	lending_end(&l);
}

TEST(page)
{
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK)) &&
	    CHECK_OK(lending_report(&l, body), &l.err)) {
		str page = lending_print(&l, print_html);

		CHECK(str_starts(page, STR("<!DOCTYPE html>\n<html lang=\"zh-CN\">")));
		CHECK(lending_has(page, "<h1>&lt;市&amp;&quot;&#39;&gt;2024年报告</h1>"));
		CHECK(lending_has(page, "把&lt;b&gt;，"));
		CHECK(!lending_has(page, "<市") && !lending_has(page, "<办>"));
		CHECK(!lending_has(page, "<script") && !lending_has(page, "http"));
		CHECK(lending_has(page, "<a class=\"f\" href=\"#f1\" id=\"r1\">2</a>"));
		CHECK(lending_has(page, "<a class=\"f\" href=\"#f1\">2</a>"));
		CHECK(lending_has(page, "<section class=\"t\" id=\"f4\">"));
		CHECK(lending_has(page, "<dt>分母</dt><dd>借出 4</dd>"));
		CHECK(lending_has(page, "<dd>loan.rule:28</dd>"));
		CHECK(lending_has(page, "结存 = 上年 结存 + 借出 - 归还：左边 5，右边 5"));
		CHECK(lending_has(page, "（叙述，由&lt;办&gt;负责）"));
		for (int i = 1; i <= 4; i++) { /* each link has its end, once */
			CHECK_INT(count(page, arena_printf(l.arena, " id=\"f%d\"", i).at), 1);
			CHECK_INT(count(page, arena_printf(l.arena, " id=\"r%d\"", i).at), 1);
		}
		CHECK_INT(count(page, "<section"), count(page, "</section>"));
		CHECK_INT(count(page, "<table>"), 3);
	}
	lending_end(&l);
}

TEST(data)
{
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK)) &&
	    CHECK_OK(lending_report(&l, body), &l.err)) {
		str text = lending_print(&l, print_json);

		CHECK_OK(json_read(l.arena, text, &l.err) != NULL, &l.err);
		CHECK(lending_has(text, "\"denominator\":\"4\",\"exact\":\"2/4\""));
		CHECK(lending_has(text, "{\"figure\":1,\"text\":\"2\"}"));
		CHECK(lending_has(text, "\"ledger\":{\"origin\":\"guiju/620200\","
		                        "\"root\":\"cm9vdA==\",\"size\":12}"));
		CHECK(lending_has(text, "\"kind\":\"narrative\",\"office\":\"<办>\""));
	}
	lending_end(&l);
}
