/* test_template.c -- report templates read, and every fault of one told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "report/template.h"

#define HEAD "报告  年度报告\n年度  2024\n系统  hotline  S33  热线工单\n"
#define TITLE "标题  {市}{年}年报告\n"
#define BODY TITLE "章  情况\n段  热线\n  受理{hotline.accepted}件。\n"

struct bad {
	const char *text;
	int line;
	const char *code;
	const char *what;
};

/* One for each message. */
static const struct bad bads[] = {
	{ "年度  2024\n系统  hotline  S33  热线工单\n" BODY, 1, "report.head.missing",
	  "没有写“报告”" },
	{ "报告  年度报告\n系统  hotline  S33  热线工单\n" BODY, 1, "report.head.missing",
	  "没有写“年度”" },
	{ HEAD "章  情况\n段  热线\n  受理{hotline.accepted}件。\n", 1, "report.head.missing",
	  "没有写“标题”" },
	{ HEAD "报告  又一个\n" BODY, 4, "report.head.twice", "“报告”写了两次" },
	{ HEAD "年度  2025\n" BODY, 4, "report.head.twice", "“年度”写了两次" },
	{ HEAD TITLE BODY, 5, "report.head.twice", "“标题”写了两次" },
	{ HEAD "年度\n" BODY, 4, "report.columns", "“年度”后面写得不全" },
	{ HEAD "系统  drill\n" BODY, 4, "report.columns", "“系统”后面写得不全" },
	{ HEAD "报告  甲  乙\n" BODY, 4, "report.columns", "“报告”后面写多了" },
	{ HEAD BODY "导语  甲\n  句。\n", 8, "report.columns", "“导语”后面写多了" },
	{ HEAD BODY "段  甲  乙\n  句。\n", 8, "report.columns", "“乙”不是责任单位" },
	{ "报告  甲\n年度  二四\n系统  hotline  S33  热线工单\n" BODY, 2, "report.year",
	  "“二四”不是年度" },
	{ HEAD "系统  hotline  S33  热线\n" BODY, 4, "report.system.twice",
	  "规程“hotline”列了两次" },
	{ HEAD "系统  drill  S26  演练\n" BODY, 4, "report.system.unused",
	  "规程“drill”列了而没有用" },
	{ HEAD "名称  热线\n" BODY, 4, "report.name.form", "“热线”不是含有数字的名称" },
	{ HEAD "名称  12345\n" BODY, 4, "report.name.form", "“12345”不是含有数字的名称" },
	{ HEAD "名称  12345热线\n" BODY, 4, "report.name.unused", "名称“12345热线”声明了而没有用" },
	{ HEAD BODY "系统  drill  S26  演练\n段  演练\n  {drill.drills}场。\n", 8, "report.order",
	  "“系统”写在了正文里" },
	{ HEAD BODY "年度  2024\n  句。\n", 8, "report.order", "“年度”写在了正文里" },
	{ HEAD BODY "导语\n  句。\n", 8, "report.order", "“导语”写在了章的后面" },
	{ HEAD TITLE "节  甲\n" BODY, 5, "report.order", "“节”写在了章的前面" },
	{ HEAD TITLE "段  甲\n  句。\n章  情况\n段  热线\n  {hotline.accepted}件。\n", 5,
	  "report.order", "“段”写在了章的前面" },
	{ HEAD BODY "章  乙\n  句。\n", 9, "report.order", "句子“句。”不在任何一段里" },
	{ HEAD BODY "小节  乙\n  句。\n", 8, "report.keyword", "不认识的行：“小节”" },
	{ HEAD BODY "甲乙丙丁戊\n  句。\n", 8, "report.keyword", "不认识的行：“甲乙丙丁戊”" },
	{ HEAD BODY "段  甲\n", 8, "report.empty", "这一段没有句子" },
	{ HEAD BODY "叙述\n  句。\n", 8, "report.office", "“叙述”没有写责任单位" },
	{ HEAD BODY "  两  句。\n", 8, "report.space", "句子里有连着的空格：“两  句。”" },
	{ HEAD BODY "  没有写完\n", 8, "report.stop", "句子没有写完：“没有写完”" },
	{ HEAD BODY "  受理7.89万件。\n", 8, "report.digit",
	  "写了数字“7.89”；报告里的数只能由库算出来" },
	{ HEAD BODY "  满意率９９％。\n", 8, "report.digit",
	  "写了数字“９９”；报告里的数只能由库算出来" },
	{ HEAD BODY "段  十件6项\n  句。\n", 8, "report.digit",
	  "写了数字“6”；报告里的数只能由库算出来" },
	{ HEAD BODY "  受理{hotline.accepted件。\n", 8, "report.gap.open", "有“{”而没有“}”" },
	{ HEAD BODY "  受理hotline.accepted}件。\n", 8, "report.gap.open", "有“}”而没有“{”" },
	{ HEAD BODY "  {月}月。\n", 8, "report.gap.form", "看不懂空“{月}”" },
	{ HEAD BODY "  {hotline.Accepted}件。\n", 8, "report.gap.form",
	  "看不懂空“{hotline.Accepted}”" },
	{ HEAD BODY "  {hotline.}件。\n", 8, "report.gap.form", "看不懂空“{hotline.}”" },
	{ HEAD BODY "  {}件。\n", 8, "report.gap.form", "看不懂空“{}”" },
	{ HEAD BODY "  {依 热线}件。\n", 8, "report.gap.form", "看不懂空“{依 热线}”" },
	{ HEAD BODY "  {hotlin.accepted}件。\n", 8, "report.gap.system",
	  "文件头没有列出规程“hotlin”" },
	{ HEAD BODY "  {依 drill}好。\n", 8, "report.gap.system", "文件头没有列出规程“drill”" },
	{ HEAD BODY "  {hotline.accepted@年中}件。\n", 8, "report.gap.at",
	  "空“{hotline.accepted@年中}”的“@”后面写了“年中”" },
	{ HEAD BODY "章  {hotline.accepted}件\n段  甲\n  句。\n", 8, "report.gap.head",
	  "标题里不能有空“{hotline.accepted}”" },
	{ HEAD BODY "  前一句、\n", 8, "text.continued", "行末是顿号，下一行却没有接着写" },
};

