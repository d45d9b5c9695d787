/* openapi_tables_figures.c -- schemas of the contract: organs, figures, tables, calendars.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/openapi_tables.h"

static const struct openapi_schema schemas[] = {
	{ "Organ", "机构",
	  "code string 代码\n"
	  "name string 名称\n"
	  "short_name string 简称\n"
	  "duties [string] 职责\n"
	  "active boolean 有效\n"
	  "posts? [Post] 现任人员；只列自己所在机构的\n",
	  NULL },
	{ "OrganList", "机构名录",
	  "items [Organ] 机构\n",
	  NULL },
	{ "Post", "任职",
	  "person string 人员代码\n"
	  "person_name string 姓名\n"
	  "organ string 机构代码\n"
	  "organ_name string 机构\n"
	  "post string 职务\n"
	  "from date 自\n"
	  "to? date 至\n",
	  NULL },
	{ "PostList", "任职名录",
	  "items [Post] 任职\n",
	  NULL },

	{ "Figure", "一个统计数",
	  "procedure string 规程号\n"
	  "indicator string 指标号\n"
	  "name string 指标\n"
	  "unit string 单位\n"
	  "year integer 年度\n"
	  "month? integer 月\n"
	  "organ? string 机构代码\n"
	  "option? string 统计分项\n"
	  "formula string 算法\n"
	  "rule_line? string 规程的第几行\n"
	  "law string 依据\n"
	  "value? integer 准确的整数；金额和率没有\n"
	  "exact string 准确的数，十进制文字；率为印作\n"
	  "printed string 印作\n"
	  "numerator? string 率的分子\n"
	  "denominator? string 率的分母\n"
	  "attested boolean 报送的\n"
	  "by? [FigurePart] 分月、分机构或分项\n",
	  NULL },
	{ "FigurePart", "统计数的一部分",
	  "of string 月、机构代码或选项号\n"
	  "name string 名称\n"
	  "value? integer 准确的整数\n"
	  "exact string 准确的数\n"
	  "printed string 印作\n"
	  "numerator? string 分子\n"
	  "denominator? string 分母\n"
	  "attested boolean 报送的\n",
	  NULL },
	{ "FigureRecords", "一个统计数所数的记录",
	  "total? integer 共几条\n"
	  "others? integer 其中无权看的\n"
	  "items [FigureRecord] 这一页\n"
	  "next? string 下一页的游标\n"
	  "parts? [FigureOperand] 由别的指标算出的，各指标\n",
	  NULL },
	{ "FigureRecord", "所数的一条记录",
	  "record string 规程/流水号\n"
	  "number? string 案号\n"
	  "day date 记在哪天\n"
	  "count integer 数了几次\n"
	  "sum integer 和；金额为万分之一元\n"
	  "source? string 报送的来源\n",
	  NULL },
	{ "FigureOperand", "算一个数所用的指标",
	  "as =numerator|denominator|plus|minus 分子、分母、加、减\n"
	  "procedure string 规程号\n"
	  "indicator string 指标号\n"
	  "name string 指标\n"
	  "year integer 年度\n",
	  NULL },
	{ "Table", "填好的统计表（docs/formats/table.md）",
	  "procedure string 规程号\n"
	  "table string 统计表号\n"
	  "name string 名称\n"
	  "year integer 年度\n"
	  "columns [any] 各列\n"
	  "rows [any] 各行\n"
	  "checks [any] 核对\n"
	  "*\n",
	  NULL },
	{ "Report", "年度报告（docs/formats/report.md）",
	  "city string 城市\n"
	  "figures [any] 各数和来源\n"
	  "*\n",
	  NULL },

	{ "DueAsked", "要算的期限",
	  "from string 起始：日期或时刻\n"
	  "length string 期限\n"
	  "extensions? [string] 延长\n"
	  "pauses? [DuePause] 中止，按先后\n"
	  "no_roll? boolean 最后一日是休息日也不顺延\n",
	  "{\"from\":\"2024-03-04\",\"length\":\"60 日\",\"pauses\":"
	  "[{\"from\":\"2024-04-03\",\"to\":\"2024-05-13\",\"why\":\"中止\"}]}" },
	{ "DuePause", "中止的一段",
	  "from string 自\n"
	  "to? string 至；不写则仍在中止\n"
	  "why? string 事由\n",
	  NULL },
	{ "Due", "期限的届满",
	  "from time 起始\n"
	  "length string 期限\n"
	  "paused boolean 仍在中止\n"
	  "provisional boolean 是推定的\n"
	  "left? integer 中止时尚余\n"
	  "last_day? date 最后一日\n"
	  "due? string 届满，24:00:00 为当日终了\n"
	  "days [DueDay] 逐日\n",
	  NULL },
	{ "DueDay", "数期限的一日",
	  "on date 日期\n"
	  "mark =start|counted|weekend|holiday|made_up|paused|rolled|end 怎么数\n"
	  "counted integer 第几日，0 为不计\n"
	  "why string 说明\n"
	  "law string 依据\n"
	  "provisional boolean 推定\n",
	  NULL },
	{ "Calendar", "一年的放假和调休",
	  "year integer 年\n"
	  "published boolean 已有通知\n"
	  "notice? string 通知\n"
	  "source? string 出处\n"
	  "days [CalendarDay] 放假和调休的日子\n",
	  NULL },
	{ "CalendarDay", "与星期不同的一日",
	  "on date 日期\n"
	  "kind =holiday|made_up 放假、上班\n"
	  "name string 节日\n",
	  NULL },
};

const struct openapi_group openapi_tables_figures = { schemas, countof(schemas) };
