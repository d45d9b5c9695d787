/* test_annual.c -- reports compiled over a small store, and refused for each cause.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "lending.h"

static str sentence_text(struct lending *l, size_t i)
{
	struct buf buf;

	buf_init(&buf, l->arena, 4096);
	for (size_t j = 0; j < l->annual->blocks[1].sentences[i].count; j++)
		buf_add(&buf, l->annual->blocks[1].sentences[i].pieces[j].text);
	return buf_str(&buf);
}

TEST(figures_and_dates)
{
	struct lending l;

	static const char body[] =
		"  借{loan.lent}，还{loan.given_back}，押{loan.deposits}。\n"
		"  存{loan.pending@年初}到{loan.pending}，在借{loan.out@年初}到{loan.out@年末}。\n"
		"  率{loan.return_rate}，共{loan.both}，最大{loan.largest}，种{loan.kinds}，"
		"又借{loan.lent}。\n  {上年}、{年}、{下年}。\n";

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK)) &&
	    CHECK_OK(lending_report(&l, body), &l.err)) {
		CHECK_STR(sentence_text(&l, 1), "借3余，还2，押42。");
		CHECK_STR(sentence_text(&l, 2), "存3到5，在借3到5。");
		CHECK_STR(sentence_text(&l, 3), "率50.00%，共6，最大10.5，种1，又借3余。");
		CHECK_STR(sentence_text(&l, 4), "2023、2024、2025。");
		CHECK_INT(l.annual->figure_count, 11);
		CHECK_INT(l.annual->printed_count, 12);
		CHECK_INT(l.annual->sentence_count, 5);
		CHECK_INT(l.annual->check_count, 1);
		CHECK_STR(l.annual->title, "<市&\"'>2024年报告");
	}
	lending_end(&l);
}

TEST(provenance)
{
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK)) &&
	    CHECK_OK(lending_report(&l, "  还{loan.given_back}，率{loan.return_rate}，"
	                                "年初{loan.out@年初}，押{loan.deposits}。\n"), &l.err)) {
		struct annual_figure **figures = l.annual->figures;

		CHECK_STR(figures[0]->rule_line, "loan.rule:28");
		CHECK_STR(figures[0]->basis, "《便民服务规定》第三条");
		CHECK_STR(figures[0]->formula, "办“归还”的次数");
		CHECK_INT(figures[0]->records, 2);
		CHECK_STR(figures[0]->months[4], "2");
		CHECK_STR(figures[0]->months[5], "0");
		CHECK_STR(figures[1]->above, "2");
		CHECK_STR(figures[1]->below, "4");
		CHECK_STR(figures[1]->months[2], "0.00%");
		CHECK_STR(figures[1]->months[4], "—");
		CHECK_STR(figures[1]->months_exact[2], "0/4");
		CHECK_INT(figures[1]->records, 4);
		CHECK(figures[2]->at_start && !figures[2]->monthly);
		CHECK_INT(figures[2]->records, 3);
		CHECK_STR(figures[3]->exact, "42");
		CHECK_STR(figures[3]->basis, "《便民服务规定》（2020年）");
		CHECK_INT(figures[3]->records, 4);
		CHECK_INT(l.annual->systems[0].deviations, 0);
	}
	lending_end(&l);
}

static void check_refused(const char *rule, const char *body, const char *code, const char *what,
                          const char *fix)
{
	struct lending l;

	if (lending_make(&l, rule)) {
		CHECK(!lending_report(&l, body));
		CHECK_ERR(&l.err, ERR_REFUSED, code);
		CHECK_STR(str_of(l.err.what), what);
		CHECK_STR(str_of(l.err.fix), fix);
		CHECK(l.err.rule[0] != 0);
	}
	lending_end(&l);
}

TEST(missing_indicator)
{
	check_refused(LENDING_RULE(LENDING_CHECK), "  {loan.give_back}。\n", "report.indicator",
	              "规程“便民借伞”没有指标“give_back”", "是不是 loan.given_back？");
	check_refused(LENDING_RULE(LENDING_CHECK), "  {loan.zzzzzzzz}。\n", "report.indicator",
	              "规程“便民借伞”没有指标“zzzzzzzz”", "有哪些指标，看 guiju explain loan.rule");
}

TEST(flow_has_no_start)
{
	check_refused(LENDING_RULE(LENDING_CHECK), "  {loan.lent@年初}。\n", "report.at",
	              "“借出”按期间计数，没有年初的数", "@年初 只用于在册数、结存数和它们的比率");
}

TEST(broken_check)
{
	check_refused(LENDING_RULE("  归还 = 借出\n"), "  {loan.lent}。\n", "report.check",
	              "“便民借伞”的核对不成立：归还 = 借出：左边 2，右边 4",
	              "先查清两边差在哪些记录（guiju figure），改正后再编");
}

TEST(rate_over_nothing)
{
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK))) {
		struct template *of;

		CHECK_OK(lending_report(&l, "  {loan.return_rate}。\n"), &l.err);
		of = arena_make(l.arena, struct template, 1);
		*of = *l.of.template;
		of->year = 2030;
		l.of.template = of;
		CHECK(!annual_build(l.arena, &l.of, &l.annual, &l.problems, &l.err));
		CHECK_ERR(&l.err, ERR_REFUSED, "report.undefined");
		CHECK_STR(str_of(l.err.what), "“归还率”没有分母：本年“借出”为 0");
		CHECK_STR(str_of(l.err.where), "a.report 第8行");
	}
	lending_end(&l);
}

TEST(several_faults)
{
	check_refused(LENDING_RULE("  归还 = 借出\n"), "  {loan.lent@年初}，{loan.zzzzzzzz}。\n",
	              "report.check",
	              "“便民借伞”的核对不成立：归还 = 借出：左边 2，右边 4（另有 2 处）",
	              "先查清两边差在哪些记录（guiju figure），改正后再编");
}

/* What the store does not have is left out with its headings; numbers close up. */
TEST(left_out)
{
	static const char text[] =
		"报告  年度报告\n年度  2024\n系统  loan  S90  便民借伞\n系统  drill  S26  演练\n"
		"标题  报告\n章  甲\n节  演练\n段  无\n  {drill.drills}场。\n"
		"节  借伞\n"
		"段  子\n  {依 drill}丑。\n段  寅\n  {loan.lent}件。\n"
		"  {loan.lent}和{drill.drills}。\n"
		"段  卯\n  辰。\n章  巳\n段  午\n  {依 drill}未。\n章  申\n段  酉\n  戌。\n";
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK))) {
		struct annual *annual;

		CHECK_OK(lending_report(&l, "  {loan.lent}。\n"), &l.err);
		l.of.template = template_read(l.arena, STR("a.report"), str_of(text), &l.problems);
		if (CHECK(l.of.template != NULL) &&
		    CHECK_OK(annual_build(l.arena, &l.of, &annual, &l.problems, &l.err), &l.err)) {
			CHECK_INT(annual->block_count, 6);
			CHECK_STR(annual->blocks[1].ordinal, "（一）");
			CHECK_STR(annual->blocks[1].head, "借伞");
			CHECK_STR(annual->blocks[2].ordinal, "一是");
			CHECK_STR(annual->blocks[2].head, "寅");
			CHECK_INT(annual->blocks[2].count, 1);
			CHECK_STR(annual->blocks[3].ordinal, "二是");
			CHECK_STR(annual->blocks[4].ordinal, "二、");
			CHECK_STR(annual->blocks[4].head, "申");
			CHECK_INT(annual->blocks[5].ordinal.n, 0);
			CHECK_INT(annual->left_out_count, 4);
			CHECK_STR(annual->left_out[2].text, "{loan.lent}和{drill.drills}。");
			CHECK_STR(annual->left_out[0].system->of->procedure, "drill");
			CHECK_STR(str_of(annual->left_out[0].system->why), "库里没有采用这个规程");
		}
	}
	lending_end(&l);
}

TEST(nothing_left)
{
	static const char text[] = "报告  年度报告\n年度  2019\n系统  loan  S90  便民借伞\n"
	                           "标题  报告\n章  甲\n段  乙\n  {loan.lent}件。\n";
	struct lending l;

	if (lending_make(&l, LENDING_RULE(LENDING_CHECK))) {
		CHECK_OK(lending_report(&l, "  {loan.lent}。\n"), &l.err);
		l.of.template = template_read(l.arena, STR("a.report"), str_of(text), &l.problems);
		if (CHECK(l.of.template != NULL)) {
			CHECK(!annual_build(l.arena, &l.of, &l.annual, &l.problems, &l.err));
			CHECK_ERR(&l.err, ERR_REFUSED, "report.empty_report");
		}
	}
	lending_end(&l);
}