TEST(each_fault)
{
	for (size_t i = 0; i < countof(bads); i++) {
		struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
		struct problems problems;
		str text = str_of(bads[i].text);

		problems_init(&problems, arena, STR("annual/a.report"));
		CHECK(template_read(arena, STR("a.report"), text, &problems) == NULL);
		if (CHECK(problems.first != NULL)) {
			struct problem *problem = problems.first;

			CHECK_STR(str_of(problem->err.what), bads[i].what);
			CHECK_INT(problem->line, bads[i].line);
			CHECK_ERR(&problem->err, ERR_INVALID, bads[i].code);
		}
		arena_end(arena);
	}
}

TEST(nearest_names)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct problems problems;

	problems_init(&problems, arena, STR("annual/a.report"));
	CHECK(template_read(arena, STR("a.report"), STR(HEAD BODY "  {hotlin.a}件。\n小节  甲\n"),
	                    &problems) == NULL);
	CHECK_INT(problems.count, 2);
	CHECK_STR(str_of(problems.first->err.fix), "是不是 hotline？");
	CHECK_STR(str_of(problems.first->err.where), "a.report 第8行");
	CHECK_STR(str_of(problems.first->next->err.fix), "是不是“节”？");
	arena_end(arena);
}

TEST(pieces)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	struct problems problems;
	const struct template *of;
	const struct template_sentence *sentence;

	problems_init(&problems, arena, STR("a.report"));
	of = template_read(arena, STR("a.report"),
	                   STR("# 说明\n" HEAD "名称  12345热线\n名称  12345热线网\n" TITLE
	                       "导语\n  {年}年好。\n章  情况\n节  热\n"
	                       "段  热线  责任 市大数据中心\n"
	                       "  12345热线网和12345热线受理{hotline.accepted@年初}、\n"
	                       "  {hotline.accepted@年末}件，比{上年}年多，{下年}年再多。\n"
	                       "叙述  责任 市府办\n  {依 hotline}都好。\n"), &problems);
	if (!CHECK(of != NULL)) {
		arena_end(arena);
		return;
	}
	CHECK_INT(of->year, 2024);
	CHECK_INT(of->block_count, 5);
	CHECK_INT(of->blocks[0].kind, TEMPLATE_LEAD);
	CHECK_STR(of->blocks[3].office, "市大数据中心");
	CHECK_STR(of->blocks[4].office, "市府办");
	CHECK_INT(of->blocks[4].head.count, 0);
	sentence = &of->blocks[3].sentences[0];
	CHECK_INT(of->blocks[3].count, 1);
	CHECK_INT(sentence->count, 9);
	CHECK(sentence->pieces[1].at_start && !sentence->pieces[3].at_start);
	CHECK_STR(sentence->pieces[3].indicator, "accepted");
	CHECK(sentence->pieces[1].system == &of->systems[0]);
	CHECK_STR(template_show(arena, sentence),
	          "12345热线网和12345热线受理{hotline.accepted@年初}、{hotline.accepted@年末}件，"
	          "比{上年}年多，{下年}年再多。");
	CHECK_INT(of->blocks[4].sentences[0].pieces[0].kind, TEMPLATE_SOURCE);
	arena_end(arena);
}

TEST(the_report_in_force)
{
	struct arena *arena = arena_new(LIMIT_ARENA_COMMAND);
	str path = arena_printf(arena, "%.*s/annual/2024.report", PSTR(file_home(arena)));
	struct problems problems;
	struct err err = { 0 };
	str text;

	problems_init(&problems, arena, path);
	if (CHECK_OK(file_read(arena, path.at, LIMIT_RULE_BYTES, &text, &err), &err)) {
		CHECK(template_read(arena, path, text, &problems) != NULL);
		CHECK_INT(problems.count, 0);
	}
	arena_end(arena);
}
