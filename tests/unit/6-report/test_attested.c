/* test_attested.c -- attested figures and figures of other rules in a report.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lending.h"

static const char told_rule[] =
	"记事  数据报数  told  报送\n依据  《统计法》\n施行  2020-01-01\n主管  市政务服务局\n"
	"角色\n  统计员  statistician  公众\n字段\n  来源  source  文字  必填\n"
	"  条数  row_count  整数  必填\n指标\n"
	"  汇聚  gathered  条  末值和 条数 按 来源 于 记入\n  报数  told  次  数 记入\n"
	"  翻倍  twice  条  算 汇聚 + 汇聚\n  比重  share  %  率 汇聚 / 翻倍  整数\n";
static const char summary_rule[] =
	"记事  汇总  summary\n依据  《统计法》\n施行  2020-01-01\n主管  市政务服务局\n"
	"角色\n  统计员  statistician  公众\n字段\n  来源  source  文字  必填\n指标\n"
	"  报来  told_rows  条  算 数据报数.汇聚\n";

static bool tell(struct lending *l, const char *source, const char *rows, int year, int month)
{
	const struct pair fields[] = { { STR("source"), str_of(source) },
		                       { STR("row_count"), str_of(rows) } };
	struct command command = {
		.procedure = STR("told"), .step = STR("note"), .person = STR("甲"),
		.trusted = true, .happened = lending_at(year, month, 1), .fields = fields,
		.field_count = 2, .cause = -1,
	};
	struct outcome outcome;

	return CHECK_OK(desk_take(l->desk, &command, &outcome, &l->err), &l->err) &&
	       CHECK_OK(desk_commit(l->desk, &l->err), &l->err);
}

static bool adopt(struct lending *l, const char *file, const char *rule)
{
	return CHECK_OK(desk_adopt_rule(l->desk, str_of(file), str_of(rule), STR("admin"), &l->err),
	                &l->err);
}

static bool make(struct lending *l)
{
	return lending_make(l, LENDING_RULE(LENDING_CHECK)) &&
	       adopt(l, "told.rule", told_rule) && adopt(l, "summary.rule", summary_rule) &&
	       (l->now = lending_at(2024, 12, 1)) > 0 &&
	       tell(l, "一<局", "1000", 2023, 12) && tell(l, "二局", "20", 2024, 2) &&
	       tell(l, "一<局", "1500", 2024, 6);
}

static bool report(struct lending *l, const char *body)
{
	str text = arena_printf(l->arena,
	                        "报告  年度报告\n年度  2024\n系统  loan  S90  便民借伞\n"
	                        "系统  told  S91  数据\n系统  summary  S92  汇总\n"
	                        "标题  {年}年报告\n章  情况\n段  数据\n"
	                        "  {依 loan}有。\n%s",
	                        body);
	const struct template *template;

	l->err = (struct err){ 0 };
	problems_init(&l->problems, l->arena, STR("x/a.report"));
	template = template_read(l->arena, STR("x/a.report"), text, &l->problems);
	if (template == NULL)
		return CHECK(problems_err(&l->problems, &l->err));
	l->of = (struct annual_of){
		.template = template, .library = desk_world(l->desk)->library,
		.source = cells_source(l->arena, l->desk), .city = STR("某市"),
		.origin = STR("guiju/620200"), .size = 12, .root = STR("cm9vdA=="),
	};
	return annual_build(l->arena, &l->of, &l->annual, &l->problems, &l->err);
}

TEST(attested_figures_say_so)
{
	struct lending l;

	if (make(&l) &&
	    CHECK_OK(report(&l, "  汇聚{told.gathered}条数据，年初{told.gathered@年初}，"
	                        "比重{told.share}，报{told.told}次；又{told.twice}"
	                        "{told.gathered}条。\n"
	                        "  借{loan.lent}件，报{summary.told_rows}。\n"),
	             &l.err)) {
		str text = lending_print(&l, print_text), md = lending_print(&l, print_md);

		CHECK(lending_has(text, "汇聚1520条（报送）数据，年初1000（报送），"));
		CHECK(lending_has(md, "比重50%（报送），报2次（报送）；又3040（报送）1520条（报"
		                      "送）。"));
		CHECK(lending_has(md, "借3余件，报1520（报送）。"));
	}
	lending_end(&l);
}

TEST(attested_figures_lead_to_their_statements)
{
	struct lending l;

	if (make(&l) && CHECK_OK(report(&l, "  聚{told.gathered}条，报{told.told}次，"
	                                    "另{summary.told_rows}条，借{loan.lent}件。\n"),
	                         &l.err)) {
		str html = lending_print(&l, print_html), json = lending_print(&l, print_json);
		const struct annual_figure *gathered = l.annual->figures[0];

		CHECK(lending_has(html, "</a>条（报送），报<a"));
		CHECK(lending_has(html, "<dt>报送数</dt><dd>不是逐件计数，由别的系统报送，共 2 条。"
		                        "各来源最近一次报的：一&lt;局 1500（2024-06-01，told/3）；"
		                        "二局 20（2024-02-01，told/2）</dd>"));
		CHECK(lending_has(html, "<dd>不是逐件计数，由别的系统报送，共 2 条</dd>"));
		CHECK(lending_has(html, "<dt>算法</dt><dd>数据报数.汇聚</dd>"));
		CHECK(lending_has(json, "\"attested\":true"));
		CHECK(lending_has(json, "\"statements\":[{\"day\":\"2024-06-01\","
		                        "\"record\":\"told/3\","
		                        "\"source\":\"一<局\",\"value\":\"1500\"}"));
		CHECK_INT(gathered->records, 2);
		CHECK_INT(gathered->statement_count, 2);
		CHECK_STR(gathered->months[0], "1000");
		CHECK_STR(gathered->months[1], "1020");
		CHECK_STR(gathered->months[11], "1520");
		CHECK(l.annual->figures[2]->figure.attested);
		CHECK_INT(l.annual->figures[2]->statement_count, 2);
		CHECK(!l.annual->figures[3]->figure.attested);
	}
	lending_end(&l);
}

TEST(a_figure_of_a_rule_that_is_not_there_is_a_fault_of_the_report)
{
	struct lending l;

	if (lending_make(&l, LENDING_RULE("  借出 = 没有的.数\n")) &&
	    CHECK(!lending_report(&l, "  借{loan.lent}件。\n"))) {
		CHECK_ERR(&l.err, ERR_REFUSED, "report.other");
		CHECK(lending_has(str_of(l.err.what), "没有的.数"));
	}
	lending_end(&l);
}
